package handlers

import (
	"encoding/json"
	"strconv"
	"strings"
	"time"

	"candor/models"
	"candor/views"
	"candor/views/ui"
)

// timelineView is a page of an account's timeline as one person may see it.
func timelineView(p views.Page, v *Visitor, kind models.TimelineKind, f models.TimelineFilter, t *models.Timeline) views.TimelineData {
	l, a := labels{p}, &t.Account
	data := views.TimelineData{
		Head: l.headOf(a, t.Masked, v, "/timeline"), Kind: string(kind), Action: timelineHref(a.ID, ""), Days: l.timelineDays(a.ID, t.Items, v),
		Note: p.N("timeline.shown", len(t.Items)), Empty: ui.EmptyArgs{Kind: "nothing", Title: p.T("timeline.none")},
	}
	data.Kinds = append(data.Kinds, ui.Tab{Label: p.T("timeline.kind_all"), Href: timelineHref(a.ID, ""), Current: kind == ""})
	for _, k := range timelineKinds(v) {
		data.Kinds = append(data.Kinds, ui.Tab{Label: p.T("timeline.kind_" + string(k)), Href: timelineHref(a.ID, k), Current: k == kind})
	}
	if start, _ := f.Start(); kind != "" || start != nil {
		data.Empty = ui.EmptyArgs{Kind: "no-match", Title: p.T("timeline.none_match"), Href: timelineHref(a.ID, ""), Label: p.T("timeline.all")}
	}
	if n := len(t.Items); n > 0 {
		if t.Newer {
			data.Newer = timelineHref(a.ID, kind, "before", t.Items[0].Mark.String())
		}
		if t.Older {
			data.Older = timelineHref(a.ID, kind, "after", t.Items[n-1].Mark.String())
		}
	}
	return data
}

// timelineDays puts items into words, day by day of the reader's zone.
func (l labels) timelineDays(account models.ID, items []models.TimelineItem, v *Visitor) []views.TimelineDay {
	var days []views.TimelineDay
	for i := range items {
		e := l.timelineEvent(account, &items[i], v)
		day := l.p.Date(items[i].Mark.At())
		if n := len(days); n == 0 || days[n-1].Date != day {
			days = append(days, views.TimelineDay{Date: day, ID: "d" + day})
		}
		last := &days[len(days)-1]
		last.Events = append(last.Events, e)
	}
	return days
}

// timelineFewEvents are the newest items on the account's own page.
func (l labels) timelineFewEvents(t *models.Timeline, v *Visitor) []ui.Event {
	var list []ui.Event
	for i := range t.Items {
		e := l.timelineEvent(t.Account.ID, &t.Items[i], v)
		e.Time = l.p.Time(t.Items[i].At)
		list = append(list, e)
	}
	return list
}

// timelineEvent is one item in words. A person's act carries the person's name, the engine's
// says so, and what the customer did is the customer's.
func (l labels) timelineEvent(account models.ID, it *models.TimelineItem, v *Visitor) ui.Event {
	var e ui.Event
	switch {
	case it.Event != nil:
		e = l.happened(it.Event, v)
	case it.Decision != nil:
		e = l.scored(account, it)
	case it.Flag != nil:
		e = l.flagged(it.Flag, v)
	case it.Note != nil:
		e = ui.Event{Title: l.p.T("timeline.note"), Text: said(l.p, it.Note.Words), Actor: it.Note.AuthorName, Person: true, Icon: "note", Tone: ui.Blue}
		if it.Note.Channel != "" {
			e.Title, e.Icon = l.contactLine(it.Note.ContactFacts), "phone"
		}
		if foot := l.noteEnd(it.Note, views.NotesData{Read: v.Can(models.PermAccountRead)}, nil, false); foot != nil {
			e.Body = views.NoteEnd(l.p, *foot)
		}
	case it.Entry != nil:
		e = l.recorded(it.Entry, v)
	}
	e.ID = "t" + it.Mark.String()
	e.Place = timelineHref(account, "", "from", it.Mark.String()) + "#" + e.ID
	e.Time = l.p.Time(it.At)
	e.Time.Text = l.p.HourMinute(it.At)
	if gap := it.Mark.At().Sub(it.At); gap > time.Hour && it.Event != nil { // it stands where it was received
		e.Time.Text = l.p.T("timeline.happened", "time", l.p.DateTime(it.At))
	}
	return e
}

func (l labels) happened(ev *models.Event, v *Visitor) ui.Event {
	scores := v.Can(models.PermScoreRead)
	e := ui.Event{Title: l.eventKind(ev.Kind), Actor: l.p.T("timeline.customer"), Icon: happenedIcon(ev.Kind)}
	var facts []string
	if ev.Kind.Money() {
		e.Title = l.p.T("timeline.amount", "kind", e.Title, "amount", views.Money(ev.AmountFen))
	}
	for _, s := range []string{ev.Body.Merchant, ev.Body.City, ev.Body.Network} {
		if s != "" {
			facts = append(facts, s)
		}
	}
	if ev.Outcome != "" {
		rung := l.toldRung(ev.Outcome, scores)
		facts, e.Tone = append([]string{rung.Label}, facts...), rung.Tone
		if scores {
			e.Href = decisionHref(ev.ID)
		}
	}
	e.Text = strings.Join(facts, " · ")
	return e
}

func happenedIcon(k models.EventKind) string {
	switch {
	case k.Money():
		return "card"
	case k == models.EventIdentityPassed || k == models.EventIdentityFailed:
		return "shield"
	case k == models.EventDeviceBind:
		return "device"
	case k == models.EventPhoneChange:
		return "phone"
	}
	return "key"
}

func (l labels) scored(account models.ID, it *models.TimelineItem) ui.Event {
	d := it.Decision
	e := ui.Event{
		Title: l.p.T("timeline.scored", "score", d.Score, "band", l.band(d.Band).Label), Actor: l.p.T("timeline.engine"), Icon: "model",
		Href: "/accounts/" + account.Public(models.PrefixAccount) + "/score?decision=" + d.PublicID(),
	}
	e.Text = l.p.T("timeline.by_policy", "version", d.PolicyVersion)
	if it.Before != 0 {
		e.Text = l.p.T("timeline.changed", "points", points(d.Score-it.Before), "version", d.PolicyVersion)
	}
	if d.Outcome != "" && d.Band == "poor" {
		e.Tone = ui.Red
	}
	return e
}

func (l labels) flagged(f *models.Flag, v *Visitor) ui.Event {
	severity := l.severity(f.Severity)
	e := ui.Event{
		Title: l.p.T("timeline.flag", "flag", l.flagName(f.Code)), Icon: "flag", Tone: severity.Tone, Actor: l.word("source.", f.Source),
		Text: l.p.T("timeline.flag_text", "severity", severity.Label, "state", l.flagState(f.State).Label), Person: f.Source == "person",
	}
	if v.Can(models.PermCaseRead) && f.CaseID != 0 {
		e.Href = caseHref(f.CaseID, "")
	}
	return e
}

// recorded is an entry of the record. Reasons are written for staff who may read scores.
func (l labels) recorded(en *models.AuditEntry, v *Visitor) ui.Event {
	e := ui.Event{
		Title: l.actionText(en.Action), Actor: actorText(l.p, en), Person: en.ActorKind == models.ActorUser, Icon: eventIcon(en.Action),
	}
	if !e.Person && en.ActorKind != models.ActorCustomer {
		e.Actor = l.p.T("timeline.system")
	}
	if v.Can(models.PermScoreRead) || en.Action == models.ActionPersonalRevealed {
		e.Text = l.recordedReason(en.Reason)
	}
	if more := l.recordedMore(en); more != "" {
		e.Title = l.p.T("timeline.more", "what", e.Title, "more", more)
	}
	e.Href = objectHref(v, en.ObjectType, en.ObjectID)
	if en.ObjectType == "account" {
		e.Href = ""
		if v.Can(models.PermAuditRead) {
			e.Href = "/audit/" + strconv.FormatInt(en.Seq, 10)
		}
	}
	if strings.HasPrefix(en.Action, "appeal.") {
		e.Tone = ui.Violet
	}
	return e
}

// recordedMore is what an entry says beyond its action: which stage, which message, which field.
func (l labels) recordedMore(en *models.AuditEntry) string {
	var after struct{ Stage, Template, Field string }
	if json.Unmarshal([]byte(en.After), &after) != nil {
		return "" // another shape, which has nothing of these
	}
	switch {
	case en.Action == models.ActionAppealMoved && after.Stage != "":
		return l.word("appeal.stage.", after.Stage)
	case en.Action == models.ActionMessageQueued && after.Template != "":
		if name, ok := l.p.Texts.Find("wording.name." + after.Template); ok {
			return name
		}
	case en.Action == models.ActionPersonalRevealed && after.Field != "":
		return l.word("account.", after.Field)
	}
	return ""
}
