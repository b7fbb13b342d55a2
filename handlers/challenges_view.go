package handlers

import (
	"net/url"
	"strconv"

	"candor/models"
	"candor/views"
	"candor/views/ui"
)

// challengesView is a page of the list.
func challengesView(p views.Page, v *Visitor, f models.ChallengeFilter, page models.ChallengePage) views.ChallengesData {
	l := labels{p}
	d := views.ChallengesData{Table: l.challengeTable(page.Items, v, f.State), Note: p.N("challenges.shown", len(page.Items)), Export: exportHref(models.ExportChallenges, url.Values{"state": {string(f.State)}}.Encode())}
	for _, s := range models.ChallengeStates() {
		d.Tabs = append(d.Tabs, ui.Tab{Label: p.T("challenges.tab_" + string(s)), Href: challengesHref(s), Current: s == f.State})
	}
	d.Empty = ui.EmptyArgs{Kind: "no-match", Title: p.T("challenges.none")}
	if f.State == models.ChallengeOpen {
		d.Empty = ui.EmptyArgs{Kind: "done", Title: p.T("common.empty_done"), Text: p.T("challenges.none_open")}
		d.Fresh = freshOf(p, challengesHref(f.State), "/challenges", string(f.State))
	}
	if n := len(page.Items); n > 0 {
		if page.Newer {
			d.Newer = challengesHref(f.State, "before", placeText(page.Items[0].Cursor(), models.PrefixChallenge))
		}
		if page.Older {
			d.Older = challengesHref(f.State, "after", placeText(page.Items[n-1].Cursor(), models.PrefixChallenge))
		}
	}
	return d
}

func (l labels) challengeTable(items []models.ChallengeItem, v *Visitor, state models.ChallengeState) views.Records {
	r := views.Records{
		ID: "challenges", Caption: l.p.T("challenges.title"), Keys: true, Framed: true,
		Heads: l.heads("challenges.kind", "challenges.due", "challenges.account", "challenges.event", "common.amount#", "challenges.asked"),
	}
	ended := state != models.ChallengeOpen
	if ended {
		r.Heads[1].Label = l.p.T("challenge.ended")
		r.Heads = append(r.Heads, l.heads("challenges.by", "challenges.escalation")...)
	}
	for i := range items {
		c := &items[i]
		event, amount := views.Text(l.p.T("challenges.no_event")), views.Num(views.Dash)
		if !c.Proof() {
			event, amount = views.Text(l.eventKind(c.Event.Kind)), l.eventAmount(&c.Event)
			if v.Can(models.PermScoreRead) {
				event.Href = decisionHref(c.EventID)
			}
		}
		cells := []views.Cell{
			{Text: l.word("challenge.kind.", string(c.Kind)), Href: challengeHref(c.ID), Row: true, Wide: true}, l.challengeDue(&c.Challenge),
			{Text: l.name(c.Masked, &c.Account), Href: "/accounts/" + c.AccountID.Public(models.PrefixAccount)},
			event, amount, views.At(l.p.Time(c.MadeAt)),
		}
		if ended {
			cells = append(cells, views.Text(l.orDash(c.ResolvedBy)), views.Text(l.word("challenge.escalate.", c.Escalation)))
		}
		r.Rows = append(r.Rows, views.Record{Cells: cells})
	}
	return r
}

// challengeDue is how much time is left, or when it ended.
func (l labels) challengeDue(c *models.Challenge) views.Cell {
	if c.State == models.ChallengeOpen {
		at, tone := l.due(c.DueAt)
		return views.Cell{Body: views.DueCell(at, tone)}
	}
	if c.ResolvedAt != nil {
		return views.At(l.p.Moment(*c.ResolvedAt))
	}
	return views.Text(views.Dash)
}

// challengeView is one challenge as one person may see it.
func challengeView(p views.Page, d *models.ChallengeDetail, v *Visitor) views.ChallengeData {
	l, c := labels{p}, &d.Challenge
	data := views.ChallengeData{
		ID: p.Copy(c.PublicID()), Badges: []ui.BadgeArgs{l.challengeState(c.State)}, What: l.word("challenge.kind."+string(c.Kind)+".", "what"),
		Facts: l.challengeFacts(d), Reasons: l.eventReasons(d.Reasons), Hint: p.T("challenge.answer_hint"), Timeline: l.events(d.Entries, true),
	}
	if c.Proof() {
		data.Hint = p.T("proof_ask.answer_hint")
	} else {
		data.Event = l.challengedEvent(d, v)
	}
	if v.Can(models.PermScoreRead) && !c.Proof() {
		data.Links = append(data.Links, ui.LinkArgs{Label: p.T("challenge.to_decision"), Href: decisionHref(c.EventID), Icon: "model", Key: "b"})
	} else { // reasons are what rules saw
		data.Reasons = nil
	}
	if v.Can(models.PermAccountRead) {
		data.Links = append(data.Links, ui.LinkArgs{Label: p.T("events.to_account"), Href: "/accounts/" + d.Account.PublicID(), Icon: "user", Key: "@"})
	}
	switch {
	case c.State != models.ChallengeOpen:
		data.Found = said(p, d.Finding)
	case !p.Now.Before(c.DueAt):
		data.Note = p.T("challenge.over")
	case !c.Kind.ByStaff():
		data.Note = p.T("challenge.by_machine")
	case v.Can(models.PermCaseWork):
		data.Action, data.Version = challengeHref(c.ID)+"/result", strconv.FormatInt(c.Version, 10)
	}
	if c.Proof() && c.State == models.ChallengeOpen && v.Can(models.PermCaseWork) {
		data.Off, data.Version = challengeHref(c.ID)+"/cancel", strconv.FormatInt(c.Version, 10)
	}
	return data
}

func (l labels) challengeFacts(d *models.ChallengeDetail) []ui.Pair {
	c := &d.Challenge
	pairs := []ui.Pair{
		{Key: l.p.T("challenges.account"), Value: l.name(d.Masked, &d.Account)}, {Key: l.p.T("challenges.asked"), Body: ui.Time(l.p.Moment(c.MadeAt))},
		{Key: l.p.T("challenges.due"), Body: ui.Time(l.p.Moment(c.DueAt))},
		{Key: l.p.T("challenge.earlier"), Value: l.p.N("challenge.earlier_n", d.Failures)},
	}
	if c.State == models.ChallengeOpen {
		at, tone := l.due(c.DueAt)
		pairs[2].Body = views.DueCell(at, tone)
	}
	if c.Proof() {
		pairs = append(pairs, ui.Pair{Key: l.p.T("proof_ask.by"), Value: c.AskedName}, ui.Pair{Key: l.p.T("common.reason"), Value: c.Reason})
	}
	if c.ResolvedAt != nil {
		pairs = append(pairs, ui.Pair{Key: l.p.T("challenge.ended"), Body: ui.Time(l.p.Moment(*c.ResolvedAt))})
	}
	if c.ResolvedBy != "" {
		pairs = append(pairs, ui.Pair{Key: l.p.T("challenges.by"), Value: c.ResolvedBy})
	}
	if c.Escalation != "" {
		pairs = append(pairs, ui.Pair{Key: l.p.T("challenges.escalation"), Value: l.word("challenge.escalate.", c.Escalation)})
	}
	return pairs
}

// challengedEvent is the event in short.
func (l labels) challengedEvent(d *models.ChallengeDetail, v *Visitor) []ui.Pair {
	e := &d.Event
	pairs := []ui.Pair{
		{Key: l.p.T("event.kind"), Value: l.eventKind(e.Kind)}, {Key: l.p.T("event.at"), Body: ui.Time(l.p.Moment(e.At))},
		{Key: l.p.T("event.outcome"), Body: ui.Badge(l.rung(e.Outcome))},
		{Key: l.p.T("decision.disposition"), Body: ui.Badge(l.disposition(e.Disposition))},
	}
	if e.Kind.Money() {
		pairs = append(pairs, ui.Pair{Key: l.p.T("common.amount"), Value: views.Money(e.AmountFen), Numeric: true})
	}
	for _, x := range [][2]string{{"event.merchant", e.Body.Merchant}, {"event.city", e.Body.City}, {"event.network", e.Body.Network}} {
		if x[1] != "" {
			pairs = append(pairs, ui.Pair{Key: l.p.Texts.T(x[0]), Value: x[1]})
		}
	}
	if v.Can(models.PermScoreRead) {
		pairs = append(pairs, ui.Pair{Key: l.p.T("decision.risk"), Value: strconv.Itoa(e.Risk), Numeric: true})
	}
	return pairs
}
