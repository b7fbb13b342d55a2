package handlers

import (
	"net/http"
	"net/http/httptest"
	"regexp"
	"strings"
	"testing"

	"candor/models"
)

var partLink = regexp.MustCompile(`href="#([^"]+)"`)

// TestThePartsOfAPolicyPageAreThere follows each link within the list, a version to read, a draft to edit and its thresholds.
func TestThePartsOfAPolicyPageAreThere(t *testing.T) {
	d := newDesk(t, models.PermPolicyRead, models.PermPolicyEdit)
	show := func(state models.PolicyState) *httptest.ResponseRecorder {
		h := &Policies{Site: d.site, Store: &policyFake{policy: draftOf(7, state)}}
		return d.ask(http.MethodGet, "/policy/:version", "/policy/2", nil, h.Show)
	}
	list := &Policies{Site: d.site, Store: &policyFake{policy: draftOf(7, models.PolicyDraft)}}
	for name, w := range map[string]*httptest.ResponseRecorder{
		"list": d.ask(http.MethodGet, "/policy", "/policy", nil, list.List), "draft": show(models.PolicyDraft), "submitted": show(models.PolicySubmitted),
		"thresholds": d.thresholds(&thresholdFake{policyFake: policyFake{policy: draftOf(7, models.PolicyDraft)}}),
	} {
		page := mainOf(w)
		links := partLink.FindAllStringSubmatch(page, -1)
		if w.Code != http.StatusOK || len(links) < 4 {
			t.Errorf("%s: status %d, %d links", name, w.Code, len(links))
		}
		for _, l := range links {
			if strings.Count(page, ` id="`+l[1]+`"`) != 1 {
				t.Errorf("%s: #%s leads nowhere", name, l[1])
			}
		}
	}
}
