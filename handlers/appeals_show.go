package handlers

import (
	"net/http"
	"net/url"
	"slices"

	"github.com/labstack/echo/v4"

	"candor/models"
	"candor/views"
)

// Show shows one appeal. ?text= an outcome fills the letter from a template.
func (h *Appeals) Show(c echo.Context) error {
	f, err := h.readQuery(c, "text")
	if err != nil {
		return err
	}
	return h.show(c, http.StatusOK, shownAppeal{text: f.text("text")})
}

// shownAppeal is what an appeal's page is drawn with besides the appeal.
type shownAppeal struct {
	form    *form
	cause   error
	text    string              // template of the letter to fill in
	digit   string              // of the ground to put at the end of what was typed
	insert  string              // the choice whose wording to put at the end of what was typed
	preview *models.Verdict     // show what it would do, and its letter
	asks    *models.AskEvidence // show the letter that would ask
	tells   string              // show the letter of this template, which a step would send
}

func (h *Appeals) show(c echo.Context, status int, with shownAppeal) error {
	ctx := c.Request().Context()
	id, err := pathID(c, models.PrefixAppeal)
	if err != nil {
		return err
	}
	a, err := h.Store.Appeal(ctx, id)
	if err != nil {
		return err
	}
	history, err := h.Store.AuditEntries(ctx, models.AuditFilter{ObjectType: "appeal", ObjectID: a.Appeal.PublicID(), Limit: 50})
	if err != nil {
		return err
	}
	p := h.page(c, "appeal.title")
	p.Record = recordHref(CurrentVisitor(c), "appeal", a.Appeal.PublicID())
	p.Crumbs = append([]views.Crumb{{Label: p.T("nav.appeals"), Href: "/appeals"}}, accountCrumbs(p, &a.Account, a.Name)[1:]...)
	d := appealPageOf(p, CurrentVisitor(c), a)
	d.Events = events(p, history)
	tellReferrals(p, d.Events, history, a.Opinions)
	d.Links = linksFor(CurrentVisitor(c), a.Appeal.PublicID())
	if d.Files, err = h.filesPanel(c, p, models.FileOwner{Prefix: models.PrefixAppeal, ID: id}); err != nil {
		return err
	}
	if d.Can.Decide != "" {
		d.Can.Paragraphs = h.appealParagraphs(p, a)
	}
	if with.digit != "" {
		h.withParagraph(p, a, with.form, with.digit)
	}
	letter := h.letterPage(a.Appeal.Lang)
	appealWords(p, letter, a, with, &d)
	d.Form = h.appealForm(c, a, letter, with)
	if with.preview != nil {
		h.tryVerdict(p, a, *with.preview, &d)
	}
	if with.asks != nil && d.Can.Request != "" {
		d.Asks = h.askedLetter(p, a, with.asks)
	}
	if with.tells != "" {
		d.Tells = h.stepLetter(p, a, with.tells, &d.Can)
	}
	return h.render(c, status, views.AppealDetailPage(p, d))
}

// appealWords offers prepared wordings beside what a letter asks for and what it says of the decision, and puts the one that was chosen in.
func appealWords(p, letter views.Page, a *models.AppealDetail, with shownAppeal, d *views.AppealPage) {
	of := spokenOfAppeal(a)
	for choice, into := range map[string]string{"ask_wording": "ask_text", "wording": "customer_text"} {
		if with.insert == choice {
			insertPrepared(letter, of, with.form, choice, into)
		}
	}
	if d.Can.Request != "" {
		d.Says.Prepared = preparedChoice(p, of, "ask_wording", with.form)
	}
	if d.Can.Decide != "" {
		d.Can.Words = preparedChoice(p, of, "wording", with.form)
	}
}

// appealForm is what stands in the page's forms: what was typed, or a template.
func (h *Appeals) appealForm(c echo.Context, a *models.AppealDetail, letter views.Page, with shownAppeal) views.MeasureForm {
	if with.form != nil {
		typed := h.typed(c, h.Store, with.form, with.cause, models.AuditFilter{ObjectType: "appeal", ObjectID: a.Appeal.PublicID()})
		if e := with.form.text("evidence"); e != "" {
			typed.Values["finding-"+e] = typed.Values["finding"]
			if problem := typed.Problems["finding"]; problem != "" {
				delete(typed.Problems, "finding")
				typed.Problems["finding-"+e] = problem
			}
		}
		return typed
	}
	if slices.Contains(models.AppealOutcomes(), models.AppealOutcome(with.text)) {
		return views.MeasureForm{Values: url.Values{
			"outcome": {with.text}, "customer_text": {letter.Texts.T(appealTemplateKey(letter, a, with.text))},
		}}
	}
	return views.MeasureForm{}
}

// appealTemplateKey is the text that a letter starts from: a payment that was not made is nothing that could be ended.
func appealTemplateKey(letter views.Page, a *models.AppealDetail, outcome string) string {
	if key := "appeal.template." + outcome + "_decline"; a.Sanction.Kind == models.SanctionDecline && letter.Texts.Has(key) {
		return key
	}
	return "appeal.template." + outcome
}
