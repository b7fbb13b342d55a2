package handlers

import (
	"context"
	"errors"
	"net/http"
	"net/url"
	"time"

	"github.com/labstack/echo/v4"

	"candor/models"
	"candor/views"
)

// RadarStore is what the radar needs of the store.
type RadarStore interface {
	Radar(ctx context.Context, f models.RadarFilter) (models.RadarPage, error)
	RadarSince(ctx context.Context, f models.RadarFilter, since time.Time) (int, error)
	RadarDetail(ctx context.Context, id models.ID) (*models.RadarDetail, error)
	NextRadar(ctx context.Context, actor models.Actor, f models.RadarFilter) (*models.RadarItem, error)
	ClaimRadar(ctx context.Context, actor models.Actor, id models.ID) (*models.RadarItem, error)
	ReleaseRadar(ctx context.Context, actor models.Actor, id models.ID) (*models.RadarItem, error)
	CloseRadar(ctx context.Context, actor models.Actor, cmd models.CloseRadar) (*models.RadarItem, error)
	changes
}

// Radar is the queue of measures that may be wrong.
type Radar struct {
	*Site
	Store RadarStore
}

// List shows one page of a view of the radar.
func (h *Radar) List(c echo.Context) error {
	f, err := h.readQuery(c, radarFields...)
	if err != nil {
		return err
	}
	v := CurrentVisitor(c)
	filter := radarFilter(f, v.UserID(), h.Now().UTC())
	status := http.StatusOK
	var page models.RadarPage
	if err := f.err(); err != nil {
		status = statusOf(err)
	} else if page, err = h.Store.Radar(c.Request().Context(), filter); err != nil {
		return err
	}
	p := h.page(c, "radar.title")
	return h.render(c, status, views.Radar(p, radarView(p, v, f, filter, page)))
}

// Next claims the first item of a view that nobody holds and opens it.
func (h *Radar) Next(c echo.Context) error {
	f, err := h.readForm(c, "view")
	if err != nil {
		return err
	}
	view, filter, err := h.radarQuery(f.text("view"), c)
	if err != nil {
		return err
	}
	next, err := h.Store.NextRadar(c.Request().Context(), actor(c), filter)
	if errors.Is(err, models.ErrNotFound) {
		flash(c, views.Flash{Kind: "warn", Text: h.words(c).T("radar.none_free")})
		return h.redirect(c, radarHref(view))
	}
	if err != nil {
		return err
	}
	return h.redirect(c, radarItemHref(next.ID, view.Encode()))
}

// radarQuery reads a view of the radar that a form carries along.
func (h *Radar) radarQuery(query string, c echo.Context) (url.Values, models.RadarFilter, error) {
	values, err := url.ParseQuery(query)
	if err != nil {
		return nil, models.RadarFilter{}, errBadForm
	}
	f, err := h.formOf(c, values, radarFields)
	if err != nil {
		return nil, models.RadarFilter{}, err
	}
	filter := radarFilter(f, CurrentVisitor(c).UserID(), h.Now().UTC())
	if f.err() != nil {
		return nil, models.RadarFilter{}, errBadForm
	}
	return radarQueryOf(values), filter, nil
}

// Show shows one item.
func (h *Radar) Show(c echo.Context) error {
	f, err := h.readQuery(c, "view")
	if err != nil {
		return err
	}
	return h.show(c, f.text("view"), caseTry{})
}

// show draws the item, with what went wrong when something did.
func (h *Radar) show(c echo.Context, view string, try caseTry) error {
	id, err := models.ParseID(models.PrefixRadar, c.Param("id"))
	if err != nil {
		return err
	}
	back, _, err := h.radarQuery(view, c)
	if err != nil {
		return err
	}
	ctx := c.Request().Context()
	d, err := h.Store.RadarDetail(ctx, id)
	if err != nil {
		return err
	}
	words := labels{views.Page{Texts: h.words(c)}}
	p := h.page(c, "radar.item_title", "kind", words.radarKind(d.Item.Kind), "name", words.name(d.Masked, &d.Account))
	p.Record = recordHref(CurrentVisitor(c), "radar", d.Item.PublicID())
	p.Crumbs = []views.Crumb{{Label: p.T("nav.home"), Href: "/"}, {Label: p.T("nav.radar"), Href: radarHref(back)}}
	data := radarItemView(p, d, CurrentVisitor(c), view)
	if try.err != nil {
		h.explain(ctx, p, d, try, &data)
	}
	return h.render(c, statusOf(try.err), views.RadarItem(p, data))
}

// explain puts a refused action on the page: what was wrong, and what was typed.
func (h *Radar) explain(ctx context.Context, p views.Page, d *models.RadarDetail, try caseTry, data *views.RadarItemData) {
	wrong := problems(p, try.err)
	data.Reason, data.ReasonError, data.Errors = try.form.text("reason"), wrong["reason"], fieldErrors(wrong)
	var refused *models.Refused
	switch {
	case errors.As(try.err, &refused):
		data.Problem, data.ProblemHot = p.T("refused."+refused.Code), "red"
	case len(wrong) == 0:
		data.Problem, data.ProblemHot = whoChanged(ctx, p, h.Store, "radar", d.Item.PublicID()), "amber"
	}
}

// Claim gives the item to the visitor, or renews the claim.
func (h *Radar) Claim(c echo.Context) error {
	return h.hold(c, "", h.Store.ClaimRadar)
}

// Release gives the item back.
func (h *Radar) Release(c echo.Context) error {
	return h.hold(c, "radar.released", h.Store.ReleaseRadar)
}

func (h *Radar) hold(c echo.Context, said string, act func(context.Context, models.Actor, models.ID) (*models.RadarItem, error)) error {
	f, err := h.readForm(c, "view")
	if err != nil {
		return err
	}
	id, err := models.ParseID(models.PrefixRadar, c.Param("id"))
	if err != nil {
		return err
	}
	if _, err := act(c.Request().Context(), actor(c), id); err != nil {
		if again(err) || errors.Is(err, models.ErrForbidden) {
			return h.show(c, f.text("view"), caseTry{f, err})
		}
		return err
	}
	return h.done(c, radarItemHref(id, f.text("view")), said)
}

// Close ends the item the way that the pressed button says, and goes on to what follows: the
// appeal that was opened, or the list.
func (h *Radar) Close(c echo.Context) error {
	f, err := h.readForm(c, "view", "version", "outcome", "reason")
	if err != nil {
		return err
	}
	id, err := models.ParseID(models.PrefixRadar, c.Param("id"))
	if err != nil {
		return err
	}
	view, _, err := h.radarQuery(f.text("view"), c)
	if err != nil {
		return err
	}
	cmd := models.CloseRadar{ID: id, Version: f.version(), Outcome: models.RadarOutcome(f.text("outcome")), Reason: f.text("reason")}
	var closed *models.RadarItem
	if err = f.err(); err == nil {
		closed, err = h.Store.CloseRadar(c.Request().Context(), actor(c), cmd)
	}
	if err != nil {
		if again(err) || errors.Is(err, models.ErrForbidden) {
			return h.show(c, f.text("view"), caseTry{f, err})
		}
		return err
	}
	if closed.AppealID != 0 && CurrentVisitor(c).Can(models.PermAppealRead) {
		return h.done(c, "/appeals/"+closed.AppealID.Public(models.PrefixAppeal), "radar.done_appeal")
	}
	return h.done(c, radarHref(view), "radar.done_"+string(closed.Outcome))
}

// radarItemHref is an item's page, opened from a view of the radar.
func radarItemHref(id models.ID, view string) string {
	href := "/radar/" + id.Public(models.PrefixRadar)
	if view != "" {
		href += "?view=" + url.QueryEscape(view)
	}
	return href
}

// radarHref is the list in a view.
func radarHref(view url.Values, kv ...string) string {
	if query := with(view, kv...); query != "" {
		return "/radar?" + query
	}
	return "/radar"
}
