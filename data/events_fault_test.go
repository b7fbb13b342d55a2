package data

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"sync/atomic"
	"testing"

	"candor/models"
)

// hammer sends n purchases of 1,000 fen at once, divided among the stores, and returns how
// many went through. An event that met too much company is sent again, as its sender would.
func hammer(t *testing.T, stores []*Store, a *models.Account, c *clock, n int) int64 {
	t.Helper()
	var goes atomic.Int64
	var wg sync.WaitGroup
	for i := range n {
		wg.Go(func() {
			s := stores[i%len(stores)]
			d, err := s.RecordEvent(context.Background(), spend(a, c, fmt.Sprintf("T-%d", i), 1_000))
			for try := 0; errors.Is(err, models.ErrConflict) && try < 50; try++ {
				d, err = s.RecordEvent(context.Background(), spend(a, c, fmt.Sprintf("T-%d", i), 1_000))
			}
			switch {
			case err != nil:
				t.Error(err)
			case d.Event.Goes():
				goes.Add(1)
			}
		})
	}
	wg.Wait()
	return goes.Load()
}

// TestAThousandAtOnceStayWithinTheLine spends 1,000 times at once from one line that holds
// 800 of them (F17).
func TestAThousandAtOnceStayWithinTheLine(t *testing.T) {
	check := func(t *testing.T, stores []*Store, c *clock) {
		s := stores[0]
		a := lenderAccount(t, s, "A-1")
		if goes := hammer(t, stores, a, c, 1000); goes != 800 || used(t, s, a) != 1_000_000 {
			t.Errorf("%d went through, %d used", goes, used(t, s, a))
		}
		soundLedger(t, s, a, 200_000)
		if n := must[int](t)(s.Overspent(context.Background())); n != 0 {
			t.Errorf("%d lines are overspent", n)
		}
		var counted int64
		for _, s := range stores {
			ok(t, s.FlushCounts(context.Background()))
		}
		for _, m := range must[[]models.MinuteCount](t)(s.MinuteCounts(context.Background(), 0)) {
			if m.Kind == countOutcome {
				counted += m.N
			}
		}
		if stored := len(storedEvents(t, s, a)); counted != 1000 || stored != 1000 {
			t.Errorf("%d counted, %d stored", counted, stored)
		}
		if !bytesEqual(stateBytes(t, s, a), orderly(t, storedEvents(t, s, a))) {
			t.Error("another state than the events leave")
		}
	}
	forEachDB(t, func(t *testing.T, s *Store, c *clock) { check(t, []*Store{s}, c) })
	t.Run("three replicas", func(t *testing.T) {
		stores, c := replicas(t, 3)
		check(t, stores, c)
	})
}

func bytesEqual(a, b []byte) bool { return string(a) == string(b) }

// TestReplicasAgreeOnOneEvent sends each event to three servers at once: one decision.
func TestReplicasAgreeOnOneEvent(t *testing.T) {
	stores, c := replicas(t, 3)
	a := lenderAccount(t, stores[0], "A-1")
	for i := range 20 {
		n := spend(a, c, fmt.Sprintf("T-%d", i), 1_000)
		var wg sync.WaitGroup
		ids := make([]models.ID, len(stores))
		for k, s := range stores {
			wg.Go(func() {
				d, err := s.RecordEvent(context.Background(), n)
				if err != nil {
					t.Error(err)
					return
				}
				ids[k] = d.Event.ID
			})
		}
		wg.Wait()
		if ids[0] == 0 || ids[0] != ids[1] || ids[1] != ids[2] {
			t.Fatalf("event %d has decisions %v", i, ids)
		}
	}
	soundLedger(t, stores[0], a, 200_000)
	if n := len(storedEvents(t, stores[0], a)); n != 20 {
		t.Errorf("%d events", n)
	}
}

// refuseEveryThird makes PostgreSQL refuse, at its commit, every third unit that decides
// events, as it does when two transactions cannot be put into an order.
var refuseEveryThird = []string{
	"CREATE SEQUENCE test_refuse",
	`CREATE FUNCTION test_refuse() RETURNS trigger LANGUAGE plpgsql AS $$
	DECLARE n bigint := nextval('test_refuse');
	BEGIN
	  IF n % 6 = 0 THEN RAISE EXCEPTION 'refused' USING ERRCODE = '40001'; END IF;
	  IF n % 6 = 3 THEN RAISE EXCEPTION 'refused' USING ERRCODE = '40P01'; END IF;
	  RETURN NULL;
	END $$`,
	`CREATE CONSTRAINT TRIGGER test_refuse AFTER INSERT ON audit_entries DEFERRABLE INITIALLY DEFERRED
	 FOR EACH ROW WHEN (NEW.action = 'events.decided') EXECUTE FUNCTION test_refuse()`,
}

// TestSerialisationFailuresAreRunAgain makes the database refuse transactions, one in
// three: nobody is told, nothing happens twice (F28).
func TestSerialisationFailuresAreRunAgain(t *testing.T) {
	stores, c := replicas(t, 1)
	s := stores[0]
	a := lenderAccount(t, s, "A-1")
	for _, q := range refuseEveryThird {
		ok(t, s.w.Exec(q).Error)
	}
	if goes := hammer(t, stores, a, c, 300); goes != 300 {
		t.Errorf("%d went through", goes)
	}
	for i := range 30 { // one unit each
		decideNow(t, s, spend(a, c, fmt.Sprintf("U-%d", i), 1_000))
	}
	var tried int64
	ok(t, s.w.Raw("SELECT last_value FROM test_refuse").Scan(&tried).Error)
	if batches := int64(audited(t, s, models.ActionEventsDecided)); tried-batches < 10 {
		t.Errorf("%d units of %d tries: too few were refused", batches, tried)
	}
	soundLedger(t, s, a, 200_000)
	if stored := len(storedEvents(t, s, a)); stored != 330 {
		t.Errorf("%d events", stored)
	}
	chain := must[models.Chain](t)(s.VerifyRecord(context.Background(), nil))
	if !chain.OK {
		t.Errorf("chain = %+v", chain)
	}
}

// TestALostAnswerIsNotASecondEffect runs a batch again that was committed, as after a
// commit whose answer was lost.
func TestALostAnswerIsNotASecondEffect(t *testing.T) {
	forEachDB(t, func(t *testing.T, s *Store, c *clock) {
		a := lenderAccount(t, s, "A-1")
		w := must[*eventWork](t)(s.prepareEvent(context.Background(), spend(a, c, "T-1", 100)))
		for range 2 {
			if g := s.tryBatch([]*eventWork{w}); g.err != nil {
				t.Fatal(g.err)
			}
		}
		if n := len(storedEvents(t, s, a)); n != 1 || used(t, s, a) != 200_100 || !w.out.Repeat {
			t.Errorf("%d events, %d used", n, used(t, s, a))
		}
	})
}

// TestABusyStoreTurnsAway fills the queue: what finds no place is told so, and nothing of
// it is stored.
func TestABusyStoreTurnsAway(t *testing.T) {
	forEachDB(t, func(t *testing.T, s *Store, c *clock) {
		a := lenderAccount(t, s, "A-1")
		queue := s.desk.queue
		full := make(chan *eventWork) // nobody takes from it
		s.desk.queue = full
		_, err := s.RecordEvent(context.Background(), spend(a, c, "T-1", 100))
		s.desk.queue = queue
		if !errors.Is(err, models.ErrBusy) || len(storedEvents(t, s, a)) != 0 {
			t.Errorf("err = %v", err)
		}
		if d := decideNow(t, s, spend(a, c, "T-1", 100)); d.Repeat {
			t.Error("it was decided all the same")
		}
	})
}

// TestCountsOutliveAFailedFlush lets the writing of counts fail: they are written later, none
// twice and none lost.
func TestCountsOutliveAFailedFlush(t *testing.T) {
	forEachDB(t, func(t *testing.T, s *Store, c *clock) {
		a := lenderAccount(t, s, "A-1")
		gone, cancel := context.WithCancel(context.Background())
		cancel()
		for i := range 3 {
			n := spend(a, c, fmt.Sprintf("T-%d", i), 100)
			n.Merchant = "shop"
			decideNow(t, s, n)
			if err := s.FlushCounts(gone); err == nil {
				t.Fatal("nothing was there to fail")
			}
		}
		for range 2 {
			ok(t, s.FlushCounts(context.Background()))
		}
		if n := count(t, s, &models.MinuteCount{}, "kind = ? AND name = ? AND n = 3", countOutcome, "allow"); n != 1 {
			t.Errorf("%d counts of three decisions", n)
		}
		if n := count(t, s, &models.MerchantDay{}, "merchant = ? AND count = 3", "shop"); n != 1 {
			t.Errorf("%d counts of three purchases", n)
		}
	})
}
