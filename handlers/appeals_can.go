package handlers

import (
	"errors"
	"strings"

	"candor/models"
	"candor/views"
	"candor/views/ui"
)

// judgeOf is the visitor as a judge.
func judgeOf(v *Visitor) models.Judge {
	j := models.Judge{ID: v.UserID()}
	if v.User != nil {
		j.Team = v.User.Team
	}
	return j
}

// refusedCode is the code of a refusal, "" for none.
func refusedCode(err error) string {
	var refused *models.Refused
	if errors.As(err, &refused) {
		return refused.Code
	}
	return ""
}

// appealCan is what the viewer may do to the appeal now, and why not.
func appealCan(p views.Page, v *Visitor, a *models.AppealDetail) views.AppealCan {
	ap, self := &a.Appeal, "/appeals/"+a.Appeal.PublicID()
	can := views.AppealCan{}
	if ap.Undecided() && v.Can(models.PermAppealIntake) {
		if ap.Stage == models.AppealReceived {
			can.Acknowledge = self + "/acknowledge"
		}
		can.Withdraw, can.Duplicate = self+"/withdraw", self+"/duplicate"
	}
	if !v.Can(models.PermAppealDecide) {
		if ap.Undecided() {
			can.DecideWhy, can.DecideAsk = p.T("appeal.needs_judge"), whomToAsk(p, v, a)
		}
		return can
	}
	can.Next = "/appeals/next?after=" + ap.PublicID()
	switch {
	case ap.Undecided():
		can.Receive = self + "/receive"
		if ap.Stage != models.AppealOpinion {
			can.Request = self + "/request"
		}
		appealJudgement(p, v, a, &can)
	case ap.Stage == models.AppealDecided:
		can.ExecuteNote = p.T("appeal.executes_itself", "minutes", a.Policy.Document.Appeals.ExecuteMinutes)
		if a.Barred.Check(judgeOf(v)) == nil {
			can.Execute = self + "/execute"
		}
	case ap.Stage == models.AppealExecuted:
		can.Close = self + "/close"
	}
	return can
}

// appealJudgement says whether the viewer may take, advise on or decide an undecided appeal.
func appealJudgement(p views.Page, v *Visitor, a *models.AppealDetail, can *views.AppealCan) {
	ap, self := &a.Appeal, "/appeals/"+a.Appeal.PublicID()
	err := a.Barred.Check(judgeOf(v))
	if err == nil {
		err = ap.MayDecide(a.Sanction.Kind, a.Policy.Document.Appeals.ServiceKinds, v.Permissions())
	}
	open := a.OpenOpinion()
	switch {
	case err != nil:
		can.DecideWhy, can.DecideAsk = p.Texts.T("refused."+refusedCode(err)), whomToAsk(p, v, a)
	case ap.Stage == models.AppealOpinion && open != nil && open.Referred():
		can.DecideWhy = p.T("appeal.answer_first")
	case ap.Stage == models.AppealOpinion && open != nil:
		can.DecideWhy = p.T("appeal.opinion_first")
		if open.AskedBy == v.UserID() || ap.AssigneeID == v.UserID() {
			can.AdviseWhy = p.T("refused.own_question")
		} else {
			can.Advise = self + "/advise"
		}
	case models.Spoke(a.Opinions, v.UserID()):
		can.DecideWhy, can.DecideAsk = p.T("refused.own_opinion"), whomToAsk(p, v, a)
	case ap.Stage == models.AppealInReview && ap.AssigneeID == v.UserID():
		can.Decide, can.Ask = self+"/decide", self+"/opinion"
		for _, r := range models.OpinionReasons() {
			can.AskReasons = append(can.AskReasons, ui.Option{Value: r, Label: p.T("appeal.opinion." + r), Hint: p.T("appeal.opinion." + r + "_hint")})
		}
		can.Templates = appealTemplates(p, a, self)
	default:
		can.Review = self + "/review"
		can.DecideWhy = p.T("appeal.take_first")
		if ap.Stage == models.AppealInReview {
			can.DecideWhy = p.T("appeal.taken_by", "name", ap.AssigneeName)
		}
	}
}

// judgesNamed is how many people a page names who may decide an appeal.
const judgesNamed = 5

// whomToAsk names those who may decide an appeal that the viewer may not.
func whomToAsk(p views.Page, v *Visitor, a *models.AppealDetail) string {
	var names []string
	for i := range a.Judges {
		if a.Judges[i].ID != v.UserID() {
			names = append(names, a.Judges[i].Name)
		}
	}
	said := strings.Join(names[:min(len(names), judgesNamed)], p.T("common.list_separator"))
	switch {
	case len(names) == 0:
		return p.T("appeal.ask_nobody")
	case len(names) > judgesNamed:
		return p.N("appeal.ask_more", len(names)-judgesNamed, "names", said)
	}
	return p.T("appeal.ask_these", "names", said)
}

// appealTemplates are the links that start a decision from a text. Their keys open the form and never
// decide.
func appealTemplates(p views.Page, a *models.AppealDetail, self string) []ui.LinkArgs {
	var links []ui.LinkArgs
	for _, t := range []struct {
		outcome models.AppealOutcome
		key     string
		has     bool
	}{
		{models.OutcomeOverturn, "o", true}, {models.OutcomePartly, "%", len(a.Sanction.Parts()) > 1},
		{models.OutcomeReplace, "p", len(a.Sanction.Kind.Milder()) > 0}, {models.OutcomeUphold, "u", true},
	} {
		if t.has {
			links = append(links, ui.LinkArgs{Label: p.T("appeal.template_for." + string(t.outcome)), Href: self + "?text=" + string(t.outcome) + "#f-outcome", Size: "small", Key: t.key})
		}
	}
	return links
}

// appealChoices is what a decision between all and nothing can choose from.
func appealChoices(p views.Page, a *models.AppealDetail) views.AppealChoices {
	var c views.AppealChoices
	c.Payment = a.Sanction.Kind == models.SanctionDecline
	if a.Sanction.State != models.SanctionActive {
		return c
	}
	for _, part := range a.Sanction.Parts() {
		c.Parts = append(c.Parts, ui.Option{Value: part, Label: partWords(p, part)})
	}
	for _, k := range a.Sanction.Kind.Milder() {
		c.Milder = append(c.Milder, ui.Option{Value: string(k), Label: p.T("sanction.kind." + string(k))})
	}
	for _, f := range a.Sanction.Lost() {
		c.Functions = append(c.Functions, ui.Option{Value: string(f), Label: p.T("measure.function." + string(f))})
	}
	for i := range a.Lines {
		c.Products = append(c.Products, ui.Option{Value: string(a.Lines[i].Product), Label: productText(p, a.Lines[i].Product)})
	}
	return c
}

// partWords names one part of a measure.
func partWords(p views.Page, part string) string {
	if f, is := strings.CutPrefix(part, models.PartReach); is {
		return p.T("appeal.part_function", "function", p.T("measure.function."+f))
	}
	if product, is := strings.CutPrefix(part, models.PartLimit); is {
		return p.T("restore.limit_of", "product", p.T("measure.product."+product))
	}
	return p.T("restore.status")
}
