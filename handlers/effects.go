package handlers

import (
	"context"
	"errors"
	"net/http"
	"strconv"

	"github.com/labstack/echo/v4"

	"candor/models"
	"candor/views"
)

// EffectStore is what the pages of what a policy version did need of the store.
type EffectStore interface {
	PolicyEffect(ctx context.Context, version int, report models.ID) (*models.EffectPage, error)
	AskEffect(ctx context.Context, actor models.Actor, version int, ask models.EffectAsk) (*models.EffectReport, error)
	CloseGuardAlert(ctx context.Context, actor models.Actor, policy int, id models.ID, version int64, note string) error
	RecordEffectExport(ctx context.Context, actor models.Actor, version int, report models.ID) error
	changes
}

// Effects is what policy versions did, before and after each went live.
type Effects struct {
	*Site
	Store EffectStore
}

// effectTry is what a refused form leaves to show again.
type effectTry struct {
	form  *form
	alert models.ID // whose closing was refused, 0 for the form that asks for a report
	err   error
}

// Show shows a report: the newest unless another is asked for.
func (h *Effects) Show(c echo.Context) error { return h.show(c, effectTry{}) }

func (h *Effects) show(c echo.Context, try effectTry) error {
	d, err := h.read(c)
	if err != nil {
		return err
	}
	p := h.page(c, "effect.title", "version", d.Policy.Version)
	p.Crumbs = []views.Crumb{
		{Label: p.T("policy.title"), Href: "/policy"}, {Label: p.T("policy.version_title", "version", d.Policy.Version), Href: policyHref(d.Policy.Version)},
	}
	v := CurrentVisitor(c)
	page := effectView(p, v, d)
	if try.err != nil {
		h.again(c, p, d, &page, try)
	}
	status, _ := shown(try.err)
	return h.render(c, status, views.Effect(p, page))
}

// read reads the version in the address with its newest report, or the one that the query names.
func (h *Effects) read(c echo.Context) (*models.EffectPage, error) {
	version, err := policyAt(c)
	if err != nil {
		return nil, err
	}
	report := models.ID(0)
	if c.Request().Method == http.MethodGet {
		f, err := h.readQuery(c, "report")
		if err != nil {
			return nil, err
		}
		report = f.id("report", models.PrefixReport)
		if f.err() != nil {
			return nil, errBadForm
		}
	}
	return h.Store.PolicyEffect(c.Request().Context(), version, report)
}

// again puts what was refused beside what it is about.
func (h *Effects) again(c echo.Context, p views.Page, d *models.EffectPage, page *views.EffectData, try effectTry) {
	wrong := problems(p, try.err)
	problem := wrong[""]
	delete(wrong, "")
	var refused *models.Refused
	switch {
	case errors.As(try.err, &refused):
		problem = p.T("refused." + refused.Code)
	case len(wrong) == 0 && problem == "":
		problem = whoChanged(c.Request().Context(), p, h.Store, "policy", strconv.Itoa(d.Policy.Version))
	}
	if try.alert == 0 {
		if page.Form != nil {
			effectRefused(page.Form, try.form, wrong, problem)
		}
		return
	}
	for i := range page.Alerts {
		if a := &page.Alerts[i]; a.ID == try.alert.Public(models.PrefixGuard) {
			a.Typed, a.NoteError, a.Errors, a.Problem = try.form.text("note"), wrong["note"], fieldErrors(wrong), problem
		}
	}
}

// Ask has a report counted, for the windows that the form names.
func (h *Effects) Ask(c echo.Context) error {
	version, err := policyAt(c)
	if err != nil {
		return err
	}
	f, err := h.readForm(c, "days", "from", "to", "follow", "whom")
	if err != nil {
		return err
	}
	ask := models.EffectAsk{Days: f.number("days", false), FollowDays: f.number("follow", true), NewOnly: f.text("whom") == "new"}
	if ask.Days == 0 {
		ask.From, ask.To = f.date("from", false), f.date("to", true)
	}
	if err = f.err(); err == nil {
		_, err = h.Store.AskEffect(c.Request().Context(), actor(c), version, ask)
	}
	if err == nil {
		return h.done(c, effectHref(version), "effect.asked")
	}
	if _, yes := shown(err); yes {
		return h.show(c, effectTry{form: f, err: err})
	}
	return err
}

// Close ends an alert with a note on what was decided.
func (h *Effects) Close(c echo.Context) error {
	version, err := policyAt(c)
	if err != nil {
		return err
	}
	id, err := pathID(c, models.PrefixGuard)
	if err != nil {
		return err
	}
	f, err := h.readForm(c, "version", "note")
	if err != nil {
		return err
	}
	row := f.version()
	if err = f.err(); err == nil {
		err = h.Store.CloseGuardAlert(c.Request().Context(), actor(c), version, id, row, f.text("note"))
	}
	if err == nil {
		return h.done(c, effectHref(version), "effect.closed_done")
	}
	if _, yes := shown(err); yes {
		return h.show(c, effectTry{form: f, alert: id, err: err})
	}
	return err
}

// File is the report that the page shows, as CSV; that it left is recorded.
func (h *Effects) File(c echo.Context) error {
	d, err := h.read(c)
	if err != nil {
		return err
	}
	if d.Report == nil {
		return models.ErrNotFound
	}
	if err := h.Store.RecordEffectExport(c.Request().Context(), actor(c), d.Policy.Version, d.Report.ID); err != nil {
		return err // what cannot be recorded does not leave
	}
	body, err := effectCSV(d, effectFileNote(CurrentVisitor(c), h.Now(), d))
	if err != nil {
		return err
	}
	c.Response().Header().Set(echo.HeaderContentDisposition, `attachment; filename="candor-impact-`+strconv.Itoa(d.Policy.Version)+`-`+d.Report.PublicID()+`.csv"`)
	return c.Blob(http.StatusOK, "text/csv; charset=utf-8", body)
}

// effectHref is the page of what a version did.
func effectHref(version int) string { return policyHref(version) + "/impact" }
