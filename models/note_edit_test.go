package models_test

import (
	"errors"
	"slices"
	"testing"
	"time"

	"candor/models"
)

// TestANoteIsChangedByItsAuthorForADayWhileNobodyDecided: the bounds themselves belong to what is refused.
func TestANoteIsChangedByItsAuthorForADayWhileNobodyDecided(t *testing.T) {
	at := time.Date(2026, 11, 22, 6, 0, 0, 0, time.UTC)
	n := models.Note{AuthorID: 7, At: at}
	for _, c := range []struct {
		name    string
		user    models.ID
		after   time.Duration
		decided time.Duration // after the note; below zero for before it
		none    bool
		code    string
	}{
		{name: "at once", user: 7, none: true},
		{name: "a moment before a day is over", user: 7, after: models.NoteEditFor - time.Nanosecond, none: true},
		{name: "a day after", user: 7, after: models.NoteEditFor, none: true, code: "note_late"},
		{name: "another", user: 8, none: true, code: "note_author"},
		{name: "nobody", none: true, code: "note_author"},
		{name: "decided before", user: 7, decided: -time.Nanosecond},
		{name: "decided in the same moment", user: 7, code: "note_decided"},
		{name: "decided after", user: 7, after: time.Hour, decided: time.Minute, code: "note_decided"},
	} {
		var decided *time.Time
		if !c.none {
			when := at.Add(c.decided)
			decided = &when
		}
		err := n.MayEdit(c.user, at.Add(c.after), decided)
		var refused *models.Refused
		if errors.As(err, &refused) != (c.code != "") || refused != nil && refused.Code != c.code {
			t.Errorf("%s: %v, want %q", c.name, err, c.code)
		}
	}
	if n.AuthorID = 0; n.MayEdit(0, at, nil) == nil {
		t.Error("a note of the system is changed by somebody who is nobody")
	}
	for _, action := range models.NoteGrounds() {
		if !slices.Contains(models.Actions(), action) {
			t.Errorf("%s is no action", action)
		}
	}
}

func TestANoteSaysSinceWhenItSaysSo(t *testing.T) {
	at, edited := time.Unix(1, 0), time.Unix(9, 0)
	n := models.Note{At: at}
	if n.Written() != at {
		t.Error("a note that nobody changed was not written when it was made")
	}
	n.EditedAt = &edited
	if n.Written() != edited {
		t.Error("a changed note says since when it was made")
	}
}
