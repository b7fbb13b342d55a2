package handlers

import (
	"context"
	"net/http"
	"strconv"

	"github.com/labstack/echo/v4"

	"candor/models"
	"candor/views"
)

// CaseAskStore is what asking the customer of a case needs of the store.
type CaseAskStore interface {
	recordStore
	CaseDetail(ctx context.Context, id models.ID) (*models.CaseDetail, error)
	LivePolicy(ctx context.Context) (*models.Policy, error)
	AskCustomer(ctx context.Context, actor models.Actor, cmd models.AskCustomer) (*models.Case, error)
	SettleAsked(ctx context.Context, actor models.Actor, cmd models.SettleAsked) error
	CallOffAsk(ctx context.Context, actor models.Actor, cmd models.CallOffAsk) error
}

// CaseAsks asks the customers of cases for documents.
type CaseAsks struct {
	*CaseDesk
	Asks CaseAskStore
}

// Ask shows the form.
func (h *CaseAsks) Ask(c echo.Context) error {
	f, err := h.readQuery(c, "view")
	if err != nil {
		return err
	}
	return h.form(c, http.StatusOK, wholeView(f.Values.Get("view")), views.MeasureForm{}, nil)
}

// Send asks the customer and goes on to the next case, or shows what the customer would read when the preview was asked for.
func (h *CaseAsks) Send(c echo.Context) error {
	f, err := h.readForm(c, "view", "version", "kinds*", "days", "ask_text", "wording", "insert", "preview")
	if err != nil {
		return err
	}
	id, err := models.ParseID(models.PrefixCase, c.Param("id"))
	if err != nil {
		return err
	}
	cmd := models.AskCustomer{CaseID: id, Version: f.version(), Kinds: f.list("kinds"), Days: f.number("days", false), Text: f.text("ask_text")}
	if f.checked("insert") {
		return h.form(c, http.StatusOK, f.text("view"), views.MeasureForm{Values: f.Values}, nil)
	}
	err = f.err()
	if f.checked("preview") {
		status, typed := http.StatusOK, views.MeasureForm{Values: f.Values}
		if err != nil {
			status, typed.Problems = http.StatusUnprocessableEntity, problems(h.page0(c), err)
		}
		return h.form(c, status, f.text("view"), typed, &cmd)
	}
	var asked *models.Case
	if err == nil {
		asked, err = h.Asks.AskCustomer(c.Request().Context(), actor(c), cmd)
	}
	if err == nil {
		at := views.DateTime(*asked.SnoozedUntil, h.zone(c))
		return h.goOn(c, id, f.text("view"), afterwards{alone: "case_ask.done", progress: "case_ask.done_progress", kv: []any{"time", at}})
	}
	if status, yes := shown(err); yes {
		typed := h.typed(c, h.Asks, f, err, models.AuditFilter{ObjectType: "case", ObjectID: id.Public(models.PrefixCase)})
		return h.form(c, status, f.text("view"), typed, nil)
	}
	return err
}

func (h *CaseAsks) form(c echo.Context, status int, view string, typed views.MeasureForm, preview *models.AskCustomer) error {
	id, err := models.ParseID(models.PrefixCase, c.Param("id"))
	if err != nil {
		return err
	}
	d, err := h.Asks.CaseDetail(c.Request().Context(), id)
	if err != nil {
		return err
	}
	if d.Case.State != models.CaseOpen {
		return h.redirect(c, caseHref(id, view))
	}
	p, a := h.page(c, "case_ask.title"), &d.Account.Account
	name := labels{p}.name(d.Account.Masked, a)
	p.Crumbs = append(accountCrumbs(p, a, name), views.Crumb{Label: p.T("account.open_case"), Href: caseHref(id, view)})
	data := views.CaseAsk{
		Account: measureAccount(p, CurrentVisitor(c), a, d.Account.Masked.Name), Action: "/cases/" + c.Param("id") + "/ask", Href: caseHref(id, view), View: view,
		Version: strconv.FormatInt(d.Case.Version, 10), Kinds: kindOptions(p, d.Asked), Form: typed,
	}
	live, err := h.Asks.LivePolicy(c.Request().Context()) // an account that was never scored has no policy of its own
	if err != nil {
		return err
	}
	of, f := spokenOf{&d.Account, &live.Document}, &form{Values: typed.Values}
	data.Words = preparedChoice(p, of, "wording", f)
	if f.checked("insert") {
		insertPrepared(h.letterPage(a.Lang), of, f, "wording", "ask_text")
	}
	data.Days = strconv.Itoa(live.Document.DeskRules().EvidenceDays)
	data.Letter = &views.LetterPreview{Hint: p.T("case_ask.letter")}
	if preview != nil {
		data.Letter = h.askLetter(p, d, live, preview)
	}
	return h.render(c, status, views.CaseAskPage(p, data))
}

// askLetter is the letter that asks, in both languages.
func (h *CaseAsks) askLetter(p views.Page, d *models.CaseDetail, live *models.Policy, cmd *models.AskCustomer) *views.LetterPreview {
	if models.ValidateEvidence(cmd.Kinds) != nil {
		return &views.LetterPreview{Note: p.T("case_ask.nothing")}
	}
	if err := models.CheckAskText(cmd.Text, &live.Document); err != nil {
		return &views.LetterPreview{Note: problems(p, err)["ask_text"]}
	}
	until, err := models.EvidenceUntil(cmd.Days, &live.Document, p.Now)
	if err != nil {
		return &views.LetterPreview{Note: problems(p, err)["days"]}
	}
	m := models.AskMessage(&d.Account.Account, cmd.Kinds, cmd.Text, until)
	m.CreatedAt = p.Now
	return h.bothLetters(p, m, live, d.Account.Masked.Name, cmd.Kinds)
}
