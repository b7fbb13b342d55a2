package data

import (
	"errors"
	"strings"
	"testing"
	"time"

	"candor/models"
)

// TestAChangedNoteKeepsWhatItSaid: every former text stays, for its own page and the dossier, and the record names lengths alone.
func TestAChangedNoteKeepsWhatItSaid(t *testing.T) {
	forEachDB(t, func(t *testing.T, s *Store, clock *clock) {
		f := newFixture(t, s)
		a := f.account(1)
		eva, kai := colleague(t, s, "eva", "Eva"), colleague(t, s, "kai", "Kai")
		n := must[*models.Note](t)(s.AddNote(ctx, eva, models.NewNote{AccountID: a.ID, Text: "@kai paid in cash"}))
		edit := func(version int64, text string) error {
			return s.EditNote(ctx, eva, models.EditNote{AccountID: a.ID, NoteID: n.ID, Version: version, Text: text})
		}
		clock.advance(time.Minute)
		ok(t, edit(1, "@kai @eva paid by card"))
		clock.advance(time.Minute)
		ok(t, edit(2, "paid by transfer, @kai"))
		ok(t, edit(3, "paid by transfer, @kai")) // the same once more
		if err := edit(2, "too late"); !errors.Is(err, models.ErrConflict) {
			t.Errorf("an older form: %v", err)
		}
		d := must[*models.NoteDetail](t)(s.NoteDetail(ctx, a.ID, n.ID))
		if d.Note.Words != "paid by transfer, @kai" || d.Note.Version != 3 || d.Note.EditedAt == nil || len(d.Former) != 2 || len(d.People) != 2 {
			t.Fatalf("%+v", d)
		}
		if last, first := d.Former[0], d.Former[1]; last.Words != "@kai @eva paid by card" || first.Words != "@kai paid in cash" ||
			!first.At.Equal(n.At) || !first.ReplacedAt.Equal(last.At) || !last.ReplacedAt.Equal(*d.Note.EditedAt) {
			t.Errorf("former texts %+v", d.Former)
		}
		if told := must[[]models.StaffNotice](t)(s.Notices(ctx, kai.UserID, start.Add(-time.Hour))); len(told) != 1 {
			t.Errorf("told %d times", len(told))
		}
		if waits(t, s, kai, true).MentionCount != 1 || waits(t, s, eva, true).MentionCount != 1 {
			t.Error("somebody whom a change mentions does not find it once")
		}
		entries := f.entries(models.ActionNoteEdited)
		if len(entries) != 2 || entries[0].AccountID != a.ID || !contains(entries[0].After, n.ID.Public(models.PrefixNote)) || strings.Contains(entries[0].Before+entries[0].After+entries[1].After, "paid") {
			t.Errorf("record %+v", entries)
		}
		var rows []string
		ok(t, s.Dossier(ctx, anna, models.ExportDossier{AccountID: a.ID, Reason: "asked for by a court", Lang: "en"}, func(d *models.Dossier) error {
			return d.Source(models.DossierNotes, func(r *models.DossierRows) error {
				for _, n := range r.Notes {
					rows = append(rows, n.Words)
					if (n.Replaced == nil) != (len(rows) == 1) {
						t.Errorf("%q was replaced at %v", n.Words, n.Replaced)
					}
				}
				return nil
			})
		}))
		if strings.Join(rows, "|") != "paid by transfer, @kai|@kai @eva paid by card|@kai paid in cash" {
			t.Errorf("the dossier has %q", rows)
		}
	})
}

// TestANoteIsNotChangedUnderADecision: whoever decides may have read it, and nobody changes another's words or what is not there.
func TestANoteIsNotChangedUnderADecision(t *testing.T) {
	forEachDB(t, func(t *testing.T, s *Store, clock *clock) {
		f := newFixture(t, s)
		other, open := f.account(2), f.open(1, models.SeverityHigh, 600, 24*time.Hour)
		a := must[*models.AccountDetail](t)(s.AccountDetail(ctx, open.AccountID)).Account
		eva, kai := colleague(t, s, "eva", "Eva"), colleague(t, s, "kai", "Kai")
		n := must[*models.Note](t)(s.AddNote(ctx, eva, models.NewNote{AccountID: a.ID, Text: "as it was"}))
		edit := func(who models.Actor, account models.ID, text string) error {
			return s.EditNote(ctx, who, models.EditNote{AccountID: account, NoteID: n.ID, Version: 1, Text: text})
		}
		wantRefused(t, edit(kai, a.ID, "not mine"), "note_author")
		if err := edit(eva, other.ID, "elsewhere"); !errors.Is(err, models.ErrNotFound) {
			t.Errorf("a note of another account: %v", err)
		}
		wantInvalid(t, edit(eva, a.ID, " "), "text", "required")
		wantInvalid(t, edit(eva, a.ID, "@nobody look"), "text", "mention_unknown")
		clock.advance(time.Minute)
		held := must[*models.Case](t)(s.ClaimCase(ctx, kai, open.ID))
		ok(t, edit(eva, a.ID, "as it is"))
		must[*models.Case](t)(s.DecideCase(ctx, kai, models.DecideCase{CaseID: open.ID, Version: held.Version, Outcome: models.CaseCleared, Reason: "the papers agree"}))
		wantRefused(t, edit(eva, a.ID, "changed"), "note_decided")
		d := must[*models.AccountDetail](t)(s.AccountDetail(ctx, a.ID))
		if d.Decided == nil || len(d.Notes) != 1 || d.Notes[0].Words != "as it is" || d.Notes[0].Version != 2 {
			t.Errorf("decided %v, notes %+v", d.Decided, d.Notes)
		}
		late := must[*models.Note](t)(s.AddNote(ctx, eva, models.NewNote{AccountID: other.ID, Text: "in time"}))
		clock.advance(models.NoteEditFor)
		wantRefused(t, s.EditNote(ctx, eva, models.EditNote{AccountID: other.ID, NoteID: late.ID, Version: 1, Text: "too late"}), "note_late")
		if d := must[*models.NoteDetail](t)(s.NoteDetail(ctx, other.ID, late.ID)); d.Note.Words != "in time" || len(d.Former) != 0 {
			t.Errorf("%+v", d)
		}
	})
}
