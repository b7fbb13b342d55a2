package models_test

import (
	"fmt"
	"testing"
	"time"

	"candor/engine/decide"
	"candor/models"
)

// placed is an event at a place, with the reasons of its decision.
func placed(t *testing.T, id models.ID, at time.Time, city string, lat, lon float64, reasons ...string) models.Event {
	t.Helper()
	r := decide.EventResult{Outcome: models.OutcomeStepUp, Reasons: reasons}
	b, err := r.Encode()
	if err != nil {
		t.Fatal(err)
	}
	return models.Event{ID: id, At: at, Kind: models.EventLogin, Outcome: models.OutcomeStepUp, Result: b, Body: models.EventBody{City: city, Lat: &lat, Lon: &lon}}
}

// TestTravelsAreBounded gives an account more places and more impossible moves than a page shows: the newest moves stay, with their places,
// and what is left out is counted.
func TestTravelsAreBounded(t *testing.T) {
	at := time.Date(2026, 3, 1, 0, 0, 0, 0, time.UTC)
	var events []models.Event // oldest last
	for i := range 60 {
		reasons := []string{"x"}
		if i < 30 && i%2 == 0 { // the older half moved
			reasons = append(reasons, models.ReasonTravel)
		}
		events = append([]models.Event{placed(t, models.ID(i+1), at.Add(time.Duration(i)*time.Minute), fmt.Sprint("c", i), float64(i), 100, reasons...)}, events...)
	}
	got := models.TravelsOf(events)
	if len(got.Places) != models.MostPlaces || got.MorePlaces != 36 || len(got.Moves) != models.MostMoves {
		t.Fatalf("%d places and %d more, %d moves and %d more", len(got.Places), got.MorePlaces, len(got.Moves), got.MoreMoves)
	}
	if got.MoreMoves != 5 || got.Unknown != 0 { // the first event has none before it, and is beyond the ten
		t.Errorf("%d more moves, %d unknown", got.MoreMoves, got.Unknown)
	}
	for i, m := range got.Moves {
		to := 28 - 2*i
		if got.Places[m.From].City != fmt.Sprint("c", to-1) || got.Places[m.To].City != fmt.Sprint("c", to) || m.Event != models.ID(to+1) {
			t.Errorf("move %d: %+v from %s to %s", i, m, got.Places[m.From].City, got.Places[m.To].City)
		}
	}
	for i := range got.Places[1:] {
		if got.Places[i].Latest.Before(got.Places[i+1].Latest) {
			t.Errorf("place %d is older than the next", i)
		}
	}
	if !got.Places[0].Here || got.Places[1].Here {
		t.Error("the last place is not where the next move is measured from")
	}
}

// TestMovesStartWhereTheAccountWasKnownToBe leaves out of a move's start what came later or too late, and says when nothing is left.
func TestMovesStartWhereTheAccountWasKnownToBe(t *testing.T) {
	at := time.Date(2026, 3, 1, 0, 0, 0, 0, time.UTC)
	late := placed(t, 2, at.Add(time.Minute), "late", 10, 10)
	late.Late = true
	move := placed(t, 3, at.Add(time.Hour), "to", 40, 100, models.ReasonTravel)
	after := placed(t, 4, at.Add(30*time.Minute), "received after", 50, 100)
	first := placed(t, 1, at, "from", 30, 100)
	got := models.TravelsOf([]models.Event{after, move, late, first})
	if len(got.Moves) != 1 || got.Places[got.Moves[0].From].City != "from" || got.Moves[0].Hours != 1 {
		t.Errorf("%+v", got.Moves)
	}
	if got := models.TravelsOf([]models.Event{after, move, late}); len(got.Moves) != 0 || got.Unknown != 1 {
		t.Errorf("a start that was not read: %+v", got)
	}
	fixed := at.Add(10 * time.Minute)
	late.CorrectedAt = &fixed
	if got := models.TravelsOf([]models.Event{move, late, first}); len(got.Moves) != 1 || got.Places[got.Moves[0].From].City != "late" {
		t.Errorf("corrected before: %+v", got.Moves)
	}
	near, next := placed(t, 5, at, "", 30, 100), placed(t, 6, at.Add(time.Minute), "", 30.3, 100, models.ReasonTravel)
	if got := models.TravelsOf([]models.Event{next, near}); len(got.Places) != 1 || len(got.Moves) != 0 || got.Within != 1 || got.Unknown != 0 {
		t.Errorf("two points of one place: %+v", got)
	}
	move.Result = []byte("?")
	if got := models.TravelsOf([]models.Event{move, late, first}); len(got.Moves) != 0 || len(got.Places) != 3 {
		t.Errorf("a decision that cannot be read: %+v", got)
	}
	if got := models.TravelsOf(nil); len(got.Places)+len(got.Moves)+got.Unplaced != 0 {
		t.Errorf("no events: %+v", got)
	}
}
