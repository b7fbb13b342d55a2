package handlers

import (
	"net/http"
	"testing"

	"candor/models"
)

// TestAQueueSortsBothWays: the head of the present order leads to the same order turned round and says which way it goes; the others lead
// to theirs. What leads on keeps the order.
func TestAQueueSortsBothWays(t *testing.T) {
	s := testSite(t)
	var asked models.CaseFilter
	store := &reviewStore{cases: func(f models.CaseFilter) (models.CasePage, error) {
		asked = f
		d := someAccount(t)
		return models.CasePage{Older: true, Newer: true, Items: []models.CaseItem{{Case: *d.OpenCase, Account: briefly(&d.Account), Masked: d.Masked}}}, nil
	}}
	h, reviewer := &Queue{Site: s, Store: store}, as(t, models.RoleReviewer, "en")
	for sort, x := range map[models.CaseSort]struct{ dir, to string }{
		models.SortRisk: {"descending", "risk_least"}, models.SortLeastRisk: {"ascending", "risk"},
		models.SortDue: {"ascending", "due_last"}, models.SortDueLast: {"descending", "due"},
		models.SortExposure: {"descending", "exposure_least"}, models.SortLeastExposure: {"ascending", "exposure"},
		models.SortNewest: {"descending", "oldest"}, models.SortOldest: {"ascending", "newest"},
	} {
		w := call(s, reviewer, h.List, http.MethodGet, "/queue?sort="+string(sort), nil)
		want(t, w, 200, `aria-sort="`+x.dir+`"><a class="sort" href="/queue?sort=`+x.to+`"`, "&amp;sort="+string(sort)+`"`, `<option value=`+string(sort)+` selected>`, "Next page")
		if asked.Sort != sort {
			t.Errorf("%s: asked for %s", sort, asked.Sort)
		}
		for _, other := range models.CaseSorts() {
			if base, turned := other.Base(); !turned && base != baseOf(sort) {
				want(t, w, 200, `aria-sort="none"><a class="sort" href="/queue?sort=`+string(base)+`"`)
			}
		}
	}
}

func baseOf(sort models.CaseSort) models.CaseSort {
	base, _ := sort.Base()
	return base
}
