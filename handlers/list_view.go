package handlers

import (
	"candor/models"
	"candor/views"
	"candor/views/ui"
)

// listView is one entry's page.
func listView(p views.Page, d *models.ListDetail, v *Visitor) views.ListData {
	l, e := labels{p}, &d.Entry
	state := ui.BadgeArgs{Label: p.T("list.live"), Tone: ui.Green, Icon: "check"}
	if over(e, p.Now) {
		state = ui.BadgeArgs{Label: p.T("list.over")}
	}
	data := views.ListData{ID: p.Copy(e.PublicID()), Badges: []ui.BadgeArgs{state}, Timeline: l.events(d.Entries, true)}
	value := ui.Pair{Key: p.T("lists.value"), Value: e.Token}
	if e.Kind == "account" {
		value.Body = views.Link("/accounts/"+e.Token, e.Token)
	}
	data.Facts = []ui.Pair{
		{Key: p.T("lists.lane"), Body: ui.Badge(l.listLane(e.Lane))}, {Key: p.T("lists.kind"), Value: l.word("list.kind.", e.Kind)}, value,
		{Key: p.T("common.reason"), Value: e.Reason}, {Key: p.T("lists.until"), Value: l.listUntil(e)},
		{Key: p.T("lists.made"), Body: ui.Time(p.Moment(e.MadeAt))}, {Key: p.T("common.by"), Value: e.MadeName},
	}
	data.Facts = append(data.Facts, l.hitFacts(&d.Hits)...)
	data.Facts = append(data.Facts, l.originFacts(e)...)
	if len(d.Near) > 0 {
		near := l.entryTable(withoutHits(d.Near))
		near.Framed, near.ID, near.Caption = false, "near", p.T("list.near")
		data.Near = &near
	}
	for _, note := range d.Notes {
		data.Notes = append(data.Notes, ui.CalloutArgs{Tone: ui.Amber, Text: p.T("list.note_text." + note)})
	}
	if e.EndName != "" {
		data.Facts = append(data.Facts, ui.Pair{Key: p.T("list.ended_by"), Value: e.EndName})
	}
	if !over(e, p.Now) && v.Can(models.PermListManage) {
		data.End = listHref(e.ID) + "/end"
	}
	return data
}

// hitFacts is how often events met an entry.
func (l labels) hitFacts(h *models.ListHit) []ui.Pair {
	facts := []ui.Pair{{Key: l.p.T("list.hits"), Value: views.Number(h.N)}}
	if h.N > 0 {
		facts = append(facts, ui.Pair{Key: l.p.T("list.last_hit"), Body: views.Link("/decisions/"+h.EventID.Public(models.PrefixDecision), l.p.DateTime(h.LastAt))})
	}
	return facts
}

// originFacts is where an entry came from.
func (l labels) originFacts(e *models.ListEntry) []ui.Pair {
	facts := []ui.Pair{{Key: l.p.T("list.source"), Value: l.word("list.source.", e.Source)}}
	if e.ChangeID != 0 {
		facts = append(facts, ui.Pair{Key: l.p.T("list.change"), Body: views.Link(listChangeHref(e.ChangeID), e.ChangeID.Public(models.PrefixListChange))})
	}
	return facts
}

func withoutHits(list []models.ListEntry) []models.ListedEntry {
	out := make([]models.ListedEntry, len(list))
	for i := range list {
		out[i].ListEntry = list[i]
	}
	return out
}
