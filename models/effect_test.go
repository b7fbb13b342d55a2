package models

import (
	"errors"
	"math"
	"slices"
	"testing"
	"time"

	"pgregory.net/rapid"

	"candor/engine/decide"
	"candor/engine/drift"
	"candor/engine/effect"
)

var published = time.Date(2026, 3, 12, 9, 0, 0, 0, time.UTC)

func at(days float64) time.Time { return published.Add(time.Duration(days * float64(day))) }

func ptr(t time.Time) *time.Time { return &t }

// TestEffectWindows: equal lengths, the one before ends with the publication, the one after no later than now and the next publication.
func TestEffectWindows(t *testing.T) {
	for name, c := range map[string]struct {
		ask      EffectAsk
		next     *time.Time
		now      time.Time
		from, to time.Time // of the window after
		field    string    // refused
		code     string
	}{
		"a week":                     {EffectAsk{Days: 7, FollowDays: 7}, nil, at(40), at(0), at(7), "", ""},
		"a month that is not over":   {EffectAsk{Days: 30, FollowDays: 7}, nil, at(12), at(0), at(12), "", ""},
		"until the next version":     {EffectAsk{Days: 30, FollowDays: 7}, ptr(at(5)), at(40), at(0), at(5), "", ""},
		"dates":                      {EffectAsk{From: ptr(at(2)), To: ptr(at(9)), FollowDays: 30}, nil, at(40), at(2), at(9), "", ""},
		"the day of the publication": {EffectAsk{From: ptr(at(-0.375)), To: ptr(at(9)), FollowDays: 30}, nil, at(40), at(0), at(9), "", ""},
		"until the end of today":     {EffectAsk{From: ptr(at(2)), To: ptr(at(40.5)), FollowDays: 30}, nil, at(40), at(2), at(40), "", ""},
		"before the publication":     {EffectAsk{From: ptr(at(-2)), To: ptr(at(9)), FollowDays: 30}, nil, at(40), at(0), at(0), "from", "effect_from"},
		"past the next version":      {EffectAsk{From: ptr(at(2)), To: ptr(at(9)), FollowDays: 30}, ptr(at(5)), at(40), at(0), at(0), "to", "effect_to"},
		"to come":                    {EffectAsk{From: ptr(at(2)), To: ptr(at(90)), FollowDays: 30}, nil, at(40), at(0), at(0), "to", "effect_to"},
		"the wrong way round":        {EffectAsk{From: ptr(at(9)), To: ptr(at(2)), FollowDays: 30}, nil, at(40), at(0), at(0), "to", "effect_order"},
		"half of the dates":          {EffectAsk{From: ptr(at(9)), FollowDays: 30}, nil, at(40), at(0), at(0), "to", "required"},
		"the other half":             {EffectAsk{To: ptr(at(9)), FollowDays: 30}, nil, at(40), at(0), at(0), "from", "required"},
		"no such length":             {EffectAsk{Days: 8, FollowDays: 30}, nil, at(40), at(0), at(0), "days", "choice"},
		"no such following":          {EffectAsk{Days: 7, FollowDays: 8}, nil, at(40), at(0), at(0), "follow", "choice"},
		"just published":             {EffectAsk{Days: 7, FollowDays: 7}, nil, at(0), at(0), at(0), "", "effect_empty"},
	} {
		before, after, err := c.ask.Windows(published, c.next, c.now)
		if c.code != "" {
			var bad *Invalid
			if !errors.As(err, &bad) || bad.Fields[c.field].Code != c.code {
				t.Errorf("%s: %v, want %s %s", name, err, c.field, c.code)
			}
			continue
		}
		if err != nil || !after.From.Equal(c.from) || !after.To.Equal(c.to) || !before.To.Equal(published) || before.To.Sub(before.From) != after.To.Sub(after.From) {
			t.Errorf("%s: %v and %v, %v", name, before, after, err)
		}
	}
}

// TestDailyEffect: a longer window is chosen once both it and the following are over.
func TestDailyEffect(t *testing.T) {
	for days, want := range map[float64]int{0: 7, 13.9: 7, 14: 7, 59.9: 7, 60: 30, 90: 30, 180: 90} {
		if got := DailyEffect(time.Duration(days * float64(day))); got.Days != want || got.FollowDays != want {
			t.Errorf("after %v days: %+v", days, got)
		}
	}
}

// TestWhoCountsAsDefaulted: known after the assessment and within the following, the earliest source named.
func TestWhoCountsAsDefaulted(t *testing.T) {
	known := func(days float64, source string) EffectKnown { return EffectKnown{at(days), source} }
	for name, c := range map[string]struct {
		assessed        float64
		bad             []EffectKnown
		prior, immature int
		share           effect.Share
		source          string
	}{
		"good":                        {0, nil, 0, 0, effect.Share{Whole: 1}, ""},
		"bad in time":                 {0, []EffectKnown{known(6, EffectLabelled), known(5, EffectEvent)}, 0, 0, effect.Share{Part: 1, Whole: 1}, EffectEvent},
		"on the last moment":          {0, []EffectKnown{known(7, EffectLabelled)}, 0, 0, effect.Share{Part: 1, Whole: 1}, EffectLabelled},
		"too late":                    {0, []EffectKnown{known(7.1, EffectLabelled)}, 0, 0, effect.Share{Whole: 1}, ""},
		"known before":                {0, []EffectKnown{known(5, EffectEvent), known(0, EffectObserved)}, 1, 0, effect.Share{}, ""},
		"not followed yet":            {4, nil, 0, 1, effect.Share{}, ""},
		"bad, but not followed yet":   {4, []EffectKnown{known(5, EffectEvent)}, 0, 1, effect.Share{}, ""},
		"followed to the last moment": {3, nil, 0, 0, effect.Share{Whole: 1}, ""},
	} {
		s := NewEffectSide(EffectWindow{})
		s.Add(EffectAccount{At: at(c.assessed), Score: 1000, Bad: c.bad, Segments: map[string]string{SegmentBand: "good"}}, 7*day, at(10))
		if s.Accounts != 1 || s.Prior != c.prior || s.Immature != c.immature || s.Defaults != c.share || (c.source != "") != (s.Sources[c.source] == 1) {
			t.Errorf("%s: %+v", name, s)
		}
		if s.Segments[SegmentBand]["good"] != c.share || s.Scores[len(s.Scores)-1] != 1 {
			t.Errorf("%s: %+v", name, s)
		}
	}
}

// TestSidesAddUp: everybody assessed is at risk and followed, or said to be left out, and each dimension's segments are the whole.
func TestSidesAddUp(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s := NewEffectSide(EffectWindow{})
		n := rapid.IntRange(0, 60).Draw(t, "n")
		for range n {
			a := EffectAccount{At: at(rapid.Float64Range(0, 10).Draw(t, "at")), Score: rapid.IntRange(300, 1000).Draw(t, "score"), Segments: map[string]string{}}
			for _, d := range EffectDimensions() {
				a.Segments[d] = rapid.SampledFrom([]string{"x", "y", "z"}).Draw(t, "value")
			}
			for range rapid.IntRange(0, 2).Draw(t, "bad") {
				a.Bad = append(a.Bad, EffectKnown{at(rapid.Float64Range(-3, 20).Draw(t, "known")), EffectObserved})
			}
			s.Add(a, 7*day, at(12))
		}
		sources := 0
		for _, c := range s.Sources {
			sources += c
		}
		if s.Accounts != n || s.Prior+s.Immature+s.Defaults.Whole != n || sources != s.Defaults.Part || drift.Total(s.Scores) != n {
			t.Fatalf("%+v", s)
		}
		for _, d := range EffectDimensions() {
			sum := effect.Share{}
			for _, v := range s.Segments[d] {
				sum.Part, sum.Whole = sum.Part+v.Part, sum.Whole+v.Whole
			}
			if sum != s.Defaults {
				t.Fatalf("%s: %+v is not %+v", d, sum, s.Defaults)
			}
		}
		body := EffectBody{Before: s, After: s, Guards: GuardsOf(decide.Default())}
		if d := body.Defaults(); len(body.Crossed()) != 0 || (d.Difference.Value.Known() && d.Difference.Value != 0) {
			t.Fatalf("compared with itself: %+v", d)
		}
		if index, _ := body.Shift(); n > 0 && math.Abs(index) > 1e-12 {
			t.Fatalf("shift of %v from itself", index)
		}
	})
}

// TestAppealsOfSanctions: only sanctions that were followed for long enough, only appeals and verdicts within it.
func TestAppealsOfSanctions(t *testing.T) {
	s := NewEffectSide(EffectWindow{})
	s.AddSanction(at(0), nil, 7*day, at(10))
	s.AddSanction(at(0), []EffectAppeal{{Received: at(1), Decided: at(6), Overturned: true}}, 7*day, at(10))
	s.AddSanction(at(0), []EffectAppeal{{Received: at(1), Decided: at(8), Overturned: true}}, 7*day, at(10)) // verdict too late
	s.AddSanction(at(0), []EffectAppeal{{Received: at(8)}}, 7*day, at(10))                                   // appeal too late
	s.AddSanction(at(0), []EffectAppeal{{Received: at(1), Decided: at(2)}, {Received: at(3), Decided: at(4), Overturned: true}}, 7*day, at(10))
	s.AddSanction(at(4), []EffectAppeal{{Received: at(5), Decided: at(6), Overturned: true}}, 7*day, at(10)) // not followed yet
	if s.Sanctions != 6 || s.Appealed != (effect.Share{Part: 3, Whole: 5}) || s.Overturned != (effect.Share{Part: 2, Whole: 3}) {
		t.Errorf("%+v", s)
	}
	s.AddDecline(at(0), time.Time{}, 7*day, at(10))
	s.AddDecline(at(0), at(7), 7*day, at(10))
	s.AddDecline(at(0), at(8), 7*day, at(10))
	s.AddDecline(at(4), at(5), 7*day, at(10))
	if s.Declines != (effect.Share{Part: 1, Whole: 3}) {
		t.Errorf("declines %+v", s.Declines)
	}
}

// TestReviewersTime: renewals add up, what lies beyond a lease does not, and two people at one case do not lend each other time.
func TestReviewersTime(t *testing.T) {
	var c ReviewClock
	minute := func(n int) time.Time { return published.Add(time.Duration(n) * time.Minute) }
	c.Add(ActionCaseClaimed, "a", "anna", minute(0))
	c.Add(ActionCaseClaimed, "b", "ben", minute(1))
	c.Add(ActionCaseClaimed, "a", "anna", minute(10)) // 10
	c.Add(ActionCaseDecided, "a", "anna", minute(25)) // 15
	c.Add(ActionCaseDecided, "b", "ben", minute(17))  // 16: the lease was over
	c.Add(ActionCaseClaimed, "c", "anna", minute(30))
	c.Add(ActionCaseClaimed, "c", "ben", minute(40))  // another's
	c.Add(ActionCaseReleased, "c", "ben", minute(45)) // 5
	c.Add(ActionCaseDecided, "d", "ben", minute(50))  // claimed before the window
	if c.Held != 30*time.Minute || c.Cases != 3 {
		t.Errorf("%+v", c)
	}
}

// TestSegmentsAreJudgedTogether: Holm over those that have enough accounts, the larger first.
func TestSegmentsAreJudgedTogether(t *testing.T) {
	share := func(part, whole int) effect.Share { return effect.Share{Part: part, Whole: whole} }
	b := EffectBody{Before: NewEffectSide(EffectWindow{}), After: NewEffectSide(EffectWindow{})}
	b.Before.Segments[SegmentBand] = map[string]effect.Share{"good": share(100, 1000), "poor": share(20, 100), "gone": share(1, 5)}
	b.After.Segments[SegmentBand] = map[string]effect.Share{"good": share(150, 1000), "poor": share(22, 100), "new": share(0, 400)}
	list, tested := b.Segments()
	var names []string
	for _, s := range list {
		names = append(names, s.Value)
	}
	if !slices.Equal(names, []string{"good", "new", "poor", "gone"}) || tested != 2 {
		t.Fatalf("%v, %d tested", names, tested)
	}
	if good := list[0]; math.Abs(good.Adjusted-2*float64(good.P)) > 1e-15 || list[2].Adjusted != float64(list[2].P) || !math.IsNaN(list[1].Adjusted) {
		t.Errorf("%+v", list)
	}
}

// TestGuardsAreTheDocuments: a version is held against its own bounds, one from before they could be named against the shipped ones.
func TestGuardsAreTheDocuments(t *testing.T) {
	doc := decide.Default()
	doc.Guards.DefaultRiseBP, doc.Guards.OverturnBP = 5, 100
	if got := GuardsOf(doc); got != (effect.Guards{DefaultRiseBP: 5, OverturnBP: 100}) {
		t.Errorf("%+v", got)
	}
	doc.Guards = decide.Guards{}
	if got := GuardsOf(doc); got != (effect.Guards{DefaultRiseBP: 50, OverturnBP: 2_000}) {
		t.Errorf("%+v", got)
	}
}

// TestGuardAlertsOfAReport: what was crossed, by how much, and what there is nothing to say about.
func TestGuardAlertsOfAReport(t *testing.T) {
	r := EffectReport{ID: 5, PolicyVersion: 2, Body: EffectBody{Guards: GuardsOf(decide.Default())}}
	r.Body.Before.Defaults, r.Body.After.Defaults = effect.Share{Part: 300, Whole: 10_000}, effect.Share{Part: 500, Whole: 10_000}
	alerts := r.Alerts(published)
	if len(alerts) != 1 || alerts[0].Guard != effect.GuardDefaultRise || alerts[0].ValueBP != 200 || alerts[0].BoundBP != 50 || alerts[0].ReportID != 5 || alerts[0].PolicyVersion != 2 {
		t.Errorf("%+v", alerts)
	}
	if _, _, known := r.Body.GuardValue(effect.GuardOverturn); known {
		t.Error("an overturn rate of nothing")
	}
	if err := alerts[0].Close(7, "Anna", "", published); err == nil {
		t.Error("closed without a note")
	}
	if err := alerts[0].Close(7, "Anna", "a campaign", published); err != nil || alerts[0].State != DriftAlertClosed {
		t.Errorf("%v", err)
	}
	if err := alerts[0].Close(7, "Anna", "again", published); !errors.Is(err, ErrState) {
		t.Errorf("closed twice: %v", err)
	}
}
