package data

import (
	"cmp"
	"context"
	"fmt"
	"maps"
	"slices"
	"sync"

	"gorm.io/gorm"
	"gorm.io/gorm/clause"

	"candor/engine/decide"
	"candor/models"
)

// ruleDayKey and ruleAccountKey are the keys of what is counted.
type ruleDayKey struct {
	rule string
	day  int64
}

type ruleAccountKey struct {
	ruleDayKey
	account models.ID
}

// ruleTally is what rules did, added up.
type ruleTally struct {
	days     map[ruleDayKey]models.RuleDay
	accounts map[ruleAccountKey]models.RuleAccount
	sets     map[ruleDayKey]int64 // by the name of the set
}

func newRuleTally() *ruleTally {
	return &ruleTally{days: map[ruleDayKey]models.RuleDay{}, accounts: map[ruleAccountKey]models.RuleAccount{}, sets: map[ruleDayKey]int64{}}
}

// add counts one decided event.
func (t *ruleTally) add(id, account models.ID, fen int64, fired []decide.Fired) {
	day := id.DayOf()
	t.addDay(models.RuleDay{Day: day, Hits: 1, Fen: fen})
	if len(fired) == 0 {
		return
	}
	for _, f := range fired {
		t.addDay(models.RuleDay{Rule: f.Rule, Day: day, Hits: 1, Fen: fen})
		t.addAccount(models.RuleAccount{Rule: f.Rule, Day: day, AccountID: account, Hits: 1, EventID: id})
	}
	t.sets[ruleDayKey{models.RuleSetOf(fired), day}]++
}

// label counts what an event turned out to be, for every rule that fired on it.
func (t *ruleTally) label(id models.ID, bad bool, fired []decide.Fired) {
	d := models.RuleDay{Day: id.DayOf(), Labelled: 1}
	if bad {
		d.Bad = 1
	}
	t.addDay(d)
	for _, f := range fired {
		d.Rule = f.Rule
		t.addDay(d)
	}
}

func (t *ruleTally) addDay(d models.RuleDay) {
	k := ruleDayKey{d.Rule, d.Day}
	was := t.days[k]
	d.Hits, d.Fen, d.Labelled, d.Bad = d.Hits+was.Hits, d.Fen+was.Fen, d.Labelled+was.Labelled, d.Bad+was.Bad
	t.days[k] = d
}

func (t *ruleTally) addAccount(a models.RuleAccount) {
	k := ruleAccountKey{ruleDayKey{a.Rule, a.Day}, a.AccountID}
	was := t.accounts[k]
	a.Hits, a.EventID = a.Hits+was.Hits, max(a.EventID, was.EventID)
	t.accounts[k] = a
}

// merge adds another tally.
func (t *ruleTally) merge(o *ruleTally) {
	for _, d := range o.days {
		t.addDay(d)
	}
	for _, a := range o.accounts {
		t.addAccount(a)
	}
	for k, n := range o.sets {
		t.sets[k] += n
	}
}

// ruleRows is a tally as rows, in one order on every replica, so that two never wait for
// each other.
type ruleRows struct {
	days     []models.RuleDay
	accounts []models.RuleAccount
	sets     []models.RuleSet
}

func (t *ruleTally) rows() ruleRows {
	r := ruleRows{days: slices.Collect(maps.Values(t.days)), accounts: slices.Collect(maps.Values(t.accounts))}
	for k, n := range t.sets {
		r.sets = append(r.sets, models.RuleSet{Day: k.day, Rules: k.rule, Hits: n})
	}
	slices.SortFunc(r.days, func(a, b models.RuleDay) int { return cmp.Or(cmp.Compare(a.Rule, b.Rule), cmp.Compare(a.Day, b.Day)) })
	slices.SortFunc(r.accounts, func(a, b models.RuleAccount) int {
		return cmp.Or(cmp.Compare(a.Rule, b.Rule), cmp.Compare(a.Day, b.Day), cmp.Compare(a.AccountID, b.AccountID))
	})
	slices.SortFunc(r.sets, func(a, b models.RuleSet) int { return cmp.Or(cmp.Compare(a.Day, b.Day), cmp.Compare(a.Rules, b.Rules)) })
	return r
}

// ruleCounts gathers what rules do until it is written, as minuteCounts does. What a killed
// process loses the nightly recount finds again.
type ruleCounts struct {
	mu sync.Mutex
	t  *ruleTally
}

// take adds to what is gathered.
func (c *ruleCounts) take(fill func(*ruleTally)) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.t == nil {
		c.t = newRuleTally()
	}
	fill(c.t)
}

// countRules takes in what fired on a batch.
func (g *eventGroup) countRules(c *ruleCounts) {
	if len(g.fresh) == 0 {
		return
	}
	c.take(func(t *ruleTally) {
		for i, w := range g.fresh {
			e := &w.out.Event
			t.add(e.ID, e.AccountID, e.AmountFen, g.results[i].Fired)
		}
	})
}

// flushRules writes what was gathered onto what other replicas have.
func (s *Store) flushRules(ctx context.Context) error {
	c := &s.desk.rules
	c.mu.Lock()
	gathered := c.t
	c.t = nil
	c.mu.Unlock()
	if gathered == nil {
		return nil
	}
	rows := gathered.rows()
	err := s.commit(ctx, func(db *gorm.DB) error { return addRules(db, rows) })
	if err != nil { // kept for the next time
		c.take(func(t *ruleTally) { t.merge(gathered) })
		return fmt.Errorf("count rules: %w", err)
	}
	return nil
}

// addRules adds rows onto what is there.
func addRules(db *gorm.DB, r ruleRows) error {
	plus := func(table string, columns ...string) map[string]any {
		out := map[string]any{}
		for _, c := range columns {
			out[c] = gorm.Expr(table + "." + c + " + excluded." + c)
		}
		return out
	}
	keys := func(names ...string) (list []clause.Column) {
		for _, n := range names {
			list = append(list, clause.Column{Name: n})
		}
		return list
	}
	if len(r.days) > 0 {
		on := clause.OnConflict{Columns: keys("rule", "day"), DoUpdates: clause.Assignments(plus("rule_days", "hits", "fen", "labelled", "bad"))}
		if err := db.Clauses(on).CreateInBatches(r.days, 500).Error; err != nil {
			return err
		}
	}
	if len(r.accounts) > 0 {
		set := plus("rule_accounts", "hits")
		set["event_id"] = gorm.Expr("CASE WHEN excluded.event_id > rule_accounts.event_id THEN excluded.event_id ELSE rule_accounts.event_id END")
		on := clause.OnConflict{Columns: keys("rule", "day", "account_id"), DoUpdates: clause.Assignments(set)}
		if err := db.Clauses(on).CreateInBatches(r.accounts, 500).Error; err != nil {
			return err
		}
	}
	if len(r.sets) > 0 {
		on := clause.OnConflict{Columns: keys("day", "rules"), DoUpdates: clause.Assignments(plus("rule_sets", "hits"))}
		return db.Clauses(on).CreateInBatches(r.sets, 500).Error
	}
	return nil
}

// labelRules counts a label, new or changed, for every rule that fired on the event. It is
// part of the unit that stores the label. History that was only recorded has no rules.
func (tx *writeTx) labelRules(e *models.Event, was *models.EventLabel, bad bool) error {
	if e.Outcome == "" {
		return nil
	}
	r, err := e.Decided()
	if err != nil {
		return err
	}
	t := newRuleTally()
	t.label(e.ID, bad, r.Fired)
	if was != nil { // it was labelled before, as the opposite
		for k, d := range t.days {
			d.Labelled, d.Bad = 0, 1
			if !bad {
				d.Bad = -1
			}
			t.days[k] = d
		}
	}
	return addRules(tx.db, t.rows())
}
