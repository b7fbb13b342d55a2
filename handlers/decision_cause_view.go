package handlers

import (
	"candor/models"
	"candor/views"
)

// decisionCause says what caused a decision: a rescoring of the book, a score set by hand, or whoever asked for this account alone.
func (l labels) decisionCause(d *models.Decision, causes map[models.ID]models.DecisionCause) views.Cell {
	cause, known := causes[d.ID]
	key := "alone"
	switch {
	case d.RunID != 0:
		return views.Cell{Text: l.p.T("score.cause_book"), Wrap: true}
	case !known:
	case cause.Why == models.CauseOverride:
		key = "override"
	case cause.Kind == models.ActorUser:
		key = "hand"
	case cause.Kind == models.ActorKey:
		key = "key"
	}
	return views.Cell{Text: l.word("score.cause_", key), Sub: cause.Name, Wrap: true}
}
