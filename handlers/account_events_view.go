package handlers

import (
	"strings"

	"candor/models"
	"candor/views"
	"candor/views/ui"
)

// appealTable lists appeals.
func (l labels) appealTable(list []models.Appeal) views.Records {
	r := views.Records{
		Caption: l.p.T("account.appeals"), Empty: l.p.T("account.appeals_none"),
		Heads: l.heads("common.date", "account.stage", "case.outcome", "queue.due", "queue.who"),
	}
	for i := range list {
		a := &list[i]
		due := views.Text(views.Dash)
		if !a.Stage.Ended() && a.PausedAt == nil {
			at, tone := l.due(a.DueAt)
			due = views.Cell{Body: views.DueCell(at, tone)}
		}
		outcome := views.Dash
		if a.Outcome != "" {
			outcome = l.word("appeal.outcome.", string(a.Outcome))
		}
		r.Rows = append(r.Rows, views.Record{Cells: []views.Cell{
			{Text: l.p.Date(a.ReceivedAt), Href: "/appeals/" + a.PublicID(), Row: true, Wide: true},
			views.State(ui.BadgeArgs{Label: l.word("appeal.stage.", string(a.Stage)), Tone: ui.Violet}), views.Text(outcome), due, views.Text(l.orDash(a.AssigneeName)),
		}})
	}
	return r
}

// deviceTable lists the devices the account was used from.
func (l labels) deviceTable(list []models.Device) views.Records {
	r := views.Records{
		Caption: l.p.T("account.devices"), Empty: l.p.T("account.devices_none"), Slim: true,
		Heads: l.heads("account.device", "account.city", "account.first_seen", "account.last_seen"),
	}
	for _, d := range list {
		r.Rows = append(r.Rows, views.Record{Cells: []views.Cell{
			views.Note(d.Label), views.Text(d.City), views.Text(l.p.Date(d.FirstSeen)), views.At(l.p.Time(d.LastSeen)),
		}})
	}
	return r
}

// paymentsFew is how many transactions stand on a page about something else: on a phone each takes a card of four lines.
const paymentsFew = 8

// paymentTable lists the newest transactions; the page of an account's events has them all.
func (l labels) paymentTable(list []models.Event, scores bool) views.Records {
	r := views.Records{
		Caption: l.p.T("account.transactions"), Empty: l.p.T("account.transactions_none"),
		Heads: l.heads("common.time", "account.kind", "event.outcome", "account.merchant", "account.city", "common.amount#"),
	}
	for i := range min(len(list), paymentsFew) {
		t := &list[i]
		kind := views.Text(l.word("transaction.", string(t.Kind)))
		if scores && t.Outcome != "" {
			kind.Href = decisionHref(t.ID)
		}
		r.Rows = append(r.Rows, views.Record{Cells: []views.Cell{
			views.At(l.p.Moment(t.At)), kind, views.State(l.toldRung(t.Outcome, scores)), views.Text(l.orDash(t.Body.Merchant)),
			views.Text(l.orDash(t.Body.City)), l.eventAmount(t),
		}})
	}
	return r
}

// notes are the remarks of staff with the form for one more.
func (l labels) notes(d *models.AccountDetail, v *Visitor, back string) views.NotesData {
	n := views.NotesData{Back: back, Empty: l.p.T("account.notes_none"), Read: v.Can(models.PermAccountRead)}
	if v.Can(models.PermAccountNote) {
		n.Action = "/accounts/" + d.Account.PublicID() + "/notes"
		l.colleagues(&n, d.People)
	}
	pinned := 0
	for _, note := range d.Notes {
		if note.PinnedAt != nil {
			pinned++
		}
	}
	for _, note := range d.Notes {
		edit := n.Action != "" && n.Read && note.MayEdit(v.UserID(), l.p.Now, d.Decided) == nil
		n.Events = append(n.Events, l.note(&note, n, pinned < models.PinMax, edit))
	}
	return n
}

// colleagues are whom a note may mention.
func (l labels) colleagues(n *views.NotesData, people []models.User) {
	for _, u := range people[:min(len(people), models.PeopleShow)] {
		n.People = append(n.People, views.Colleague{Login: "@" + u.Login, Name: u.Name})
	}
	n.MorePeople = len(people) > models.PeopleShow
}

// note is one remark, with the button that pins or unpins it for whoever may write notes; room says that one more can be pinned, edit that
// this reader may change it.
func (l labels) note(note *models.NoteText, n views.NotesData, room, edit bool) ui.Event {
	e := ui.Event{Title: note.AuthorName, Text: said(l.p, note.Words), Time: l.p.Time(note.At), Icon: "note", Person: true}
	if note.Channel != "" {
		e.Title, e.Actor, e.Icon = l.contactLine(note.ContactFacts), note.AuthorName, "phone"
	}
	pin, of := views.NotePin{Back: n.Back}, []any{"name", note.AuthorName, "time", l.p.DateTime(note.At)}
	if n.Action != "" {
		pin.Action = n.Action + "/" + note.ID.Public(models.PrefixNote) + "/pin"
	}
	if note.PinnedAt != nil {
		e.Icon, e.Tone = "star", ui.Amber
		pin.On, pin.By, pin.Label = true, l.p.T("pin.by", "name", note.PinnedName), l.p.T("pin.off_label", of...)
	} else {
		pin.Label = l.p.T("pin.on_label", of...)
	}
	var shown *views.NotePin
	if pin.On || pin.Action != "" && room {
		shown = &pin
	}
	if foot := l.noteEnd(note, n, shown, edit); foot != nil {
		e.Body = views.NoteEnd(l.p, *foot)
	}
	return e
}

// plainNouns are the nouns of record that say nothing of scores, rules or flags.
func plainNouns() []string {
	return []string{"account", "note", "personal", "limit", "sanction", "appeal", "message", "radar"}
}

// events puts the record of an account or a case into a timeline. Without the right to
// read scores it keeps to plain nouns and leaves reasons out, which are written for staff.
func (l labels) events(entries []models.AuditEntry, scores bool) []ui.Event {
	var list []ui.Event
	for _, e := range entries {
		if !scores && !plain(e.Action) {
			continue
		}
		ev := ui.Event{
			Title: l.actionText(e.Action), Actor: actorText(l.p, &e), Person: e.ActorKind == models.ActorUser, Time: l.p.Time(e.At), Icon: eventIcon(e.Action),
		}
		if scores {
			ev.Text = l.recordedReason(e.Reason)
		}
		if strings.HasPrefix(e.Action, "appeal.") {
			ev.Tone = ui.Violet
		}
		list = append(list, ev)
	}
	return list
}

func plain(action string) bool {
	noun, _, _ := strings.Cut(action, ".")
	for _, n := range plainNouns() {
		if n == noun && action != models.ActionAccountScored {
			return true
		}
	}
	return false
}

func eventIcon(action string) string {
	noun, _, _ := strings.Cut(action, ".")
	icons := map[string]string{
		"case": "queue", "flag": "flag", "limit": "limit", "sanction": "shield", "appeal": "appeal", "message": "message",
		"personal": "eye", "note": "note", "override": "user",
	}
	return icons[noun]
}

// actionText says what an entry of the record is about an account: in the words of its history, or in the record's own.
func (l labels) actionText(action string) string {
	if s, ok := l.p.Texts.Find("event." + action); ok {
		return s
	}
	return l.word("action.", action)
}
