package handlers

import (
	"net/http"
	"strings"
	"testing"

	"candor/engine/decide"
	"candor/engine/score"
	"candor/models"
	"candor/views"
	"candor/views/text"
)

// TestPolicyEditorChoosesTheReferenceOfReasons: a document from before there was a choice stays as it was until another is made.
func TestPolicyEditorChoosesTheReferenceOfReasons(t *testing.T) {
	for _, tt := range []struct{ was, typed, want score.Reference }{
		{"", "best", ""}, {"", "mean", "mean"}, {"best", "best", "best"}, {"best", "mean", "mean"}, {"mean", "best", "best"},
	} {
		d := newDesk(t, models.PermPolicyRead, models.PermPolicyEdit)
		fake := &policyFake{policy: draftOf(7, models.PolicyDraft)}
		fake.policy.Document.Reasons.Reference = tt.was
		form := policyFormOf(fake.policy.Document)
		form.Set(fieldReasons, string(tt.typed))
		if w := d.save(fake, form); w.Code != http.StatusSeeOther || fake.saved.Reasons.Reference != tt.want {
			t.Errorf("%q, typed %q: status %d, saved %+v", tt.was, tt.typed, w.Code, fake.saved)
		}
	}
	for typed, said := range map[string]string{"": "Fill this in.", "median": "Choose one of the values"} {
		d := newDesk(t, models.PermPolicyRead, models.PermPolicyEdit)
		fake := &policyFake{policy: draftOf(7, models.PolicyDraft)}
		form := policyFormOf(decide.Default())
		form.Set(fieldReasons, typed)
		if w := d.save(fake, form); w.Code != http.StatusUnprocessableEntity || !strings.Contains(w.Body.String(), said) || fake.saved != nil {
			t.Errorf("typed %q: status %d, saved %+v", typed, w.Code, fake.saved)
		}
	}
}

// TestPolicyDiffNamesTheReference compares two versions that differ in it alone.
func TestPolicyDiffNamesTheReference(t *testing.T) {
	for _, lang := range text.Languages() {
		p := views.Page{Texts: testSite(t).Texts.For(lang)}
		old, now := decide.Default(), decide.Default()
		old.Reasons, now.Reasons.Reference = decide.Reasons{LeastPoints: now.Reasons.LeastPoints}, score.ReferenceMean
		changes, err := comparePolicies(old, now)
		if err != nil || len(changes) != 1 {
			t.Fatalf("%+v, %v", changes, err)
		}
		row := labels{p}.policyChanges(changes)[0]
		if row.Field != p.T("policy.field.reference") || row.Before != views.Dash || row.After != p.T("policy.reference.mean") {
			t.Errorf("%s: %+v", lang, row)
		}
	}
}
