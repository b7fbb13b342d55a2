package handlers

import (
	"net/http"
	"testing"

	"candor/models"
)

// TestTheQueueIsNarrowedToSpans: both ends are one chip that is removed as one, and an end before its beginning is told beside its field.
func TestTheQueueIsNarrowedToSpans(t *testing.T) {
	h, store := someSaved(t)
	var asked *models.CaseFilter
	store.cases = func(f models.CaseFilter) (models.CasePage, error) { asked = &f; return models.CasePage{}, nil }
	q, reviewer := &Queue{Site: h.Site, Store: store}, as(t, models.RoleReviewer, "en")
	list := func(query string) func(int, ...string) {
		asked = nil
		w := call(h.Site, reviewer, q.List, http.MethodGet, "/queue?sort=due&"+query, nil)
		return func(status int, parts ...string) {
			t.Helper()
			want(t, w, status, parts...)
			if (asked != nil) != (status == 200) {
				t.Errorf("%s: asked for %+v", query, asked)
			}
		}
	}
	list("exposure=1000&exposure_max=2%2C500.50")(200, "¥1,000.00 to ¥2,500.50", `href="/queue?sort=due"`)
	if asked.MinFen != 100_000 || asked.MaxFen != 250_050 || !asked.Narrowed() {
		t.Errorf("asked for %+v", asked)
	}
	list("exposure_max=2500")(200, "Exposure at most", "¥2,500.00")
	list("score_min=500&score_max=500&exposure=10&exposure_max=10")(200, "500 to 500")
	list("exposure=2000&exposure_max=1000")(422, `id="f-exposure_max-error"`, "Not below where the range begins.", `value="2000"`)
	list("score_min=600&score_max=500")(422, `id="f-score_max-error"`, "Not below where the range begins.")
	list("exposure_max=0")(422, `id="f-exposure_max-error"`)
	list("exposure_max=much")(422, `id="f-exposure_max-error"`, `value="much"`)
}

// TestASpanOfExposuresIsCarriedShort: a row carries it, and what it carries is read back.
func TestASpanOfExposuresIsCarriedShort(t *testing.T) {
	view := viewQuery(map[string][]string{"exposure": {"1000"}, "exposure_max": {"2500.50"}, "sort": {"due"}})
	if short := shortView(view); short != "~e1000~f2500.50~rdue" || wholeView(short) != view.Encode() {
		t.Errorf("%q is read back as %q", short, wholeView(short))
	}
}
