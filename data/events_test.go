package data

import (
	"context"
	"errors"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"candor/engine/decide"
	"candor/models"
)

// TestAnEventHasOneDecision sends an event again: the same decision, one effect (F15).
// Another event under its number is refused.
func TestAnEventHasOneDecision(t *testing.T) {
	forEachDB(t, func(t *testing.T, s *Store, c *clock) {
		a := lenderAccount(t, s, "A-1")
		govern(t, s, c, nil, byAmount()...)
		n := spend(a, c, "T-1", 20_000)
		n.Merchant, n.Device, n.IP, n.City = "shop", "phone-1", "203.0.113.9", "Chengdu"
		first := decideNow(t, s, n)
		if first.Repeat || first.Event.Outcome != models.OutcomeStepUp || first.Challenge == nil {
			t.Fatalf("decision = %+v", first)
		}
		c.advance(time.Hour)
		again := decideNow(t, s, n)
		if !again.Repeat {
			t.Error("not known as a repeat")
		}
		again.Repeat = false
		if d := cmp.Diff(first, again); d != "" {
			t.Error(d)
		}
		other := n
		other.AmountFen++
		if _, err := s.RecordEvent(context.Background(), other); !errors.Is(err, models.ErrDifferent) {
			t.Errorf("another body: %v", err)
		}
		other = n
		other.Source = "elsewhere"
		if _, err := s.RecordEvent(context.Background(), other); err == nil {
			t.Error("another source has no such account")
		}
		if got := used(t, s, a); got != 220_000 || len(storedEvents(t, s, a)) != 1 {
			t.Errorf("%d used, events %+v", got, storedEvents(t, s, a))
		}
	})
}

// TestFiftyCallersAtOnceAreOneEvent sends one event from fifty goroutines: each is told
// the one decision, or that it is being made (S30).
func TestFiftyCallersAtOnceAreOneEvent(t *testing.T) {
	forEachDB(t, func(t *testing.T, s *Store, c *clock) {
		a := lenderAccount(t, s, "A-1")
		n := spend(a, c, "T-1", 5_000)
		var mu sync.Mutex
		var wg sync.WaitGroup
		fresh, ids := 0, map[models.ID]bool{}
		for range 50 {
			wg.Go(func() {
				d, err := s.RecordEvent(context.Background(), n)
				mu.Lock()
				defer mu.Unlock()
				switch {
				case errors.Is(err, models.ErrInFlight):
				case err != nil:
					t.Error(err)
				default:
					ids[d.Event.ID] = true
					if !d.Repeat {
						fresh++
					}
				}
			})
		}
		wg.Wait()
		if fresh != 1 || len(ids) != 1 || used(t, s, a) != 205_000 || len(storedEvents(t, s, a)) != 1 {
			t.Errorf("%d were first, ids %v, %d used", fresh, ids, used(t, s, a))
		}
	})
}

// TestAnEventInFlightIsTold asks for an event while it waits for its decision.
func TestAnEventInFlightIsTold(t *testing.T) {
	forEachDB(t, func(t *testing.T, s *Store, c *clock) {
		a := lenderAccount(t, s, "A-1")
		n := spend(a, c, "T-1", 5_000)
		w := must[*eventWork](t)(s.prepareEvent(context.Background(), n))
		key := string(w.row.EventKey)
		s.desk.mu.Lock()
		s.desk.inFlight[key] = true
		s.desk.mu.Unlock()
		if _, err := s.RecordEvent(context.Background(), n); !errors.Is(err, models.ErrInFlight) {
			t.Errorf("err = %v", err)
		}
		s.desk.leave(w, nil)
		if d := decideNow(t, s, n); d.Repeat {
			t.Error("nothing was decided before")
		}
	})
}

// TestRefusedEventsLeaveNothing covers what the store itself refuses, field by field.
func TestRefusedEventsLeaveNothing(t *testing.T) {
	lat := 91.0
	tests := map[string]struct {
		change      func(*models.NewEvent)
		field, code string
	}{
		"no amount":          {func(n *models.NewEvent) { n.AmountFen = 0 }, "amount_fen", "range_between"},
		"a negative amount":  {func(n *models.NewEvent) { n.AmountFen = -1 }, "amount_fen", "range_between"},
		"too much":           {func(n *models.NewEvent) { n.AmountFen = models.EventMaxFen + 1 }, "amount_fen", "range_between"},
		"another currency":   {func(n *models.NewEvent) { n.Currency = "USD" }, "currency", "choice"},
		"another product":    {func(n *models.NewEvent) { n.Product = "gold" }, "product", "choice"},
		"unknown account":    {func(n *models.NewEvent) { n.Account = "nobody" }, "account_id", "unknown_account"},
		"no account":         {func(n *models.NewEvent) { n.Account = "" }, "account_id", "length"},
		"no number":          {func(n *models.NewEvent) { n.ExternalID = "" }, "external_id", "length"},
		"no time":            {func(n *models.NewEvent) { n.At = time.Time{} }, "at", "required"},
		"clock ahead":        {func(n *models.NewEvent) { n.At = n.At.Add(300*time.Second + time.Microsecond) }, "at", "clock_ahead"},
		"too old":            {func(n *models.NewEvent) { n.At = n.At.Add(-30*24*time.Hour - time.Microsecond) }, "at", "too_old"},
		"no address":         {func(n *models.NewEvent) { n.IP = "203.0.113" }, "ip", "ip"},
		"off the globe":      {func(n *models.NewEvent) { n.Lat, n.Lon = &lat, &lat }, "lat", "range_between"},
		"half a place":       {func(n *models.NewEvent) { n.Lon = &lat }, "lat", "both_or_none"},
		"a name of a line":   {func(n *models.NewEvent) { n.Merchant = "a\nb" }, "merchant", "length"},
		"a name without end": {func(n *models.NewEvent) { n.Device = strings.Repeat("x", 65) }, "device", "length"},
	}
	forEachDB(t, func(t *testing.T, s *Store, c *clock) {
		a := lenderAccount(t, s, "A-1")
		before := count(t, s, &models.AuditEntry{}, "seq > 0")
		for name, tt := range tests {
			t.Run(name, func(t *testing.T) {
				n := spend(a, c, "T-1", 100)
				tt.change(&n)
				_, err := s.RecordEvent(context.Background(), n)
				wantInvalid(t, err, tt.field, tt.code)
			})
		}
		for _, at := range []time.Duration{300 * time.Second, -30 * 24 * time.Hour} { // the ends themselves are in
			n := spend(a, c, "T-"+at.String(), 100)
			n.At = n.At.Add(at)
			decideNow(t, s, n)
		}
		if n := len(storedEvents(t, s, a)); n != 2 || used(t, s, a) != 200_200 || count(t, s, &models.AuditEntry{}, "seq > 0") != before+2 {
			t.Errorf("%d events, %d used", n, used(t, s, a))
		}
	})
}

// TestMoneyMovesAsDecided follows the line: what goes through is used, what waits is
// reserved, what is declined is neither, and what is paid back is free again.
func TestMoneyMovesAsDecided(t *testing.T) {
	forEachDB(t, func(t *testing.T, s *Store, c *clock) {
		a := lenderAccount(t, s, "A-1")
		govern(t, s, c, nil, byAmount()...)
		for _, step := range []struct {
			n       models.NewEvent
			outcome models.Outcome
			used    int64
		}{
			{spend(a, c, "allowed", 5_000), models.OutcomeAllow, 205_000},
			{spend(a, c, "watched", 10_000), models.OutcomeMonitor, 215_000},
			{spend(a, c, "challenged", 20_000), models.OutcomeStepUp, 235_000},
			{spend(a, c, "held", 30_000), models.OutcomeHold, 265_000},
			{spend(a, c, "declined", 40_000), models.OutcomeDecline, 265_000},
			{payBack(a, c, "repaid", 65_000), models.OutcomeAllow, 200_000},
			{spend(a, c, "beyond the line", 800_001), models.OutcomeDecline, 200_000},
			{payBack(a, c, "paid too much", 900_000), models.OutcomeAllow, 0},
		} {
			d := decideNow(t, s, step.n)
			if d.Event.Outcome != step.outcome || used(t, s, a) != step.used {
				t.Errorf("%s: %s, %d used; want %s, %d", step.n.ExternalID, d.Event.Outcome, used(t, s, a), step.outcome, step.used)
			}
			pending := step.outcome == models.OutcomeStepUp || step.outcome == models.OutcomeHold
			if (d.Event.Disposition == models.DispositionPending) != pending {
				t.Errorf("%s is %q", step.n.ExternalID, d.Event.Disposition)
			}
		}
		soundLedger(t, s, a, 200_000)
		wrong := spend(a, c, "no such line", 100)
		wrong.Product = models.ProductCashLoan
		newFixture(t, s).must(func(tx *writeTx) error {
			return tx.db.Where("account_id = ? AND product = ?", a.ID, models.ProductCashLoan).Delete(&models.CreditLine{}).Error
		})
		if d := decideNow(t, s, wrong); d.Event.Outcome != models.OutcomeDecline {
			t.Errorf("without a line: %s", d.Event.Outcome)
		}
	})
}

// TestEveryDecisionCarriesOneVersion publishes a policy: within a second every decision is
// by it, and the ones before say the version that made them.
func TestEveryDecisionCarriesOneVersion(t *testing.T) {
	forEachDB(t, func(t *testing.T, s *Store, c *clock) {
		ctx := context.Background()
		a := lenderAccount(t, s, "A-1")
		if d := decideNow(t, s, spend(a, c, "before", 30_000)); d.Event.PolicyVersion != 1 || d.Event.Outcome != models.OutcomeAllow {
			t.Fatalf("by the shipped policy without rules: %+v", d.Event)
		}
		p := mustDraft(t, s, anna)
		doc := decide.Default()
		doc.Events.Rules = byAmount()
		p = must[*models.Policy](t)(s.EditPolicy(ctx, anna, stepOf(p), doc))
		p = must[*models.Policy](t)(s.SubmitPolicy(ctx, anna, stepOf(p), "hold large purchases"))
		p = must[*models.Policy](t)(s.ApprovePolicy(ctx, ben, stepOf(p)))
		p = must[*models.Policy](t)(s.PublishPolicy(ctx, ben, stepOf(p)))
		c.advance(monitorFor)
		d := decideNow(t, s, spend(a, c, "after", 30_000))
		if d.Event.PolicyVersion != p.Version || d.Event.Outcome != models.OutcomeHold {
			t.Errorf("after the publication: version %d, %s", d.Event.PolicyVersion, d.Event.Outcome)
		}
		for _, e := range storedEvents(t, s, a) {
			m := must[*decide.Monitor](t)(s.Monitor(ctx, e.PolicyVersion))
			if same, _, err := m.Replay(e.Input, e.Result); err != nil || !same {
				t.Errorf("%s does not come out again by version %d: %v", e.ExternalID, e.PolicyVersion, err)
			}
		}
	})
}
