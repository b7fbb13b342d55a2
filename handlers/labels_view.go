package handlers

import (
	"slices"
	"strconv"
	"strings"
	"time"

	"candor/engine/decide"
	"candor/engine/factor"
	"candor/engine/score"
	"candor/models"
	"candor/views"
	"candor/views/ui"
)

// labels puts the lender's nouns into the words and colours of a page.
type labels struct{ p views.Page }

// word looks a code up under a prefix; a code that has no text is shown as it is.
func (l labels) word(prefix, code string) string {
	if code == "" {
		return views.Dash
	}
	if s, ok := l.p.Texts.Find(prefix + code); ok {
		return s
	}
	if first, second, pair := strings.Cut(code, "*"); pair && prefix == "factor." {
		return l.p.T("score.pair", "first", l.word(prefix, first), "second", l.word(prefix, second))
	}
	return code
}

// severity is a flag's or case's severity.
func (l labels) severity(s models.Severity) ui.BadgeArgs {
	b := ui.BadgeArgs{Label: l.word("severity.", strconv.Itoa(int(s))), Icon: "flag", Solid: s == models.SeverityCritical}
	switch {
	case s >= models.SeverityHigh:
		b.Tone = ui.Red
	case s == models.SeverityMedium:
		b.Tone = ui.Amber
	}
	return b
}

// status is what an account may do.
func (l labels) status(s models.AccountStatus) ui.BadgeArgs {
	b := ui.BadgeArgs{Label: l.word("status.", string(s))}
	switch s {
	case models.StatusActive:
		b.Tone, b.Icon = ui.Green, "check"
	case models.StatusRestricted:
		b.Tone, b.Icon = ui.Amber, "minus"
	case models.StatusFrozen:
		b.Tone, b.Icon = ui.Red, "snow"
	case models.StatusDeactivated:
		b.Tone, b.Icon, b.Solid = ui.Red, "lock", true
	case models.StatusClosed:
		b.Icon = "close"
	}
	return b
}

// band is a stretch of the scale; no band draws nothing.
func (l labels) band(name string) ui.BadgeArgs {
	if name == "" {
		return ui.BadgeArgs{}
	}
	return ui.BadgeArgs{Label: l.word("band.", name), Tone: bandTones[name]}
}

// bandTones is read only.
var bandTones = map[string]ui.Tone{"poor": ui.Red, "fair": ui.Amber, "good": ui.Neutral, "very_good": ui.Blue, "excellent": ui.Green}

// due is how near a due time is; a case that is closed is due no more.
func (l labels) due(due time.Time) (ui.TimeArgs, ui.Tone) {
	words, tone := l.dueIn(due)
	return ui.TimeArgs{Text: words, Exact: l.p.Exact(due)}, tone
}

func (l labels) dueIn(due time.Time) (string, ui.Tone) {
	words, late := views.Due(l.p.Texts, l.p.Now, due)
	switch {
	case late:
		return words, ui.Red
	case due.Sub(l.p.Now) < models.DueSoonWithin:
		return words, ui.Amber
	}
	return words, ui.Neutral
}

// functions lists functions of an account in one phrase.
func (l labels) functions(list []models.Function) string {
	names := make([]string, len(list))
	for i, f := range list {
		names[i] = l.word("function.", string(f))
	}
	return strings.Join(names, l.p.T("common.list_separator"))
}

// name is an account's masked name, or its public id where no name is known.
func (l labels) name(masked models.Personal, a *models.Account) string {
	return l.nameOf(masked, a.ExternalID, a.ID)
}

func (l labels) nameOf(masked models.Personal, externalID string, id models.ID) string {
	if masked.Name != "" {
		return said(l.p, masked.Name)
	}
	if externalID != "" {
		return l.p.T("account.unnamed", "id", externalID)
	}
	return id.Public(models.PrefixAccount)
}

// said puts words in the place of a value that cannot be shown.
func said(p views.Page, value string) string {
	switch value {
	case models.Unreadable:
		return p.T("personal.unreadable")
	case models.Erased:
		return p.T("personal.erased")
	}
	return value
}

// shows reports whether a value is one, and not a mark that stands in its place.
func shows(value string) bool {
	return value != "" && value != models.Unreadable && value != models.Erased
}

// capped is a count that stops at models.CountCap: "1,000+".
func capped(n int) string {
	if n >= models.CountCap {
		return views.Number(models.CountCap-1) + "+"
	}
	return views.Number(int64(n))
}

// share is a part of a whole in percent with one decimal: 0.8234 → "82.3%".
func share(v float64) string {
	s := strconv.FormatFloat(v*100, 'f', 1, 64)
	return strings.ReplaceAll(strings.TrimSuffix(s, ".0"), "-", "−") + "%"
}

// utilisation is used over limit as a share with its colour; without a limit it is none.
func utilisation(used, limit int64) (words string, part float64, tone ui.Tone) {
	if limit <= 0 {
		return views.Dash, 0, ui.Neutral
	}
	part = float64(used) / float64(limit)
	switch {
	case part > 1:
		tone = ui.Red
	case part > 0.8:
		tone = ui.Amber
	}
	return strconv.Itoa(int(part*100)) + "%", part, tone
}

// measureUnit finds what a flag measures, "" for a flag that measures nothing.
func measureOf(policy *decide.Policy, code string) (measure string, op decide.Op) {
	own := shipped()
	for _, p := range []*decide.Policy{policy, &own} {
		if p == nil {
			continue
		}
		i := slices.IndexFunc(p.Flags, func(r decide.FlagRule) bool { return r.Code == code })
		if i >= 0 {
			return p.Flags[i].Measure, p.Flags[i].Op
		}
	}
	return "", ""
}

// flagValue is what a flag saw, and from where on the policy flags it.
func (l labels) flagValue(f *models.Flag, policy *decide.Policy) (value, threshold string) {
	measure, op := measureOf(policy, f.Code)
	if measure == "" && f.Source == "rule" {
		return l.eventFlagValue(f)
	}
	if measure == "" {
		return views.Dash, views.Dash
	}
	if spec, _, known := factor.Lookup(measure); known && spec.Unit == factor.UnitFlag {
		return l.measure(measure, f.Value), l.p.T("flag.expected", "value", l.measure(measure, f.Threshold))
	}
	if op == decide.OpBelow {
		return l.measure(measure, f.Value), l.p.T("flag.below", "value", l.measure(measure, f.Threshold))
	}
	return l.measure(measure, f.Value), l.p.T("flag.at_least", "value", l.measure(measure, f.Threshold))
}

// measure is a measure of the policy in its unit.
func (l labels) measure(name string, v float64) string {
	switch name {
	case decide.MeasureScore:
		return strconv.Itoa(int(v))
	case decide.MeasureScoreDrop:
		return l.p.N("score.points", int(v))
	}
	return l.factorValue(name, v)
}

// flagTable lists flags, the most severe first.
func (l labels) flagTable(flags []models.Flag, policy *decide.Policy, scores bool) views.Records {
	r := views.Records{Dense: true, Caption: l.p.T("account.flags"), Empty: l.p.T("account.flags_none"), Heads: []ui.ThArgs{
		{Label: l.p.T("queue.severity")}, {Label: l.p.T("flag.title")}, {Label: l.p.T("flag.seen"), Numeric: true},
		{Label: l.p.T("flag.allowed")}, {Label: l.p.T("flag.source")}, {Label: l.p.T("flag.raised")}, {Label: l.p.T("common.status")},
	}}
	for i := range flags {
		f := &flags[i]
		value, threshold := l.flagValue(f, policy)
		r.Rows = append(r.Rows, views.Record{ID: f.ID.Public(models.PrefixFlag), Cells: []views.Cell{
			views.State(l.severity(f.Severity)), l.flagCell(f, scores), views.Num(value), {Text: threshold, Wrap: true},
			views.Text(l.word("source.", f.Source)), views.At(l.p.Time(f.RaisedAt)), views.State(l.flagState(f.State)),
		}})
	}
	return r
}

func (l labels) flagState(s models.FlagState) ui.BadgeArgs {
	tones := map[models.FlagState]ui.Tone{
		models.FlagOpen: ui.Blue, models.FlagConfirmed: ui.Red, models.FlagCleared: ui.Green, models.FlagOverturned: ui.Violet,
	}
	return ui.BadgeArgs{Label: l.word("flag_state.", string(s)), Tone: tones[s]}
}

// points is a number of points with its sign.
func points(n int) string { return views.Signed(int64(n)) }

// bandOf returns where a band starts and how far it reaches on the scale.
func bandSpan(bands []score.Band, i int) (from, to int) {
	from, to = bands[i].From, decide.ScoreMax
	if i+1 < len(bands) {
		to = bands[i+1].From
	}
	return from, to
}
