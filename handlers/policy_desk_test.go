package handlers

import (
	"net/http"
	"slices"
	"strings"
	"testing"

	"candor/engine/decide"
	"candor/models"
)

// TestTheDeskIsEditedWhereAppealsAre: saving an old document unchanged keeps it as it was, what is typed is kept, and days out of
// order are refused at their field.
func TestTheDeskIsEditedWhereAppealsAre(t *testing.T) {
	d := newDesk(t, models.PermPolicyRead, models.PermPolicyEdit)
	fake := &policyFake{policy: draftOf(7, models.PolicyDraft)}
	fake.policy.Document.Desk, fake.policy.Document.Checklist = decide.Desk{}, nil
	form := policyFormOf(fake.policy.Document)
	if form.Get(fieldWarn) != "15" || form.Get(fieldEscalate) != "18" {
		t.Errorf("an old document shows days %s and %s", form.Get(fieldWarn), form.Get(fieldEscalate))
	}
	if w := d.save(fake, form); w.Code != http.StatusSeeOther || fake.saved.Desk != (decide.Desk{}) || fake.saved.Checklist != nil {
		t.Fatalf("status %d, saved %+v, %+v", w.Code, fake.saved.Desk, fake.saved.Checklist)
	}
	form.Set(fieldWarn, "10")
	form.Set(fieldOtherTeam, "on")
	form[helpsField("cash_out")] = []string{"income"}
	if w := d.save(fake, form); w.Code != http.StatusSeeOther {
		t.Fatalf("status %d: %s", w.Code, w.Body)
	}
	if want := (decide.Desk{WarnDays: 10, EscalateDays: 18, EvidenceDays: 14, OtherTeam: true}); fake.saved.Desk != want {
		t.Errorf("saved %+v, want %+v", fake.saved.Desk, want)
	}
	if !slices.Equal(fake.saved.Helps("cash_out"), []string{"income"}) || !slices.Equal(fake.saved.Helps("identity_doubt"), []string{"id_card"}) {
		t.Errorf("saved %+v", fake.saved.Checklist)
	}
	form.Set(fieldEscalate, "9")
	if w := d.save(fake, form); w.Code != http.StatusUnprocessableEntity || !strings.Contains(w.Body.String(), "more than 10 days") {
		t.Errorf("status %d for days out of order", w.Code)
	}
	form.Set(fieldEscalate, "soon")
	form[helpsField("cash_out")] = []string{"shoe"}
	if w := d.save(fake, form); w.Code != http.StatusUnprocessableEntity || !strings.Contains(w.Body.String(), `value="soon"`) {
		t.Errorf("status %d for words in place of days", w.Code)
	}
}
