package handlers

import (
	"cmp"
	"slices"
	"strconv"

	"candor/engine/validate"
	"candor/models"
	"candor/views"
	"candor/views/ui"
)

// rankShown is how many rules stand in the short rankings.
const rankShown = 5

// rulesView is the board of rules in words and pictures.
func rulesView(p views.Page, v *Visitor, b *models.RuleBoard, order string) views.RuleQualityData {
	l := labels{p}
	d := views.RuleQualityData{
		Note: p.T("rules.note", "version", b.Version), Windows: qualityWindows(p, "/rules", b.Days, order), Stats: l.ruleStats(b),
		Table: l.qualityTable(b, order), Upset: l.ruleUpset(b), Flags: l.ruleFlags(b.Flags), Noisy: l.noisy(b),
	}
	for i := range b.Rules {
		q := &b.Rules[i]
		idle := views.IdleRule{Name: l.ruleName(q.Rule.Key, q.Rule.Reason), Key: q.Rule.Key, Href: qualityHref(q.Rule.Key, b.Days)}
		switch {
		case q.Silent():
			d.Silent = append(d.Silent, idle)
		case q.Hits == 0:
			d.Off = append(d.Off, idle)
		}
		if q.Pause() {
			d.Pauses = append(d.Pauses, l.rulePause(v, q))
		}
	}
	if b.All.Hits == 0 {
		d.Quiet = p.N("rules.no_events", b.Days)
	}
	if len(b.Rules) == 0 {
		d.Empty = &ui.EmptyArgs{Kind: "nothing", Title: p.T("rules.none"), Text: p.T("rules.none_text"), Href: "/policy", Label: p.T("nav.policy")}
	}
	return d
}

// qualityWindows is the windows that a page can be looked at over.
func qualityWindows(p views.Page, path string, days int, order string) []ui.Tab {
	var tabs []ui.Tab
	for _, n := range models.RuleWindows() {
		href := path + "?days=" + strconv.Itoa(n)
		if order != "" && order != "hits" {
			href += "&sort=" + order
		}
		tabs = append(tabs, ui.Tab{Label: p.N("rules.window", n), Href: href, Current: n == days})
	}
	return tabs
}

// rulePause proposes that a rule be put off; the draft is made on the rule's page.
func (l labels) rulePause(v *Visitor, q *models.RuleQuality) views.RulePause {
	rate := q.OverturnRate()
	pause := views.RulePause{
		Title: l.p.T("rule.pause", "name", l.ruleName(q.Rule.Key, q.Rule.Reason)),
		Text: l.p.T("rule.pause_text", "overturned", q.Overturned, "judged", q.Judged, "low", percentText(float64(rate.Low)), "high", percentText(float64(rate.High)),
			"bound", views.Setting(int64(q.OverturnBP))),
		Href: qualityHref(q.Rule.Key, 0),
	}
	if v.Can(models.PermPolicyEdit) {
		pause.Action = qualityHref(q.Rule.Key, 0) + "/off"
	} else {
		pause.Why = l.p.T("rule.pause_why")
	}
	return pause
}

func (l labels) ruleStats(b *models.RuleBoard) []ui.StatArgs {
	on, silent := 0, 0
	for i := range b.Rules {
		if b.Rules[i].Rule.On {
			on++
		}
		if b.Rules[i].Silent() {
			silent++
		}
	}
	known := validate.Wilson(b.All.Bad, b.All.Labelled)
	return []ui.StatArgs{
		{Label: l.p.T("rules.events"), Value: views.Number(b.All.Hits), Note: l.p.N("rules.window", b.Days)},
		{Label: l.p.T("rules.on"), Value: strconv.Itoa(on), Note: l.p.T("rules.of", "n", len(b.Rules))},
		{Label: l.p.T("rules.silent"), Value: strconv.Itoa(silent), Href: "#silent", Tone: toneIf(silent > 0, ui.Amber)},
		{Label: l.p.T("rules.base"), Value: percentText(float64(known.Value)), Note: l.p.T("rules.labelled", "n", views.Number(b.All.Labelled))},
	}
}

// qualityInterval is an estimate as a cell: the value, and below it the interval and what it rests
// on. With fewer cases than models.RuleFewest the value is left out: chance moves it.
func (l labels) qualityInterval(e validate.Estimate, n int64) views.Cell {
	if n == 0 {
		return views.Cell{Text: views.Dash, Numeric: true}
	}
	c := views.Cell{Text: percentText(float64(e.Value)), Numeric: true, Sub: l.p.T("rules.interval", "low", percentText(float64(e.Low)), "high", percentText(float64(e.High)))}
	if n < models.RuleFewest {
		c.Text, c.Sub = l.p.T("rules.interval", "low", percentText(float64(e.Low)), "high", percentText(float64(e.High))), l.p.T("rules.of_few", "n", n)
	}
	return c
}

// qualityTable is the rules that did something, with their figures.
func (l labels) qualityTable(b *models.RuleBoard, order string) views.Records {
	r := views.Records{ID: "rules", Caption: l.p.T("rules.title"), Keys: true, Framed: true, Dense: true}
	head := func(key, sort string) ui.ThArgs {
		if sort == "" {
			return ui.ThArgs{Label: l.p.T(key), Stays: key == "rules.rule"}
		}
		dir, href := "", "/rules?days="+strconv.Itoa(b.Days)+"&sort="+sort
		if sort == order {
			dir = "desc"
		}
		return l.p.SortHead(l.p.T(key), href, dir, true)
	}
	r.Heads = []ui.ThArgs{
		head("rules.rule", ""), head("rules.asks", ""), head("rules.hits", "hits"), head("rules.precision", "precision"), {Label: l.p.T("rules.lift"), Numeric: true},
		head("rules.accounts", "accounts"), head("rules.fen", "fen"), head("rules.overturned", "overturned"), head("rules.changed", ""),
	}
	list := slices.Clone(b.Rules)
	slices.SortStableFunc(list, func(a, c models.RuleQuality) int { return cmp.Compare(ruleOrder(&c, order), ruleOrder(&a, order)) })
	for i := range list {
		if list[i].Hits > 0 || list[i].Judged > 0 { // the others stand in a list of their own
			r.Rows = append(r.Rows, l.ruleRow(b, &list[i]))
		}
	}
	return r
}

// ruleOrder is what a rule is ordered by.
func ruleOrder(q *models.RuleQuality, order string) float64 {
	switch order {
	case "precision":
		if q.Labelled == 0 {
			return -1
		}
		return float64(q.Precision().Low) // the surely good ones first
	case "accounts":
		return float64(q.Accounts)
	case "fen":
		return float64(q.Fen)
	case "overturned":
		if q.Judged == 0 {
			return -1
		}
		return float64(q.OverturnRate().Low)
	}
	return float64(q.Hits)
}

func (l labels) ruleRow(b *models.RuleBoard, q *models.RuleQuality) views.Record {
	name := views.Cell{Text: l.ruleName(q.Rule.Key, q.Rule.Reason), Href: qualityHref(q.Rule.Key, b.Days), Row: true, Wide: true, Wrap: true, Sub: q.Rule.Key}
	asks := views.State(l.rung(q.Rule.Outcome))
	if !q.Rule.On {
		asks = views.State(ui.BadgeArgs{Label: l.p.T("rules.is_off")})
	}
	hits := views.Num(views.Number(q.Hits))
	if q.Hits > 0 {
		hits.Sub = percentText(float64(q.Share(b.All.Hits).Value))
	}
	lift := views.Num(views.Dash)
	if v, known := q.Lift(b.All); known {
		lift.Text = "×" + fixed(v, 1)
	}
	accounts := views.Num(views.Number(q.Accounts))
	if q.Accounts > 0 {
		accounts.Sub = l.p.T("rules.repeat", "rate", percentText(float64(q.RepeatRate().Value)))
	}
	overturned := views.Num(views.Dash)
	if q.Judged > 0 {
		overturned = l.qualityInterval(q.OverturnRate(), q.Judged)
		overturned.Sub = l.p.T("rules.of_judged", "overturned", q.Overturned, "judged", q.Judged)
	}
	if q.Pause() {
		overturned.Tone = ui.Red
	}
	changed := views.Cell{Text: l.p.T("approval.policy_version", "version", q.Changed.Version), Href: policyHref(q.Changed.Version), Sub: q.Changed.By}
	return views.Record{ID: "rule-" + q.Rule.Key, Opens: name.Href, Cells: []views.Cell{
		name, asks, hits, l.qualityInterval(q.Precision(), q.Labelled), lift, accounts, views.Num(views.Money(q.Fen)), overturned, changed,
	}}
}

// noisy ranks the rules that caught most events known to be good.
func (l labels) noisy(b *models.RuleBoard) views.Records {
	r := views.Records{ID: "noisy-rules", Caption: l.p.T("rules.noisy"), Empty: l.p.T("rules.noisy_none"), Heads: l.heads("rules.rule", "rules.wrong#", "rules.precision#"), Slim: true}
	list := slices.Clone(b.Rules)
	slices.SortStableFunc(list, func(a, c models.RuleQuality) int { return cmp.Compare(c.Wrong(), a.Wrong()) })
	for i := range list[:min(len(list), rankShown)] {
		q := &list[i]
		if q.Wrong() == 0 {
			break
		}
		r.Rows = append(r.Rows, views.Record{Cells: []views.Cell{
			{Text: l.ruleName(q.Rule.Key, q.Rule.Reason), Href: qualityHref(q.Rule.Key, b.Days), Wrap: true, Wide: true}, views.Num(views.Number(q.Wrong())), l.qualityInterval(q.Precision(), q.Labelled),
		}})
	}
	return r
}

// ruleFlags is what became of the flags of accounts.
func (l labels) ruleFlags(list []models.FlagQuality) views.Records {
	r := views.Records{
		ID: "flags", Caption: l.p.T("rules.flags"), Empty: l.p.T("rules.flags_none"),
		Heads: l.heads("rules.flag", "rules.raised#", "rules.accounts#", "rules.open#", "rules.confirmed#", "rules.cleared#", "rules.overturned#"),
	}
	for i := range list {
		f := &list[i]
		overturned := l.qualityInterval(f.OverturnRate(), f.Confirmed+f.Overturned)
		if f.Confirmed+f.Overturned > 0 {
			overturned.Sub = l.p.T("rules.of_judged", "overturned", f.Overturned, "judged", f.Confirmed+f.Overturned)
		}
		name := views.Cell{Text: l.flagName(f.Flag.Code), Wrap: true, Wide: true, Sub: f.Flag.Code}
		if !f.Flag.On {
			name.Sub = l.p.T("rules.is_off")
		}
		r.Rows = append(r.Rows, views.Record{Cells: []views.Cell{
			name, views.Num(views.Number(f.Raised)), views.Num(views.Number(f.Accounts)), views.Num(views.Number(f.Open)),
			l.qualityInterval(f.ConfirmRate(), f.Confirmed+f.Overturned+f.Cleared), views.Num(views.Number(f.Cleared)), overturned,
		}})
	}
	return r
}
