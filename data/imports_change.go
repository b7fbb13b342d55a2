package data

import (
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"hash"
	"slices"
	"strings"

	"gorm.io/gorm/clause"

	"candor/engine/factor"
	"candor/models"
)

// changing is a batch of known accounts that a file says something new about. It does what
// put does, with reads and writes for all of them together.
type changing struct {
	tx         *writeTx
	book       *book
	accounts   map[string]*models.Account // by external id
	lines      map[models.ID][]models.CreditLine
	checks     map[models.ID][]models.IdentityCheck
	vectors    map[models.ID][]byte
	sanctioned map[models.ID]bool

	setAccount, setLine, setVector *sql.Stmt
}

// changeAll writes the changed accounts of a batch. Those under a sanction, and those whose
// statements were not sent, go through put one by one: their state depends on more rows.
func (tx *writeTx) changeAll(batch []*incoming, digest hash.Hash) error {
	c := changing{tx: tx, book: newBook(tx, digest)}
	if err := c.load(batch); err != nil {
		return err
	}
	if err := c.prepare(); err != nil {
		return err
	}
	var fast []*incoming
	for _, in := range batch {
		a := c.accounts[in.put.ExternalID]
		if a.Status == models.StatusActive && !c.sanctioned[a.ID] && in.put.Statements != nil && c.vectors[a.ID] != nil {
			fast = append(fast, in)
		} else if _, err := tx.put(&models.Account{}, in.put, in.hash); err != nil {
			return fmt.Errorf("account %s: %w", in.put.ExternalID, err)
		}
	}
	if err := c.clear(fast); err != nil {
		return err
	}
	for _, in := range fast {
		if err := c.change(in); err != nil {
			return fmt.Errorf("account %s: %w", in.put.ExternalID, err)
		}
	}
	return errors.Join(c.book.closeLists(), c.setAccount.Close(), c.setLine.Close(), c.setVector.Close())
}

// load reads what the batch changes.
func (c *changing) load(batch []*incoming) error {
	externals := make([]string, len(batch))
	for i, in := range batch {
		externals[i] = in.put.ExternalID
	}
	var accounts []models.Account
	lock := clause.Locking{Strength: "UPDATE"} // as take does, so that nobody changes them meanwhile
	err := c.tx.db.Clauses(lock).Where("source = ? AND external_id IN ?", batch[0].put.Source, externals).Order("id").Find(&accounts).Error
	if err != nil {
		return err
	}
	ids := make([]models.ID, len(accounts))
	c.accounts = make(map[string]*models.Account, len(accounts))
	for i := range accounts {
		ids[i], c.accounts[accounts[i].ExternalID] = accounts[i].ID, &accounts[i]
	}
	var lines []models.CreditLine
	if err := c.tx.db.Where("account_id IN ?", ids).Order("id").Find(&lines).Error; err != nil {
		return err
	}
	c.lines = make(map[models.ID][]models.CreditLine, len(ids))
	for _, l := range lines {
		c.lines[l.AccountID] = append(c.lines[l.AccountID], l)
	}
	var checks []models.IdentityCheck
	if err := c.tx.db.Where("account_id IN ?", ids).Order("account_id, kind").Find(&checks).Error; err != nil {
		return err
	}
	c.checks = map[models.ID][]models.IdentityCheck{}
	for _, k := range checks {
		c.checks[k.AccountID] = append(c.checks[k.AccountID], k)
	}
	var features []models.Features
	if err := c.tx.db.Where("account_id IN ?", ids).Find(&features).Error; err != nil {
		return err
	}
	c.vectors = make(map[models.ID][]byte, len(ids))
	for _, f := range features {
		c.vectors[f.AccountID] = f.Vector
	}
	var sanctioned []models.ID
	err = c.tx.db.Model(&models.Sanction{}).Where("account_id IN ? AND state = 'active'", ids).
		Pluck("account_id", &sanctioned).Error
	c.sanctioned = map[models.ID]bool{}
	for _, id := range sanctioned {
		c.sanctioned[id] = true
	}
	return err
}

// changeColumns is what a file can change of an account's own row.
func changeColumns() []string {
	return []string{
		"subject_slot", "name_sealed", "phone_sealed", "id_number_sealed", "email_sealed",
		"name_index", "phone_index", "phone_tail_index", "id_number_index", "id_tail_index",
		"declared", "education", "employer", "employment_months", "income_fen", "opened_at", "lang",
		"limit_fen", "used_fen", "days_past_due", "content_hash", "updated_at",
	}
}

// prepare makes the statements that run once an account.
func (c *changing) prepare() error {
	pool, err := c.tx.sqlTx()
	if err != nil {
		return err
	}
	d := c.tx.store.dialect
	set := func(columns ...string) string {
		parts := make([]string, len(columns))
		for i, name := range columns {
			parts[i] = name + " = " + d.place(i+1)
		}
		return strings.Join(parts, ", ")
	}
	columns := changeColumns()
	for _, s := range []struct {
		to  **sql.Stmt
		sql string
	}{
		{&c.setAccount, "UPDATE accounts SET " + set(columns...) + ", version = version + 1 WHERE id = " + d.place(len(columns)+1)},
		{&c.setLine, "UPDATE credit_lines SET " + set("limit_fen", "used_fen") + ", version = version + 1 WHERE id = " + d.place(3)},
		{&c.setVector, "UPDATE features SET " + set("vector", "at", "told_at") + " WHERE account_id = " + d.place(4)},
	} {
		if *s.to, err = pool.PrepareContext(c.tx.ctx, s.sql); err != nil {
			return err
		}
	}
	return nil
}

// clear takes away the lists that the file sends anew.
func (c *changing) clear(batch []*incoming) error {
	var all, checked []models.ID
	var names []string
	for _, in := range batch {
		id := c.accounts[in.put.ExternalID].ID
		all = append(all, id)
		if in.put.Checks != nil {
			checked = append(checked, id)
		}
		for _, l := range in.put.Labels {
			if !slices.Contains(names, l.Name) {
				names = append(names, l.Name)
			}
		}
	}
	if len(all) == 0 {
		return nil
	}
	if err := c.tx.db.Where("account_id IN ?", all).Delete(&models.Statement{}).Error; err != nil {
		return err
	}
	if len(checked) > 0 {
		if err := c.tx.db.Where("account_id IN ?", checked).Delete(&models.IdentityCheck{}).Error; err != nil {
			return err
		}
	}
	if len(names) == 0 {
		return nil
	}
	return c.tx.db.Where("account_id IN ? AND name IN ?", all, names).Delete(&models.Label{}).Error
}

// change writes one account.
func (c *changing) change(in *incoming) error {
	a := c.accounts[in.put.ExternalID]
	was, err := c.tx.before(a, &in.put)
	if err != nil {
		return err
	}
	if err := c.tx.fill(a, in.put, in.hash); err != nil {
		return err
	}
	lines, added, err := c.changeLines(a.ID, in.put.Lines)
	if err != nil {
		return err
	}
	a.SumLines(append(slices.Clone(lines), added...))
	a.DaysPastDue = 0
	if n := len(in.put.Statements); n > 0 {
		a.DaysPastDue = in.put.Statements[n-1].DaysPastDue
	}
	e := Entry{Account: *a, Lines: added, Statements: in.put.Statements, Checks: in.put.Checks, Labels: in.put.Labels}
	e.from(in.put.Source)
	if err := errors.Join(c.book.addMoney(&e), c.book.addKnowledge(&e)); err != nil {
		return err
	}
	if err := c.store(a); err != nil {
		return err
	}
	checks := c.checks[a.ID]
	if in.put.Checks != nil {
		checks = in.put.Checks
	}
	k := known{account: a, lines: append(lines, added...), checks: checks, statements: slices.Clone(in.put.Statements)}
	slices.Reverse(k.statements)
	if err := c.setFactors(&k); err != nil {
		return err
	}
	after := accountChange{LimitFen: a.LimitFen, UsedFen: a.UsedFen, DaysPastDue: a.DaysPastDue, Statements: len(e.Statements), Content: in.hash}
	for _, l := range e.Labels {
		after.Labels = append(after.Labels, l.Name)
	}
	return was.audit(c.tx, a, &in.put, after)
}

// changeLines sets the lines that are there and returns them with those to be added.
func (c *changing) changeLines(id models.ID, sent []models.CreditLine) (lines, added []models.CreditLine, err error) {
	lines = c.lines[id]
	for _, l := range sent {
		at := slices.IndexFunc(lines, func(have models.CreditLine) bool { return have.Product == l.Product })
		if at < 0 {
			added = append(added, models.CreditLine{Product: l.Product, LimitFen: l.LimitFen, UsedFen: l.UsedFen})
			continue
		}
		lines[at].LimitFen, lines[at].UsedFen = l.LimitFen, l.UsedFen
		if _, err := c.setLine.ExecContext(c.tx.ctx, l.LimitFen, l.UsedFen, int64(lines[at].ID)); err != nil {
			return nil, nil, err
		}
	}
	return lines, added, nil
}

// store writes the account's own row, in the order of changeColumns.
func (c *changing) store(a *models.Account) error {
	declared, err := json.Marshal(a.Declared)
	if err != nil {
		return err
	}
	_, err = c.setAccount.ExecContext(c.tx.ctx,
		a.SubjectSlot, bytesOrNil(a.Name), bytesOrNil(a.Phone), bytesOrNil(a.IDNumber), bytesOrNil(a.Email),
		bytesOrNil(a.NameIndex), bytesOrNil(a.PhoneIndex), bytesOrNil(a.PhoneTailIndex), bytesOrNil(a.IDNumberIndex), bytesOrNil(a.IDTailIndex),
		string(declared), a.Education, a.Employer, orNil(a.EmploymentMonths), a.IncomeFen, stampOrNil(a.OpenedAt), a.Lang,
		a.LimitFen, a.UsedFen, a.DaysPastDue, a.ContentHash, c.tx.now, int64(a.ID))
	return err
}

// setFactors recomputes the factors. What links say is kept: a file says nothing of them.
func (c *changing) setFactors(k *known) error {
	old, err := factor.Decode(c.vectors[k.account.ID])
	if err != nil {
		return err
	}
	fresh := factor.Compute(k.facts(c.tx.now))
	for _, key := range relationKeys() {
		_, at, _ := factor.Lookup(key)
		fresh[at] = old[at]
	}
	_, err = c.setVector.ExecContext(c.tx.ctx, factor.Encode(fresh), c.tx.now, c.tx.now, int64(k.account.ID))
	return err
}
