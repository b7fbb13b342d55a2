package main

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"candor/data/pgtest"
	"candor/models"
)

// dayClock is a clock that begins on a Monday at 17:00 in Shanghai, when customers may be contacted, and is moved by hand.
type dayClock struct{ at atomic.Int64 }

func newDayClock() *dayClock {
	c := &dayClock{}
	c.at.Store(time.Date(2026, 3, 2, 9, 0, 0, 0, time.UTC).UnixMicro())
	return c
}

func (c *dayClock) now() time.Time          { return time.UnixMicro(c.at.Load()).UTC() }
func (c *dayClock) advance(d time.Duration) { c.at.Add(d.Microseconds()) }

// smsGateway is a gateway for text messages that is busy now and then, and keeps what it took over by id.
type smsGateway struct {
	mu    sync.Mutex
	calls map[string]int
	taken map[string]string
	busy  int // every so many calls; 0 never
	n     int
}

func (g *smsGateway) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	var body struct{ ID, To, Lang, Text string }
	if err := json.NewDecoder(r.Body).Decode(&body); err != nil || body.ID == "" {
		w.WriteHeader(http.StatusBadRequest)
		return
	}
	g.mu.Lock()
	defer g.mu.Unlock()
	g.n++
	g.calls[body.ID]++
	if g.busy > 0 && g.n%g.busy == 0 {
		w.WriteHeader(http.StatusServiceUnavailable)
		return
	}
	g.taken[body.ID] = body.To + " " + body.Text
	w.WriteHeader(http.StatusAccepted)
}

func newSMSGateway(t *testing.T, busy int) (*smsGateway, string) {
	t.Helper()
	g := &smsGateway{calls: map[string]int{}, taken: map[string]string{}, busy: busy}
	s := httptest.NewServer(g)
	t.Cleanup(s.Close)
	return g, s.URL
}

// frozen puts an account with a phone into a server's store and freezes it, so that a letter is queued.
func frozen(t *testing.T, s *server, n int) *models.Account {
	t.Helper()
	ctx, who := context.Background(), models.Operator("test")
	a, _, err := s.store.PutAccount(ctx, who, models.PutAccount{
		Source: "test", ExternalID: fmt.Sprint(n), Lang: "zh-CN", Personal: &models.Personal{Name: "林小满", Phone: fmt.Sprintf("138%08d", n)},
		Lines: []models.CreditLine{{Product: models.ProductPayLater, LimitFen: 1_000_000}},
	})
	if err != nil {
		t.Fatal(err)
	}
	ends := s.site.Now().Add(20 * 24 * time.Hour)
	_, err = s.store.ProposeSanction(ctx, who, models.ProposeSanction{
		AccountID: a.ID, Kind: models.SanctionRestrict, Reach: []models.Function{models.FunctionDraw}, ReasonCode: "late_payment", Reason: "long overdue", EndsAt: &ends, Version: a.Version,
	})
	if err != nil {
		t.Fatal(err)
	}
	return a
}

// carriers are one or two servers of a lender on one clock.
func carriers(t *testing.T, c *dayClock, db, sms string, n int, log *bytes.Buffer) []*server {
	t.Helper()
	var list []*server
	var mu sync.Mutex
	for i := range n {
		env := testEnv(t)
		env.Now, env.Stderr = c.now, lockedWriter{&mu, log}
		env.Config.DB, env.Config.SMS, env.Config.SMSSecret, env.Config.LogLevel = db, sms, "0123456789abcdef", "info"
		if i > 0 { // replicas share the keys
			keys := filepath.Join(env.Config.Data, "keys")
			if err := os.CopyFS(keys, os.DirFS(filepath.Join(list[0].config.Data, "keys"))); err != nil {
				t.Fatal(err)
			}
		}
		s, err := newServer(env, openTestStore(t, env))
		if err != nil {
			t.Fatal(err)
		}
		list = append(list, s)
	}
	return list
}

type lockedWriter struct {
	mu *sync.Mutex
	b  *bytes.Buffer
}

func (w lockedWriter) Write(p []byte) (int, error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.b.Write(p)
}

// TestServersDeliverEachMessageOnce runs one server on SQLite, and two on PostgreSQL, against a gateway that is busy every fifth time.
func TestServersDeliverEachMessageOnce(t *testing.T) {
	const messages = 24
	run := func(t *testing.T, db string, n int) {
		c, log := newDayClock(), &bytes.Buffer{}
		gateway, address := newSMSGateway(t, 5)
		servers := carriers(t, c, db, address, n, log)
		for i := range messages {
			frozen(t, servers[0], i)
		}
		c.advance(models.MessageHold + time.Second)
		for range models.DeliveryTries {
			var all sync.WaitGroup
			for i, s := range servers {
				all.Go(func() {
					if _, err := s.store.RunJobs(context.Background(), fmt.Sprint("jobs-", i), 1000); err != nil {
						t.Error(err)
					}
					if err := s.emptyOutbox(context.Background(), fmt.Sprint("worker-", i)); err != nil {
						t.Error(err)
					}
				})
			}
			all.Wait()
			c.advance(30 * time.Second)
		}
		failed := 0
		for id, calls := range gateway.calls {
			failed += calls - 1
			if !strings.Contains(gateway.taken[id], "账户") {
				t.Errorf("%s was not taken over: %q", id, gateway.taken[id])
			}
		}
		if len(gateway.taken) != messages || gateway.n != messages+failed || failed != gateway.n/5 {
			t.Errorf("%d of %d taken over, in %d calls with %d failures", len(gateway.taken), messages, gateway.n, failed)
		}
		counts, err := servers[0].store.OutboxCounts(context.Background())
		if err != nil || counts.State[models.DeliveryDelivered] != messages {
			t.Errorf("counts %+v, %v", counts, err)
		}
		if text := log.String(); strings.Contains(text, "13800000") || strings.Contains(text, "林小满") || !strings.Contains(text, "message handed over") {
			t.Errorf("the log says %.2000s", text)
		}
	}
	t.Run("sqlite", func(t *testing.T) { run(t, "", 1) })
	t.Run("postgres", func(t *testing.T) { run(t, pgtest.Schema(t), 2) })
}

// TestAServerKilledAfterSendingIsTakenOver stops a worker between the gateway's yes and the note of it: the gateway hears of the
// message again, under the same id, and the delivery says that the first attempt's end is not known.
func TestAServerKilledAfterSendingIsTakenOver(t *testing.T) {
	ctx, c := context.Background(), newDayClock()
	gateway, address := newSMSGateway(t, 0)
	s := carriers(t, c, "", address, 1, &bytes.Buffer{})[0]
	frozen(t, s, 1)
	c.advance(models.MessageHold + time.Second)
	if _, err := s.store.RunJobs(ctx, "jobs", 100); err != nil {
		t.Fatal(err)
	}
	parcel, err := s.store.ClaimDelivery(ctx, "killed")
	if err != nil || parcel == nil {
		t.Fatalf("%+v, %v", parcel, err)
	}
	notice, err := s.site.Compose(ctx, parcel)
	if err != nil {
		t.Fatal(err)
	}
	if h := s.gateways.Send(ctx, notice, false); h.Result != models.TryAccepted {
		t.Fatalf("hand-over %+v", h)
	}
	// Here the worker is killed.
	if err := s.emptyOutbox(ctx, "another"); err != nil {
		t.Error(err)
	}
	if gateway.n != 1 {
		t.Fatal("taken over while the lease ran")
	}
	c.advance(models.DeliveryLease + time.Second)
	if err := s.emptyOutbox(ctx, "another"); err != nil {
		t.Error(err)
	}
	id := parcel.Delivery.PublicID()
	if len(gateway.calls) != 1 || gateway.calls[id] != 2 {
		t.Errorf("the gateway was called %v", gateway.calls)
	}
	d, err := s.store.Delivery(ctx, parcel.Delivery.ID)
	if err != nil || d.Delivery.State != models.DeliveryDelivered || !d.Unsure() {
		t.Errorf("%+v, %v", d, err)
	}
}
