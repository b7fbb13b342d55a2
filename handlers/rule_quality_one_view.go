package handlers

import (
	"slices"
	"strconv"
	"strings"

	"candor/engine/validate"
	"candor/models"
	"candor/views"
	"candor/views/chart"
	"candor/views/ui"
)

// Bounds of the picture of rules that meet.
const (
	upsetSets  = 10
	upsetMeets = 12
)

// ruleUpset draws which rules of the live version catch the same events.
func (l labels) ruleUpset(b *models.RuleBoard) chart.UpsetArgs {
	a := chart.UpsetArgs{Frame: l.p.Frame(l.p.T("rules.upset_question"), l.p.N("rules.upset_caption", b.Days))}
	a.Quiet = true
	a.Table.Head = []string{l.p.T("rules.upset_rules"), l.p.T("rules.hits")}
	live := map[string]*models.RuleQuality{}
	for i := range b.Rules {
		live[b.Rules[i].Rule.Key] = &b.Rules[i]
	}
	named := l.rulesByName(b)
	var order []string
	for _, set := range b.Sets {
		var names []string
		for _, k := range set.Keys() {
			names = append(names, l.toldApart(k, live, named))
		}
		a.Table.Rows = append(a.Table.Rows, []string{strings.Join(names, l.p.T("common.list_separator")), views.Number(set.Hits)})
		if len(a.Meets) == upsetMeets {
			continue
		}
		fits := true
		for _, k := range set.Keys() {
			fits = fits && (slices.Contains(order, k) || (len(order) < upsetSets && live[k] != nil))
			if fits && !slices.Contains(order, k) {
				order = append(order, k)
			}
		}
		if fits {
			a.Meets = append(a.Meets, chart.UpsetMeet{Count: float64(set.Hits), Text: views.Number(set.Hits), Label: l.p.T("rules.upset_meet", "rules", strings.Join(names, l.p.T("common.list_separator")), "n", views.Number(set.Hits))})
			a.Meets[len(a.Meets)-1].In = membership(set.Keys(), order)
		}
	}
	for i := range a.Meets { // rules that came later are in none of the earlier sets
		for len(a.Meets[i].In) < len(order) {
			a.Meets[i].In = append(a.Meets[i].In, false)
		}
	}
	for _, k := range order {
		a.Sets = append(a.Sets, chart.UpsetSet{Label: l.toldApart(k, live, named), Href: qualityHref(k, b.Days), Text: views.Number(live[k].Hits)})
	}
	return a
}

func membership(keys, order []string) []bool {
	in := make([]bool, len(order))
	for i, k := range order {
		in[i] = slices.Contains(keys, k)
	}
	return in
}

// rulesByName counts the rules of the version that share a name: several may give one reason.
func (l labels) rulesByName(b *models.RuleBoard) map[string]int {
	named := map[string]int{}
	for i := range b.Rules {
		named[l.ruleName(b.Rules[i].Rule.Key, b.Rules[i].Rule.Reason)]++
	}
	return named
}

// toldApart is a rule's name, with its key where the name alone would not say which.
func (l labels) toldApart(key string, live map[string]*models.RuleQuality, named map[string]int) string {
	reason := ""
	if live[key] != nil {
		reason = live[key].Rule.Reason
	}
	name := l.ruleName(key, reason)
	if named[name] > 1 {
		return l.p.T("rules.named", "name", name, "key", key)
	}
	return name
}

// ruleView is one rule's page.
func ruleView(p views.Page, v *Visitor, d *models.RuleDetail) views.RuleQualityOneData {
	l, q := labels{p}, &d.Quality
	data := views.RuleQualityOneData{
		Key: p.Copy(q.Rule.Key), Badges: l.ruleBadges(d), Intent: l.intent(&q.Rule), When: q.Rule.When, Facts: l.qualityFacts(d),
		Windows: qualityWindows(p, qualityHref(q.Rule.Key, 0), d.Board.Days, ""), Stats: l.ruleFigures(d), Days: l.ruleDays(d), Precision: l.rulePrecision(d),
		Latest: l.ruleLatest(v, d), Overlaps: l.ruleNear(d), Judged: l.ruleJudged(v, d), Asides: l.ruleAsides(v, d), Texts: l.ruleTexts(d),
	}
	if q.Pause() && d.Live {
		pause := l.rulePause(v, q)
		data.Pause = &pause
	}
	if d.Live && q.Rule.On && v.Can(models.PermPolicyEdit) {
		data.Off = qualityHref(q.Rule.Key, 0) + "/off"
	}
	return data
}

func (l labels) ruleBadges(d *models.RuleDetail) []ui.BadgeArgs {
	switch {
	case !d.Live:
		return []ui.BadgeArgs{{Label: l.p.T("rule.gone"), Tone: ui.Amber}}
	case !d.Quality.Rule.On:
		return []ui.BadgeArgs{{Label: l.p.T("rules.is_off")}}
	}
	return []ui.BadgeArgs{l.rung(d.Quality.Rule.Outcome)}
}

func (l labels) qualityFacts(d *models.RuleDetail) []ui.Pair {
	r := &d.Quality.Rule
	none := l.p.T("rule.nothing")
	kinds := l.p.T("rule.all_kinds")
	if len(r.Kinds) > 0 {
		words := make([]string, len(r.Kinds))
		for i, k := range r.Kinds {
			words[i] = l.eventKind(models.EventKind(k))
		}
		kinds = strings.Join(words, l.p.T("common.list_separator"))
	}
	severity, sanction := none, none
	if r.Severity > 0 {
		severity = l.word("severity.", strconv.Itoa(r.Severity))
	}
	if r.Sanction != "" {
		sanction = l.p.T("sanction.kind." + r.Sanction)
	}
	return []ui.Pair{
		{Key: l.p.T("rule.family"), Value: l.typology(r.Family)}, {Key: l.p.T("rule.kinds"), Value: kinds}, {Key: l.p.T("rules.asks"), Body: ui.Badge(l.rung(r.Outcome))},
		{Key: l.p.T("rule.risk"), Value: strconv.Itoa(r.Risk)}, {Key: l.p.T("rule.severity"), Value: severity}, {Key: l.p.T("rule.sanction"), Value: sanction},
		{Key: l.p.T("rules.changed"), Body: views.Link(policyHref(d.Quality.Changed.Version), l.p.T("rule.changed_by", "version", d.Quality.Changed.Version, "name", d.Quality.Changed.By))},
	}
}

// ruleFigures is the rule's figures as tiles.
func (l labels) ruleFigures(d *models.RuleDetail) []ui.StatArgs {
	q := &d.Quality
	stat := func(label string, c views.Cell) ui.StatArgs {
		return ui.StatArgs{Label: l.p.T(label), Value: c.Text, Note: c.Sub, Tone: c.Tone}
	}
	hits := views.Cell{Text: views.Number(q.Hits)}
	if q.Hits > 0 {
		hits.Sub = l.p.T("rules.of_events", "rate", percentText(float64(q.Share(d.Board.All.Hits).Value)))
	}
	accounts := views.Cell{Text: views.Number(q.Accounts)}
	if q.Accounts > 0 {
		accounts.Sub = l.p.T("rules.repeat", "rate", percentText(float64(q.RepeatRate().Value)))
	}
	alone := views.Cell{Text: percentText(float64(validate.Wilson(q.Alone, q.Hits).Value)), Sub: l.p.T("rule.alone_note")}
	overturned := l.qualityInterval(q.OverturnRate(), q.Judged)
	if q.Judged > 0 {
		overturned.Sub = l.p.T("rules.of_judged", "overturned", q.Overturned, "judged", q.Judged)
	}
	if q.Pause() {
		overturned.Tone = ui.Red
	}
	return []ui.StatArgs{
		stat("rules.hits", hits), stat("rules.precision", l.qualityInterval(q.Precision(), q.Labelled)), stat("rules.accounts", accounts), {Label: l.p.T("rules.fen"), Value: views.Money(q.Fen)},
		stat("rule.alone", alone), stat("rules.overturned", overturned),
	}
}

func (l labels) ruleDays(d *models.RuleDetail) chart.DaysArgs {
	a := chart.DaysArgs{
		Frame: l.p.Frame(l.p.T("rule.days_question"), l.p.N("rule.days_caption", d.Board.Days)), Part: l.p.T("rule.known_bad"), Rest: l.p.T("rule.other_hits"),
	}
	a.Quiet = true
	a.Table.Head = []string{l.p.T("rule.day"), l.p.T("rules.hits"), l.p.T("rule.labelled"), l.p.T("rule.known_bad"), l.p.T("rules.fen")}
	for _, day := range d.Series {
		when := models.DayStart(day.Day).Format("2006-01-02")
		a.Days = append(a.Days, chart.DayBar{When: when, Count: float64(day.Hits), Part: float64(day.Bad), Text: l.p.T("rule.day_text", "n", day.Hits, "bad", day.Bad)})
		a.Table.Rows = append(a.Table.Rows, []string{when, views.Number(day.Hits), views.Number(day.Labelled), views.Number(day.Bad), views.Money(day.Fen)})
	}
	return a
}

// weekDays is how many days one dot of the precision stands for.
const weekDays = 7

// rulePrecision is the precision of each seven days, the newest first.
func (l labels) rulePrecision(d *models.RuleDetail) chart.DotsArgs {
	a := chart.DotsArgs{Frame: l.p.Frame(l.p.T("rule.precision_question"), l.p.T("rule.precision_caption"))}
	a.Quiet = true
	a.EmptyText = l.p.T("rule.precision_empty")
	a.Table.Head = []string{l.p.T("rule.week"), l.p.T("rules.precision"), l.p.T("rule.labelled"), l.p.T("rule.known_bad")}
	for end := len(d.Series); end > 0; end -= weekDays {
		var sum models.RuleDay
		part := d.Series[max(0, end-weekDays):end]
		for _, day := range part {
			sum.Labelled, sum.Bad = sum.Labelled+day.Labelled, sum.Bad+day.Bad
		}
		e := validate.Wilson(sum.Bad, sum.Labelled)
		dot := chart.Dot{Label: l.p.T("rule.week_from", "date", models.DayStart(part[0].Day).Format("2006-01-02")), Note: l.p.T("rule.no_labels"), Text: views.Dash}
		if sum.Labelled > 0 {
			dot = chart.Dot{
				Label: dot.Label, Known: true, Value: 100 * float64(e.Value), Low: 100 * float64(e.Low), High: 100 * float64(e.High), Text: percentText(float64(e.Value)),
				Note: l.p.T("rule.week_note", "bad", sum.Bad, "n", sum.Labelled),
			}
		}
		a.Dots = append(a.Dots, dot)
		a.Table.Rows = append(a.Table.Rows, []string{dot.Label, dot.Text, views.Number(sum.Labelled), views.Number(sum.Bad)})
	}
	return a
}

func (l labels) ruleLatest(v *Visitor, d *models.RuleDetail) views.Records {
	r := views.Records{
		ID: "latest", Caption: l.p.T("rule.latest"), Empty: l.p.T("rule.latest_none"),
		Heads: l.heads("rule.when", "appeal.account", "rule.event", "rule.amount#", "rule.decision", "rule.that_day#"),
	}
	for i := range d.Latest {
		h := &d.Latest[i]
		when := views.At(l.p.Time(h.Event.ID.Time()))
		decision := views.State(l.rung(h.Event.Outcome))
		what := views.Cell{Text: l.eventKind(h.Event.Kind)}
		if v.Can(models.PermScoreRead) {
			what.Href = "/decisions/" + h.Event.PublicID()
		}
		who := views.Cell{Text: said(l.p, h.Masked)}
		if who.Text == "" {
			who.Text = h.Event.AccountID.Public(models.PrefixAccount)
		}
		if v.Can(models.PermAccountRead) {
			who.Href = "/accounts/" + h.Event.AccountID.Public(models.PrefixAccount)
		}
		r.Rows = append(r.Rows, views.Record{Cells: []views.Cell{when, who, what, views.Num(views.Money(h.Event.AmountFen)), decision, views.Num(views.Number(h.Hits))}})
	}
	return r
}

func (l labels) ruleNear(d *models.RuleDetail) views.Records {
	r := views.Records{ID: "overlaps", Caption: l.p.T("rule.overlaps"), Empty: l.p.T("rule.overlaps_none"), Heads: l.heads("rules.rule", "rule.both_events#", "rule.both_accounts#"), Slim: true}
	for _, o := range d.Overlaps {
		events := views.Cell{Text: views.Number(o.Events), Numeric: true, Sub: percentText(float64(validate.Wilson(o.Events, d.Quality.Hits).Value))}
		accounts := views.Cell{Text: views.Number(o.Accounts), Numeric: true, Sub: percentText(float64(validate.Wilson(o.Accounts, d.Quality.Accounts).Value))}
		r.Rows = append(r.Rows, views.Record{Cells: []views.Cell{{Text: l.ruleName(o.Rule, ""), Href: qualityHref(o.Rule, d.Board.Days), Wrap: true, Wide: true}, events, accounts}})
	}
	return r
}

func (l labels) ruleJudged(v *Visitor, d *models.RuleDetail) views.Records {
	r := views.Records{ID: "judged", Caption: l.p.T("rule.judged"), Empty: l.p.T("rule.judged_none"), Heads: l.heads("rule.when", "rule.appeal", "rule.measure", "rule.event", "rule.said"), Slim: true}
	link := func(prefix, path string, id models.ID, may bool) views.Cell {
		c := views.Cell{Text: id.Public(prefix), Code: !may}
		if may {
			c.Href = path + c.Text
		}
		return c
	}
	for i := range d.Judged {
		j := &d.Judged[i]
		verdict := ui.BadgeArgs{Label: l.p.T("rule.upheld"), Tone: ui.Green}
		if j.Overturned {
			verdict = ui.BadgeArgs{Label: l.p.T("rule.overturned"), Tone: ui.Red}
		}
		r.Rows = append(r.Rows, views.Record{Cells: []views.Cell{
			views.At(l.p.Time(j.At)), link(models.PrefixAppeal, "/appeals/", j.AppealID, v.Can(models.PermAppealRead)),
			link(models.PrefixSanction, "/sanctions/", j.SanctionID, v.Can(models.PermAccountRead)),
			link(models.PrefixDecision, "/decisions/", j.EventID, v.Can(models.PermScoreRead)), views.State(verdict),
		}})
	}
	return r
}

// ruleTexts is what the rule said in each version that changed it.
func (l labels) ruleTexts(d *models.RuleDetail) []views.RuleQualityText {
	var list []views.RuleQualityText
	for _, t := range d.Texts {
		state := l.rung(t.Rule.Outcome)
		if !t.Rule.On {
			state = ui.BadgeArgs{Label: l.p.T("rules.is_off")}
		}
		list = append(list, views.RuleQualityText{
			Version: l.p.T("approval.policy_version", "version", t.Version), Href: policyHref(t.Version), By: t.By, At: l.p.Moment(t.At), Note: t.Note, When: t.Rule.When, State: state,
			Terms: l.p.T("rule.terms", "risk", t.Rule.Risk, "severity", t.Rule.Severity),
		})
	}
	return list
}
