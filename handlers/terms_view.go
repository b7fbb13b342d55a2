package handlers

import (
	"math"
	"strconv"
	"strings"
	"time"

	"candor/engine/decide"
	"candor/engine/factor"
	"candor/views"
	"candor/views/ui"
)

// bandAt is a band's name with the colour of its place among n, worst first.
func (t labels) bandAt(name string, i, n int) ui.BadgeArgs {
	tone := ui.Blue
	switch {
	case i == 0:
		tone = ui.Red
	case i*3 <= n-1:
		tone = ui.Amber
	case i == n-1:
		tone = ui.Green
	}
	return ui.BadgeArgs{Label: t.word("band.", name), Tone: tone}
}

// bandOf is a band of a policy by name.
func (t labels) bandOf(doc decide.Policy, name string) ui.BadgeArgs {
	for i, b := range doc.Bands {
		if b.Name == name {
			return t.bandAt(name, i, len(doc.Bands))
		}
	}
	return ui.BadgeArgs{Label: t.word("band.", name)}
}

// measureName is a factor, or one of the measures that are not factors.
func (t labels) measureName(key string) string {
	if key == decide.MeasureScore || key == decide.MeasureScoreDrop {
		return t.p.T("policy.measure." + key)
	}
	return t.word("factor.", key)
}

// bandName is a band without its colour.
func (t labels) bandName(name string) string { return t.word("band.", name) }

// capName is a cap; the shipped ones have names, those of a lender their key.
func (t labels) capName(key string) string {
	if name := "cap." + strings.TrimPrefix(key, "cap_"); t.p.Texts.Has(name) {
		return t.p.Texts.T(name)
	}
	return key
}

// rule is a threshold as a sentence. What is only yes or no reads as that.
func (t labels) rule(measure string, op decide.Op, threshold float64) string {
	if spec, _, known := factor.Lookup(measure); known && spec.Unit == factor.UnitFlag && threshold > 0 && threshold <= 1 {
		if op == decide.OpBelow {
			return t.p.T("policy.rule_no", "measure", t.measureName(measure))
		}
		return t.p.T("policy.rule_yes", "measure", t.measureName(measure))
	}
	key := "policy.rule_at_least"
	if op == decide.OpBelow {
		key = "policy.rule_below"
	}
	return t.p.T(key, "measure", t.measureName(measure), "value", t.value(measure, threshold))
}

// value is a number in the unit of what it measures.
func (t labels) value(measure string, v float64) string {
	if _, _, known := factor.Lookup(measure); known {
		return t.factorValue(measure, v)
	}
	return number(v)
}

// unit is what a threshold on a measure counts, for who types one.
func (t labels) unit(measure string) string {
	if spec, _, known := factor.Lookup(measure); known {
		return t.p.T("policy.unit." + string(spec.Unit))
	}
	return t.p.T("policy.unit.points")
}

// number is at most four decimals, with a true minus sign.
func number(v float64) string {
	s := strconv.FormatFloat(math.Round(v*10_000)/10_000, 'f', -1, 64)
	return strings.Replace(s, "-", "−", 1)
}

// timeOr is the time, or the zero time that pages show as a dash.
func timeOr(at *time.Time) time.Time {
	if at == nil {
		return time.Time{}
	}
	return *at
}

// orDash is the text, or the sign for none.
func orDash(s string) string {
	if s == "" {
		return views.Dash
	}
	return s
}
