package handlers

import (
	"strconv"

	"candor/models"
	"candor/views"
	"candor/views/ui"
)

// modelStanding is what a model's page knows besides its report.
type modelStanding struct {
	model      *models.Model
	previous   *models.Model // the champion before; nil for none
	promotions []models.PromotionDetail
	run        *models.Run // the newest that ended; nil before the first
	try        modelTry
}

func promotionState(p views.Page, s models.PromotionState) ui.BadgeArgs {
	b := ui.BadgeArgs{Label: p.T("promotion.state." + string(s))}
	switch s {
	case models.PromotionProposed:
		b.Tone, b.Icon = ui.Amber, "clock"
	case models.PromotionApproved:
		b.Tone, b.Icon = ui.Green, "check"
	case models.PromotionRejected:
		b.Tone, b.Icon = ui.Red, "x-circle"
	}
	return b
}

// promotionModels names the two models of a change, the old one first.
func promotionModels(p views.Page, m models.PromotionModels) string {
	if m.Champion == "" {
		return p.T("promotion.first", "model", m.Model)
	}
	return p.T("promotion.change", "model", m.Model, "champion", m.Champion)
}

func promotionRows(p views.Page, list []models.PromotionDetail) []views.PromotionRow {
	var rows []views.PromotionRow
	for i := range list {
		d := &list[i]
		rows = append(rows, views.PromotionRow{
			Href: "/promotions/" + d.PublicID(), Title: p.T("promotion.kind." + d.Kind), Models: promotionModels(p, d.Models),
			State: promotionState(p, d.State), By: d.MadeName, At: p.Moment(d.MadeAt), Reason: d.Reason,
		})
	}
	return rows
}

// modelActions is what the viewer may do with a model now, and why not.
func modelActions(p views.Page, v *Visitor, at modelStanding) views.ModelActions {
	m := at.model
	self := "/models/" + m.PublicID()
	a := views.ModelActions{File: self + "/file", Promotions: promotionRows(p, at.promotions)}
	switch m.State {
	case models.ModelChallenger:
		a.Compare = self + "/compare"
		if v.Can(models.PermModelTrain) {
			a.Steps = append(a.Steps, shadowStep(p, at, self), proposeStep(p, at, self))
		}
	case models.ModelChampion:
		if at.run == nil || at.run.ModelID != m.ID {
			a.Notes = append(a.Notes, ui.CalloutArgs{Tone: ui.Amber, Title: p.T("model.not_scored"), Text: p.T("model.not_scored_text")})
			if v.Can(models.PermModelPromote) {
				a.Steps = append(a.Steps, rescoreStep(p))
			}
		}
		if at.previous != nil && v.Can(models.PermModelPromote) {
			a.Steps = append(a.Steps, returnStep(p, at, self))
		}
	}
	return a
}

func (at *modelStanding) notice(p views.Page, name string) string {
	if at.try.name != name {
		return ""
	}
	return at.try.notice(p)
}

// reasonField is a reason as it was typed, with what was wrong with it.
func (at *modelStanding) reasonField(p views.Page, name string) *ui.FieldArgs {
	f := &ui.FieldArgs{Kind: "textarea", Name: "reason", Label: p.T("common.reason"), Required: true, Wide: true, Rows: 2}
	if at.try.name == name && at.try.form != nil {
		f.Value, f.Error = at.try.form.text("reason"), problems(p, at.try.err)["reason"]
	}
	return f
}

func (at *modelStanding) version() string { return strconv.FormatInt(at.model.Version, 10) }

func shadowStep(p views.Page, at modelStanding, self string) views.ModelStep {
	s := views.ModelStep{
		Title: p.T("model.shadow"), Text: p.T("model.shadow_off_text", "max", models.ShadowMax), Action: self + "/shadow", Version: at.version(), Notice: at.notice(p, "shadow"),
		Hidden: map[string]string{"on": "1"}, Button: ui.ButtonArgs{Label: p.T("model.shadow_start"), Icon: "eye"},
	}
	if at.model.Shadow {
		s.Text, s.Hidden, s.Button = p.T("model.shadow_on_text"), nil, ui.ButtonArgs{Label: p.T("model.shadow_stop"), Icon: "minus"}
	}
	return s
}

func proposeStep(p views.Page, at modelStanding, self string) views.ModelStep {
	s := views.ModelStep{
		Title: p.T("promotion.propose"), Text: p.T("promotion.propose_text"), Action: self + "/propose", Version: at.version(), Notice: at.notice(p, "propose"),
		Field: at.reasonField(p, "propose"), Button: ui.ButtonArgs{Label: p.T("promotion.propose_button"), Kind: "primary", Icon: "star"},
	}
	for i := range at.promotions {
		if at.promotions[i].State == models.PromotionProposed {
			s.Why = p.T("promotion.waits", "name", at.promotions[i].MadeName)
		}
	}
	return s
}

func returnStep(p views.Page, at modelStanding, self string) views.ModelStep {
	return views.ModelStep{
		Title: p.T("model.return"), Text: p.T("model.return_text", "name", at.previous.Name), Action: self + "/return", Version: at.version(),
		Notice: at.notice(p, "return"), Field: at.reasonField(p, "return"),
		Button: ui.ButtonArgs{Label: p.T("model.return_button"), Kind: "danger", Icon: "undo"},
	}
}

// rescoreStep offers to score the book by the champion of now.
func rescoreStep(p views.Page) views.ModelStep {
	return views.ModelStep{
		Title: p.T("model.rescore"), Text: p.T("model.rescore_text"), Action: "/models/rescore",
		Button: ui.ButtonArgs{Label: p.T("model.rescore_button"), Icon: "refresh"},
	}
}

// promotionPage is one change of champion, with what the viewer may do about it.
func promotionPage(p views.Page, v *Visitor, d *models.PromotionDetail) views.PromotionPage {
	self, model := "/promotions/"+d.PublicID(), "/models/"+d.ModelID.Public(models.PrefixModel)
	page := views.PromotionPage{Page: p, Note: promotionModels(p, d.Models), State: promotionState(p, d.State)}
	page.Facts = []ui.Pair{
		{Key: p.T("promotion.new"), Value: d.Models.Model}, {Key: p.T("model.artefact"), Body: views.CodeOrDash(p, d.ModelSHA256)},
		{Key: p.T("promotion.old"), Value: orDash(d.Models.Champion)}, {Key: p.T("common.reason"), Value: d.Reason},
		{Key: p.T("measure.made_by"), Body: views.ByAt(d.MadeName, p.Moment(d.MadeAt))}, {Key: p.T("promotion.hash"), Body: views.CodeOrDash(p, d.PayloadHash)},
	}
	if d.DecidedAt != nil && d.DecidedName != "" {
		page.Facts = append(page.Facts, ui.Pair{Key: p.T("measure.decided_by"), Body: views.ByAt(d.DecidedName, p.Moment(*d.DecidedAt))})
	}
	if d.DecideReason != "" {
		page.Facts = append(page.Facts, ui.Pair{Key: p.T("measure.decide_reason"), Value: d.DecideReason})
	}
	page.Actions = views.MeasureActions{Version: strconv.FormatInt(d.Version, 10)}
	switch d.State {
	case models.PromotionProposed:
		page.Compare = model + "/compare"
		waiting{self, models.PermModelPromote, d.MadeBy, d.MadeAt}.answer(p, v, &page.Actions)
		if d.MadeBy == v.UserID() && v.UserID() != 0 {
			page.Actions.Withdraw = self + "/withdraw"
		}
	case models.PromotionApproved:
		page.After = &ui.CalloutArgs{Tone: ui.Blue, Title: p.T("promotion.after"), Text: p.T("promotion.after_text")}
		if v.Can(models.PermModelPromote) {
			step := rescoreStep(p)
			page.Rescore = &step
		}
	}
	return page
}
