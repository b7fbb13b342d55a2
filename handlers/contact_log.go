package handlers

import (
	"context"
	"errors"

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
	kv := preparedValues(letter, d.AccountDetail, code)
	if own, is := d.policy.WordingFor(code.Code(), letter.Lang); is {
		if code == models.PreparedPastDue {
			kv = append(kv, "n", views.Number(int64(d.Account.DaysPastDue)))
		}
		return models.Fill(own.Body, kv...)
	}
	values := make([]any, len(kv))
	for i := range kv {
		values[i] = kv[i]
	}
	if code == models.PreparedPastDue {
		return letter.N("letter.prepared.past_due", d.Account.DaysPastDue, values...)
	}
	return letter.T("letter.prepared."+string(code), values...)
}

// preparedValues are the variables of a wording and what is true of the account, in turn; without the days past due, of which the
// shipped words have a plural.
func preparedValues(letter views.Page, d *models.AccountDetail, code models.Prepared) []string {
	switch code {
	case models.PreparedMeasure:
		s := d.ActiveSanction()
		since := letter.Now
		if s.StartsAt != nil {
			since = *s.StartsAt
		}
		return []string{"kind", letter.T("letter.kind." + string(s.Kind)), "since", letter.Date(since)}
	case models.PreparedAppeal, models.PreparedEvidence:
		a := d.OpenAppeal()
		return []string{"kind", letter.T("letter.kind." + string(a.Kind)), "received", letter.Date(a.ReceivedAt), "due", letter.Date(a.DueAt)}
	case models.PreparedPastDue:
		return []string{"amount", views.Money(d.PastDue.Fen)}
	}
	return nil
}
