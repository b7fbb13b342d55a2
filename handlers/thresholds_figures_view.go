package handlers

import (
	"strconv"

	"candor/models"
	"candor/views"
	"candor/views/chart"
	"candor/views/ui"
)

// against is the table against the version in force, and the work it makes.
func (b thresholdBoard) against(d *views.ThresholdsPage) {
	doc, live := b.s.version.Document, b.s.live.Document
	swap := b.s.run.Summary.Swap(&live, &doc)
	row := func(key string, c models.Cut) {
		d.Swap = append(d.Swap, views.SwapRow{
			Label: b.l.p.Texts.T("thresholds.swap." + key), Accounts: views.Number(int64(c.Accounts)), Share: shareText(c.Accounts, b.total), Money: views.Money(c.UsedFen),
		})
	}
	row("called", swap.Called)
	row("would_be", swap.WouldBe)
	row("fresh", swap.Fresh)
	row("spared", swap.Spared)
	row("higher", swap.Higher)
	row("lower", swap.Lower)
	row("same", swap.Same)
	d.SwapNote = b.l.p.T("thresholds.swap_note")
	d.SwapLine = b.l.p.T("thresholds.swap_line", "fresh", views.Number(int64(swap.Fresh.Accounts)), "spared", views.Number(int64(swap.Spared.Accounts)))
	if len(b.s.run.Summary.Points) == 0 {
		d.SwapNote = b.l.p.T("thresholds.swap_tens")
	}
	work := doc.WorkRules()
	pair := func(key, value string) ui.Pair {
		return ui.Pair{Key: b.l.p.Texts.T("thresholds.load." + key), Value: value, Numeric: true}
	}
	minutes := b.l.p.N("common.minutes", work.CaseMinutes)
	d.Load = []ui.Pair{
		pair("now", b.l.p.T("thresholds.load_value", "cases", views.Number(int64(b.s.run.Flagged)), "hours", hoursText(b.s.run.Flagged*work.CaseMinutes))),
		pair("change", b.l.p.T("thresholds.load_value", "cases", views.Signed(int64(swap.Cases())), "hours", hoursText(swap.Cases()*work.CaseMinutes))),
		pair("minutes", minutes),
	}
}

// hoursText is minutes as hours with one decimal.
func hoursText(minutes int) string {
	return number(float64((abs(minutes)+3)/6) / 10 * float64(sign(minutes)))
}

func abs(n int) int { return max(n, -n) }

func sign(n int) int {
	if n < 0 {
		return -1
	}
	return 1
}

// tradeStep is the points between two places of the curve.
const tradeStep = 5

// tradeOff is the share that passes against the bad rate among it, over the score.
func (b thresholdBoard) tradeOff() chart.TradeOffArgs {
	a := chart.TradeOffArgs{
		Frame: b.l.p.Frame(b.l.p.T("thresholds.trade_question"), ""), X: b.l.p.T("thresholds.trade_x"), Y: b.l.p.T("thresholds.trade_y"),
	}
	if b.s.run == nil {
		return a
	}
	points := b.s.run.Summary.TradeOff()
	if len(points) == 0 {
		return a
	}
	a.Caption = b.l.p.T("thresholds.trade_caption", "n", views.Number(int64(points[0].Known)), "bad", views.Number(int64(points[0].Bad)), "time", b.l.p.DateTime(timeOr(b.s.run.EndedAt)))
	a.Desc = b.l.p.T("thresholds.trade_desc")
	a.Table = chart.Table{Head: []string{b.l.p.T("thresholds.trade_line"), b.l.p.T("thresholds.trade_x"), b.l.p.T("thresholds.trade_y"), b.l.p.T("thresholds.trade_known")}}
	for i := len(points) - 1; i >= 0; i -= tradeStep {
		rate, enough := points[i].Rate()
		if !enough {
			continue
		}
		a.At = append(a.At, chart.Place{X: points[i].Share, Y: rate})
		if (points[i].From)%50 == 0 {
			a.Table.Rows = append(a.Table.Rows, []string{
				strconv.Itoa(points[i].From), tenths(points[i].Share), tenths(rate), views.Number(int64(points[i].Known)),
			})
		}
	}
	b.stands(&a, points)
	return a
}

// stands marks where the version in force stands, and this one where it stands elsewhere.
func (b thresholdBoard) stands(a *chart.TradeOffArgs, points []models.TradePoint) {
	live, ok := models.PassLine(&b.s.live.Document, points)
	mark := func(key string, at models.TradePoint, draft bool) {
		if rate, enough := at.Rate(); enough {
			a.Marks = append(a.Marks, chart.Stand{Place: chart.Place{X: at.Share, Y: rate}, Draft: draft, Label: b.l.p.T("thresholds.trade_"+key, "score", at.From, "share", tenths(at.Share), "rate", tenths(rate))})
		}
	}
	if ok {
		mark("live", live, false)
	}
	if draft, has := models.PassLine(&b.s.version.Document, points); has && (!ok || draft.From != live.From) {
		mark("draft", draft, true)
	}
}

// tenths is a share in percent with one decimal.
func tenths(v float64) string { return strconv.FormatFloat(100*v, 'f', 1, 64) + "%" }
