package handlers

import (
	"cmp"
	"slices"
	"strings"
	"time"

	"candor/engine/backtest"
	"candor/engine/validate"
	"candor/models"
	"candor/views"
	"candor/views/chart"
	"candor/views/ui"
)

// flips is how many events end milder and harsher, by what they turned out to be.
func (w backtestWords) flips() chart.DivergingArgs {
	a := chart.DivergingArgs{
		Frame: w.l.p.Frame(w.l.p.T("backtest.flips_question"), w.l.p.T("backtest.flips_caption", "n", views.Number(int64(w.e.Events)), "window", w.l.backtestWindow(w.b))),
		Left:  w.l.p.T("backtest.milder"), Right: w.l.p.T("backtest.harsher"),
	}
	a.EmptyText = w.l.p.T("backtest.no_flips")
	a.Table.Head = []string{w.l.p.T("backtest.label"), a.Left, a.Right}
	for _, label := range []string{"bad", "good", "unknown"} {
		var milder, harsher backtest.Flip
		for _, f := range w.e.Flips {
			switch {
			case f.Label == label && f.Harsher:
				harsher = f
			case f.Label == label:
				milder = f
			}
		}
		row := chart.Diverging{
			Label: w.l.p.Texts.T("backtest.label." + label), Left: float64(milder.Events), Right: float64(harsher.Events),
			LeftText: views.Number(int64(milder.Events)), RightText: views.Number(int64(harsher.Events)),
		}
		if milder.Crossing+harsher.Crossing > 0 {
			row.Note = w.l.p.T("backtest.crossing", "through", views.Number(int64(milder.Crossing)), "stopped", views.Number(int64(harsher.Crossing)))
		}
		a.Rows = append(a.Rows, row)
		a.Table.Rows = append(a.Table.Rows, []string{row.Label, row.LeftText, row.RightText})
	}
	return a
}

// flipNotes is the share of bad among what ends harsher and milder.
func (w backtestWords) flipNotes() []string {
	var notes []string
	for _, harsher := range []bool{true, false} {
		bad, labelled := 0, 0
		for _, f := range w.e.Flips {
			if f.Harsher != harsher || f.Label == "unknown" {
				continue
			}
			labelled += f.Events
			if f.Label == "bad" {
				bad += f.Events
			}
		}
		key := "backtest.milder_share"
		if harsher {
			key = "backtest.harsher_share"
		}
		if labelled > 0 {
			notes = append(notes, w.l.p.T(key, "rate", w.rated(validate.Wilson(bad, labelled), labelled), "labelled", views.Number(int64(labelled))))
		}
	}
	return notes
}

// harm is the counter-examples: bad events that the draft lets through, good ones that it newly stops.
func (w backtestWords) harm() []views.BacktestTable {
	var list []views.BacktestTable
	for _, kind := range []struct {
		id, label string
		harsher   bool
	}{{"let-through", "bad", false}, {"newly-stopped", "good", true}} {
		var found []exampleIn
		total := 0
		for i := range w.e.Cells {
			c := &w.e.Cells[i]
			if !c.Crosses() || c.Harsher() != kind.harsher || c.Label != kind.label {
				continue
			}
			total += c.Events
			for j := range c.Examples {
				found = append(found, exampleIn{c, &c.Examples[j]})
			}
		}
		// Ids of one length are in the order of their numbers.
		slices.SortFunc(found, func(a, b exampleIn) int { return cmp.Compare(a.e.Event, b.e.Event) })
		found = found[:min(len(found), backtest.ExamplesMost)]
		key := "harm_" + strings.ReplaceAll(kind.id, "-", "_")
		t := w.exampleTable(found)
		t.ID, t.Title, t.Empty = kind.id, w.l.p.Texts.T("backtest."+key), w.l.p.Texts.T("backtest."+key+"_none")
		if total > 0 {
			t.Note = w.l.p.T("backtest.first_of", "shown", len(found), "n", views.Number(int64(total)))
		}
		list = append(list, t)
	}
	return list
}

// exampleIn is an example with the cell that it is of.
type exampleIn struct {
	c *backtest.FlipCell
	e *backtest.Example
}

func (w backtestWords) exampleTable(list []exampleIn) views.BacktestTable {
	t := views.BacktestTable{Heads: []ui.ThArgs{
		{Label: w.l.p.T("backtest.event")}, {Label: w.l.p.T("backtest.amount"), Numeric: true}, {Label: w.l.p.T("backtest.current")}, {Label: w.l.p.T("backtest.proposed")},
		{Label: w.l.p.T("backtest.risk"), Numeric: true}, {Label: w.l.p.T("backtest.why")}, {Label: w.l.p.T("backtest.account")},
	}}
	for _, x := range list {
		from, to := w.l.rung(models.Outcome(x.c.From)), w.l.rung(models.Outcome(x.c.To))
		event := views.BacktestCell{Text: w.l.word("event_kind.", x.e.Kind), Note: w.l.p.DateTime(time.UnixMicro(x.e.At))}
		if w.v.Can(models.PermScoreRead) {
			event.Href = "/decisions/" + x.e.Event
		}
		account := views.BacktestCell{Text: x.e.Account}
		if w.v.Can(models.PermAccountRead) {
			account.Href = "/accounts/" + x.e.Account
		}
		t.Rows = append(t.Rows, []views.BacktestCell{
			event, {Text: views.Money(x.e.AmountFen)}, {Badge: &from}, {Badge: &to},
			{Text: w.l.p.T("backtest.arrow", "from", x.e.Risk[0], "to", x.e.Risk[1])}, {Text: w.why(x.e)}, account,
		})
	}
	return t
}

// why names the rules that fire no more and those that newly fire.
func (w backtestWords) why(e *backtest.Example) string {
	names := func(list []string) string {
		words := make([]string, len(list))
		for i, key := range list {
			words[i] = w.ruleOf(key)
		}
		return strings.Join(words, w.l.p.T("common.list_separator"))
	}
	switch {
	case len(e.Gone) > 0 && len(e.Fresh) > 0:
		return w.l.p.T("backtest.gone_fresh", "gone", names(e.Gone), "fresh", names(e.Fresh))
	case len(e.Gone) > 0:
		return w.l.p.T("backtest.gone", "rules", names(e.Gone))
	case len(e.Fresh) > 0:
		return w.l.p.T("backtest.fresh", "rules", names(e.Fresh))
	}
	return w.l.p.T("backtest.same_rules")
}

// ruleOf is a rule's name by the document that was tested, which knows more of it than its key.
func (w backtestWords) ruleOf(key string) string {
	if events := w.b.Document.Events; events != nil {
		for i := range events.Rules {
			if events.Rules[i].Key == key {
				return w.l.ruleName(key, events.Rules[i].Reason)
			}
		}
	}
	return w.l.ruleName(key, "")
}

// cells is every way from one outcome to another, with the first events of each.
func (w backtestWords) cells() []views.BacktestFold {
	var list []views.BacktestFold
	for i := range w.e.Cells {
		c := &w.e.Cells[i]
		found := make([]exampleIn, len(c.Examples))
		for j := range c.Examples {
			found[j] = exampleIn{c, &c.Examples[j]}
		}
		summary := w.l.p.N("backtest.cell", c.Events, "from", w.l.rung(models.Outcome(c.From)).Label, "to", w.l.rung(models.Outcome(c.To)).Label,
			"label", w.l.p.Texts.T("backtest.label."+c.Label), "amount", views.Money(c.AmountFen))
		t := w.exampleTable(found)
		t.Title = summary
		list = append(list, views.BacktestFold{Summary: summary, Table: t})
	}
	return list
}

// groups is the same by product, by kind of event and by the account's band.
func (w backtestWords) groups() []views.BacktestTable {
	var list []views.BacktestTable
	for _, g := range []struct {
		id, prefix string
		groups     []backtest.Group
	}{{"products", "product.", w.e.Products}, {"kinds", "event_kind.", w.e.Kinds}, {"bands", "band.", w.bandsInOrder()}} {
		t := views.BacktestTable{
			ID: g.id, Title: w.l.p.Texts.T("backtest." + g.id), Empty: w.l.p.T("backtest.no_events"),
			Heads: w.heads("group", "events", "labelled", "bad", "milder_n", "harsher_n", "stopped_current", "stopped_proposed", "good_stopped_change", "lost_change"),
		}
		for _, x := range g.groups {
			name := w.l.p.Texts.T("backtest.none_of_" + g.id)
			if x.Key != "" {
				name = w.l.word(g.prefix, x.Key)
			}
			t.Rows = append(t.Rows, cellsOf(name, views.Number(int64(x.Events)), views.Number(int64(x.Labelled)), views.Number(int64(x.Bad)),
				views.Number(int64(x.Milder)), views.Number(int64(x.Harsher)), views.Number(x.Stopped.Current), views.Number(x.Stopped.Proposed),
				views.Signed(x.StoppedGood.Change), signedMoney(x.LostFen.Change)))
		}
		list = append(list, t)
	}
	return list
}

// bandsInOrder is the groups by band as the tested document orders its bands, accounts without a score first.
func (w backtestWords) bandsInOrder() []backtest.Group {
	place := map[string]int{"": -1}
	for i, b := range w.b.Document.Bands {
		place[b.Name] = i
	}
	groups := slices.Clone(w.e.Bands)
	slices.SortStableFunc(groups, func(a, b backtest.Group) int { return cmp.Compare(place[a.Key], place[b.Key]) })
	return groups
}

func (w backtestWords) rules() views.BacktestTable {
	t := views.BacktestTable{
		ID: "rules", Title: w.l.p.T("backtest.rules"), Empty: w.l.p.T("backtest.no_rules"), Note: w.l.p.T("backtest.rules_note"),
		Heads: w.heads("rule", "current", "proposed", "change", "precision_current", "precision_proposed"),
	}
	for _, r := range w.e.Rules {
		row := append([]views.BacktestCell{{Text: w.ruleOf(r.Rule), Note: r.Rule}}, counts(r.Hits)...)
		t.Rows = append(t.Rows, append(row, cellsOf(w.rated(r.Precision.Current, int(r.Labelled.Current)), w.rated(r.Precision.Proposed, int(r.Labelled.Proposed)))...))
	}
	return t
}

func (w backtestWords) work() views.BacktestTable {
	x := w.e.Work
	t := views.BacktestTable{ID: "work", Title: w.l.p.T("backtest.work"), Heads: w.heads("measure", "current", "proposed", "change")}
	line := func(key string, cells []views.BacktestCell) {
		t.Rows = append(t.Rows, append(cellsOf(w.l.p.Texts.T("backtest.work_"+key)), cells...))
	}
	line("flagged", counts(x.Flagged))
	line("cases", counts(x.Cases))
	line("hours", cellsOf(num(x.Hours.Current, 1), num(x.Hours.Proposed, 1), signedNumber(x.Hours.Change, 1)))
	line("sanctions", counts(x.Sanctions))
	line("failed", counts(x.Failed))
	if x.Appeals.Enough {
		line("appeals", cellsOf(num(x.Appeals.Expected.Current, 1), num(x.Appeals.Expected.Proposed, 1), signedNumber(x.Appeals.Expected.Change, 1)))
	}
	return t
}

// appeals says where the number of expected appeals comes from, or why there is none.
func (w backtestWords) appeals() string {
	a := w.e.Work.Appeals
	if !a.Enough {
		return w.l.p.T("backtest.appeals_few", "stopped", views.Number(int64(a.Stopped)), "least", backtest.EnoughLabels)
	}
	return w.l.p.T("backtest.appeals_rate", "filed", views.Number(int64(a.Filed)), "stopped", views.Number(int64(a.Stopped)), "rate", w.with(a.Rate, sharePart))
}
