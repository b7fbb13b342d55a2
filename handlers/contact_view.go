package handlers

import (
	"errors"
	"strconv"

	"candor/models"
	"candor/views"
	"candor/views/ui"
)

// contactForm asks for every way, with what was typed, or what holds.
func contactForm(p views.Page, history []models.ContactChoice, typed *models.ChooseContact, cause error) views.ContactForm {
	f := views.ContactForm{Version: strconv.FormatInt(models.ChoicesSeen(history), 10)}
	now, said := models.ChoicesNow(history), problems(p, cause)
	switch {
	case errors.Is(cause, models.ErrConflict):
		f.Problem = p.T("contact.changed")
	case said[""] != "":
		f.Problem = said[""]
	}
	for _, way := range models.ContactWays() {
		answer := now.Answer(way)
		if typed != nil {
			answer = typed.Answers[way]
		}
		open := p.T("contact.open")
		if way == models.WayNight {
			open = p.T("contact.open_night")
		}
		f.Fields = append(f.Fields, ui.FieldArgs{
			Kind: "select", Name: string(way), Label: p.T("contact.way." + string(way)), Value: string(answer), Error: said[string(way)],
			Options: []ui.Option{
				{Value: string(models.AnswerOpen), Label: open},
				{Value: string(models.AnswerAllowed), Label: p.T("contact.allowed")},
				{Value: string(models.AnswerRefused), Label: p.T("contact.refused")},
			},
		})
	}
	return f
}

// toldField asks staff how the customer said so.
func (l labels) toldField(typed *models.ChooseContact, problem string) ui.FieldArgs {
	f := ui.FieldArgs{Kind: "select", Name: "told", Label: l.p.T("contact.told"), Error: problem, Required: true}
	for _, way := range models.AppealChannels() {
		f.Options = append(f.Options, ui.Option{Value: way, Label: l.word("appeal.channel.", way)})
	}
	if typed != nil {
		f.Value = typed.Told
	}
	return f
}

// contactBadge is an answer in colour.
func (l labels) contactBadge(answer models.ContactAnswer) ui.BadgeArgs {
	switch answer {
	case models.AnswerAllowed:
		return ui.BadgeArgs{Label: l.p.T("contact.allowed"), Tone: ui.Green, Icon: "check"}
	case models.AnswerRefused:
		return ui.BadgeArgs{Label: l.p.T("contact.refused"), Tone: ui.Amber, Icon: "x-circle"}
	}
	return ui.BadgeArgs{Label: l.p.T("contact.nothing")}
}

// contactNow is what holds of each way, since when and from whom.
func (l labels) contactNow(history []models.ContactChoice) views.Records {
	r := views.Records{Caption: l.p.T("contact.now"), Heads: l.heads("contact.way", "contact.answer", "contact.told", "contact.by", "contact.since")}
	now := models.ChoicesNow(history)
	for _, way := range models.ContactWays() {
		cells := []views.Cell{views.Text(l.word("contact.way.", string(way))), views.State(l.contactBadge(now.Answer(way)))}
		if said, ok := now[way]; ok {
			cells = append(cells, views.Text(l.word("appeal.channel.", said.Told)), views.Text(l.contactBy(&said)), views.At(l.p.Time(said.At)))
		} else {
			cells = append(cells, views.Text(views.Dash), views.Text(views.Dash), views.Text(views.Dash))
		}
		r.Rows = append(r.Rows, views.Record{Cells: cells})
	}
	return r
}

// contactHistory is everything that was said, newest first.
func (l labels) contactHistory(history []models.ContactChoice) views.Records {
	r := views.Records{
		Caption: l.p.T("contact.history"), Empty: l.p.T("contact.never"),
		Heads: l.heads("contact.way", "contact.answer", "contact.told", "contact.by", "contact.since", "contact.until"),
	}
	for i := range history {
		c := &history[i]
		answer := models.AnswerRefused
		if c.Allowed {
			answer = models.AnswerAllowed
		}
		until := views.Text(l.p.T("contact.holds"))
		if c.EndedAt != nil {
			until = views.At(l.p.Time(*c.EndedAt))
		}
		r.Rows = append(r.Rows, views.Record{Cells: []views.Cell{
			views.Text(l.word("contact.way.", string(c.Way))), views.State(l.contactBadge(answer)), views.Text(l.word("appeal.channel.", c.Told)),
			views.Text(l.contactBy(c)), views.At(l.p.Time(c.At)), until,
		}})
	}
	return r
}

// contactBy is who noted a choice: the customer themselves, or a member of staff.
func (l labels) contactBy(c *models.ContactChoice) string {
	if c.ByKind == models.ActorCustomer {
		return l.p.T("contact.customer")
	}
	return c.ByName
}
