package handlers

import (
	"net/url"
	"time"

	"candor/models"
	"candor/views/ui"
)

// queueSpan is a span of days or of numbers that the queue can be narrowed to.
type queueSpan struct {
	name  string
	days  bool
	label string // key of what the span is of
	words string // key of its fields' labels, without their ends
}

// queueSpans are those spans, in the order of the page.
var queueSpans = []queueSpan{
	{"due", true, "queue.due", "queue.due"},
	{"late", false, "account.span.late", "account.late"},
	{"flagged", true, "queue.flagged", "queue.flagged"},
}

// lateMost is the most days late that a span may name.
const lateMost = 10_000

// dayEnds are what stands behind the name of a span of days' two fields.
var dayEnds = [2]string{"_from", "_to"}

// ends are what stands behind the name in those of its two fields.
func (s *queueSpan) ends() [2]string {
	if s.days {
		return dayEnds
	}
	return spanEnds
}

// spans reads them all.
func (f *form) spans(q *models.CaseFilter) {
	q.Due, q.Flagged, q.Late = f.days("due"), f.days("flagged"), f.span("late", false, lateMost)
}

// days reads two optional days, both of them in the span, that must not be the wrong way round.
func (f *form) days(name string) models.Days {
	from, to := name+dayEnds[0], name+dayEnds[1]
	for _, end := range []string{from, to} {
		if len(f.text(end)) > len(time.DateOnly) { // a minute, perhaps: no day
			f.bad.Add(end, "date")
			return models.Days{}
		}
	}
	d := models.Days{From: f.date(from, false), Until: f.dayEnd(to)}
	if d.Reversed() {
		f.bad.Add(to, "reversed")
	}
	return d
}

// queueSpanFields are the boxes of the spans, with what was typed into them and what is wrong with it.
func (l labels) queueSpanFields(f *form, wrong map[string]string) []ui.FieldArgs {
	var fields []ui.FieldArgs
	for _, s := range queueSpans {
		for _, end := range s.ends() {
			a := ui.FieldArgs{Kind: "number", Name: s.name + end, Label: l.p.Texts.T(s.words + end), Value: f.text(s.name + end), Error: wrong[s.name+end]}
			if s.days {
				a.Kind = "date"
				if _, err := time.Parse(time.DateOnly, a.Value); err != nil && a.Value != "" {
					a.Kind = "" // a box for days would not show what was typed
				}
			}
			fields = append(fields, a)
		}
	}
	return fields
}

// spanOf is the span that a field is an end of, and whether it is the end that says it: the first that is on. Nil for other fields.
func spanOf(field string, view url.Values) (s *queueSpan, says bool) {
	for i := range queueSpans {
		s, ends := &queueSpans[i], queueSpans[i].ends()
		switch field {
		case s.name + ends[0]:
			return s, true
		case s.name + ends[1]:
			return s, view.Get(s.name+ends[0]) == ""
		}
	}
	return nil, false
}

// spanChip is a span that is on, with the address without it.
func (l labels) spanChip(s *queueSpan, view url.Values) ui.ChipArgs {
	from, to := s.name+s.ends()[0], s.name+s.ends()[1]
	least, most := "queue.at_least", "queue.at_most"
	if s.days {
		least, most = "queue.from_day", "queue.to_day"
	}
	label, low, high := l.p.Texts.T(s.label), view.Get(from), view.Get(to)
	chip := ui.ChipArgs{
		Label: label, Value: l.p.T("queue.between", "low", low, "high", high),
		RemoveHref: "/queue?" + with(view, from, "", to, ""), Remove: l.p.T("queue.remove_filter", "name", label),
	}
	switch {
	case high == "":
		chip.Value = l.p.Texts.T(least, "low", low)
	case low == "":
		chip.Value = l.p.Texts.T(most, "high", high)
	}
	return chip
}
