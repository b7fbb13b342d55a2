package data

import (
	"encoding/json"
	"errors"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"gorm.io/gorm"
	"pgregory.net/rapid"

	"candor/engine/decide"
	"candor/engine/drift"
	"candor/engine/learn"
	"candor/models"
)

// twins are two lenders to whom the same happens. One lets decisions stand, the other makes every one anew.
type twins struct {
	*testing.T
	c            *clock
	stand, whole *fixture
	ids          []models.ID // of the accounts, the same in both
	models       []models.ID
}

const (
	twinAccounts = 8
	twinNights   = 40 // a year and more, with each kind of change several times
)

func newTwins(t *testing.T, url func() string) *twins {
	w := &twins{T: t, c: newClock()}
	open := func() *fixture { // of the same random numbers come the same ids
		return newFixture(t, openTest(t, Options{Dir: t.TempDir(), URL: url(), Now: w.c.now, Rand: rand.NewChaCha8([32]byte{7})}))
	}
	w.stand, w.whole = open(), open()
	w.both(func(f *fixture) {
		ids := trained(t, f.s, twinAccounts)
		card := testCard()
		card.ID, card.Factors[1].Bins[0].Points = "card-other", 55
		must[*models.Model](t)(f.s.SaveModel(ctx, anna, NewModel{Card: card, Report: learn.Report{Rows: 1}}))
		f.must(func(tx *writeTx) error {
			var made []models.ID
			if err := tx.db.Model(&models.Model{}).Order("id").Pluck("id", &made).Error; err != nil {
				return err
			}
			if w.ids != nil && (!slices.Equal(ids, w.ids) || !slices.Equal(made, w.models)) {
				return errors.New("the twins have other ids")
			}
			w.ids, w.models = ids, made
			return tx.insert(twinPolicies(tx.now))
		})
	})
	return w
}

// twinPolicies are versions beside the shipped one: with relationships off somewhere, and with flags on any drop and on none.
func twinPolicies(now time.Time) *[]models.Policy {
	masked, always := decide.Default(), decide.Default()
	masked.Switches.RelationshipsOff = []string{"SG"}
	for i := range always.Flags {
		if always.Flags[i].Measure == decide.MeasureScoreDrop {
			always.Flags[i].Threshold = 0 // even no drop
		}
		if masked.Flags[i].Measure == decide.MeasureScoreDrop {
			masked.Flags[i].Threshold = 5
		}
	}
	return &[]models.Policy{
		{Version: 2, State: models.PolicyArchived, Document: masked, MadeAt: now, PublishedAt: &now, Revision: 1},
		{Version: 3, State: models.PolicyArchived, Document: always, MadeAt: now, PublishedAt: &now, Revision: 1},
	}
}

func (w *twins) both(do func(f *fixture)) {
	for _, f := range []*fixture{w.stand, w.whole} {
		do(f)
	}
}

// change does one thing to both.
func (w *twins) change(r *rapid.T) {
	id := rapid.SampledFrom(w.ids).Draw(r, "account")
	number := rapid.IntRange(0, 60).Draw(r, "number")
	switch what := rapid.SampledFrom([]string{"put", "put", "override", "lift", "policy", "policy", "model", "model", "status", "place", "decide", "one"}).Draw(r, "what"); what {
	case "put":
		standing := rapid.SampledFrom([]int{-1, -1, 0, 2, 4}).Draw(r, "standing")
		w.both(func(f *fixture) { w.put(f, id, int64(number)*20_000, standing) })
	case "override":
		w.both(func(f *fixture) { w.override(f, id, 500+number, time.Duration(1+number)*24*time.Hour) })
	case "policy":
		live, trial := 1+number%3, 1+number/3%3
		w.both(func(f *fixture) { f.must(func(tx *writeTx) error { return switchPolicy(tx, live, trial, 1+number) }) })
	case "decide":
		outcome := rapid.SampledFrom([]models.CaseOutcome{models.CaseCleared, models.CaseConfirmed}).Draw(r, "outcome")
		w.both(func(f *fixture) { w.decide(f, id, outcome) })
	case "one":
		w.both(func(f *fixture) {
			if _, err := f.s.RescoreAccount(ctx, anna, id); err != nil && !errors.Is(err, models.ErrNotFound) {
				w.Fatal(err)
			}
		})
	default:
		w.both(func(f *fixture) { f.must(func(tx *writeTx) error { return w.row(tx, what, id, number) }) })
	}
}

// row changes one row as the acts of the console do.
func (w *twins) row(tx *writeTx, what string, id models.ID, number int) error {
	account := tx.db.Model(&models.Account{}).Where("id = ?", id)
	counted := map[string]any{"version": gorm.Expr("version + 1")}
	switch what {
	case "lift":
		return tx.db.Model(&models.Override{}).Where("account_id = ? AND ended_at IS NULL", id).Update("ended_at", tx.now).Error
	case "model":
		if err := tx.db.Model(&models.Model{}).Where("id > 0").Update("state", models.ModelRetired).Error; err != nil {
			return err
		}
		return tx.db.Model(&models.Model{}).Where("id = ?", w.models[number%2]).Update("state", models.ModelChampion).Error
	case "status":
		counted["status"] = []models.AccountStatus{models.StatusActive, models.StatusActive, models.StatusDeactivated, models.StatusClosed}[number%4]
	case "place":
		counted["jurisdiction"] = []string{"", "CN", "SG"}[number%3]
	}
	return account.Updates(counted).Error
}

func (w *twins) put(f *fixture, id models.ID, used int64, standing int) {
	cmd := models.PutAccount{
		Source: "core", ExternalID: "B" + id.Public("x"), Lines: []models.CreditLine{{Product: models.ProductPayLater, LimitFen: 1_000_000, UsedFen: used}},
		Statements: []models.Statement{{Month: 202602, BillFen: 20_000, Standing: standing, DaysPastDue: max(0, 30*standing)}},
	}
	if _, _, err := f.s.PutAccount(ctx, anna, cmd); err != nil {
		w.Fatal(err)
	}
}

func (w *twins) override(f *fixture, id models.ID, to int, lasts time.Duration) {
	f.must(func(tx *writeTx) error {
		oid, err := tx.id()
		if err != nil {
			return err
		}
		return tx.insert(&models.Override{State: models.OverrideActive, ID: oid, AccountID: id, Score: to, Reason: "known", MadeBy: 7, MadeName: "Anna", MadeAt: tx.now, EndsAt: tx.now.Add(lasts)})
	})
}

// switchPolicy makes a version live, and another decide for a share of the accounts.
func switchPolicy(tx *writeTx, live, trial, percent int) error {
	set := func(version int, state models.PolicyState) error {
		return tx.db.Model(&models.Policy{}).Where("version = ?", version).Updates(map[string]any{"state": state, "percent": percent}).Error
	}
	for version := 1; version <= 3; version++ {
		if err := set(version, models.PolicyArchived); err != nil {
			return err
		}
	}
	if trial != live {
		if err := set(trial, models.PolicyRollout); err != nil {
			return err
		}
	}
	return set(live, models.PolicyLive)
}

func (w *twins) decide(f *fixture, id models.ID, outcome models.CaseOutcome) {
	var open []models.Case
	ok(w.T, f.s.read(ctx, func(db *gorm.DB) error { return db.Where("account_id = ? AND state = 'open'", id).Find(&open).Error }))
	for _, k := range open {
		k := must[*models.Case](w.T)(f.s.ClaimCase(ctx, anna, k.ID))
		must[*models.Case](w.T)(f.s.DecideCase(ctx, anna, models.DecideCase{CaseID: k.ID, Version: k.Version, Outcome: outcome, Reason: "looked at it", Principal: []string{"unusual_spending"}}))
	}
}

// book is what assessments left in a store, line by line, without what differs where decisions stand: their ids and times.
func (w *twins) book(f *fixture) (lines []string) {
	add := func(rows any) {
		b, err := json.Marshal(rows)
		ok(w.T, err)
		lines = append(lines, string(b))
	}
	each := func(db *gorm.DB, sql string) error {
		var rows []map[string]any
		err := db.Raw(sql).Scan(&rows).Error
		for _, row := range rows {
			add(row)
		}
		return err
	}
	ok(w.T, f.s.read(ctx, func(db *gorm.DB) error {
		return errors.Join(
			each(db, "SELECT a.id, a.status, a.score, a.band, d.score AS given, d.outcome, d.model_id, d.policy_version, d.result "+
				"FROM accounts a LEFT JOIN decisions d ON d.id = a.decision_id ORDER BY a.id"),
			each(db, "SELECT account_id, source, code, severity, value, threshold, exposure_fen, raised_at, state FROM flags ORDER BY raised_at, account_id, code"),
			each(db, "SELECT account_id, state, band, severity, risk, exposure_fen, score, top_code, flag_count, opened_at, due_at FROM cases ORDER BY opened_at, account_id"),
			each(db, "SELECT * FROM drift_counts ORDER BY model_id, week, factor, bin"),
		)
	}))
	return lines
}

// looked is what looks back over assessments gives: outcomes with the vectors before them, and the first assessments of some weeks.
func (w *twins) looked(f *fixture) (lines []string) {
	must[int](w.T)(f.s.ObserveOutcomes(ctx, anna))
	var d learn.Data
	ok(w.T, f.s.observedData(ctx, &d, &groups{all: map[string][]string{}, values: map[string]string{}}))
	for i := range d.Rows {
		lines = append(lines, fmt.Sprint(d.Rows[i], d.Labels[i]))
	}
	ok(w.T, f.s.read(ctx, func(db *gorm.DB) error {
		var found []models.Observation
		if err := db.Order("account_id").Find(&found).Error; err != nil {
			return err
		}
		for _, o := range found {
			kind, _, _ := strings.Cut(o.Source, ":") // what follows is an id
			lines = append(lines, fmt.Sprint(o.AccountID, o.Bad, kind, o.At))
		}
		for week := drift.Week(start); week <= drift.Week(w.c.now()); week += 5 {
			for _, model := range []models.ID{0, w.models[0]} {
				span := models.EffectWindow{From: drift.Monday(week), To: drift.Monday(week + 1)}
				runs, err := standRuns(db, model, span.From, span.To)
				if err != nil {
					return err
				}
				first, err := firstAssessed(db, span, model, runs, 0, w.ids[len(w.ids)-1])
				if err != nil {
					return err
				}
				for _, id := range w.ids {
					d := first[id]
					lines = append(lines, fmt.Sprint(week, model, id, d.At, d.Score, d.Band, d.Outcome, d.ModelID))
				}
			}
		}
		return nil
	}))
	return lines
}

// TestADecisionThatStandsChangesNothing: whatever happens in whatever order, a lender that lets decisions stand has the same scores,
// results, flags, cases, counts and outcomes as one that makes each anew.
func TestADecisionThatStandsChangesNothing(t *testing.T) {
	for name, url := range map[string]func(*testing.T) string{
		"sqlite": func(*testing.T) string { return "" }, "postgres": func(t *testing.T) string { return pgSchemas.Schema(t) },
	} {
		t.Run(name, func(t *testing.T) {
			w := newTwins(t, func() string { return url(t) })
			standing, nights := 0, 0
			rapid.Check(t, func(r *rapid.T) {
				if nights == twinNights {
					return
				}
				standing, nights = standing+w.night(r), nights+1
				w.c.advance(time.Duration(rapid.SampledFrom([]int{1, 20, 24, 24, 24, 200, 31 * 24}).Draw(r, "hours")) * time.Hour)
			})
			if standing < nights {
				t.Errorf("%d decisions stood in %d nights", standing, nights)
			}
			if d := cmp.Diff(w.looked(w.whole), w.looked(w.stand)); d != "" {
				t.Errorf("looking back (-whole +standing):\n%s", d)
			}
			w.both(w.recount)
		})
	}
}

// night lets some things happen and scores both books; it returns how many decisions stood.
func (w *twins) night(r *rapid.T) int {
	for range rapid.IntRange(0, 3).Draw(r, "changes") {
		w.change(r)
		w.c.advance(time.Minute)
	}
	one := must[RescoreResult](w.T)(w.stand.s.Rescore(ctx, anna, nil))
	other := must[RescoreResult](w.T)(w.whole.s.RescoreWhole(ctx, anna, nil))
	standing := one.Standing
	one.Run, other.Run, one.Standing = 0, 0, 0
	if one != other {
		r.Fatalf("found %+v, and without any that stands %+v", one, other)
	}
	if d := cmp.Diff(w.book(w.whole), w.book(w.stand)); d != "" {
		r.Fatalf("(-whole +standing):\n%s", d)
	}
	return standing
}

// recount holds what a store counted and recorded against itself.
func (w *twins) recount(f *fixture) {
	for _, m := range w.models {
		if done := must[models.DriftRebuilt](w.T)(f.s.RebuildDrift(ctx, anna, m)); done.Changed != 0 {
			w.Errorf("counting anew = %+v", done)
		}
	}
	if all := must[ReplayResult](w.T)(f.s.ReplayAll(ctx, nil)); all.Differing != 0 || all.Decisions == 0 {
		w.Errorf("replay %+v", all)
	}
	if chain, err := f.s.VerifyAudit(ctx, nil); err != nil || !chain.OK {
		w.Errorf("chain %+v, %v", chain, err)
	}
}
