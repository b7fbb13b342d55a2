package handlers

import (
	"slices"
	"strconv"
	"strings"

	"candor/models"
	"candor/views"
	"candor/views/ui"
)

// linksView is the page of an account's links.
func linksView(p views.Page, v *Visitor, f models.LinkFilter, d *models.AccountLinks) views.LinksData {
	l := labels{p}
	data := views.LinksData{
		Head: l.headOf(&d.Account, d.Masked, v, "/links"), Picture: l.linkPicture(d), Things: l.thingTable(f, d.Things, v),
		People: l.peopleTable(d), Sampled: p.N("events.sampled", d.Sampled),
	}
	data.Kinds = append(data.Kinds, ui.Tab{Label: p.T("linked.all"), Href: linkedHref(f, "kind", "", "only", ""), Current: f.Kind == "" && f.Token == ""})
	for _, kind := range d.View.Kinds() {
		data.Kinds = append(data.Kinds, ui.Tab{Label: l.word("shared.", kind), Href: linkedHref(f, "kind", kind, "only", ""), Current: f.Kind == kind})
	}
	if f.Token != "" {
		data.Only = &ui.ChipArgs{Label: p.T("linked.only"), Value: short(f.Token), RemoveHref: linkedHref(f, "only", ""), Remove: p.T("linked.only_remove")}
	}
	if hidden := l.hiddenKinds(d.View, f.Kind); hidden != "" && f.Token == "" {
		data.Notes = append(data.Notes, hidden)
	}
	if v.Can(models.PermUserManage) {
		data.Choose = &ui.LinkArgs{Label: p.T("link_kinds.title"), Href: "/links/kinds", Icon: "settings", Size: "small"}
	}
	hubs := 0
	for i := range d.Things {
		if d.Things[i].Hub() {
			hubs++
		}
	}
	if hubs > 0 && !f.Hubs {
		data.Notes = append(data.Notes, p.N("linked.hubs_hidden", hubs, "most", models.LinkHub))
		data.Hubs = &ui.LinkArgs{Label: p.T("linked.hubs_show"), Href: linkedHref(f, "hubs", "1"), Icon: "plus", Size: "small"}
	} else if f.Hubs {
		data.Hubs = &ui.LinkArgs{Label: p.T("linked.hubs_hide"), Href: linkedHref(f, "hubs", ""), Icon: "minus", Size: "small"}
	}
	if d.More {
		data.Notes = append(data.Notes, p.T("linked.more", "n", models.LinksMax))
	}
	if d.Cut {
		data.Notes = append(data.Notes, p.T("linked.cut", "n", models.LinkThings))
	}
	return data
}

// thingTable lists what the account's events came with, and how many share it.
func (l labels) thingTable(f models.LinkFilter, things []models.LinkThing, v *Visitor) views.Records {
	r := views.Records{
		ID: "things", Caption: l.p.T("linked.things"), Empty: l.p.T("linked.things_none"),
		Heads: l.heads("linked.what", "linked.token", "linked.accounts#", "events.first", "events.last", "linked.seen#", "queue.cases", "common.actions"),
	}
	l.listHead(&r, v)
	for i := range things {
		t := &things[i]
		n := views.Num(shareCount(t.Accounts))
		only := views.Cell{Text: views.Dash}
		switch {
		case t.Hub():
			n.Sub = l.p.T("linked.hub")
		case t.Shared():
			n.Tone = ui.Amber
		}
		if t.Shared() {
			href := linkedHref(f, "only", t.Token, "kind", t.Kind)
			if t.Hub() {
				href = linkedHref(f, "only", t.Token, "kind", t.Kind, "hubs", "1")
			}
			only = views.Cell{Text: l.p.T("linked.isolate"), Href: href}
		}
		r.Rows = append(r.Rows, views.Record{Cells: []views.Cell{
			views.Text(l.word("shared.", t.Kind)), {Text: short(t.Token), Code: true}, n, views.At(l.p.Moment(t.First)), views.At(l.p.Moment(t.Last)),
			views.Num(views.Number(int64(t.N))), l.sharedCases(t.Kind, t.Token, v), only,
		}})
		l.listCell(&r, v, models.AddListEntry{Kind: t.Kind, Value: models.TokenValue(t.Token)})
	}
	return r
}

// shareCount is how many accounts share a thing: "200+" where the count stops.
func shareCount(n int) string {
	if n >= models.LinkShareMax {
		return strconv.Itoa(models.LinkShareMax) + "+"
	}
	return strconv.Itoa(n)
}

// peopleTable lists the linked accounts with what they share and how they stand. It says all
// that the picture says.
func (l labels) peopleTable(d *models.AccountLinks) views.Records {
	r := views.Records{
		ID: "people", Caption: l.p.T("account.links"), Empty: l.p.T("linked.people_none"), Keys: true,
		Heads: l.heads("queue.account", "account.shared", "account.status", "linked.judged", "score.score#", "queue.dpd#", "common.actions"),
	}
	shares := l.sharedWords(d)
	self := d.Account.PublicID()
	for i := range d.People {
		p := &d.People[i]
		other := models.Account{ID: p.ID}
		late := views.Num(strconv.Itoa(p.DaysPastDue))
		if p.DaysPastDue > 0 {
			late.Tone = ui.Red
		}
		scored := views.Num(views.Dash)
		if p.Score != nil {
			scored.Text, scored.Sub = strconv.Itoa(*p.Score), l.band(p.Band).Label
		}
		r.Rows = append(r.Rows, views.Record{Cells: []views.Cell{
			{Text: l.name(p.Masked, &other), Href: "/accounts/" + other.PublicID(), Row: true, Wide: true},
			views.Note(shares[p.ID]), views.State(l.status(p.Status)), l.judged(p), scored, late,
			{Text: l.p.T("linked.compare"), Href: "/accounts/" + self + "/compare?with=" + other.PublicID()},
		}})
	}
	return r
}

// judged is what people found about an account.
func (l labels) judged(p *models.LinkPerson) views.Cell {
	switch {
	case p.Outcome == models.CaseConfirmed:
		return views.State(ui.BadgeArgs{Label: l.p.T("linked.confirmed"), Tone: ui.Red, Icon: "alert"})
	case p.Open:
		return views.State(ui.BadgeArgs{Label: l.p.T("account.open_case"), Tone: ui.Blue, Icon: "queue"})
	case p.Outcome == models.CaseCleared:
		return views.State(ui.BadgeArgs{Label: l.p.T("linked.cleared"), Tone: ui.Green, Icon: "check"})
	}
	return views.Text(views.Dash)
}

// sharedWords says what each linked account shares with this one.
func (l labels) sharedWords(d *models.AccountLinks) map[models.ID]string {
	words := map[models.ID][]string{}
	add := func(id models.ID, what string) {
		if !slices.Contains(words[id], what) {
			words[id] = append(words[id], what)
		}
	}
	for i := range d.Things {
		for _, id := range d.Things[i].Others {
			add(id, l.p.T("linked.through", "kind", l.word("shared.", d.Things[i].Kind), "token", short(d.Things[i].Token)))
		}
	}
	for _, r := range d.Direct {
		if !through(d, r) {
			add(r.OtherID, l.word("shared.", r.Kind))
		}
	}
	out := make(map[models.ID]string, len(words))
	for id, list := range words {
		out[id] = strings.Join(list, l.p.T("common.list_separator"))
	}
	return out
}
