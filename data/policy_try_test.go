package data

import (
	"context"
	"errors"
	"testing"
	"time"

	"gorm.io/gorm"

	"candor/engine/decide"
	"candor/engine/rules"
	"candor/models"
)

// TestTryingAPolicyStoresNothing decides past events under the version in force and under a
// document with one rule changed, and looks at what is left behind.
func TestTryingAPolicyStoresNothing(t *testing.T) {
	forEachDB(t, func(t *testing.T, s *Store, c *clock) {
		ctx := context.Background()
		a, other := lenderAccount(t, s, "A-1"), lenderAccount(t, s, "A-2")
		version := govern(t, s, c, nil, byAmount()...)
		small := decideNow(t, s, spend(a, c, "T-1", 5_000))
		c.advance(time.Minute)
		large := decideNow(t, s, spend(a, c, "T-2", 25_000))
		decideNow(t, s, spend(other, c, "T-3", 5_000))
		count := func() (n int64) {
			ok(t, s.read(ctx, func(db *gorm.DB) error { return db.Model(&models.AuditEntry{}).Count(&n).Error }))
			return n
		}
		entries, writes := count(), s.writes.Load()

		doc := must[*models.Policy](t)(s.Policy(ctx, version)).Document
		doc = doc.PutRule("challenged", eventRule("challenged", "amount_fen >= 2000", rules.Decline))
		got := must[*models.PolicyTry](t)(s.TryPolicy(ctx, doc, models.TryEvents{Account: a.ID, Rule: "challenged"}))
		if got.Live != version || got.Account != a.ID || len(got.Events) != 2 || got.LiveRule.When != "amount_fen >= 20000" || got.DraftRule.When != "amount_fen >= 2000" {
			t.Fatalf("%+v", got)
		}
		first, second := got.Events[0], got.Events[1] // the newest first
		if first.Event.ID != large.Event.ID || first.Live.Outcome != models.OutcomeStepUp || first.Draft.Outcome != models.OutcomeDecline || !first.Changed() {
			t.Errorf("%+v", first)
		}
		if second.Event.ID != small.Event.ID || second.Live.Outcome != models.OutcomeAllow || second.Draft.Outcome != models.OutcomeDecline {
			t.Errorf("%+v", second)
		}
		if second.LiveTrace.State != rules.NotFired || second.DraftTrace.State != rules.Fired || *second.DraftTrace.Leaves[0].LeftValue.Number != 5_000 {
			t.Errorf("%+v, %+v", second.LiveTrace, second.DraftTrace)
		}
		one := must[*models.PolicyTry](t)(s.TryPolicy(ctx, doc, models.TryEvents{Event: small.Event.ID, Rule: "nobody"}))
		if len(one.Events) != 1 || one.LiveRule != nil || one.Events[0].DraftTrace != nil {
			t.Errorf("%+v", one)
		}
		for _, nothing := range []models.TryEvents{{Event: 77}, {Account: 77}, {}} {
			if none := must[*models.PolicyTry](t)(s.TryPolicy(ctx, doc, nothing)); len(none.Events) != 0 || none.Account != 0 {
				t.Errorf("%+v: %+v", nothing, none)
			}
		}
		if count() != entries || s.writes.Load() != writes {
			t.Error("trying left something behind")
		}
	})
}

// TestADocumentThatCannotDecideIsNotTried refuses one that does not compile, and one without events.
func TestADocumentThatCannotDecideIsNotTried(t *testing.T) {
	forEachDB(t, func(t *testing.T, s *Store, _ *clock) {
		broken := decide.Default().PutRule("challenged", eventRule("challenged", "mood > 1", rules.Hold))
		for _, doc := range []decide.Policy{broken, {}} {
			if _, err := s.TryPolicy(context.Background(), doc, models.TryEvents{Account: 7}); err == nil {
				t.Error("it was tried")
			}
		}
	})
}

// TestAnAccountIsFoundByItsNumberOrRefused looks numbers up.
func TestAnAccountIsFoundByItsNumberOrRefused(t *testing.T) {
	forEachDB(t, func(t *testing.T, s *Store, c *clock) {
		ctx := context.Background()
		a := lenderAccount(t, s, "A-1")
		if id := must[models.ID](t)(s.AccountByNumber(ctx, "A-1")); id != a.ID {
			t.Errorf("%d is not %d", id, a.ID)
		}
		for _, number := range []string{"A-9", "", "' OR 1=1 --"} {
			var bad *models.Invalid
			if _, err := s.AccountByNumber(ctx, number); !errors.As(err, &bad) || bad.Fields["number"].Code != "no_such_account" {
				t.Errorf("%q: %v", number, err)
			}
		}
	})
}

// TestFieldsSeenCountsTheLatestEvents: a field without a value on any event is never observed, the
// count is a minute old at most, and a store without events warns of nothing.
func TestFieldsSeenCountsTheLatestEvents(t *testing.T) {
	forEachDB(t, func(t *testing.T, s *Store, c *clock) {
		ctx := context.Background()
		a := lenderAccount(t, s, "A-1")
		none := must[*models.FieldsSeen](t)(s.FieldsSeen(ctx))
		if none.Events != 0 || none.Never("travel_km") {
			t.Errorf("%+v", none)
		}
		n := spend(a, c, "T-1", 5_000)
		n.Merchant = "shop"
		decideNow(t, s, n)
		if kept := must[*models.FieldsSeen](t)(s.FieldsSeen(ctx)); kept != none {
			t.Error("counted again within the minute")
		}
		c.advance(fieldsFor)
		seen := must[*models.FieldsSeen](t)(s.FieldsSeen(ctx))
		if seen.Events != 1 || seen.Known["amount_fen"] != 1 || seen.Known["kind"] != 1 || !seen.Never("travel_km") || !seen.Never("category") || seen.Never("merchant_seen") {
			t.Errorf("%+v", seen)
		}
		if never := seen.NeverOf([]string{"travel_km", "amount_fen", "category"}); len(never) != 2 || never[0] != "travel_km" {
			t.Errorf("%v", never)
		}
	})
}
