package data

import (
	"testing"
	"time"

	"candor/models"
)

// TestRepeatedAppealsByLinkAreMutedUntilADay: after two that were upheld, by somebody who had no part, with a reason; staff can file one,
// another measure is not muted, and it ends early.
func TestRepeatedAppealsByLinkAreMutedUntilADay(t *testing.T) {
	forEachDB(t, func(t *testing.T, s *Store, c *clock) {
		l := newLinked(t, s, c, "1")
		until := c.now().AddDate(0, 0, 90)
		version := func() int64 { return must[*models.Sanction](t)(s.Sanction(ctx, l.sanction.ID)).Version }
		mute := func(who models.Actor, until *time.Time, reason string) error {
			return s.MuteAppeals(ctx, who, models.MuteAppeals{SanctionID: l.sanction.ID, Version: version(), Until: until, Reason: reason})
		}
		uphold := func() {
			t.Helper()
			filed := must[*models.Appeal](t)(s.CustomerAppeal(ctx, l.by(), l.link, "en", "All of these were mine."))
			ok(t, s.StartAppealReview(ctx, cleo, filed.ID, versionOf(t, s, filed.ID)))
			ok(t, s.DecideAppeal(ctx, cleo, filed.ID, versionOf(t, s, filed.ID), models.Verdict{Outcome: models.OutcomeUphold, Reason: "nothing new", CustomerText: "We looked again."}))
			ok(t, s.ExecuteAppeal(ctx, cleo, filed.ID, versionOf(t, s, filed.ID)))
			ok(t, s.CloseAppeal(ctx, cleo, filed.ID, versionOf(t, s, filed.ID)))
		}
		uphold()
		wantRefused(t, mute(dan, &until, "the same again"), "mute_early")
		uphold()
		far := c.now().Add(models.MuteMax + time.Hour)
		wantInvalid(t, mute(dan, &far, "the same again"), "mute_until", "date_far")
		wantInvalid(t, mute(dan, &until, ""), "mute_reason", "required")
		wantRefused(t, mute(anna, &until, "the same again"), "own_decision")
		ok(t, mute(dan, &until, "the same again"))
		_, err := s.CustomerAppeal(ctx, l.by(), l.link, "en", "Once more.")
		wantRefused(t, err, "appeals_muted")
		if cs := must[*models.CustomerCase](t)(s.CustomerCase(ctx, l.link)); !cs.Sanction.Muted(s.Now()) {
			t.Error("the customer's page does not know")
		}
		other := put(t, s, c, l.sanction.AccountID, models.SanctionLimitCut)
		if must[*models.Sanction](t)(s.Sanction(ctx, other.ID)).Muted(s.Now()) {
			t.Error("a new measure is muted")
		}
		wantInvalid(t, s.EndAppealMute(ctx, dan, l.sanction.ID, version(), ""), "mute_reason", "required")
		ok(t, s.EndAppealMute(ctx, dan, l.sanction.ID, version(), "papers came by post"))
		uphold()
		again := c.now().AddDate(0, 0, 3)
		ok(t, mute(dan, &again, "the same again"))
		file(t, s, must[*models.Sanction](t)(s.Sanction(ctx, l.sanction.ID))) // by staff
		c.advance(4 * 24 * time.Hour)
		if must[*models.Sanction](t)(s.Sanction(ctx, l.sanction.ID)).Muted(s.Now()) {
			t.Error("it outlives its day")
		}
		said := map[string]int{}
		for _, e := range must[[]models.AuditEntry](t)(s.AuditEntries(ctx, models.AuditFilter{AccountID: l.sanction.AccountID, Limit: 200})) {
			said[e.Action]++
		}
		if said[models.ActionAppealsMuted] != 2 || said[models.ActionAppealsUnmuted] != 1 {
			t.Errorf("on record: %v", said)
		}
	})
}
