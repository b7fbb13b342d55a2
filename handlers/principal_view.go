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

// principalFields are the fields of the principal reasons of a measure, the first first.
func principalFields() []string {
	names := make([]string, models.PrincipalMost)
	for i := range names {
		names[i] = models.PrincipalField(i)
	}
	return names
}

// withPrincipal is the fields of a form that asks for principal reasons, besides others.
func withPrincipal(others ...string) []string { return append(principalFields(), others...) }

// principal reads the principal reasons of a form: the first, and those after it. What was left empty between them is left out.
func (f *form) principal() (first string, further []string) {
	var codes []string
	for _, name := range principalFields() {
		if code := f.text(name); code != "" {
			codes = append(codes, code)
		}
	}
	if len(codes) == 0 {
		return "", nil
	}
	return codes[0], codes[1:]
}

// principalText is a principal reason in a few words for staff: those of measures or limits by their area, the engine's by their title.
func principalText(p views.Page, area, code string) string {
	for _, key := range []string{area + ".reason." + code, "reason." + code + ".title"} {
		if p.Texts.Has(key) {
			return p.T(key)
		}
	}
	return reasonText(p, area, code)
}

// reasonNames names principal reasons in one line.
func (l labels) reasonNames(area string, codes []string) string {
	names := make([]string, len(codes))
	for i, code := range codes {
		names[i] = principalText(l.p, area, code)
	}
	return strings.Join(names, l.p.T("common.list_separator"))
}

// principalPair lists the principal reasons of a measure for staff.
func principalPair(p views.Page, area string, codes []string) ui.Pair {
	names := make([]string, len(codes))
	for i, code := range codes {
		names[i] = principalText(p, area, code)
	}
	return listPair(p.N("measure.reasons", len(codes)), names)
}

// listPair is a fact of one line, or of a list in its order.
func listPair(key string, lines []string) ui.Pair {
	if len(lines) == 1 {
		return ui.Pair{Key: key, Value: lines[0]}
	}
	return ui.Pair{Key: key, Body: views.Ordered(lines)}
}

// principalAsk is a choice of principal reasons.
type principalAsk struct {
	area   string                // "sanction" or "limit"
	at     []models.ReasonAtHand // what the engine has against the account
	typed  views.MeasureForm
	chosen bool // the engine's reasons are chosen already
}

// own is the codes of the area's own reasons.
func (a principalAsk) own() []string {
	if a.area == "limit" {
		return models.LimitReasons()
	}
	return models.SanctionReasons()
}

// principalPicker asks for the principal reasons. What the engine has against the account stands first, by the points that it costs; a
// form that was sent keeps what was typed. Points and events are for who may see them; without a visitor there are none.
func principalPicker(p views.Page, v *Visitor, ask principalAsk) views.ReasonPicker {
	own, typed := ask.own(), ask.typed
	d := views.ReasonPicker{Hint: p.T("measure.reasons_hint", "most", models.PrincipalMost)}
	at := slices.DeleteFunc(ask.at, func(r models.ReasonAtHand) bool { return !models.EngineReason(r.Code) && !slices.Contains(own, r.Code) })
	sent := slices.ContainsFunc(principalFields(), func(name string) bool { _, ok := typed.Values[name]; return ok })
	options := principalOptions(p, ask.area, own, at, typed)
	for i, name := range principalFields() {
		a := ui.FieldArgs{
			Kind: "select", Name: name, Label: p.T("measure.reason_" + strconv.Itoa(i+1)), Empty: p.T("measure.no_reason"), Options: options,
			Value: typed.V(name), Error: typed.Problems[name], Required: i == 0,
		}
		if i == 0 {
			a.Empty = p.T("measure.choose")
		}
		if !sent && ask.chosen && i < len(at) {
			a.Value = at[i].Code
		}
		d.Fields = append(d.Fields, a)
	}
	for _, r := range at {
		line := views.EngineLine{Text: principalText(p, ask.area, r.Code)}
		if r.Points > 0 && v.Can(models.PermScoreRead) {
			line.Points = p.N("measure.reason_points", r.Points)
		}
		if r.Event != 0 && v.Can(models.PermAccountRead) {
			line.Href, line.Label = decisionHref(r.Event), p.T("measure.reason_event")
		}
		d.Engine = append(d.Engine, line)
	}
	return d
}

// principalOptions is the codes that can be chosen: the engine's at hand, the area's own, and what was typed besides.
func principalOptions(p views.Page, area string, own []string, at []models.ReasonAtHand, typed views.MeasureForm) []ui.Option {
	var options []ui.Option
	add := func(code, group string) {
		if code != "" && !slices.ContainsFunc(options, func(o ui.Option) bool { return o.Value == code }) {
			options = append(options, ui.Option{Value: code, Label: principalText(p, area, code), Group: group})
		}
	}
	for _, r := range at {
		add(r.Code, p.T("measure.reasons_engine"))
	}
	for _, name := range principalFields() {
		if code := typed.V(name); models.EngineReason(code) {
			add(code, p.T("measure.reasons_engine"))
		}
	}
	group := ""
	if len(options) > 0 {
		group = p.T("measure.reasons_" + area)
	}
	for _, code := range own {
		add(code, group)
	}
	return options
}

// principalTexts is why, in words for customers, in order and each once: the principal reasons of a measure or of a lower limit.
func (v letterValues) principalTexts(area string) []string {
	codes := strings.FieldsFunc(v.values["principal"], func(r rune) bool { return r == ',' })
	if len(codes) == 0 {
		codes = []string{v.values["reason"]}
	}
	var texts []string
	for _, code := range codes {
		if text := v.reasonOf(area, code); !slices.Contains(texts, text) {
			texts = append(texts, text)
		}
	}
	return texts
}

// because puts reasons into the sentences of a letter, the main one first.
func (v letterValues) because(texts []string) []string {
	said := make([]string, len(texts))
	for i, text := range texts {
		key := "letter.reason"
		if i > 0 {
			key = "letter.reason_also"
		}
		said[i] = v.p.Texts.T(key, "reason", text)
	}
	return said
}

// bothLetters writes the letter that a measure would make in both languages, the customer's first. Without a reason there is none.
func (s *Site) bothLetters(p views.Page, m *models.Message, policy *models.Policy, name string, reasons []string) *views.LetterPreview {
	if len(reasons) == 0 {
		return &views.LetterPreview{Note: p.T("letter.preview_reason")}
	}
	d := &views.LetterPreview{}
	own := s.Texts.For(m.Lang).Lang()
	langs := slices.DeleteFunc(decide.WordingLangs(), func(lang string) bool { return lang == own })
	for _, lang := range append([]string{own}, langs...) {
		one := *m
		one.Lang = lang
		one.Word(policy)
		side := views.LetterSide{Title: p.Texts.T("wording.letter." + lang), Letter: writeLetter(s.letterPage(lang), &one, name)}
		side.Letter.Reference = ""
		if lang == own {
			side.Note = p.T("letter.preview_sent")
		}
		d.Sides = append(d.Sides, side)
	}
	return d
}
