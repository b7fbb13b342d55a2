package data

import (
	"context"
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"candor/engine/decide"
	"candor/engine/watch"
	"candor/models"
)

// travelling is a login in a city that says nothing of coordinates.
func travelling(a *models.Account, c *clock, external, city string) models.NewEvent {
	return models.NewEvent{Source: a.Source, ExternalID: external, Account: a.ExternalID, Kind: models.EventLogin, At: c.now(), City: city}
}

// TestImpossibleTravelIsFoundFromCities sends events with cities and no coordinates: the shipped rule fires from what lies between the
// centres, an unknown city and the cities of events from before stay without a place, and everything comes out again.
func TestImpossibleTravelIsFoundFromCities(t *testing.T) {
	forEachDB(t, func(t *testing.T, s *Store, c *clock) {
		ctx := context.Background()
		a := lenderAccount(t, s, "A-1")
		fired := func(d *models.Decided) []string {
			var keys []string
			for _, f := range must[decide.EventResult](t)(d.Event.Decided()).Fired {
				keys = append(keys, f.Rule)
			}
			return keys
		}
		before := s.eventRow(travelling(a, c, "E-0", "Kunming"), a.ID)
		before.Body.Lat, before.Body.Lon, before.Body.Centre = nil, nil, false
		if w := must[watch.Event](t)(before.Watched()); w.HasPlace {
			t.Error("an event from before cities were known has a place now")
		}
		decideNow(t, s, travelling(a, c, "E-1", "成都市"))
		c.advance(30 * time.Minute)
		far := decideNow(t, s, travelling(a, c, "E-2", "Harbin"))
		if !slices.Contains(fired(far), "impossible_travel") || far.Event.Outcome != models.OutcomeStepUp || !far.Event.Body.Centre {
			t.Errorf("Chengdu to Harbin in half an hour: %s by %v, %+v", far.Event.Outcome, fired(far), far.Event.Body)
		}
		c.advance(30 * time.Minute)
		if d := decideNow(t, s, travelling(a, c, "E-3", "Nowhere")); slices.Contains(fired(d), "impossible_travel") || d.Event.Body.Lat != nil {
			t.Errorf("a city that is not known: %v, %+v", fired(d), d.Event.Body)
		}
		c.advance(30 * time.Minute)
		placed := travelling(a, c, "E-4", "Harbin")
		lat, lon := 45.71, 126.62
		placed.Lat, placed.Lon = &lat, &lon
		if d := decideNow(t, s, placed); d.Event.Body.Centre || *d.Event.Body.Lat != lat || slices.Contains(fired(d), "impossible_travel") {
			t.Errorf("coordinates that were sent: %v, %+v", fired(d), d.Event.Body)
		}
		detail := must[*models.EventDetail](t)(s.EventDetail(ctx, far.Event.ID))
		if !detail.Identical || !detail.State.Same {
			t.Errorf("identical %t, the state gives the same %t", detail.Identical, detail.State.Same)
		}
		if d := cmp.Diff(ReplayResult{Decisions: 4, Identical: 4}, must[ReplayResult](t)(s.ReplayAll(ctx, nil))); d != "" {
			t.Error(d)
		}
		if done := must[models.Rebuilt](t)(s.RebuildState(ctx, anna, a.ID)); done.Changed {
			t.Error("the state built anew is another")
		}
	})
}
