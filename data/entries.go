package data

import (
	"context"
	"encoding/json"
	"fmt"
	"hash"
	"slices"
	"time"

	"candor/engine/factor"
	"candor/models"
)

// Entry is one new account with all that is known of it, for writing a book in bulk.
type Entry struct {
	Account       models.Account // with an id of BulkIDs; sums, factors and seals are filled in
	Personal      models.Personal
	Lines         []models.CreditLine // ids are given
	Statements    []models.Statement
	Checks        []models.IdentityCheck
	Relationships []models.Relationship // each side's own, once
	Devices       []models.Device       // ids are given
	Events        []models.Event        // history, oldest first; ids are given and tokens made
	Labels        []models.Label
}

// BulkIDs makes ids for accounts that BulkEntries will write, so that they can refer to
// each other before any is stored.
func (s *Store) BulkIDs(n int) ([]models.ID, error) {
	ids := make([]models.ID, n)
	for i := range ids {
		id, err := s.ids.make()
		if err != nil {
			return nil, err
		}
		ids[i] = id
	}
	return ids, nil
}

// BulkEntries writes new accounts in one unit with one audit entry, which carries the
// SHA-256 of every value written. What their links say about them is computed later, by
// RefreshRelations, once every account is there.
func (s *Store) BulkEntries(ctx context.Context, actor models.Actor, action, reason string, entries []Entry) error {
	for i := range entries {
		if entries[i].Account.ID == 0 {
			return fmt.Errorf("bulk entry %d has no id", i)
		}
	}
	return s.write(ctx, actor, func(tx *writeTx) error {
		digest := newDigest()
		if err := newBook(tx, digest).write(entries); err != nil {
			return err
		}
		after := map[string]any{"accounts": len(entries), "sha256": digestHex(digest)}
		return tx.audit(action, target{kind: "import", id: reason}, nil, after, "")
	})
}

// book is the bulk inserts of a batch of entries, one a table, in the order in which the
// foreign keys want them.
type book struct {
	tx     *writeTx
	vector factor.Vector

	accounts, lines, statements, checks, links, devices, labels, features, events, states, sights *bulk
}

func newBook(tx *writeTx, digest hash.Hash) *book {
	rows := func(table string, columns ...string) *bulk { return tx.rows(digest, table, columns...) }
	return &book{
		tx: tx, vector: make(factor.Vector, len(factor.Catalogue)),
		accounts: rows("accounts", "id", "source", "external_id", "status", "reach", "status_until", "subject_slot",
			"name_sealed", "phone_sealed", "id_number_sealed", "email_sealed",
			"name_index", "phone_index", "phone_tail_index", "id_number_index", "id_tail_index",
			"declared", "education", "employer", "employment_months", "income_fen", "opened_at", "lang",
			"limit_fen", "used_fen", "days_past_due", "band", "decision_id", "content_hash", "created_at", "updated_at", "version"),
		lines:      rows("credit_lines", "id", "account_id", "product", "limit_fen", "temp_fen", "temp_until", "cap_fen", "used_fen", "version"),
		statements: rows("statements", "account_id", "month", "bill_fen", "paid_fen", "due_at", "standing", "days_past_due"),
		checks:     rows("identity_checks", "account_id", "kind", "passed", "strength", "checked_at", "source"),
		links:      rows("relationships", "account_id", "other_id", "kind", "since"),
		devices:    rows("devices", "id", "account_id", "label", "city", "first_seen", "last_seen"),
		labels:     rows("labels", "account_id", "name", "bad", "source", "at"),
		events:     rows("events", append(slices.Clone(eventColumns), "corrected_at")...),
		states:     rows("account_states", "account_id", "version", "state"),
		sights:     rows("sightings", "kind", "token", "account_id", "at"),
		features:   rows("features", "account_id", "vector", "at", "told_at", "linked_at"),
	}
}

// write writes the accounts first, because every other table refers to them.
func (b *book) write(entries []Entry) error {
	for i := range entries {
		if err := b.complete(&entries[i]); err != nil {
			return err
		}
		if err := b.addAccount(&entries[i].Account); err != nil {
			return err
		}
	}
	if err := b.accounts.close(); err != nil {
		return err
	}
	for i := range entries {
		for _, add := range []func(*Entry) error{b.addMoney, b.addKnowledge, b.addTraces, b.addFeatures} {
			if err := add(&entries[i]); err != nil {
				return err
			}
		}
	}
	return b.closeLists()
}

// closeLists writes what is left of the tables that refer to accounts.
func (b *book) closeLists() error {
	for _, t := range []*bulk{b.lines, b.statements, b.checks, b.links, b.devices, b.labels, b.features, b.events, b.states, b.sights} {
		if err := t.close(); err != nil {
			return err
		}
	}
	return nil
}

// from names who sent checks and outcomes.
func (e *Entry) from(source string) {
	for i := range e.Checks {
		e.Checks[i].Source = source
	}
	for i := range e.Labels {
		e.Labels[i].Source = source
	}
}

// complete fills in what follows from the rest: sums, seals and indexes.
func (b *book) complete(e *Entry) error {
	a := &e.Account
	slices.SortFunc(e.Statements, func(x, y models.Statement) int { return x.Month - y.Month })
	a.SumLines(e.Lines)
	if n := len(e.Statements); n > 0 {
		a.DaysPastDue = e.Statements[n-1].DaysPastDue
	}
	if a.Status == "" {
		a.Status = models.StatusActive
	}
	if a.Lang == "" {
		a.Lang = "zh-CN"
	}
	if a.CreatedAt.IsZero() {
		a.CreatedAt = b.tx.now
	}
	a.UpdatedAt, a.Version = b.tx.now, 1
	if e.Personal == (models.Personal{}) {
		return nil
	}
	return b.tx.sealPersonal(a, e.Personal)
}

func (b *book) addAccount(a *models.Account) error {
	reach, err := json.Marshal(append([]models.Function{}, a.Reach...))
	if err != nil {
		return err
	}
	declared := []byte("{}")
	if len(a.Declared) > 0 {
		if declared, err = json.Marshal(a.Declared); err != nil {
			return err
		}
	}
	return b.accounts.add(int64(a.ID), a.Source, a.ExternalID, string(a.Status), string(reach), stampOrNil(a.StatusUntil), a.SubjectSlot,
		bytesOrNil(a.Name), bytesOrNil(a.Phone), bytesOrNil(a.IDNumber), bytesOrNil(a.Email),
		bytesOrNil(a.NameIndex), bytesOrNil(a.PhoneIndex), bytesOrNil(a.PhoneTailIndex),
		bytesOrNil(a.IDNumberIndex), bytesOrNil(a.IDTailIndex),
		string(declared), a.Education, a.Employer, orNil(a.EmploymentMonths), a.IncomeFen, stampOrNil(a.OpenedAt), a.Lang,
		a.LimitFen, a.UsedFen, a.DaysPastDue, a.Band, int64(a.DecisionID), a.ContentHash,
		stamp(a.CreatedAt), a.UpdatedAt, a.Version)
}

// addMoney writes lines and statements.
func (b *book) addMoney(e *Entry) error {
	account := int64(e.Account.ID)
	for _, l := range e.Lines {
		id, err := b.tx.id()
		if err != nil {
			return err
		}
		err = b.lines.add(int64(id), account, string(l.Product), l.LimitFen, orNil(l.TempFen), stampOrNil(l.TempUntil),
			orNil(l.CapFen), l.UsedFen, max(l.Version, 1))
		if err != nil {
			return err
		}
	}
	for _, s := range e.Statements {
		err := b.statements.add(account, s.Month, s.BillFen, s.PaidFen, stampOrNil(s.DueAt), s.Standing, s.DaysPastDue)
		if err != nil {
			return err
		}
	}
	return nil
}

// addKnowledge writes checks, links and outcomes.
func (b *book) addKnowledge(e *Entry) error {
	account := int64(e.Account.ID)
	for _, c := range e.Checks {
		if err := b.checks.add(account, c.Kind, c.Passed, c.Strength, stamp(c.CheckedAt), c.Source); err != nil {
			return err
		}
	}
	for _, r := range e.Relationships {
		if err := b.links.add(account, int64(r.OtherID), r.Kind, stamp(r.Since)); err != nil {
			return err
		}
	}
	for _, l := range e.Labels {
		if l.At.IsZero() {
			l.At = b.tx.now
		}
		if err := b.labels.add(account, l.Name, l.Bad, l.Source, stamp(l.At)); err != nil {
			return err
		}
	}
	return nil
}

// addTraces writes devices and the history of events with the state that it leaves.
func (b *book) addTraces(e *Entry) error {
	account := int64(e.Account.ID)
	for _, d := range e.Devices {
		id, err := b.tx.id()
		if err != nil {
			return err
		}
		if err := b.devices.add(int64(id), account, d.Label, d.City, stamp(d.FirstSeen), stamp(d.LastSeen)); err != nil {
			return err
		}
	}
	return b.addHistory(e)
}

// addFeatures computes and writes the factors.
func (b *book) addFeatures(e *Entry) error {
	k := known{account: &e.Account, lines: e.Lines, checks: e.Checks, devices: len(e.Devices)}
	k.statements = slices.Clone(e.Statements)
	slices.Reverse(k.statements)
	var linked *time.Time
	if len(e.Devices) > 0 {
		k.relations.Known, k.relations.ClusterSize, linked = true, 1, &b.tx.now
	}
	factor.Fill(b.vector, k.facts(b.tx.now))
	return b.features.add(int64(e.Account.ID), factor.Encode(b.vector), b.tx.now, b.tx.now, stampOrNil(linked))
}

func stampOrNil(t *time.Time) any {
	if t == nil {
		return nil
	}
	return stamp(*t)
}
