package handlers

import (
	"net/url"
	"slices"
	"strconv"

	"github.com/labstack/echo/v4"

	"candor/models"
	"candor/views"
	"candor/views/ui"
)

// caseQuery reads what the address of a case's page holds.
func (h *Cases) caseQuery(c echo.Context) (*form, error) {
	f, err := h.readQuery(c, "view", "kind", "open")
	if err != nil {
		return nil, err
	}
	if k := f.text("kind"); k != "" && !slices.Contains(models.CaseActs(), models.CaseAct(k)) {
		return nil, errBadForm
	}
	if part := f.text("open"); part != "" && !slices.Contains(caseOpens, part) {
		return nil, errBadForm
	}
	return f, nil
}

// caseTimeline is what happened to a case, of one part where it is narrowed to that; every time is the way to its own place.
func (l labels) caseTimeline(d *models.CaseDetail, view, kind string, data *views.CaseData) {
	if len(d.Entries) == 0 {
		return
	}
	href := func(kind string) string {
		q := url.Values{}
		if view != "" {
			q.Set("view", view)
		}
		if kind != "" {
			q.Set("kind", kind)
		}
		at := caseHref(d.Case.ID, "")
		if query := q.Encode(); query != "" {
			at += "?" + query
		}
		return at
	}
	all := data.Timeline // with what can be taken back or put right beside its entries
	data.Timeline = nil
	for i := range all {
		all[i].ID = "e" + strconv.FormatInt(d.Entries[i].Seq, 10)
		all[i].Place = caseHref(d.Case.ID, "") + "#" + all[i].ID
	}
	data.Kinds = []ui.Tab{{Label: l.p.T("timeline.kind_all"), Href: href("") + "#timeline", Current: kind == ""}}
	for _, k := range models.CaseActs() {
		data.Kinds = append(data.Kinds, ui.Tab{Label: l.p.Texts.T("case.act_" + string(k)), Href: href(string(k)) + "#timeline", Current: kind == string(k)})
	}
	for i := range all {
		if kind == "" || models.CaseActOf(d.Entries[i].Action) == models.CaseAct(kind) {
			data.Timeline = append(data.Timeline, all[i])
		}
	}
}
