package handlers

import (
	"strings"

	"candor/engine/rules"
	"candor/engine/watch"
	"candor/views"
)

// says puts a condition into words: a sentence for a comparison, a heading with what stands
// below it for what joins them.
func (l labels) says(r *rules.Reading) views.Says {
	if r.Op == "not" && r.Parts[0].Op != "known" || r.Op == "and" || r.Op == "or" || r.Op == "?:" {
		out := views.Says{Text: l.p.T("rule_says." + map[string]string{"and": "all", "or": "any", "not": "none", "?:": "choice"}[r.Op])}
		for i := range r.Parts {
			out.Kids = append(out.Kids, l.says(&r.Parts[i]))
		}
		return out
	}
	return views.Says{Text: l.sentence(r)}
}

// comparisons is the pattern of each comparison. Read only.
var comparisons = map[string]string{"==": "eq", "!=": "ne", "<": "lt", "<=": "le", ">": "gt", ">=": "ge", "in": "in", "not in": "not_in"}

// sentence is a condition in one sentence, whatever stands in it.
func (l labels) sentence(r *rules.Reading) string {
	switch r.Op {
	case "true", "false":
		return l.p.T("rule_says." + map[string]string{"true": "always", "false": "never"}[r.Op])
	case "known":
		return l.p.T("rule_says.known", "what", l.term(r.Left, nil))
	case "not":
		if r.Parts[0].Op == "known" {
			return l.p.T("rule_says.unknown", "what", l.term(r.Parts[0].Left, nil))
		}
		return l.p.T("rule_says.not_inline", "a", l.sentence(&r.Parts[0]))
	case "and", "or":
		out := l.sentence(&r.Parts[0])
		for i := 1; i < len(r.Parts); i++ {
			out = l.p.T("rule_says."+r.Op+"_inline", "a", out, "b", l.sentence(&r.Parts[i]))
		}
		return out
	case "?:":
		return l.p.T("rule_says.choice_inline", "if", l.sentence(&r.Parts[0]), "a", l.sentence(&r.Parts[1]), "b", l.sentence(&r.Parts[2]))
	}
	return l.comparison(r)
}

// comparison is a comparison as a sentence; one of a yes or no with 1 or 0 says yes or no.
func (l labels) comparison(r *rules.Reading) string {
	what := l.term(r.Left, r.Right)
	if r.Right != nil && l.unitOf(r.Left) == watch.UnitFlag && r.Right.Op == "number" && (r.Op == "==" || r.Op == "!=") && (r.Right.Number == 0 || r.Right.Number == 1) {
		if (r.Right.Number == 1) == (r.Op == "==") {
			return l.p.T("rule_says.yes", "what", what)
		}
		return l.p.T("rule_says.no", "what", what)
	}
	value := ""
	if r.Right != nil {
		value = l.term(r.Right, r.Left)
	} else {
		items := make([]string, len(r.List))
		for i := range r.List {
			items[i] = l.term(&r.List[i], r.Left)
		}
		value = strings.Join(items, l.p.T("common.list_separator"))
	}
	return l.p.T("rule_says."+comparisons[r.Op], "what", what, "v", value)
}

// unitOf is the unit of one side of a comparison, "" for a plain number: a sum has the unit of
// what is added, a product with a plain number that of the other factor.
func (l labels) unitOf(t *rules.Term) string {
	switch {
	case t == nil || t.Op == "number" || t.Op == "text" || t.Op == "%":
		return ""
	case t.Op == "feature":
		return features[t.Text].Unit
	case t.Op == "/" && t.Parts[1].Op != "number":
		return ""
	case t.Op == "*" && t.Parts[0].Op != "number" && t.Parts[1].Op != "number":
		return ""
	}
	for i := range t.Parts {
		if unit := l.unitOf(&t.Parts[i]); unit != "" {
			return unit
		}
	}
	return ""
}

// term is one side of a comparison in words; a number is in the unit of the other side.
func (l labels) term(t, other *rules.Term) string {
	switch t.Op {
	case "number":
		if unit := l.unitOf(other); unit != "" {
			return l.featureValue(unit, t.Number)
		}
		return decimal(t.Number, 4)
	case "text":
		if other != nil && other.Op == "feature" {
			return l.textValue(other.Text, t.Text)
		}
		return t.Text
	case "feature":
		return l.feature(t.Text)
	case "?:":
		return l.p.T("rule_says.term_choice", "if", l.sentence(t.If), "a", l.inner(&t.Parts[0], &t.Parts[1]), "b", l.inner(&t.Parts[1], &t.Parts[0]))
	case "+":
		return l.p.T("rule_says.plus", "a", l.inner(&t.Parts[0], &t.Parts[1]), "b", l.inner(&t.Parts[1], &t.Parts[0]))
	case "*", "/", "%": // a factor is a plain number, whatever it multiplies
		return l.p.T("rule_says."+map[string]string{"*": "times", "/": "over", "%": "remainder"}[t.Op], "a", l.inner(&t.Parts[0], nil), "b", l.inner(&t.Parts[1], nil))
	}
	if len(t.Parts) == 1 {
		return l.p.T("rule_says.negative", "a", l.inner(&t.Parts[0], other))
	}
	return l.p.T("rule_says.minus", "a", l.inner(&t.Parts[0], &t.Parts[1]), "b", l.inner(&t.Parts[1], &t.Parts[0]))
}

// inner is a part of a sum or product, in brackets when it is one itself.
func (l labels) inner(t, other *rules.Term) string {
	words := l.term(t, other)
	if len(t.Parts) > 0 {
		return l.p.T("rule_says.brackets", "a", words)
	}
	return words
}
