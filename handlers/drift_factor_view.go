package handlers

import (
	"cmp"
	"slices"
	"strconv"

	"candor/engine/drift"
	"candor/engine/learn"
	"candor/engine/score"
	"candor/models"
	"candor/views"
	"candor/views/ui"
)

// byDistance orders factors by their index of a week, the farthest first, those without one last.
func byDistance(factors []models.DriftSeries, week int) []*models.DriftSeries {
	index := func(s *models.DriftSeries) float64 {
		if p := s.Point(week); p != nil && p.Level != drift.TooFew {
			return p.PSI
		}
		return -1
	}
	out := make([]*models.DriftSeries, len(factors))
	for i := range factors {
		out[i] = &factors[i]
	}
	slices.SortStableFunc(out, func(a, b *models.DriftSeries) int { return cmp.Compare(index(b), index(a)) })
	return out
}

// driftFactorView is one factor's page of a week, 0 for the newest.
func driftFactorView(p views.Page, v *Visitor, b *models.DriftBoard, s *models.DriftSeries, week int) views.DriftFactorData {
	l := labels{p}
	d := views.DriftFactorData{Note: p.T("drift.board_note", "model", b.Model.Name)}
	point := s.Latest()
	if week != 0 {
		point = s.Point(week)
	}
	if point == nil {
		d.Empty = &ui.EmptyArgs{Kind: "nothing", Title: p.T("drift.no_weeks"), Text: p.T("drift.no_weeks_text")}
		return d
	}
	d.Badges = []ui.BadgeArgs{l.driftLevel(point.Level)}
	d.Stats = []ui.StatArgs{
		{Label: p.T("drift.index"), Value: driftIndex(point.PSI), Note: l.word("drift.legend.", string(point.Level))},
		{Label: p.T("drift.assessments"), Value: views.Number(int64(point.N)), Note: weekText(point.Week)},
		{Label: p.T("drift.reference"), Value: views.Number(int64(drift.Total(s.Reference))), Note: l.referenceNote(s)},
	}
	d.Line = l.driftLine(s, p.T("drift.line_question"))
	for i := len(s.Points) - 1; i >= max(0, len(s.Points)-heatWeeks); i-- {
		w := s.Points[i].Week
		d.Weeks = append(d.Weeks, ui.Tab{Label: weekText(w), Href: driftHref(s.Key, w), Current: w == point.Week})
	}
	d.Bins, d.BinsNote = l.driftBins(v, b, s, point), p.T("drift.bins_note", "week", weekText(point.Week))
	if a := b.Alert(s.Key, point.Week); a != nil {
		d.Alert = p.T("drift.alert_text", "name", l.driftName(s.Key), "week", weekText(a.Week), "index", driftIndex(a.PSI), "time", p.DateTime(a.OpenedAt))
		if v.Can(models.PermDriftClose) {
			d.Action, d.Version = "/drift/alerts/"+a.PublicID()+"/close", strconv.FormatInt(a.Version, 10)
		}
	}
	return d
}

func (l labels) referenceNote(s *models.DriftSeries) string {
	if s.First {
		return l.p.T("drift.reference_first")
	}
	return l.p.T("drift.reference_training")
}

// binNames is the bins of a factor, or the groups of the score, in words.
func (l labels) binNames(card *score.Scorecard, s *models.DriftSeries) []string {
	names := make([]string, len(s.Reference))
	if s.Key == drift.ScoreKey {
		for i, start := range s.Starts {
			to := card.Max
			if i+1 < len(s.Starts) {
				to = card.Min + s.Starts[i+1]*drift.ScoreStep - 1
			}
			names[i] = l.p.T("drift.score_range", "from", card.Min+start*drift.ScoreStep, "to", to)
		}
		return names
	}
	for i := range card.Factors {
		if card.Factors[i].Key == s.Key {
			for j := range names {
				names[j] = l.bin(&card.Factors[i], j)
			}
		}
	}
	return names
}

// driftBins sets a week's bins beside the reference: what each adds to the index, and its accounts.
func (l labels) driftBins(v *Visitor, b *models.DriftBoard, s *models.DriftSeries, point *models.DriftPoint) views.Records {
	r := views.Records{
		Caption: l.p.T("drift.bins_question"), Heads: l.heads("model.values", "drift.share_then#", "drift.share_now#", "drift.change#", "drift.part#", "drift.accounts"),
	}
	parts := learn.PSIParts(s.Reference, point.Counts)
	was, is := drift.Total(s.Reference), drift.Total(point.Counts)
	for i, name := range l.binNames(b.Card, s) {
		part := views.Num(views.Dash)
		if parts != nil {
			part = views.Num(fixed(parts[i], 3))
			if parts[i] >= drift.WatchFrom {
				part.Tone = ui.Amber
			}
		}
		accounts := views.Text(views.Dash)
		if v.Can(models.PermAccountRead) {
			accounts = views.Cell{Text: l.p.T("drift.see_accounts"), Href: "/drift/factors/" + s.Key + "/accounts?bin=" + strconv.Itoa(i)}
		}
		r.Rows = append(r.Rows, views.Record{Cells: []views.Cell{
			{Text: name, Wide: true}, views.Num(shareText(s.Reference[i], was)), views.Num(shareText(point.Counts[i], is)),
			views.Num(l.shareChange(s.Reference[i], was, point.Counts[i], is)), part, accounts,
		}})
	}
	return r
}

// shareChange is the difference of two shares in percentage points.
func (l labels) shareChange(part, whole, now, all int) string {
	if whole == 0 || all == 0 {
		return views.Dash
	}
	diff := 100 * (float64(now)/float64(all) - float64(part)/float64(whole))
	sign := ""
	if diff >= 0.05 {
		sign = "+"
	}
	return sign + fixed(diff, 1)
}

// driftAccountsView is a page of accounts of a bin.
func driftAccountsView(p views.Page, v *Visitor, b *models.DriftBoard, q models.DriftBin, page models.DriftBinPage) views.DriftAccountsData {
	l := labels{p}
	shown, _ := bookColumns.seen("", v)
	d := views.DriftAccountsData{
		Table: l.accountTable(shown), Seen: p.T("drift.seen", "shown", len(page.Items), "seen", views.Number(int64(page.Seen))),
		Empty: ui.EmptyArgs{Kind: "nothing", Title: p.T("drift.accounts_none"), Href: driftHref(q.Factor, 0), Label: p.T("common.back")},
	}
	if s := b.Series(q.Factor); s != nil && q.Bin >= 0 {
		if names := l.binNames(b.Card, s); q.Bin < len(names) {
			d.Note = p.T("drift.accounts_note", "bin", names[q.Bin])
		}
	}
	for i := range page.Items {
		d.Table.Rows = append(d.Table.Rows, l.accountRow(shown, &page.Items[i], ""))
	}
	href := "/drift/factors/" + q.Factor + "/accounts?bin=" + strconv.Itoa(q.Bin)
	if page.Next != 0 {
		d.Next = href + "&after=" + page.Next.Public(models.PrefixAccount)
	}
	if q.After != 0 {
		d.First = href
	}
	return d
}
