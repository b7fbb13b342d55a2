package handlers

import (
	"cmp"
	"slices"
	"time"

	"candor/engine/score"
	"candor/models"
	"candor/views/chart"
)

// steps draws the score over time, on the bands of the scale and over the versions of the
// policy that gave it. history is newest first.
func (l labels) steps(account *models.Account, history []models.Decision, bands []score.Band) chart.StepArgs {
	a := chart.StepArgs{Frame: l.p.Frame(l.p.T("score.history"), l.p.N("score.history_note", len(history)))}
	a.Until = float64(l.p.Now.Unix())
	policy := 0
	for _, h := range slices.Backward(history) {
		at, label := float64(h.At.Unix()), ""
		if h.PolicyVersion != policy {
			if policy != 0 {
				label = l.p.T("score.new_policy", "version", h.PolicyVersion)
				a.Spans[len(a.Spans)-1].To = at
			}
			a.Spans = append(a.Spans, chart.Span{Label: l.p.T("score.policy_span", "version", h.PolicyVersion), From: at, To: a.Until})
		}
		a.Points = append(a.Points, chart.Point{
			At: at, Value: float64(h.Score), When: l.p.Date(h.At), Label: label, Event: label != "",
			Href: "/accounts/" + account.PublicID() + "/score?decision=" + h.PublicID(),
		})
		policy = h.PolicyVersion
	}
	for i, b := range bands {
		from, to := bandSpan(bands, i)
		a.Bands = append(a.Bands, chart.Band{Label: l.word("band.", b.Name), From: float64(from), To: float64(to), Shade: min(i+1, 5)})
	}
	return a
}

// scoreHistory is the steps with what people decided meanwhile, nil without two scores: one
// has no history.
func (l labels) scoreHistory(d *models.AccountDetail) *chart.StepArgs {
	if len(d.Decisions) < 2 || d.Policy == nil {
		return nil
	}
	a := l.steps(&d.Account, d.Decisions, d.Policy.Bands)
	add := func(at time.Time, label, href string) {
		if value, known := scoreAt(d.Decisions, at); known {
			a.Points = append(a.Points, chart.Point{At: float64(at.Unix()), Value: value, When: l.p.Date(at), Label: label, Href: href, Event: true})
		}
	}
	for i := range d.Sanctions {
		if s := &d.Sanctions[i]; s.StartsAt != nil {
			add(*s.StartsAt, l.word("sanction.kind.", string(s.Kind)), "/sanctions/"+s.PublicID())
		}
	}
	for i := range d.Limits {
		if c := &d.Limits[i]; c.AppliedAt != nil {
			add(*c.AppliedAt, l.word("limit.state.", string(models.LimitApplied)), "/limits/"+c.PublicID())
		}
	}
	slices.SortStableFunc(a.Points, func(x, y chart.Point) int { return cmp.Compare(x.At, y.At) })
	return &a
}

// scoreAt is the score that counted at a time, false before the first. history is newest first.
func scoreAt(history []models.Decision, at time.Time) (float64, bool) {
	for i := range history {
		if !history[i].At.After(at) {
			return float64(history[i].Score), true
		}
	}
	return 0, false
}

// years is the calendar as a grid of years. It tells what was missed, with nothing paid at all,
// from what was paid late, and what is due from what is late already.
func (l labels) years(list []models.Statement) chart.CalendarArgs {
	c := l.calendar(list)
	for i, s := range slices.Backward(list) {
		m := &c.Months[len(list)-1-i]
		switch {
		case s.Standing >= 0 && s.DaysPastDue == 0 && s.DueAt != nil && s.DueAt.After(l.p.Now):
			m.State, m.Text = "open", l.p.T("calendar.open")
		case s.Standing > 0 && s.PaidFen == 0:
			m.State = "missed"
		}
	}
	c.Legend = nil
	for _, state := range []string{"full", "revolving", "late", "missed", "open", "none"} {
		if slices.ContainsFunc(c.Months, func(m chart.Month) bool { return m.State == state }) {
			c.Legend = append(c.Legend, chart.Month{Label: l.p.T("calendar." + state), State: state})
		}
	}
	return c
}
