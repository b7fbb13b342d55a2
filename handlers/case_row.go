package handlers

import (
	"errors"
	"maps"
	"net/http"
	"net/url"
	"slices"
	"strings"

	"github.com/labstack/echo/v4"

	"candor/models"
	"candor/views"
)

// fromQueue is what a form says that stands on a row of the queue: whoever sends it goes back there.
const fromQueue = "queue"

// rowBelow is the view with the row that takes the place of one that leaves it: the next, else the one before, else the view alone.
// It is asked before the act, while the case still has its place; empty for a form that stands elsewhere.
func (h *CaseDesk) rowBelow(c echo.Context, f *form, id models.ID) (string, error) {
	if !f.one("from", fromQueue) {
		return "", nil
	}
	view, filter, err := h.view(f.text("view"), c)
	if err != nil {
		return "", err
	}
	ctx := c.Request().Context()
	here, err := h.Desk.Case(ctx, id)
	if err != nil {
		return "", err
	}
	at := here.Cursor(filter.Sort)
	filter.Limit = 1
	for _, side := range []struct{ after, before *models.CaseCursor }{{after: &at}, {before: &at}} {
		filter.After, filter.Before = side.after, side.before
		page, err := h.Desk.Cases(ctx, filter)
		if err != nil {
			return "", err
		}
		if len(page.Items) > 0 {
			return rowHref(view.Encode(), page.Items[0].ID), nil
		}
	}
	return "/queue?" + view.Encode(), nil
}

// heldFromRow leads back to the row whose case was claimed or given up, and offers to take that back.
func (h *Cases) heldFromRow(c echo.Context, id models.ID, query, said string) error {
	back := claimRow(id, query)
	if said == "" {
		said, back.Action = "preview.claimed", "/cases/"+id.Public(models.PrefixCase)+"/release"
	}
	left := h.words(c).N("common.minutes", int(models.CaseLease.Minutes()))
	return h.doneUndo(c, rowHref(wholeView(query), id), back, said, "left", left)
}

// claimRow is claimAgain for an act on a row: it leads back to it.
func claimRow(id models.ID, view string) *views.Undo {
	undo := claimAgain(id, view)
	undo.Fields = append(undo.Fields, [2]string{"from", fromQueue})
	return undo
}

// rowActs are what can be done from a row.
var rowActs = []string{partClaim, partRelease, partSnooze, partEscalate, partDismiss, partTags}

// onRows are those whose fields stand on rows alone, or elsewhere on the page of the case than where they would be looked for: what was
// filled in wrongly is said on the row too.
var onRows = []string{partDismiss, partTags}

// rowRefusal is an act on the case of a row that was not done.
type rowRefusal struct {
	id    models.ID
	act   string // one of rowActs
	view  string // as the row carries it
	why   string
	typed string // the words that were sent with it

	status int
}

// refusedOnRow answers what was refused on a row with the queue where it was, the reason above it and the focus on the row. Another form
// of the case, and a field that is filled in wrongly, are shown on the case's own page: false.
func (h *Cases) refusedOnRow(c echo.Context, id models.ID, act string, f *form, err error) (bool, error) {
	var wrong *models.Invalid
	if !f.one("from", fromQueue) || !slices.Contains(rowActs, act) || errors.As(err, &wrong) && !slices.Contains(onRows, act) {
		return false, nil
	}
	view, _, viewErr := h.view(f.text("view"), c)
	if viewErr != nil {
		return true, viewErr
	}
	place := view
	place.Set("at", id.Public(models.PrefixCase))
	list, formErr := h.formOf(c, place, queueFields)
	if formErr != nil {
		return true, formErr
	}
	refused := rowRefusal{id: id, act: act, view: f.text("view"), why: h.whyRefused(c, id, err), typed: typedOnRow(f), status: statusOf(err)}
	var held *models.Refused
	if errors.As(err, &held) { // the person may do it, but not while the case stands as it does
		refused.status = http.StatusConflict
	}
	return true, h.Queue.show(c, list, &refused)
}

// typedOnRow is the words that were sent with an act, so that none are lost.
func typedOnRow(f *form) string {
	var words []string
	for _, name := range []string{"why", "because", "tag", "reason", "ends_at"} {
		if text := f.text(name); text != "" {
			words = append(words, text)
		}
	}
	return strings.Join(words, " · ")
}

// whyRefused says why nothing was done to a case: what forbids it, or who changed it meanwhile.
func (h *Cases) whyRefused(c echo.Context, id models.ID, err error) string {
	p := views.Page{Texts: h.words(c), Now: h.Now(), Zone: h.zone(c)}
	var refused *models.Refused
	var wrong *models.Invalid
	switch {
	case errors.As(err, &wrong):
		said := problems(p, err)
		return said[slices.Sorted(maps.Keys(said))[0]] // most have one field
	case errors.As(err, &refused):
		return p.T("refused." + refused.Code)
	case errors.Is(err, models.ErrForbidden):
		return p.T("error.forbidden.text")
	case errors.Is(err, models.ErrUnwarned):
		return p.T("conflict.hardship_row")
	}
	return whoChanged(c.Request().Context(), p, h.Store, "case", id.Public(models.PrefixCase))
}

// refuse puts it on a page of the queue: above the rows, and on the case's own where that is among them.
func (l labels) refuse(d *views.QueueData, q queuePage, view url.Values) {
	refused, items := q.refused, q.page.Items
	at := slices.IndexFunc(items, func(c models.CaseItem) bool { return c.ID == refused.id })
	name := refused.id.Public(models.PrefixCase)
	if at >= 0 {
		c := &items[at]
		name = l.nameOf(c.Masked, c.Account.ExternalID, c.AccountID)
		columns, _ := queueColumnsOf(view.Get("cols"))
		opens := slices.IndexFunc(columns, func(c *queueColumn) bool { return c.key == accountColumn })
		if d.Bulk != nil {
			opens++ // after the boxes
		}
		row := d.Table.Row
		d.Table.Row = func(i int, cells []views.Cell) views.Record {
			r := row(i, cells)
			if r.Current = i == at; r.Current {
				r.Cells[opens] = l.rowCell(c, shortView(view), true)
			}
			return r
		}
	}
	d.Refused = &views.RowRefusal{
		Title: l.p.T("queue.refused_"+refused.act, "name", name), Text: refused.why, Typed: refused.typed, Href: caseHref(refused.id, refused.view), Gone: at < 0,
	}
}
