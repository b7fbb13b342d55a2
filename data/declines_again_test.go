package data

import (
	"testing"
	"time"

	"candor/models"
)

// TestDrawsAndTransfersGoThroughAgain once an appeal showed that they should have: the same one, to the same place, and no other.
func TestDrawsAndTransfersGoThroughAgain(t *testing.T) {
	forEachDB(t, func(t *testing.T, s *Store, c *clock) {
		a, other := lenderAccount(t, s, "A-1"), lenderAccount(t, s, "A-2")
		list := byAmount()
		for i := range list {
			list[i].Kinds = []string{"purchase", "draw", "transfer_out"}
		}
		govern(t, s, c, nil, list...)
		draw := func(a *models.Account, external string, fen int64, to string) models.NewEvent {
			n := spend(a, c, external, fen)
			n.Kind, n.Product, n.Payee = models.EventDraw, models.ProductCashLoan, to
			return n
		}
		pass := func(a *models.Account, external string, fen int64, to string) models.NewEvent {
			n := spend(a, c, external, fen)
			n.Kind, n.Product, n.Payee = models.EventTransferOut, "", to
			return n
		}
		for _, n := range []models.NewEvent{draw(a, "D-1", 45_000, ""), pass(a, "P-1", 46_000, "aunt"), pass(a, "P-2", 47_000, "")} {
			if got := decideNow(t, s, n).Event.Outcome; got != models.OutcomeDecline {
				t.Fatalf("%s: %s", n.ExternalID, got)
			}
		}
		told := declines(t, s, a)
		if len(told) != 3 || !told[0].Declined.Again || !told[1].Declined.Again || told[2].Declined.Again {
			t.Fatalf("told %+v", told)
		}
		for i := range told {
			judge(t, s, file(t, s, &told[i]).ID, overturn())
		}
		c.advance(15 * time.Minute)
		runAll(t, s)
		if n := count(t, s, &models.ListEntry{}, "kind = ?", models.ListPayment); n != 2 { // nothing tells a transfer to nobody from others
			t.Errorf("%d are allowed", n)
		}
		c.advance(monitorFor)
		for name, tt := range map[string]struct {
			n    models.NewEvent
			want models.Outcome
		}{
			"the same draw":                {draw(a, "N-1", 45_000, ""), models.OutcomeAllow},
			"a draw to somebody else":      {draw(a, "N-2", 45_000, "stranger"), models.OutcomeDecline},
			"a draw of more":               {draw(a, "N-3", 45_001, ""), models.OutcomeDecline},
			"of another account":           {draw(other, "N-4", 45_000, ""), models.OutcomeDecline},
			"the same transfer":            {pass(a, "N-5", 46_000, "aunt"), models.OutcomeAllow},
			"a transfer to somebody else":  {pass(a, "N-6", 46_000, "stranger"), models.OutcomeDecline},
			"a transfer to nobody":         {pass(a, "N-7", 47_000, ""), models.OutcomeDecline},
			"a purchase of the same money": {shop(a, c, "N-8", 45_000, "cashloan"), models.OutcomeDecline},
		} {
			if got := decideNow(t, s, tt.n).Event.Outcome; got != tt.want {
				t.Errorf("%s: %s", name, got)
			}
		}
		c.advance(72 * time.Hour)
		if got := decideNow(t, s, pass(a, "N-9", 46_000, "aunt")).Event.Outcome; got != models.OutcomeDecline {
			t.Errorf("after its time: %s", got)
		}
		page := must[models.ListPage](t)(s.Lists(ctx, models.ListFilter{Kind: models.ListPayment, Ended: true, Limit: 10}))
		if len(page.Items) != 2 {
			t.Errorf("the lists show %d payments", len(page.Items))
		}
	})
}
