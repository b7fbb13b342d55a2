package models

import (
	"slices"

	"candor/engine/score"
)

// AppealSince is how the score moved between the measure and now.
type AppealSince struct {
	Then, Now int
	Again     int // the facts of then by the model and policy in force; 0 where none are
	Changes   []score.Change
}

// Moved is the lines whose points changed, the weightiest first. The base is no fact about the account.
func (a *AppealSince) Moved() []score.Change {
	moved := slices.DeleteFunc(slices.Clone(a.Changes), func(c score.Change) bool { return c.Kind == score.LineBase || c.Points() == 0 })
	slices.SortStableFunc(moved, func(x, y score.Change) int { return max(y.Points(), -y.Points()) - max(x.Points(), -x.Points()) })
	return moved
}
