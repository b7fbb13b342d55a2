package handlers

import (
	"net/http"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"candor/models"
)

// someTravels is an account that was in Chengdu and, half an hour later, in Harbin.
func someTravels() models.Travels {
	return models.Travels{
		Places: []models.Place{
			{City: "Harbin", Lat: 45.8, Lon: 126.5, Centre: true, Here: true, N: 1, First: testNow, Latest: testNow},
			{City: "<b>Chengdu", Lat: 30.66, Lon: 104.07, N: 40, First: testNow.AddDate(0, -2, 0), Latest: testNow.Add(-30 * time.Minute)},
			{Lat: -12.34, Lon: 130.84, N: 2, First: testNow.AddDate(0, -1, 0), Latest: testNow.AddDate(0, -1, 0)},
		},
		Moves: []models.Move{{From: 1, To: 0, Event: 9 << 40, At: testNow, Km: 2404.4, Hours: .5}}, Unplaced: 3, MorePlaces: 1, MoreMoves: 2, Unknown: 1, Within: 2,
	}
}

func travelled(t *testing.T, travels models.Travels) *Events {
	t.Helper()
	e := someEvent(t)
	return &Events{Site: testSite(t), Store: &realtimeStore{events: func(models.EventFilter) (*models.AccountEvents, error) {
		return &models.AccountEvents{Account: e.Account, Masked: e.Masked, Items: []models.Event{e.Event}, Sampled: 46, Travels: travels}, nil
	}}}
}

// TestThePageOfEventsLooksAsItDid compares an account's events with what is checked in, in both languages.
func TestThePageOfEventsLooksAsItDid(t *testing.T) {
	h := travelled(t, someTravels())
	for _, lang := range []string{"en", "zh-CN"} {
		w := call(h.Site, as(t, models.RoleLead, lang), h.List, http.MethodGet, "/x", nil, "id", someEvent(t).Account.PublicID())
		want(t, w, http.StatusOK)
		lacks(t, w, "⟦", "NaN", "%!", "<no value>", " style=", "<b>Chengdu", canary.Name)
		compare(t, filepath.Join("..", "views", "testdata", "account-events."+lang+".html"), mainOf(w))
	}
}

// TestMovesAreForThoseWhoMayReadScores: customer service sees places, and nothing of what the engine found.
func TestMovesAreForThoseWhoMayReadScores(t *testing.T) {
	h, id := travelled(t, someTravels()), someEvent(t).Account.PublicID()
	moves := []string{"geo-way", "impossible", "2,404 km", "4,808 km/h", "/decisions/" + models.ID(9<<40).Public(models.PrefixDecision)}
	w := call(h.Site, as(t, models.RoleLead, "en"), h.List, http.MethodGet, "/x", nil, "id", id)
	want(t, w, 200, append(moves, "Harbin, the last known place: one event", "12.3°S 130.8°E", "30 min", "2 older moves", "One more move started at", "2 more moves each led from one point to another of the same place", "3 events are stored without coordinates", "&lt;b&gt;Chengdu: 40 events")...)
	w = call(h.Site, as(t, models.RoleService, "en"), h.List, http.MethodGet, "/x", nil, "id", id)
	want(t, w, 200, "Harbin, the last known place", "One more place", `class="geo"`)
	lacks(t, w, moves...)
}

// TestOnePlaceIsASentence, and so is none; without a move the page says that none was found.
func TestOnePlaceIsASentence(t *testing.T) {
	id := someEvent(t).Account.PublicID()
	page := func(travels models.Travels) string {
		h := travelled(t, travels)
		return call(h.Site, as(t, models.RoleLead, "en"), h.List, http.MethodGet, "/x", nil, "id", id).Body.String()
	}
	all := someTravels()
	for name, c := range map[string]struct {
		travels models.Travels
		says    string
		drawn   bool
	}{
		"none":    {models.Travels{Unplaced: 46}, "All of these events are stored without coordinates", false},
		"one":     {models.Travels{Places: all.Places[:1]}, "with a known place came from Harbin.", false},
		"no name": {models.Travels{Places: all.Places[2:]}, "came from 12.3°S 130.8°E.", false},
		"no move": {models.Travels{Places: all.Places}, "found a move impossible.", true},
	} {
		if got := page(c.travels); !strings.Contains(got, c.says) || strings.Contains(got, `class="geo"`) != c.drawn {
			t.Errorf("%s: not %q, or drawn %s", name, c.says, strconv.FormatBool(!c.drawn))
		}
	}
}

// TestShortMovesAreInMinutes and shorter ones in seconds; what rounds to an hour or a minute is one.
func TestShortMovesAreInMinutes(t *testing.T) {
	for lang, c := range map[string]map[float64]string{
		"en":    {26.25: "26.25 h", 1: "1.00 h", .9999: "1.00 h", .5: "30 min", .025: "1.5 min", 1.0 / 60: "1 min", 59.99 / 3600: "1 min", 59.0 / 3600: "59 s", 0: "0 s"},
		"zh-CN": {2: "2.00 小时", 1.0 / 60: "1 分钟", 1.0 / 3600: "1 秒"},
	} {
		l := testLabels(t)
		l.p.Texts = wordsOf(t, lang)
		for hours, says := range c {
			if got := l.hours(hours); got != says {
				t.Errorf("%s: %v hours are %q, want %q", lang, hours, got, says)
			}
		}
	}
}
