package handlers

import (
	"context"
	"net/http"

	"github.com/labstack/echo/v4"

	"candor/models"
	"candor/views"
	"candor/views/ui"
)

// CorrectionStore is what corrections need of the store.
type CorrectionStore interface {
	LateAccounts(ctx context.Context, after models.ID, limit int) (models.LatePage, error)
	RebuildState(ctx context.Context, actor models.Actor, account models.ID) (models.Rebuilt, error)
}

// Corrections is the page of events that came too late to be in their account's state.
type Corrections struct {
	*Site
	Store CorrectionStore
}

// correctionLimit is how many accounts a page has.
const correctionLimit = 50

// List shows the accounts whose states miss events.
func (h *Corrections) List(c echo.Context) error {
	f, err := h.readQuery(c, "after")
	if err != nil {
		return err
	}
	after := f.id("after", models.PrefixDecision)
	if f.err() != nil {
		return errBadForm
	}
	page, err := h.Store.LateAccounts(c.Request().Context(), after, correctionLimit)
	if err != nil {
		return err
	}
	p := h.page(c, "corrections.title")
	return h.render(c, http.StatusOK, views.Corrections(p, correctionsView(p, CurrentVisitor(c), after, page)))
}

func correctionsView(p views.Page, v *Visitor, after models.ID, page models.LatePage) views.CorrectionsData {
	l := labels{p}
	d := views.CorrectionsData{
		Tabs:  l.monitorTabs(v, "corrections"),
		Empty: ui.EmptyArgs{Kind: "done", Title: p.T("corrections.none"), Text: p.T("corrections.none_text")},
	}
	for i := range page.Items {
		a := &page.Items[i]
		name := l.name(a.Masked, &a.Account)
		d.Rows = append(d.Rows, views.CorrectionRow{
			Name: name, Href: "/accounts/" + a.Account.PublicID(), Late: eventsHref(a.Account.ID, models.EventsLate), Account: a.Account.PublicID(),
			Events: views.Number(int64(a.Events)), Oldest: p.Moment(a.Oldest), Received: p.Moment(a.Newest.Time()),
			May: v.Can(models.PermCaseWork), Label: p.T("corrections.do_name", "name", name),
		})
	}
	if after != 0 {
		d.First = "/corrections"
	}
	if n := len(page.Items); page.Older && n > 0 {
		d.Older = "/corrections?after=" + page.Items[n-1].Newest.Public(models.PrefixDecision)
	}
	return d
}

// Rebuild builds one account's state anew.
func (h *Corrections) Rebuild(c echo.Context) error {
	f, err := h.readForm(c, "account")
	if err != nil {
		return err
	}
	account, err := models.ParseID(models.PrefixAccount, f.text("account"))
	if err != nil {
		return err
	}
	done, err := h.Store.RebuildState(c.Request().Context(), actor(c), account)
	if err != nil {
		return err
	}
	return h.done(c, "/corrections", "corrections.done", "events", views.Number(int64(done.Events)), "corrected", views.Number(int64(done.Corrected)))
}
