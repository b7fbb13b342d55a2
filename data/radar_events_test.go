package data

import (
	"fmt"
	"testing"
	"time"

	"gorm.io/gorm"

	"candor/engine/misjudge"
	"candor/engine/rules"
	"candor/models"
)

// TestRadarDecidesEventsAgain: an event that a newer policy decides milder comes on the radar
// and leaves it when the policy is strict again; one that the live policy decided does not.
func TestRadarDecidesEventsAgain(t *testing.T) {
	forEachDB(t, func(t *testing.T, s *Store, c *clock) {
		f := newFixture(t, s)
		a := lenderAccount(t, s, "A-1")
		govern(t, s, c, nil, byAmount()...)
		declined := decideNow(t, s, spend(a, c, "T-1", 40_000))
		held := decideNow(t, s, spend(a, c, "T-2", 30_000))
		decideNow(t, s, spend(a, c, "T-3", 20_000))
		if items, _ := f.radar(models.RadarFilter{}); len(items) != 0 {
			t.Fatalf("decided by today's policy: %+v", items)
		}
		govern(t, s, c, nil, eventRule("watched", "amount_fen >= 10000", rules.Monitor))
		_, by := f.radar(models.RadarFilter{Kind: misjudge.KindEvent})
		if len(by) != 2 || by[declined.Event.ID].Evidence.Milder != 3 || by[held.Event.ID].Evidence.Milder != 2 {
			t.Fatalf("events = %+v", by)
		}
		d := must[*models.RadarDetail](t)(s.RadarDetail(ctx, by[declined.Event.ID].ID))
		if d.Again != rules.Monitor || d.Sanction != nil || d.Subject.ID != declined.Event.ID {
			t.Errorf("detail = %+v", d)
		}
		item := must[*models.RadarItem](t)(s.ClaimRadar(ctx, dora, by[declined.Event.ID].ID))
		must[*models.RadarItem](t)(s.CloseRadar(ctx, dora, models.CloseRadar{ID: item.ID, Version: item.Version, Outcome: models.RadarCase, Reason: "the shop is known"}))
		if n := count(t, s, &models.Flag{}, "account_id = ? AND code = ?", a.ID, codeMisjudged); n != 1 {
			t.Errorf("%d flags", n)
		}
		govern(t, s, c, nil, byAmount()...)
		if items, _ := f.radar(models.RadarFilter{}); len(items) != 0 {
			t.Errorf("the strict policy is back: %+v", items)
		}
		c.advance((models.RadarEventDays + 1) * 24 * time.Hour)
		govern(t, s, c, nil)
		if items, _ := f.radar(models.RadarFilter{}); len(items) != 0 {
			t.Errorf("beyond %d days: %+v", models.RadarEventDays, items)
		}
	})
}

// TestRadarPages walks the list forward and back, and narrows it.
func TestRadarPages(t *testing.T) {
	forEachDB(t, func(t *testing.T, s *Store, c *clock) {
		f := newFixture(t, s)
		for i := range 7 {
			f.suspect(c, fmt.Sprint(i), 0.1, []models.SanctionKind{models.SanctionLimitCut, models.SanctionRestrict}[i%2])
		}
		all, _ := f.radar(models.RadarFilter{})
		filter := models.RadarFilter{Limit: 3, Now: s.Now()}
		var seen []models.ID
		for {
			page := must[models.RadarPage](t)(s.Radar(ctx, filter))
			for _, item := range page.Items {
				seen = append(seen, item.ID)
			}
			if !page.Older {
				break
			}
			at := page.Items[len(page.Items)-1].Cursor()
			filter.After = &at
		}
		for i := range all {
			if len(seen) != len(all) || seen[i] != all[i].ID {
				t.Fatalf("paged %v", seen)
			}
		}
		at := all[5].Cursor()
		back := must[models.RadarPage](t)(s.Radar(ctx, models.RadarFilter{Limit: 3, Now: s.Now(), Before: &at}))
		if len(back.Items) != 3 || back.Items[0].ID != all[2].ID || !back.Newer || !back.Older {
			t.Errorf("back: %+v", back)
		}
		held := must[*models.RadarItem](t)(s.NextRadar(ctx, dora, models.RadarFilter{Kind: misjudge.KindRestrict}))
		if held.Kind != misjudge.KindRestrict {
			t.Errorf("next = %+v", held)
		}
		mine, _ := f.radar(models.RadarFilter{Assignee: dora.UserID})
		free, _ := f.radar(models.RadarFilter{Unassigned: true})
		certain, _ := f.radar(models.RadarFilter{MinBP: 9_900})
		others, _ := f.radar(models.RadarFilter{Assignee: dora.UserID, Not: models.RadarNot{Who: true}})
		taken, _ := f.radar(models.RadarFilter{Unassigned: true, Not: models.RadarNot{Who: true}})
		cuts, _ := f.radar(models.RadarFilter{Kind: misjudge.KindRestrict, Not: models.RadarNot{Kind: true}})
		if len(others) != 6 || len(taken) != 1 || len(cuts) != 4 {
			t.Errorf("turned round: %d of others, %d taken, %d of another kind", len(others), len(taken), len(cuts))
		}
		if len(mine) != 1 || len(free) != 6 || len(certain) != 0 {
			t.Errorf("%d mine, %d free, %d certain", len(mine), len(free), len(certain))
		}
		home := must[models.Home](t)(s.HomeCounts(ctx, models.HomeQuery{UserID: dora.UserID, Now: s.Now()}))
		shown, _ := f.radar(models.RadarFilter{Unassigned: true, MinBP: models.RadarMinBP})
		if home.Radar != len(shown) {
			t.Errorf("home counts %d, the page shows %d", home.Radar, len(shown))
		}
	})
}

// TestRescoringPlansALook: the job is there once after a rescoring, does its work, and plans the
// next one for tomorrow.
func TestRescoringPlansALook(t *testing.T) {
	forEachDB(t, func(t *testing.T, s *Store, c *clock) {
		f := newFixture(t, s)
		_, sn := f.suspect(c, "good", 0.1, models.SanctionDeactivate)
		must[RescoreResult](t)(s.Rescore(ctx, models.System("test"), nil))
		runAll(t, s)
		if n := count(t, s, &models.RadarItem{}, "subject_id = ?", sn.ID); n != 1 {
			t.Fatalf("%d items", n)
		}
		var next []models.Job
		ok(t, s.read(ctx, func(db *gorm.DB) error {
			return db.Where("kind = ? AND state = 'ready'", models.JobRadar).Find(&next).Error
		}))
		if len(next) != 1 || !next[0].RunAt.Equal(c.now().Add(24*time.Hour)) {
			t.Errorf("next looks: %+v", next)
		}
		c.advance(24 * time.Hour)
		if n := runAll(t, s); n == 0 {
			t.Error("nothing ran on the next day")
		}
	})
}
