package handlers

import (
	"context"
	"net/http"
	"strconv"
	"strings"
	"time"

	"github.com/labstack/echo/v4"

	"candor/models"
	"candor/views"
)

// BacktestStore is what backtests need of the record.
type BacktestStore interface {
	Policy(ctx context.Context, version int) (*models.Policy, error)
	AskBacktest(ctx context.Context, actor models.Actor, ask models.AskBacktest) (*models.Backtest, error)
	CancelBacktest(ctx context.Context, actor models.Actor, id models.ID, version int64) error
	RepeatBacktest(ctx context.Context, actor models.Actor, id models.ID) (*models.Backtest, error)
	Backtested(ctx context.Context, id models.ID) (*models.Backtest, error)
	Backtests(ctx context.Context, policy int, below models.ID, limit int) ([]models.Backtest, error)
}

// Backtests is the comparisons of policy versions on what happened.
type Backtests struct {
	*Site
	Store BacktestStore
}

const backtestsPerPage = 20

// All shows the backtests of every version, the newest first.
func (h *Backtests) All(c echo.Context) error {
	return h.list(c, http.StatusOK, nil, backtestTry{})
}

// List shows the backtests of one version and, to whoever may ask for one, the form.
func (h *Backtests) List(c echo.Context) error {
	v, err := h.version(c)
	if err != nil {
		return err
	}
	return h.list(c, http.StatusOK, v, backtestTry{})
}

// backtestTry is a form that was refused, to be shown again.
type backtestTry struct {
	form *form
	err  error
}

func (h *Backtests) version(c echo.Context) (*models.Policy, error) {
	version, err := policyAt(c)
	if err != nil {
		return nil, err
	}
	return h.Store.Policy(c.Request().Context(), version)
}

func (h *Backtests) list(c echo.Context, status int, v *models.Policy, try backtestTry) error {
	f, err := h.readQuery(c, "before")
	if err != nil {
		return err
	}
	before := f.id("before", models.PrefixBacktest)
	if f.err() != nil {
		return errBadForm
	}
	number := 0
	if v != nil {
		number = v.Version
	}
	list, err := h.Store.Backtests(c.Request().Context(), number, before, backtestsPerPage+1)
	if err != nil {
		return err
	}
	var p views.Page
	if v == nil {
		p = h.page(c, "backtest.title")
		p.Crumbs = []views.Crumb{{Label: p.T("policy.title"), Href: "/policy"}}
	} else {
		p = h.page(c, "backtest.version_title", "version", v.Version)
		p.Crumbs = versionCrumbs(p, v.Version)
	}
	return h.render(c, status, views.Backtests(backtestList(p, CurrentVisitor(c), v, list, before, try)))
}

func versionCrumbs(p views.Page, version int) []views.Crumb {
	return []views.Crumb{
		{Label: p.T("policy.title"), Href: "/policy"}, {Label: p.T("policy.version_title", "version", version), Href: policyHref(version)},
	}
}

func backtestsHref(version int) string { return policyHref(version) + "/backtests" }

// Ask queues a backtest of a version.
func (h *Backtests) Ask(c echo.Context) error {
	v, err := h.version(c)
	if err != nil {
		return err
	}
	f, err := h.readForm(c, "window", "from", "to", "minutes", "alarm")
	if err != nil {
		return err
	}
	ask := models.AskBacktest{Policy: v.Version, CaseMinutes: f.number("minutes", true), AlarmFen: f.fen("alarm")}
	switch days, err := strconv.Atoi(f.text("window")); {
	case f.text("window") == "dates":
		ask.From = f.date("from", false)
		if to := f.date("to", true); to != nil { // the last second belongs to the day
			after := to.Add(time.Second)
			ask.To = &after
		}
	case err != nil || days == 0:
		f.bad.Add("window", "choice")
	default:
		ask.Days = days
	}
	var asked *models.Backtest
	if err = f.err(); err == nil {
		asked, err = h.Store.AskBacktest(c.Request().Context(), actor(c), ask)
	}
	if err == nil {
		return h.done(c, backtestHref(asked), "backtest.queued")
	}
	if status, yes := shown(err); yes {
		return h.list(c, status, v, backtestTry{f, err})
	}
	return err
}

func backtestHref(b *models.Backtest) string { return "/backtests/" + b.PublicID() }

// Show shows one backtest, or its report as it was stored where the address ends in .json.
func (h *Backtests) Show(c echo.Context) error {
	if err := noQuery(c); err != nil {
		return err
	}
	name, document := strings.CutSuffix(c.Param("id"), ".json")
	id, err := models.ParseID(models.PrefixBacktest, name)
	if err != nil {
		return err
	}
	ctx := c.Request().Context()
	b, err := h.Store.Backtested(ctx, id)
	if err != nil {
		return err
	}
	if document {
		return backtestDocument(c, b)
	}
	v, err := h.Store.Policy(ctx, b.PolicyVersion)
	if err != nil {
		return err
	}
	p := h.page(c, "backtest.report_title", "version", b.PolicyVersion)
	p.Record = recordHref(CurrentVisitor(c), "backtest", b.PublicID())
	p.Crumbs = append(versionCrumbs(p, b.PolicyVersion), views.Crumb{Label: p.T("backtest.title"), Href: backtestsHref(b.PolicyVersion)})
	page, err := backtestPage(p, CurrentVisitor(c), b, v)
	if err != nil {
		return err
	}
	return h.render(c, http.StatusOK, views.Backtest(page))
}

// backtestDocument sends the report as it was stored.
func backtestDocument(c echo.Context, b *models.Backtest) error {
	if len(b.Report) == 0 {
		return models.ErrNotFound
	}
	c.Response().Header().Set(echo.HeaderContentDisposition, `attachment; filename="`+b.PublicID()+`.json"`)
	return c.Blob(http.StatusOK, echo.MIMEApplicationJSON, b.Report)
}

// Cancel ends a backtest that waits or runs.
func (h *Backtests) Cancel(c echo.Context) error {
	id, err := pathID(c, models.PrefixBacktest)
	if err != nil {
		return err
	}
	f, err := h.readForm(c, "version")
	if err != nil {
		return err
	}
	version := f.version()
	if err = f.err(); err == nil {
		err = h.Store.CancelBacktest(c.Request().Context(), actor(c), id, version)
	}
	if err != nil {
		return err
	}
	return h.done(c, "/backtests/"+id.Public(models.PrefixBacktest), "backtest.cancelled")
}

// Repeat asks for the same window and parameters once more.
func (h *Backtests) Repeat(c echo.Context) error {
	id, err := pathID(c, models.PrefixBacktest)
	if err != nil {
		return err
	}
	if _, err := h.readForm(c); err != nil {
		return err
	}
	b, err := h.Store.RepeatBacktest(c.Request().Context(), actor(c), id)
	if err != nil {
		return err
	}
	return h.done(c, backtestHref(b), "backtest.queued")
}
