package handlers

import (
	"context"
	"errors"
	"net/url"
	"time"

	"github.com/labstack/echo/v4"

	"candor/models"
	"candor/views"
)

// HardshipStore is what hardship flags need of the store.
type HardshipStore interface {
	Hardships(ctx context.Context, account models.ID) (*models.HardshipDetail, error)
	SetHardship(ctx context.Context, actor models.Actor, cmd models.SetHardship) (*models.Hardship, error)
	EndHardship(ctx context.Context, actor models.Actor, cmd models.EndHardship) error
	entriesStore
}

// Hardships puts hardship flags on accounts and ends them.
type Hardships struct {
	*Site
	Store HardshipStore
}

// hardshipTry is a form that was refused, to be shown again.
type hardshipTry struct {
	form *form
	err  error
	set  bool // it was the form that puts a flag on
}

// Ask shows the flag that stands with the way to end it, or the form that puts one on.
func (h *Hardships) Ask(c echo.Context) error {
	if err := noQuery(c); err != nil {
		return err
	}
	return h.show(c, hardshipTry{})
}

func (h *Hardships) show(c echo.Context, try hardshipTry) error {
	id, err := pathID(c, models.PrefixAccount)
	if err != nil {
		return err
	}
	d, err := h.Store.Hardships(c.Request().Context(), id)
	if err != nil {
		return err
	}
	p, a := h.page(c, "hardship.title"), &d.Account
	l := labels{p}
	p.Crumbs = accountCrumbs(p, a, d.Name)
	data := views.HardshipPage{
		Account: measureAccount(p, CurrentVisitor(c), a, d.Name), Action: hardshipHref(a), Back: "/accounts/" + a.PublicID(), Kinds: l.hardshipKinds(),
		Today: p.Date(p.Now), Earliest: p.Date(p.Now.Add(24*time.Hour - models.HardshipMost)), Latest: p.Date(p.Now.Add(models.HardshipMost - 24*time.Hour)),
		Form: views.MeasureForm{Values: url.Values{"since": {p.Date(p.Now)}}}, Flags: l.hardshipTable(d),
	}
	data.Account.Care = "" // the page says it itself, and more
	if try.err != nil {
		data.Form = h.typed(c, h.Store, try.form, try.err, models.AuditFilter{ObjectType: "account", ObjectID: a.PublicID()})
	}
	data.Open = l.hardshipOpen(d.Open())
	data.Set = a.ErasedAt == nil && (data.Open == nil || try.set)
	return h.render(c, statusOf(try.err), views.Hardship(p, data))
}

// Set puts a flag on.
func (h *Hardships) Set(c echo.Context) error {
	f, err := h.readForm(c, "kind", "since", "ends_at", "note")
	if err != nil {
		return err
	}
	id, err := pathID(c, models.PrefixAccount)
	if err != nil {
		return err
	}
	cmd := models.SetHardship{AccountID: id, Kind: models.HardshipKind(f.text("kind")), Since: f.date("since", false), EndsAt: f.date("ends_at", true), Note: f.text("note")}
	if err = f.err(); err == nil {
		_, err = h.Store.SetHardship(c.Request().Context(), actor(c), cmd)
	}
	if err == nil || errors.Is(err, models.ErrTwice) { // the second of two clicks says what the first did
		return h.done(c, "/accounts/"+c.Param("id"), "hardship.done")
	}
	if _, yes := shown(err); yes {
		return h.show(c, hardshipTry{f, err, true})
	}
	return err
}

// End ends the flag before its time.
func (h *Hardships) End(c echo.Context) error {
	f, err := h.readForm(c, "flag", "version", "reason")
	if err != nil {
		return err
	}
	id, err := pathID(c, models.PrefixAccount)
	if err != nil {
		return err
	}
	cmd := models.EndHardship{AccountID: id, Version: f.version(), Reason: f.text("reason")}
	if cmd.ID, err = models.ParseID(models.PrefixHardship, f.text("flag")); err != nil {
		return err
	}
	if err = f.err(); err == nil {
		err = h.Store.EndHardship(c.Request().Context(), actor(c), cmd)
	}
	if err == nil {
		return h.done(c, "/accounts/"+c.Param("id"), "hardship.ended")
	}
	if _, yes := shown(err); yes {
		return h.show(c, hardshipTry{f, err, false})
	}
	return err
}

// fillKnown adds what changed of the customer's profile, and what the hardship flag that stands is about: for who may know, and nothing
// is opened for others.
func (h *Accounts) fillKnown(c echo.Context, p views.Page, d *models.AccountDetail, data *views.AccountData) error {
	v, id := CurrentVisitor(c), d.Account.ID
	changes, err := h.Store.ProfileChanges(c.Request().Context(), id)
	if err != nil {
		return err
	}
	data.Changes = labels{p}.profileTable(changes, d, v)
	if d.Account.Hardship(p.Now) == nil || !v.Can(models.PermAccountHardship) {
		return nil
	}
	flags, err := h.Store.Hardships(c.Request().Context(), id)
	if err != nil {
		return err
	}
	data.Hardship = labels{p}.hardshipOpen(flags.Open())
	return nil
}
