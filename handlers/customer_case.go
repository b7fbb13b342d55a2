package handlers

import (
	"errors"
	"net/http"
	"strconv"

	"github.com/labstack/echo/v4"

	"candor/models"
	"candor/views"
)

// typedByCustomer is what a form on the customer's page holds when it is shown again.
type typedByCustomer struct {
	words    string    // of the appeal, or of an answer
	evidence models.ID // the request that was answered
	upload   bool      // the file alone was refused
	chosen   int       // files that came with the appeal
	contact  *models.ChooseContact
	cause    error
}

// Show shows the measure, the appeal and what the customer can do.
func (h *Customer) Show(c echo.Context) error {
	return h.with(c, func(v *models.CustomerVisit, _ models.Actor) error {
		f, err := h.readQuery(c, "done")
		if err != nil {
			return err
		}
		return h.show(c, v, f.text("done"), typedByCustomer{})
	})
}

func (h *Customer) show(c echo.Context, v *models.CustomerVisit, done string, typed typedByCustomer) error {
	cs, err := h.Store.CustomerCase(c.Request().Context(), &v.Link)
	if err != nil {
		return err
	}
	p := h.page(c, v.Lang, "customer.title")
	d := customerPage(p, cs)
	d.Until = p.T("customer.until", "date", p.Date(v.Link.ExpiresAt))
	switch done {
	case "appeal", "file", "answer", "no_more", "withdrawn", "contact", "denied":
		d.Done = p.T("customer.done." + done)
	}
	var refused error
	if typed.contact != nil {
		refused = typed.cause
	}
	form := contactForm(p, cs.Contact, typed.contact, refused)
	form.Action, d.Contact, d.ContactOpen = "/c/contact", &form, typed.contact != nil
	customerTyped(p, &d, typed)
	return h.render(c, statusOf(typed.cause), views.CustomerPage(p, d))
}

// again shows the page with what was typed and why it was refused.
func (h *Customer) again(c echo.Context, v *models.CustomerVisit, typed typedByCustomer) error {
	if _, yes := shown(typed.cause); yes || errors.Is(typed.cause, models.ErrUnchecked) {
		return h.show(c, v, "", typed)
	}
	return typed.cause
}

// Appeal files the customer's own appeal with its files.
func (h *Customer) Appeal(c echo.Context) error {
	return h.with(c, func(v *models.CustomerVisit, by models.Actor) error {
		f, err := h.readWithFiles(c, "words")
		if err != nil {
			return err
		}
		words, lang := f.text("words"), h.page(c, v.Lang, "customer.title").Lang
		if err = f.err(); err == nil {
			_, err = h.Store.CustomerAppeal(c.Request().Context(), by, &v.Link, lang, words, f.Files...)
		}
		if err != nil {
			return h.again(c, v, typedByCustomer{words: words, chosen: len(f.Files), cause: err})
		}
		return c.Redirect(http.StatusSeeOther, customerHome+"?done=appeal")
	})
}

// AddFile adds a file to the appeal.
func (h *Customer) AddFile(c echo.Context) error {
	return h.with(c, func(v *models.CustomerVisit, by models.Actor) error {
		u, err := h.readUpload(c)
		if err != nil {
			return err
		}
		in := u.file(models.FileOwner{})
		if err = u.err(); err == nil {
			err = h.Store.CustomerFile(c.Request().Context(), by, &v.Link, in)
		}
		if err != nil {
			return h.again(c, v, typedByCustomer{upload: true, cause: err})
		}
		return c.Redirect(http.StatusSeeOther, customerHome+"?done=file")
	})
}

// Answer answers one request for evidence with words, a file or both.
func (h *Customer) Answer(c echo.Context) error {
	return h.with(c, func(v *models.CustomerVisit, by models.Actor) error {
		id, err := pathID(c, models.PrefixEvidence)
		if err != nil {
			return err
		}
		u, err := h.readUpload(c, "words")
		if err != nil {
			return err
		}
		in := models.CustomerAnswer{EvidenceID: id, Words: u.text("words")}
		if u.Content != nil {
			in.File = &models.NewFile{Name: u.Name, Content: u.Content}
		}
		if err = u.err(); err == nil {
			err = h.Store.CustomerAnswer(c.Request().Context(), by, &v.Link, in)
		}
		if err != nil {
			return h.again(c, v, typedByCustomer{words: in.Words, evidence: id, cause: err})
		}
		return c.Redirect(http.StatusSeeOther, customerHome+"?done=answer")
	})
}

// NoMore notes that the customer has nothing more to hand in for a case.
func (h *Customer) NoMore(c echo.Context) error {
	return h.with(c, func(v *models.CustomerVisit, by models.Actor) error {
		if _, err := h.readForm(c); err != nil {
			return err
		}
		if v.Link.CaseID == 0 {
			return models.ErrNotFound
		}
		if err := h.Store.CustomerNoMore(c.Request().Context(), by, &v.Link); err != nil {
			return h.again(c, v, typedByCustomer{cause: err})
		}
		return c.Redirect(http.StatusSeeOther, customerHome+"?done=no_more")
	})
}

// AskWithdraw asks whether the customer wants to withdraw the appeal.
func (h *Customer) AskWithdraw(c echo.Context) error {
	return h.with(c, func(v *models.CustomerVisit, _ models.Actor) error { return h.askWithdraw(c, v, nil) })
}

func (h *Customer) askWithdraw(c echo.Context, v *models.CustomerVisit, cause error) error {
	cs, err := h.Store.CustomerCase(c.Request().Context(), &v.Link)
	if err != nil {
		return err
	}
	if cs.Appeal == nil || !cs.Appeal.Undecided() {
		return models.ErrNotFound
	}
	p := h.page(c, v.Lang, "customer.withdraw.title")
	d := views.CustomerQuestion{
		Text: withdrawText(p, &cs.Sanction), Action: "/c/withdraw", Button: p.T("customer.withdraw.button"), Back: customerHome,
		Version: strconv.FormatInt(cs.Appeal.Version, 10), Sure: p.T("customer.withdraw.sure"),
	}
	if cause != nil {
		d.Problem = p.T("customer.withdraw.unsure")
		if errors.Is(cause, models.ErrConflict) {
			d.Problem = p.T("customer.withdraw.changed")
		}
	}
	return h.render(c, statusOf(cause), views.CustomerConfirm(p, d))
}

// withdrawText says what withdrawing means for the measure.
func withdrawText(p views.Page, sn *models.Sanction) string {
	if sn.Declined != nil {
		return p.T("customer.withdraw.text_decline", "date", p.Date(sn.Declined.AppealBy))
	}
	return p.T("customer.withdraw.text")
}

// Withdraw ends the appeal at the customer's wish.
func (h *Customer) Withdraw(c echo.Context) error {
	return h.with(c, func(v *models.CustomerVisit, by models.Actor) error {
		f, err := h.readForm(c, "version", "sure")
		if err != nil {
			return err
		}
		version := f.version()
		if !f.checked("sure") {
			f.bad.Add("sure", "required")
		}
		if err = f.err(); err == nil {
			err = h.Store.CustomerWithdraw(c.Request().Context(), by, &v.Link, version)
		}
		if again(err) {
			return h.askWithdraw(c, v, err)
		}
		if err != nil {
			return err
		}
		return c.Redirect(http.StatusSeeOther, customerHome+"?done=withdrawn")
	})
}

// Letter shows one letter that was sent about the measure or the appeal.
func (h *Customer) Letter(c echo.Context) error {
	return h.with(c, func(v *models.CustomerVisit, _ models.Actor) error {
		id, err := pathID(c, models.PrefixMessage)
		if err != nil {
			return err
		}
		cs, err := h.Store.CustomerCase(c.Request().Context(), &v.Link)
		if err != nil {
			return err
		}
		for i := range cs.Letters {
			if m := &cs.Letters[i]; m.ID == id {
				p := h.page(c, v.Lang, "customer.letter")
				return h.render(c, http.StatusOK, views.CustomerLetter(p, writeLetter(h.letterPage(m.Lang), m, cs.Name)))
			}
		}
		return models.ErrNotFound
	})
}

// File hands a file back to the customer who handed it in.
func (h *Customer) File(c echo.Context) error {
	return h.with(c, func(v *models.CustomerVisit, by models.Actor) error {
		id, err := pathID(c, models.PrefixFile)
		if err != nil {
			return err
		}
		f, err := h.Store.CustomerLook(c.Request().Context(), by, &v.Link, id)
		if err != nil {
			return err
		}
		return sendFile(c, f, "attachment")
	})
}
