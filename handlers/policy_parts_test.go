package handlers

import (
	"net/http"
	"net/http/httptest"
	"regexp"
	"strings"
	"testing"
	"time"

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

// TestAShippedPolicyIsLiveFromADay: nobody approved it, so that no name, nor a dash for one, stands before the time.
func TestAShippedPolicyIsLiveFromADay(t *testing.T) {
	d := newDesk(t, models.PermPolicyRead)
	show := func(name string) string {
		v := draftOf(7, models.PolicyLive)
		at := time.Date(2026, 11, 20, 4, 0, 0, 0, time.UTC)
		v.ApprovedName, v.ApprovedAt, v.PublishedAt = name, &at, &at
		h := &Policies{Site: d.site, Store: &policyFake{policy: v}}
		_, from, _ := strings.Cut(mainOf(d.ask(http.MethodGet, "/policy/:version", "/policy/2", nil, h.Show)), "Live from")
		from, _, _ = strings.Cut(from, "</dd>")
		return from
	}
	if from := show("Wei Zhao"); !strings.Contains(from, "Wei Zhao") {
		t.Error("whoever approved it is not named")
	}
	if from := show(""); !strings.Contains(from, "2026-11-20 04:00") || strings.Contains(from, "—") {
		t.Errorf("live from %s", from)
	}
}
