package handlers

import (
	"candor/models"
	"candor/views"
	"candor/views/ui"
)

// kindOptions is what a customer can be asked for; what is waited for already cannot be asked for again.
func kindOptions(p views.Page, have []models.EvidenceItem) []ui.Option {
	waiting := map[string]bool{}
	for i := range have {
		if have[i].Waiting() {
			waiting[have[i].Kind] = true
		}
	}
	var list []ui.Option
	for _, kind := range models.EvidenceKinds() {
		list = append(list, ui.Option{Value: kind, Label: p.T("appeal.evidence." + kind), Disabled: waiting[kind]})
	}
	return list
}

// waitNote says that a case waits for the customer, or why it is back from that; false for one that was put off or never waited.
func (l labels) waitNote(c *models.Case) (views.CaseNote, bool) {
	at := func() string { return l.p.DateTime(*c.SnoozedUntil) }
	switch {
	case c.Waits():
		text := l.p.T("case_ask.waits", "name", c.SnoozedName, "since", l.p.DateTime(*c.WaitingSince), "time", at())
		return views.CaseNote{Tone: ui.Blue, Icon: "clock", Text: text}, true
	case c.CameBack == models.BackCame:
		return views.CaseNote{Tone: ui.Green, Icon: "inbox", Text: l.p.T("case_ask.came")}, true
	case c.CameBack == models.BackNoMore:
		return views.CaseNote{Tone: ui.Amber, Icon: "inbox", Text: l.p.T("case_ask.no_more")}, true
	case c.CameBack == models.BackOff:
		return views.CaseNote{Tone: ui.Blue, Icon: "inbox", Text: l.p.T("case_ask.off")}, true
	case c.CameBack == models.BackLapsed:
		return views.CaseNote{Tone: ui.Amber, Icon: "clock", Text: l.p.T("case_ask.lapsed", "time", at())}, true
	}
	return views.CaseNote{}, false
}

// caseDue is when a case is due; of one that waits for the customer, that its clock stands.
func (l labels) caseDue(c *models.Case) (ui.TimeArgs, ui.Tone) {
	if c.Waits() {
		return ui.TimeArgs{Text: l.p.T("case_ask.stands"), Exact: l.p.T("case_ask.stands_since", "time", l.p.DateTime(*c.WaitingSince))}, ui.Neutral
	}
	return l.due(c.DueAt)
}
