package handlers

import (
	"context"
	"net/http"
	"strings"

	"github.com/labstack/echo/v4"

	"candor/models"
	"candor/views"
	"candor/views/ui"
)

// LinkStore is what the page of a measure's links needs of the store.
type LinkStore interface {
	recordStore
	Sanction(ctx context.Context, id models.ID) (*models.Sanction, error)
	Case(ctx context.Context, id models.ID) (*models.Case, error)
	Appeal(ctx context.Context, id models.ID) (*models.AppealDetail, error)
	CustomerCase(ctx context.Context, l *models.CustomerLink) (*models.CustomerCase, error)
	CustomerLinks(ctx context.Context, about string) ([]models.CustomerLink, error)
	MakeCustomerLink(ctx context.Context, actor models.Actor, about string) (*models.CustomerLink, string, error)
	RevokeCustomerLink(ctx context.Context, actor models.Actor, id models.ID) (*models.CustomerLink, error)
}

// Links answers for the links that show customers a measure, or what they were asked for.
type Links struct {
	*Site
	Store  LinkStore
	Secure bool // pages are served over TLS
}

func linksHref(about string) string { return "/links/of/" + about }

// linksFor is the page of a measure's or an appeal's links for who may make them, "" for others.
func linksFor(v *Visitor, about string) string {
	if !v.Can(models.PermLinkMake) {
		return ""
	}
	return linksHref(about)
}

// Of shows a measure's links and what they show.
func (h *Links) Of(c echo.Context) error {
	if err := noQuery(c); err != nil {
		return err
	}
	return h.of(c, http.StatusOK, "", nil)
}

// of draws the page; made is the address of a link that was just made.
func (h *Links) of(c echo.Context, status int, made string, refused error) error {
	ctx, about := c.Request().Context(), c.Param("id")
	of, sn, err := h.linked(ctx, about)
	if err != nil {
		return err
	}
	cs, err := h.Store.CustomerCase(ctx, of)
	if err != nil {
		return err
	}
	list, err := h.Store.CustomerLinks(ctx, about)
	if err != nil {
		return err
	}
	p := h.page(c, "customer_links.title")
	p.Path = linksHref(about) // of a link that was made, reloading shows the page alone
	p.Crumbs = append(accountCrumbs(p, &cs.Account, cs.Name), linkedCrumb(p, cs))
	d := views.LinksPage{
		Account: measureAccount(p, CurrentVisitor(c), &cs.Account, cs.Name), Made: made, Frame: h.letterPage(cs.Account.Lang),
		Asked: cs.Asked != nil, About: ui.LinkArgs{Label: p.T("customer_links.about"), Href: aboutHref(about), Icon: "chevron-left"},
	}
	d.Preview = customerPage(d.Frame, cs)
	d.Preview.Preview = true
	for i := range list {
		d.Rows = append(d.Rows, linkRow(p, &list[i]))
	}
	switch {
	case sn != nil && sn.StartsAt == nil:
		d.Why = p.T("refused.link_not_started")
	case cs.Asked != nil && len(cs.Evidence) == 0:
		d.Why = p.T("refused.link_not_asked")
	case refused != nil:
		d.Why = h.typed(c, h.Store, nil, refused, models.AuditFilter{AccountID: cs.Account.ID}).Notice
	default:
		d.Action = linksHref(about)
	}
	return h.render(c, status, views.Links(p, d))
}

// linked is what links are for that are about something, and the measure of those that are about one.
func (h *Links) linked(ctx context.Context, about string) (*models.CustomerLink, *models.Sanction, error) {
	if id, err := models.ParseID(models.PrefixCase, about); err == nil {
		c, err := h.Store.Case(ctx, id)
		if err != nil {
			return nil, nil, err
		}
		return &models.CustomerLink{AccountID: c.AccountID, CaseID: id}, nil, nil
	}
	sn, err := h.sanction(ctx, about)
	if err != nil {
		return nil, nil, err
	}
	return &models.CustomerLink{AccountID: sn.AccountID, SanctionID: sn.ID}, sn, nil
}

// linkedCrumb leads to what links are about.
func linkedCrumb(p views.Page, cs *models.CustomerCase) views.Crumb {
	if cs.Asked != nil {
		return views.Crumb{Label: p.T("account.open_case"), Href: "/cases/" + cs.Asked.PublicID()}
	}
	return views.Crumb{Label: p.T("sanction.kind." + string(cs.Sanction.Kind)), Href: "/sanctions/" + cs.Sanction.PublicID()}
}

// sanction is the measure that a public id of a measure or an appeal is about.
func (h *Links) sanction(ctx context.Context, about string) (*models.Sanction, error) {
	if strings.HasPrefix(about, models.PrefixAppeal+"_") {
		id, err := models.ParseID(models.PrefixAppeal, about)
		if err != nil {
			return nil, err
		}
		a, err := h.Store.Appeal(ctx, id)
		if err != nil {
			return nil, err
		}
		return &a.Sanction, nil
	}
	id, err := models.ParseID(models.PrefixSanction, about)
	if err != nil {
		return nil, err
	}
	return h.Store.Sanction(ctx, id)
}

// Make makes a link and shows its address, once.
func (h *Links) Make(c echo.Context) error {
	if _, err := h.readForm(c); err != nil {
		return err
	}
	_, token, err := h.Store.MakeCustomerLink(c.Request().Context(), actor(c), c.Param("id"))
	if status, yes := shown(err); err != nil && yes {
		return h.of(c, status, "", err)
	}
	if err != nil {
		return err
	}
	return h.of(c, http.StatusOK, h.address(c)+customerHome+"/"+token, nil)
}

// address is where the customer's pages are: where this page is.
func (h *Links) address(c echo.Context) string {
	scheme := "http://"
	if h.Secure {
		scheme = "https://"
	}
	return scheme + c.Request().Host
}

// Revoke takes a link back.
func (h *Links) Revoke(c echo.Context) error {
	id, err := pathID(c, models.PrefixLink)
	if err != nil {
		return err
	}
	if _, err := h.readForm(c); err != nil {
		return err
	}
	l, err := h.Store.RevokeCustomerLink(c.Request().Context(), actor(c), id)
	if err != nil {
		return err
	}
	return h.done(c, linksHref(l.AboutID), "customer_links.revoked")
}

// linkRow is one link with what has become of it.
func linkRow(p views.Page, l *models.CustomerLink) views.LinkRow {
	state := l.State(p.Now)
	tone := map[models.LinkState]ui.Tone{models.LinkUnused: ui.Amber, models.LinkOpened: ui.Green}[state]
	if tone == "" {
		tone = ui.Neutral
	}
	r := views.LinkRow{
		ID: l.PublicID(), State: ui.BadgeArgs{Label: p.T("customer_links.state." + string(state)), Tone: tone},
		Made: p.T("customer_links.made_by", "name", l.MadeName, "date", p.DateTime(l.MadeAt)), Note: p.T("customer_links.until", "date", p.DateTime(l.ExpiresAt)),
	}
	if l.OpenedAt != nil {
		r.Opened = p.T("customer_links.opened_at", "date", p.DateTime(*l.OpenedAt))
	}
	switch {
	case l.EndedAt != nil:
		r.Note = p.T("customer_links.note."+string(l.EndedWhy), "name", l.EndedName, "date", p.DateTime(*l.EndedAt))
	case state == models.LinkExpired:
		r.Note = p.T("customer_links.note.expired", "date", p.DateTime(l.ExpiresAt))
	default:
		r.Revoke = "/links/" + l.PublicID() + "/revoke"
	}
	return r
}
