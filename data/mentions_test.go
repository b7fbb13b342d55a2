package data

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"sync"
	"testing"
	"time"

	"candor/models"
)

// colleague adds a user and returns them as who acts.
func colleague(t *testing.T, s *Store, login, name string) models.Actor {
	t.Helper()
	user, _, err := s.AddUser(context.Background(), models.Operator("test"), models.AddUser{Login: login, Name: name, Lang: "en", Roles: []string{models.RoleAdmin}})
	ok(t, err)
	return person(user.ID, name)
}

// disable takes a user's access away.
func disable(t *testing.T, s *Store, id models.ID) {
	t.Helper()
	u := must[*models.User](t)(s.User(ctx, id))
	must[*models.User](t)(s.ChangeUser(ctx, models.Operator("test"), models.ChangeUser{ID: id, Name: u.Name, Roles: u.Roles, Disabled: true, Version: u.Version}))
}

// waits is what waits for a person who may read accounts.
func waits(t *testing.T, s *Store, who models.Actor, accounts bool) models.Home {
	t.Helper()
	return must[models.Home](t)(s.HomeCounts(ctx, models.HomeQuery{UserID: who.UserID, Now: s.Now(), Accounts: accounts}))
}

func TestMentionWaitsUntilItsAccountIsOpenedOrItIsDone(t *testing.T) {
	forEachDB(t, func(t *testing.T, s *Store, clock *clock) {
		f := newFixture(t, s)
		a, b := f.account(1), f.account(2)
		eva, kai := colleague(t, s, "eva", "Eva"), colleague(t, s, "kai", "Kai")
		note := func(on models.ID, text string) *models.Note {
			return must[*models.Note](t)(s.AddNote(ctx, eva, models.NewNote{AccountID: on, Text: text}))
		}
		first := note(a.ID, "@Kai the customer of 13900000000 paid, please look at the statements of the last three months again")
		second := note(b.ID, "@kai and @eva: see the other")
		home := waits(t, s, kai, true)
		if len(home.Mentions) != 2 || home.MentionCount != 2 || home.Mentions[0].NoteID != second.ID {
			t.Fatalf("waits: %+v", home.Mentions)
		}
		m := home.Mentions[1]
		if m.ByName != "Eva" || m.AccountID != a.ID || !strings.HasPrefix(m.Words, "@Kai the customer") || !strings.HasSuffix(m.Words, "…") || !strings.Contains(m.Masked.Name, "*") {
			t.Errorf("first = %+v", m)
		}
		for _, m := range waits(t, s, kai, false).Mentions {
			if m.Words != "" || m.Masked != (models.Personal{}) || m.ExternalID != "" {
				t.Errorf("somebody who may not read accounts is shown %+v", m)
			}
		}
		told := must[[]models.StaffNotice](t)(s.Notices(ctx, kai.UserID, start.Add(-time.Hour)))
		if len(told) != 2 || told[0].Kind != models.NoticeMentioned || told[0].ObjectID != a.PublicID() || told[0].ByName != "Eva" || told[0].Reason != "" {
			t.Errorf("told %+v", told)
		}
		if own := must[[]models.StaffNotice](t)(s.Notices(ctx, eva.UserID, start.Add(-time.Hour))); len(own) != 0 || waits(t, s, eva, true).MentionCount != 1 {
			t.Errorf("whoever mentions themselves is told %+v", own)
		}
		entry := f.entries(models.ActionNoteAdded)
		if len(entry) != 2 || !contains(entry[0].After+entry[1].After, kai.ID) || contains(entry[0].After+entry[1].After, "customer") {
			t.Errorf("record: %+v", entry)
		}

		ok(t, s.SeeMentions(ctx, kai.UserID, a.ID))
		ok(t, s.SeeMentions(ctx, kai.UserID, a.ID))
		if home = waits(t, s, kai, true); len(home.Mentions) != 1 || home.Mentions[0].NoteID != second.ID {
			t.Errorf("after the account was opened: %+v", home.Mentions)
		}
		if err := s.DoneMention(ctx, kai.UserID, first.ID+1); !errors.Is(err, models.ErrNotFound) {
			t.Errorf("done with no note: %v", err)
		}
		if err := s.DoneMention(ctx, eva.UserID, first.ID); !errors.Is(err, models.ErrNotFound) {
			t.Errorf("done with another's: %v", err)
		}
		ok(t, s.DoneMention(ctx, kai.UserID, second.ID))
		ok(t, s.DoneMention(ctx, kai.UserID, second.ID))
		if home = waits(t, s, kai, true); home.MentionCount != 0 || waits(t, s, eva, true).MentionCount != 1 {
			t.Errorf("after it was done: %+v", home.Mentions)
		}
	})
}

func TestNoteThatMentionsNobodyIsNotKept(t *testing.T) {
	forEachDB(t, func(t *testing.T, s *Store, _ *clock) {
		f := newFixture(t, s)
		a := f.account(1)
		colleague(t, s, "eva", "Eva")
		left := colleague(t, s, "left", "Left")
		disable(t, s, left.UserID)
		for text, code := range map[string]string{"@eva and @nobody": "mention_unknown", "@eva and @LEFT.": "mention_disabled"} {
			_, err := s.AddNote(ctx, anna, models.NewNote{AccountID: a.ID, Text: text})
			wantInvalid(t, err, "text", code)
		}
		many := ""
		for i := range models.MentionMax + 1 {
			many += fmt.Sprintf("@eva%d ", i)
		}
		_, err := s.AddNote(ctx, anna, models.NewNote{AccountID: a.ID, Text: many})
		wantInvalid(t, err, "text", "mention_many")
		d := must[*models.AccountDetail](t)(s.AccountDetail(ctx, a.ID))
		if len(d.Notes) != 0 || len(f.entries(models.ActionNoteAdded)) != 0 {
			t.Errorf("kept %+v", d.Notes)
		}
		if len(d.People) != 1 || d.People[0].Login != "eva" || d.People[0].Name != "Eva" || d.People[0].PasswordHash != "" {
			t.Errorf("people = %+v", d.People)
		}
	})
}

func TestHomeListsNewestMentionsAndCountsAll(t *testing.T) {
	forEachDB(t, func(t *testing.T, s *Store, _ *clock) {
		a := newFixture(t, s).account(1)
		eva := colleague(t, s, "eva", "Eva")
		for range models.MentionShow + 1 {
			must[*models.Note](t)(s.AddNote(ctx, anna, models.NewNote{AccountID: a.ID, Text: "@eva look"}))
		}
		if home := waits(t, s, eva, true); len(home.Mentions) != models.MentionShow || home.MentionCount != models.MentionShow+1 {
			t.Errorf("%d of %d", len(home.Mentions), home.MentionCount)
		}
	})
}

func TestPinnedNotesComeFirst(t *testing.T) {
	forEachDB(t, func(t *testing.T, s *Store, _ *clock) {
		f := newFixture(t, s)
		a, other := f.account(1), f.account(2)
		var notes []*models.Note
		for i := range showNotes + 2 {
			notes = append(notes, must[*models.Note](t)(s.AddNote(ctx, anna, models.NewNote{AccountID: a.ID, Text: fmt.Sprintf("note %d", i)})))
		}
		pin := func(n int, pinned bool) error {
			return s.PinNote(ctx, anna, models.PinNote{AccountID: a.ID, NoteID: notes[n].ID, Pinned: pinned})
		}
		ok(t, pin(0, true))
		ok(t, pin(0, true))
		ok(t, pin(3, true))
		d := must[*models.AccountDetail](t)(s.AccountDetail(ctx, a.ID))
		if len(d.Notes) != showNotes+2 || d.Notes[0].Words != "note 3" || d.Notes[1].Words != "note 0" || d.Notes[1].PinnedName != "Anna" || d.Notes[2].Words != fmt.Sprintf("note %d", showNotes+1) {
			t.Fatalf("%d notes, first %+v", len(d.Notes), d.Notes[:2])
		}
		ok(t, pin(5, true))
		var no *models.Refused
		if err := pin(6, true); !errors.As(err, &no) || no.Code != "pins_full" {
			t.Errorf("a fourth: %v", err)
		}
		ok(t, pin(0, false))
		ok(t, pin(0, false))
		ok(t, pin(6, true))
		if in, out := f.entries(models.ActionNotePinned), f.entries(models.ActionNoteUnpinned); len(in) != 4 || len(out) != 1 || out[0].AccountID != a.ID || !contains(out[0].After, notes[0].ID.Public(models.PrefixNote)) {
			t.Errorf("record: %+v %+v", in, out)
		}
		for name, cmd := range map[string]models.PinNote{
			"no account": {AccountID: 99, NoteID: notes[1].ID, Pinned: true}, "no note": {AccountID: a.ID, NoteID: 99, Pinned: true},
			"another account's note": {AccountID: other.ID, NoteID: notes[1].ID, Pinned: true},
		} {
			if err := s.PinNote(ctx, anna, cmd); !errors.Is(err, models.ErrNotFound) {
				t.Errorf("%s: %v", name, err)
			}
		}
	})
}

// TestManyPinAtOnce: of five who pin at the same time, three do.
func TestManyPinAtOnce(t *testing.T) {
	forEachDB(t, func(t *testing.T, s *Store, _ *clock) {
		a := newFixture(t, s).account(1)
		var all sync.WaitGroup
		errs := make([]error, 5)
		for i := range errs {
			n := must[*models.Note](t)(s.AddNote(ctx, anna, models.NewNote{AccountID: a.ID, Text: "look"}))
			all.Go(func() { errs[i] = s.PinNote(ctx, anna, models.PinNote{AccountID: a.ID, NoteID: n.ID, Pinned: true}) })
		}
		all.Wait()
		refused := 0
		for _, err := range errs {
			var no *models.Refused
			if errors.As(err, &no) && no.Code == "pins_full" {
				refused++
			} else if err != nil {
				t.Error(err)
			}
		}
		if refused != 2 {
			t.Errorf("%d refused", refused)
		}
	})
}

// TestErasureCoversMentions: who is mentioned about an erased person is told so, not what was written.
func TestErasureCoversMentions(t *testing.T) {
	forEachSubjectDB(t, func(t *testing.T, s *Store, _ Options) {
		gone, _ := twoPeople(t, s)
		eva := colleague(t, s, "eva", "Eva")
		n := must[*models.Note](t)(s.AddNote(ctx, anna, models.NewNote{AccountID: gone.ID, Text: "@eva called back"}))
		ok(t, s.PinNote(ctx, anna, models.PinNote{AccountID: gone.ID, NoteID: n.ID, Pinned: true}))
		ok(t, s.EraseAccount(ctx, anna, erase(gone.ID)))
		home := waits(t, s, eva, true)
		if len(home.Mentions) != 1 || home.Mentions[0].Words != models.Erased || home.Mentions[0].Masked.Name != models.Erased {
			t.Errorf("after the erasure: %+v", home.Mentions)
		}
		if name, note := page(t, s, gone.ID); name != models.Erased || note != models.Erased {
			t.Errorf("the page shows %q and %q", name, note)
		}
	})
}
