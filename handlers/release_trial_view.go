package handlers

import (
	"strconv"

	"candor/engine/rules"
	"candor/models"
	"candor/views"
	"candor/views/ui"
)

// fillTrial draws the table of what both versions said of the same events.
func (t labels) fillTrial(d *views.ReleasePage, v *Visitor, s releaseShown) {
	if len(s.counts) == 0 {
		d.Empty = &ui.EmptyArgs{Kind: "nothing", Title: t.p.T("release.trial_none"), Text: t.p.T("release.trial_none_text")}
		if s.version.PublishedAt != nil {
			d.Empty.Text = t.p.T("release.trial_never_text")
		}
		return
	}
	n := countTrial(s.counts)
	d.Stats = t.trialStats(n)
	t.fillTrialTable(d, n)
	for _, f := range s.flips {
		d.Flips = append(d.Flips, t.trialFlip(v, f))
	}
	if len(s.flips) == flipsShown {
		d.More = t.p.T("release.flips_newest", "n", flipsShown)
	}
}

// trialSums is how many events both versions decided, by what each said.
type trialSums struct {
	cells                              map[[2]models.Outcome]int64 // the live outcome, then the candidate's
	all, same, harsher, milder, failed int64
}

func countTrial(counts []models.TrialCount) trialSums {
	n := trialSums{cells: map[[2]models.Outcome]int64{}}
	for _, c := range counts {
		n.cells[[2]models.Outcome{c.LiveOutcome, c.Outcome}] += c.N
		n.all += c.N
		switch {
		case c.Outcome == models.TrialFailed:
			n.failed += c.N
		case c.Outcome == c.LiveOutcome:
			n.same += c.N
		case c.Outcome.Rank() > c.LiveOutcome.Rank():
			n.harsher += c.N
		default:
			n.milder += c.N
		}
	}
	return n
}

func (t labels) trialStats(n trialSums) []ui.StatArgs {
	stat := func(key string, count int64, tone ui.Tone) ui.StatArgs {
		a := ui.StatArgs{Label: t.p.Texts.T("release." + key), Value: views.Number(count), Note: shareText(int(count), int(n.all))}
		if count > 0 {
			a.Tone = tone
		}
		return a
	}
	return []ui.StatArgs{
		{Label: t.p.T("release.compared"), Value: views.Number(n.all)}, stat("same", n.same, ui.Neutral),
		stat("harsher", n.harsher, ui.Amber), stat("milder", n.milder, ui.Blue), stat("failed", n.failed, ui.Red),
	}
}

// fillTrialTable draws a row an outcome of the live version, a column one of the candidate.
func (t labels) fillTrialTable(d *views.ReleasePage, n trialSums) {
	says := append([]models.Outcome{}, rules.Outcomes...)
	if n.failed > 0 {
		says = append(says, models.TrialFailed)
	}
	for _, o := range says {
		d.Outcomes = append(d.Outcomes, t.trialRung(o))
	}
	for _, live := range rules.Outcomes {
		row, total := views.TrialRow{Live: t.rung(live)}, int64(0)
		for _, o := range says {
			count := n.cells[[2]models.Outcome{live, o}]
			total += count
			row.Cells = append(row.Cells, trialCell(live, o, count))
		}
		row.Total = views.Number(total)
		d.Rows = append(d.Rows, row)
	}
}

func trialCell(live, says models.Outcome, n int64) views.TrialCell {
	c := views.TrialCell{Count: views.Number(n), Tone: "same"}
	switch {
	case n == 0:
		c.Count, c.Tone = "·", "none"
	case says == models.TrialFailed || says.Rank() > live.Rank():
		c.Tone = "worse"
	case says.Rank() < live.Rank():
		c.Tone = "better"
	}
	return c
}

// trialRung is an outcome, or that the candidate could not be evaluated.
func (t labels) trialRung(o models.Outcome) ui.BadgeArgs {
	if o == models.TrialFailed {
		return ui.BadgeArgs{Label: t.p.T("release.failed_short"), Tone: ui.Red, Icon: "alert"}
	}
	return t.rung(o)
}

func (t labels) trialFlip(v *Visitor, f models.TrialFlip) views.TrialFlipRow {
	row := views.TrialFlipRow{
		ID: f.EventID.Public(models.PrefixDecision), Live: t.rung(f.LiveOutcome), Says: t.trialRung(f.Outcome), Risk: strconv.Itoa(f.Risk),
		Decided: t.p.T("release.counted_live"),
	}
	if f.Decided {
		row.Decided = t.p.T("release.counted_candidate")
	}
	if v.Can(models.PermScoreRead) {
		row.Href = "/decisions/" + row.ID
	}
	return row
}
