package handlers

import (
	"net/http"
	"testing"
	"time"

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
	list("product=cashloan&appeal=%21ever")(200, "Cash loan", "not Open or ended", "Remove the filter Appeal")
	if asked.Product != "cashloan" || asked.Appeal != models.AppealEver || !asked.Not.Appeal || !asked.Narrowed() {
		t.Errorf("asked for %+v", asked)
	}
	list("hardship=yes")(200, "In force", "Remove the filter Hardship")
	if asked.Hardship != models.HardshipYes || !asked.Narrowed() {
		t.Errorf("asked for %+v", asked)
	}
	list("payment=yes")(200, "Raised by one", "Remove the filter Payment")
	if asked.Payment != models.PaymentYes || !asked.Narrowed() {
		t.Errorf("asked for %+v", asked)
	}
	list("payment=maybe")(422, "f-payment-error")
	list("payment=%21yes")(422, "f-payment-error")
	list("hardship=maybe")(422, "f-hardship-error")
	list("hardship=%21yes")(422, "f-hardship-error")
	list("product=car")(422, "f-product-error")
	list("appeal=soon")(422, "f-appeal-error")
	list("score_min=500&score_max=500&exposure=10&exposure_max=10")(200, "500 to 500")
	list("exposure=2000&exposure_max=1000")(422, `id="f-exposure_max-error"`, "Not below where the range begins.", `value="2000"`)
	list("score_min=600&score_max=500")(422, `id="f-score_max-error"`, "Not below where the range begins.")
	list("exposure_max=0")(422, `id="f-exposure_max-error"`)
	list("exposure_max=much")(422, `id="f-exposure_max-error"`, `value="much"`)
}

// TestTheQueueIsNarrowedToDaysAndLateness: days are whole ones of the reader's zone, what cannot be read stays beside its field.
func TestTheQueueIsNarrowedToDaysAndLateness(t *testing.T) {
	h, store := someSaved(t)
	var asked *models.CaseFilter
	store.cases = func(f models.CaseFilter) (models.CasePage, error) { asked = &f; return models.CasePage{}, nil }
	q, reviewer := &Queue{Site: h.Site, Store: store}, as(t, models.RoleReviewer, "en")
	list := func(query string, status int, parts ...string) {
		t.Helper()
		asked = nil
		want(t, call(h.Site, reviewer, q.List, http.MethodGet, "/queue?sort=due&"+query, nil), status, parts...)
		if (asked != nil) != (status == 200) {
			t.Errorf("%s: asked for %+v", query, asked)
		}
	}
	list("due_from=2026-11-20&due_to=2026-11-22&late_min=1&late_max=30&flagged_from=2026-11-01", 200,
		"2026-11-20 to 2026-11-22", "1 to 30", "from 2026-11-01", "Remove the filter Days late", `value="2026-11-20"`,
		`href="/queue?flagged_from=2026-11-01&amp;late_max=30&amp;late_min=1&amp;sort=due"`)
	if from := time.Date(2026, 11, 20, 0, 0, 0, 0, h.Site.Zone); !asked.Due.From.Equal(from) || !asked.Due.Until.Equal(from.AddDate(0, 0, 3)) {
		t.Errorf("due from %v until %v", asked.Due.From, asked.Due.Until)
	}
	if *asked.Late.From != 1 || *asked.Late.To != 30 || asked.Flagged.Until != nil || asked.Flagged.From == nil {
		t.Errorf("asked for %+v", asked)
	}
	list("flagged_to=2026-11-01", 200, "up to 2026-11-01")
	if !asked.Narrowed() {
		t.Error("nothing is left out")
	}
	list("late_max=0", 200, "at most 0")
	list("due_from=2026-11-22&due_to=2026-11-22", 200, "2026-11-22 to 2026-11-22")
	list("due_from=2026-11-23&due_to=2026-11-22", 422, `id="f-due_to-error"`, "Not below where the range begins.", `value="2026-11-23"`)
	list("flagged_from=soon", 422, `id="f-flagged_from-error"`, "A date, such as", `type="text" value="soon"`)
	list("flagged_to=2026-11-01T09:30", 422, `id="f-flagged_to-error"`, `value="2026-11-01T09:30"`)
	list("due_to=2026-02-30", 422, `id="f-due_to-error"`)
	list("late_min=x", 422, `id="f-late_min-error"`, `value="x"`)
	list("late_min=-1", 422, `id="f-late_min-error"`, "Outside what is possible.")
	list("late_min=5&late_max=4", 422, `id="f-late_max-error"`, "Not below where the range begins.")
	want(t, call(h.Site, reviewer, h.Narrow, http.MethodGet, "/queue/narrow?view=due_from%3Dsoon", nil), 400)
	want(t, call(h.Site, reviewer, h.Narrow, http.MethodGet, "/queue/narrow?view=late_min%3D1%26due_to%3D2026-11-22", nil), 200, "at least 1", "up to 2026-11-22")
	if store.asked.Due.Until == nil || *store.asked.Late.From != 1 {
		t.Errorf("counts are of %+v", store.asked)
	}
}

// TestSpansOfDaysAreCarriedShort: a row carries them, and what it carries is read back.
func TestSpansOfDaysAreCarriedShort(t *testing.T) {
	view := viewQuery(map[string][]string{"due_from": {"2026-11-20"}, "due_to": {"2026-11-22"}, "late_min": {"1"}, "late_max": {"9"}, "flagged_from": {"2026-11-01"}, "flagged_to": {"2026-11-02"}})
	if short := shortView(view); short != "~i2026-11-20~j2026-11-22~l1~n9~u2026-11-01~v2026-11-02" || wholeView(short) != view.Encode() {
		t.Errorf("%q is read back as %q", short, wholeView(short))
	}
}

// TestASpanOfExposuresIsCarriedShort: a row carries it, and what it carries is read back.
func TestASpanOfExposuresIsCarriedShort(t *testing.T) {
	view := viewQuery(map[string][]string{"exposure": {"1000"}, "exposure_max": {"2500.50"}, "sort": {"due"}})
	if short := shortView(view); short != "~e1000~f2500.50~rdue" || wholeView(short) != view.Encode() {
		t.Errorf("%q is read back as %q", short, wholeView(short))
	}
}
