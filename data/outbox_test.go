package data

import (
	"context"
	"crypto/rand"
	"fmt"
	"sync"
	"testing"
	"time"

	"candor/models"
)

// TestTwoReplicasDeliverEachMessageOnce lets the workers of two servers, or of one on SQLite, empty a full outbox.
func TestTwoReplicasDeliverEachMessageOnce(t *testing.T) {
	const accounts, workers = 60, 4
	run := func(t *testing.T, c *clock, stores ...*Store) {
		s := stores[0]
		for _, s := range stores {
			s.SetOutlets(models.Outlets{SMS: true, Email: true})
		}
		for i := range accounts {
			a := reachable(t, s, lenderAccount(t, s, fmt.Sprint(i)))
			ok(t, s.write(context.Background(), anna, func(tx *writeTx) error {
				return tx.message(a, models.TemplateSanctionStarted, map[string]string{"kind": "freeze"}, "")
			}))
		}
		c.advance(models.MessageHold + time.Second)
		var mu sync.Mutex
		received := map[string]int{}
		var wg sync.WaitGroup
		for _, s := range stores {
			wg.Go(func() {
				if _, err := s.RunJobs(context.Background(), "jobs", 1000); err != nil {
					t.Error(err)
				}
			})
		}
		wg.Wait()
		for w := range workers {
			s := stores[w%len(stores)]
			wg.Go(func() {
				for range 10 * accounts {
					p, err := s.ClaimDelivery(context.Background(), fmt.Sprint("worker-", w))
					if err != nil {
						t.Error(err)
						return
					}
					if p == nil {
						return
					}
					mu.Lock()
					received[p.Delivery.PublicID()]++
					mu.Unlock()
					if err := s.FinishDelivery(context.Background(), p, accepted); err != nil {
						t.Error(err)
					}
				}
			})
		}
		wg.Wait()
		if len(received) != 2*accounts {
			t.Errorf("%d of %d were handed over", len(received), 2*accounts)
		}
		for key, n := range received {
			if n != 1 {
				t.Errorf("%s was handed over %d times", key, n)
			}
		}
		if n := count(t, s, &models.Delivery{}, "state = ?", models.DeliveryDelivered); n != 2*accounts {
			t.Errorf("%d are delivered", n)
		}
	}
	t.Run("sqlite", func(t *testing.T) {
		c := newClock()
		run(t, c, openTest(t, Options{Dir: t.TempDir(), Now: c.now, Rand: rand.Reader}))
	})
	t.Run("postgres", func(t *testing.T) {
		c, url := newClock(), pgSchemas.Schema(t)
		first := openTest(t, Options{Dir: t.TempDir(), URL: url, Now: c.now, Rand: rand.Reader})
		second := openTest(t, Options{Dir: t.TempDir(), URL: url, Now: c.now, Rand: rand.Reader})
		second.vault = first.vault // replicas share a keys folder
		run(t, c, first, second)
	})
}

func TestTheOutboxIsPagedAndCounted(t *testing.T) {
	forEachDB(t, func(t *testing.T, s *Store, c *clock) {
		ctx := context.Background()
		a := reachable(t, s, lenderAccount(t, s, "1"))
		tell(t, s, c, a, models.TemplateSanctionStarted, models.TemplateSanctionEnded, models.TemplateLimitRaised)
		f := models.OutboxFilter{State: models.DeliveryQueued, Limit: 4}
		first := must[models.OutboxPage](t)(s.Outbox(ctx, f))
		if len(first.Items) != 4 || first.Newer || !first.Older || first.Items[0].To != "x*******@example.com" && first.Items[0].To != "138****1234" || first.Items[0].Name != "张**" {
			t.Fatalf("first page: %+v", first)
		}
		f.Before = first.Items[3].Cursor()
		last := must[models.OutboxPage](t)(s.Outbox(ctx, f))
		if len(last.Items) != 2 || !last.Newer || last.Older {
			t.Fatalf("last page: %+v", last)
		}
		f.Before, f.After = 0, last.Items[0].Cursor()
		if back := must[models.OutboxPage](t)(s.Outbox(ctx, f)); len(back.Items) != 4 || back.Items[0].Cursor() != first.Items[0].Cursor() || back.Newer {
			t.Errorf("back: %+v", back)
		}
		sms := must[models.OutboxPage](t)(s.Outbox(ctx, models.OutboxFilter{State: models.DeliveryQueued, Channel: models.ChannelSMS, Limit: 10}))
		inbox := must[models.OutboxPage](t)(s.Outbox(ctx, models.OutboxFilter{Inbox: true, Limit: 10}))
		other := must[models.OutboxPage](t)(s.Outbox(ctx, models.OutboxFilter{State: models.DeliveryQueued, Channel: models.ChannelSMS, NotChannel: true, Limit: 10}))
		if len(other.Items) != 3 || other.Items[0].Delivery.Channel == models.ChannelSMS {
			t.Errorf("not by text message: %+v", other.Items)
		}
		if len(sms.Items) != 3 || len(inbox.Items) != 6 {
			t.Errorf("%d texts, %d in the inbox", len(sms.Items), len(inbox.Items))
		}
		ok(t, s.write(ctx, anna, func(tx *writeTx) error { return tx.message(a, models.TemplateLimitRaised, map[string]string{}, "") }))
		held := must[models.OutboxPage](t)(s.Outbox(ctx, models.OutboxFilter{Held: true, Limit: 10}))
		n := must[models.OutboxCounts](t)(s.OutboxCounts(ctx))
		if len(held.Items) != 1 || n.Held != 1 || n.State[models.DeliveryQueued] != 6 || n.State[models.DeliveryDead] != 0 {
			t.Errorf("held %+v, counts %+v", held, n)
		}
		if got := must[[]models.Delivery](t)(s.MessageDeliveries(ctx, first.Items[0].Message.ID)); len(got) != 2 {
			t.Errorf("a message's deliveries: %+v", got)
		}
	})
}
