package handlers

import (
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"candor/models"
)

// TestPagesSayWhatStandsInTheWay reads the list and one version beside a candidate, and after
// another version went live.
func TestPagesSayWhatStandsInTheWay(t *testing.T) {
	shadow := &models.Policy{Version: 5, State: models.PolicyShadow}
	later := deskTime.Add(time.Hour)
	tests := map[string]struct {
		state     models.PolicyState
		candidate *models.Policy
		live      *time.Time
		over      int
		says      string
		not       string
	}{
		"a draft, nothing beside":      {models.PolicyDraft, nil, nil, 0, "Submit for approval", "beside the live one"},
		"a draft beside a candidate":   {models.PolicyDraft, shadow, nil, 0, "it can be submitted once version 5 is live or withdrawn", `name="known"`},
		"waiting beside a candidate":   {models.PolicySubmitted, shadow, nil, 0, "nobody drafts from the live version", ""},
		"out of force, one beside":     {models.PolicyArchived, shadow, nil, 0, "Draft from this version", "nobody drafts from the live version"},
		"a draft behind":               {models.PolicyDraft, nil, &later, 0, "I know that this draft undoes what version 9 changed", ""},
		"a draft behind links":         {models.PolicyDraft, nil, &later, 0, `href="/policy/9/diff?with=1"`, ""},
		"waiting, and another is live": {models.PolicySubmitted, nil, &later, 1, "Another version is live now than when this was submitted", `name="known"`},
	}
	for name, tt := range tests {
		d := newDesk(t, models.PermPolicyRead, models.PermPolicyEdit, models.PermPolicyApprove)
		f := &policyFake{policy: draftOf(7, tt.state), candidate: tt.candidate, liveSince: tt.live}
		f.policy.SubmittedOver = tt.over
		if tt.state == models.PolicySubmitted {
			f.policy.MadeBy = 8
		}
		h := &Policies{Site: d.site, Store: f}
		body := d.ask(http.MethodGet, "/policy/:version", "/policy/2", nil, h.Show).Body.String()
		if !strings.Contains(body, tt.says) || (tt.not != "" && strings.Contains(body, tt.not)) {
			t.Errorf("%s: does not say %q, or says %q", name, tt.says, tt.not)
		}
		body = d.ask(http.MethodGet, "/policy", "/policy", nil, h.List).Body.String()
		if drafts := strings.Contains(body, `action="/policy/draft"`); drafts == (tt.candidate != nil) && tt.state != models.PolicyDraft {
			t.Errorf("%s: the list offers a draft: %v", name, drafts)
		}
		if tt.candidate != nil && (strings.Contains(body, "/policy/import") || !strings.Contains(body, "Version 5 runs beside the live one")) {
			t.Errorf("%s: the list does not say what runs", name)
		}
	}
}

// TestASubmissionNamesWhatItLeavesOut sends the form of a draft that is behind.
func TestASubmissionNamesWhatItLeavesOut(t *testing.T) {
	later := deskTime.Add(time.Hour)
	for name, tt := range map[string]struct {
		form   url.Values
		status int
		over   int
	}{
		"ticked":        {url.Values{"over": {"9"}, "known": {"on"}}, http.StatusSeeOther, 9},
		"unticked":      {url.Values{"over": {"9"}}, http.StatusUnprocessableEntity, 0},
		"not a version": {url.Values{"over": {"nine"}, "known": {"on"}}, http.StatusUnprocessableEntity, 0},
		"not behind":    {url.Values{}, http.StatusSeeOther, 0},
	} {
		d := newDesk(t, models.PermPolicyRead, models.PermPolicyEdit)
		f := &policyFake{policy: draftOf(7, models.PolicyDraft), liveSince: &later}
		h := &Policies{Site: d.site, Store: f}
		tt.form.Set("version", "3")
		tt.form.Set("note", "losses rose")
		w := d.ask(http.MethodPost, "/policy/:version/submit", "/policy/2/submit", tt.form, h.Submit)
		if w.Code != tt.status || f.at.Over != tt.over {
			t.Errorf("%s: status %d, over %d", name, w.Code, f.at.Over)
		}
		if tt.status == http.StatusUnprocessableEntity && (f.typed != "" || !strings.Contains(w.Body.String(), "losses rose")) {
			t.Errorf("%s: stored %q, or lost what was typed", name, f.typed)
		}
	}
}

// TestTheShippedPolicyIsNamedInTheReadersLanguage asks why versions were made: a maker's words stay as they are.
func TestTheShippedPolicyIsNamedInTheReadersLanguage(t *testing.T) {
	shipped, drafted := &models.Policy{Version: 1, Note: "Shipped policy"}, &models.Policy{Version: 2, MadeBy: 7, Note: "Fewer holds"}
	for lang, want := range map[string]string{"en": "Shipped policy", "zh-CN": "系统自带的初始策略"} {
		w := labels{testSite(t).letterPage(lang)}
		if got := w.policyVersion(shipped).Note; got != want {
			t.Errorf("%s: %q, want %q", lang, got, want)
		}
		if got := w.policyVersion(drafted).Note; got != "Fewer holds" {
			t.Errorf("%s: a maker's words became %q", lang, got)
		}
	}
}
