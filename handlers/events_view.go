package handlers

import (
	"net/url"
	"strconv"

	"candor/models"
	"candor/views"
	"candor/views/ui"
)

// eventsView is a page of an account's events as one person may see it.
func eventsView(p views.Page, v *Visitor, f models.EventFilter, d *models.AccountEvents) views.EventsData {
	l := labels{p}
	data := views.EventsData{
		Head: l.headOf(&d.Account, d.Masked, v, "/events"), Table: l.eventTable(d.Items, v), Note: p.N("events.shown", len(d.Items)),
		Devices: l.seenDevices(d.Devices, v), Places: l.seenPlaces(d.Places), Map: l.eventMap(&d.Travels, v), Sampled: p.N("events.sampled", d.Sampled),
		Challenges: l.accountChallenges(d.Challenges, v),
		Empty:      ui.EmptyArgs{Kind: "no-match", Title: p.T("events.none_match")},
	}
	data.Head.Actions = []ui.LinkArgs{{Label: p.T("events.to_account"), Href: data.Head.Href, Icon: "user", Key: "@"}}
	for _, g := range models.EventGroups() {
		name := string(g)
		if g == models.EventsAll {
			name = "all"
		}
		data.Kinds = append(data.Kinds, ui.Tab{Label: p.T("events.tab_" + name), Href: eventsHref(f.AccountID, g), Current: g == f.Group})
	}
	if f.Group == models.EventsAll && f.After == 0 && f.Before == 0 {
		data.Empty = ui.EmptyArgs{Kind: "nothing", Title: p.T("events.none")}
	}
	if n := len(d.Items); n > 0 {
		if d.Newer {
			data.Newer = eventsHref(f.AccountID, f.Group, "before", d.Items[0].PublicID())
		}
		if d.Older {
			data.Older = eventsHref(f.AccountID, f.Group, "after", d.Items[n-1].PublicID())
		}
	}
	return data
}

// eventTable lists events. Risk, and that an event was only watched, are for those who may
// read scores.
func (l labels) eventTable(list []models.Event, v *Visitor) views.Records {
	scores := v.Can(models.PermScoreRead)
	heads := []string{"event.at", "event.outcome", "event.kind", "common.amount#", "event.merchant", "event.city", "event.network", "event.device", "event.state"}
	r := views.Records{ID: "events", Caption: l.p.T("events.open"), Framed: true, Keys: true, Dense: true, Heads: l.heads(heads...)}
	for i := range list {
		e := &list[i]
		at := views.Cell{Text: l.p.DateTime(e.At), Wide: true}
		outcome := views.State(l.toldRung(e.Outcome, scores))
		if scores && e.Outcome != "" {
			at.Href, at.Row = decisionHref(e.ID), true
			if e.Risk > 0 {
				outcome.Sub = l.p.T("decision.rule_risk", "n", e.Risk)
			}
		}
		r.Rows = append(r.Rows, views.Record{ID: e.PublicID(), Cells: []views.Cell{
			at, outcome, views.Text(l.eventKind(e.Kind)), l.eventAmount(e), views.Text(l.orDash(e.Body.Merchant)), views.Text(l.orDash(e.Body.City)),
			views.Text(l.orDash(e.Body.Network)), {Text: l.orDash(short(e.Body.Device)), Code: true}, l.eventState(e),
		}})
	}
	return r
}

// eventState is what became of an event, and whether it came late.
func (l labels) eventState(e *models.Event) views.Cell {
	cell := views.Text(views.Dash)
	if e.Disposition != models.DispositionFinal {
		cell = views.State(l.disposition(e.Disposition))
	}
	if e.Late {
		late := l.late(e)
		if e.Disposition == models.DispositionFinal {
			return views.State(late)
		}
		cell.Sub = late.Label
	}
	return cell
}

func (l labels) seenDevices(list []models.Seen, v *Visitor) views.Records {
	r := views.Records{
		Caption: l.p.T("events.devices"), Empty: l.p.T("events.seen_none"), Slim: true,
		Heads: l.heads("event.device", "events.first", "events.last", "events.times#", "queue.cases"),
	}
	l.listHead(&r, v)
	for _, s := range list {
		r.Rows = append(r.Rows, views.Record{Cells: append(append([]views.Cell{{Text: short(s.Token), Code: true}}, l.seenCells(&s)...), l.sharedCases("device", s.Token, v))})
		l.listCell(&r, v, models.AddListEntry{Kind: models.ListDevice, Value: models.TokenValue(s.Token)})
	}
	return r
}

func (l labels) seenPlaces(list []models.Seen) views.Records {
	r := views.Records{
		Caption: l.p.T("events.places"), Empty: l.p.T("events.seen_none"), Slim: true,
		Heads: l.heads("event.city", "event.network", "events.first", "events.last", "events.times#"),
	}
	for _, s := range list {
		r.Rows = append(r.Rows, views.Record{Cells: append([]views.Cell{views.Text(l.orDash(s.City)), views.Text(l.orDash(s.Network))}, l.seenCells(&s)...)})
	}
	return r
}

// listHead is over the links that put what a row names on a list, for whoever may.
func (l labels) listHead(r *views.Records, v *Visitor) {
	if v.Can(models.PermListManage) {
		r.Heads = append(r.Heads, ui.ThArgs{Label: l.p.T("lists.title"), Quiet: true})
	}
}

// listCell ends the last row with the way to put what it names on a list, where its value can stand on one.
func (l labels) listCell(r *views.Records, v *Visitor, e models.AddListEntry) {
	if !v.Can(models.PermListManage) {
		return
	}
	var c views.Cell
	if e.Tokened() {
		c = views.Cell{Text: l.p.T("lists.add_this"), Href: "/lists/new?" + url.Values{"kind": {e.Kind}, "value": {e.Value}}.Encode()}
	}
	last := &r.Rows[len(r.Rows)-1]
	last.Cells = append(last.Cells, c)
}

func (l labels) seenCells(s *models.Seen) []views.Cell {
	return []views.Cell{views.Text(l.p.Date(s.First)), views.Text(l.p.Date(s.Last)), views.Num(strconv.Itoa(s.N))}
}

// accountChallenges lists what a customer was asked for.
func (l labels) accountChallenges(list []models.Challenge, v *Visitor) views.Records {
	r := views.Records{
		Caption: l.p.T("events.challenges"), Empty: l.p.T("events.challenges_none"), Slim: true,
		Heads: l.heads("challenges.kind", "common.status", "challenges.due"),
	}
	for i := range list {
		c := &list[i]
		kind := views.Cell{Text: l.word("challenge.kind.", string(c.Kind)), Wrap: true}
		if v.Can(models.PermCaseRead) {
			kind.Href = challengeHref(c.ID)
		}
		r.Rows = append(r.Rows, views.Record{Cells: []views.Cell{kind, views.State(l.challengeState(c.State)), l.challengeDue(c)}})
	}
	return r
}
