package data

import (
	"database/sql"
	"maps"
	"slices"

	"candor/engine/decide"
	"candor/models"
)

// raiseFlags turns the flags of a batch's assessments into rows, each on the open case of
// its account or on a new one. A flag is not raised while one of its code is open, nor
// within the policy's quiet days after a person decided one. An account that is already
// deactivated gets no more work. Each account's version of the policy says how. It returns how
// many cases were opened or extended.
func (tx *writeTx) raiseFlags(policies map[int]decide.Policy, b *scoreBatch, decisions []models.ID) (n int, err error) {
	for _, version := range slices.Sorted(maps.Keys(policies)) {
		some, err := tx.raiseFlagsOf(version, policies[version], b, decisions)
		if err != nil {
			return 0, err
		}
		n += some
	}
	return n, nil
}

// raiseFlagsOf raises the flags of the assessments that one version made.
func (tx *writeTx) raiseFlagsOf(version int, policy decide.Policy, b *scoreBatch, decisions []models.ID) (int, error) {
	var accounts []models.ID
	raises := func(i int) bool {
		s := &b.scored[i]
		return s.version == version && len(s.result.Flags) > 0 && b.rows[i].Status != models.StatusDeactivated
	}
	for i := range b.rows {
		if raises(i) {
			accounts = append(accounts, b.rows[i].ID)
		}
	}
	if len(accounts) == 0 {
		return 0, nil
	}
	quiet, err := tx.quietFlags(accounts, policy.SLA.QuietDays)
	if err != nil {
		return 0, err
	}
	var found []foundFlag
	accounts = accounts[:0]
	for i := range b.rows {
		if !raises(i) {
			continue
		}
		before := len(found)
		for _, f := range b.scored[i].result.Flags {
			if !quiet[quietKey{b.rows[i].ID, f.Code}] {
				found = append(found, foundFlag{i, f})
			}
		}
		if len(found) > before {
			accounts = append(accounts, b.rows[i].ID)
		}
	}
	if len(found) == 0 { // as on most nights
		return 0, nil
	}
	open, err := tx.openCases(accounts)
	if err != nil {
		return 0, err
	}
	work := flagWork{tx: tx, policy: policy, open: open}
	for _, f := range found {
		if err := work.raise(&b.rows[f.at], b.scored[f.at].result, f.flag, cause{id: decisions[f.at]}); err != nil {
			return 0, err
		}
	}
	return work.store()
}

// foundFlag is a flag to raise, and the place of its account in the batch.
type foundFlag struct {
	at   int
	flag decide.Flag
}

type quietKey struct {
	account models.ID
	code    string
}

// quietFlags finds the flags that stand in the way of raising the same again. Batches of events wait for it: it goes past
// GORM's reflection.
func (tx *writeTx) quietFlags(accounts []models.ID, days int) (map[quietKey]bool, error) {
	since := stamp(tx.now.AddDate(0, 0, -days))
	quiet := map[quietKey]bool{}
	err := tx.query("SELECT f.account_id, f.code, f.state, c.closed_at FROM flags f JOIN cases c ON c.id = f.case_id WHERE f.account_id ",
		numbersOf(accounts), "", func(rows scanner) error {
			var key quietKey
			var state models.FlagState
			var closed sql.NullTime
			if err := rows.Scan(&key.account, &key.code, &state, &closed); err != nil {
				return err
			}
			if state == models.FlagOpen || closed.Valid && closed.Time.After(since) {
				quiet[key] = true
			}
			return nil
		})
	return quiet, err
}

// numbersOf is ids as the values of a statement.
func numbersOf(ids []models.ID) []any {
	out := make([]any, len(ids), max(len(ids), eventBatchMax))
	for i, id := range ids {
		out[i] = int64(id)
	}
	return out
}

// openCases loads the open case of each account that has one.
func (tx *writeTx) openCases(accounts []models.ID) (map[models.ID]*caseWork, error) {
	var cases []models.Case
	if err := tx.db.Where("account_id IN ? AND state = 'open'", accounts).Find(&cases).Error; err != nil {
		return nil, err
	}
	open := make(map[models.ID]*caseWork, len(cases))
	for i := range cases {
		open[cases[i].AccountID] = &caseWork{row: cases[i]}
	}
	return open, nil
}

// caseWork is a case that flags are being put on.
type caseWork struct {
	row     models.Case
	isNew   bool
	changed bool
}

// flagWork gathers the new flags and cases of a unit.
type flagWork struct {
	tx     *writeTx
	policy decide.Policy
	open   map[models.ID]*caseWork
	order  []*caseWork // cases in the order they were touched
	flags  []models.Flag
}

// cause is what a flag was raised by: an assessment or an event, or nothing.
type cause struct {
	id      models.ID
	payment bool
}

// byEvent is an event as the cause of a flag.
func byEvent(e *models.Event) cause { return cause{id: e.ID, payment: e.Kind.Money()} }

// raise puts one flag on its account's case.
func (w *flagWork) raise(row *scoreRow, r decide.Result, found decide.Flag, by cause) error {
	c, err := w.caseOf(row.ID, r.Band)
	if err != nil {
		return err
	}
	id, err := w.tx.id()
	if err != nil {
		return err
	}
	f := models.Flag{
		ID: id, CaseID: c.row.ID, AccountID: row.ID, DecisionID: by.id, Source: found.Source, Code: found.Code,
		Severity: models.Severity(found.Severity), Value: found.Value, Threshold: found.Threshold,
		ExposureFen: row.UsedFen, RaisedAt: w.tx.now, State: models.FlagOpen,
	}
	w.flags = append(w.flags, f)
	c.row.Extend(&f, r.Score)
	c.row.PaymentFlag = c.row.PaymentFlag || by.payment
	c.row.Resume(w.policy.SLA.Business, w.tx.now) // before the flag's own due time is held against it
	c.row.Band = r.Band
	if due := models.CaseDue(w.policy.SLA, models.Severity(found.Severity), w.tx.now); c.row.DueAt.IsZero() || due.Before(c.row.DueAt) {
		c.row.DueAt = due
	}
	return nil
}

// caseOf returns the open case of an account, a new one when there is none.
func (w *flagWork) caseOf(account models.ID, band string) (*caseWork, error) {
	c, ok := w.open[account]
	if !ok {
		id, err := w.tx.id()
		if err != nil {
			return nil, err
		}
		c = &caseWork{isNew: true}
		c.row = models.Case{ID: id, AccountID: account, State: models.CaseOpen, Band: band, OpenedAt: w.tx.now, Version: 1}
		w.open[account] = c
	}
	if !c.changed {
		c.changed = true
		w.order = append(w.order, c)
	}
	return c, nil
}

// store writes cases, then their flags.
func (w *flagWork) store() (int, error) {
	var opened []models.Case
	for _, c := range w.order {
		if c.isNew {
			opened = append(opened, c.row)
			continue
		}
		columns := []string{"severity", "risk", "exposure_fen", "score", "band", "source", "top_code", "flag_count", "payment_flag", "place"}
		err := w.tx.update(&c.row, &c.row.Version, append(columns, waitColumns...)...)
		if err != nil {
			return 0, err
		}
	}
	if len(opened) > 0 {
		if err := w.tx.insertMany(&opened, 40); err != nil {
			return 0, err
		}
	}
	if len(w.flags) > 0 {
		if err := w.tx.insertMany(&w.flags, 12); err != nil {
			return 0, err
		}
	}
	return len(w.order), w.tell()
}

// tell records what became of each case.
func (w *flagWork) tell() error {
	put := map[models.ID]int{}
	for i := range w.flags {
		put[w.flags[i].CaseID]++
	}
	for _, c := range w.order {
		if err := w.tx.tellFlagged(&c.row, c.isNew, put[c.row.ID]); err != nil {
			return err
		}
	}
	return nil
}

// tellFlagged records that so many flags opened a case, or were put on it.
func (tx *writeTx) tellFlagged(c *models.Case, opened bool, flags int) error {
	return tx.audit(models.ActionCaseFlagged, aboutCase(c), nil, map[string]any{"opened": opened, "flags": flags, "top": c.TopCode, "severity": c.Severity}, "")
}

// turnFlags brings those flags that are in one state, and that a condition names, into another, and returns them in the order of their ids.
func (tx *writeTx) turnFlags(from, to models.FlagState, where string, of any) ([]models.Flag, error) {
	var flags []models.Flag
	if err := tx.db.Where(where, of).Where("state = ?", from).Order("id").Find(&flags).Error; err != nil || len(flags) == 0 {
		return nil, err
	}
	ids := make([]models.ID, len(flags))
	for i := range flags {
		ids[i], flags[i].State = flags[i].ID, to
	}
	done := tx.db.Model(&models.Flag{}).Where("id IN ? AND state = ?", ids, from).Update("state", to)
	if done.Error != nil {
		return nil, done.Error
	}
	if int(done.RowsAffected) != len(flags) {
		return nil, models.ErrConflict
	}
	return flags, tx.marked(flags, "state")
}
