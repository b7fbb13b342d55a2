package handlers

import (
	"context"
	"net/http"
	"net/http/httptest"
	"testing"
	"time"

	"github.com/labstack/echo/v4"

	"candor/models"
)

// visited counts what only a visit may do.
type visited struct {
	*reviewStore
	marks int
}

func (v *visited) UseCase(context.Context, models.Actor, models.ID) error  { v.marks++; return nil }
func (v *visited) SeeMentions(context.Context, models.ID, models.ID) error { v.marks++; return nil }

// look asks for a preview as a script does.
func look(t *testing.T, s *Site, v *Visitor, store *visited, target, id string) *httptest.ResponseRecorder {
	t.Helper()
	return call(s, v, func(c echo.Context) error {
		c.Request().Header.Set("Sec-Fetch-Mode", "cors")
		return (&Cases{Site: s, Store: store}).Preview(c)
	}, http.MethodGet, target, nil, "id", id)
}

// TestAPreviewIsALookAndNoVisit: what a preview shows to whom, and that it marks nothing.
func TestAPreviewIsALookAndNoVisit(t *testing.T) {
	s := testSite(t)
	d := caseOf(t)
	store := &visited{reviewStore: &reviewStore{detail: func() (*models.CaseDetail, error) { return d, nil }}}
	id := d.Case.PublicID()
	w := look(t, s, as(t, models.RoleLead, "en"), store, "/x?view=sort%3Ddue", id)
	want(t, w, 200, "data-preview-of", `href="/cases/`+id+"?view=sort%3Ddue", "Open measures", "Last notes", "Main reasons")
	lacks(t, w, canary.Name, canary.Phone, "<html", "/decide", "/take", "/move")
	want(t, look(t, s, as(t, models.RoleLead, "zh-CN"), store, "/x", id), 200, "最近备注")
	lacks(t, look(t, s, as(t, models.RoleService, "en"), store, "/x", id), "Main reasons")
	want(t, look(t, s, as(t, models.RoleReviewer, "en"), store, "/x?view=all", id), 200, `action="/cases/`+id+`/claim"`, `action="/cases/`+id+`/snooze"`,
		`action="/cases/`+id+`/escalate"`, `name="from" value="queue"`, `name="version"`, `data-key="c"`, `data-key="s"`, `data-key="e"`,
		`action="/cases/`+id+`/tags"`, `id="f-row-tag-reason"`, `id="f-row-tag-ends_at"`, `action="/cases/`+id+`/dismiss"`, "Close as a false alarm")
	lacks(t, look(t, s, as(t, models.RoleAuditor, "en"), store, "/x", id), "<form")
	until := testNow.Add(time.Minute)
	d.Case.AssigneeID, d.Case.AssigneeName, d.Case.LeaseUntil = 7, "Anna", &until
	w = look(t, s, as(t, models.RoleReviewer, "en"), store, "/x?view=all", id)
	want(t, w, 200, `action="/cases/`+id+`/release"`)
	lacks(t, w, "/claim")
	d.Case.AssigneeID, d.Case.AssigneeName = 9, "Cleo"
	w = look(t, s, as(t, models.RoleReviewer, "en"), store, "/x?view=all", id)
	want(t, w, 200, "Cleo is reviewing this case")
	lacks(t, w, "<form")
	if store.marks != 0 {
		t.Errorf("a look left %d marks", store.marks)
	}
	want(t, look(t, s, as(t, models.RoleLead, "en"), store, "/x?page=2", id), 400)
	want(t, look(t, s, as(t, models.RoleLead, "en"), store, "/x", "nothing"), 404)
	w = call(s, as(t, models.RoleLead, "en"), (&Cases{Site: s, Store: store}).Preview, http.MethodGet, "/x?view=sort%3Ddue", nil, "id", id)
	if to := w.Header().Get("Location"); w.Code != http.StatusSeeOther || to != "/cases/"+id+"?view=sort%3Ddue" {
		t.Errorf("followed, the address answers %d to %q", w.Code, to)
	}
}
