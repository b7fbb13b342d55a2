package handlers

import (
	"candor/engine/score"
	"candor/models"
	"candor/views"
	"candor/views/ui"
)

// appealSince is the lines of the score whose points changed since the measure, and what the facts of then give by the versions of now.
func appealSince(p views.Page, a *models.AppealSince) *views.AppealSince {
	if a == nil {
		return nil
	}
	d := &views.AppealSince{
		Lead: p.T("appeal.since_lead", "before", a.Then, "after", a.Now, "points", points(a.Now-a.Then)),
	}
	if a.Again != 0 {
		d.Again = []ui.Pair{{Key: p.T("appeal.since_again"), Value: p.T("appeal.since_again_score", "score", a.Again, "points", points(a.Again-a.Then)), Numeric: true}}
	}
	for _, c := range a.Moved() {
		name := labels{p}.factor(c.Key)
		if c.Kind != score.LineFactor {
			name = labels{p}.adjustment(score.Line{Kind: c.Kind, Key: c.Key})
		}
		d.Lines = append(d.Lines, ui.Pair{Key: name, Value: p.T("appeal.since_points", "before", points(c.Before), "after", points(c.After), "points", points(c.Points())), Numeric: true})
	}
	return d
}
