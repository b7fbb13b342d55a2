package data

import (
	"errors"
	"slices"
	"strings"
	"testing"

	"gorm.io/gorm"

	"candor/models"
)

// lastTold is the values of the newest message to an account.
func lastTold(t *testing.T, s *Store, account models.ID) map[string]string {
	t.Helper()
	var last models.Message
	ok(t, s.read(ctx, func(db *gorm.DB) error {
		return db.Where("account_id = ?", account).Order("id DESC").Limit(1).Take(&last).Error
	}))
	return last.Values
}

// TestAMeasureKeepsItsReasonsInOrder from the proposal to the letter, and in a milder one that takes its place.
func TestAMeasureKeepsItsReasonsInOrder(t *testing.T) {
	forEachDB(t, func(t *testing.T, s *Store, c *clock) {
		a := lenderAccount(t, s, "1")
		cmd := sanction(measured(t, s, a.ID), models.SanctionFreeze, c)
		cmd.ReasonCode, cmd.Further = "late_recently", []string{"high_utilisation", "documents_missing", "cash_out"}
		made := must[*models.Sanction](t)(s.ProposeSanction(ctx, anna, cmd))
		ok(t, s.ApproveSanction(ctx, ben, made.ID, made.Version))
		kept := must[*models.Sanction](t)(s.Sanction(ctx, made.ID))
		want := []string{"late_recently", "high_utilisation", "documents_missing", "cash_out"}
		if !slices.Equal(kept.Reasons(), want) || kept.ReasonCode != "late_payment" {
			t.Errorf("kept %v, counted as %s", kept.Reasons(), kept.ReasonCode)
		}
		if v := lastTold(t, s, a.ID); v["principal"] != strings.Join(want, ",") || v["reason"] != "late_payment" {
			t.Errorf("told %v", v)
		}
		for name, list := range map[string][]string{"none": {""}, "twice": {"cash_out", "cash_out"}, "five": append([]string{"over_limit"}, want...), "unknown": {"whim"}} {
			cmd := sanction(measured(t, s, a.ID), models.SanctionRestrict, c)
			cmd.ReasonCode, cmd.Further = list[0], list[1:]
			var bad *models.Invalid
			if _, err := s.ProposeSanction(ctx, anna, cmd); !errors.As(err, &bad) {
				t.Errorf("%s: %v", name, err)
			}
		}
		cut := raise(measured(t, s, a.ID), 900_000)
		cut.ReasonCode, cut.Further = "high_utilisation", []string{"customer_request"}
		lower := must[*models.LimitChange](t)(s.ProposeLimit(ctx, anna, cut))
		if lower.ReasonCode != "risk_increase" || lastTold(t, s, a.ID)["principal"] != "high_utilisation,customer_request" {
			t.Errorf("lowered %+v, told %v", lower, lastTold(t, s, a.ID))
		}
		up := raise(measured(t, s, a.ID), 950_000)
		up.ReasonCode = "high_utilisation"
		var bad *models.Invalid
		if _, err := s.ProposeLimit(ctx, anna, up); !errors.As(err, &bad) || bad.Fields["reason_code"].Code != "reason_raise" {
			t.Errorf("raised for what speaks against it: %v", err)
		}
	})
}

// TestABatchOfLimitsKeepsItsReasons those of the batch, and those of a row that names its own.
func TestABatchOfLimitsKeepsItsReasons(t *testing.T) {
	forEachDB(t, func(t *testing.T, s *Store, c *clock) {
		a, b := lenderAccount(t, s, "1"), lenderAccount(t, s, "2")
		cmd := limitFile(a.PublicID()+",paylater,9900,,", b.PublicID()+",paylater,9900,,late_payment fraud_suspected", b.PublicID()+",cashloan,9,,late_payment late_payment")
		cmd.ReasonCode, cmd.Further = "risk_increase", []string{"late_payment"}
		made := must[*models.Batch](t)(s.MakeBatch(ctx, leadA, cmd))
		if len(made.Refused) != 1 || made.Refused[0].Code != "reason_twice" {
			t.Errorf("refused %+v", made.Refused)
		}
		confirmed(t, s, leadA, made)
		runAll(t, s)
		for id, want := range map[models.ID]string{a.ID: "risk_increase,late_payment", b.ID: "late_payment,fraud_suspected"} {
			if v := lastTold(t, s, id); v["principal"] != want {
				t.Errorf("told %v, want %s", v, want)
			}
		}
	})
}

// TestTheEnginesReasonsAreAtHand by the points that they cost; before them those of the event behind the case that is asked about.
func TestTheEnginesReasonsAreAtHand(t *testing.T) {
	forEachDB(t, func(t *testing.T, s *Store, c *clock) {
		a := lenderAccount(t, s, "1")
		if at := must[[]models.ReasonAtHand](t)(s.ReasonsAtHand(ctx, a.ID, 0)); len(at) != 0 {
			t.Errorf("before the first score: %v", at)
		}
		rule := sanctioning("restrict")
		rule.Reason = "cash_out_merchant"
		govern(t, s, c, nil, rule)
		event := decideNow(t, s, spend(a, c, "T-1", 777)).Event
		var flag models.Flag
		ok(t, s.r.Where("account_id = ? AND decision_id = ?", a.ID, event.ID).Take(&flag).Error)
		newFixture(t, s).scored(*a, 0.9)
		alone := must[[]models.ReasonAtHand](t)(s.ReasonsAtHand(ctx, a.ID, 0))
		if len(alone) < 2 || alone[0].Code != "high_utilisation" || !slices.IsSortedFunc(alone, func(x, y models.ReasonAtHand) int { return y.Points - x.Points }) {
			t.Fatalf("at hand %v", alone)
		}
		cased := must[[]models.ReasonAtHand](t)(s.ReasonsAtHand(ctx, a.ID, flag.CaseID))
		if len(cased) != len(alone)+1 || cased[0].Code != "cash_out_merchant" || cased[0].Event != event.ID || cased[1] != alone[0] {
			t.Errorf("of the case %v", cased)
		}
		newFixture(t, s).must(func(tx *writeTx) error {
			return tx.db.Model(&flag).Update("code", "identity_failed").Error
		})
		cased = must[[]models.ReasonAtHand](t)(s.ReasonsAtHand(ctx, a.ID, flag.CaseID))
		if len(cased) != len(alone)+2 || cased[1].Code != "identity_doubt" {
			t.Errorf("with what a flag says %v", cased)
		}
		other := lenderAccount(t, s, "2")
		if at := must[[]models.ReasonAtHand](t)(s.ReasonsAtHand(ctx, other.ID, flag.CaseID)); len(at) != 0 {
			t.Errorf("of a case of another account: %v", at)
		}
		var made models.Sanction
		ok(t, s.r.Where("account_id = ?", a.ID).Take(&made).Error)
		if !slices.Equal(made.Principal, []string{"cash_out_merchant"}) || made.ReasonCode != "cash_out" {
			t.Errorf("the engine's own names %v, counted as %s", made.Principal, made.ReasonCode)
		}
	})
}

// TestWhoDeclinesAPaymentSaysWhy where the customer is told of it.
func TestWhoDeclinesAPaymentSaysWhy(t *testing.T) {
	forEachDB(t, func(t *testing.T, s *Store, c *clock) {
		a := lenderAccount(t, s, "A-1")
		govern(t, s, c, nil, byAmount()...)
		held := decideNow(t, s, shop(a, c, "T-1", 30_000, "kiosk")).Event
		if d := must[*models.EventDetail](t)(s.EventDetail(ctx, held.ID)); d.Telling == nil {
			t.Error("the page does not say that the customer is told")
		}
		cmd := models.SettleEvent{EventID: held.ID, To: models.DispositionCancelled, Reason: "nobody answered the phone"}
		var bad *models.Invalid
		if err := s.SettleEvent(ctx, anna, cmd); !errors.As(err, &bad) || bad.Fields["reason_code"].Code != "required" {
			t.Errorf("without a reason: %v", err)
		}
		cmd.Told = []string{"account_takeover", "new_device_spend", "cash_out_merchant"}
		ok(t, s.SettleEvent(ctx, anna, cmd))
		told := declines(t, s, a)
		if len(told) != 1 || !slices.Equal(told[0].Declined.Reasons, cmd.Told) || !told[0].Declined.Chosen || told[0].ReasonCode != "account_takeover" {
			t.Fatalf("told %+v", told)
		}
		if v := lastTold(t, s, a.ID); v["reasons"] != strings.Join(cmd.Told, ",") || v["chosen"] == "" {
			t.Errorf("the letter has %v", v)
		}
	})
}
