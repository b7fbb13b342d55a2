package data

import (
	"errors"
	"testing"
	"time"

	"candor/models"
)

// TestAnAssignmentIsTakenBackWhileNothingFollowed: the holder of before holds the case again, both people are told, and whoever works on it
// since keeps it.
func TestAnAssignmentIsTakenBackWhileNothingFollowed(t *testing.T) {
	forEachDB(t, func(t *testing.T, s *Store, clock *clock) {
		f := newFixture(t, s)
		c := f.open(1, models.SeverityHigh, 400, time.Hour)
		lead, eva, kai := colleague(t, s, "lead", "Lena"), colleague(t, s, "eva", "Eva"), colleague(t, s, "kai", "Kai")
		told := func(who models.Actor) (kinds []models.NoticeKind) {
			for _, n := range must[[]models.StaffNotice](t)(s.Notices(ctx, who.UserID, start.Add(-time.Hour))) {
				kinds = append(kinds, n.Kind)
			}
			return kinds
		}
		must[*models.Case](t)(s.ClaimCase(ctx, eva, c.ID))
		given := must[*models.Case](t)(s.AssignCase(ctx, lead, c.ID, kai.UserID))
		_, err := s.UnassignCase(ctx, eva, c.ID, given.Version)
		wantRefused(t, err, "undo_late")
		if _, err = s.UnassignCase(ctx, lead, c.ID, given.Version-1); !errors.Is(err, models.ErrConflict) {
			t.Errorf("an older form: %v", err)
		}
		back := must[*models.Case](t)(s.UnassignCase(ctx, lead, c.ID, given.Version))
		if back.HeldBy(s.Now()) != eva.UserID || back.AssigneeName != "Eva" || back.LeaseUntil.After(s.Now().Add(models.CaseLease)) {
			t.Errorf("held by %+v", back)
		}
		if k, e := told(kai), told(eva); len(k) != 2 || k[1] != models.NoticeCaseTakenBack || len(e) != 2 || e[1] != models.NoticeCaseGiven {
			t.Errorf("told %v and %v", k, e)
		}
		if n := len(f.entries(models.ActionCaseUnassigned)); n != 1 {
			t.Errorf("%d entries", n)
		}
		_, err = s.UnassignCase(ctx, lead, c.ID, back.Version)
		wantRefused(t, err, "undo_late") // once

		taken := must[*models.Case](t)(s.TakeCase(ctx, lead, models.TakeCase{CaseID: c.ID, Reason: "Eva is ill"}))
		clock.advance(models.CaseLease / 2)
		must[*models.Case](t)(s.ClaimCase(ctx, lead, c.ID)) // worked on since
		_, err = s.UnassignCase(ctx, lead, c.ID, taken.Version+1)
		wantRefused(t, err, "undo_late")

		other := f.open(2, models.SeverityHigh, 400, time.Hour)
		must[*models.Case](t)(s.ClaimCase(ctx, eva, other.ID))
		clock.advance(models.CaseLease - time.Minute)
		taken = must[*models.Case](t)(s.TakeCase(ctx, lead, models.TakeCase{CaseID: other.ID, Reason: "Eva is ill"}))
		clock.advance(2 * time.Minute) // Eva's lease would be over
		if free := must[*models.Case](t)(s.UnassignCase(ctx, lead, other.ID, taken.Version)); free.HeldBy(s.Now()) != 0 || free.AssigneeName != "" {
			t.Errorf("held by %+v", free)
		}
	})
}

// TestTakingAnAssignmentBackPutsTheCaseOffAgain: until the time that was chosen, unless that has passed, or a flag came since, which
// would have brought the case back itself.
func TestTakingAnAssignmentBackPutsTheCaseOffAgain(t *testing.T) {
	forEachDB(t, func(t *testing.T, s *Store, clock *clock) {
		f := newFixture(t, s)
		lead, eva, kai := colleague(t, s, "lead", "Lena"), colleague(t, s, "eva", "Eva"), colleague(t, s, "kai", "Kai")
		until := s.Now().Add(2 * time.Hour)
		off := func(n int) models.Case {
			c := f.open(n, models.SeverityHigh, 400, time.Hour)
			return *must[*models.Case](t)(s.SnoozeCase(ctx, eva, models.SnoozeCase{CaseID: c.ID, Version: c.Version, Until: until, Reason: "waits for papers"}))
		}
		give := func(c models.Case) *models.Case {
			given := must[*models.Case](t)(s.AssignCase(ctx, lead, c.ID, kai.UserID))
			if given.Place == models.PlaceSnoozed {
				t.Fatal("given to somebody and put off still")
			}
			return given
		}
		takeBack := func(c *models.Case) *models.Case {
			return must[*models.Case](t)(s.UnassignCase(ctx, lead, c.ID, c.Version))
		}
		first, second, third := off(1), off(2), off(3)
		back := takeBack(give(first))
		if back.Place != models.PlaceSnoozed || !back.SnoozedUntil.Equal(until) || back.SnoozedName != "Eva" || back.SnoozeReason != "waits for papers" || back.HeldBy(s.Now()) != 0 {
			t.Errorf("%+v", back)
		}
		flagged := give(second)
		f.must(func(tx *writeTx) error {
			var c models.Case
			if err := tx.take(&c, second.ID); err != nil {
				return err
			}
			c.Extend(&models.Flag{Severity: models.SeverityHigh, Code: "over_limit"}, 450)
			flagged.Version = c.Version + 1
			return tx.update(&c, &c.Version, "flag_count")
		})
		if awake := takeBack(flagged); awake.Place == models.PlaceSnoozed {
			t.Errorf("%+v", awake)
		}
		clock.advance(2*time.Hour - 5*time.Minute)
		late := give(third)
		clock.advance(10 * time.Minute)
		runAll(t, s) // the first one's time has come
		if awake := takeBack(late); awake.Place == models.PlaceSnoozed {
			t.Errorf("%+v", awake)
		}
		if got := must[*models.Case](t)(s.Case(ctx, first.ID)); got.Place != models.PlaceReturned {
			t.Errorf("put off again and never back: %+v", got)
		}
	})
}

// TestARemovedViewComesBackAsItWas: under its id and owner, with who began with it, and not over what happened since.
func TestARemovedViewComesBackAsItWas(t *testing.T) {
	forEachDB(t, func(t *testing.T, s *Store, _ *clock) {
		eva, lead := colleague(t, s, "eva", "Eva"), colleague(t, s, "lead", "Lena")
		eva.Role, lead.Role = models.RoleLead, models.RoleLead
		save := func(name string) *models.QueueView {
			return must[*models.QueueView](t)(s.SaveView(ctx, eva, models.SaveView{Name: name, Scope: models.ScopeMine, Query: "sort=due", First: true}))
		}
		v := save("Night")
		ok(t, s.RemoveView(ctx, eva, v.ID))
		wantRefused(t, s.RestoreView(ctx, lead, v.ID), "undo_late")
		ok(t, s.RestoreView(ctx, eva, v.ID))
		views := must[[]models.QueueView](t)(s.QueueViews(ctx, eva.UserID, nil))
		if len(views) != 1 || views[0].ID != v.ID || views[0].OwnerName != "Eva" || views[0].Query != "sort=due" {
			t.Errorf("views %+v", views)
		}
		if set := must[models.QueueSetting](t)(s.QueueSetting(ctx, eva.UserID)); set.FirstView != v.PublicID() {
			t.Errorf("the queue begins with %q", set.FirstView)
		}
		wantRefused(t, s.RestoreView(ctx, eva, v.ID), "undo_late")
		ok(t, s.RemoveView(ctx, eva, v.ID))
		save("Night")
		wantRefused(t, s.RestoreView(ctx, eva, v.ID), "view_again")
		wantRefused(t, s.RestoreView(ctx, eva, v.ID+1), "undo_late")
	})
}
