package data

import (
	"crypto/rand"
	"fmt"
	"math"
	"strings"
	"testing"
	"time"

	"gorm.io/gorm"

	"candor/engine/decide"
	"candor/engine/watch"
	"candor/models"
)

// TestPlacesAndMovesOfAnAccount reads where events came from and which ways between them were found impossible: kilometres and hours are
// those that the decision was made with, and what failed, was repaid or came late is not where the account was.
func TestPlacesAndMovesOfAnAccount(t *testing.T) {
	forEachDB(t, func(t *testing.T, s *Store, c *clock) {
		a := lenderAccount(t, s, "A-1")
		n := 0
		in := func(city string, lat, lon float64, kind models.EventKind) *models.Decided {
			n++
			e := travelling(a, c, fmt.Sprintf("E-%d", n), city)
			if e.Kind = kind; lat != 0 {
				e.Lat, e.Lon = &lat, &lon
			}
			c.advance(30 * time.Minute)
			e.At = c.now()
			return decideNow(t, s, e)
		}
		in("Chengdu", 0, 0, models.EventLogin)
		in("Chengdu", 30.66, 104.07, models.EventLogin)
		in("Kunming", 0, 0, models.EventLoginFailed) // a wrong password says nothing of where the customer is
		far := in("Harbin", 0, 0, models.EventLogin)
		in("Harbin", 20.02, 110.4, models.EventLogin) // the name of one city and the coordinates of another
		in("", 0, 0, models.EventLogin)
		got := must[*models.AccountEvents](t)(s.AccountEvents(ctx, models.EventFilter{AccountID: a.ID, Limit: 2})).Travels
		var names []string
		for _, p := range got.Places {
			names = append(names, fmt.Sprintf("%s %.1f %.1f %d %t %t", p.City, p.Lat, p.Lon, p.N, p.Centre, p.Here))
		}
		want := "Harbin 20.0 110.4 1 false true|Harbin 45.8 126.5 1 true false|Kunming 25.0 102.7 1 true false|Chengdu 30.7 104.1 2 false false"
		if strings.Join(names, "|") != want || got.Unplaced != 1 || got.MorePlaces != 0 {
			t.Errorf("places %q, %d without one", names, got.Unplaced)
		}
		if len(got.Moves) != 2 || got.MoreMoves != 0 || got.Unknown != 0 {
			t.Fatalf("moves %+v", got)
		}
		first := got.Moves[1]
		vector := must[*decide.EventInput](t)(decide.DecodeEventInput(far.Event.Input)).Vector
		km, _ := watch.Lookup("travel_km")
		kmh, _ := watch.Lookup("travel_kmh")
		if first.Event != far.Event.ID || got.Places[first.From].City != "Chengdu" || first.Km != vector[km] || math.Abs(first.Km/first.Hours-vector[kmh]) > 1e-9 || first.Hours != 1 {
			t.Errorf("Chengdu to Harbin %+v; decided with %v km, %v km/h", first, vector[km], vector[kmh])
		}
		if m := got.Moves[0]; m.From != 1 || m.To != 0 {
			t.Errorf("the second move %+v", m)
		}
	})
}

// TestPlacesAreReadByIndex: SQLite finds the newest events of an account by their index, in order, and no other rows.
func TestPlacesAreReadByIndex(t *testing.T) {
	s := openTest(t, Options{Dir: t.TempDir(), Now: newClock().now, Rand: rand.Reader}) // the words of a plan are SQLite's
	var steps []struct{ Detail string }
	err := s.read(ctx, func(db *gorm.DB) error {
		q := eventSample(db.Session(&gorm.Session{DryRun: true}), 1).Find(&[]models.Event{}).Statement
		return db.Raw("EXPLAIN QUERY PLAN "+q.SQL.String(), q.Vars...).Scan(&steps).Error
	})
	if err != nil {
		t.Fatal(err)
	}
	if len(steps) != 1 || steps[0].Detail != "SEARCH events USING INDEX events_account (account_id=?)" {
		t.Errorf("read by %v", steps)
	}
}
