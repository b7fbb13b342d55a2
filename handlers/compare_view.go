package handlers

import (
	"math"
	"net/url"
	"strconv"

	"candor/engine/contrast"
	"candor/engine/decide"
	"candor/models"
	"candor/views"
	"candor/views/chart"
	"candor/views/ui"
)

// comparisonSeen is a comparison with what the page's address asks for.
type comparisonSeen struct {
	*models.Comparison
	cells [][]int
	cut   int
	after string
	flips []models.Flip
}

// scoreStep is how many points a bar of the two distributions covers.
const scoreStep = 20

// comparePage puts a comparison into words, or says why there is none yet.
func comparePage(p views.Page, v *Visitor, s comparisonSeen) views.ComparePage {
	t := labels{p}
	d := views.ComparePage{Page: p, Action: "/models/" + s.Model.PublicID() + "/compare"}
	if s.Champion != nil {
		d.Note = p.T("compare.note", "champion", s.Champion.Name)
	}
	if d.Empty = t.nothingToCompare(s); d.Empty != nil {
		return d
	}
	d.Stats = t.compareStats(s)
	t.fillMatrix(&d, v, s)
	t.fillSwap(&d, s)
	d.Scores = t.dual(s)
	t.fillMatured(&d, s)
	t.fillFlips(&d, s)
	return d
}

// nothingToCompare says why a page is empty, nil when it is not.
func (t labels) nothingToCompare(s comparisonSeen) *ui.EmptyArgs {
	key := ""
	switch {
	case s.Champion == nil:
		key = "no_champion"
	case s.Champion.ID == s.Model.ID:
		key = "is_champion"
	case len(s.Pairs) > 0:
		return nil
	case !s.Model.Shadow:
		key = "no_shadow"
	default:
		key = "not_scored"
	}
	return &ui.EmptyArgs{
		Kind: "nothing", Title: t.p.Texts.T("compare." + key), Text: t.p.Texts.T("compare." + key + "_text"),
		Href: "/models/" + s.Model.PublicID(), Label: t.p.T("compare.back"),
	}
}

func (t labels) compareStats(s comparisonSeen) []ui.StatArgs {
	psi := contrast.PSI(s.Pairs)
	stat := ui.StatArgs{Label: t.p.T("compare.psi"), Value: fixed(psi, 3), Note: t.p.T("compare.psi_note")}
	if psi >= 0.25 {
		stat.Tone = ui.Amber
	}
	flipped := 0
	for i, row := range s.cells {
		for j, n := range row {
			if i != j {
				flipped += n
			}
		}
	}
	total := contrast.Total(s.Pairs)
	return []ui.StatArgs{
		{Label: t.p.T("compare.accounts"), Value: views.Number(int64(total)), Note: t.p.T("compare.scored_at", "date", t.p.DateTime(s.ScoredAt))},
		{Label: t.p.T("compare.agreement"), Value: percentText(contrast.Agreement(s.cells)), Note: t.p.T("compare.agreement_note")},
		{Label: t.p.T("compare.flipped"), Value: views.Number(int64(flipped)), Note: t.p.T("compare.flipped_note")},
		stat,
	}
}

// percentText writes a share of 0..1 with one decimal; a share of nothing is a dash.
func percentText(share float64) string {
	if math.IsNaN(share) {
		return views.Dash
	}
	return strconv.FormatFloat(100*share, 'f', 1, 64) + "%"
}

func (t labels) fillMatrix(d *views.ComparePage, v *Visitor, s comparisonSeen) {
	d.Matrix = t.p.T("compare.matrix_note")
	for i, b := range s.Bands {
		badge := t.bandAt(b.Name, i, len(s.Bands))
		d.Bands = append(d.Bands, badge)
		row := views.CompareRow{Band: badge}
		total := 0
		for _, n := range s.cells[i] {
			total += n
		}
		for j, n := range s.cells[i] {
			cell := views.CompareCell{Count: views.Number(int64(n)), Share: shareText(n, total), Tone: "same"}
			switch {
			case n == 0:
				cell.Count, cell.Tone = "·", "none"
			case j > i:
				cell.Tone = "better"
			case j < i:
				cell.Tone = "worse"
			}
			if n > 0 && v.Can(models.PermAccountRead) && v.Can(models.PermScoreRead) {
				q := url.Values{"model": {s.Model.PublicID()}, "was": {b.Name}, "would": {s.Bands[j].Name}}
				cell.Href = "/accounts?" + q.Encode()
			}
			row.Cells = append(row.Cells, cell)
		}
		row.Total = views.Number(int64(total))
		d.Rows = append(d.Rows, row)
	}
}

// fillSwap compares at the cut-off that was asked for, else where the second band begins.
func (t labels) fillSwap(d *views.ComparePage, s comparisonSeen) {
	cut := s.cut
	if cut == 0 && len(s.Bands) > 1 {
		cut = s.Bands[1].From
	}
	w := contrast.Swap(s.Pairs, cut)
	d.Cut = ui.FieldArgs{
		Kind: "number", Name: "cut", Label: t.p.T("compare.cut"), Value: strconv.Itoa(cut),
		Attrs: map[string]any{"min": strconv.Itoa(decide.ScoreMin), "max": strconv.Itoa(decide.ScoreMax)},
	}
	d.CutNote = t.p.T("compare.cut_note", "champion", w.ChampionCut, "challenger", w.ChallengerCut,
		"share", percentText(w.ChampionShare), "other", percentText(w.ChallengerShare))
	total := contrast.Total(s.Pairs)
	cell := func(key string, side contrast.Side) views.SwapCell {
		bad := t.p.T("compare.bad_unknown")
		if side.Known > 0 {
			low, high := wilson(side.BadRate(), side.Known)
			bad = t.p.T("compare.bad_rate", "rate", percentText(side.BadRate()), "low", percentText(low), "high", percentText(high), "known", views.Number(int64(side.Known)))
		}
		return views.SwapCell{
			Title: t.p.Texts.T("compare.swap_" + key), Note: t.p.Texts.T("compare.swap_" + key + "_note"),
			Count: views.Number(int64(side.Count)), Share: shareText(side.Count, total), Bad: bad,
		}
	}
	d.Swap = [2][2]views.SwapCell{{cell("both", w.Both), cell("lost", w.Lost)}, {cell("gained", w.Gained), cell("neither", w.Neither)}}
	d.SwapNote = t.p.T("compare.swap_note", "label", t.word("model.label.", s.Model.Label))
}

func (t labels) dual(s comparisonSeen) chart.DualArgs {
	a := chart.DualArgs{
		Frame: t.p.Frame(t.p.T("compare.scores_question"), t.p.T("compare.scores_caption", "n", views.Number(int64(contrast.Total(s.Pairs))), "step", scoreStep)),
		First: t.p.T("compare.champion"), Second: t.p.T("compare.challenger"),
	}
	was, would := contrast.Histogram(s.Pairs, decide.ScoreMin, decide.ScoreMax, scoreStep)
	for i := range was {
		from := float64(decide.ScoreMin + i*scoreStep)
		a.Bins = append(a.Bins, chart.DualBin{From: from, To: from + scoreStep, First: was[i], Second: would[i]})
	}
	return a
}

func (t labels) fillMatured(d *views.ComparePage, s comparisonSeen) {
	m := s.Matured
	if !m.Enough() {
		d.NoLabels = t.p.T("compare.few_text", "rows", views.Number(int64(m.Rows)), "bads", views.Number(int64(m.Bads)), "least", contrast.LeastMatured)
		return
	}
	verdict := t.p.T("compare.no_difference")
	tone := ui.Neutral
	switch {
	case m.Low > 0:
		verdict, tone = t.p.T("compare.challenger_better"), ui.Green
	case m.High < 0:
		verdict, tone = t.p.T("compare.champion_better"), ui.Red
	}
	d.Matured = []ui.StatArgs{
		{Label: t.p.T("compare.auc_champion"), Value: fixed(m.Champion, 4), Note: t.p.T("compare.auc_n", "rows", views.Number(int64(m.Rows)), "bads", views.Number(int64(m.Bads)))},
		{Label: t.p.T("compare.auc_challenger"), Value: fixed(m.Challenger, 4)},
		{Label: t.p.T("compare.auc_difference"), Value: fixed(m.Difference, 4), Unit: t.p.T("compare.interval", "low", fixed(m.Low, 4), "high", fixed(m.High, 4)), Note: verdict, Tone: tone},
	}
}

func (t labels) fillFlips(d *views.ComparePage, s comparisonSeen) {
	self := "/models/" + s.Model.PublicID() + "/compare"
	query := url.Values{}
	if s.cut != 0 {
		query.Set("cut", strconv.Itoa(s.cut))
	}
	d.NoFlips = t.p.T("compare.no_flips")
	flips := s.flips
	if len(flips) > flipsPerPage {
		flips = flips[:flipsPerPage]
		last := flips[len(flips)-1]
		d.Older = self + "?" + with(query, "after", strconv.Itoa(last.Gap)+"-"+last.AccountID.Public(models.PrefixAccount)) + "#flips"
	}
	if s.after != "" {
		d.First = self + "?" + with(query) + "#flips"
	}
	for i := range flips {
		f := &flips[i]
		id := f.AccountID.Public(models.PrefixAccount)
		d.Flips = append(d.Flips, views.FlipRow{
			Href: "/accounts/" + id, Name: t.nameOf(f.Masked, f.ExternalID, f.AccountID), ID: id, Breakdown: "/accounts/" + id + "/score",
			Was: strconv.Itoa(f.ChampionScore), Would: strconv.Itoa(f.Score), Difference: views.Signed(int64(f.Score - f.ChampionScore)),
			WasBand: t.bandIn(s, f.ChampionScore), WouldBand: t.bandIn(s, f.Score),
		})
	}
}

// bandIn is the band of a score, as the matrix counts it.
func (t labels) bandIn(s comparisonSeen, points int) ui.BadgeArgs {
	at := 0
	for i, b := range s.Bands {
		if points >= b.From {
			at = i
		}
	}
	if len(s.Bands) == 0 {
		return ui.BadgeArgs{}
	}
	return t.bandAt(s.Bands[at].Name, at, len(s.Bands))
}
