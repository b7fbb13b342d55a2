package data

import (
	"fmt"
	"testing"
	"time"

	"candor/engine/decide"
	"candor/engine/rules"
	"candor/models"
)

// outcomesOf is how many stored events of accounts ended on each outcome, mildest first.
func outcomesOf(t *testing.T, s *Store, accounts ...*models.Account) (n [5]int) {
	t.Helper()
	for _, a := range accounts {
		for _, e := range storedEvents(t, s, a) {
			n[e.Outcome.Rank()]++
		}
	}
	return n
}

// comparedBy is the matrix of a backtest of one version against another.
func comparedBy(t *testing.T, s *Store, c *clock, base int, doc decide.Policy) (m [5][5]int, events int) {
	t.Helper()
	b := &models.Backtest{PolicyVersion: base, BaseVersion: base, Document: doc, FromAt: start.AddDate(0, 0, -1), ToAt: c.now().Add(time.Hour), AskedAt: c.now(), CaseMinutes: 15}
	raw := must[[]byte](t)(s.Backtest(ctx, b, 2, nil))
	r := reportOf(t, &models.Backtest{State: models.BacktestDone, Report: raw})
	return r.Events.Matrix, r.Events.Events
}

// TestABacktestSwitchesRelationshipsOffByJurisdiction: whoever shares a device is held, but in DE, where the live version switches
// relationships off. A backtest of that version gives what was decided, of accounts in DE and elsewhere; one of a version that
// switches another jurisdiction off lets its accounts go too, and what was left out in DE does not come back.
func TestABacktestSwitchesRelationshipsOffByJurisdiction(t *testing.T) {
	forEachDB(t, func(t *testing.T, s *Store, c *clock) {
		doc := decide.Default()
		doc.Events.Rules = []rules.Rule{{Key: "shared_device", Family: "ring", When: "device_accounts >= 2", Outcome: rules.Hold, Risk: 60, Reason: "shared_device", On: true}}
		doc.Switches.RelationshipsOff = []string{"DE"}
		live := must[*models.Policy](t)(s.PublishPolicy(ctx, anna, stepOf(approved(t, s, doc))))
		c.advance(monitorFor)
		accounts := map[string]*models.Account{"DE": lenderAccount(t, s, "in"), "FR": lenderAccount(t, s, "out"), "": lenderAccount(t, s, "nowhere")}
		newFixture(t, s).must(func(tx *writeTx) error {
			for where, a := range accounts {
				if err := tx.db.Model(&models.Account{}).Where("id = ?", a.ID).Update("jurisdiction", where).Error; err != nil {
					return err
				}
			}
			return nil
		})
		for i := range 4 {
			for where, a := range accounts {
				n := spend(a, c, fmt.Sprint(where, i), 5_000)
				n.Device = "phone-1"
				decideNow(t, s, n)
				c.advance(sightFor + time.Minute)
			}
		}
		if n := outcomesOf(t, s, accounts["DE"]); n[rules.Hold.Rank()] != 0 {
			t.Fatalf("held in DE: %v", n)
		}
		was := outcomesOf(t, s, accounts["DE"], accounts["FR"], accounts[""])
		held := rules.Hold.Rank()
		if was[held] < 6 || was[held] > 8 {
			t.Fatalf("elsewhere: %v", was)
		}
		same := func(what string, m [5][5]int, events int) {
			t.Helper()
			var want [5][5]int
			for i, n := range was {
				want[i][i] = n
			}
			if m != want || events != 12 {
				t.Errorf("%s: %d events %v, want %v", what, events, m, want)
			}
		}
		m, events := comparedBy(t, s, c, live.Version, doc)
		same("the live version over its own decisions", m, events)
		without := doc
		without.Switches.RelationshipsOff = nil
		m, events = comparedBy(t, s, c, live.Version, without)
		same("what was left out does not come back", m, events)
		both := doc
		both.Switches.RelationshipsOff = []string{"DE", "FR"}
		french := outcomesOf(t, s, accounts["FR"])[held]
		if m, _ = comparedBy(t, s, c, live.Version, both); french == 0 || m[held][0] != french || m[held][held] != was[held]-french {
			t.Errorf("FR switched off too: %v, of %d held there", m, french)
		}
		tried := must[*models.PolicyTry](t)(s.TryPolicy(ctx, both, models.TryEvents{Account: accounts["FR"].ID}))
		for _, e := range tried.Events {
			if e.Draft.Outcome != rules.Allow || e.Live.Outcome != e.Event.Outcome {
				t.Errorf("tried: %s live, %s by the draft, stored %s", e.Live.Outcome, e.Draft.Outcome, e.Event.Outcome)
			}
		}
		past := Entry{Account: *lenderAccount(t, s, "past")}
		past.Events = []models.Event{{Kind: models.EventPurchase, AmountFen: 5_000, At: start.Add(time.Hour), Body: models.EventBody{Product: models.ProductPayLater}}}
		ok(t, s.BulkHistory(ctx, anna, []Entry{past}))
		c.advance(time.Second)
		if m, events = comparedBy(t, s, c, live.Version, both); events != 13 || m[held][0] != french {
			t.Errorf("played with history beside them: %d events, %v", events, m)
		}
	})
}
