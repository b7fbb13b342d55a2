package handlers

import (
	"net/url"
	"slices"
	"strconv"
	"strings"

	"github.com/a-h/templ"

	"candor/engine/decide"
	"candor/engine/rules"
	"candor/models"
	"candor/views"
	"candor/views/ui"
)

// ruleFilter is which rules a list shows.
type ruleFilter struct{ family, on string }

func (f ruleFilter) fits(r *rules.Rule) bool {
	return (f.family == "" || f.family == r.Family) && (f.on == "" || (f.on == "on") == r.On)
}

// rulesPage is the list of a version's rules.
func rulesPage(p views.Page, v *Visitor, version *models.Policy, filter ruleFilter) views.RulesPage {
	t, list, href := labels{p}, version.Document.Events.Rules, rulesHref(version.Version)
	own := ownDraft(v, version)
	d := views.RulesPage{Tabs: policyTabs(p, version, "/rules"), State: t.policyState(version.State), Action: href, Fields: policyHref(version.Version) + "/fields"}
	on := 0
	for i := range list {
		if list[i].On {
			on++
		}
	}
	d.Note = p.N("rule_edit.note", len(list), "on", on)
	if len(list) == 0 && !own {
		d.Silent = p.T("rule_edit.silent")
	}
	d.Filters = t.ruleFilters(version.Document.Events, filter)
	d.Empty = ui.EmptyArgs{Kind: "nothing", Title: p.T("rule_edit.none")}
	if filter != (ruleFilter{}) {
		d.Clear = href
		d.Empty = ui.EmptyArgs{Kind: "no-match", Title: p.T("common.empty_no_match"), Href: href, Label: p.T("common.clear_filters")}
	}
	if own {
		d.New = policyHref(version.Version) + "/new-rule"
	}
	d.Table = t.ruleTable(version, filter, own && filter == ruleFilter{})
	return d
}

func (t labels) ruleFilters(e *decide.Events, f ruleFilter) []ui.FieldArgs {
	family := ui.FieldArgs{Kind: "select", Name: "family", Label: t.p.T("rule_edit.family"), Value: f.family, Empty: t.p.T("common.all")}
	for _, name := range e.Families() {
		family.Options = append(family.Options, ui.Option{Value: name, Label: t.typology(name)})
	}
	return []ui.FieldArgs{family, {Kind: "select", Name: "on", Label: t.p.T("common.status"), Value: f.on, Empty: t.p.T("common.all"), Options: []ui.Option{
		{Value: "on", Label: t.p.T("common.on")}, {Value: "off", Label: t.p.T("common.off")},
	}}}
}

// ruleTable lists rules; moves adds the buttons that change their order.
func (t labels) ruleTable(version *models.Policy, filter ruleFilter, moves bool) views.Records {
	r := views.Records{Caption: t.p.T("rule_edit.tab"), Framed: true, Keys: true, Dense: true, Heads: t.heads(
		"rule_edit.order#", "rule_edit.rule", "rule_edit.family", "rule_edit.outcome", "rule_edit.risk#", "rule_edit.severity", "rule_edit.sanction", "common.status")}
	if moves {
		r.Heads = append(r.Heads, ui.ThArgs{Label: t.p.T("rule_edit.move"), Quiet: true})
	}
	list := version.Document.Events.Rules
	for i := range list {
		rule := &list[i]
		if !filter.fits(rule) {
			continue
		}
		href, name := ruleHref(version.Version, rule.Key), t.ruleName(rule.Key, rule.Reason)
		cells := []views.Cell{
			views.Num(strconv.Itoa(i + 1)), {Body: views.WithSub(href, name, rule.Key, t.reasonBeside(rule), t.intent(rule)), Wrap: true, Wide: true}, views.Text(t.typology(rule.Family)),
			views.State(t.asks(rule)), views.Num(strconv.Itoa(rule.Risk)), t.ruleSeverity(rule), views.Text(t.word("sanction.kind.", rule.Sanction)),
			views.State(t.onOff(rule.On)),
		}
		if moves {
			cells = append(cells, views.Cell{Body: views.RuleMove(t.p, views.RuleMoves{
				Action: href, Revision: strconv.FormatInt(version.Revision, 10), Name: name, First: i == 0, Last: i == len(list)-1,
			})})
		}
		r.Rows = append(r.Rows, views.Record{ID: "rule-" + rule.Key, Cells: cells})
	}
	return r
}

// reasonBeside is the reason code of a rule where it is not the key again.
func (t labels) reasonBeside(r *rules.Rule) string {
	if r.Reason == r.Key {
		return ""
	}
	return t.p.T("rule_edit.reason_of", "code", r.Reason)
}

// asks is what a rule does to an event it fires on.
func (t labels) asks(r *rules.Rule) ui.BadgeArgs {
	if r.Allows() {
		return ui.BadgeArgs{Label: t.p.T("rule_edit.lane.allow"), Tone: ui.Green, Icon: "check", Solid: true}
	}
	return t.rung(r.Outcome)
}

func (t labels) ruleSeverity(r *rules.Rule) views.Cell {
	if r.Severity == 0 {
		return views.Text(views.Dash)
	}
	return views.State(t.severity(models.Severity(r.Severity)))
}

func (t labels) onOff(on bool) ui.BadgeArgs {
	if on {
		return ui.BadgeArgs{Label: t.p.T("common.on"), Tone: ui.Green}
	}
	return ui.BadgeArgs{Label: t.p.T("common.off")}
}

// ruleShown is what the page of one rule is made of.
type ruleShown struct {
	version *models.Policy
	key     string // as stored, "" for a new one
	in      ruleInput
	err     error
	seen    *models.FieldsSeen
	tried   tryAsked
	on      string // what the typed rule is tried on
}

// rulePage is one rule as it was typed, or as it stands.
func rulePage(p views.Page, v *Visitor, s ruleShown) views.RulePage {
	t, number := labels{p}, s.version.Version
	own := ownDraft(v, s.version)
	d := views.RulePage{Tabs: policyTabs(p, s.version, "/rules"), State: t.policyState(s.version.State), When: s.in.When, Intent: t.intent(&rules.Rule{Key: s.key, Intent: s.in.Intent}), Fields: policyHref(number) + "/fields"}
	if read, fault := rules.Read(s.in.When, decide.EventEnv()); fault == nil {
		says := t.says(read)
		d.Says = &says
		names := read.Names()
		d.Names = t.fieldTable(names, s.seen, true)
		if never := s.seen.NeverOf(names); len(never) > 0 {
			d.Never = t.neverSeen(never, s.seen.Events)
		}
	}
	if own {
		form := t.ruleForm(s)
		if v.Can(models.PermScoreRead) {
			form.Try = t.tryTypedField(s)
		}
		d.Form = &form
	} else {
		d.Facts = t.ruleFacts(&s.in)
	}
	if own && s.key != "" {
		href := ruleHref(number, s.key)
		d.Steps = &views.RuleSteps{
			Switch: href + "/switch", Remove: href + "/remove", Clone: policyHref(number) + "/new-rule?from=" + url.QueryEscape(s.key),
			Revision: strconv.FormatInt(s.version.Revision, 10), On: s.version.Document.Events.Rules[s.version.Document.RuleAt(s.key)].On,
		}
	}
	d.Try = ruleTryBox(p, v, s, own)
	return d
}

// neverSeen warns of fields without a value on any of the latest events.
func (t labels) neverSeen(names []string, events int) string {
	words := make([]string, len(names))
	for i, name := range names {
		words[i] = t.feature(name)
	}
	return t.p.N("rule_edit.never", events, "names", strings.Join(words, t.p.T("common.list_separator")))
}

// ruleFacts is what follows when a rule holds.
func (t labels) ruleFacts(in *ruleInput) []ui.Pair {
	r := in.rule(rules.Rule{}, &models.Invalid{})
	kinds := make([]string, len(in.Kinds))
	for i, k := range in.Kinds {
		kinds[i] = t.eventKind(models.EventKind(k))
	}
	severity := ui.Pair{Key: t.p.T("rule_edit.severity"), Value: t.p.T("rule_edit.no_flag")}
	if r.Severity > 0 {
		severity = ui.Pair{Key: severity.Key, Body: ui.Badge(t.severity(models.Severity(r.Severity)))}
	}
	said := strings.Join(kinds, t.p.T("common.list_separator"))
	if said == "" {
		said = t.p.T("rule_edit.all_kinds")
	}
	return []ui.Pair{
		{Key: t.p.T("common.status"), Body: ui.Badge(t.onOff(in.On))}, {Key: t.p.T("rule_edit.family"), Value: t.typology(in.Family)},
		{Key: t.p.T("rule_edit.outcome"), Body: ui.Badge(t.asks(&r))}, {Key: t.p.T("rule_edit.risk"), Value: in.Risk, Numeric: true},
		severity, {Key: t.p.T("rule_edit.sanction"), Value: t.word("sanction.kind.", in.Sanction)},
		{Key: t.p.T("rule_edit.reason"), Value: t.reasonTitle(in.Reason)}, {Key: t.p.T("rule_edit.kinds"), Value: said},
	}
}

// ruleForm is the editor of a rule.
func (t labels) ruleForm(s ruleShown) views.RuleForm {
	said, number := problems(t.p, s.err), s.version.Version
	action, cancel := rulesHref(number), rulesHref(number)
	if s.key != "" {
		action = ruleHref(number, s.key)
		cancel += "#rule-" + s.key
	}
	f := views.RuleForm{Action: action, Revision: strconv.FormatInt(s.version.Revision, 10), Cancel: cancel, Errors: fieldErrors(said), Unsaved: s.tried.typed}
	f.Families = s.version.Document.Events.Families()
	f.Reasons = reasonCodes(s.version.Document.Events)
	f.Options = t.fieldOptions()
	f.Words = views.RuleScriptWords{Label: t.p.T("rule_edit.complete"), One: t.p.T("rule_edit.complete_one"), Many: t.p.T("rule_edit.complete_many")}
	listed := func(a ui.FieldArgs, list string) ui.FieldArgs {
		a.Attrs = templ.Attributes{"list": list, "autocomplete": "off", "spellcheck": "false"}
		return a
	}
	at := func(name, value string) ui.FieldArgs {
		return ui.FieldArgs{Name: name, Label: t.p.Texts.T("rule_edit." + name), Value: value, Error: said[name]}
	}
	key := at("key", s.in.Key)
	key.Required, key.Hint, key.Attrs = true, t.p.T("rule_edit.key_hint"), templ.Attributes{"autocomplete": "off", "spellcheck": "false", "maxlength": "64"}
	family, reason := listed(at("family", s.in.Family), "rule-families"), listed(at("reason", s.in.Reason), "rule-reasons")
	family.Required, reason.Required = true, true
	family.Hint, reason.Hint = t.knownAs(t.typology(s.in.Family), s.in.Family), t.knownAs(t.reasonTitle(s.in.Reason), s.in.Reason)
	intent := at("intent", s.in.Intent)
	intent.Kind, intent.Wide, intent.Hint = "textarea", true, t.p.T("rule_edit.intent_hint")
	f.About = []ui.FieldArgs{key, family, intent}
	f.When = at("when", s.in.When)
	f.When.Kind, f.When.Rows, f.When.Required, f.When.Hint = "textarea", 6, true, t.p.T("rule_edit.when_hint")
	f.When.Attrs = templ.Attributes{"spellcheck": "false", "autocapitalize": "off", "autocomplete": "off", "class": "code", "maxlength": strconv.Itoa(rules.MaxText)}
	f.Effect = t.ruleEffect(s.in, at, reason)
	on := at("on", "on")
	on.Kind, on.Checked, on.Wide = "checkbox", s.in.On, true
	f.Effect = append(f.Effect, on)
	return f
}

// knownAs is the word for a code, nothing for one that has none.
func (t labels) knownAs(word, code string) string {
	if word == plainCode(code) {
		return ""
	}
	return word
}

// ruleEffect is the fields of what follows when the condition holds.
func (t labels) ruleEffect(in ruleInput, at func(name, value string) ui.FieldArgs, reason ui.FieldArgs) []ui.FieldArgs {
	lane := at("lane", in.Lane)
	lane.Kind, lane.Wide, lane.Inline = "radio", true, false
	for _, code := range rules.Lanes {
		name := "rule_edit.lane." + code
		if code == "" {
			name = "rule_edit.lane.main"
		}
		lane.Options = append(lane.Options, ui.Option{Value: code, Label: t.p.Texts.T(name), Hint: t.p.Texts.T(name + "_hint")})
	}
	outcome := at("outcome", in.Outcome)
	var rungs []ui.Option
	for _, o := range rules.Outcomes {
		rungs = append(rungs, ui.Option{Value: string(o), Label: t.rung(o).Label})
	}
	outcome = choice(outcome, "", rungs)
	severity, levels := at("severity", in.Severity), []ui.Option{{Value: "0", Label: t.p.T("rule_edit.no_flag")}}
	for i := 1; i <= 4; i++ {
		levels = append(levels, ui.Option{Value: strconv.Itoa(i), Label: t.word("severity.", strconv.Itoa(i))})
	}
	var sanctions []ui.Option
	for _, s := range rules.Sanctions[1:] {
		sanctions = append(sanctions, ui.Option{Value: s, Label: t.word("sanction.kind.", s)})
	}
	kinds := at("kinds", "")
	kinds.Kind, kinds.Wide, kinds.Inline, kinds.Values, kinds.Hint = "checkboxes", true, true, in.Kinds, t.p.T("rule_edit.kinds_hint")
	for _, k := range decide.EventEnv().Kinds {
		kinds.Options = append(kinds.Options, ui.Option{Value: k, Label: t.eventKind(models.EventKind(k))})
	}
	risk := digits(at("risk", in.Risk), "", t.p.T("rule_edit.of_100"))
	return []ui.FieldArgs{
		lane, outcome, risk, choice(severity, "", levels), choice(at("sanction", in.Sanction), t.p.T("common.none"), sanctions), reason, kinds,
	}
}

// reasonCodes is the codes of the document's rules and of the shipped ones.
func reasonCodes(e *decide.Events) []string {
	codes := rules.Reasons()
	for i := range e.Rules {
		if code := e.Rules[i].Reason; code != "" && !slices.Contains(codes, code) {
			codes = append(codes, code)
		}
	}
	return codes
}
