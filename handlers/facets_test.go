package handlers

import (
	"context"
	"net/http"
	"net/http/httptest"
	"testing"

	"candor/models"
)

func (s *reviewStore) AccountFacets(context.Context, models.AccountFilter, []string) (*models.AccountFacets, error) {
	return s.facets, nil
}

func (f fakeAppeals) AppealFacets(context.Context, models.AppealFilter) (*models.AppealFacets, error) {
	return f.facets, nil
}

// TestTheBookCountsWhatItsFiltersLeave: behind each value, in words that say where counting stopped; the list can still be narrowed where
// nothing is counted, and who sees no scores sees no counts of bands.
func TestTheBookCountsWhatItsFiltersLeave(t *testing.T) {
	s := testSite(t)
	store := &bookAsked{reviewStore: &reviewStore{facets: &models.AccountFacets{
		Status: map[models.AccountStatus]int{models.StatusActive: models.CountCap, models.StatusFrozen: 7}, Band: map[string]int{"poor": 43}, Late: []int{models.CountCap, 12, 5, 0, 3},
	}}}
	list := func(role, lang, query string) *httptest.ResponseRecorder {
		return call(s, as(t, role, lang), (&Accounts{Site: s, Store: store}).List, http.MethodGet, "/accounts?"+query, nil)
	}
	w := list(models.RoleReviewer, "en", "status=frozen&late_min=31&late_max=60&cols=account,owed")
	want(t, w, 200, "Active (1,000+)", "Frozen (7)", "Closed (0)", "Poor (43)", "Not late (1,000+)", "Over 90 (3)", "<strong>Frozen</strong>",
		`href="/accounts?cols=account%2Cowed&amp;late_max=30&amp;late_min=1&amp;status=frozen"`, `href="/accounts?cols=account%2Cowed&amp;late_min=91&amp;status=frozen"`,
		`href="/accounts?cols=account%2Cowed&amp;status=frozen" aria-current="true">31 to 60 (5)`)
	want(t, list(models.RoleReviewer, "zh-CN", ""), 200, "正常（1,000+）", "未逾期（1,000+）")
	lacks(t, list(models.RoleService, "en", ""), "Poor", "43")
	store.facets = nil
	w = list(models.RoleReviewer, "en", "tag=ring")
	want(t, w, 200, "Over 90", `late_min=91&amp;tag=ring`)
	lacks(t, w, "Active (", "Over 90 (")
	lacks(t, list(models.RoleReviewer, "en", "late_min=x"), "Over 90")
}

// TestTheAppealsCountWhatTheirFiltersLeave is the same for the list of appeals. A count of a part of them is at least that.
func TestTheAppealsCountWhatTheirFiltersLeave(t *testing.T) {
	s := measureSite(t)
	f := newFakeCase()
	h := &Appeals{s, fakeAppeals{fakeCase: f}}
	list := func(lang, query string) *httptest.ResponseRecorder {
		return call(s, as(t, models.RoleLead, lang), h.List, http.MethodGet, "/appeals?"+query, nil)
	}
	f.facets = &models.AppealFacets{
		Stage: map[string]int{"in_review": 12}, Kind: map[string]int{"freeze": models.CountCap}, Outcome: map[string]int{"uphold": 3}, Lang: map[string]int{"en": 5},
	}
	want(t, list("en", "stage=in_review"), 200, "In review (12)", "Freeze (1,000+)", "Upheld (3)", "Overturned (0)", "English (5)", "<strong>In review</strong>")
	want(t, list("zh-CN", ""), 200, "English（5）")
	f.facets.Cut = true
	w := list("en", "")
	want(t, w, 200, "In review (12 or more)", "Freeze (1,000 or more)")
	lacks(t, w, "Overturned (")
}
