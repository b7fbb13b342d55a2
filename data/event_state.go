package data

import (
	"math"
	"slices"

	"gorm.io/gorm"

	"candor/engine/watch"
	"candor/models"
)

// stateBefore builds the account's state anew as it stood when an event was decided: from the
// events that were received before it, without those that were left out at the time.
func stateBefore(db *gorm.DB, e *models.Event, state *watch.State) (models.EventState, error) {
	var events []models.Event
	err := db.Select("id", "kind", "at", "amount_fen", "body").
		Where("account_id = ? AND id < ? AND (NOT late OR corrected_at <= ?)", e.AccountID, e.ID, stamp(e.ID.Time())).
		Order("at, id").Limit(models.EventFoldMost).Find(&events).Error
	if err != nil || len(events) == models.EventFoldMost {
		return models.EventState{Events: len(events)}, err
	}
	for i := range events {
		w, err := events[i].Watched()
		if err != nil {
			return models.EventState{Events: i}, nil // of what does not go into a state nothing can be said
		}
		state.Add(&w)
	}
	return models.EventState{Events: len(events), Known: true}, nil
}

// stateGroups is the groups of features that the state alone gives; the others rest on facts
// that the record held at the time and holds no more.
var stateGroups = []string{
	watch.GroupWindow, watch.GroupDistinct, watch.GroupPattern, watch.GroupHabit, watch.GroupPlace, watch.GroupSince,
}

// compareState says whether the state gives the features that were decided on, and what an
// equal event right after this one would have met.
func compareState(d *models.EventDetail, before *watch.State) error {
	w, err := d.Event.Watched()
	if err != nil {
		return err
	}
	facts := watch.UnknownFacts()
	var again, after watch.Vector
	before.Features(&w, &facts, &again)
	d.State.Same = true
	for i, f := range watch.Features() {
		if slices.Contains(stateGroups, f.Group) && math.Float64bits(again[i]) != math.Float64bits(d.Input.Vector[i]) &&
			!(math.IsNaN(again[i]) && math.IsNaN(d.Input.Vector[i])) {
			d.State.Same = false
		}
	}
	if !d.Event.Late {
		before.Add(&w)
	}
	next := w
	next.ID++
	before.Features(&next, &facts, &after)
	for i, f := range watch.Features() {
		if !slices.Contains(stateGroups, f.Group) {
			after[i] = math.NaN()
		}
	}
	d.State.After = &after
	return nil
}
