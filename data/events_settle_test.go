package data

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"testing"

	"candor/engine/decide"
	"candor/models"
)

// TestMoneyIsRightWhileEverythingHappensAtOnce spends, is challenged, answers either way,
// pays back and lets people settle what is held, all at once on one account: whatever the
// order, the line holds what the events add up to.
func TestMoneyIsRightWhileEverythingHappensAtOnce(t *testing.T) {
	check := func(t *testing.T, stores []*Store, c *clock) {
		s := stores[0]
		a := lenderAccount(t, s, "A-1")
		govern(t, s, c, func(e *decide.Events) { e.Measures.RestrictAfter, e.Measures.FreezeAfter = 100, 100 }, byAmount()...)
		var wg sync.WaitGroup
		for i := range 60 {
			wg.Go(func() { oneLife(t, stores[i%len(stores)], a, c, i) })
		}
		wg.Wait()
		soundLedger(t, s, a, 200_000)
		for _, e := range storedEvents(t, s, a) {
			if e.Disposition == models.DispositionPending {
				t.Errorf("%s still waits", e.ExternalID)
			}
		}
		open := count(t, s, &models.Challenge{}, "state = ?", models.ChallengeOpen)
		if chain := must[models.Chain](t)(s.VerifyRecord(context.Background(), nil)); !chain.OK || open != 0 {
			t.Errorf("%d challenges are open, chain = %+v", open, chain)
		}
	}
	forEachDB(t, func(t *testing.T, s *Store, c *clock) { check(t, []*Store{s}, c) })
	t.Run("two replicas", func(t *testing.T) {
		stores, c := replicas(t, 2)
		check(t, stores, c)
	})
}

// oneLife is what one sender does: a purchase that is challenged, held or simply made, its
// end, and a little paid back.
func oneLife(t *testing.T, s *Store, a *models.Account, c *clock, i int) {
	ctx := context.Background()
	d, err := s.RecordEvent(ctx, spend(a, c, fmt.Sprintf("T-%d", i), int64(10_000*(1+i%3))))
	if err != nil {
		t.Error(err)
		return
	}
	to := models.DispositionReleased
	if i%2 == 0 {
		to = models.DispositionCancelled
	}
	switch {
	case d.Challenge != nil:
		_, err = answer(s, d.Challenge, i%2 == 1)
	case d.Event.Disposition == models.DispositionPending:
		err = s.SettleEvent(ctx, anna, models.SettleEvent{EventID: d.Event.ID, To: to, Reason: "the customer called back", Told: []string{"unusual_spending"}})
	}
	if err != nil {
		t.Error(err)
	}
	if _, err := s.RecordEvent(ctx, payBack(a, c, fmt.Sprintf("R-%d", i), 100)); err != nil {
		t.Error(err)
	}
}

// TestALabelCountsForItsMerchantOnce labels an event bad, bad again, good, and bad by many
// at once.
func TestALabelCountsForItsMerchantOnce(t *testing.T) {
	forEachDB(t, func(t *testing.T, s *Store, c *clock) {
		ctx := context.Background()
		a := lenderAccount(t, s, "A-1")
		n := spend(a, c, "T-1", 100)
		n.Merchant = "shop"
		decideNow(t, s, n)
		label := func(bad bool) (bool, error) {
			_, created, err := s.LabelEvent(ctx, machineActor, models.LabelEvent{Source: "test", ExternalID: "T-1", Bad: bad, At: c.now()})
			return created, err
		}
		for _, step := range []struct {
			bad, created bool
			counted      int
		}{{true, true, 1}, {true, false, 1}, {false, false, 0}, {true, false, 1}} {
			created := must[bool](t)(label(step.bad))
			ok(t, s.FlushCounts(ctx))
			if n := count(t, s, &models.MerchantDay{}, "merchant = 'shop' AND bad = ?", step.counted); created != step.created || n != 1 {
				t.Errorf("%+v: created %v, %d rows", step, created, n)
			}
		}
		ok(t, func() error { _, err := label(false); return err }())
		var wg sync.WaitGroup
		for range 10 {
			wg.Go(func() {
				if _, err := label(true); err != nil && !errors.Is(err, models.ErrConflict) {
					t.Error(err)
				}
			})
		}
		wg.Wait()
		ok(t, s.FlushCounts(ctx))
		if n := count(t, s, &models.MerchantDay{}, "merchant = 'shop' AND bad = 1"); n != 1 {
			t.Error("ten labels at once count as more than one, or as none")
		}
	})
}
