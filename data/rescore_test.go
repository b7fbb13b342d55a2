package data

import (
	"context"
	"errors"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"gorm.io/gorm"

	"candor/engine/decide"
	"candor/models"
)

func TestRescoreWritesDecisionsCasesAndShape(t *testing.T) {
	forEachDB(t, func(t *testing.T, s *Store, c *clock) {
		ctx := context.Background()
		if _, err := s.Rescore(ctx, anna, nil); !errors.Is(err, ErrNoModel) {
			t.Errorf("without a model: %v", err)
		}
		ids := trained(t, s, 2500) // more than one batch
		var done []int
		r, err := s.Rescore(ctx, anna, func(n, _ int) { done = append(done, n) })
		if err != nil {
			t.Fatal(err)
		}
		if r.Accounts != 2500 || r.Flagged != 250 || r.Cases != 250 || !cmp.Equal(done, []int{2000, 2500}) {
			t.Errorf("%+v, progress %v", r, done)
		}
		d, err := s.AccountDetail(ctx, ids[3])
		if err != nil {
			t.Fatal(err)
		}
		// 640 − 240 + 60 = 460, and late_now and score_low flag it; the cap at 520 does not bind.
		if *d.Account.Score != 460 || d.Account.Band != "poor" || d.Account.DecisionID != d.Decision.ID || len(d.OpenFlags) != 2 {
			t.Errorf("score %d, band %s, flags %+v", *d.Account.Score, d.Account.Band, d.OpenFlags)
		}
		if k := d.OpenCase; k.Severity != 3 || k.TopCode != "late_now" || k.FlagCount != 2 || k.ExposureFen != 30_000 || k.Score != 460 || !k.DueAt.Equal(start.Add(24*time.Hour)) {
			t.Errorf("case %+v", k)
		}
		run, err := s.LatestRun(ctx)
		if err != nil {
			t.Fatal(err)
		}
		// 460 is in bucket 11, 640 in bucket 29, 700 in bucket 35.
		if got := []int{run.Summary.Scores[5] + run.Summary.Scores[11], run.Summary.Scores[29], run.Summary.Scores[35]}; got[0]+got[1]+got[2] != 2500 {
			t.Errorf("histogram %v", run.Summary.Scores)
		}
		if q := run.Summary.Quantiles["utilisation_now"]; len(q) != 101 || q[0] != 0 || q[100] != 0.99 {
			t.Errorf("quantiles %v", q)
		}
		c.advance(24 * time.Hour)
		again, err := s.Rescore(ctx, anna, nil)
		if err != nil || again.Accounts != 2500 || again.Standing != 2500 || again.Flagged != 250 || again.Cases != 0 {
			t.Errorf("again %+v, %v", again, err)
		}
		if run, err := s.LatestRun(ctx); err != nil || run.Standing != 2500 {
			t.Errorf("run %+v, %v", run, err)
		}
		c.advance(models.StandDays * 24 * time.Hour)
		renewed, err := s.Rescore(ctx, anna, nil)
		if err != nil || renewed.Standing != 0 || renewed.Flagged != 250 {
			t.Errorf("renewed %+v, %v", renewed, err)
		}
		all, err := s.ReplayAll(ctx, nil)
		if want := (ReplayResult{Decisions: 5000, Identical: 5000}); err != nil || !cmp.Equal(all, want) {
			t.Errorf("replay %+v, %v", all, err)
		}
		if chain, err := s.VerifyAudit(ctx, nil); err != nil || !chain.OK {
			t.Errorf("%+v, %v", chain, err)
		}
	})
}

func TestDecidedFlagsStayQuietForTheDaysOfThePolicy(t *testing.T) {
	forEachDB(t, func(t *testing.T, s *Store, c *clock) {
		ctx := context.Background()
		ids := trained(t, s, 10)
		if _, err := s.Rescore(ctx, anna, nil); err != nil {
			t.Fatal(err)
		}
		d, err := s.AccountDetail(ctx, ids[3])
		if err != nil {
			t.Fatal(err)
		}
		k, err := s.ClaimCase(ctx, anna, d.OpenCase.ID)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := s.DecideCase(ctx, anna, models.DecideCase{CaseID: k.ID, Version: k.Version, Outcome: models.CaseCleared, Reason: "a known delay"}); err != nil {
			t.Fatal(err)
		}
		c.advance(29 * 24 * time.Hour)
		if r, err := s.Rescore(ctx, anna, nil); err != nil || r.Cases != 0 {
			t.Errorf("within the quiet days: %+v, %v", r, err)
		}
		c.advance(2 * 24 * time.Hour)
		if r, err := s.Rescore(ctx, anna, nil); err != nil || r.Cases != 1 {
			t.Errorf("after the quiet days: %+v, %v", r, err)
		}
	})
}

func TestRescoreKeepsToAnOverrideAndSumsItToTheScore(t *testing.T) {
	forEachDB(t, func(t *testing.T, s *Store, c *clock) {
		ctx := context.Background()
		ids := trained(t, s, 10)
		err := s.write(ctx, anna, func(tx *writeTx) error {
			o := models.Override{State: models.OverrideActive, ID: 77, AccountID: ids[3], Score: 610, Reason: "known to us", MadeBy: 7, MadeName: "Anna", MadeAt: tx.now, EndsAt: tx.now.Add(time.Hour)}
			if err := tx.insert(&o); err != nil {
				return err
			}
			return tx.audit(models.ActionOverrideSet, target{kind: "account"}, nil, nil, "known to us")
		})
		if err != nil {
			t.Fatal(err)
		}
		if _, err := s.Rescore(ctx, anna, nil); err != nil {
			t.Fatal(err)
		}
		a, err := s.Account(ctx, ids[3])
		if err != nil || *a.Score != 610 || a.Band != "good" {
			t.Errorf("with override: %v %s, %v", *a.Score, a.Band, err)
		}
		c.advance(2 * time.Hour)
		d, err := s.RescoreAccount(ctx, anna, ids[3])
		if err != nil || d.Score != 460 {
			t.Errorf("after its end: %+v, %v", d, err)
		}
		in, err := decide.DecodeInput(d.Input)
		if err != nil || in.Previous != 610 || in.Override != 0 {
			t.Errorf("input %+v, %v", in, err)
		}
		if r, err := s.ReplayAll(ctx, nil); err != nil || r.Differing != 0 || r.Decisions != 11 {
			t.Errorf("replay %+v, %v", r, err)
		}
	})
}

func TestRescoreReadsAgainWhatChangedMeanwhile(t *testing.T) {
	forEachDB(t, func(t *testing.T, s *Store, _ *clock) {
		ctx := context.Background()
		ids := trained(t, s, 10)
		a, modelID, err := s.liveAssessors(ctx)
		if err != nil {
			t.Fatal(err)
		}
		r := &rescoring{store: s, actor: anna, by: a, shape: newShape(10, a.live.Policy()), run: models.Run{ModelID: modelID, PolicyVersion: a.version}}
		if err := r.begin(ctx); err != nil {
			t.Fatal(err)
		}
		b := &scoreBatch{}
		if err := b.read(ctx, s, "", ids); err != nil {
			t.Fatal(err)
		}
		if err := b.assess(a); err != nil {
			t.Fatal(err)
		}
		put := models.PutAccount{Source: "core", ExternalID: "B" + ids[0].Public("x"), Lines: []models.CreditLine{{Product: models.ProductPayLater, LimitFen: 1_000_000, UsedFen: 900_000}}}
		if _, _, err := s.PutAccount(ctx, anna, put); err != nil {
			t.Fatal(err)
		}
		if err := r.writeBatch(ctx, b); err != nil {
			t.Fatal(err)
		}
		if got, err := s.Account(ctx, ids[0]); err != nil || *got.Score != 640 {
			t.Errorf("scored %v on what was known before the change, %v", *got.Score, err)
		}
	})
}

// TestAStandThatIsNoMoreIsReadAgain: an account that changes between reading and writing is assessed on what it is now, whether it
// was to get a new decision or not; one that is closed meanwhile gets nothing.
func TestAStandThatIsNoMoreIsReadAgain(t *testing.T) {
	for name, change := range map[string]func(f *fixture, id models.ID){
		"another decision": func(f *fixture, id models.ID) { must[*models.Decision](f.T)(f.s.RescoreAccount(ctx, anna, id)) },
		"closed": func(f *fixture, id models.ID) {
			f.must(func(tx *writeTx) error {
				return tx.db.Model(&models.Account{}).Where("id = ?", id).Updates(map[string]any{"status": models.StatusClosed, "version": gorm.Expr("version + 1")}).Error
			})
		},
	} {
		t.Run(name, func(t *testing.T) {
			forEachDB(t, func(t *testing.T, s *Store, c *clock) {
				f := newFixture(t, s)
				ids := trained(t, s, 10)
				must[RescoreResult](t)(s.Rescore(ctx, anna, nil))
				c.advance(time.Hour)
				a, modelID, err := s.liveAssessors(ctx)
				ok(t, err)
				r := &rescoring{store: s, actor: anna, by: a, alone: true, shape: newShape(10, a.live.Policy()), run: models.Run{ModelID: modelID, PolicyVersion: a.version}}
				ok(t, r.begin(ctx))
				s.scoring.Store(r)
				defer s.scoring.Store(nil)
				b := r.batch()
				ok(t, b.read(ctx, s, "", ids))
				ok(t, b.assess(a))
				change(f, ids[4])
				ok(t, r.writeBatch(ctx, b))
				account := stored1[models.Account](t, s, ids[4])
				for i := range b.rows {
					if b.rows[i].ID == ids[4] && (account.Status == models.StatusClosed || b.rows[i].DecisionID != account.DecisionID) {
						t.Errorf("stands as it was: %+v, and is %+v", b.rows[i], account)
					}
				}
				if b.standing < 9 {
					t.Errorf("%d stand", b.standing)
				}
			})
		})
	}
}
