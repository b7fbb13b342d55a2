package handlers

import (
	"candor/models"
	"candor/views"
	"candor/views/ui"
)

// exactLine says how far the exact count of the saved thresholds is, or of when and what it is.
func (b thresholdBoard) exactLine(action string) views.ThresholdsExact {
	c := b.s.exact
	if c == nil {
		return views.ThresholdsExact{}
	}
	e := views.ThresholdsExact{Shown: true, Refresh: action}
	if c.State == models.CountDone {
		e.Text = b.l.p.T("thresholds.exact_done", "accounts", b.l.p.N("common.accounts", c.Accounts), "time", b.l.p.DateTime(timeOr(c.CountedAt)))
		return e
	}
	e.Waits, e.Text = true, b.l.p.T("thresholds.exact_waits")
	if c.Accounts > 0 {
		e.Progress = &ui.MeterArgs{
			Label: b.l.p.T("thresholds.exact_progress"), Value: float64(c.Looked), Max: float64(c.Accounts),
			Text: b.l.p.T("thresholds.exact_of", "looked", views.Number(int64(c.Looked)), "all", views.Number(int64(c.Accounts))),
		}
	}
	return e
}

// exact is what a saved threshold holds for, counted one account at a time; "" while it is not counted.
func (b thresholdBoard) exact(c cutOf) (text [2]string) {
	k, ok := b.s.exact.Counted(c.measure, c.op, c.at)
	if !ok {
		return text
	}
	return [2]string{views.Number(int64(k.Accounts)), views.Money(k.UsedFen)}
}
