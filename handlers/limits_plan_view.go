package handlers

import (
	"github.com/labstack/echo/v4"

	"candor/engine/limits"
	"candor/models"
	"candor/views"
	"candor/views/ui"
)

// startDue is the choice of the account's next due day.
const startDue = "due"

// Which way the buttons of a step go.
const (
	stepUp   = "up"
	stepDown = "down"
)

// plan reads when a change takes effect, and the appeal that it goes back to.
func (f *form) plan(cmd *models.ProposeLimit, v *Visitor) {
	switch f.text("start") {
	case "":
	case startDue:
		cmd.AtDue = true
	default:
		f.bad.Add("start", "choice")
	}
	cmd.TellLang = f.text("tell_lang")
	if cmd.AppealID = f.id("appeal", models.PrefixAppeal); cmd.AppealID != 0 && !v.Can(models.PermAppealRead) { // their form offers none
		f.bad.Add("appeal", "choice")
	}
}

// startChoice offers the account's next due day, or says that nobody knows it.
func startChoice(p views.Page, around *models.LimitContext, typed views.MeasureForm) ui.FieldArgs {
	a := ui.FieldArgs{
		Kind: "select", Name: "start", Label: p.T("limit.start"), Hint: p.T("limit.start_none"), Value: typed.V("start"), Error: typed.Problems["start"],
		Empty: p.T("limit.start_day"),
	}
	if at := models.NextDue(around.Statements, p.Now); at != nil {
		a.Hint = p.T("limit.start_hint")
		a.Options = append(a.Options, ui.Option{Value: startDue, Label: p.T("limit.start_due", "date", p.Date(*at))})
	}
	return a
}

// appealChoice offers the account's appeals; nil where there is none, and for whoever may not read them.
func appealChoice(p views.Page, v *Visitor, around *models.LimitContext, typed views.MeasureForm) *ui.FieldArgs {
	if len(around.Appeals) == 0 || !v.Can(models.PermAppealRead) {
		return nil
	}
	a := &ui.FieldArgs{
		Kind: "select", Name: "appeal", Label: p.T("limit.appeal"), Hint: p.T("limit.appeal_hint"), Empty: p.T("limit.file_none"),
		Value: typed.V("appeal"), Error: typed.Problems["appeal"],
	}
	for i := range around.Appeals {
		ap := &around.Appeals[i]
		a.Options = append(a.Options, ui.Option{Value: ap.PublicID(), Label: p.T("limit.appeal_of", "date", p.Date(ap.ReceivedAt))})
	}
	return a
}

// limitLinks are the case and the appeal that a change goes back to, and the change that took its place.
func limitLinks(p views.Page, v *Visitor, c *models.LimitChange) (pairs []ui.Pair) {
	add := func(id models.ID, prefix, key, at string, may bool) {
		if id != 0 && may {
			pairs = append(pairs, ui.Pair{Key: p.Texts.T(key), Body: views.TextLink(at+id.Public(prefix), id.Public(prefix))})
		}
	}
	add(c.CaseID, models.PrefixCase, "limit.case", "/cases/", v.Can(models.PermCaseRead))
	add(c.AppealID, models.PrefixAppeal, "limit.appeal", "/appeals/", v.Can(models.PermAppealRead))
	add(c.SupersededBy, models.PrefixLimit, "limit.successor", "/limits/", true)
	return pairs
}

// limitStep is by how much the buttons of the form step a typed limit.
func limitStep(p views.Page, around *models.LimitContext) views.LimitStep {
	fen := around.Policy.Document.Approval.Step()
	return views.LimitStep{Fen: fen, Up: p.T("limit.step_up", "amount", views.Money(fen)), Down: p.T("limit.step_down", "amount", views.Money(fen))}
}

// take puts the limit a step on into the form, which shows no effect then.
func (in *limitInput) take(step int64, typed views.MeasureForm) {
	if in.cmd != nil {
		typed.Values["limit"] = []string{stepped(in.cmd, step, typed.V("unit"), in.step)}
	}
	in.cmd = nil
}

// stepped is the typed limit a step higher or lower: the policy's amount, or one percent.
func stepped(cmd *models.ProposeLimit, step int64, unit, way string) string {
	share := int64(100)
	if way == stepDown {
		step, share = -step, -share
	}
	if unit == unitPercent {
		return percentOf(cmd.ByBP + share)
	}
	return yuanValue(max(0, cmd.ToFen+step))
}

// secondNeeded reports whether one person may not make a change alone.
func secondNeeded(around *models.LimitContext, line *models.CreditLine, cmd *models.ProposeLimit) bool {
	doc := &around.Policy.Document
	return limits.Check(doc.Limits, doc.Approval, models.LimitRequest(&around.Account, around.Lines, line, cmd.ToFen)) != limits.BoundNone
}

// limitNotice says what the customer is told, and when.
func limitNotice(p views.Page, around *models.LimitContext, line *models.CreditLine, cmd *models.ProposeLimit) string {
	key := "limit.notice.raised"
	if cmd.ToFen < line.LimitFen {
		key = "limit.notice.lowered"
	}
	second, ahead := secondNeeded(around, line, cmd), cmd.EffectiveAt.After(p.Now)
	switch {
	case second && ahead:
		return p.Texts.T(key+"_agreed_on", "date", p.DateTime(cmd.EffectiveAt))
	case second:
		return p.Texts.T(key + "_agreed")
	case ahead:
		return p.Texts.T(key+"_on", "date", p.DateTime(cmd.EffectiveAt))
	}
	return p.Texts.T(key + "_now")
}

// effects puts what a change would do beside its form: amounts, what the customer is told, who may agree, and the letter.
func (h *Limits) effects(c echo.Context, p views.Page, d *views.LimitForm, of limitPreview) (err error) {
	v := CurrentVisitor(c)
	if err := of.cmd.Resolve(of.line); err != nil {
		return err
	}
	if of.cmd.AtDue {
		if of.cmd.EffectiveAt, err = of.cmd.DueOf(of.around.Statements, p.Now); err != nil {
			return err
		}
	}
	d.Effect = limitEffect(p, v, of.around, of.line, of.pd, of.cmd)
	d.Letter = h.limitLetter(p, of.around, of.line, of.cmd)
	if of.cmd.ToFen < of.line.UsedFen || of.cmd.ToFen == of.line.LimitFen { // refused
		return nil
	}
	d.Effect.Says = []string{limitNotice(p, of.around, of.line, of.cmd), toldHow(p, of.around, of.cmd.TellLang)}
	if !secondNeeded(of.around, of.line, of.cmd) {
		return nil
	}
	whom, err := h.whom(c, p, models.PermLimitApprove, v.UserID())
	if whom != "" {
		d.Effect.Says = append(d.Effect.Says, whom)
	}
	return err
}

// limitPreview is a change that is looked at before it is made.
type limitPreview struct {
	around *models.LimitContext
	line   *models.CreditLine
	pd     float64
	cmd    *models.ProposeLimit
}
