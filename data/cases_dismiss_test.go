package data

import (
	"testing"
	"time"

	"candor/models"
)

// TestACaseIsDismissedFromARow: one act claims and clears it with its flags, on record; another's case, an old version, one's own
// escalation, a queue of leads and no reason are refused.
func TestACaseIsDismissedFromARow(t *testing.T) {
	forEachDB(t, func(t *testing.T, s *Store, c *clock) {
		f := newFixture(t, s)
		free, held, mine, leads := f.open(1, models.SeverityHigh, 400, time.Hour), f.open(2, models.SeverityHigh, 400, time.Hour), f.open(3, models.SeverityHigh, 400, time.Hour), f.open(4, models.SeverityHigh, 400, time.Hour)
		must[*models.Case](t)(s.ClaimCase(ctx, bob, held.ID))
		up := must[*models.Case](t)(s.EscalateCase(ctx, anna, models.EscalateCase{CaseID: mine.ID, Version: mine.Version, To: models.QueueFraud, Reason: "one ring"}))
		lead := must[*models.Case](t)(s.MoveCase(ctx, leadB, leads.ID, leads.Version, models.QueueLead))
		dismiss := func(id models.ID, version int64, reason string) error {
			_, err := s.DismissCase(ctx, anna, models.DismissCase{CaseID: id, Version: version, Reason: reason})
			return err
		}
		wantInvalid(t, dismiss(free.ID, free.Version, " "), "reason", "required")
		wantRefused(t, dismiss(held.ID, stored1[models.Case](t, s, held.ID).Version, "a family"), "claimed")
		wantRefused(t, dismiss(up.ID, up.Version, "a family"), "own_escalation")
		if err := dismiss(free.ID, free.Version+1, "a family"); err == nil {
			t.Error("an old version was taken")
		}
		if err := dismiss(lead.ID, lead.Version, "a family"); err == nil {
			t.Error("a reviewer decided in the queue of leads")
		}
		if n := audited(t, s, models.ActionCaseDecided); n != 0 {
			t.Errorf("%d entries of what was refused", n)
		}
		ok(t, dismiss(free.ID, free.Version, "a family"))
		got := stored1[models.Case](t, s, free.ID)
		if got.State != models.CaseClosed || got.Outcome != models.CaseCleared || got.ClosedBy != anna.UserID || got.Reason != "a family" || got.LeaseUntil != nil {
			t.Errorf("dismissed: %+v", got)
		}
		if n := audited(t, s, models.ActionCaseDecided); n != 1 {
			t.Errorf("%d entries", n)
		}
		if err := dismiss(free.ID, got.Version, "again"); err == nil {
			t.Error("a closed case was dismissed")
		}
	})
}
