package data

import (
	"crypto/rand"
	"errors"
	"fmt"
	"math"
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"gorm.io/gorm"

	"candor/engine/drift"
	"candor/engine/factor"
	"candor/engine/learn"
	"candor/models"
)

// drifting is a book of accounts that are assessed week by week, and a champion that was trained
// on rows of which half used little.
func drifting(t *testing.T, s *Store, n int) (*fixture, *models.Model, []models.Account) {
	t.Helper()
	f := newFixture(t, s)
	c := card()
	c.Factors[0].Bins[1].Count, c.Factors[0].Bins[2].Count = 500, 500
	c.Factors[1].Bins[0].Count = 1000
	var out []learn.OutOfFold
	for i := range 1000 {
		out = append(out, learn.OutOfFold{Score: []int{620, 520}[i%2]}) // base 600, −20 without a face, +40 or −60
	}
	m := must[*models.Model](t)(s.SaveModel(ctx, models.System("test"), NewModel{Card: c, Report: learn.Report{Rows: 1000}, Out: out, Champion: true}))
	accounts := make([]models.Account, n)
	f.must(func(tx *writeTx) error {
		for i := range accounts {
			id, err := tx.id()
			if err != nil {
				return err
			}
			accounts[i] = models.Account{ID: id, Source: "test", ExternalID: fmt.Sprint(i), Status: models.StatusActive, Lang: "en", Reach: []models.Function{},
				Declared: map[string]string{}, ContentHash: "x", CreatedAt: tx.now, UpdatedAt: tx.now, Version: 1}
		}
		return tx.insertMany(&accounts, 40)
	})
	return f, m, accounts
}

// using gives a share of the accounts a high utilisation and the others a low one.
func (f *fixture) using(accounts []models.Account, high float64) {
	f.Helper()
	f.must(func(tx *writeTx) error {
		if err := tx.db.Where("account_id > 0").Delete(&models.Features{}).Error; err != nil {
			return err
		}
		rows := make([]models.Features, len(accounts))
		for i, a := range accounts {
			use := int64(100_000)
			if float64(i) < high*float64(len(accounts)) {
				use = 900_000
			}
			vector := factor.Compute(factor.Facts{LimitFen: 1_000_000, UsedFen: use, Identity: factor.UnknownIdentity()})
			rows[i] = models.Features{AccountID: a.ID, Vector: factor.Encode(vector), At: tx.now}
		}
		return tx.insertMany(&rows, 3)
	})
}

// TestDriftIsCountedAsItIsWritten: the counts of rescorings and of single assessments are those
// that counting everything anew gives, and the board compares them with the training rows.
func TestDriftIsCountedAsItIsWritten(t *testing.T) {
	forEachDB(t, func(t *testing.T, s *Store, c *clock) {
		f, m, accounts := drifting(t, s, 400)
		for week, high := range []float64{0.5, 0.5, 0.9} {
			if week > 0 {
				c.advance(7 * 24 * time.Hour)
			}
			f.using(accounts, high)
			must[RescoreResult](t)(s.Rescore(ctx, models.System("test"), nil))
		}
		must[*models.Decision](t)(s.RescoreAccount(ctx, anna, accounts[0].ID))
		b := must[*models.DriftBoard](t)(s.DriftBoard(ctx))
		if len(b.Weeks) != 3 || b.Score.First || len(b.Factors) != 2 {
			t.Fatalf("board = %+v", b)
		}
		use := b.Factors[0]
		if d := cmp.Diff([]int{0, 40, 361}, use.Latest().Counts); d != "" {
			t.Error(d)
		}
		want := learn.PSI([]int{0, 500, 500}, []int{0, 40, 361})
		if math.Abs(use.Latest().PSI-want) > 1e-12 || use.Latest().Level != drift.Alarm || use.Points[0].Level != drift.Steady {
			t.Errorf("utilisation = %+v", use.Points)
		}
		if b.Score.Latest().Level != drift.Alarm || b.Score.Points[1].Level != drift.Steady || b.Score.Latest().N != 401 {
			t.Errorf("score = %+v", b.Score)
		}
		if face := b.Factors[1].Latest(); face.PSI != 0 && face.Level != drift.Steady {
			t.Errorf("face = %+v", face)
		}
		done := must[models.DriftRebuilt](t)(s.RebuildDrift(ctx, anna, m.ID))
		if done.Decisions != 1201 || done.Changed != 0 {
			t.Errorf("counting anew = %+v", done)
		}
		f.must(func(tx *writeTx) error { return tx.db.Model(&models.DriftCount{}).Where("n > 0").Update("n", 7).Error })
		if done := must[models.DriftRebuilt](t)(s.RebuildDrift(ctx, anna, m.ID)); done.Changed != done.Counts {
			t.Errorf("what was spoilt: %+v", done)
		}
		again := must[*models.DriftBoard](t)(s.DriftBoard(ctx))
		if d := cmp.Diff(b, again); d != "" {
			t.Error(d)
		}
		if _, err := s.RebuildDrift(ctx, anna, 5); !errors.Is(err, models.ErrNotFound) {
			t.Errorf("no such model: %v", err)
		}
	})
}

// TestDriftAlertsOnceAWeek: one a factor and week, closed by a note that must be there.
func TestDriftAlertsOnceAWeek(t *testing.T) {
	forEachDB(t, func(t *testing.T, s *Store, c *clock) {
		f, _, accounts := drifting(t, s, 400)
		f.using(accounts, 0.95)
		for range 2 { // the second time in the same week
			must[RescoreResult](t)(s.Rescore(ctx, models.System("test"), nil))
			runAll(t, s)
		}
		b := must[*models.DriftBoard](t)(s.DriftBoard(ctx))
		if len(b.Alerts) != 2 || b.Alerts[0].Factor != drift.ScoreKey || b.Alerts[1].Factor != "utilisation_now" || audited(t, s, models.ActionDriftOpened) != 2 {
			t.Fatalf("alerts = %+v", b.Alerts)
		}
		home := must[models.Home](t)(s.HomeCounts(ctx, models.HomeQuery{UserID: 7, Now: s.Now()}))
		if home.Drift != 2 {
			t.Errorf("home counts %d", home.Drift)
		}
		a := b.Alerts[0]
		wantInvalid(t, s.CloseDriftAlert(ctx, anna, a.ID, a.Version, " "), "note", "required")
		if err := s.CloseDriftAlert(ctx, anna, a.ID, a.Version+1, "a campaign"); !errors.Is(err, models.ErrConflict) {
			t.Errorf("stale: %v", err)
		}
		ok(t, s.CloseDriftAlert(ctx, anna, a.ID, a.Version, "a campaign brought other customers"))
		if err := s.CloseDriftAlert(ctx, anna, a.ID, a.Version+1, "again"); !errors.Is(err, models.ErrState) {
			t.Errorf("closed twice: %v", err)
		}
		if n := must[int](t)(s.LookAtDrift(ctx, models.System("test"))); n != 0 {
			t.Errorf("%d alerts opened again", n)
		}
		c.advance(7 * 24 * time.Hour)
		must[RescoreResult](t)(s.Rescore(ctx, models.System("test"), nil))
		if n := must[int](t)(s.LookAtDrift(ctx, models.System("test"))); n != 2 {
			t.Errorf("%d alerts in the next week", n)
		}
		b = must[*models.DriftBoard](t)(s.DriftBoard(ctx))
		if len(b.Alerts) != 3 || len(b.Closed) != 1 || b.Closed[0].ClosedName != "Anna" {
			t.Errorf("open %d, closed %+v", len(b.Alerts), b.Closed)
		}
	})
}

// TestAFewAssessmentsAreNotJudged: no alert and no level for a week of less than drift.Fewest.
func TestAFewAssessmentsAreNotJudged(t *testing.T) {
	forEachDB(t, func(t *testing.T, s *Store, _ *clock) {
		if b := must[*models.DriftBoard](t)(s.DriftBoard(ctx)); b.Model != nil {
			t.Errorf("without a champion: %+v", b)
		}
		f, _, accounts := drifting(t, s, drift.Fewest-1)
		if b := must[*models.DriftBoard](t)(s.DriftBoard(ctx)); b.Model == nil || len(b.Weeks) != 0 {
			t.Errorf("before any assessment: %+v", b)
		}
		f.using(accounts, 1)
		must[RescoreResult](t)(s.Rescore(ctx, models.System("test"), nil))
		if n := must[int](t)(s.LookAtDrift(ctx, models.System("test"))); n != 0 {
			t.Errorf("%d alerts", n)
		}
		if b := must[*models.DriftBoard](t)(s.DriftBoard(ctx)); b.Factors[0].Latest().Level != drift.TooFew {
			t.Errorf("level %s", b.Factors[0].Latest().Level)
		}
	})
}

// TestCohortsMature: only outcomes that became known after the assessment count, each account
// once a week.
func TestCohortsMature(t *testing.T) {
	forEachDB(t, func(t *testing.T, s *Store, c *clock) {
		f, m, accounts := drifting(t, s, 300)
		f.using(accounts, 0.5)
		label := func(from, to int) {
			f.must(func(tx *writeTx) error {
				for i := from; i < to; i++ {
					l := models.Label{AccountID: accounts[i].ID, Name: m.Label, Bad: i < 100, Source: "test", At: tx.now}
					if err := tx.insert(&l); err != nil {
						return err
					}
				}
				return nil
			})
		}
		label(0, 5) // known before: they say nothing about the assessment
		c.advance(time.Hour)
		for range 2 {
			must[RescoreResult](t)(s.Rescore(ctx, models.System("test"), nil))
			c.advance(time.Hour)
		}
		must[int](t)(s.LookAtDrift(ctx, models.System("test")))
		if b := must[*models.DriftBoard](t)(s.DriftBoard(ctx)); len(b.Cohorts) != 0 {
			t.Fatalf("matured too early: %+v", b.Cohorts)
		}
		label(5, 300)
		must[int](t)(s.LookAtDrift(ctx, models.System("test")))
		b := must[*models.DriftBoard](t)(s.DriftBoard(ctx))
		// 95 bad, all of low score; of 200 good 50 are of low score: AUC = (150 + 50/2)/200, KS = 150/200.
		if len(b.Cohorts) != 1 || b.Cohorts[0].Accounts != 295 || b.Cohorts[0].Bads != 95 ||
			math.Abs(b.Cohorts[0].AUC-0.875) > 1e-9 || math.Abs(b.Cohorts[0].KS-0.75) > 1e-9 {
			t.Errorf("cohorts = %+v", b.Cohorts)
		}
		must[int](t)(s.LookAtDrift(ctx, models.System("test")))
		if n := audited(t, s, models.ActionDriftMeasured); n != 1 {
			t.Errorf("%d entries of one measurement", n)
		}
	})
}

// TestCohortsAreReadByKey: SQLite finds the first decisions of a batch of accounts by their index, and reads each once, by its key.
func TestCohortsAreReadByKey(t *testing.T) {
	s := openTest(t, Options{Dir: t.TempDir(), Now: newClock().now, Rand: rand.Reader}) // the words of a plan are SQLite's
	var steps []struct{ Detail string }
	err := s.read(ctx, func(db *gorm.DB) error {
		w := models.EffectWindow{From: drift.Monday(2900), To: drift.Monday(2901)}
		q := firstDecisionRows(db.Session(&gorm.Session{DryRun: true}), w, 1, 5, 2005).Find(&[]models.Decision{}).Statement
		return db.Raw("EXPLAIN QUERY PLAN "+q.SQL.String(), q.Vars...).Scan(&steps).Error
	})
	if err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{"SEARCH decisions USING INTEGER PRIMARY KEY (rowid=?)", "SEARCH decisions USING INDEX decisions_account (account_id>? AND account_id<?)"} {
		if !slices.ContainsFunc(steps, func(s struct{ Detail string }) bool { return s.Detail == want }) {
			t.Errorf("no %q in %v", want, steps)
		}
	}
}
