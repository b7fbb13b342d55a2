package handlers

import (
	"slices"
	"strings"

	"candor/engine/backtest"
	"candor/models"
	"candor/views"
	"candor/views/ui"
)

// accounts is what the two policies make of the book as it was last assessed.
func (w backtestWords) accounts() *views.BacktestAccounts {
	a := w.doc.Accounts
	d := &views.BacktestAccounts{Bands: w.accountBands(a), Flags: w.accountFlags(a), Flips: w.accountFlips(a), Limits: w.limitEffect(a), Falls: w.limitFalls(a), Segments: w.segments(a)}
	gained, lost := a.Swap[2], a.Swap[1]
	d.Stats = []ui.StatArgs{
		{Label: w.l.p.T("backtest.accounts_n"), Value: views.Number(int64(a.Accounts)), Note: w.l.p.T("backtest.accounts_known", "known", views.Number(int64(a.Labelled)), "bad", views.Number(int64(a.Bad)))},
		{Label: w.l.p.T("backtest.newly_flagged"), Value: views.Number(int64(lost.Accounts)), Note: w.l.p.N("backtest.of_bad", lost.Bad)},
		{Label: w.l.p.T("backtest.no_longer_flagged"), Value: views.Number(int64(gained.Accounts)), Note: w.l.p.N("backtest.of_bad", gained.Bad)},
		{Label: w.l.p.T("backtest.scores_moved"), Value: views.Number(int64(a.Moved)), Note: w.l.p.T("backtest.scores_moved_note")},
		{Label: w.l.p.T("backtest.caps_fall"), Value: views.Number(int64(a.Limits.Falls)), Note: w.l.p.T("backtest.caps_fall_note", "fen", views.Money(a.Limits.FallFen))},
	}
	for _, s := range a.Skipped {
		d.Stats = append(d.Stats, ui.StatArgs{Label: w.l.p.T("backtest.accounts_skipped"), Value: views.Number(int64(s.Events)), Note: w.l.p.Texts.T("backtest.skip." + s.Reason), Tone: ui.Amber})
	}
	for i, c := range a.Swap[:4] {
		bad := w.l.p.T("backtest.no_labels")
		if c.Labelled > 0 {
			bad = w.l.p.T("backtest.bad_rate", "rate", w.rated(c.BadRate, c.Labelled), "bad", views.Number(int64(c.Bad)), "labelled", views.Number(int64(c.Labelled)))
		}
		d.Swap[i/2][i%2] = views.SwapCell{
			Title: w.l.p.Texts.T("backtest.account_swap_" + swapNames[i]), Note: w.l.p.T("backtest.used", "fen", views.Money(c.UsedFen)),
			Count: views.Number(int64(c.Accounts)), Share: shareText(c.Accounts, a.Accounts), Bad: bad,
		}
	}
	return d
}

// accountBands is the bands of the current policy down, of the proposed across. Better bands come later.
func (w backtestWords) accountBands(a *backtest.Accounts) views.BacktestTable {
	t := views.BacktestTable{ID: "migration", Grid: true, Title: w.l.p.T("backtest.band_matrix"), Note: w.l.p.T("backtest.band_matrix_note"), Heads: []ui.ThArgs{{Label: w.l.p.T("backtest.current")}}}
	place := map[string]int{}
	for j, b := range a.BandsNew {
		place[b] = j
		t.Heads = append(t.Heads, ui.ThArgs{Label: w.l.bandName(b), Numeric: true})
	}
	for i, b := range a.BandsNow {
		badge := w.l.bandAt(b, i, len(a.BandsNow))
		row := []views.BacktestCell{{Badge: &badge}}
		from, known := place[b]
		if !known {
			from = i
		}
		for j, n := range a.Bands[i] {
			row = append(row, moved(n, j, from)) // towards a worse band is harsher
		}
		t.Rows = append(t.Rows, row)
	}
	return t
}

func (w backtestWords) accountFlags(a *backtest.Accounts) views.BacktestTable {
	t := views.BacktestTable{ID: "flags", Grid: true, Title: w.l.p.T("backtest.flags"), Heads: w.heads("flag", "current", "proposed", "change"), Empty: w.l.p.T("backtest.no_flags")}
	for _, f := range a.Flags {
		t.Rows = append(t.Rows, append(cellsOf(w.l.word("flag.", f.Code)), counts(f.Accounts)...))
	}
	return t
}

// accountFlips is the first accounts that are newly flagged, and the first that are no longer.
func (w backtestWords) accountFlips(a *backtest.Accounts) []views.BacktestTable {
	var list []views.BacktestTable
	for _, flagged := range []bool{true, false} {
		key := "account_milder"
		if flagged {
			key = "account_harsher"
		}
		t := views.BacktestTable{
			ID: strings.ReplaceAll(key, "_", "-"), Title: w.l.p.Texts.T("backtest." + key), Empty: w.l.p.Texts.T("backtest." + key + "_none"),
			Heads: []ui.ThArgs{
				{Label: w.l.p.T("backtest.account")}, {Label: w.l.p.T("backtest.label")}, {Label: w.l.p.T("backtest.score"), Numeric: true},
				{Label: w.l.p.T("backtest.band")}, {Label: w.l.p.T("backtest.flags_changed")},
			},
		}
		for _, c := range a.Cells {
			if c.Flagged != flagged {
				continue
			}
			for i := range c.Examples {
				t.Rows = append(t.Rows, w.accountExample(c.Label, &c.Examples[i]))
			}
		}
		if len(t.Rows) > 0 {
			t.Note = w.l.p.T("backtest.account_examples_note", "most", backtest.ExamplesMost)
		}
		list = append(list, t)
	}
	return list
}

func (w backtestWords) accountExample(label string, e *backtest.AccountExample) []views.BacktestCell {
	account := views.BacktestCell{Text: e.Account}
	if w.v.Can(models.PermAccountRead) {
		account.Href = "/accounts/" + e.Account
	}
	band := w.l.bandName(e.Band[1])
	if e.Band[0] != e.Band[1] {
		band = w.l.p.T("backtest.arrow", "from", w.l.bandName(e.Band[0]), "to", band)
	}
	points := views.BacktestCell{Text: w.l.p.T("backtest.arrow", "from", e.Score[0], "to", e.Score[1])}
	if e.Score[0] == e.Score[1] {
		points.Text = views.Number(int64(e.Score[1]))
	}
	flags := func(codes []string) string {
		names := make([]string, len(codes))
		for i, c := range codes {
			names[i] = w.l.word("flag.", c)
		}
		return strings.Join(names, w.l.p.T("common.list_separator"))
	}
	return []views.BacktestCell{account, {Text: w.l.p.Texts.T("backtest.label." + label)}, points, {Text: band}, {Text: orDash(flags(slices.Concat(e.Gone, e.Fresh)))}}
}

func (w backtestWords) limitEffect(a *backtest.Accounts) views.BacktestTable {
	l := a.Limits
	t := views.BacktestTable{ID: "limits", Grid: true, Title: w.l.p.T("backtest.limits"), Note: w.l.p.T("backtest.limits_note"), Heads: w.heads("measure", "accounts_n", "amount")}
	line := func(key string, n, fen int64) {
		t.Rows = append(t.Rows, cellsOf(w.l.p.Texts.T("backtest.limits_"+key), views.Number(n), views.Money(fen)))
	}
	line("fall", int64(l.Falls), l.FallFen)
	line("rise", int64(l.Rises), l.RiseFen)
	line("over_current", l.Over.Current, l.OverFen.Current)
	line("over_proposed", l.Over.Proposed, l.OverFen.Proposed)
	return t
}

func (w backtestWords) limitFalls(a *backtest.Accounts) views.BacktestTable {
	t := views.BacktestTable{ID: "falls", Title: w.l.p.T("backtest.falls"), Heads: w.heads("account", "limit", "cap_current", "cap_proposed", "change")}
	t.Heads = append(t.Heads, ui.ThArgs{Label: w.l.p.T("backtest.band")})
	for _, f := range a.Limits.Largest {
		row := cellsOf(f.Account, views.Money(f.LimitFen))
		if w.v.Can(models.PermAccountRead) {
			row[0].Href = "/accounts/" + f.Account
		}
		row = append(row, monies(f.CapFen)...)
		t.Rows = append(t.Rows, append(row, views.BacktestCell{Text: w.l.bandName(f.Band)}))
	}
	return t
}

// segments is the accounts by what they declared.
func (w backtestWords) segments(a *backtest.Accounts) views.BacktestTable {
	t := views.BacktestTable{
		ID: "segments", Title: w.l.p.T("backtest.segments"), Note: w.l.p.T("backtest.segments_note"),
		Heads: w.heads("group", "accounts_n", "flagged_current", "flagged_proposed", "change", "bad"),
	}
	for _, g := range a.Segments {
		row := append([]views.BacktestCell{{
			Text: w.l.word("declared."+g.Attribute+".", g.Group), Note: w.l.word("declared.", g.Attribute),
		}}, cellsOf(views.Number(int64(g.Accounts)))...)
		row = append(row, w.rates(g.Share, g.Accounts, g.Accounts)...)
		t.Rows = append(t.Rows, append(row, cellsOf(w.rated(g.BadRate, g.Labelled))...))
	}
	return t
}
