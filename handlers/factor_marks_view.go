package handlers

import (
	"fmt"
	"strconv"
	"strings"

	"candor/engine/score"
	"candor/models"
	"candor/views"
	"candor/views/ui"
)

// atMark is which column says whether a line helps.
const atMark = 5

// atChange is which column tells the change since the last score.
const atChange = atMark + 1

// mark says by shape and word whether a line lifts the score, lowers it, or neither.
func (l labels) mark(points int) views.Cell {
	b := ui.BadgeArgs{Label: l.p.T("lines.neutral"), Icon: "minus"}
	switch {
	case points > 0:
		b = ui.BadgeArgs{Label: l.p.T("lines.helps"), Icon: "arrow-up", Tone: ui.Green}
	case points < 0:
		b = ui.BadgeArgs{Label: l.p.T("lines.hurts"), Icon: "arrow-down", Tone: ui.Red}
	}
	return views.State(b)
}

// idle reports whether a line gives nothing and gave nothing last time, so that leaving it out changes no sum of the table.
func idle(d *models.ScoreDetail, line score.Line) bool {
	if line.Kind != score.LineFactor || line.Points != 0 {
		return false
	}
	if d.Before != nil {
		for _, c := range d.Before.Changes {
			if c.Kind == line.Kind && c.Key == line.Key && c.Points() != 0 {
				return false
			}
		}
	}
	return true
}

// idleTable lists the lines without effect under the heads of the table of the others.
func (l labels) idleTable(d *models.ScoreDetail) views.Records {
	r := views.Records{Caption: l.p.T("lines.idle"), Dense: true, Heads: l.factorHeads(d)}
	for _, line := range d.Breakdown.Lines {
		if idle(d, line) {
			r.Rows = append(r.Rows, l.sinceLast(d, line, l.factorLine(d, line)))
		}
	}
	filled(&r)
	return r
}

// filled gives every row as many cells as there are heads: lines that are no factor have no age.
func filled(r *views.Records) {
	for i := range r.Rows {
		if n := len(r.Heads) - len(r.Rows[i].Cells); n > 0 {
			r.Rows[i].Cells = append(r.Rows[i].Cells, make([]views.Cell, n)...)
		}
	}
}

// capHref is where the policy version of a decision says what a cap of it does; empty for a line that no cap made, and for who may not read policies.
func capHref(d *models.ScoreDetail, line score.Line, v *Visitor) string {
	if !v.Can(models.PermPolicyRead) {
		return ""
	}
	for _, c := range d.Policy.Caps {
		if line.Kind == score.LineCap && c.Key == line.Key {
			return policyHref(d.Decision.PolicyVersion) + "#" + c.Key
		}
	}
	return ""
}

// plainText is a breakdown to be pasted elsewhere: one line each with its points in front, what has none in one line, and the score that they add up to.
func (l labels) plainText(d *models.ScoreDetail) string {
	var b strings.Builder
	b.WriteString(l.p.T("lines.text_head", "id", d.Decision.PublicID(), "time", l.p.DateTime(d.Decision.At), "model", d.ModelName, "policy", d.Decision.PolicyVersion))
	b.WriteString("\n")
	line := func(points, name string) { fmt.Fprintf(&b, "%6s  %s\n", points, name) }
	factors, others := split(d.Breakdown.Lines)
	byMagnitude(factors)
	without := 0
	for _, o := range others {
		if o.Kind == score.LineBase {
			line(strconv.Itoa(o.Points), l.p.T("score.base"))
		}
	}
	for _, f := range factors {
		if f.Points == 0 {
			without++
			continue
		}
		line(points(f.Points), l.p.T("lines.text_factor", "factor", l.factor(f.Key), "value", l.lineValue(f)))
	}
	for _, o := range others {
		if o.Kind != score.LineBase {
			line(points(o.Points), l.adjustment(o))
		}
	}
	if without > 0 {
		line("0", l.p.N("lines.without", without))
	}
	line("= "+strconv.Itoa(d.Breakdown.Score), l.p.T("score.score"))
	return b.String()
}
