package backtest

import (
	"math"

	"candor/engine/decide"
	"candor/engine/validate"
)

// accountDay is an account on a local day.
type accountDay struct{ account, day int64 }

// workCount is what one policy asks of people.
type workCount struct {
	failed, flagged, sanctions int64
	cases                      map[accountDay]bool
	stopped                    int
}

// add counts one decision. Flags of an account on one day are taken to meet in one case, as they do while it is open; what was
// cleared is not raised again for days, so that the number of cases is an upper bound.
func (w *workCount) add(m *moment, r *decide.EventResult, clock Clock) {
	w.failed += int64(count(len(r.Failed) > 0))
	w.sanctions += int64(count(r.Sanction != ""))
	w.stopped += count(stopped(r.Outcome))
	if len(r.Flags) > 0 && m.Input.Status != "deactivated" {
		w.flagged++
		w.cases[accountDay{m.Account, clock.Day(m.At)}] = true
	}
}

// workload sets cases, hours and appeals beside each other.
func (t *compareTally) workload() {
	a, b := &t.work[current], &t.work[proposed]
	hours := func(w *workCount) float64 { return float64(len(w.cases)) * float64(t.options.CaseMinutes) / 60 }
	t.report.Work = Workload{
		Failed: counted([sides]int64{a.failed, b.failed}), Flagged: counted([sides]int64{a.flagged, b.flagged}),
		Cases:     counted([sides]int64{int64(len(a.cases)), int64(len(b.cases))}),
		Sanctions: counted([sides]int64{a.sanctions, b.sanctions}),
		Minutes:   t.options.CaseMinutes, Hours: pair(hours(a), hours(b)), Appeals: t.appeals(a.stopped, b.stopped),
	}
}

// appeals carries the lender's own rate of appeals over to what each policy stops. Without enough stopped events there is no
// rate; where customers filed more appeals than events were stopped, as against sanctions of older days, it has no interval.
func (t *compareTally) appeals(now, then int) Appeals {
	a := Appeals{
		Filed: t.options.Appeals, Stopped: t.then, Enough: t.then >= EnoughLabels,
		Rate: validate.Unknown(), Expected: pair(math.NaN(), math.NaN()),
	}
	if !a.Enough {
		return a
	}
	if a.Filed <= a.Stopped {
		a.Rate = validate.Wilson(a.Filed, a.Stopped)
	} else {
		a.Rate.Value = validate.Number(float64(a.Filed) / float64(a.Stopped))
	}
	a.Expected = pair(float64(a.Rate.Value)*float64(now), float64(a.Rate.Value)*float64(then))
	return a
}
