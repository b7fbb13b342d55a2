package handlers

import (
	"github.com/labstack/echo/v4"

	"candor/models"
	"candor/views"
	"candor/views/ui"
)

// Answer is what the desk found that the appeal was referred to.
func (h *Appeals) Answer(c echo.Context) error {
	return h.step(c, "appeal.done.answered", []string{"answer"}, func(id models.ID, f *form, version int64) error {
		return h.Store.AnswerReferral(c.Request().Context(), actor(c), id, version, f.text("answer"))
	})
}

// appealReferred says with which desk the appeal is and since when, whether the viewer may answer, and why not.
func appealReferred(p views.Page, v *Visitor, a *models.AppealDetail, d *views.AppealPage) {
	open := a.OpenOpinion()
	if open == nil || !open.Referred() || a.Appeal.Stage != models.AppealOpinion {
		return
	}
	d.Referred = &ui.CalloutArgs{
		Tone: ui.Blue, Icon: "user", Title: p.T("appeal.with_since."+open.Reason, "date", p.DateTime(open.AskedAt)), Text: p.T("appeal.clock_runs", "name", open.AskedName),
	}
	refused := refusedCode(a.Barred.Check(judgeOf(v)))
	switch {
	case !v.Can(models.PermAppealAnswer):
	case open.AskedBy == v.UserID() || a.Appeal.AssigneeID == v.UserID():
		d.Can.AdviseWhy = p.T("refused.own_referral")
	case refused != "":
		d.Can.AdviseWhy = p.Texts.T("refused." + refused)
	default:
		d.Can.Answer = d.Self + "/answer"
	}
}

// tellReferrals names the steps of an appeal that a referral made by their desk.
func tellReferrals(p views.Page, events []ui.Event, history []models.AuditEntry, opinions []models.Opinion) {
	for i := range history {
		for _, o := range opinions {
			switch at := history[i].At; {
			case !o.Referred() || history[i].Action != models.ActionAppealMoved:
			case o.AskedAt.Equal(at):
				events[i].Title = p.T("appeal.referred_to." + o.Reason)
			case o.GivenAt != nil && o.GivenAt.Equal(at):
				events[i].Title = p.T("appeal.answer_of." + o.Reason)
			}
		}
	}
}

// deskOptions are the desks that an appeal can be with.
func deskOptions(p views.Page) []ui.Option {
	var out []ui.Option
	for _, desk := range models.Desks() {
		out = append(out, ui.Option{Value: desk, Label: p.Texts.T("appeal.desk." + desk)})
	}
	return out
}
