package handlers

import (
	"net/url"
	"strconv"
	"strings"

	"candor/models"
	"candor/views"
	"candor/views/ui"
)

// caseDesk sets who else is at a case, and what can be done with it besides deciding it.
func (l labels) caseDesk(d *models.CaseDetail, v *Visitor, view string, data *views.CaseData) {
	c, desk := &d.Case, &data.Desk
	desk.Form = strconv.FormatInt(c.Version, 10)
	desk.Viewers = l.viewers(d.Viewers, v.UserID())
	desk.Notes = l.caseNotes(c, v)
	if c.State != models.CaseOpen {
		return
	}
	desk.Use = "/cases/" + c.PublicID() + "/use"
	desk.Changed = l.changedLines(d)
	if view != "" {
		step := "/cases/" + c.PublicID() + "/step?" + url.Values{"view": {view}}.Encode() + "&dir="
		desk.Previous, desk.Next = step+"previous", step+"next"
	}
	may := d.May(v.UserID(), v.Can, l.p.Now)
	if may.Take {
		desk.Take = &views.DeskField{}
	}
	if may.Snooze {
		desk.Snooze = l.snoozeField()
	}
	if may.Ask {
		desk.Ask = caseAskHref(c, view)
	}
	for _, q := range may.Escalate {
		desk.Escalate = append(desk.Escalate, ui.Option{Value: q.Key(), Label: l.queueName(q), Hint: l.p.T("desk.purpose." + q.Key())})
	}
	for _, q := range may.Move {
		desk.Move = append(desk.Move, ui.Option{Value: q.Key(), Label: l.queueName(q)})
	}
}

// caseAskHref is where the customer is asked for documents.
func caseAskHref(c *models.Case, view string) string {
	href := "/cases/" + c.PublicID() + "/ask"
	if view != "" {
		href += "?" + url.Values{"view": {view}}.Encode()
	}
	return href
}

func (l labels) queueName(q models.CaseQueue) string { return l.p.T("desk.queue." + q.Key()) }

// viewers names who else has the page open.
func (l labels) viewers(list []models.CaseViewer, me models.ID) string {
	var names []string
	for _, w := range list {
		if w.UserID != me {
			names = append(names, w.UserName)
		}
	}
	if len(names) == 0 {
		return ""
	}
	return l.p.T("desk.viewers", "names", strings.Join(names, l.p.T("common.list_separator")))
}

// snoozeField is the choice of when a case comes back, each with the time that it means now.
func (l labels) snoozeField() *ui.FieldArgs {
	f := ui.FieldArgs{Kind: "radio", Name: "until", Label: l.p.T("desk.snooze_until"), Value: string(models.SnoozeTomorrow), Required: true}
	for _, choice := range models.SnoozeChoices() {
		o := ui.Option{Value: string(choice), Label: l.p.T("desk.until." + string(choice))}
		if at, ok := choice.At(l.p.Now, l.p.Zone); ok {
			o.Hint = l.p.DateTime(at)
		}
		f.Options = append(f.Options, o)
	}
	return &f
}

// caseNotes say that a case was put off, is back, or was escalated.
func (l labels) caseNotes(c *models.Case, v *Visitor) []views.CaseNote {
	var notes []views.CaseNote
	if note, waited := l.waitNote(c); waited && c.State == models.CaseOpen && c.Place != models.PlaceQueued {
		notes = append(notes, note)
	} else if c.SnoozedUntil != nil && c.State == models.CaseOpen && c.Place != models.PlaceQueued {
		key := "desk.note_returned"
		if c.Place == models.PlaceSnoozed {
			key = "desk.note_snoozed"
		}
		notes = append(notes, views.CaseNote{Tone: ui.Blue, Icon: "clock", Text: l.withReason(key, c.SnoozeReason, "name", c.SnoozedName, "time", l.p.DateTime(*c.SnoozedUntil))})
	}
	if c.EscalatedAt != nil {
		notes = append(notes, views.CaseNote{Tone: ui.Violet, Icon: "arrow-up", Text: l.p.T("desk.note_escalated", "name", c.EscalatedName,
			"time", l.p.DateTime(*c.EscalatedAt), "queue", l.queueName(c.Queue), "reason", c.EscalateReason)})
		if c.EscalatedBy == v.UserID() && c.State == models.CaseOpen {
			notes = append(notes, views.CaseNote{Tone: ui.Amber, Text: l.p.T("refused.own_escalation")})
		}
	}
	if c.State == models.CaseOpen && !v.Can(c.Queue.Needs()) && v.Can(models.PermCaseWork) {
		notes = append(notes, views.CaseNote{Tone: ui.Amber, Text: l.p.T("refused.other_queue")})
	}
	return notes
}

// withReason is a sentence with the reason at its end, or the one without when there is none.
func (l labels) withReason(key, reason string, kv ...any) string {
	if reason == "" {
		return l.p.Texts.T(key, kv...)
	}
	return l.p.Texts.T(key+"_why", append(kv, "reason", reason)...)
}

// changedLines say what is not as the holder saw it.
func (l labels) changedLines(d *models.CaseDetail) []string {
	c, a := &d.Case, &d.Account.Account
	score := 0
	if a.Score != nil {
		score = *a.Score
	}
	var lines []string
	for _, change := range c.Changes(score, a.Status) {
		switch change {
		case models.ChangedFlags:
			lines = append(lines, l.p.N("desk.changed_flags", c.FlagCount-c.SeenFlags))
		case models.ChangedScore:
			lines = append(lines, l.p.T("desk.changed_score", "from", c.SeenScore, "to", score))
		case models.ChangedStatus:
			lines = append(lines, l.p.T("desk.changed_status", "from", l.status(c.SeenStatus).Label, "to", l.status(a.Status).Label))
		}
	}
	return lines
}

// explainDesk puts a refused act besides deciding on the page: what was wrong, and what was typed.
func (l labels) explainDesk(try caseTry, part string, wrong map[string]string, data *views.CaseData) {
	desk, f := &data.Desk, try.form
	desk.Open = part
	switch {
	case part == partReopen && data.Reopen != nil:
		data.Reopen.On, data.Reopen.Reason = true, views.DeskField{Value: f.text("wrong"), Error: wrong["reason"]}
	case part == partSnooze && desk.Snooze != nil:
		desk.Snooze.Value = f.text("until")
		desk.SnoozeOn = views.SnoozeForm{Date: f.text("date"), DateError: wrong["date"], Reason: f.text("why"), ReasonError: wrong["reason"]}
		if f.text("until") == string(models.SnoozeDate) && wrong["date"] == "" {
			desk.SnoozeOn.DateError = wrong["until"]
		} else {
			desk.Snooze.Error = wrong["until"]
		}
	case part == partEscalate:
		desk.Why = views.DeskField{Value: f.text("because"), Error: wrong["reason"]}
	case part == partAsked || part == partOff:
		explainAsked(data.Asked, part, f, wrong)
	case part == partTake && desk.Take != nil:
		*desk.Take = views.DeskField{Value: f.text("grounds"), Error: wrong["reason"]}
	}
}

// lateEvents are what happened to a case since a form of an older version was opened.
func (l labels) lateEvents(d *models.CaseDetail, typed string) []ui.Event {
	version, err := strconv.ParseInt(typed, 10, 64)
	if err != nil {
		return nil // a form without a version is not late, it is none of ours
	}
	n := min(max(d.Case.Version-version, 1), 5, int64(len(d.Entries)))
	return l.events(d.Entries[:n], true)
}
