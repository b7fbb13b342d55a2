package data

import (
	"errors"
	"testing"
	"time"

	"candor/models"
)

// TestADecisionIsPutRight: whoever decided, or a lead, opens the case again with a reason; its flags are open again, but not one that an
// appeal overturned; it can be decided anew, and the record tells all of it.
func TestADecisionIsPutRight(t *testing.T) {
	forEachDB(t, func(t *testing.T, s *Store, _ *clock) {
		f := newFixture(t, s)
		c := f.open(1, models.SeverityHigh, 400, time.Hour)
		held := must[*models.Case](t)(s.ClaimCase(ctx, anna, c.ID))
		reopen := func(by models.Actor, version int64, reason string) error {
			_, err := s.ReopenCase(ctx, by, models.ReopenCase{CaseID: c.ID, Version: version, Reason: reason})
			return err
		}
		if err := reopen(anna, held.Version, "not decided yet"); !errors.Is(err, models.ErrState) {
			t.Errorf("an open case: %v", err)
		}
		closed := must[*models.Case](t)(s.DecideCase(ctx, anna, models.DecideCase{CaseID: c.ID, Version: held.Version, Outcome: models.CaseConfirmed, Principal: []string{"unusual_spending"}, Reason: "two cities"}))
		var refused *models.Refused
		if err := reopen(bob, closed.Version, "I know better"); !errors.As(err, &refused) || refused.Code != "not_decider" {
			t.Errorf("another's decision: %v", err)
		}
		var invalid *models.Invalid
		if err := reopen(anna, closed.Version, " "); !errors.As(err, &invalid) {
			t.Errorf("without a reason: %v", err)
		}
		if err := reopen(anna, closed.Version-1, "the ticket was his"); !errors.Is(err, models.ErrConflict) {
			t.Errorf("stale: %v", err)
		}
		ok(t, reopen(anna, closed.Version, "the ticket was his"))
		d := must[*models.CaseDetail](t)(s.CaseDetail(ctx, c.ID))
		if d.Case.State != models.CaseOpen || d.Case.Outcome != "" || d.Case.ClosedAt != nil || d.Case.HeldBy(s.Now()) != 0 || d.Flags[0].State != models.FlagOpen {
			t.Errorf("opened again: %+v, flag %s", d.Case, d.Flags[0].State)
		}
		if e := f.entries(models.ActionCaseReopened); len(e) != 1 || e[0].Reason != "the ticket was his" || e[0].ActorName != anna.Name {
			t.Errorf("entries %+v", e)
		}
		held = must[*models.Case](t)(s.ClaimCase(ctx, bob, c.ID))
		closed = must[*models.Case](t)(s.DecideCase(ctx, bob, models.DecideCase{CaseID: c.ID, Version: held.Version, Outcome: models.CaseConfirmed, Principal: []string{"unusual_spending"}, Reason: "still odd"}))
		f.must(func(tx *writeTx) error {
			_, err := tx.turnFlags(models.FlagConfirmed, models.FlagOverturned, "case_id = ?", c.ID)
			return err
		})
		ok(t, reopen(leadA, closed.Version, "an appeal showed it"))
		if d = must[*models.CaseDetail](t)(s.CaseDetail(ctx, c.ID)); d.Flags[0].State != models.FlagOverturned || d.Case.State != models.CaseOpen {
			t.Errorf("after an appeal: %s, flag %s", d.Case.State, d.Flags[0].State)
		}
		if told := must[[]models.StaffNotice](t)(s.Notices(ctx, bob.UserID, s.Now().Add(-time.Hour))); len(told) != 1 || told[0].Kind != models.NoticeCaseReopened {
			t.Errorf("the decider was told %+v", told)
		}
	})
}

// TestAnAccountHasOneOpenCase: a decision is not put right while the account has another open case.
func TestAnAccountHasOneOpenCase(t *testing.T) {
	forEachDB(t, func(t *testing.T, s *Store, _ *clock) {
		f := newFixture(t, s)
		c := f.open(1, models.SeverityHigh, 400, time.Hour)
		held := must[*models.Case](t)(s.ClaimCase(ctx, anna, c.ID))
		closed := must[*models.Case](t)(s.DecideCase(ctx, anna, models.DecideCase{CaseID: c.ID, Version: held.Version, Outcome: models.CaseCleared, Reason: "fine"}))
		must[*models.Case](t)(s.OpenCase(ctx, anna, models.OpenCase{AccountID: c.AccountID, Severity: models.SeverityLow, Reason: "a call"}))
		_, err := s.ReopenCase(ctx, anna, models.ReopenCase{CaseID: c.ID, Version: closed.Version, Reason: "second thoughts"})
		var refused *models.Refused
		if !errors.As(err, &refused) || refused.Code != "case_open" {
			t.Errorf("with another open: %v", err)
		}
	})
}
