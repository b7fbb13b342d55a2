package models

import (
	"fmt"
	"slices"
	"strings"

	"candor/engine/decide"
)

// WordingOf is one message that a policy may put into its own words, with the variables that stand for the message's values.
type WordingOf struct {
	Code      string
	Variables []string
}

// Required is the variables without which the customer would not learn what happened: the amount, what is switched off, by when an
// appeal is decided. Nothing that follows the lender's own words says it again.
func (w WordingOf) Required() []string {
	var required []string
	for _, name := range w.Variables {
		switch name {
		case "to", "functions", "due", "amount":
			required = append(required, name)
		}
	}
	return required
}

// WordingsOf lists every message that may be worded anew. Measures have one a kind, as their sentences differ.
func WordingsOf() []WordingOf {
	limit := []string{"product", "from", "to"}
	return []WordingOf{
		{TemplateLimitRaised, limit}, {TemplateLimitLowered, limit}, {TemplateLimitRestored, []string{"product", "to"}},
		{TemplateSanctionStarted + ".limit_cut", []string{"product", "to"}}, {TemplateSanctionStarted + ".restrict", []string{"functions"}},
		{TemplateSanctionStarted + ".freeze", nil}, {TemplateSanctionStarted + ".deactivate", nil},
		{TemplateSanctionStarted + ".decline", []string{"amount", "merchant", "at"}},
		{TemplateSanctionEnded + ".limit_cut", []string{"product"}}, {TemplateSanctionEnded + ".restrict", nil},
		{TemplateSanctionEnded + ".freeze", nil}, {TemplateSanctionEnded + ".deactivate", nil},
		{TemplateAppealReceived, []string{"kind", "due"}}, {TemplateAppealEvidence, []string{"kind"}}, {TemplateAppealUpheld, []string{"kind"}},
		{TemplateAppealOverturn, []string{"kind"}}, {TemplateAppealWithdrawn, []string{"kind"}},
		{TemplateAppealPartly, []string{"kind"}}, {TemplateAppealReplaced, []string{"kind"}}, {TemplateAppealGoesOn, []string{"kind", "due"}},
		{TemplateCaseEvidence, nil}, {TemplateProof, []string{"due"}},
	}
}

// preparedPrefix begins the codes of wordings that staff say or write, among those of messages.
const preparedPrefix = "prepared."

// Code is the code under which a prepared wording is worded.
func (p Prepared) Code() string { return preparedPrefix + string(p) }

// Spoken reports whether staff say or write it: it has no title and makes no letter.
func (w WordingOf) Spoken() bool { return strings.HasPrefix(w.Code, preparedPrefix) }

// PreparedOf lists every prepared wording, with the variables that stand for what is true of an account.
func PreparedOf() []WordingOf {
	return []WordingOf{
		{PreparedIdentify.Code(), nil}, {PreparedMeasure.Code(), []string{"kind", "since"}}, {PreparedAppeal.Code(), []string{"kind", "received", "due"}},
		{PreparedEvidence.Code(), []string{"kind", "received"}}, {PreparedPastDue.Code(), []string{"amount", "n"}}, {PreparedThanks.Code(), nil},
	}
}

// Worded lists everything that a policy may put into its own words: messages, then prepared wordings.
func Worded() []WordingOf { return slices.Concat(WordingsOf(), PreparedOf()) }

// WordingCode is the code under which a message is worded.
func WordingCode(template string, values map[string]string) string {
	switch template {
	case TemplateSanctionStarted, TemplateSanctionEnded:
		return template + "." + values["kind"]
	case TemplateContact:
		return Prepared(values["wording"]).Code()
	}
	return template
}

// outsideWords name third parties, whose part in a decision is told on request and by a person, never in a form letter.
func outsideWords() []string {
	return []string{
		"third party", "third-party", "bureau", "partner signal", "data provider", "police", "blocklist", "watch list",
		"第三方", "征信", "百行", "朴道", "芝麻", "合作方", "合作机构", "数据源", "公安", "名单",
	}
}

// placeholders cuts a text at its variables: what is between braces, and where each starts in characters from 1. A brace that is
// open without an end, or an end without a start, is reported by its place.
func placeholders(text string) (names []string, at []int, broken int) {
	runes := []rune(text)
	pair := func(i int, c rune) bool { return i+1 < len(runes) && runes[i] == c && runes[i+1] == c }
	for i := 0; i < len(runes); i++ {
		switch {
		case pair(i, '}'):
			return names, at, i + 1
		case pair(i, '{'):
			end := i + 2
			for end < len(runes) && !pair(end, '}') && !pair(end, '{') {
				end++
			}
			if !pair(end, '}') {
				return names, at, i + 1
			}
			names, at = append(names, string(runes[i+2:end])), append(at, i+1)
			i = end + 1
		}
	}
	return names, at, 0
}

// Fill puts values into a text that CheckWordings found sound. kv are names and values in turn; a variable without a value stays
// empty.
func Fill(text string, kv ...string) string {
	pairs := make([]string, 0, len(kv))
	for i := 0; i+1 < len(kv); i += 2 {
		pairs = append(pairs, "{{."+kv[i]+"}}", kv[i+1])
	}
	return strings.NewReplacer(pairs...).Replace(text)
}

// checkWordings refuses wordings of no message of ours, variables that the message does not have, by their place, texts that give the
// engine or a third party away, and texts without a variable that the customer needs, in either language.
func checkWordings(bad *Invalid, doc *decide.Policy) {
	known := Worded()
	for i, w := range doc.Wordings {
		at := func(name string) string { return fmt.Sprintf("wordings.%d.%s", i, name) }
		n := slices.IndexFunc(known, func(k WordingOf) bool { return k.Code == w.Code })
		if n < 0 {
			bad.Add(at("code"), "choice")
			continue
		}
		for _, part := range []struct{ name, text string }{{"title", w.Title}, {"body", w.Body}} {
			checkVariables(bad, at(part.name), part.text, known[n].Variables)
			if found := gaveAway(part.text, doc); len(found) > 0 {
				bad.Add(at(part.name), "leak", "found", strings.Join(found, ", "))
			}
		}
		names, _, _ := placeholders(w.Body)
		for _, name := range known[n].Required() {
			if !slices.Contains(names, "."+name) {
				bad.Add(at("body"), "variable_missing", "name", "{{."+name+"}}")
			}
		}
	}
}

func checkVariables(bad *Invalid, field, text string, known []string) {
	names, at, broken := placeholders(text)
	if broken > 0 {
		bad.Add(field, "brace", "at", fmt.Sprint(broken))
	}
	for i, name := range names {
		if plain, ok := strings.CutPrefix(name, "."); !ok || !slices.Contains(known, plain) {
			bad.Add(field, "variable", "name", "{{"+name+"}}", "at", fmt.Sprint(at[i]))
		}
	}
}
