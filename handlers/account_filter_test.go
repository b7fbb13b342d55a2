package handlers

import (
	"context"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"candor/models"
)

// bookAsked keeps the filter that the book was asked for.
type bookAsked struct {
	*reviewStore
	filter *models.AccountFilter
}

func (s *bookAsked) Accounts(_ context.Context, f models.AccountFilter) (models.AccountPage, error) {
	s.filter = &f
	return models.AccountPage{}, nil
}

// TestTheBookIsNarrowedToSeveralValuesAndSpans: as boxes send them and as an address holds them, each chip a sentence that can be removed.
func TestTheBookIsNarrowedToSeveralValuesAndSpans(t *testing.T) {
	s := testSite(t)
	store := &bookAsked{reviewStore: &reviewStore{}}
	list := func(role, lang, query string) *httptest.ResponseRecorder {
		store.filter = nil
		return call(s, as(t, role, lang), (&Accounts{Site: s, Store: store}).List, http.MethodGet, "/accounts?"+query, nil)
	}
	w := list(models.RoleReviewer, "en", "status=restricted&status=frozen&band=%21poor&score_min=500&score_max=600&late_min=1&used_max=1%2C000.50")
	want(t, w, 200, "any of Restricted, Frozen", "not Poor", "500 to 600", "at least 1", "at most ¥1,000.50",
		"band=%21poor&amp;late_min=1&amp;score_max=600&amp;score_min=500&amp;used_max=1%2C000.50\"", // without the states
		"/accounts?band=%21poor&amp;late_min=1&amp;status=restricted%2Cfrozen&amp;used_max=1%2C000.50")
	f := store.filter
	if f.Status != "restricted,frozen" || f.Not.Status || f.Band != "poor" || !f.Not.Band || *f.Score.From != 500 || *f.Score.To != 600 || *f.Late.From != 1 || f.Late.To != nil || *f.UsedFen.To != 100_050 || !f.LimitFen.Open() {
		t.Errorf("asked for %+v", f)
	}
	lacks(t, w, "/batches/limits") // a reviewer changes no limits of many
	want(t, list(models.RoleLead, "en", "status=restricted&status=frozen&band=%21poor&late_min=1"), 200, "/batches/limits?band=%21poor&amp;late_min=1&amp;status=restricted%2Cfrozen",
		"/batches/lift?band=%21poor&amp;late_min=1&amp;status=restricted%2Cfrozen")
	want(t, list(models.RoleLead, "en", "status=frozen"), 200, "/batches/limits?status=frozen")
	want(t, list(models.RoleReviewer, "zh-CN", "status=frozen,restricted&status_not=1&limit_min=5000"), 200, "非", "不低于 ¥5,000.00", `value="1" selected`)
	if f := store.filter; f.Status != "restricted,frozen" || !f.Not.Status {
		t.Errorf("asked for %+v", f)
	}
	if want(t, list(models.RoleReviewer, "en", "status_not=1"), 200); store.filter.Not.Status {
		t.Error("none of nothing is left out")
	}
}

// TestABookFilterThatCannotBeReadSaysWhere: nothing is looked for, and what was typed stays.
func TestABookFilterThatCannotBeReadSaysWhere(t *testing.T) {
	s := testSite(t)
	store := &bookAsked{reviewStore: &reviewStore{}}
	for query, part := range map[string]string{
		"score_min=600&score_max=500": "Not below where the range begins.", "late_min=soon": `value="soon"`, "late_max=-1": "Outside what is possible.",
		"used_min=1.234": "An amount in yuan", "limit_max=lots": `id="f-limit_max-error"`, "status=molten": "Choose one of the values offered.",
		"status=frozen,molten": "f-status", "status_not=2": `id="f-status_not-error"`, "score_max=951": "Outside what is possible.", "band=fine": "Choose one",
	} {
		store.filter = nil
		w := call(s, as(t, models.RoleReviewer, "en"), (&Accounts{Site: s, Store: store}).List, http.MethodGet, "/accounts?"+query, nil)
		want(t, w, 422, part, "No account was looked for")
		if store.filter != nil {
			t.Errorf("%s: the book was asked for %+v", query, store.filter)
		}
	}
	for _, query := range []string{"score_min=500", "score_max=x", "band=!poor", "band=fine"} {
		want(t, call(s, as(t, models.RoleService, "en"), (&Accounts{Site: s, Store: store}).List, http.MethodGet, "/accounts?"+query, nil), 403)
	}
	w := call(s, as(t, models.RoleService, "en"), (&Accounts{Site: s, Store: store}).List, http.MethodGet, "/accounts?late_min=1", nil)
	want(t, w, 200)
	if strings.Contains(w.Body.String(), "score_min") {
		t.Error("who sees no scores is offered to narrow by them")
	}
	want(t, call(s, as(t, models.RoleReviewer, "en"), (&Accounts{Site: s, Store: store}).List, http.MethodGet, "/accounts?tag=a&tag=b", nil), 400)
}
