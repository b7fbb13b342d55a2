package handlers

import (
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"

	"github.com/labstack/echo/v4"

	"candor/models"
	"candor/views"
)

// freshOf is the link of a list that says how many rows came since its page was drawn: where it leads, and where a script asks. The address
// that it asks answers under the permission of the page.
func freshOf(p views.Page, href, path, view string) *views.Fresh {
	return &views.Fresh{Href: strings.TrimSuffix(href, "?"), Ask: path + "/new?" + url.Values{"view": {view}, "since": {strconv.FormatInt(p.Now.UnixMilli(), 10)}}.Encode()}
}

// readFresh reads what a script asks: a view of a list as its page wrote it, and when that was drawn.
func (s *Site) readFresh(c echo.Context) (view string, query url.Values, since time.Time, err error) {
	f, err := s.readQuery(c, "view", "since")
	if err != nil {
		return "", nil, since, err
	}
	ms, err := strconv.ParseInt(f.text("since"), 10, 64)
	query, bad := url.ParseQuery(f.text("view"))
	if err != nil || bad != nil || ms < 0 {
		return "", nil, since, errBadForm
	}
	return f.text("view"), query, time.UnixMilli(ms).UTC(), nil
}

// answerFresh answers with the link, or with nothing when nothing came.
func (s *Site) answerFresh(c echo.Context, n int, href string) error {
	if n == 0 {
		return c.NoContent(http.StatusNoContent)
	}
	words := s.words(c).N("queue.fresh", n)
	if n >= models.CountCap {
		words = s.words(c).T("queue.fresh_many", "n", capped(n))
	}
	return s.render(c, http.StatusOK, views.Link(href, words))
}

// New says how many appeals of a view came since a page was drawn.
func (h *Appeals) New(c echo.Context) error {
	_, query, since, err := h.readFresh(c)
	if err != nil {
		return err
	}
	list, err := h.formOf(c, query, appealPageAddress())
	if err != nil {
		return err
	}
	v := CurrentVisitor(c)
	filter, bad := readAppealFilter(list, v)
	if bad != nil {
		return errBadForm
	}
	filter.Now = h.Now()
	n, err := h.Store.AppealsSince(c.Request().Context(), filter, since)
	if err != nil {
		return err
	}
	return h.answerFresh(c, n, appealAddressOf(list, v, filter).with("", ""))
}

// New says how many items of a view of the radar came since a page was drawn.
func (h *Radar) New(c echo.Context) error {
	view, _, since, err := h.readFresh(c)
	if err != nil {
		return err
	}
	query, filter, err := h.radarQuery(view, c)
	if err != nil {
		return err
	}
	n, err := h.Store.RadarSince(c.Request().Context(), filter, since)
	if err != nil {
		return err
	}
	return h.answerFresh(c, n, radarHref(query))
}

// New says how many customers were asked for something since a page of those that have not answered was drawn.
func (h *Challenges) New(c echo.Context) error {
	view, _, since, err := h.readFresh(c)
	if err != nil {
		return err
	}
	if view != string(models.ChallengeOpen) {
		return errBadForm
	}
	n, err := h.Store.ChallengesSince(c.Request().Context(), since)
	if err != nil {
		return err
	}
	return h.answerFresh(c, n, challengesHref(models.ChallengeOpen))
}

// New says how many actions that the viewer sees wait for a second person since a page was drawn.
func (h *Approvals) New(c echo.Context) error {
	show, _, since, err := h.readFresh(c)
	if err != nil {
		return err
	}
	if show != "" && show != "yours" && show != "asked" {
		return errBadForm
	}
	waiting, err := h.Store.Approvals(c.Request().Context(), models.ApprovalsMost)
	if err != nil {
		return err
	}
	n, v := 0, CurrentVisitor(c)
	p := views.Page{Texts: h.words(c), Now: h.Now(), Zone: h.zone(c)}
	for i := range waiting {
		w := &waiting[i]
		row := approvalRow(p, v, w)
		_, _, at := w.Asked()
		hidden := w.Opinion != nil && !row.Can && !row.Own || show == "yours" && !row.Can || show == "asked" && !row.Own
		if at.After(since) && !hidden {
			n++
		}
	}
	return h.answerFresh(c, n, approvalsHref(show))
}

// approvalsHref is the page of pending actions under one of its tabs.
func approvalsHref(show string) string {
	if show == "" {
		return "/approvals"
	}
	return "/approvals?" + url.Values{"show": {show}}.Encode()
}
