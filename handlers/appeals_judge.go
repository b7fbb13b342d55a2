package handlers

import (
	"errors"
	"net/http"

	"github.com/labstack/echo/v4"

	"candor/models"
	"candor/views"
)

// Request asks the customer for something, until a day, or shows the letter that would ask when the preview was asked for.
func (h *Appeals) Request(c echo.Context) error {
	fields := []string{"kinds*", "days", "ask_text", "ask_wording", "insert", "preview"}
	f, err := h.readForm(c, append(fields, "version")...)
	if err != nil {
		return err
	}
	if f.checked("insert") {
		return h.show(c, http.StatusOK, shownAppeal{form: f, insert: "ask_wording"})
	}
	if f.checked("preview") {
		cmd := readAsk(f)
		if err := f.err(); err != nil {
			return h.show(c, http.StatusUnprocessableEntity, shownAppeal{form: f, cause: err})
		}
		return h.show(c, http.StatusOK, shownAppeal{form: f, asks: &cmd})
	}
	return h.step(c, "appeal.done.requested", fields, func(id models.ID, f *form, version int64) error {
		cmd := readAsk(f)
		cmd.AppealID, cmd.Version = id, version
		if err := f.err(); err != nil {
			return err
		}
		return h.Store.RequestEvidence(c.Request().Context(), actor(c), cmd)
	})
}

func readAsk(f *form) models.AskEvidence {
	return models.AskEvidence{Kinds: f.list("kinds"), Days: f.number("days", false), Text: f.text("ask_text")}
}

// Receive records what came in and what it shows.
func (h *Appeals) Receive(c echo.Context) error {
	f, err := h.readForm(c, "evidence", "finding")
	if err != nil {
		return err
	}
	id, err := models.ParseID(models.PrefixEvidence, f.text("evidence"))
	if err != nil {
		return err
	}
	if err = h.Store.ReceiveEvidence(c.Request().Context(), actor(c), id, f.text("finding")); err == nil {
		return h.done(c, "/appeals/"+c.Param("id"), "appeal.done.received")
	}
	if status, yes := shown(err); yes {
		return h.show(c, status, shownAppeal{form: f, cause: err})
	}
	return err
}

// Ask asks somebody else for a second opinion.
func (h *Appeals) Ask(c echo.Context) error {
	return h.step(c, "appeal.done.asked", []string{"opinion_reason", "question"}, func(id models.ID, f *form, version int64) error {
		return h.Store.AskOpinion(c.Request().Context(), actor(c), id, version, f.text("opinion_reason"), f.text("question"))
	})
}

// Advise gives the second opinion that is waited for.
func (h *Appeals) Advise(c echo.Context) error {
	return h.step(c, "appeal.done.advised", []string{"advice", "opinion"}, func(id models.ID, f *form, version int64) error {
		return h.Store.GiveOpinion(c.Request().Context(), actor(c), id, version, models.AppealOutcome(f.text("advice")), f.text("opinion"))
	})
}

// Duplicate ends an appeal that says the same as another.
func (h *Appeals) Duplicate(c echo.Context) error {
	return h.step(c, "appeal.done.duplicate", []string{"of"}, func(id models.ID, f *form, version int64) error {
		of := f.id("of", models.PrefixAppeal)
		if err := f.err(); err != nil {
			return err
		}
		return h.Store.MarkAppealDuplicate(c.Request().Context(), actor(c), id, version, of)
	})
}

// Next leads to the appeal that the visitor may take up next: the soonest due after one, that nobody
// else reviews and that does not wait for the customer.
func (h *Appeals) Next(c echo.Context) error {
	f, err := h.readQuery(c, "after")
	if err != nil {
		return err
	}
	next, err := h.Store.NextAppeal(c.Request().Context(), CurrentVisitor(c).UserID(), f.id("after", models.PrefixAppeal))
	if errors.Is(err, models.ErrNotFound) {
		return h.done(c, "/appeals", "appeal.no_next")
	}
	if err != nil {
		return err
	}
	return c.Redirect(http.StatusSeeOther, "/appeals/"+next.Public(models.PrefixAppeal))
}

// verdictFields is what the form of a decision sends.
func verdictFields() []string {
	return []string{"version", "then", "outcome", "reason", "customer_text", "preview", "paragraph", "wording", "insert", "parts*", "kind", "reach*", "product", "cut", "ends_at", "review_at"}
}

// readVerdict reads a decision. What belongs to an outcome that was not chosen is left aside, so that
// nothing typed for one sneaks into another.
func readVerdict(f *form) models.Verdict {
	v := models.Verdict{Outcome: models.AppealOutcome(f.text("outcome")), Reason: f.text("reason"), CustomerText: f.text("customer_text")}
	switch v.Outcome {
	case models.OutcomePartly:
		v.Parts = f.list("parts")
	case models.OutcomeReplace:
		r := &models.Replacement{Kind: models.SanctionKind(f.text("kind")), EndsAt: f.date("ends_at", true)}
		switch r.Kind {
		case models.SanctionLimitCut:
			r.CutProduct, r.CutFen = models.Product(f.text("product")), f.fen("cut")
		case models.SanctionRestrict:
			for _, name := range f.list("reach") {
				r.Reach = append(r.Reach, models.Function(name))
			}
		default:
			r.ReviewAt = f.date("review_at", true)
		}
		v.Replacement = r
	}
	return v
}

// Decide records the outcome, or shows what it would do and its letter when the preview was asked for.
func (h *Appeals) Decide(c echo.Context) error {
	id, err := pathID(c, models.PrefixAppeal)
	if err != nil {
		return err
	}
	f, err := h.readForm(c, verdictFields()...)
	if err != nil {
		return err
	}
	if digit := f.text("paragraph"); digit != "" {
		return h.show(c, http.StatusOK, shownAppeal{form: f, digit: digit})
	}
	if f.checked("insert") {
		return h.show(c, http.StatusOK, shownAppeal{form: f, insert: "wording"})
	}
	v, preview := readVerdict(f), f.checked("preview")
	version := f.version()
	err = f.err()
	switch {
	case preview && err == nil:
		return h.show(c, http.StatusOK, shownAppeal{form: f, preview: &v})
	case err == nil:
		err = h.Store.DecideAppeal(c.Request().Context(), actor(c), id, version, v)
	}
	if err == nil {
		to := "/appeals/" + c.Param("id")
		if f.text("then") == "next" {
			to = "/appeals/next?after=" + c.Param("id")
		}
		return h.done(c, to, "appeal.done.decided")
	}
	if status, yes := shown(err); yes {
		return h.show(c, status, shownAppeal{form: f, cause: err})
	}
	return err
}

// tryVerdict shows what a typed verdict would give back, and its letter; what is wrong with it stands
// at its field, and so does what the letter would give away.
func (h *Appeals) tryVerdict(p views.Page, a *models.AppealDetail, v models.Verdict, d *views.AppealPage) {
	rows, made, err := a.Try(v, p.Now)
	if err != nil {
		d.Form.Problems = problems(p, err)
		return
	}
	if err := models.CheckCustomerText("customer_text", v.CustomerText, &a.Policy.Document); err != nil {
		d.Form.Problems = problems(p, err)
	}
	d.Trial = restoreRows(p, rows)
	d.Letter = h.verdictLetters(p, a, v, rows, made)
}

// verdictLetters is the letter of a decision as it is typed, in both languages; its text stands in each as it was typed.
func (h *Appeals) verdictLetters(p views.Page, a *models.AppealDetail, v models.Verdict, rows []models.RestoredField, made *models.Sanction) *views.LetterPreview {
	values := map[string]string{"kind": string(a.Sanction.Kind), "text": v.CustomerText}
	a.Sanction.TellSubject(values)
	models.TellRestored(values, rows)
	if made != nil {
		made.TellNew(values)
	}
	return h.appealLetters(p, a, models.VerdictTemplate(v.Outcome), values)
}
