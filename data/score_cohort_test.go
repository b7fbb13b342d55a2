package data

import (
	"crypto/rand"
	"errors"
	"fmt"
	"math"
	"slices"
	"strings"
	"testing"
	"time"

	"gorm.io/gorm"

	among "candor/engine/cohort"
	"candor/engine/decide"
	"candor/engine/score"
	"candor/models"
)

// beside is an account's score beside a cohort.
func beside(t *testing.T, s *Store, account models.ID, of models.CohortOf) *models.ScoreCohort {
	t.Helper()
	return must[*models.ScoreCohort](t)(s.ScoreCohort(ctx, account, of, lenderZone(t)))
}

// TestAScoreBesideItsCohort reads every cohort of a small book, and counts who belongs to it by hand.
func TestAScoreBesideItsCohort(t *testing.T) {
	forEachDB(t, func(t *testing.T, s *Store, _ *clock) {
		f := newFixture(t, s)
		var accounts []models.Account
		for i := range 60 {
			a := f.account(i)
			f.lines(a, i%3 == 0)
			// A third uses nine tenths of its limit and has the lower score; every account has an older assessment, which counts no more.
			f.scored(a, .5)
			f.scored(a, []float64{.1, .1, .9}[i%3])
			accounts = append(accounts, a)
		}
		a := accounts[1]
		all := beside(t, s, a.ID, models.CohortAll)
		if all.N != 59 || all.More || all.Looked || all.Few() || all.Decision.Result != nil || all.ModelName == "" || all.Masked.Name == "" || len(all.Bands) == 0 {
			t.Fatalf("all: %d of model %q, more %v, looked %v", all.N, all.ModelName, all.More, all.Looked)
		}
		if all.Score.Fewer != 20 || all.Score.Same != 39 || all.Score.More != 0 || all.Score.Median != float64(all.Decision.Score) || len(all.Scores) != 59 {
			t.Errorf("score: %+v", all.Score)
		}
		use := all.Factors[slices.IndexFunc(all.Factors, func(f models.CohortFactor) bool { return f.Key == "utilisation_now" })]
		if use.Fewer != 20 || use.Same != 39 || use.Missing || use.MissingOf != 0 {
			t.Errorf("use: %+v", use)
		}
		if poor := beside(t, s, accounts[2].ID, models.CohortAll); poor.Score.More != 40 || poor.Score.Same != 19 || poor.Factors[0].Key != "utilisation_now" || poor.Factors[0].Distance() >= 0 {
			t.Errorf("the farthest factor: %+v", poor.Factors[0])
		}
		// Of the two in three with the higher score half have a cash loan beside the pay-later line, which this account has not.
		if p := beside(t, s, a.ID, models.CohortProduct); p.N != 39 || p.Score.Fewer != 20 || !slices.Equal(p.Products, []models.Product{models.ProductPayLater}) {
			t.Errorf("product: %d, %+v, %v", p.N, p.Score, p.Products)
		}
		if n := beside(t, s, a.ID, models.CohortBand).N; n != 39 {
			t.Errorf("band: %d", n)
		}
		// Who is closed, erased, or was scored by another model, is none of the cohort.
		f.must(func(tx *writeTx) error {
			return errors.Join(tx.db.Model(&models.Account{}).Where("id = ?", accounts[4].ID).Update("status", "closed").Error,
				tx.db.Model(&models.Account{}).Where("id = ?", accounts[7].ID).Update("erased_at", tx.now).Error)
		})
		first := f.model
		f.must(func(tx *writeTx) error {
			return tx.db.Model(&models.Model{}).Where("id = ?", first).Update("state", models.ModelRetired).Error
		})
		f.model = 0
		f.scored(accounts[10], .1)
		if n := beside(t, s, a.ID, models.CohortBand).N; n != 36 {
			t.Errorf("band without three: %d", n)
		}
		f.model = first
		// The one account of the other model has a cohort of nobody, and nothing is said of nobody.
		if alone := beside(t, s, accounts[10].ID, models.CohortAll); !alone.Few() || alone.N != 0 {
			t.Errorf("alone: %d", alone.N)
		}
		f.flagged(accounts[1], accounts[2:22])
		if p := beside(t, s, a.ID, models.CohortProposal); p.N != 18 || !p.Few() || p.Scores != nil || p.Factors != nil || p.Score != (among.Standing{}) {
			t.Errorf("a small cohort of %d has figures: %v", p.N, p.Score)
		}
	})
}

// TestOfALongBookTheNewestAreRead: the page says where it stopped.
func TestOfALongBookTheNewestAreRead(t *testing.T) {
	forEachDB(t, func(t *testing.T, s *Store, _ *clock) {
		ids := trained(t, s, models.CohortMost+2)
		must[RescoreResult](t)(s.Rescore(ctx, anna, nil))
		c := beside(t, s, ids[0], models.CohortAll)
		if c.N != models.CohortMost || !c.More || c.Looked || c.Score.N != c.N {
			t.Errorf("%d, more %v, looked %v", c.N, c.More, c.Looked)
		}
		// Three and thirteen and so on are late and of a lower band: one in ten, and none are left out.
		if c := beside(t, s, ids[3], models.CohortBand); c.N != models.CohortMost/10-1 || c.More || c.Looked {
			t.Errorf("late: %d, more %v, looked %v", c.N, c.More, c.Looked)
		}
		ok(t, s.read(ctx, func(db *gorm.DB) error {
			for look, want := range map[int]int{cohortStep: cohortStep, 2 * cohortStep: 2 * cohortStep, 3 * cohortStep: models.CohortMost} {
				short := models.ScoreCohort{Of: models.CohortAll, Account: c.Account, Decision: c.Decision}
				rows, err := cohortRows(db, &short, time.UTC, look)
				if len(rows) != want || short.Looked != (look < 3*cohortStep) || short.More == short.Looked {
					t.Errorf("looking through %d: %d rows, %+v", look, len(rows), short)
				}
				if err != nil {
					return err
				}
			}
			return nil
		}))
	})
}

func TestOnlyAScoredAccountHasACohort(t *testing.T) {
	forEachDB(t, func(t *testing.T, s *Store, _ *clock) {
		f := newFixture(t, s)
		for _, id := range []models.ID{f.account(1).ID, 12345} {
			if _, err := s.ScoreCohort(ctx, id, models.CohortAll, time.UTC); !errors.Is(err, models.ErrNotFound) {
				t.Errorf("%v: %v", id, err)
			}
		}
	})
}

// TestACohortIsReadByKey: of a long book only the newest assessments are looked through, by their key, and their accounts by theirs.
func TestACohortIsReadByKey(t *testing.T) {
	s := openTest(t, Options{Dir: t.TempDir(), Now: newClock().now, Rand: rand.Reader}) // the words of a plan are SQLite's
	for _, of := range models.Cohorts() {
		var steps []struct{ Detail string }
		tail, args := cohortTail(&models.ScoreCohort{Of: of, Year: 2026, Products: []models.Product{models.ProductCashLoan}}, time.UTC)
		ok(t, s.read(ctx, func(db *gorm.DB) error {
			return db.Raw("EXPLAIN QUERY PLAN SELECT result FROM decisions "+tail, append([]any{math.MaxInt64, 1}, args...)...).Scan(&steps).Error
		}))
		got := fmt.Sprint(steps)
		for _, want := range []string{"SEARCH decisions USING INTEGER PRIMARY KEY (rowid>? AND rowid<?)", "SEARCH accounts USING INTEGER PRIMARY KEY (rowid=?)"} {
			if !strings.Contains(got, want) || strings.Contains(got, "SCAN") || strings.Contains(got, "TEMP B-TREE") {
				t.Errorf("%s: %s", of, got)
			}
		}
		if lines := strings.Contains(got, "sqlite_autoindex_credit_lines_1 (account_id=? AND product=?)"); lines != (of == models.CohortProduct) {
			t.Errorf("%s: %s", of, got)
		}
	}
}

// lines gives an account its credit lines.
func (f *fixture) lines(a models.Account, loan bool) {
	f.Helper()
	products := []models.Product{models.ProductPayLater, models.ProductCashLoan}
	if !loan {
		products = products[:1]
	}
	f.must(func(tx *writeTx) error {
		for _, p := range products {
			id, err := tx.id()
			if err != nil {
				return err
			}
			if err := tx.insert(&models.CreditLine{ID: id, AccountID: a.ID, Product: p, LimitFen: 1_000_000, Version: 1}); err != nil {
				return err
			}
		}
		return nil
	})
}

// flagged writes an assessment that found a flag for an account, and for others.
func (f *fixture) flagged(a models.Account, others []models.Account) {
	f.Helper()
	for _, one := range append([]models.Account{a}, others...) {
		d := f.scored(one, .1)
		f.must(func(tx *writeTx) (err error) {
			if d.ID, err = tx.id(); err != nil {
				return err
			}
			d.ModelID, d.Outcome = f.model, "flag"
			if err := tx.insert(&d); err != nil {
				return err
			}
			return tx.db.Model(&models.Account{}).Where("id = ?", one.ID).Update("decision_id", d.ID).Error
		})
	}
}

// TestACohortIsOfOneCard: an assessment of other factors or bins is an error, not a figure.
func TestACohortIsOfOneCard(t *testing.T) {
	a, err := newTestAssessor()
	if err != nil {
		t.Fatal(err)
	}
	r := a.Assess(inputOf(.1))
	var others []decide.Result
	for range among.Fewest {
		others = append(others, r)
	}
	whole, fewer, narrow := card(), card(), card()
	fewer.Factors = fewer.Factors[:1]
	narrow.Factors = slices.Clone(narrow.Factors)
	narrow.Factors[0].Bins = []score.Bin{{Kind: score.BinMissing}}
	var c models.ScoreCohort
	if err := c.Measure(&whole, &r, others); err != nil || c.N != among.Fewest || len(c.Factors) != len(whole.Factors) {
		t.Errorf("%v: %+v", err, c)
	}
	for name, of := range map[string]*score.Scorecard{"one factor": &fewer, "one bin": &narrow} {
		if err := c.Measure(of, &r, others); err == nil {
			t.Errorf("a card of %s took it", name)
		}
	}
}
