package handlers

import (
	"context"
	"net/http"
	"strings"

	"github.com/labstack/echo/v4"

	"candor/models"
	"candor/views"
)

// MessageStore is what the page of a message needs of the store.
type MessageStore interface {
	recordStore
	Message(ctx context.Context, id models.ID) (*models.Message, *models.Account, string, error)
	MessageDeliveries(ctx context.Context, message models.ID) ([]models.Delivery, error)
	ContactHistory(ctx context.Context, account models.ID) ([]models.ContactChoice, error)
	RecallMessage(ctx context.Context, actor models.Actor, id models.ID) error
}

// Messages answers for what customers are told.
type Messages struct {
	*Site
	Store   MessageStore
	Outlets models.Outlets // the gateways that are set up
}

// Show shows a message as a letter in the customer's language.
func (h *Messages) Show(c echo.Context) error { return h.show(c, http.StatusOK, nil) }

func (h *Messages) show(c echo.Context, status int, cause error) error {
	id, err := pathID(c, models.PrefixMessage)
	if err != nil {
		return err
	}
	m, a, name, err := h.Store.Message(c.Request().Context(), id)
	if err != nil {
		return err
	}
	var left []models.Delivery
	if m.State == models.MessageReady {
		if left, err = h.Store.MessageDeliveries(c.Request().Context(), id); err != nil {
			return err
		}
	}
	p := h.page(c, "customer.letter")
	p.Title, p.Record = messageTitle(p, m), recordHref(CurrentVisitor(c), "message", m.PublicID())
	p.Crumbs = accountCrumbs(p, a, name)
	d := messagePage(p, m, a)
	d.Ready, d.Deliveries = m.State == models.MessageReady, labels{p}.deliveryRows(left)
	d.Letter = writeLetter(h.letterPage(m.Lang), m, name)
	var plan []models.Channel
	if m.State == models.MessageHeld {
		chosen, err := h.Store.ContactHistory(c.Request().Context(), a.ID)
		if err != nil {
			return err
		}
		plan = append([]models.Channel{}, h.Outlets.Plan(a, models.ChoicesNow(chosen), models.Mandatory(m.Template))...)
	}
	if d.Channels, err = h.channelForms(c.Request().Context(), p, m, *a, name, plan); err != nil {
		return err
	}
	if cause != nil {
		d.Form = h.typed(c, h.Store, nil, cause, models.AuditFilter{ObjectType: "message", ObjectID: m.PublicID()})
	}
	v := CurrentVisitor(c)
	d.PrintLine = m.PublicID() + " · " + v.User.Name + " · " + p.DateTime(p.Now)
	return h.render(c, status, views.MessageLetter(p, d))
}

// letterPage is words and zone for a letter in the customer's language.
func (s *Site) letterPage(lang string) views.Page {
	words := s.Texts.For(lang)
	return views.Page{Lang: words.Lang(), Now: s.Now(), Zone: s.Zone, Texts: words}
}

// Recall takes a message back while it is held.
func (h *Messages) Recall(c echo.Context) error {
	id, err := pathID(c, models.PrefixMessage)
	if err != nil {
		return err
	}
	if _, err := h.readForm(c); err != nil {
		return err
	}
	err = h.Store.RecallMessage(c.Request().Context(), actor(c), id)
	if err == nil {
		return h.done(c, "/messages/"+c.Param("id"), "letter.recalled")
	}
	if status, yes := shown(err); yes {
		return h.show(c, status, err)
	}
	return err
}

// messagePage is what stands around the letter.
func messagePage(p views.Page, m *models.Message, a *models.Account) views.MessagePage {
	d := views.MessagePage{
		State: messageBadge(p, m.State), StateText: p.T("letter.state_text." + string(m.State)),
		AccountHref: "/accounts/" + a.PublicID(), AboutHref: aboutHref(m.ObjectID), Recalled: m.State == models.MessageRecalled,
	}
	if m.State == models.MessageHeld && p.Now.Sub(m.CreatedAt) < models.MessageHold {
		d.Recall = "/messages/" + m.PublicID() + "/recall"
	}
	return d
}

// aboutHref is the page of the thing a message is about.
func aboutHref(objectID string) string {
	prefix, _, _ := strings.Cut(objectID, "_")
	switch prefix {
	case models.PrefixLimit:
		return "/limits/" + objectID
	case models.PrefixSanction:
		return "/sanctions/" + objectID
	case models.PrefixAppeal:
		return "/appeals/" + objectID
	case models.PrefixCase:
		return "/cases/" + objectID
	}
	return ""
}
