package handlers

import (
	"context"
	"errors"
	"strconv"

	"github.com/labstack/echo/v4"

	"candor/engine/decide"
	"candor/models"
	"candor/views"
)

// ContactLogStore is what logging a contact needs of the store.
type ContactLogStore interface {
	AccountDetail(ctx context.Context, id models.ID) (*models.AccountDetail, error)
	Timeline(ctx context.Context, f models.TimelineFilter) (*models.Timeline, error)
	LivePolicy(ctx context.Context) (*models.Policy, error)
	AddNote(ctx context.Context, actor models.Actor, cmd models.NewNote) (*models.Note, error)
}

// ContactLogs notes contacts between staff and a customer.
type ContactLogs struct {
	*Site
	Store ContactLogStore
}

// contactsShown is how many of the latest contacts stand beside the form.
const contactsShown = 10

// Ask shows the form and the latest contacts.
func (h *ContactLogs) Ask(c echo.Context) error {
	if err := noQuery(c); err != nil {
		return err
	}
	return h.show(c, nil, nil)
}

func (h *ContactLogs) show(c echo.Context, f *form, cause error) error {
	id, err := models.ParseID(models.PrefixAccount, c.Param("id"))
	if err != nil {
		return err
	}
	d, err := h.Store.AccountDetail(c.Request().Context(), id)
	if err != nil {
		return err
	}
	latest, err := h.Store.Timeline(c.Request().Context(), models.TimelineFilter{AccountID: id, Kinds: []models.TimelineKind{models.TimelineContacts}, Limit: contactsShown})
	if err != nil {
		return err
	}
	v := CurrentVisitor(c)
	p := h.page(c, "contact_log.title")
	l := labels{p}
	p.Crumbs = accountCrumbs(p, &d.Account, l.name(d.Masked, &d.Account))
	data := l.contactLog(d, v)
	data.Latest = l.timelineFewEvents(latest, v)
	if data.Fields != nil {
		live, err := h.Store.LivePolicy(c.Request().Context())
		if err != nil {
			return err
		}
		h.prepare(p, &data, spokenOf{d, &live.Document}, f)
		l.typedContact(&data, f, cause)
	}
	return h.render(c, statusOf(cause), views.ContactLog(p, data))
}

// Log notes a contact, or puts a prepared wording at the end of what was typed and shows the form again.
func (h *ContactLogs) Log(c echo.Context) error {
	f, err := h.readForm(c, "channel", "direction", "outcome", "text", "wording")
	if err != nil {
		return err
	}
	if f.checked("wording") {
		return h.show(c, f, nil)
	}
	id, err := models.ParseID(models.PrefixAccount, c.Param("id"))
	if err != nil {
		return err
	}
	facts := models.ContactFacts{
		Channel: f.text("channel"), Direction: models.ContactDirection(f.text("direction")), Outcome: models.ContactOutcome(f.text("outcome")),
	}
	_, err = h.Store.AddNote(c.Request().Context(), actor(c), models.NewNote{AccountID: id, Text: f.text("text"), Contact: &facts})
	if err != nil && !errors.Is(err, models.ErrTwice) { // the first of two clicks is not seen any more: the second says what it did
		if again(err) {
			return h.show(c, f, err)
		}
		return err
	}
	return h.done(c, "/accounts/"+c.Param("id")+"/contacts#latest", "contact_log.done")
}

// spokenOf is what prepared wordings are filled from: the account, and the policy whose words they are in.
type spokenOf struct {
	*models.AccountDetail
	policy *decide.Policy
}

// prepare offers the wordings that are true of the account, in the customer's language, and puts the one that was asked for at the end of
// what was typed.
func (h *ContactLogs) prepare(p views.Page, data *views.ContactLogData, d spokenOf, f *form) {
	letter := h.letterPage(d.Account.Lang)
	data.Lang, data.LangTag = p.T("lang."+letter.Lang), letter.Lang
	for _, code := range d.Prepared() {
		w := views.PreparedWording{Code: string(code), Title: p.T("prepared." + string(code)), Text: preparedText(letter, d, code)}
		w.Insert = p.T("contact_log.insert_one", "title", w.Title)
		data.Wordings = append(data.Wordings, w)
		if f != nil && f.text("wording") == w.Code {
			f.Values.Set("text", atEnd(f.text("text"), w.Text))
		}
	}
}

// preparedText is a wording with its variables filled in: in the policy's own words, or in the shipped ones.
func preparedText(letter views.Page, d spokenOf, code models.Prepared) string {
	v := letterValues{letter, d.PreparedValues(code, letter.Now)}
	if own, is := d.policy.WordingFor(code.Code(), letter.Lang); is {
		return models.Fill(own.Body, v.filled()...)
	}
	return v.prepared(code)
}

// prepared is a wording in the shipped words.
func (v letterValues) prepared(code models.Prepared) string {
	if n, err := strconv.Atoi(v.values["n"]); err == nil && code == models.PreparedPastDue {
		return v.p.N("letter.prepared.past_due", n, "amount", v.money("amount"))
	}
	return v.p.T("letter.prepared."+string(code), v.kv()...)
}
