package data

import (
	"context"
	"math"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"gorm.io/gorm"

	"candor/engine/counterfactual"
	"candor/engine/factor"
	"candor/engine/learn"
	"candor/engine/score"
	"candor/models"
)

// detailOf reads the breakdown that counts.
func detailOf(t *testing.T, s *Store, id models.ID) *models.ScoreDetail {
	t.Helper()
	d, err := s.ScoreDetail(context.Background(), id, 0)
	if err != nil {
		t.Fatal(err)
	}
	return d
}

func TestABreakdownSaysWhatWouldChangeIt(t *testing.T) {
	forEachDB(t, func(t *testing.T, s *Store, c *clock) {
		ctx := context.Background()
		ids := trained(t, s, 70)
		if _, err := s.Rescore(ctx, anna, nil); err != nil {
			t.Fatal(err)
		}
		// The 61st uses six tenths of its limit: 640 points, and 700 once it uses half.
		want := counterfactual.Result{
			Answer: counterfactual.Reached, Now: 640, Goal: score.Band{Name: "very_good", From: 650}, Score: 700, Band: "excellent",
			Actions: []counterfactual.Action{{Kind: counterfactual.PayDown, Fen: 100_000}},
			Moves:   []counterfactual.Move{{Key: "utilisation_now", From: 0.6, To: 0.5, Points: 60}},
		}
		first := detailOf(t, s, ids[60])
		if diff := cmp.Diff(&want, first.Next); diff != "" {
			t.Errorf("(-want +got):\n%s", diff)
		}
		// The fourth is four months past due, and its line rests: the standing is gone with one bill paid.
		if n := detailOf(t, s, ids[3]).Next; n.Answer != counterfactual.Reached || n.Now != 460 || n.Months == 0 {
			t.Errorf("late: %+v", n)
		}
		c.advance(time.Hour)
		override(t, s, ids[60], 655)
		if _, err := s.RescoreAccount(ctx, anna, ids[60]); err != nil {
			t.Fatal(err)
		}
		if n := detailOf(t, s, ids[60]).Next; n.Answer != counterfactual.Overridden || n.Now != 655 {
			t.Errorf("set by hand: %+v", n)
		}
		old, err := s.ScoreDetail(ctx, ids[60], first.Decision.ID)
		if err != nil || old.Next != nil || old.Observed != nil || old.Breakdown.Score != 640 {
			t.Errorf("a decision that does not count: %+v, %v", old, err)
		}
	})
}

// override sets a score by hand past the rules on who may.
func override(t *testing.T, s *Store, id models.ID, to int) {
	t.Helper()
	err := s.write(context.Background(), anna, func(tx *writeTx) error {
		o := models.Override{State: models.OverrideActive, ID: 77, AccountID: id, Score: to, Reason: "known to us", MadeBy: 7, MadeName: "Anna", MadeAt: tx.now, EndsAt: tx.now.Add(time.Hour)}
		if err := tx.insert(&o); err != nil {
			return err
		}
		return tx.audit(models.ActionOverrideSet, target{kind: "account"}, nil, nil, "known to us")
	})
	if err != nil {
		t.Fatal(err)
	}
}

func TestABreakdownSaysWhenItsFactsWereSeen(t *testing.T) {
	forEachDB(t, func(t *testing.T, s *Store, c *clock) {
		ctx := context.Background()
		trained(t, s, 2)
		told := c.now()
		a, _, err := s.PutAccount(ctx, anna, sent("A1"))
		if err != nil {
			t.Fatal(err)
		}
		seen := func() *models.Observed {
			if _, err := s.RescoreAccount(ctx, anna, a.ID); err != nil {
				t.Fatal(err)
			}
			return detailOf(t, s, a.ID).Observed
		}
		want := &models.Observed{
			Statements: time.Date(2026, 3, 1, 0, 0, 0, 0, time.UTC), Told: told,
			Checks: map[string]time.Time{"name_match": start, "face": start},
		}
		if diff := cmp.Diff(want, seen()); diff != "" {
			t.Errorf("put (-want +got):\n%s", diff)
		}
		// What the lender does itself tells nothing new of the customer.
		c.advance(time.Hour)
		detail, err := s.LimitContext(ctx, a.ID)
		if err != nil {
			t.Fatal(err)
		}
		_, err = s.ProposeLimit(ctx, anna, models.ProposeLimit{
			AccountID: a.ID, LineID: detail.Lines[0].ID, ToFen: 900_000, ReasonCode: "late_payment", Reason: "a test", Version: detail.Lines[0].Version,
		})
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(want, seen()); diff != "" {
			t.Errorf("limit changed (-want +got):\n%s", diff)
		}
		// A later rescoring counts links; an account without any has none to count.
		c.advance(time.Hour)
		again := sent("A1")
		again.Education = 3
		if _, _, err := s.PutAccount(ctx, anna, again); err != nil {
			t.Fatal(err)
		}
		want.Told = c.now()
		if diff := cmp.Diff(want, seen()); diff != "" {
			t.Errorf("put again (-want +got):\n%s", diff)
		}
	})
}

func TestARescoringCountsLinksAgain(t *testing.T) {
	forEachDB(t, func(t *testing.T, s *Store, c *clock) {
		ctx := context.Background()
		ids := trained(t, s, 3)
		for range 2 {
			c.advance(40 * 24 * time.Hour)
			if _, err := s.Rescore(ctx, anna, nil); err != nil {
				t.Fatal(err)
			}
			if o := detailOf(t, s, ids[0]).Observed; !o.Linked.Equal(c.now()) {
				t.Errorf("links counted %v, the book rescored %v", o.Linked, c.now())
			}
		}
		if o := detailOf(t, s, ids[0]).Observed; !o.Told.Equal(start) {
			t.Errorf("told %v, imported %v", o.Told, start)
		}
	})
}

// baggedCard is the test's card as the mean of three models.
func baggedCard() score.Scorecard {
	card := testCard()
	card.ID, card.BaseBags = "card-bagged", []int{630, 640, 650}
	for i := range card.Factors {
		for j := range card.Factors[i].Bins {
			p := card.Factors[i].Bins[j].Points
			card.Factors[i].Bins[j].Bags = []int{p, p, p}
		}
	}
	return card
}

func TestABaggedCardHasARangeBesideTheScore(t *testing.T) {
	forEachDB(t, func(t *testing.T, s *Store, _ *clock) {
		ctx := context.Background()
		ids := trained(t, s, 2)
		if _, err := s.RescoreAccount(ctx, anna, ids[0]); err != nil {
			t.Fatal(err)
		}
		if d := detailOf(t, s, ids[0]); d.Range != nil {
			t.Errorf("one model, yet a range %+v", d.Range)
		}
		if _, err := s.SaveModel(ctx, anna, NewModel{Card: baggedCard(), Report: learn.Report{Rows: 2}, Champion: true}); err != nil {
			t.Fatal(err)
		}
		if _, err := s.RescoreAccount(ctx, anna, ids[0]); err != nil {
			t.Fatal(err)
		}
		want := &score.Interval{Low: 683, High: 717} // 700 ± 1.645 · 10, outward
		if diff := cmp.Diff(want, detailOf(t, s, ids[0]).Range); diff != "" {
			t.Errorf("(-want +got):\n%s", diff)
		}
		api, err := s.ScoreBySource(ctx, "core", ids[0].Public(models.PrefixAccount))
		if err != nil || api.Against != score.ReferenceBest || !cmp.Equal(api.Range, want) {
			t.Errorf("%+v, %v", api, err)
		}
	})
}

func TestABreakdownCountsItsGaps(t *testing.T) {
	forEachDB(t, func(t *testing.T, s *Store, _ *clock) {
		ctx := context.Background()
		trained(t, s, 2)
		p := sent("A1")
		p.Statements, p.Lines = nil, nil
		a, _, err := s.PutAccount(ctx, anna, p)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := s.RescoreAccount(ctx, anna, a.ID); err != nil {
			t.Fatal(err)
		}
		d := detailOf(t, s, a.ID)
		want := []score.Gap{
			{Key: "standing_last", Aspect: score.AspectCredit, Low: -240, High: 0}, {Key: "utilisation_now", Aspect: score.AspectCredit, Low: 0, High: 60},
		}
		if diff := cmp.Diff(want, d.Gaps); diff != "" {
			t.Errorf("(-want +got):\n%s", diff)
		}
		if !d.Observed.Statements.IsZero() || d.Next == nil || d.Next.Answer != counterfactual.Beyond || len(d.Next.Actions) != 0 {
			t.Errorf("%+v, %+v", d.Observed, d.Next)
		}
	})
}

// TestTheSearchStartsFromTheStoredVector: facts read again give the vector that was stored of them, all but the links.
func TestTheSearchStartsFromTheStoredVector(t *testing.T) {
	forEachDB(t, func(t *testing.T, s *Store, _ *clock) {
		ctx := context.Background()
		a, _, err := s.PutAccount(ctx, anna, sent("A1"))
		if err != nil {
			t.Fatal(err)
		}
		var f *facts
		err = s.read(ctx, func(db *gorm.DB) error { f, err = s.factsOf(db, a); return err })
		if err != nil {
			t.Fatal(err)
		}
		stored, again := vectorOf(t, s, a.ID), factor.Compute(f.facts(s.Now()))
		for i, spec := range factor.Catalogue {
			if spec.Source != factor.SourceRelations && stored[i] != again[i] && !(math.IsNaN(stored[i]) && math.IsNaN(again[i])) {
				t.Errorf("%s: %v stored, %v from the facts", spec.Key, stored[i], again[i])
			}
		}
	})
}

func TestAnAppealSaysWhatWouldHelpNow(t *testing.T) {
	forEachDB(t, func(t *testing.T, s *Store, c *clock) {
		ctx := context.Background()
		ids := trained(t, s, 61)
		filed := file(t, s, put(t, s, c, ids[60], models.SanctionRestrict))
		if d := must[*models.AppealDetail](t)(s.Appeal(ctx, filed.ID)); d.Next != nil {
			t.Errorf("before the first score: %+v", d.Next)
		}
		if _, err := s.RescoreAccount(ctx, anna, ids[60]); err != nil {
			t.Fatal(err)
		}
		want := detailOf(t, s, ids[60]).Next
		if d := must[*models.AppealDetail](t)(s.Appeal(ctx, filed.ID)); want == nil || !cmp.Equal(d.Next, want) {
			t.Errorf("%+v, the breakdown says %+v", d.Next, want)
		}
		override(t, s, ids[60], 655)
		if d := must[*models.AppealDetail](t)(s.Appeal(ctx, filed.ID)); d.Next.Answer != counterfactual.Overridden {
			t.Errorf("set by hand: %+v", d.Next)
		}
	})
}
