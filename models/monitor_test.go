package models

import (
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestPercentileIsTheNearestRank(t *testing.T) {
	b := func(pairs ...int64) (list []Bucket) {
		for i := 0; i < len(pairs); i += 2 {
			list = append(list, Bucket{pairs[i], pairs[i+1]})
		}
		return list
	}
	for _, c := range []struct {
		name    string
		buckets []Bucket
		p       float64
		want    int64
	}{
		{"nothing", nil, 0.5, 0},
		{"one", b(7, 1), 0.99, 7},
		{"half of two", b(1, 1, 2, 1), 0.5, 1},
		{"above half of two", b(1, 1, 2, 1), 0.51, 2},
		{"19 of 20 are quick", b(10, 19, 500, 1), 0.95, 10},
		{"18 of 20 are quick", b(10, 18, 500, 2), 0.95, 500},
		{"unsorted", b(500, 2, 10, 18), 0.5, 10},
		{"empty buckets between", b(10, 0, 20, 5, 30, 0, 40, 5), 1, 40},
		{"all", b(10, 3, 20, 1), 1, 20},
	} {
		if got := Percentile(c.buckets, c.p); got != c.want {
			t.Errorf("%s: %d, want %d", c.name, got, c.want)
		}
	}
}

// TestPercentileAgreesWithAList compares with the value of nearest rank in a sorted list.
func TestPercentileAgreesWithAList(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	for range 200 {
		counts := map[int64]int64{}
		var list []int64
		for range 1 + r.IntN(300) {
			v := 1 + r.Int64N(40)
			counts[v]++
			list = append(list, v)
		}
		slices.Sort(list)
		for _, p := range []float64{0.5, 0.95, 0.99} {
			rank := max(1, int(float64(len(list))*p+0.9999999))
			if got, want := Percentile(bucketsOf(counts), p), list[rank-1]; got != want {
				t.Fatalf("p%v of %d values: %d, want %d", p, len(list), got, want)
			}
		}
	}
}

func TestPulseAddsUpMinutes(t *testing.T) {
	count := func(minute int64, kind, name string, n int64) MinuteCount {
		return MinuteCount{Minute: minute, Kind: kind, Name: name, N: n}
	}
	p := NewPulse([]MinuteCount{
		count(9, CountOutcome, "allow", 99), // before the stretch
		count(10, CountOutcome, "allow", 8), count(10, CountOutcome, "hold", 2), count(10, CountLatency, "100", 9), count(10, CountLatency, "900", 1),
		count(12, CountOutcome, "decline", 1), count(12, CountLatency, "nonsense", 5), count(12, CountLatency, "50", 1),
		count(10, CountRule, "b", 2), count(12, CountRule, "b", 1), count(12, CountRule, "a", 3), count(12, CountLane, "rules", 3),
		count(12, "unknown", "x", 7), count(12, CountOutcome, "no_such_rung", 7), count(13, CountOutcome, "allow", 99),
	}, 10, 12)
	want := Pulse{
		Minutes: []MonitorMinute{
			{Minute: 10, Total: 10, Outcomes: [5]int64{8, 0, 0, 2, 0}, Latency: Latency{100, 900, 900}}, {Minute: 11},
			{Minute: 12, Total: 1, Outcomes: [5]int64{0, 0, 0, 0, 1}, Latency: Latency{50, 50, 50}},
		},
		Total: 11, Outcomes: [5]int64{8, 0, 0, 2, 1}, Latency: Latency{100, 900, 900},
		Rules: []Counted{{"a", 3}, {"b", 3}}, Lanes: map[string]int64{"rules": 3},
	}
	if d := cmp.Diff(want, p); d != "" {
		t.Error(d)
	}
	if p.Noticed() != 3 || p.LastWhole().Minute != 11 {
		t.Errorf("noticed %d, last whole minute %d", p.Noticed(), p.LastWhole().Minute)
	}
	if empty := NewPulse(nil, 5, 4); len(empty.Minutes) != 0 || empty.LastWhole() != (MonitorMinute{}) {
		t.Errorf("no minutes: %+v", empty)
	}
}
