package data

import (
	"errors"
	"math"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"gorm.io/gorm"

	eff "candor/engine/effect" // effect is a helper of these tests
	"candor/models"
)

// byHand is the two sides of live(25, 3), counted by reading it.
func byHand(b *effectBook) (before, after models.EffectSide) {
	share := func(part, whole int) eff.Share { return eff.Share{Part: part, Whole: whole} }
	scores := func(bucket, n int, more ...int) []int {
		list := make([]int, 61)
		list[bucket] = n
		for i := 0; i+1 < len(more); i += 2 {
			list[more[i]] = more[i+1]
		}
		return list
	}
	before = models.EffectSide{
		EffectWindow: models.EffectWindow{From: b.published.Add(-7 * oneDay), To: b.published},
		Accounts:     60, Prior: 1, Defaults: share(5, 59), Sources: map[string]int{models.EffectLabelled: 3, models.EffectEvent: 1, models.EffectObserved: 1},
		Flagged: share(0, 60), Sanctioned: share(2, 60), Outcomes: map[string]int{"allow": 3, "decline": 2}, Declines: share(1, 2),
		Sanctions: 2, Appealed: share(1, 2), Overturned: share(0, 1), Cases: 1, ReviewSecs: 600, Scores: scores(25, 60),
		Segments: map[string]map[string]eff.Share{
			// Account 5, the one not at risk, has both lines and went to high school.
			models.SegmentProduct: {"both": share(5, 9), "paylater": share(0, 10), "none": share(0, 40)}, models.SegmentBand: {"good": share(5, 59)},
			models.SegmentEducation: {"2": share(2, 30), "3": share(3, 29)},
		},
	}
	after = models.EffectSide{
		EffectWindow: models.EffectWindow{From: b.published, To: b.published.Add(7 * oneDay)},
		Accounts:     60, Immature: 1, Defaults: share(25, 59), Sources: map[string]int{models.EffectLabelled: 25},
		Flagged: share(59, 60), Sanctioned: share(13, 60), Outcomes: map[string]int{"decline": 2, "hold": 1}, Declines: share(1, 2),
		Sanctions: 13, Appealed: share(12, 12), Overturned: share(3, 12), Cases: 1, ReviewSecs: 1200, Scores: scores(20, 59, 25, 1),
		Segments: map[string]map[string]eff.Share{
			models.SegmentProduct: {"none": share(25, 59)}, models.SegmentBand: {"good": share(25, 59)},
			models.SegmentEducation: {"2": share(13, 30), "3": share(12, 29)},
		},
	}
	return before, after
}

// TestAnEffectIsCountedByHand: the report of a change whose every count is known.
func TestAnEffectIsCountedByHand(t *testing.T) {
	forEachDB(t, func(t *testing.T, s *Store, c *clock) {
		b := newEffectBook(t, s, c)
		b.live(25, 3)
		r := must[*models.EffectReport](t)(s.AskEffect(ctx, anna, 2, models.EffectAsk{Days: 7, FollowDays: 7}))
		if d := must[*models.EffectPage](t)(s.PolicyEffect(ctx, 2, 0)); d.Report != nil || len(d.History) != 1 || d.Before != 1 {
			t.Fatalf("before it is counted: %+v", d)
		}
		_, err := s.AskEffect(ctx, anna, 2, models.EffectAsk{Days: 7, FollowDays: 7})
		wantRefused(t, err, "effect_open")
		runAll(t, s)
		d := must[*models.EffectPage](t)(s.PolicyEffect(ctx, 2, r.ID))
		body := d.Report.Body
		wantBefore, wantAfter := byHand(b)
		if d := cmp.Diff(wantBefore, body.Before); d != "" {
			t.Errorf("before: %s", d)
		}
		if d := cmp.Diff(wantAfter, body.After); d != "" {
			t.Errorf("after: %s", d)
		}
		if body.Both != 10 || body.OtherModel || len(body.Published) != 0 || len(body.DocumentHash) != 64 {
			t.Errorf("body = %+v", body)
		}
		if diff := body.Defaults().Difference.Value; math.Abs(float64(diff)-(25.0/59-5.0/59)) > 1e-12 {
			t.Errorf("difference %v", diff)
		}
		entry := must[*models.AuditPlace](t)(s.AuditPlace(ctx, d.Report.AuditSeq)).Entry
		if entry.Action != models.ActionPolicyPublished || entry.ObjectID != "2" {
			t.Errorf("the report is tied to %+v", entry)
		}
		if len(d.Alerts) != 2 || d.Alerts[0].ValueBP != 3390 || d.Alerts[0].BoundBP != 50 || d.Alerts[1].ValueBP != 2500 || audited(t, s, models.ActionEffectMade) != 1 {
			t.Errorf("alerts = %+v", d.Alerts)
		}
	})
}

// TestEffectOfNewAccounts: only those taken on within the window count, so that no account is in both.
func TestEffectOfNewAccounts(t *testing.T) {
	forEachDB(t, func(t *testing.T, s *Store, c *clock) {
		b := newEffectBook(t, s, c)
		opened := func(i int, at time.Time) {
			b.must(func(tx *writeTx) error {
				return tx.db.Model(&models.Account{}).Where("id = ?", b.accounts[i].ID).Update("opened_at", stamp(at)).Error
			})
		}
		opened(10, start.Add(5*oneDay))
		opened(55, start.Add(11*oneDay))
		opened(56, start.Add(5*oneDay))
		b.live(0, 0)
		must[*models.EffectReport](t)(s.AskEffect(ctx, anna, 2, models.EffectAsk{Days: 7, FollowDays: 7, NewOnly: true}))
		runAll(t, s)
		body := must[*models.EffectPage](t)(s.PolicyEffect(ctx, 2, 0)).Report.Body
		if body.Before.Accounts != 2 || body.After.Accounts != 1 || body.Both != 0 || body.Before.Sanctions != 2 {
			t.Errorf("body = %+v", body)
		}
		if !body.Defaults().Few() || len(body.Crossed()) != 0 {
			t.Errorf("a verdict on %+v", body.Defaults())
		}
	})
}

// TestADailyLookOpensAGuardOnce: a version that is young is looked at day by day; what it crosses is opened once and closed with a note.
func TestADailyLookOpensAGuardOnce(t *testing.T) {
	forEachDB(t, func(t *testing.T, s *Store, c *clock) {
		b := newEffectBook(t, s, c)
		b.live(25, 2) // 2 of 12 overturned is within the guard of 20 per cent
		for range 2 {
			if n := must[int](t)(s.LookAtEffects(ctx, models.System("test"))); n != 1 {
				t.Fatalf("%d reports", n)
			}
		}
		d := must[*models.EffectPage](t)(s.PolicyEffect(ctx, 2, 0))
		if len(d.History) != 2 || len(d.Alerts) != 1 || d.Alerts[0].Guard != eff.GuardDefaultRise || audited(t, s, models.ActionGuardCrossed) != 1 {
			t.Fatalf("page = %+v", d)
		}
		home := must[models.Home](t)(s.HomeCounts(ctx, models.HomeQuery{UserID: 7, Now: s.Now()}))
		if home.Guards != 1 || home.GuardVersion != 2 {
			t.Errorf("home = %+v", home)
		}
		a := d.Alerts[0]
		wantInvalid(t, s.CloseGuardAlert(ctx, anna, 2, a.ID, a.Version, " "), "note", "required")
		if err := s.CloseGuardAlert(ctx, anna, 2, a.ID, a.Version+1, "a campaign"); !errors.Is(err, models.ErrConflict) {
			t.Errorf("stale: %v", err)
		}
		if err := s.CloseGuardAlert(ctx, anna, 1, a.ID, a.Version, "a campaign"); !errors.Is(err, models.ErrNotFound) {
			t.Errorf("of another version: %v", err)
		}
		ok(t, s.CloseGuardAlert(ctx, anna, 2, a.ID, a.Version, "a campaign brought them"))
		if err := s.CloseGuardAlert(ctx, anna, 2, a.ID, a.Version+1, "again"); !errors.Is(err, models.ErrState) {
			t.Errorf("closed twice: %v", err)
		}
		c.advance(oneDay)
		runAll(t, s) // the next day's look
		d = must[*models.EffectPage](t)(s.PolicyEffect(ctx, 2, 0))
		if len(d.History) != 3 || len(d.Alerts) != 1 || d.Alerts[0].State != models.DriftAlertClosed || d.Alerts[0].ClosedName != "Anna" {
			t.Errorf("the day after: %+v", d)
		}
		c.advance(models.EffectYoung)
		runAll(t, s)
		if n := must[int](t)(s.LookAtEffects(ctx, models.System("test"))); n != 0 {
			t.Errorf("an old version is looked at")
		}
		home = must[models.Home](t)(s.HomeCounts(ctx, models.HomeQuery{UserID: 7, Now: s.Now()}))
		if home.Guards != 0 || home.GuardVersion != 0 {
			t.Errorf("home = %+v", home)
		}
	})
}

// TestEffectsThatCannotBe: versions that never went live, the first of all, windows that are not there.
func TestEffectsThatCannotBe(t *testing.T) {
	forEachDB(t, func(t *testing.T, s *Store, c *clock) {
		seven := models.EffectAsk{Days: 7, FollowDays: 7}
		_, err := s.AskEffect(ctx, anna, 1, seven)
		wantRefused(t, err, "effect_first")
		draft := mustDraft(t, s, anna)
		if _, err := s.AskEffect(ctx, anna, draft.Version, seven); !errors.Is(err, models.ErrNotFound) {
			t.Errorf("a draft: %v", err)
		}
		if _, err := s.PolicyEffect(ctx, draft.Version, 0); !errors.Is(err, models.ErrNotFound) {
			t.Errorf("a draft: %v", err)
		}
		if _, err := s.PolicyEffect(ctx, 1, 5); !errors.Is(err, models.ErrNotFound) {
			t.Errorf("no such report: %v", err)
		}
		if n := must[int](t)(s.LookAtEffects(ctx, models.System("test"))); n != 0 {
			t.Errorf("%d reports on the shipped version", n)
		}
		c.advance(oneDay)
		b := newEffectBook(t, s, c)
		b.must(func(tx *writeTx) error {
			return tx.db.Where("version = ?", draft.Version).Delete(&models.Policy{}).Error
		})
		b.publish()
		_, err = s.AskEffect(ctx, anna, 2, seven)
		wantInvalid(t, err, "", "effect_empty")
		c.advance(time.Hour)
		_, err = s.AskEffect(ctx, anna, 2, models.EffectAsk{Days: 8, FollowDays: 7})
		wantInvalid(t, err, "days", "choice")
		must[*models.EffectReport](t)(s.AskEffect(ctx, anna, 2, seven))
		runAll(t, s)
		r := must[*models.EffectPage](t)(s.PolicyEffect(ctx, 2, 0)).Report
		if got := r.Body.After.To.Sub(r.Body.After.From); got != time.Hour || r.Body.After.Accounts != 0 || r.Body.Defaults().P.Known() {
			t.Errorf("an hour's window: %+v", r.Body)
		}
		var jobs int64
		ok(t, s.read(ctx, func(db *gorm.DB) error {
			return db.Model(&models.Job{}).Where("kind = ? AND state = ?", models.JobEffect, models.JobDead).Count(&jobs).Error
		}))
		if jobs != 0 {
			t.Errorf("%d jobs failed", jobs)
		}
	})
}
