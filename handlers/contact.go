package handlers

import (
	"context"
	"net/http"

	"github.com/labstack/echo/v4"

	"candor/models"
	"candor/views"
)

// ContactStore is what the page of how a customer may be reached needs of the store.
type ContactStore interface {
	ContactPage(ctx context.Context, id models.ID) (*models.Account, string, []models.ContactChoice, error)
	ChooseContact(ctx context.Context, actor models.Actor, cmd models.ChooseContact) error
}

// Contacts answers for how a customer may be reached.
type Contacts struct {
	*Site
	Store ContactStore
}

// Show shows what the customer said, with its history, and the form for what they say now.
func (h *Contacts) Show(c echo.Context) error {
	if err := noQuery(c); err != nil {
		return err
	}
	return h.show(c, nil, nil)
}

func (h *Contacts) show(c echo.Context, typed *models.ChooseContact, cause error) error {
	id, err := models.ParseID(models.PrefixAccount, c.Param("id"))
	if err != nil {
		return err
	}
	a, name, history, err := h.Store.ContactPage(c.Request().Context(), id)
	if err != nil {
		return err
	}
	p := h.page(c, "contact.title")
	p.Crumbs = accountCrumbs(p, a, name)
	d := views.ContactPage{Head: labels{p}.headOf(a, models.Personal{Name: name}, CurrentVisitor(c), "/contact"), History: labels{p}.contactHistory(history)}
	if CurrentVisitor(c).Can(models.PermAccountNote) && a.ErasedAt == nil {
		d.Log = "/accounts/" + a.PublicID() + "/contacts"
		f := contactForm(p, history, typed, cause)
		f.Action = "/accounts/" + a.PublicID() + "/contact"
		f.Fields = append(f.Fields, labels{p}.toldField(typed, problems(p, cause)["told"]))
		d.Form = &f
	}
	d.Now = labels{p}.contactNow(history)
	return h.render(c, statusOf(cause), views.Contact(p, d))
}

// Choose notes what the customer says.
func (h *Contacts) Choose(c echo.Context) error {
	id, err := models.ParseID(models.PrefixAccount, c.Param("id"))
	if err != nil {
		return err
	}
	f, err := h.readForm(c, append(contactFields(), "version", "told")...)
	if err != nil {
		return err
	}
	cmd := readContact(f)
	cmd.AccountID, cmd.Told = id, f.text("told")
	if err = f.err(); err == nil {
		err = h.Store.ChooseContact(c.Request().Context(), actor(c), cmd)
	}
	if err == nil {
		return h.done(c, "/accounts/"+c.Param("id")+"/contact", "contact.saved")
	}
	if _, yes := shown(err); yes {
		return h.show(c, &cmd, err)
	}
	return err
}

// contactFields is a field for each way.
func contactFields() []string {
	var names []string
	for _, way := range models.ContactWays() {
		names = append(names, string(way))
	}
	return names
}

// readContact takes the answers out of a form.
func readContact(f *form) models.ChooseContact {
	cmd := models.ChooseContact{Seen: f.version(), Answers: map[models.ContactWay]models.ContactAnswer{}}
	for _, way := range models.ContactWays() {
		cmd.Answers[way] = models.ContactAnswer(f.text(string(way)))
	}
	return cmd
}

// Contact notes what the customer says on their own page.
func (h *Customer) Contact(c echo.Context) error {
	return h.with(c, func(v *models.CustomerVisit, by models.Actor) error {
		f, err := h.readForm(c, append(contactFields(), "version")...)
		if err != nil {
			return err
		}
		cmd := readContact(f)
		if err = f.err(); err == nil {
			err = h.Store.CustomerContact(c.Request().Context(), by, &v.Link, cmd)
		}
		if err != nil {
			return h.again(c, v, typedByCustomer{contact: &cmd, cause: err})
		}
		return c.Redirect(http.StatusSeeOther, customerHome+"?done=contact")
	})
}
