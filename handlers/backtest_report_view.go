package handlers

import (
	"candor/engine/backtest"
	"candor/engine/validate"
	"candor/models"
	"candor/views"
	"candor/views/ui"
)

// backtestWords puts a report into the words and tables of a page.
type backtestWords struct {
	validated
	v       *Visitor
	b       *models.Backtest
	version *models.Policy
	doc     *models.BacktestReport
	e       *backtest.Comparison
}

func newBacktestWords(t labels, v *Visitor, b *models.Backtest, version *models.Policy, r *models.BacktestReport) backtestWords {
	return backtestWords{validated: validated{l: t}, v: v, b: b, version: version, doc: r, e: r.Events}
}

// fill draws the report onto its page.
func (w backtestWords) fill(d *views.BacktestPage) {
	if w.e == nil {
		return
	}
	d.Notices = append(d.Notices, w.notices()...)
	d.Stats = w.stats()
	d.Events = &views.BacktestEvents{
		Outcomes: w.outcomes(), Matrix: w.matrix(), Catches: w.catches(), Cost: w.cost(), Swap: w.swap(), Flips: w.flips(), Notes: w.flipNotes(),
		Harm: w.harm(), Cells: w.cells(), Groups: w.groups(), Rules: w.rules(), Work: w.work(), Appeals: w.appeals(),
	}
	parts := []string{"outcomes", "catches", "swap", "flips", "products", "rules", "work"}
	if w.doc.Accounts != nil {
		d.Accounts = w.accounts()
		parts = append(parts, "accounts")
	}
	for _, part := range append(parts, "method") {
		d.Anchors = append(d.Anchors, views.Anchor{ID: part, Label: w.l.p.Texts.T("backtest.part." + part)})
	}
	for _, m := range []string{"inputs", "bands", "stop", "labels", "intervals", "cases", "order"} {
		d.Method = append(d.Method, w.l.p.Texts.T("backtest.method_"+m))
	}
}

// notices is what a reader must know before any number.
func (w backtestWords) notices() []ui.CalloutArgs {
	var list []ui.CalloutArgs
	if w.e.Events == 0 {
		list = append(list, ui.CalloutArgs{Tone: ui.Amber, Title: w.l.p.T("backtest.no_events"), Text: w.l.p.T("backtest.no_events_text")})
	} else if good := w.e.Labelled - w.e.Bad; w.e.Bad < backtest.EnoughLabels || good < backtest.EnoughLabels {
		list = append(list, ui.CalloutArgs{Tone: ui.Amber, Title: w.l.p.T("backtest.few_labels"), Text: w.l.p.T("backtest.few_labels_text",
			"bad", views.Number(int64(w.e.Bad)), "good", views.Number(int64(good)), "least", backtest.EnoughLabels)})
	}
	if w.e.Rebuilt > 0 {
		list = append(list, ui.CalloutArgs{Title: w.l.p.T("backtest.rebuilt"), Text: w.l.p.T("backtest.rebuilt_text",
			"rebuilt", views.Number(int64(w.e.Rebuilt)), "stored", views.Number(int64(w.e.Stored)))})
	}
	for _, s := range w.e.Skipped {
		list = append(list, ui.CalloutArgs{Tone: ui.Amber, Title: w.l.p.N("backtest.skipped", s.Events), Text: w.l.p.Texts.T("backtest.skip." + s.Reason)})
	}
	return list
}

func (w backtestWords) stats() []ui.StatArgs {
	through, stopped := w.e.Swap[2], w.e.Swap[1]
	hours := w.e.Work.Hours
	return []ui.StatArgs{
		{Label: w.l.p.T("backtest.events"), Value: views.Number(int64(w.e.Events)), Note: w.l.p.T("backtest.events_note", "accounts", views.Number(int64(w.e.Accounts)))},
		{Label: w.l.p.T("backtest.differing"), Value: views.Number(int64(w.e.Differing)), Note: w.l.p.T("backtest.differing_note", "share", shareText(w.e.Differing, w.e.Events))},
		{Label: w.l.p.T("backtest.newly_stopped"), Value: views.Number(int64(stopped.Events)), Note: w.l.p.N("backtest.of_bad", stopped.Bad)},
		{Label: w.l.p.T("backtest.newly_through"), Value: views.Number(int64(through.Events)), Note: w.l.p.N("backtest.of_bad", through.Bad)},
		{Label: w.l.p.T("backtest.cost_change"), Value: signedMoney(w.e.Cost.TotalFen.Change), Note: w.l.p.T("backtest.cost_note")},
		{Label: w.l.p.T("backtest.hours_change"), Value: signedNumber(hours.Change, 1), Note: w.l.p.T("backtest.hours_note", "now", num(hours.Current, 1), "new", num(hours.Proposed, 1))},
	}
}

// signedMoney writes an amount with its sign, + for more.
func signedMoney(fen int64) string {
	if fen > 0 {
		return "+" + views.Money(fen)
	}
	return views.Money(fen)
}

// signedNumber writes a number that may not be known with its sign.
func signedNumber(n validate.Number, decimals int) string {
	s := num(n, decimals)
	if n.Known() && n > 0 && s != num(0, decimals) {
		return "+" + s
	}
	return s
}

// heads is the columns of a table: what names its rows, then numbers.
func (w backtestWords) heads(first string, numbers ...string) []ui.ThArgs {
	heads := []ui.ThArgs{{Label: w.l.p.Texts.T("backtest." + first)}}
	for _, n := range numbers {
		heads = append(heads, ui.ThArgs{Label: w.l.p.Texts.T("backtest." + n), Numeric: true})
	}
	return heads
}

func cellsOf(texts ...string) []views.BacktestCell {
	list := make([]views.BacktestCell, len(texts))
	for i, s := range texts {
		list[i].Text = s
	}
	return list
}

// counts is a number under both policies with its change.
func counts(c backtest.Count) []views.BacktestCell {
	return cellsOf(views.Number(c.Current), views.Number(c.Proposed), views.Signed(c.Change))
}

func monies(c backtest.Count) []views.BacktestCell {
	return cellsOf(views.Money(c.Current), views.Money(c.Proposed), signedMoney(c.Change))
}

// rated writes a share of n known cases: with too few of them its interval alone, which is all they say.
func (w backtestWords) rated(e validate.Estimate, n int) string {
	switch {
	case n == 0 || !e.Value.Known():
		return views.Dash
	case n < backtest.EnoughLabels:
		return w.l.p.T("backtest.interval_only", "interval", w.interval(e, sharePart))
	}
	return w.with(e, sharePart)
}

// rates is a share under both policies with its change in percentage points, which is only said where both shares are.
func (w backtestWords) rates(r backtest.Rate, now, then int) []views.BacktestCell {
	change := views.Dash
	if min(now, then) >= backtest.EnoughLabels && r.Change.Known() {
		change = w.l.p.T("backtest.points", "n", signedNumber(100*r.Change, 1))
	}
	return cellsOf(w.rated(r.Current, now), w.rated(r.Proposed, then), change)
}

func (w backtestWords) outcomes() views.BacktestTable {
	t := views.BacktestTable{ID: "outcomes", Grid: true, Title: w.l.p.T("backtest.outcomes"), Heads: w.heads("outcome", "current", "proposed", "change", "bad_current", "bad_proposed")}
	for _, o := range w.e.Outcomes {
		badge := w.l.rung(models.Outcome(o.Outcome))
		row := append([]views.BacktestCell{{Badge: &badge}}, counts(o.Events)...)
		t.Rows = append(t.Rows, append(row, cellsOf(views.Number(o.Bad.Current), views.Number(o.Bad.Proposed))...))
	}
	return t
}

// matrix is the outcomes of the current policy down, of the proposed across.
func (w backtestWords) matrix() views.BacktestTable {
	t := views.BacktestTable{ID: "matrix", Grid: true, Title: w.l.p.T("backtest.matrix"), Note: w.l.p.T("backtest.matrix_note"), Heads: []ui.ThArgs{{Label: w.l.p.T("backtest.current")}}}
	for i, o := range w.e.Outcomes {
		badge := w.l.rung(models.Outcome(o.Outcome))
		t.Heads = append(t.Heads, ui.ThArgs{Label: badge.Label, Numeric: true})
		row := []views.BacktestCell{{Badge: &badge}}
		for j, n := range w.e.Matrix[i] {
			row = append(row, moved(n, i, j))
		}
		t.Rows = append(t.Rows, row)
	}
	return t
}

// moved is a cell of a matrix whose later rows and columns are harsher.
func moved(n, from, to int) views.BacktestCell {
	c := views.BacktestCell{Text: views.Number(int64(n)), Class: "cell-same"}
	switch {
	case n == 0:
		c.Text, c.Class = "·", "muted"
	case to > from:
		c.Class = "cell-harsher"
	case to < from:
		c.Class = "cell-milder"
	}
	return c
}

func (w backtestWords) catches() views.BacktestTable {
	t := views.BacktestTable{ID: "catches", Title: w.l.p.T("backtest.catches"), Note: w.l.p.T("backtest.catches_note",
		"labelled", views.Number(int64(w.e.Labelled)), "bad", views.Number(int64(w.e.Bad))), Heads: w.heads("measure", "current", "proposed", "change")}
	for _, c := range w.e.Catches {
		line := func(key string, cells []views.BacktestCell) {
			t.Rows = append(t.Rows, append(cellsOf(w.l.p.Texts.T("backtest."+key+"."+c.Least)), cells...))
		}
		line("caught", counts(c.Events))
		line("precision", w.rates(c.Precision, int(c.Events.Current), int(c.Events.Proposed)))
		line("recall", w.rates(c.Recall, w.e.Bad, w.e.Bad))
		f1 := cellsOf(views.Dash, views.Dash, views.Dash)
		if w.e.Bad >= backtest.EnoughLabels {
			f1 = cellsOf(num(c.F1.Current, 3), num(c.F1.Proposed, 3), signedNumber(c.F1.Change, 3))
		}
		line("f1", f1)
	}
	return t
}

func (w backtestWords) cost() views.BacktestTable {
	c := w.e.Cost
	t := views.BacktestTable{ID: "cost", Title: w.l.p.T("backtest.cost"), Note: w.l.p.T("backtest.cost_table_note", "alarm", views.Money(c.AlarmFen)), Heads: w.heads("measure", "current", "proposed", "change")}
	line := func(key string, cells []views.BacktestCell) {
		t.Rows = append(t.Rows, append(cellsOf(w.l.p.Texts.T("backtest."+key)), cells...))
	}
	line("lost", monies(c.LostFen))
	line("prevented", monies(c.PreventedFen))
	line("false_alarms", counts(c.FalseAlarms))
	line("total", monies(c.TotalFen))
	return t
}

// swap is what went through before, down, and what would go through, across.
func (w backtestWords) swap() [2][2]views.SwapCell {
	var cells [2][2]views.SwapCell
	for i, c := range w.e.Swap[:4] {
		bad := w.l.p.T("backtest.no_labels")
		if c.Labelled > 0 {
			bad = w.l.p.T("backtest.bad_rate", "rate", w.rated(c.BadRate, c.Labelled), "bad", views.Number(int64(c.Bad)), "labelled", views.Number(int64(c.Labelled)))
		}
		cells[i/2][i%2] = views.SwapCell{
			Title: w.l.p.Texts.T("backtest.swap_" + swapNames[i]), Note: views.Money(c.AmountFen),
			Count: views.Number(int64(c.Events)), Share: shareText(c.Events, w.e.Events), Bad: bad,
		}
	}
	return cells
}

// swapNames are the quarters in the order of a report: before down, after across.
var swapNames = [4]string{"both", "lost", "gained", "neither"}
