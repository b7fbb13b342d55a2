package handlers

import (
	"net/http"
	"strings"
	"testing"

	"candor/models"
)

// TestTheTimelineOfACaseIsNarrowedAndPointedAt: to one part of what happened, with a way back to all; every time leads to its own place.
func TestTheTimelineOfACaseIsNarrowedAndPointedAt(t *testing.T) {
	s, d := testSite(t), caseOf(t)
	d.Entries = []models.AuditEntry{
		{Seq: 9, At: testNow, Action: models.ActionCaseSnoozed, ActorKind: models.ActorUser, ActorName: "Anna", Reason: "waits for payday", ObjectType: "case"},
		{Seq: 8, At: testNow, Action: models.ActionCaseClaimed, ActorKind: models.ActorUser, ActorName: "Anna", ObjectType: "case"},
	}
	h := &Cases{Site: s, Store: &reviewStore{detail: func() (*models.CaseDetail, error) { return d, nil }}}
	id := d.Case.PublicID()
	show := func(query, lang string) string {
		w := call(s, as(t, models.RoleLead, lang), h.Show, http.MethodGet, "/x"+query, nil, "id", id)
		want(t, w, http.StatusOK)
		page := w.Body.String()
		return page[strings.Index(page, `id="timeline"`):]
	}
	all := show("?view=sort%3Ddue", "en")
	for _, part := range []string{`id="e9"`, `href="/cases/` + id + `#e9"`, `id="e8"`, `?kind=waits&amp;view=sort%3Ddue#timeline"`, `aria-current="true">All`} {
		if !strings.Contains(all, part) {
			t.Errorf("the timeline lacks %q", part)
		}
	}
	if waits := show("?kind=waits", "en"); !strings.Contains(waits, `id="e9"`) || strings.Contains(waits, `id="e8"`) || !strings.Contains(waits, `aria-current="true">Waiting`) {
		t.Error("the timeline is not narrowed to what waits")
	}
	if judged := show("?kind=decided", "zh-CN"); strings.Contains(judged, `id="e9"`) || !strings.Contains(judged, "没有这一类") {
		t.Error("an empty part does not say so")
	}
	want(t, call(s, as(t, models.RoleLead, "en"), h.Show, http.MethodGet, "/x?kind=other", nil, "id", id), http.StatusBadRequest)
}
