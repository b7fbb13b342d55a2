package handlers

import (
	"net/http"
	"strings"
	"testing"

	"candor/engine/decide"
	"candor/models"
)

// TestALetterTeachesAsManyLessonsAsThePolicySays, in order, in the letter and in its plain text.
func TestALetterTeachesAsManyLessonsAsThePolicySays(t *testing.T) {
	s := testSite(t)
	for most, want := range map[int][]string{
		0: {"Leaving room in your limit", "Paying on time"}, 1: {"Leaving room in your limit"},
		3: {"Leaving room in your limit", "Paying on time", "Building a record"},
	} {
		m := models.Message{Template: models.TemplateLimitLowered, Lang: "en", CreatedAt: testNow, Values: map[string]string{
			"product": "paylater", "from": "200000", "to": "100000", "reason": "risk_increase", "scored": "high_utilisation,late_often,short_history",
		}}
		p := models.Policy{Document: decide.Default()}
		p.Document.Reasons.Lessons = most
		m.Word(&p)
		l := writeLetter(s.letterPage("en"), &m, "")
		var got []string
		for _, lesson := range l.Lessons {
			got = append(got, lesson.Title)
		}
		if strings.Join(got, "|") != strings.Join(want, "|") {
			t.Errorf("at most %d: %q, want %q", most, got, want)
		}
	}
}

// TestLessonsAreCappedInThePolicy: a document from before the cap stays as it was while two are typed, and none or five are refused.
func TestLessonsAreCappedInThePolicy(t *testing.T) {
	for typed, want := range map[string]int{"2": 0, "1": 1, "4": 4} {
		d := newDesk(t, models.PermPolicyRead, models.PermPolicyEdit)
		fake := &policyFake{policy: draftOf(7, models.PolicyDraft)}
		form := policyFormOf(fake.policy.Document)
		form.Set(fieldLessons, typed)
		if w := d.save(fake, form); w.Code != http.StatusSeeOther || fake.saved.Reasons.Lessons != want {
			t.Errorf("typed %s: status %d, saved %+v", typed, w.Code, fake.saved)
		}
	}
	for _, typed := range []string{"0", "5", "many", ""} {
		d := newDesk(t, models.PermPolicyRead, models.PermPolicyEdit)
		fake := &policyFake{policy: draftOf(7, models.PolicyDraft)}
		form := policyFormOf(fake.policy.Document)
		form.Set(fieldLessons, typed)
		if w := d.save(fake, form); w.Code != http.StatusUnprocessableEntity || fake.saved != nil || !strings.Contains(w.Body.String(), `href="#f-reasons.lessons"`) {
			t.Errorf("typed %q: status %d, saved %+v", typed, w.Code, fake.saved)
		}
	}
}
