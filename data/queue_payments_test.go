package data

import (
	"strings"
	"testing"
	"time"

	"gorm.io/gorm"

	"candor/engine/decide"
	"candor/models"
)

// TestThePaymentBehindTheFlagOfACase: a page has the payment that raised the most severe flag of a case, the newest of several, also where a
// score or a login names the case; none where only scores raised flags, and none unasked. SQLite reads it by indexes.
func TestThePaymentBehindTheFlagOfACase(t *testing.T) {
	forEachDB(t, func(t *testing.T, s *Store, c *clock) {
		f := newFixture(t, s)
		scored, paid, again := f.open(1, models.SeverityHigh, 400, time.Hour), f.open(2, models.SeverityLow, 400, time.Hour), f.open(3, models.SeverityLow, 400, time.Hour)
		f.open(4, models.SeverityHigh, 400, time.Hour)
		event := models.Event{
			Kind: models.EventPurchase, Source: "test", BodyHash: []byte{1}, Input: []byte{}, Result: []byte{}, AmountFen: 123_456,
			Body: models.EventBody{Device: "3f9a1c07d2e4b856", Card: "90ab12cd34ef5678", IP: "7711aa33bb55cc99", Prefix: "203.0.113.0/24", Merchant: "Shop"},
		}
		raise := func(cs *models.Case, code string, severity models.Severity, fen int64) {
			flag := decide.Flag{Code: code, Severity: int(severity), Source: "rule"}
			if fen == 0 {
				raisedAs(f, cs, flag, nil)
				return
			}
			of := event
			of.AmountFen = fen
			raisedAs(f, cs, flag, &of)
		}
		raise(&scored, "ring", models.SeverityLow, 999)                                                                         // weaker than what the score raised
		raise(&paid, "ring", models.SeverityHigh, 111)                                                                          // an older one of the same code
		raise(&paid, "ring", models.SeverityHigh, 123_456)                                                                      // the newest of the most severe
		raise(&paid, "bust_out", models.SeverityLow, 222)                                                                       // newer, but weaker
		raise(&again, "ring", models.SeverityHigh, 123_456)                                                                     // and the newest with its code
		raise(&again, "ring", models.SeverityHigh, 0)                                                                           // came of no event
		raisedAs(f, &again, decide.Flag{Code: "takeover", Severity: 4, Source: "rule"}, &models.Event{Kind: models.EventLogin}) // weightier, but paid nothing
		filter := models.CaseFilter{State: models.CaseOpen, Sort: models.SortOldest, Limit: 10, Now: s.Now()}
		for _, item := range must[models.CasePage](t)(s.Cases(ctx, filter)).Items {
			if item.Payment != nil {
				t.Errorf("unasked: %+v", item.Payment)
			}
		}
		filter.WithPayment = true
		items := must[models.CasePage](t)(s.Cases(ctx, filter)).Items
		if len(items) != 4 || items[0].ID != scored.ID || items[1].ID != paid.ID {
			t.Fatalf("%d cases", len(items))
		}
		if items[0].Payment == nil || items[0].Payment.AmountFen != 999 || items[3].Payment != nil {
			t.Errorf("beside and without a score: %+v, %+v", items[0].Payment, items[3].Payment)
		}
		want := models.Payment{Kind: models.EventPurchase, AmountFen: 123_456, Device: "3f9a1c07d2e4b856", Card: "90ab12cd34ef5678", IP: "7711aa33bb55cc99", Prefix: "203.0.113.0/24"}
		for _, got := range []*models.Payment{items[1].Payment, items[2].Payment} {
			if got == nil || *got != want {
				t.Errorf("%+v", got)
			}
		}
		if s.dialect != sqlite {
			return
		}
		var steps []struct{ Detail string }
		ok(t, s.read(ctx, func(db *gorm.DB) error {
			return db.Raw("EXPLAIN QUERY PLAN SELECT events.body FROM flags JOIN events ON events.id = flags.decision_id WHERE flags.case_id IN (1, 2)").Scan(&steps).Error
		}))
		for _, step := range steps {
			if strings.HasPrefix(step.Detail, "SCAN") {
				t.Errorf("reads a whole table: %+v", steps)
			}
		}
	})
}
