package handlers

import (
	"context"
	"net/http"
	"testing"

	"candor/engine/decide"
	"candor/models"
)

// PolicyPreview knows the account A-1 alone, which is good in force and what the document makes of 605 points.
func (f *unsavedFake) PolicyPreview(_ context.Context, doc decide.Policy, names []string) ([]models.Preview, error) {
	if len(names) == 0 { // of the page around it
		return nil, nil
	}
	f.tried = &doc
	if names[0] != "A-1" && names[0] != models.ID(1<<40).Public(models.PrefixAccount) {
		return nil, nil
	}
	band := "good"
	if doc.Bands[2].From > 605 {
		band = "fair"
	}
	return []models.Preview{{AccountID: 1 << 40, ExternalID: "A-1", ScoreNow: 605, ScoreNew: 605, BandNow: "good", BandNew: band}}, nil
}

type unsavedFake struct{ policyFake }

// TestADocumentIsTriedAsItIsTyped posts the editor of a draft and the page of its thresholds to be tried: what was typed counts, stays
// in the form and is not stored.
func TestADocumentIsTriedAsItIsTyped(t *testing.T) {
	account, decision := models.ID(1<<40).Public(models.PrefixAccount), (models.ID(1) << models.IDBits).Public(models.PrefixDecision)
	for name, tt := range map[string]struct {
		field, value, on string
		status           int
		says             []string
		tried            bool
	}{
		"on a named account":    {"bands.2.from", "611", account, 200, []string{"It is not saved", "A-1", "Fair", "3 events", `value="611"`, `data-dirty="1"`}, true},
		"by the lender's own":   {"bands.2.from", "611", "A-1", 200, []string{"A-1", "3 events"}, true},
		"on several accounts":   {"bands.2.from", "611", "A-1, A-2", 200, []string{"A-1"}, true},
		"on a past event":       {"bands.2.from", "611", decision, 200, []string{"1 event under version 1"}, true},
		"on nothing":            {"bands.2.from", "611", " ,", 422, []string{"Fill this in."}, false},
		"on nobody":             {"bands.2.from", "611", "A-9", 422, []string{"No account has this number.", `value="A-9"`}, true},
		"with a broken cut-off": {"bands.2.from", "520", "A-1", 422, []string{"Must be above 550", `value="A-1"`}, false},
	} {
		t.Run(name, func(t *testing.T) {
			d := newDesk(t, models.PermPolicyRead, models.PermPolicyEdit, models.PermScoreRead)
			f := &unsavedFake{policyFake{policy: draftOf(7, models.PolicyDraft)}}
			form := policyFormOf(f.policy.Document)
			form.Set(tt.field, tt.value)
			form.Set("do", "try")
			form.Set(unsavedField, tt.on)
			w := d.ask(http.MethodPost, "/policy/:version", "/policy/2", form, (&Policies{Site: d.site, Store: f}).Save)
			want(t, w, tt.status, tt.says...)
			lacks(t, w, "⟦", "<no value>")
			if tt.status != 200 {
				lacks(t, w, "It is not saved")
			}
			if f.saved != nil || (f.tried != nil) != tt.tried {
				t.Errorf("saved %v, tried %v", f.saved, f.tried)
			}
			if tt.tried && f.tried.Bands[2].From != 611 {
				t.Errorf("tried %+v", f.tried.Bands)
			}
			cuts := &thresholdFake{policyFake: policyFake{policy: draftOf(7, models.PolicyDraft)}}
			typed := thresholdForm(decide.Default())
			typed.Set(tt.field, tt.value)
			typed.Set("do", "try")
			typed.Set(unsavedField, tt.on)
			w = d.saveThresholds(cuts, typed)
			if want(t, w, tt.status, `value="`+tt.value+`"`); cuts.saved != nil {
				t.Error("the thresholds were saved")
			}
		})
	}
}

// TestOnlyWhoSeesScoresTriesAForm: the field is not there for others, and what they post is refused, as it is for another's draft.
func TestOnlyWhoSeesScoresTriesAForm(t *testing.T) {
	form := policyFormOf(decide.Default())
	form.Set("do", "try")
	form.Set(unsavedField, "A-1")
	for name, author := range map[string]models.ID{"own draft, no scores": 7, "another's draft": 8} {
		d := newDesk(t, models.PermPolicyRead, models.PermPolicyEdit)
		if author == 8 {
			d = newDesk(t, models.PermPolicyRead, models.PermPolicyEdit, models.PermScoreRead)
		}
		f := &unsavedFake{policyFake{policy: draftOf(author, models.PolicyDraft)}}
		w := d.ask(http.MethodPost, "/policy/:version", "/policy/2", form, (&Policies{Site: d.site, Store: f}).Save)
		if w.Code != http.StatusForbidden || f.tried != nil {
			t.Errorf("%s: status %d, tried %v", name, w.Code, f.tried)
		}
		lacks(t, d.ask(http.MethodGet, "/policy/:version", "/policy/2", nil, (&Policies{Site: d.site, Store: f}).Show), unsavedField)
	}
}
