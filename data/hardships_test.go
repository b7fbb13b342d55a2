package data

import (
	"context"
	"errors"
	"strings"
	"testing"
	"time"

	"candor/models"
)

// flagged puts a hardship flag on an account for some days.
func flagged(s *Store, account models.ID, days int) (*models.Hardship, error) {
	until, since := s.Now().AddDate(0, 0, days), s.Now().AddDate(0, 0, -20)
	return s.SetHardship(ctx, anna, models.SetHardship{
		AccountID: account, Kind: models.HardshipIllness, Since: &since, EndsAt: &until, Note: "in hospital since the accident",
	})
}

// hardshipOf is until when an account warns, as everybody who reads it knows.
func hardshipOf(t *testing.T, s *Store, account models.ID) *time.Time {
	t.Helper()
	return must[*models.AccountDetail](t)(s.AccountDetail(ctx, account)).Account.Hardship(s.Now())
}

// TestAHardshipFlagWarnsUntilItsDay: one at a time, it ends by hand for a reason or by itself, and the record says when but never why.
func TestAHardshipFlagWarnsUntilItsDay(t *testing.T) {
	forEachDB(t, func(t *testing.T, s *Store, c *clock) {
		f, a, other := newFixture(t, s), lenderAccount(t, s, "A-1"), lenderAccount(t, s, "A-2")
		first := must[*models.Hardship](t)(flagged(s, a.ID, 30))
		if until := hardshipOf(t, s, a.ID); until == nil || !until.Equal(first.EndsAt) || hardshipOf(t, s, other.ID) != nil {
			t.Errorf("it warns until %v", until)
		}
		for what, account := range map[string]*models.Account{
			"limit":    &must[*models.LimitContext](t)(s.LimitContext(ctx, a.ID)).Account,
			"sanction": &must[*models.SanctionContext](t)(s.SanctionContext(ctx, a.ID, 0)).Account,
		} {
			if account.Hardship(s.Now()) == nil {
				t.Errorf("the form of a %s does not know", what)
			}
		}
		_, err := flagged(s, a.ID, 10)
		wantRefused(t, err, "hardship_open")
		d := must[*models.HardshipDetail](t)(s.Hardships(ctx, a.ID))
		if open := d.Open(); open == nil || open.About != models.HardshipIllness || open.Words != "in hospital since the accident" || !open.Since.Equal(c.now().AddDate(0, 0, -20)) {
			t.Errorf("it says %+v", open)
		}

		end := models.EndHardship{AccountID: a.ID, ID: first.ID, Version: first.Version, Reason: "back at work"}
		stale, strange := end, end
		stale.Version, strange.AccountID = 9, other.ID
		if err := s.EndHardship(ctx, ben, stale); !errors.Is(err, models.ErrConflict) {
			t.Errorf("another version: %v", err)
		}
		if err := s.EndHardship(ctx, ben, strange); !errors.Is(err, models.ErrNotFound) {
			t.Errorf("of another account: %v", err)
		}
		ok(t, s.EndHardship(ctx, ben, end))
		end.Version++
		if err := s.EndHardship(ctx, ben, end); !errors.Is(err, models.ErrState) || hardshipOf(t, s, a.ID) != nil {
			t.Errorf("ended twice: %v", err)
		}

		second := must[*models.Hardship](t)(flagged(s, a.ID, 2))
		c.advance(48*time.Hour + time.Second)
		if hardshipOf(t, s, a.ID) != nil {
			t.Error("it warns after its day, before any job ran")
		}
		runAll(t, s)
		d = must[*models.HardshipDetail](t)(s.Hardships(ctx, a.ID))
		if len(d.Flags) != 2 || d.Open() != nil || d.Account.HardshipUntil != nil || d.Flags[0].ID != second.ID || d.Flags[0].EndedName != "" ||
			d.Flags[1].EndedName != ben.Name || d.Flags[1].EndReason != "back at work" {
			t.Errorf("kept: %+v", d.Flags)
		}
		set, ended := f.entries(models.ActionHardshipSet), f.entries(models.ActionHardshipEnded)
		if len(set) != 2 || len(ended) != 2 || ended[1].Reason != "back at work" || !contains(ended[0].After, "expired") {
			t.Errorf("recorded %d and %d: %+v", len(set), len(ended), ended)
		}
		for _, e := range append(set, ended...) {
			if e.AccountID != a.ID || contains(e.After, "illness") || contains(e.After, "hospital") || contains(e.Before, "illness") {
				t.Errorf("the record says %s, %s", e.Before, e.After)
			}
		}
		items := must[*models.Timeline](t)(s.Timeline(ctx, models.TimelineFilter{AccountID: a.ID, Kinds: []models.TimelineKind{models.TimelineNotes}, Limit: 9})).Items
		if len(items) != 4 || items[0].Entry.Action != models.ActionHardshipEnded {
			t.Errorf("the timeline has %d", len(items))
		}
	})
}

// TestAFlagMayFollowOneWhoseDayIsOver even before the job ran that records its end.
func TestAFlagMayFollowOneWhoseDayIsOver(t *testing.T) {
	forEachDB(t, func(t *testing.T, s *Store, c *clock) {
		f, a := newFixture(t, s), lenderAccount(t, s, "A-1")
		must[*models.Hardship](t)(flagged(s, a.ID, 1))
		c.advance(24 * time.Hour)
		next := must[*models.Hardship](t)(flagged(s, a.ID, 3))
		runAll(t, s)
		if until := hardshipOf(t, s, a.ID); until == nil || !until.Equal(next.EndsAt) || len(f.entries(models.ActionHardshipEnded)) != 1 {
			t.Errorf("it warns until %v", until)
		}
	})
}

// TestTheDossierSaysWhyOnlyInClear: a masked dossier has the days, one with the identity in clear what the flag is about too.
func TestTheDossierSaysWhyOnlyInClear(t *testing.T) {
	forEachDB(t, func(t *testing.T, s *Store, _ *clock) {
		a := lenderAccount(t, s, "A-1")
		must[*models.Hardship](t)(flagged(s, a.ID, 30))
		for clear, want := range map[bool]string{false: "", true: "illness in hospital since the accident"} {
			var got []string
			err := s.Dossier(ctx, anna, models.ExportDossier{AccountID: a.ID, Lang: "en", Reason: "asked for by the court", Personal: clear}, func(d *models.Dossier) error {
				return d.Read(models.DossierHardships, func(rows *models.DossierRows) error {
					for _, h := range rows.Hardships {
						got = append(got, strings.TrimSpace(string(h.About)+" "+h.Words))
					}
					return nil
				})
			})
			ok(t, err)
			if len(got) != 1 || got[0] != want {
				t.Errorf("in clear %t: %q", clear, got)
			}
		}
	})
}

// TestErasedPersonHasNoHardship: the flag ends with the person, what it was about opens no more, and none is put on again.
func TestErasedPersonHasNoHardship(t *testing.T) {
	forEachSubjectDB(t, func(t *testing.T, s *Store, _ Options) {
		ctx := context.Background()
		gone, stays := twoPeople(t, s)
		for _, a := range []*models.Account{gone, stays} {
			must[*models.Hardship](t)(flagged(s, a.ID, 30))
		}
		ok(t, s.EraseAccount(ctx, anna, erase(gone.ID)))
		d, kept := must[*models.HardshipDetail](t)(s.Hardships(ctx, gone.ID)), must[*models.HardshipDetail](t)(s.Hardships(ctx, stays.ID))
		if len(d.Flags) == 1 && !d.Flags[0].EndedWith(&d.Account) {
			t.Errorf("it did not end with the person: %+v", d.Flags[0])
		}
		if d.Open() != nil || d.Account.HardshipUntil != nil || len(d.Flags) != 1 || d.Flags[0].Words != models.Erased || d.Flags[0].About != models.Erased {
			t.Errorf("of the one: %+v", d)
		}
		if open := kept.Open(); open == nil || open.Words != "in hospital since the accident" || kept.Account.HardshipUntil == nil {
			t.Errorf("of the other: %+v", kept)
		}
		if _, err := flagged(s, gone.ID, 30); !errors.Is(err, models.ErrState) {
			t.Errorf("put on again: %v", err)
		}
		runAll(t, s)
	})
}

// TestAHardshipFlagIsAskedForWithinBounds holds what is refused, at which field.
func TestAHardshipFlagIsAskedForWithinBounds(t *testing.T) {
	now := newClock().now()
	at := func(d time.Duration) *time.Time { t := now.Add(d); return &t }
	good := models.SetHardship{Kind: models.HardshipOther, EndsAt: at(models.HardshipMost), Note: "the house burnt down"}
	ok(t, good.Validate(now))
	for _, c := range []struct {
		field, code string
		change      func(*models.SetHardship)
	}{
		{"kind", "choice", func(c *models.SetHardship) { c.Kind = "cancer" }},
		{"since", "date_begun", func(c *models.SetHardship) { c.Since = at(time.Second) }},
		{"since", "date_far", func(c *models.SetHardship) { c.Since = at(-models.HardshipMost - time.Second) }},
		{"ends_at", "required", func(c *models.SetHardship) { c.EndsAt = nil }},
		{"ends_at", "date_future", func(c *models.SetHardship) { c.EndsAt = at(0) }},
		{"ends_at", "date_far", func(c *models.SetHardship) { c.EndsAt = at(models.HardshipMost + time.Second) }},
		{"note", "required", func(c *models.SetHardship) { c.Note = " " }},
		{"note", "length", func(c *models.SetHardship) { c.Note = strings.Repeat("x", models.ReasonMax+1) }},
	} {
		cmd := good
		c.change(&cmd)
		wantInvalid(t, cmd.Validate(now), c.field, c.code)
	}
	wantInvalid(t, models.EndHardship{}.Validate(), "reason", "required")
}

// TestADecisionFromBeforeAHardshipFlagIsOutOfDate: the case and its flags stay open until whoever decides has read of it, with a lower limit
// and from a row too. Whoever does not hold the case is told that first.
func TestADecisionFromBeforeAHardshipFlagIsOutOfDate(t *testing.T) {
	forEachDB(t, func(t *testing.T, s *Store, _ *clock) {
		f := newFixture(t, s)
		a, plain := f.confirmable("1")
		b, lower := f.confirmable("2")
		row, alarm := f.confirmable("3")
		_, none := f.confirmable("4")
		lower.Limit = lowerTo(measured(t, s, b.ID), 950_000)
		dismiss := models.DismissCase{CaseID: alarm.CaseID, Version: alarm.Version, Reason: "a family", Unwarned: true}
		must[*models.Case](t)(s.DecideCase(ctx, anna, unwarned(none)))
		for _, id := range []models.ID{a.ID, b.ID, row.ID} {
			must[*models.Hardship](t)(flagged(s, id, 30))
		}
		refused := func(cmd models.DecideCase) {
			t.Helper()
			cmd = unwarned(cmd)
			_, err := s.DecideCase(ctx, bob, cmd)
			wantRefused(t, err, "not_claimed")
			if _, err = s.DecideCase(ctx, anna, cmd); !errors.Is(err, models.ErrUnwarned) || !errors.Is(err, models.ErrConflict) {
				t.Errorf("decided unwarned: %v", err)
			}
			cmd.Version--
			if _, err = s.DecideCase(ctx, anna, cmd); errors.Is(err, models.ErrUnwarned) || !errors.Is(err, models.ErrConflict) {
				t.Errorf("a case that changed too: %v", err)
			}
			d := must[*models.CaseDetail](t)(s.CaseDetail(ctx, cmd.CaseID))
			if d.Case.State != models.CaseOpen || d.Case.HeldBy(s.Now()) != anna.UserID || d.Flags[0].State != models.FlagOpen {
				t.Errorf("after a refusal: %+v", d.Case)
			}
		}
		refused(plain)
		refused(lower)
		if _, err := s.DismissCase(ctx, anna, dismiss); !errors.Is(err, models.ErrUnwarned) {
			t.Errorf("dismissed unwarned: %v", err)
		}
		must[*models.Case](t)(s.DecideCase(ctx, anna, plain))
		if _, change, err := s.DecideCaseLowering(ctx, anna, lower); err != nil || change == nil {
			t.Errorf("warned: %v", err)
		}
		dismiss.Unwarned = false
		must[*models.Case](t)(s.DismissCase(ctx, anna, dismiss))
	})
}

// unwarned is a decision whose form was drawn without the warning of a hardship flag.
func unwarned(cmd models.DecideCase) models.DecideCase {
	cmd.Unwarned = true
	return cmd
}

// TestADecisionAfterAHardshipFlagIsHeldByNothing: its time may be over before the job ran that ends it.
func TestADecisionAfterAHardshipFlagIsHeldByNothing(t *testing.T) {
	forEachDB(t, func(t *testing.T, s *Store, c *clock) {
		a, cmd := newFixture(t, s).confirmable("1")
		must[*models.Hardship](t)(flagged(s, a.ID, 1))
		c.advance(25 * time.Hour)
		held := must[*models.Case](t)(s.ClaimCase(ctx, anna, cmd.CaseID))
		cmd.Version = held.Version
		must[*models.Case](t)(s.DecideCase(ctx, anna, unwarned(cmd)))
	})
}

// TestAFormFromBeforeAHardshipFlagIsOutOfDate: whoever acts on an account has read that its customer is in hardship. The flag stops nothing.
func TestAFormFromBeforeAHardshipFlagIsOutOfDate(t *testing.T) {
	forEachDB(t, func(t *testing.T, s *Store, c *clock) {
		a := lenderAccount(t, s, "1")
		open := measured(t, s, a.ID)
		form := raise(open, open.Lines[0].LimitFen-10_000)
		form.Unwarned = true
		must[*models.Hardship](t)(flagged(s, a.ID, 30))
		if _, err := s.ProposeLimit(ctx, anna, form); !errors.Is(err, models.ErrConflict) {
			t.Errorf("a limit: %v", err)
		}
		if _, err := s.ProposeSanction(ctx, anna, sanction(open, models.SanctionRestrict, c)); !errors.Is(err, models.ErrConflict) {
			t.Errorf("a sanction: %v", err)
		}
		form.Unwarned = false
		must[*models.LimitChange](t)(s.ProposeLimit(ctx, anna, form))
		must[*models.Sanction](t)(s.ProposeSanction(ctx, anna, sanction(measured(t, s, a.ID), models.SanctionRestrict, c)))
		c.advance(31 * 24 * time.Hour)
		form = raise(measured(t, s, a.ID), open.Lines[0].LimitFen-20_000)
		form.Unwarned = true
		must[*models.LimitChange](t)(s.ProposeLimit(ctx, anna, form))
	})
}
