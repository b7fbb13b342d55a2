package handlers

import (
	"slices"
	"strconv"
	"strings"

	"candor/engine/decide"
	"candor/models"
	"candor/views"
	"candor/views/ui"
)

// decisionView is the decision about one event as one person's rights show it.
func decisionView(p views.Page, d *models.EventDetail, v *Visitor) views.DecisionData {
	l, e := labels{p}, &d.Event
	data := views.DecisionData{
		ID: p.Copy(e.PublicID()), Badges: []ui.BadgeArgs{l.rung(e.Outcome)}, Facts: l.decisionFacts(d, v), Sent: l.sent(e),
		Account: l.atTheTime(d), Reasons: l.eventReasons(d.Result.Reasons), State: l.stateTables(d),
		Flags: l.raisedFlags(d.Flags), Timeline: l.events(d.Entries, true),
	}
	if e.Disposition != models.DispositionFinal {
		data.Badges = append(data.Badges, l.disposition(e.Disposition))
	}
	if e.Late {
		data.Badges = append(data.Badges, l.late(e))
	}
	data.StateNote, data.StateTone = l.stateNote(d)
	data.Lanes, data.Ceiling = l.lanes(d)
	l.decisionRules(d, v, &data)
	l.decisionNotes(d, v, &data)
	data.Links = l.decisionLinks(d, v)
	if d.Challenge != nil {
		data.Challenge = l.challengeInShort(d.Challenge)
		data.ChallengeHref = challengeHref(d.Challenge.ID)
	}
	if e.Disposition == models.DispositionPending && v.Can(models.PermCaseWork) {
		data.Settle = &views.SettleForm{Action: decisionHref(e.ID) + "/settle"}
	}
	return data
}

// late marks an event that came too late, and whether the state holds it by now.
func (l labels) late(e *models.Event) ui.BadgeArgs {
	if e.CorrectedAt != nil {
		return ui.BadgeArgs{Label: l.p.T("event.corrected"), Icon: "clock"}
	}
	return ui.BadgeArgs{Label: l.p.T("event.late"), Tone: ui.Amber, Icon: "clock"}
}

func (l labels) decisionNotes(d *models.EventDetail, v *Visitor, data *views.DecisionData) {
	e := &d.Event
	if e.Disposition == models.DispositionPending {
		data.Notes = append(data.Notes, views.DecisionNote{Tone: ui.Amber, Icon: "clock", Text: l.p.T("decision.pending_note")})
	}
	if d.Input.Failed {
		data.Notes = append(data.Notes, views.DecisionNote{Tone: ui.Amber, Icon: "alert", Text: l.p.T("decision.failed_note")})
	}
	data.Notes = append(data.Notes, l.decidedAside(d)...)
	switch {
	case e.Late && e.CorrectedAt != nil:
		data.Notes = append(data.Notes, views.DecisionNote{Icon: "clock", Text: l.p.T("decision.corrected_note", "time", l.p.DateTime(*e.CorrectedAt))})
	case e.Late:
		note := views.DecisionNote{Tone: ui.Amber, Icon: "clock", Text: l.p.T("decision.late_note")}
		if v.Can(models.PermMonitorRead) {
			note.Href, note.Label = "/corrections", l.p.T("decision.to_corrections")
		}
		data.Notes = append(data.Notes, note)
	}
}

func (l labels) decisionLinks(d *models.EventDetail, v *Visitor) []ui.LinkArgs {
	account := "/accounts/" + d.Account.PublicID()
	var links []ui.LinkArgs
	if len(d.Flags) > 0 && v.Can(models.PermCaseRead) {
		links = append(links, ui.LinkArgs{Label: l.p.T("decision.case"), Href: caseHref(d.Flags[0].CaseID, ""), Icon: "queue", Key: "c"})
	}
	if d.Told != 0 && v.Can(models.PermAccountRead) {
		links = append(links, ui.LinkArgs{Label: l.p.T("decision.told"), Href: "/sanctions/" + d.Told.Public(models.PrefixSanction), Icon: "message"})
	}
	if v.Can(models.PermAccountRead) {
		links = append(links,
			ui.LinkArgs{Label: l.p.T("events.open"), Href: account + "/events", Icon: "list", Key: "v"},
			ui.LinkArgs{Label: l.p.T("events.to_account"), Href: account, Icon: "user", Key: "@"})
	}
	return links
}

// lanes is what each lane said and which had the last word; ceiling says when the kind of
// event kept the outcome milder than that.
func (l labels) lanes(d *models.EventDetail) (list []views.DecisionLane, ceiling string) {
	r := &d.Result
	said := map[decide.Lane]models.Outcome{decide.LaneRules: r.ByRules, decide.LaneScore: r.ByScore}
	if r.Lane == decide.LaneBlock {
		said[decide.LaneBlock] = models.OutcomeDecline
	}
	allowed := slices.ContainsFunc(d.Input.Lists, func(h decide.ListHit) bool { return h.Lane == string(models.ListAllow) })
	if (allowed || d.Policy.Allows(r)) && len(r.Failed) == 0 {
		said[decide.LaneAllow] = models.OutcomeAllow
	}
	if d.Input.Manual && r.Lane != decide.LaneBlock {
		said[decide.LaneStop] = r.Outcome
	}
	rules := l.p.T("decision.lane_rules_none")
	if n := len(r.Fired); n > 0 {
		rules = l.p.T("decision.lane_rules", "n", n)
	}
	for _, lane := range []struct {
		lane decide.Lane
		text string
	}{
		{decide.LaneBlock, l.p.T("decision.lane_block")}, {decide.LaneStop, l.p.T("decision.lane_stop")}, {decide.LaneAllow, l.p.T("decision.lane_allow")},
		{decide.LaneRules, rules}, {decide.LaneScore, l.p.T("decision.lane_score", "risk", r.Risk)},
	} {
		if lane.lane == decide.LaneStop && !d.Input.Manual { // seldom on: not shown when it was not
			continue
		}
		out := views.DecisionLane{Name: l.lane(lane.lane), Text: lane.text, Last: lane.lane == r.Lane}
		if o := said[lane.lane]; o != "" {
			out.Said = ptr(l.rung(o))
		}
		list = append(list, out)
	}
	if said[r.Lane] != r.Outcome {
		ceiling = l.p.T("decision.ceiling", "outcome", l.rung(r.Outcome).Label)
	}
	return list, ceiling
}

// decisionFacts is who decided by what, how fast, and whether it comes out again.
func (l labels) decisionFacts(d *models.EventDetail, v *Visitor) []ui.Pair {
	e := &d.Event
	replay := ui.BadgeArgs{Label: l.p.T("decision.replay_same"), Tone: ui.Green, Icon: "check"}
	switch {
	case !d.Identical:
		replay = ui.BadgeArgs{Label: l.p.T("decision.replay_differs", "outcome", l.rung(d.Again.Outcome).Label), Tone: ui.Red, Icon: "alert", Solid: true}
	case d.Input.Failed:
		replay = ui.BadgeArgs{Label: l.p.T("decision.replay_failed"), Tone: ui.Amber, Icon: "alert"}
	}
	model := l.p.T("decision.no_model")
	if d.ModelName != "" {
		model = d.ModelName
	}
	pairs := []ui.Pair{
		{Key: l.p.T("decision.risk"), Value: strconv.Itoa(e.Risk), Numeric: true}, {Key: l.p.T("decision.lane"), Value: l.lane(d.Result.Lane)},
		{Key: l.p.T("event.decided_at"), Body: ui.Time(l.p.Moment(e.ID.Time()))}, {Key: l.p.T("decision.took"), Value: l.took(e.Micros), Numeric: true},
		{Key: l.p.T("decision.policy"), Value: l.p.T("score.policy_version", "version", e.PolicyVersion)}, {Key: l.p.T("decision.model"), Value: model},
		{Key: l.p.T("decision.replay"), Body: ui.Badge(replay)},
		{Key: l.p.T("decision.disposition"), Body: ui.Badge(l.disposition(e.Disposition))},
	}
	if d.Result.Sanction != "" {
		pairs = append(pairs, ui.Pair{Key: l.p.T("decision.sanction"), Value: l.word("sanction.kind.", d.Result.Sanction)})
	}
	if d.Label != nil {
		label := ui.BadgeArgs{Label: l.p.T("decision.label_good"), Tone: ui.Green}
		if d.Label.Bad {
			label = ui.BadgeArgs{Label: l.p.T("decision.label_bad"), Tone: ui.Red}
		}
		pairs = append(pairs, ui.Pair{Key: l.p.T("decision.label"), Body: ui.Badge(label)})
	}
	if d.BatchSeq != 0 {
		batch := ui.Pair{Key: l.p.T("decision.batch"), Value: l.p.T("decision.entry", "seq", strconv.FormatInt(d.BatchSeq, 10))}
		if v.Can(models.PermAuditRead) {
			batch.Body = views.Link("/audit/"+strconv.FormatInt(d.BatchSeq, 10), batch.Value)
		}
		pairs = append(pairs, batch)
	}
	return pairs
}

// sent is what the sender said, as far as it is kept.
func (l labels) sent(e *models.Event) []ui.Pair {
	b := &e.Body
	pairs := []ui.Pair{
		{Key: l.p.T("event.kind"), Value: l.eventKind(e.Kind)}, {Key: l.p.T("event.at"), Body: ui.Time(l.p.Moment(e.At))},
		{Key: l.p.T("decision.source"), Value: e.Source}, {Key: l.p.T("decision.external"), Body: ui.CopyID(l.p.Copy(e.ExternalID))},
	}
	add := func(key, value string) {
		if value != "" {
			pairs = append(pairs, ui.Pair{Key: l.p.Texts.T(key), Value: value})
		}
	}
	if e.Kind.Money() {
		pairs = append(pairs, ui.Pair{Key: l.p.T("common.amount"), Value: views.Money(e.AmountFen), Numeric: true})
	}
	if b.Product != "" {
		add("decision.product", l.word("product.", string(b.Product)))
	}
	add("event.merchant", b.Merchant)
	add("decision.category", b.Category)
	add("event.city", b.City)
	add("event.network", b.Network)
	add("decision.ip", strings.TrimSpace(b.Prefix))
	add("event.device", short(b.Device))
	add("decision.card", short(b.Card))
	add("decision.payee", short(b.Payee))
	if b.Lat != nil && b.Lon != nil {
		key := "decision.place"
		if b.Centre {
			key = "decision.place_city"
		}
		add(key, strconv.FormatFloat(*b.Lat, 'f', 2, 64)+", "+strconv.FormatFloat(*b.Lon, 'f', 2, 64))
	}
	add("decision.original", b.Original)
	if b.Check != "" {
		add("decision.check", l.word("check.", b.Check))
	}
	return pairs
}

// atTheTime is what the decision knew of the account besides its events.
func (l labels) atTheTime(d *models.EventDetail) []ui.Pair {
	in := d.Input
	pairs := []ui.Pair{{Key: l.p.T("common.status"), Body: ui.Badge(l.status(models.AccountStatus(in.Status)))}}
	if in.Band != "" {
		pairs = append(pairs, ui.Pair{Key: l.p.T("feature.band"), Body: ui.Badge(l.band(in.Band))})
	}
	if d.Event.Kind.Spends() {
		line := ui.Pair{Key: l.p.T("decision.available"), Value: views.Money(in.AvailableFen), Numeric: true}
		if !in.Line {
			line = ui.Pair{Key: l.p.T("decision.line"), Value: l.p.T("decision.line_none")}
		}
		pairs = append(pairs, line)
	}
	if in.FunctionLost {
		pairs = append(pairs, ui.Pair{Key: l.p.T("reason.function_lost.title"), Value: l.p.T("decision.function_lost")})
	}
	hits := make([]string, len(in.Lists))
	for i, h := range in.Lists {
		hits[i] = l.p.T("decision.list_hit", "lane", l.word("list.lane.", h.Lane), "kind", l.word("list.kind.", h.Kind))
	}
	if len(hits) == 0 {
		hits = []string{l.p.T("decision.lists_none")}
	}
	return append(pairs, ui.Pair{Key: l.p.T("decision.lists"), Value: strings.Join(hits, l.p.T("common.list_separator"))})
}

// eventReasons puts reasons into words, for staff and for the customer.
func (l labels) eventReasons(codes []string) []views.ReasonLine {
	out := make([]views.ReasonLine, len(codes))
	for i, code := range codes {
		out[i] = views.ReasonLine{Title: l.reasonTitle(code), Staff: l.reasonPart(code, "staff"), Customer: l.reasonPart(code, "customer")}
		if help, ok := l.p.Texts.Find("reason." + code + ".help"); ok {
			out[i].Help = help
		}
	}
	return out
}

// raisedFlags lists the flags that the decision raised.
func (l labels) raisedFlags(flags []models.Flag) views.Records {
	r := views.Records{
		Caption: l.p.T("decision.flags"), Empty: l.p.T("decision.flags_none"), Slim: true, Heads: l.heads("queue.severity", "flag.title", "common.status"),
	}
	for i := range flags {
		f := &flags[i]
		r.Rows = append(r.Rows, views.Record{Cells: []views.Cell{
			views.State(l.severity(f.Severity)), {Text: l.flagName(f.Code), Href: caseHref(f.CaseID, ""), Wrap: true}, views.State(l.flagState(f.State)),
		}})
	}
	return r
}

// challengeInShort is a challenge beside the decision that asked it.
func (l labels) challengeInShort(c *models.Challenge) []ui.Pair {
	pairs := []ui.Pair{
		{Key: l.p.T("challenges.kind"), Value: l.word("challenge.kind.", string(c.Kind))}, {Key: l.p.T("common.status"), Body: ui.Badge(l.challengeState(c.State))},
	}
	if c.State == models.ChallengeOpen {
		at, tone := l.due(c.DueAt)
		return append(pairs, ui.Pair{Key: l.p.T("challenges.due"), Body: views.DueCell(at, tone)})
	}
	if c.ResolvedBy != "" {
		pairs = append(pairs, ui.Pair{Key: l.p.T("challenges.by"), Value: c.ResolvedBy})
	}
	if c.Escalation != "" {
		pairs = append(pairs, ui.Pair{Key: l.p.T("challenges.escalation"), Value: l.word("challenge.escalate.", c.Escalation)})
	}
	return pairs
}
