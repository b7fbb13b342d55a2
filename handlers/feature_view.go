package handlers

import (
	"math"
	"strconv"

	"candor/engine/rules"
	"candor/engine/watch"
	"candor/views"
)

// features is the catalogue by name. Read only.
var features = func() map[string]watch.Feature {
	m := map[string]watch.Feature{}
	for _, f := range watch.Features() {
		m[f.Name] = f
	}
	return m
}()

// feature is a feature's name in words; an expression stays as it was written.
func (l labels) feature(name string) string {
	if s, ok := l.p.Texts.Find("feature." + name); ok {
		return s
	}
	return name
}

// featureValue writes a value in its unit; one that is not known is said to be so.
func (l labels) featureValue(unit string, v float64) string {
	if math.IsNaN(v) {
		return l.p.T("decision.unknown")
	}
	switch unit {
	case watch.UnitFen:
		return views.Money(int64(math.Round(v)))
	case watch.UnitShare:
		return share(v)
	case watch.UnitFlag:
		if v != 0 {
			return l.p.T("common.yes")
		}
		return l.p.T("common.no")
	case watch.UnitRatio:
		return l.p.T("feature_unit.times", "n", decimal(v, 2))
	case watch.UnitHour:
		return l.p.T("feature_unit.hour", "n", decimal(v, 0))
	case watch.UnitHours:
		return l.p.T("feature_unit.hours", "n", decimal(v, 1))
	case watch.UnitDays:
		return l.p.T("feature_unit.days", "n", decimal(v, 1))
	case watch.UnitKm:
		return l.p.T("feature_unit.km", "n", decimal(v, 0))
	case watch.UnitKmh:
		return l.p.T("feature_unit.kmh", "n", decimal(v, 0))
	case watch.UnitLog:
		return decimal(v, 2)
	case watch.UnitCount:
		return decimal(v, 1)
	}
	return decimal(v, 4)
}

// decimal writes a number with at most so many digits after the point.
func decimal(v float64, digits int) string {
	scale := math.Pow10(digits)
	r := math.Round(v*scale) / scale
	if r == math.Trunc(r) && math.Abs(r) < 1e15 {
		return views.Number(int64(r))
	}
	s := strconv.FormatFloat(math.Abs(r), 'f', -1, 64)
	if r < 0 {
		return "−" + s
	}
	return s
}

// operand is a value of a comparison in the unit of the feature that it is compared with.
func (l labels) operand(v rules.Value, of string) string {
	switch {
	case v.Number != nil:
		return l.featureValue(features[of].Unit, *v.Number)
	case v.Text != "":
		return l.textValue(of, v.Text)
	}
	return l.p.T("decision.unknown")
}

// textValue is the word for a value of one of the texts that rules may name.
func (l labels) textValue(of, value string) string {
	prefixes := map[string]string{"kind": "event_kind.", "product": "product.", "status": "status.", "band": "band."}
	if prefix := prefixes[of]; prefix != "" {
		return l.word(prefix, value)
	}
	return value
}

// test is what a comparison asks for: "at least ¥500.00".
func (l labels) test(leaf *rules.Leaf) string {
	right := leaf.Right
	if leaf.RightValue.Known() {
		right = l.operand(leaf.RightValue, leaf.Left)
		if _, isFeature := features[leaf.Right]; isFeature {
			right = l.p.T("decision.named_value", "name", l.feature(leaf.Right), "value", l.operand(leaf.RightValue, leaf.Right))
		}
	}
	switch leaf.Op {
	case "==":
		return l.p.T("decision.op_eq", "v", right)
	case "!=":
		return l.p.T("decision.op_ne", "v", right)
	case "<":
		return l.p.T("decision.op_lt", "v", right)
	case "<=":
		return l.p.T("decision.op_le", "v", right)
	case ">":
		return l.p.T("decision.op_gt", "v", right)
	case ">=":
		return l.p.T("decision.op_ge", "v", right)
	case "in":
		return l.p.T("decision.op_in", "v", right)
	case "not in":
		return l.p.T("decision.op_not_in", "v", right)
	case "known":
		return l.p.T("decision.known")
	}
	return views.Dash
}
