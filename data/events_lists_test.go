package data

import (
	"context"
	"fmt"
	"testing"
	"time"

	"candor/engine/decide"
	"candor/engine/rules"
	"candor/models"
)

// TestListsTakeEffectWithinASecond puts what an event carries on each list, kind by kind,
// and takes it off again.
func TestListsTakeEffectWithinASecond(t *testing.T) {
	forEachDB(t, func(t *testing.T, s *Store, c *clock) {
		ctx := context.Background()
		a := lenderAccount(t, s, "A-1")
		setPhone(t, s, a, testPhone)
		govern(t, s, c, nil, byAmount()...)
		values := map[string]string{
			"account": a.PublicID(), "device": "phone-1", "card": "card-1", "ip": "203.0.113.9", "payee": "somebody", "merchant": "shop",
			"cidr": "203.0.113.0/28", "phone": testPhone,
		}
		n := 0
		send := func() *models.Decided {
			n++
			e := spend(a, c, fmt.Sprintf("T-%d", n), 10_000) // the rules watch it
			e.Device, e.Card, e.IP, e.Payee, e.Merchant = values["device"], values["card"], values["ip"], values["payee"], values["merchant"]
			return decideNow(t, s, e)
		}
		for kind, value := range values {
			for lane, want := range map[models.ListLane]struct {
				outcome models.Outcome
				by      decide.Lane
			}{
				models.ListAllow: {rules.Allow, decide.LaneAllow}, models.ListBlock: {rules.Decline, decide.LaneBlock}, models.ListWatch: {rules.Monitor, decide.LaneRules},
			} {
				entry := listNow(t, s, models.AddListEntry{Lane: lane, Kind: kind, Value: value, Reason: "seen in a ring"})
				c.advance(monitorFor)
				d := send()
				r := must[decide.EventResult](t)(d.Event.Decided())
				if d.Event.Outcome != want.outcome || r.Lane != want.by {
					t.Errorf("%s on %s: %s by %s", kind, lane, d.Event.Outcome, r.Lane)
				}
				ok(t, s.EndListEntry(ctx, ben, entry.ID, "a mistake"))
				c.advance(monitorFor)
				if d := send(); d.Event.Outcome != rules.Monitor {
					t.Errorf("%s off %s: %s", kind, lane, d.Event.Outcome)
				}
			}
		}
		soundLedger(t, s, a, 200_000)
	})
}

// TestAListEntryEndsByItself lets an entry run out, without anybody taking it off.
func TestAListEntryEndsByItself(t *testing.T) {
	forEachDB(t, func(t *testing.T, s *Store, c *clock) {
		a := lenderAccount(t, s, "A-1")
		until := c.now().Add(time.Hour)
		cmd := models.AddListEntry{Lane: models.ListBlock, Kind: "account", Value: a.PublicID(), Reason: "for an hour", EndsAt: &until}
		listNow(t, s, cmd)
		c.advance(monitorFor)
		if d := decideNow(t, s, spend(a, c, "T-1", 100)); d.Event.Outcome != rules.Decline {
			t.Errorf("while it lasts: %s", d.Event.Outcome)
		}
		c.advance(time.Hour)
		if d := decideNow(t, s, spend(a, c, "T-2", 100)); d.Event.Outcome != rules.Allow {
			t.Errorf("after it ended: %s", d.Event.Outcome)
		}
	})
}

// sanctioning is a rule that asks for a sanction of the account.
func sanctioning(kind string) rules.Rule {
	r := eventRule("ring", "amount_fen == 777", rules.Monitor)
	r.Sanction, r.Severity = kind, 3
	return r
}

// TestASanctionReachesTheRestOfTheBatch decides a batch whose first event restricts its
// account: what comes after it, on that account alone, is decided on what is left.
func TestASanctionReachesTheRestOfTheBatch(t *testing.T) {
	forEachDB(t, func(t *testing.T, s *Store, c *clock) {
		a, b := lenderAccount(t, s, "A-1"), lenderAccount(t, s, "A-2")
		govern(t, s, c, nil, sanctioning("restrict"))
		got, errs := inBatch(t, s, nil, spend(a, c, "T-1", 100), spend(a, c, "T-2", 777), spend(b, c, "T-3", 100), spend(a, c, "T-4", 100), payBack(a, c, "T-5", 50))
		want := []models.Outcome{rules.Allow, rules.Monitor, rules.Allow, rules.Decline, rules.Allow}
		for i := range got {
			ok(t, errs[i])
			if got[i].Event.Outcome != want[i] {
				t.Errorf("event %d: %s, want %s", i+1, got[i].Event.Outcome, want[i])
			}
		}
		if st := measured(t, s, a.ID).Account.Status; st != models.StatusRestricted {
			t.Errorf("the account is %s", st)
		}
		soundLedger(t, s, a, 200_000)
		soundLedger(t, s, b, 200_000)
	})
}

// TestRulesSanctionOnce fires the same rule again and again: one sanction of its kind, with
// an end as the policy says or a proposal, and the events are decided all the same.
func TestRulesSanctionOnce(t *testing.T) {
	forEachDB(t, func(t *testing.T, s *Store, c *clock) {
		for i, kind := range []models.SanctionKind{models.SanctionLimitCut, models.SanctionRestrict, models.SanctionFreeze, models.SanctionDeactivate} {
			a := lenderAccount(t, s, string(kind))
			govern(t, s, c, func(e *decide.Events) { // the longest that a policy may say
				e.Measures.CutDays, e.Measures.RestrictDays, e.Measures.ReviewDays = 365, 365, 90
			}, sanctioning(string(kind)))
			for n := range 3 {
				decideNow(t, s, spend(a, c, fmt.Sprintf("T-%d-%d", i, n), 777))
			}
			var found []models.Sanction
			ok(t, s.r.Where("account_id = ?", a.ID).Find(&found).Error)
			if len(found) != 1 || found[0].Kind != kind || found[0].ReasonCode != "cash_out" || found[0].MadeName != eventActor().Name {
				t.Errorf("%s: %+v", kind, found)
				continue
			}
			if proposed := found[0].State == models.SanctionProposed; proposed != kind.NeedsApproval() {
				t.Errorf("%s is %s", kind, found[0].State)
			}
			if n := count(t, s, &models.Flag{}, "account_id = ? AND code = ?", a.ID, "ring"); n == 0 {
				t.Errorf("%s: nobody is called", kind)
			}
			soundLedger(t, s, a, 200_000)
		}
	})
}

// TestALimitCutHoldsBackTheMoney cuts a line to half: what was free of it is not any more.
func TestALimitCutHoldsBackTheMoney(t *testing.T) {
	forEachDB(t, func(t *testing.T, s *Store, c *clock) {
		a := lenderAccount(t, s, "A-1")
		govern(t, s, c, nil, sanctioning("limit_cut"))
		decideNow(t, s, spend(a, c, "T-1", 777))
		if d := decideNow(t, s, spend(a, c, "T-2", 299_224)); d.Event.Outcome != rules.Decline {
			t.Errorf("a fen above half the limit: %s", d.Event.Outcome)
		}
		if d := decideNow(t, s, spend(a, c, "T-3", 299_223)); d.Event.Outcome != rules.Allow {
			t.Errorf("up to half the limit: %s", d.Event.Outcome)
		}
		c.advance(30 * 24 * time.Hour)
		runAll(t, s)
		if d := decideNow(t, s, spend(a, c, "T-4", 500_000)); d.Event.Outcome != rules.Allow {
			t.Errorf("after the cut ended: %s", d.Event.Outcome)
		}
	})
}
