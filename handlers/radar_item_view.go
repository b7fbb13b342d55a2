package handlers

import (
	"math"
	"strconv"
	"strings"

	"candor/engine/misjudge"
	"candor/models"
	"candor/views"
	"candor/views/chart"
	"candor/views/ui"
)

// radarItemView is one item's page as one person may see it.
func radarItemView(p views.Page, d *models.RadarDetail, v *Visitor, view string) views.RadarItemData {
	l, r := labels{p}, &d.Item
	data := views.RadarItemData{
		ID: p.Copy(r.PublicID()), View: view, Badges: []ui.BadgeArgs{l.radarState(r.State), l.status(d.Account.Status)},
		Stats: l.radarStats(r), Sum: l.radarSum(r, v), Facts: l.radarFacts(d, v), Harm: l.radarHarm(r),
		Timeline: l.events(d.Entries, v.Can(models.PermScoreRead)), JudgedNote: p.T("radar.judged", "time", p.DateTime(r.JudgedAt)),
	}
	if v.Can(models.PermScoreRead) {
		data.ThenNow = l.radarThenNow(r)
	}
	data.Links = l.radarLinks(d, v)
	l.radarHold(d, v, &data)
	return data
}

func (l labels) radarState(s models.RadarState) ui.BadgeArgs {
	tones := map[models.RadarState]ui.Tone{models.RadarOpen: ui.Amber, models.RadarReviewed: ui.Violet, models.RadarRight: ui.Green}
	return ui.BadgeArgs{Label: l.word("radar.state_", string(s)), Tone: tones[s]}
}

// radarStats is the item in four numbers.
func (l labels) radarStats(r *models.RadarItem) []ui.StatArgs {
	t := r.Evidence.Harm
	return []ui.StatArgs{
		{Label: l.p.T("radar.wrong"), Value: percentBP(r.WrongBP), Tone: wrongTone(r.WrongBP), Note: l.p.T("radar.wrong_note")},
		{Label: l.p.T("radar.harm"), Value: views.Number(r.Harm), Unit: l.p.T("radar.points"), Note: l.p.T("radar.harm_note")},
		{Label: l.p.T("radar.taken"), Value: views.Money(t.Fen), Note: l.p.N("radar.functions_n", t.Functions)},
		{Label: l.p.T("radar.days"), Value: strconv.Itoa(t.Days)},
	}
}

// radarSum is how the probability adds up, in log odds.
func (l labels) radarSum(r *models.RadarItem, v *Visitor) chart.WaterfallArgs {
	f := r.Finding()
	sum := math.Round(f.LogOdds()*100) / 100
	a := chart.WaterfallArgs{
		Frame: l.p.Frame(l.p.T("radar.sum_question"), l.p.T("radar.sum_caption", "sum", number(sum), "percent", percentBP(r.WrongBP))),
		End:   chart.Total{Label: l.p.T("radar.sum_end", "percent", percentBP(r.WrongBP)), Value: sum},
	}
	a.Quiet = true
	a.Table.Head = []string{l.p.T("radar.line"), l.p.T("radar.log_odds"), l.p.T("radar.running")}
	for i, line := range r.Lines {
		name := l.radarLine(line)
		if i == 0 {
			a.Start = chart.Total{Label: name, Value: line.Value}
			continue
		}
		item := chart.Item{Label: name, Value: line.Value}
		if v.Can(models.PermScoreRead) {
			item.Note = l.radarDetail(line.Key, &r.Evidence)
		}
		a.Items = append(a.Items, item)
	}
	return a
}

// radarDetail is what a line saw; "" where its name says it all.
func (l labels) radarDetail(key string, e *misjudge.Evidence) string {
	t := l.p.T
	switch key {
	case misjudge.LineBand:
		return t("radar.saw_band", "band", l.word("band.", e.BandNow), "score", e.ScoreNow)
	case misjudge.LineScoreChange:
		return t("radar.saw_change", "then", e.ScoreThen, "now", e.ScoreNow)
	case misjudge.LineFlags:
		return t("radar.saw_flags", "then", l.flagNames(e.FlagsThen), "now", l.flagNames(e.FlagsNow))
	case misjudge.LineFlagsCleared:
		return l.p.N("radar.saw_cleared", e.Cleared)
	case misjudge.LineChallenges:
		names := make([]string, len(e.Passed))
		for i, k := range e.Passed {
			names[i] = l.word("challenge.kind.", k)
		}
		return strings.Join(names, t("common.list_separator"))
	case misjudge.LineLate:
		return l.p.N("radar.saw_late", e.LateNow)
	case misjudge.LineEvidence:
		return l.p.N("radar.saw_evidence", e.Brought)
	case misjudge.LineLinksBetter, misjudge.LineLinksClean, misjudge.LineLinksBad:
		return t("radar.saw_links", "links", e.Links, "then", e.BadThen, "now", e.BadLinks)
	case misjudge.LineMissingKnown:
		return l.p.N("score.points", e.MissingKnown)
	case misjudge.LineMilder:
		return l.p.N("radar.saw_milder", e.Milder)
	}
	return ""
}

func (l labels) flagNames(codes []string) string {
	if len(codes) == 0 {
		return l.p.T("common.none")
	}
	names := make([]string, len(codes))
	for i, code := range codes {
		names[i] = l.flagName(code)
	}
	return strings.Join(names, l.p.T("common.list_separator"))
}

// radarThenNow sets the evidence of when the measure was made beside today's.
func (l labels) radarThenNow(r *models.RadarItem) *views.Records {
	e := &r.Evidence
	score := func(n int, band string) views.Cell {
		if n == 0 {
			return views.Text(views.Dash)
		}
		return views.Cell{Body: views.ScoreCell(strconv.Itoa(n), l.band(band))}
	}
	late := func(on bool, n int) views.Cell {
		switch {
		case n > 0:
			return views.Text(l.p.N("radar.saw_late", n))
		case on:
			return views.Text(l.p.T("radar.behind"))
		}
		return views.Text(l.p.T("radar.in_time"))
	}
	row := func(key string, then, now views.Cell) views.Record {
		return views.Record{Cells: []views.Cell{views.Text(l.p.Texts.T(key)), then, now}}
	}
	return &views.Records{
		Caption: l.p.T("radar.then_now"), Heads: l.heads("radar.evidence", "radar.then", "radar.now"), Rows: []views.Record{
			row("score.score", score(e.ScoreThen, e.BandThen), score(e.ScoreNow, e.BandNow)),
			row("radar.flags", views.Note(l.flagNames(e.FlagsThen)), views.Note(l.flagNames(e.FlagsNow))),
			row("radar.payments", late(e.LateThen, 0), late(false, e.LateNow)),
			row("radar.bad_links", views.Text(strconv.Itoa(e.BadThen)), views.Text(l.p.T("radar.bad_of", "bad", e.BadLinks, "links", e.Links))),
		},
	}
}

// radarFacts is what stands against the customer.
func (l labels) radarFacts(d *models.RadarDetail, v *Visitor) []ui.Pair {
	p, r := l.p, &d.Item
	account := ui.Pair{Key: p.T("radar.account"), Body: views.Link("/accounts/"+d.Account.PublicID(), l.name(d.Masked, &d.Account))}
	if s := d.Sanction; s != nil {
		facts := append([]ui.Pair{account}, sanctionFacts(p, v, s)...)
		if r.Evidence.Appealed > 0 {
			facts = append(facts, ui.Pair{Key: p.T("radar.history"), Value: p.T("radar.history_text", "overturned", r.Evidence.Overturned, "decided", r.Evidence.Appealed)})
		}
		return facts
	}
	e := d.Subject
	return []ui.Pair{
		account, {Key: p.T("event.kind"), Value: l.eventKind(e.Kind)}, {Key: p.T("event.at"), Body: ui.Time(p.Moment(e.At))},
		{Key: p.T("common.amount"), Value: l.eventAmount(e).Text, Numeric: true}, {Key: p.T("radar.decided"), Body: ui.Badge(l.rung(e.Outcome))},
		{Key: p.T("radar.again"), Body: ui.Badge(l.rung(d.Again))}, {Key: p.T("decision.disposition"), Body: ui.Badge(l.disposition(e.Disposition))},
	}
}

// radarHarm is how the harm adds up, in a sentence.
func (l labels) radarHarm(r *models.RadarItem) string {
	t := r.Evidence.Harm
	return l.p.T("radar.harm_text", "fen", views.Money(t.Fen), "functions", t.Functions, "each", misjudge.FunctionPoints,
		"days", min(t.Days, misjudge.DaysMost), "points", views.Number(t.Points()))
}

func (l labels) radarLinks(d *models.RadarDetail, v *Visitor) []ui.LinkArgs {
	var links []ui.LinkArgs
	if d.Sanction != nil {
		links = append(links, ui.LinkArgs{Label: l.p.T("radar.to_sanction"), Href: "/sanctions/" + d.Sanction.PublicID(), Icon: "shield", Key: "p"})
	} else if v.Can(models.PermScoreRead) {
		links = append(links, ui.LinkArgs{Label: l.p.T("radar.to_decision"), Href: decisionHref(d.Subject.ID), Icon: "model", Key: "b"})
	}
	if a := d.OpenAppeal(); a != nil && v.Can(models.PermAppealRead) {
		links = append(links, ui.LinkArgs{Label: l.p.T("radar.to_appeal"), Href: "/appeals/" + a.PublicID(), Icon: "appeal", Key: "y"})
	}
	return append(links, ui.LinkArgs{Label: l.p.T("events.to_account"), Href: "/accounts/" + d.Account.PublicID(), Icon: "user", Key: "@"})
}

// radarHold sets who holds the item and what this person may do about it, and why not.
func (l labels) radarHold(d *models.RadarDetail, v *Visitor, data *views.RadarItemData) {
	p, r := l.p, &d.Item
	if a := d.OpenAppeal(); a != nil {
		data.Appealed = p.T("radar.appealed", "stage", l.word("appeal.stage.", string(a.Stage)))
	}
	if r.State != models.RadarOpen {
		data.Outcome = p.T("radar.gone_text")
		if r.ClosedAt != nil {
			data.Outcome = p.T("case.closed_by", "name", r.ClosedName, "time", p.DateTime(*r.ClosedAt), "outcome", l.word("radar.outcome_", string(r.Outcome)), "reason", r.Reason)
		}
		return
	}
	if d.Sanction != nil && d.Sanction.Involved(v.UserID()) {
		data.Own = p.T("refused.radar_own")
		return
	}
	left := ""
	if r.LeaseUntil != nil {
		left = p.N("common.minutes", int(r.LeaseUntil.Sub(p.Now).Minutes()+0.99))
	}
	may := v.Can(models.PermRadarWork)
	switch r.HeldBy(p.Now) {
	case 0:
		data.CanClaim = may
		data.Hint = p.T("radar.claim_first")
	case v.UserID():
		data.CanRelease, data.CanClose = may, may
		data.Held, data.HeldTone = p.T("radar.held_you", "left", left), ui.Blue
	default:
		data.Held, data.HeldTone = p.T("radar.held_other", "name", r.AssigneeName, "left", left), ui.Amber
	}
	data.Version = strconv.FormatInt(r.Version, 10)
	data.Ways = l.radarWays(d, v)
}

// radarWays is what may come of the item, each with what it does or why it is not offered.
func (l labels) radarWays(d *models.RadarDetail, v *Visitor) []views.RadarWay {
	var ways []views.RadarWay
	for _, o := range d.Item.Outcomes() {
		w := views.RadarWay{Value: string(o), Label: l.p.Texts.T("radar.way_" + string(o)), Text: l.p.Texts.T("radar.way_" + string(o) + "_text")}
		switch o {
		case models.RadarLift:
			w.Icon = "undo"
			if d.Sanction.MayLift(v.Permissions()) != nil {
				w.Why = l.p.T("refused.lift_needs_approver")
				if !d.Sanction.Kind.NeedsApproval() {
					w.Why = l.p.T("radar.lift_needs_proposer")
				}
			}
		case models.RadarAppeal:
			w.Icon = "appeal"
			if d.OpenAppeal() != nil {
				w.Why = l.p.T("refused.appeal_exists")
			}
		case models.RadarCase:
			w.Icon = "flag"
		case models.RadarStands:
			w.Icon = "check"
		}
		ways = append(ways, w)
	}
	return ways
}
