package data

import (
	"fmt"
	"io"
	"time"

	"candor/data/imports"
	"candor/engine/factor"
	"candor/models"
)

// History reads the labelled history in a file, for a training without a store: the rows of a mapping's table as they are, or the
// factors of a mapping's accounts as they would be once imported. Rows that cannot be read go to reject, which may be nil.
// imports.ErrKind for a mapping of transactions, imports.ErrBroken for a file that cannot be trusted as a whole.
func History(m *imports.Mapping, file io.Reader, label string, now time.Time, reject func(imports.Reject) error) (imports.Labelled, error) {
	if m.Table != nil {
		return m.ReadTable(file, label, now, reject)
	}
	if m.Transactions != nil {
		return imports.Labelled{}, imports.ErrNotAccounts
	}
	var out imports.Labelled
	out.Label, out.Specs = label, factor.Catalogue
	_, err := m.Read(file, func(row imports.Row) error {
		if len(row.Rejects) > 0 {
			out.Rejected++
			for _, r := range row.Rejects {
				if reject == nil {
					break
				}
				if err := reject(r); err != nil {
					return err
				}
			}
			return nil
		}
		bad, known := outcomeOf(&row.Account, label)
		if !known {
			out.Unknown++
			return nil
		}
		k := knownOf(&row.Account)
		if month := newestMonth(k.statements); month > 100*now.Year()+int(now.Month()) {
			return fmt.Errorf("%w: line %d: a statement of %d is in the future", imports.ErrBroken, row.Line, month)
		}
		out.Rows, out.Labels = append(out.Rows, factor.Compute(k.facts(now))), append(out.Labels, bad)
		out.Months = append(out.Months, newestMonth(k.statements))
		for name := range m.Declared {
			if out.Groups == nil {
				out.Groups = map[string][]string{}
			}
			out.Groups[name] = append(out.Groups[name], models.DeclaredGroup(name, row.Account.Declared[name]))
		}
		return nil
	})
	return out, err
}

// outcomeOf is the outcome of a name that a source sent with an account.
func outcomeOf(a *models.PutAccount, label string) (bad, known bool) {
	for _, l := range a.Labels {
		if l.Name == label {
			return l.Bad, true
		}
	}
	return false, false
}

// knownOf is what the factors would be computed from, were the account stored.
func knownOf(a *models.PutAccount) known {
	k := known{
		account: &models.Account{
			Education: a.Education, EmploymentMonths: a.EmploymentMonths, IncomeFen: a.IncomeFen, OpenedAt: a.OpenedAt,
		},
		lines: a.Lines, checks: a.Checks,
	}
	for i := len(a.Statements) - 1; i >= 0; i-- { // sent with the oldest first
		k.statements = append(k.statements, a.Statements[i])
	}
	return k
}

// newestMonth is the month of the newest statement, 0 without one.
func newestMonth(newestFirst []models.Statement) int {
	if len(newestFirst) == 0 {
		return 0
	}
	return newestFirst[0].Month
}
