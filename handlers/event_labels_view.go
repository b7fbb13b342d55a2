package handlers

import (
	"strconv"
	"strings"

	"candor/engine/decide"
	"candor/engine/rules"
	"candor/models"
	"candor/views"
	"candor/views/ui"
)

// rung is an outcome of the ladder.
func (l labels) rung(o models.Outcome) ui.BadgeArgs {
	b := ui.BadgeArgs{Label: l.word("rung.", string(o))}
	switch o {
	case models.OutcomeAllow:
		b.Tone, b.Icon = ui.Green, "check"
	case models.OutcomeMonitor:
		b.Tone, b.Icon = ui.Blue, "eye"
	case models.OutcomeStepUp:
		b.Tone, b.Icon = ui.Amber, "key"
	case models.OutcomeHold:
		b.Tone, b.Icon, b.Solid = ui.Amber, "clock", true
	case models.OutcomeDecline:
		b.Tone, b.Icon = ui.Red, "x-circle"
	default:
		b.Label = l.p.T("rung.recorded")
	}
	return b
}

// toldRung is an outcome for somebody who may not know what the engine looks at: an event
// that is only watched went through.
func (l labels) toldRung(o models.Outcome, scores bool) ui.BadgeArgs {
	if o == models.OutcomeMonitor && !scores {
		o = models.OutcomeAllow
	}
	return l.rung(o)
}

// disposition is what became of an event that did not go through at once.
func (l labels) disposition(d models.Disposition) ui.BadgeArgs {
	b := ui.BadgeArgs{Label: l.p.T("disposition." + d.Word())}
	switch d {
	case models.DispositionPending:
		b.Tone, b.Icon = ui.Amber, "clock"
	case models.DispositionReleased:
		b.Tone, b.Icon = ui.Green, "check"
	case models.DispositionCancelled:
		b.Tone, b.Icon = ui.Red, "close"
	}
	return b
}

// challengeState is the stage of a challenge.
func (l labels) challengeState(s models.ChallengeState) ui.BadgeArgs {
	b := ui.BadgeArgs{Label: l.word("challenge.state.", string(s))}
	switch s {
	case models.ChallengeOpen:
		b.Tone, b.Icon = ui.Amber, "clock"
	case models.ChallengePassed:
		b.Tone, b.Icon = ui.Green, "check"
	case models.ChallengeFailed:
		b.Tone, b.Icon = ui.Red, "close"
	case models.ChallengeExpired:
		b.Tone, b.Icon = ui.Red, "clock"
	}
	return b
}

// eventKind is what happened.
func (l labels) eventKind(k models.EventKind) string { return l.word("event_kind.", string(k)) }

// eventAmount is the money of an event, a dash for one without.
func (l labels) eventAmount(e *models.Event) views.Cell {
	if !e.Kind.Money() {
		return views.Num(views.Dash)
	}
	c := views.Num(views.Money(e.AmountFen))
	if e.Kind.PaysBack() {
		c.Tone = ui.Green
	}
	return c
}

// plainCode makes an identifier readable that nobody has put into words.
func plainCode(code string) string { return strings.ReplaceAll(code, "_", " ") }

// reasonTitle names a reason of a decision about an event.
func (l labels) reasonTitle(code string) string {
	if s, ok := l.p.Texts.Find("reason." + code + ".title"); ok {
		return s
	}
	return plainCode(code)
}

// reasonPart is what staff or the customer are told by a reason: one that a lender made up
// for a rule of its own has no text in this program.
func (l labels) reasonPart(code, part string) string {
	if s, ok := l.p.Texts.Find("reason." + code + "." + part); ok {
		return s
	}
	return l.p.T("decision.no_text_" + part)
}

// flagName is a flag's title; one that a decision about an event raised is named as its reason.
func (l labels) flagName(code string) string {
	if s, ok := l.p.Texts.Find("flag." + code); ok {
		return s
	}
	return l.reasonTitle(code)
}

// flagCell names a flag and leads to the decision that raised it.
func (l labels) flagCell(f *models.Flag, scores bool) views.Cell {
	c := views.Cell{Text: l.flagName(f.Code), Wrap: true, Wide: true}
	if f.DecisionID != 0 && scores {
		c.Href = decisionHref(f.DecisionID)
	}
	return c
}

// eventFlagValue is what a flag saw that a decision about an event raised: the event's risk
// and that of the rule, or how many challenges came to nothing. What a customer says has no figure.
func (l labels) eventFlagValue(f *models.Flag) (value, threshold string) {
	if f.Code == "payment_denied" {
		return views.Dash, views.Dash
	}
	if f.Code == "challenge_failed" {
		return l.p.N("flag.failures", int(f.Value)), l.p.T("flag.at_least", "value", decimal(f.Threshold, 0))
	}
	return l.p.T("flag.risk", "n", decimal(f.Value, 0)), l.p.T("flag.at_least", "value", decimal(f.Threshold, 0))
}

// shippedReasons is the reason of each rule that this version brings. Read only.
var shippedReasons = func() map[string]string {
	m := map[string]string{}
	for _, r := range rules.Shipped() {
		m[r.Key] = r.Reason
	}
	return m
}()

// ruleName is a rule in words, by its reason.
func (l labels) ruleName(key, reason string) string {
	if reason == "" {
		reason = shippedReasons[key]
	}
	if s, ok := l.p.Texts.Find("reason." + reason + ".title"); ok {
		return s
	}
	return plainCode(key)
}

// typology is the family of a rule.
func (l labels) typology(family string) string {
	if s, ok := l.p.Texts.Find("typology." + family); ok {
		return s
	}
	return plainCode(family)
}

// engineReason puts the reason of a sanction into words that the engine asked for: a typology
// and the decision it goes back to. What a person wrote stays as it is.
func (l labels) engineReason(reason string) string {
	family, id, ok := strings.Cut(reason, " · ")
	if _, err := models.ParseID(models.PrefixDecision, id); !ok || err != nil {
		return reason
	}
	return l.typology(family) + " · " + id
}

// recordedWord makes a key of a reason that the program itself gives, as "more than 3 sessions".
var recordedWord = strings.NewReplacer(" ", "_", "0", "n", "1", "n", "2", "n", "3", "n", "4", "n", "5", "n", "6", "n", "7", "n", "8", "n", "9", "n")

// recordedReason is a reason as the record has it: what a person wrote as it is, what the program itself wrote, always in English, in the reader's language.
func (l labels) recordedReason(reason string) string {
	if s, ok := l.p.Texts.Find("recorded." + recordedWord.Replace(reason)); ok {
		return s
	}
	return l.engineReason(reason)
}

// lane is who had the last word about an event.
func (l labels) lane(lane decide.Lane) string { return l.word("lane.", string(lane)) }

// took is a time in microseconds, in milliseconds.
func (l labels) took(micros int64) string {
	return l.p.T("monitor.ms", "n", strconv.FormatFloat(milliseconds(micros), 'f', -1, 64))
}

// milliseconds keeps two digits after the point below ten, then one, then none.
func milliseconds(micros int64) float64 {
	digits := int64(10)
	switch {
	case micros >= 100_000:
		digits = 1000
	case micros >= 10_000:
		digits = 100
	}
	return float64((micros+digits/2)/digits*digits) / 1000
}

// short is the beginning of a token that stands for something personal.
func short(token string) string {
	if len(token) <= 8 {
		return token
	}
	return token[:8] + "…"
}

func decisionHref(id models.ID) string { return "/decisions/" + id.Public(models.PrefixDecision) }

func challengeHref(id models.ID) string { return "/challenges/" + id.Public(models.PrefixChallenge) }

// monitorTabs leads between the pages about decisions in real time.
func (l labels) monitorTabs(v *Visitor, at string) []ui.Tab {
	var tabs []ui.Tab
	for _, t := range []struct {
		path  string
		needs models.Permission
	}{{"monitor", models.PermMonitorRead}, {"corrections", models.PermMonitorRead}, {"lists", models.PermMonitorRead}} {
		if v.Can(t.needs) {
			tabs = append(tabs, ui.Tab{Label: l.p.T("monitor.tab_" + t.path), Href: "/" + t.path, Current: t.path == at})
		}
	}
	return tabs
}
