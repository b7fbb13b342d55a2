package data

import (
	"context"
	"errors"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"

	"candor/engine/decide"
	"candor/engine/rules"
	"candor/models"
)

// breakOn makes the engine panic on purchases of an amount.
func breakOn(s *Store, fen int64) {
	s.desk.decide = func(m *decide.Monitor, in *decide.EventInput) decide.EventResult {
		if in.AmountFen == fen {
			panic("the engine broke")
		}
		return m.Decide(in)
	}
}

// spoilState makes an account's state unreadable.
func spoilState(t *testing.T, s *Store, a *models.Account) {
	t.Helper()
	newFixture(t, s).must(func(tx *writeTx) error {
		return tx.db.Model(&models.AccountState{}).Where("account_id = ?", a.ID).Update("state", []byte{9, 9, 9}).Error
	})
}

// heldUnread fails unless the engine's failure on an event left it held, its money reserved, a person called and the record told.
func heldUnread(t *testing.T, s *Store, d *models.Decided) {
	t.Helper()
	e := &d.Event
	r := must[decide.EventResult](t)(e.Decided())
	if e.Outcome != models.OutcomeHold || e.Disposition != models.DispositionPending || !slices.Equal(r.Reasons, []string{rules.ReasonRuleError}) {
		t.Errorf("%s is %s, %s, for %v", e.ExternalID, e.Outcome, e.Disposition, r.Reasons)
	}
	if n := count(t, s, &models.Flag{}, "account_id = ? AND decision_id = ? AND code = ?", e.AccountID, e.ID, rules.ReasonRuleError); n != 1 {
		t.Errorf("%d flags call a person to %s", n, e.ExternalID)
	}
	if n := count(t, s, &models.Case{}, "account_id = ? AND state = ? AND payment_flag = ?", e.AccountID, models.CaseOpen, e.Kind.Money()); n != 1 {
		t.Errorf("%d open cases of the account of %s", n, e.ExternalID)
	}
	detail := must[*models.EventDetail](t)(s.EventDetail(context.Background(), e.ID))
	if !detail.Input.Failed || !detail.Identical || len(detail.Entries) != 1 || detail.Entries[0].Action != models.ActionEventFailed {
		t.Errorf("%s: failed %t, identical %t, entries %+v", e.ExternalID, detail.Input.Failed, detail.Identical, detail.Entries)
	}
}

// TestAPoisonousEventHarmsNobodyElse decides batches in which the engine breaks on two events, one because its account's state cannot
// be read and one by a panic: they are held for a person, nothing is lost, and nothing is allowed that was not decided (F32, F33, S63).
func TestAPoisonousEventHarmsNobodyElse(t *testing.T) {
	forEachDB(t, func(t *testing.T, s *Store, c *clock) {
		ctx := context.Background()
		good, bad := lenderAccount(t, s, "A-1"), lenderAccount(t, s, "A-2")
		decideNow(t, s, spend(bad, c, "T-0", 100))
		spoilState(t, s, bad)
		breakOn(s, 666)
		got, errs := inBatch(t, s, nil, spend(good, c, "T-1", 100), spend(bad, c, "T-2", 100), spend(good, c, "T-3", 100), spend(good, c, "T-4", 666), spend(good, c, "T-5", 100))
		if err := errors.Join(errs...); err != nil {
			t.Fatal(err)
		}
		for i, d := range got {
			if i == 1 || i == 3 {
				heldUnread(t, s, d)
			} else if d.Event.Outcome != models.OutcomeAllow {
				t.Errorf("event %d is %s", i+1, d.Event.Outcome)
			}
		}
		if n := len(storedEvents(t, s, good)); n != 4 || used(t, s, good) != 200_966 || used(t, s, bad) != 200_200 {
			t.Errorf("%d events, %d and %d used", n, used(t, s, good), used(t, s, bad))
		}
		again := decideNow(t, s, spend(good, c, "T-4", 666)) // sent again, it is told the same
		if !again.Repeat || !cmp.Equal(again.Event, storedEvents(t, s, good)[2]) || again.Event.ID != got[3].Event.ID {
			t.Errorf("again %+v", again.Event)
		}
		soundLedger(t, s, good, 200_000)
		for _, a := range []*models.Account{good, bad} {
			if !bytesEqual(stateBytes(t, s, a), orderly(t, storedEvents(t, s, a))) {
				t.Errorf("%s has another state than its events leave", a.ExternalID)
			}
		}
		s.desk.decide = (*decide.Monitor).Decide
		if d := decideNow(t, s, spend(bad, c, "T-6", 100)); d.Event.Outcome != models.OutcomeAllow || d.Event.Late {
			t.Errorf("the account does not go on: %+v", d.Event)
		}
		if n := audited(t, s, models.ActionStateRebuilt); n != 1 {
			t.Errorf("%d states were built anew", n)
		}
		all := must[ReplayResult](t)(s.ReplayAll(ctx, nil))
		if d := cmp.Diff(ReplayResult{Decisions: 7, Identical: 7}, all); d != "" {
			t.Error(d)
		}
		if chain := must[models.Chain](t)(s.VerifyRecord(ctx, nil)); !chain.OK {
			t.Errorf("chain = %+v", chain)
		}
	})
}

// TestAStateThatCannotBeBuiltAnewIsSetAside spoils an account's state and an event that it would be built from.
func TestAStateThatCannotBeBuiltAnewIsSetAside(t *testing.T) {
	forEachDB(t, func(t *testing.T, s *Store, c *clock) {
		a := lenderAccount(t, s, "A-1")
		first := decideNow(t, s, spend(a, c, "T-0", 100))
		spoilState(t, s, a)
		ok(t, s.w.Model(&models.Event{}).Where("id = ?", first.Event.ID).Update("kind", "nothing").Error)
		heldUnread(t, s, decideNow(t, s, spend(a, c, "T-1", 100)))
		if d := decideNow(t, s, spend(a, c, "T-2", 100)); d.Event.Outcome != models.OutcomeAllow {
			t.Errorf("the account does not go on: %+v", d.Event)
		}
		if n := count(t, s, &models.AuditEntry{}, "action = ? AND account_id = ? AND after LIKE '%set_aside%'", models.ActionStateRebuilt, a.ID); n != 1 {
			t.Errorf("%d entries say that it was set aside", n)
		}
		if !bytesEqual(stateBytes(t, s, a), orderly(t, storedEvents(t, s, a)[1:])) {
			t.Error("the state does not begin anew")
		}
	})
}

// TestFactorsThatCannotBeReadHoldToo spoils the factors of an account.
func TestFactorsThatCannotBeReadHoldToo(t *testing.T) {
	forEachDB(t, func(t *testing.T, s *Store, c *clock) {
		a := lenderAccount(t, s, "A-1")
		ok(t, s.w.Create(&models.Features{AccountID: a.ID, Vector: []byte{9}}).Error)
		heldUnread(t, s, decideNow(t, s, spend(a, c, "T-1", 100)))
	})
}

// TestABrokenCandidateHoldsNobodyUp lets the engine panic where the candidate is asked.
func TestABrokenCandidateHoldsNobodyUp(t *testing.T) {
	forEachDB(t, func(t *testing.T, s *Store, c *clock) {
		a := lenderAccount(t, s, "A-1")
		candidate := &trial{decider: decider{version: 99}, percent: 100}
		got, errs := inBatch(t, s, func(_ int, w *eventWork) {
			live := *w.live
			live.trial, candidate.policy = candidate, live.policy
			w.live = &live
		}, spend(a, c, "T-1", 100))
		if errs[0] != nil || got[0].Event.Outcome != models.OutcomeAllow || got[0].Event.PolicyVersion == 99 {
			t.Errorf("%+v, %v", got[0], errs[0])
		}
	})
}
