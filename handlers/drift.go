package handlers

import (
	"context"
	"errors"
	"net/http"
	"strconv"

	"github.com/labstack/echo/v4"

	"candor/engine/drift"
	"candor/models"
	"candor/views"
)

// DriftStore is what the drift board needs of the store.
type DriftStore interface {
	DriftBoard(ctx context.Context) (*models.DriftBoard, error)
	DriftAccounts(ctx context.Context, q models.DriftBin) (models.DriftBinPage, error)
	CloseDriftAlert(ctx context.Context, actor models.Actor, id models.ID, version int64, note string) error
	changes
}

// Drift is how far today's accounts are from those that the champion was trained on.
type Drift struct {
	*Site
	Store DriftStore
}

// Show shows the board.
func (h *Drift) Show(c echo.Context) error {
	if err := noQuery(c); err != nil {
		return err
	}
	b, err := h.Store.DriftBoard(c.Request().Context())
	if err != nil {
		return err
	}
	p := h.page(c, "drift.title")
	return h.render(c, http.StatusOK, views.Drift(p, driftView(p, b)))
}

// Factor shows one factor, or the score, and its bins of a week: the newest unless another is
// asked for.
func (h *Drift) Factor(c echo.Context) error {
	f, err := h.readQuery(c, "week")
	if err != nil {
		return err
	}
	week := f.number("week", false)
	if f.err() != nil {
		return errBadForm
	}
	return h.factor(c, c.Param("key"), week, caseTry{})
}

func (h *Drift) factor(c echo.Context, key string, week int, try caseTry) error {
	ctx := c.Request().Context()
	b, err := h.Store.DriftBoard(ctx)
	if err != nil {
		return err
	}
	series := b.Series(key)
	if series == nil || (week != 0 && series.Point(week) == nil) {
		return models.ErrNotFound
	}
	p := h.page(c, "drift.factor_title", "name", labels{views.Page{Texts: h.words(c)}}.driftName(key))
	p.Crumbs = driftCrumbs(p)
	d := driftFactorView(p, CurrentVisitor(c), b, series, week)
	if try.err != nil {
		wrong := problems(p, try.err)
		d.Typed, d.NoteError, d.Errors = try.form.text("note"), wrong["note"], fieldErrors(wrong)
		if len(wrong) == 0 {
			d.Problem = whoChanged(ctx, p, h.Store, "drift", c.Param("id"))
		}
	}
	return h.render(c, statusOf(try.err), views.DriftFactor(p, d))
}

func driftCrumbs(p views.Page) []views.Crumb {
	return []views.Crumb{{Label: p.T("nav.home"), Href: "/"}, {Label: p.T("nav.drift"), Href: "/drift"}}
}

// driftAccountsLimit is how many accounts a page of a bin has.
const driftAccountsLimit = 50

// Accounts shows the accounts whose latest assessment lies in a bin.
func (h *Drift) Accounts(c echo.Context) error {
	f, err := h.readQuery(c, "bin", "after")
	if err != nil {
		return err
	}
	v := CurrentVisitor(c)
	if !v.Can(models.PermAccountRead) {
		return models.ErrForbidden
	}
	q := models.DriftBin{Factor: c.Param("key"), Bin: f.number("bin", true), After: f.id("after", models.PrefixAccount), Limit: driftAccountsLimit}
	if f.err() != nil {
		return errBadForm
	}
	ctx := c.Request().Context()
	b, err := h.Store.DriftBoard(ctx)
	if err != nil {
		return err
	}
	page, err := h.Store.DriftAccounts(ctx, q)
	if err != nil {
		return err
	}
	p := h.page(c, "drift.accounts_title", "name", labels{views.Page{Texts: h.words(c)}}.driftName(q.Factor))
	p.Crumbs = append(driftCrumbs(p), views.Crumb{Label: labels{p}.driftName(q.Factor), Href: driftHref(q.Factor, 0)})
	return h.render(c, http.StatusOK, views.DriftAccounts(p, driftAccountsView(p, v, b, q, page)))
}

// Close ends an alert with a note on what was found.
func (h *Drift) Close(c echo.Context) error {
	f, err := h.readForm(c, "version", "note")
	if err != nil {
		return err
	}
	id, err := models.ParseID(models.PrefixDriftAlert, c.Param("id"))
	if err != nil {
		return err
	}
	version := f.version()
	if err = f.err(); err == nil {
		err = h.Store.CloseDriftAlert(c.Request().Context(), actor(c), id, version, f.text("note"))
	}
	if err == nil {
		return h.done(c, "/drift", "drift.closed_done")
	}
	if !again(err) && !errors.Is(err, models.ErrState) {
		return err
	}
	b, boardErr := h.Store.DriftBoard(c.Request().Context())
	if boardErr != nil {
		return boardErr
	}
	for _, a := range b.Alerts {
		if a.ID == id {
			return h.factor(c, a.Factor, a.Week, caseTry{f, err})
		}
	}
	return err // closed by somebody else: there is no form to show again
}

// driftHref is a factor's page of a week, 0 for the newest.
func driftHref(key string, week int) string {
	href := "/drift/factors/" + key
	if week != 0 {
		href += "?week=" + strconv.Itoa(week)
	}
	return href
}

// driftName is a factor's name, or the score's.
func (l labels) driftName(key string) string {
	if key == drift.ScoreKey {
		return l.p.T("score.score")
	}
	return l.word("factor.", key)
}
