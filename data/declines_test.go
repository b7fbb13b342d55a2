package data

import (
	"context"
	"fmt"
	"strings"
	"testing"
	"time"

	"gorm.io/gorm"

	"candor/engine/decide"
	"candor/engine/rules"
	"candor/models"
)

// shop is a purchase at a merchant.
func shop(a *models.Account, c *clock, external string, fen int64, merchant string) models.NewEvent {
	n := spend(a, c, external, fen)
	n.Merchant = merchant
	return n
}

// declines is what an account was told of, oldest first.
func declines(t *testing.T, s *Store, a *models.Account) []models.Sanction {
	t.Helper()
	var list []models.Sanction
	ok(t, s.read(context.Background(), func(db *gorm.DB) error {
		return db.Where("account_id = ? AND kind = ?", a.ID, models.SanctionDecline).Order("id").Find(&list).Error
	}))
	return list
}

// TestADeclinedPaymentIsToldWhereThePolicySaysSo declines by a rule, for want of money, by hand, by time, and more often than a day
// takes.
func TestADeclinedPaymentIsToldWhereThePolicySaysSo(t *testing.T) {
	forEachDB(t, func(t *testing.T, s *Store, c *clock) {
		a, poor := lenderAccount(t, s, "A-1"), lenderAccount(t, s, "A-2")
		govern(t, s, c, nil, byAmount()...)
		decideNow(t, s, shop(a, c, "T-1", 15_000, "kiosk"))
		declined := decideNow(t, s, shop(a, c, "T-2", 45_000, "kiosk")).Event
		decideNow(t, s, shop(poor, c, "P-1", 90_000_000, "kiosk"))
		told := declines(t, s, a)
		if len(told) != 1 || len(declines(t, s, poor)) != 0 {
			t.Fatalf("told of %d, and of %d for want of money", len(told), len(declines(t, s, poor)))
		}
		sn := told[0]
		if d := sn.Declined; sn.EventID != declined.ID || sn.State != models.SanctionStands || sn.ReasonCode != "cash_out" || sn.MadeBy != 0 || d.AmountFen != 45_000 ||
			d.Merchant != "kiosk" || d.Blocked || d.Held || !d.At.Equal(declined.At) || strings.Join(d.Reasons, " ") != "declined held challenged watched" {
			t.Errorf("told %+v, %+v", sn, sn.Declined)
		}
		if again := decideNow(t, s, shop(a, c, "T-2", 45_000, "kiosk")); !again.Repeat || len(declines(t, s, a)) != 1 {
			t.Error("a repeat was told anew")
		}
		held, late := decideNow(t, s, shop(a, c, "T-3", 30_000, "kiosk")).Event, decideNow(t, s, shop(a, c, "T-4", 30_000, "kiosk")).Event
		ok(t, s.SettleEvent(ctx, anna, models.SettleEvent{EventID: held.ID, To: models.DispositionCancelled, Reason: "nobody answered the phone", Told: []string{"unusual_spending"}}))
		c.advance(73 * time.Hour)
		runAll(t, s)
		told = declines(t, s, a)
		if len(told) != 3 || told[1].EventID != held.ID || told[1].MadeBy != anna.UserID || !told[1].Declined.Held || told[2].EventID != late.ID || told[2].MadeBy != 0 {
			t.Fatalf("told %+v", told)
		}
		for i := range 5 {
			decideNow(t, s, shop(a, c, fmt.Sprintf("D-%d", i), 50_000+int64(i), "kiosk"))
		}
		if n := len(declines(t, s, a)); n != 5 { // three within 24 hours, the one that lapsed among them
			t.Errorf("told of %d", n)
		}
		letters := count(t, s, &models.Message{}, "template = ? AND account_id = ?", models.TemplateSanctionStarted, a.ID)
		if d := measured(t, s, a.ID); letters != 5 || d.Account.Status != models.StatusActive || len(d.Account.Reach) != 0 {
			t.Errorf("%d letters; the account is %s", letters, d.Account.Status)
		}
	})
}

// TestAVersionThatSaysNothingTellsNobody decides by a document from before customers could be told.
func TestAVersionThatSaysNothingTellsNobody(t *testing.T) {
	forEachDB(t, func(t *testing.T, s *Store, c *clock) {
		a := lenderAccount(t, s, "A-1")
		govern(t, s, c, nil, byAmount()...)
		newFixture(t, s).must(func(tx *writeTx) error {
			live, err := livePolicyRow(tx.db)
			if err != nil {
				return err
			}
			live.Document.Declined = decide.Declined{}
			return tx.db.Model(live).Select("document").Updates(live).Error
		})
		s.desk.monitor.made = nil // the version was compiled as it stood before
		c.advance(monitorFor)
		decideNow(t, s, shop(a, c, "T-1", 45_000, "kiosk"))
		if told := declines(t, s, a); len(told) != 0 {
			t.Errorf("told %+v", told)
		}
	})
}

// TestAnAppealPutsADeclinedPaymentRight goes from the customer's link to the verdict: nobody who had a part in it judges, the false
// positive is kept, and the same payment, no other, goes through for a while.
func TestAnAppealPutsADeclinedPaymentRight(t *testing.T) {
	forEachDB(t, func(t *testing.T, s *Store, c *clock) {
		a, other := lenderAccount(t, s, "A-1"), lenderAccount(t, s, "A-2")
		govern(t, s, c, nil, byAmount()...)
		held := decideNow(t, s, shop(a, c, "T-1", 30_000, "kiosk")).Event
		ok(t, s.SettleEvent(ctx, cleo, models.SettleEvent{EventID: held.ID, To: models.DispositionCancelled, Reason: "nobody answered the phone", Told: []string{"unusual_spending"}}))
		decideNow(t, s, shop(a, c, "T-2", 45_000, "kiosk"))
		told := declines(t, s, a)
		own := file(t, s, &told[0])
		wantRefused(t, s.StartAppealReview(ctx, cleo, own.ID, own.Version), "own_decision")

		link, _, err := s.MakeCustomerLink(ctx, anna, told[1].PublicID())
		ok(t, err)
		l := &linked{T: t, s: s, account: a, sanction: &told[1], link: link}
		filed := must[*models.Appeal](t)(s.CustomerAppeal(ctx, l.by(), link, "en", "I bought a bicycle there."))
		if filed.Kind != models.SanctionDecline || filed.ReasonCode != "cash_out" || filed.DueAt.IsZero() || filed.WarnAt == nil {
			t.Errorf("filed %+v", filed)
		}
		if n := count(t, s, &models.AppealCause{}, "appeal_id = ? AND kind = 'rule' AND code = 'declined'", filed.ID); n != 1 {
			t.Error("the rule behind it is not kept")
		}
		partly := overturn()
		partly.Outcome, partly.Parts = models.OutcomePartly, []string{models.PartStatus}
		ok(t, s.StartAppealReview(ctx, cleo, filed.ID, filed.Version))
		wantInvalid(t, s.DecideAppeal(ctx, cleo, filed.ID, filed.Version+1, partly), "parts", "choice")
		ok(t, s.DecideAppeal(ctx, cleo, filed.ID, filed.Version+1, overturn()))
		c.advance(15 * time.Minute)
		runAll(t, s)

		d := must[*models.AppealDetail](t)(s.Appeal(ctx, filed.ID))
		want := models.RestoredField{Field: models.PartPayment, Before: models.PaymentAsked, Sanction: models.PaymentDeclined, Restored: true}
		if len(d.Appeal.Restored) != 1 || d.Sanction.State != models.SanctionOverturned {
			t.Fatalf("after: %+v, %s", d.Appeal.Restored, d.Sanction.State)
		}
		want.After = d.Appeal.Restored[0].After
		if d.Appeal.Restored[0] != want {
			t.Errorf("proof %+v", d.Appeal.Restored[0])
		}
		if n := count(t, s, &models.EventLabel{}, "event_id = ? AND NOT bad AND source = ?", d.Sanction.EventID, "appeal:"+filed.PublicID()); n != 1 {
			t.Error("the event is not labelled")
		}
		if n := count(t, s, &models.Label{}, "account_id = ? AND name = 'false_positive:cash_out'", a.ID); n != 1 {
			t.Error("the false positive is not kept")
		}
		if n := count(t, s, &models.RuleJudgement{}, "rule = 'declined' AND overturned AND event_id = ?", d.Sanction.EventID); n != 1 {
			t.Error("the rule does not answer for it")
		}
		c.advance(monitorFor)
		outcome := func(n models.NewEvent) models.Outcome { return decideNow(t, s, n).Event.Outcome }
		for name, tt := range map[string]struct {
			n    models.NewEvent
			want models.Outcome
		}{
			"the same":           {shop(a, c, "N-1", 45_000, "kiosk"), models.OutcomeAllow},
			"another amount":     {shop(a, c, "N-2", 45_001, "kiosk"), models.OutcomeDecline},
			"another merchant":   {shop(a, c, "N-3", 45_000, "bazaar"), models.OutcomeDecline},
			"of another account": {shop(other, c, "N-4", 45_000, "kiosk"), models.OutcomeDecline},
		} {
			if got := outcome(tt.n); got != tt.want {
				t.Errorf("%s: %s", name, got)
			}
		}
		c.advance(72 * time.Hour)
		if got := outcome(shop(a, c, "N-5", 45_000, "kiosk")); got != models.OutcomeDecline {
			t.Errorf("after its time: %s", got)
		}
		if chain := must[models.Chain](t)(s.VerifyRecord(ctx, nil)); !chain.OK {
			t.Errorf("chain = %+v", chain)
		}
	})
}

// TestWhatABlockListTurnedAwayIsOnlyNoted: an appeal does not take anything off a list.
func TestWhatABlockListTurnedAwayIsOnlyNoted(t *testing.T) {
	forEachDB(t, func(t *testing.T, s *Store, c *clock) {
		a := lenderAccount(t, s, "A-1")
		govern(t, s, c, nil, eventRule("watched", "amount_fen >= 10000", rules.Monitor))
		must[*models.ListPut](t)(s.AddListEntry(ctx, anna, models.AddListEntry{Lane: models.ListBlock, Kind: models.ListMerchant, Value: "kiosk", Reason: "sells nothing"}))
		c.advance(monitorFor)
		decideNow(t, s, shop(a, c, "T-1", 100, "kiosk"))
		told := declines(t, s, a)
		if len(told) != 1 || !told[0].Declined.Blocked {
			t.Fatalf("told %+v", told)
		}
		filed := file(t, s, &told[0])
		judge(t, s, filed.ID, overturn())
		c.advance(15 * time.Minute)
		runAll(t, s)
		d := must[*models.AppealDetail](t)(s.Appeal(ctx, filed.ID))
		if r := d.Appeal.Restored; len(r) != 1 || r[0].Restored || r[0].After != models.PaymentNoted || d.Sanction.State != models.SanctionOverturned {
			t.Errorf("proof %+v", r)
		}
		if n := count(t, s, &models.ListEntry{}, "kind = ?", models.ListPayment); n != 0 {
			t.Errorf("%d payments are allowed", n)
		}
		if e := decideNow(t, s, shop(a, c, "T-2", 100, "kiosk")).Event; e.Outcome != models.OutcomeDecline {
			t.Errorf("then %s", e.Outcome)
		}
	})
}

// TestADeclineCanBeAppealedForItsTimeAndNotLifted.
func TestADeclineCanBeAppealedForItsTimeAndNotLifted(t *testing.T) {
	forEachDB(t, func(t *testing.T, s *Store, c *clock) {
		a := lenderAccount(t, s, "A-1")
		govern(t, s, c, nil, byAmount()...)
		decideNow(t, s, shop(a, c, "T-1", 45_000, "kiosk"))
		sn := declines(t, s, a)[0]
		lift := s.LiftSanction(ctx, withRole(ben, models.RoleLead), sn.ID, sn.Version, "all clear now")
		if lift != models.ErrState {
			t.Errorf("lifted: %v", lift)
		}
		filed := file(t, s, &sn)
		_, err := s.FileAppeal(ctx, cleo, models.FileAppeal{SanctionID: sn.ID, Channel: "phone", Lang: "en", Words: "once more"})
		wantRefused(t, err, "appeal_exists")
		judge(t, s, filed.ID, models.Verdict{Outcome: models.OutcomeUphold, Reason: "no receipt came", CustomerText: "We could not see what it was for."})
		c.advance(15 * time.Minute)
		runAll(t, s)
		ok(t, s.CloseAppeal(ctx, cleo, filed.ID, versionOf(t, s, filed.ID)))
		if got := must[*models.Sanction](t)(s.Sanction(ctx, sn.ID)); got.State != models.SanctionStands {
			t.Errorf("upheld it is %s", got.State)
		}
		c.advance(30 * 24 * time.Hour)
		_, err = s.FileAppeal(ctx, cleo, models.FileAppeal{SanctionID: sn.ID, Channel: "phone", Lang: "en", Words: "once more"})
		wantRefused(t, err, "appeal_late")
	})
}

// TestACustomerSaysThatItWasNotThem: a person is called, once, and nobody can appeal any more; while an appeal says that it was them,
// and about a measure, there is nothing to deny.
func TestACustomerSaysThatItWasNotThem(t *testing.T) {
	forEachDB(t, func(t *testing.T, s *Store, c *clock) {
		a := lenderAccount(t, s, "A-1")
		govern(t, s, c, nil, byAmount()...)
		decideNow(t, s, shop(a, c, "T-1", 45_000, "kiosk"))
		sn := declines(t, s, a)[0]
		link, _, err := s.MakeCustomerLink(ctx, anna, sn.PublicID())
		ok(t, err)
		l := &linked{T: t, s: s, account: a, sanction: &sn, link: link}
		filed := must[*models.Appeal](t)(s.CustomerAppeal(ctx, l.by(), link, "en", "I bought a bicycle there."))
		if err := s.CustomerDeny(ctx, l.by(), link); err != models.ErrState {
			t.Errorf("denied beside an appeal: %v", err)
		}
		ok(t, s.CustomerWithdraw(ctx, l.by(), link, filed.Version))
		ok(t, s.CustomerDeny(ctx, l.by(), link))
		if err := s.CustomerDeny(ctx, l.by(), link); err != models.ErrState {
			t.Errorf("denied twice: %v", err)
		}
		_, err = s.CustomerAppeal(ctx, l.by(), link, "en", "It was me after all.")
		wantRefused(t, err, "appeal_denied")
		flags := count(t, s, &models.Flag{}, "account_id = ? AND code = 'payment_denied' AND decision_id = ? AND state = 'open'", a.ID, sn.EventID)
		if cases := count(t, s, &models.Case{}, "account_id = ? AND state = 'open' AND payment_flag", a.ID); flags != 1 || cases != 1 || audited(t, s, models.ActionDeclineDenied) != 1 {
			t.Errorf("%d flags, %d cases", flags, cases)
		}
		other := newLinked(t, s, c, "A-2")
		if err := s.CustomerDeny(ctx, other.by(), other.link); err != models.ErrState {
			t.Errorf("a measure was denied: %v", err)
		}
	})
}
