package data

import (
	"errors"
	"testing"

	"candor/models"
)

// TestAContactIsLoggedApartFromNotes: with its facts on record, its words sealed, and under its own kind in the timeline.
func TestAContactIsLoggedApartFromNotes(t *testing.T) {
	forEachDB(t, func(t *testing.T, s *Store, _ *clock) {
		a := lenderAccount(t, s, "1")
		facts := models.ContactFacts{Channel: "phone", Direction: models.ContactOut, Outcome: models.ContactPromise}
		logged := must[*models.Note](t)(s.AddNote(ctx, anna, models.NewNote{AccountID: a.ID, Text: "will pay on Friday", Contact: &facts}))
		remark := must[*models.Note](t)(s.AddNote(ctx, anna, models.NewNote{AccountID: a.ID, Text: "looks calm"}))
		for kind, id := range map[models.TimelineKind]models.ID{models.TimelineContacts: logged.ID, models.TimelineNotes: remark.ID} {
			page := must[*models.Timeline](t)(s.Timeline(ctx, models.TimelineFilter{AccountID: a.ID, Kinds: []models.TimelineKind{kind}, Limit: 10}))
			if len(page.Items) != 1 || page.Items[0].Note == nil || page.Items[0].Note.ID != id {
				t.Errorf("%s: %+v", kind, page.Items)
			}
			if n := page.Items[0].Note; kind == models.TimelineContacts && (n.ContactFacts != facts || n.Words != "will pay on Friday") {
				t.Errorf("read back as %+v", n)
			}
		}
		if n := audited(t, s, models.ActionContactLogged); n != 1 {
			t.Errorf("%d entries", n)
		}
		page := must[*models.Timeline](t)(s.Timeline(ctx, models.TimelineFilter{AccountID: a.ID, Kinds: models.TimelineKinds(), Limit: 50}))
		told := 0
		for _, it := range page.Items {
			if it.Note != nil || it.Entry != nil && it.Entry.Action == models.ActionContactLogged {
				told++
			}
		}
		if told != 2 {
			t.Errorf("the whole timeline tells of two notes %d times", told)
		}
		var bad *models.Invalid
		_, err := s.AddNote(ctx, anna, models.NewNote{AccountID: a.ID, Text: "called", Contact: &models.ContactFacts{Channel: "pigeon", Direction: models.ContactIn, Outcome: models.ContactNobody}})
		if !errors.As(err, &bad) || bad.Fields["channel"].Code != "choice" || bad.Fields["outcome"].Code != "contact_unreached" {
			t.Errorf("a contact that cannot have been: %v", err)
		}
	})
}
