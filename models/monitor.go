package models

import (
	"cmp"
	"math"
	"slices"
	"strconv"

	"candor/engine/rules"
)

// What a MinuteCount counts: its Kind.
const (
	CountOutcome = "outcome"
	CountLatency = "latency"
	CountRule    = "rule"
	CountLane    = "lane"
)

// Bucket is how many times lay up to an upper end and above the end of the bucket before.
type Bucket struct{ UpTo, N int64 }

// Percentile is the upper end of the bucket that holds the value of nearest rank ⌈p·n⌉, for p
// above 0 up to 1: at least that share of all times was no longer. 0 when there are none.
func Percentile(buckets []Bucket, p float64) int64 {
	sorted := slices.Clone(buckets)
	slices.SortFunc(sorted, func(a, b Bucket) int { return cmp.Compare(a.UpTo, b.UpTo) })
	var all int64
	for _, b := range sorted {
		all += b.N
	}
	rank := max(int64(math.Ceil(p*float64(all))), 1)
	var seen int64
	for _, b := range sorted {
		if seen += b.N; seen >= rank {
			return b.UpTo
		}
	}
	return 0
}

// Latency is how long decisions took, in microseconds; 0 without any.
type Latency struct{ P50, P95, P99 int64 }

// LatencyOf reads the three percentiles that pages show.
func LatencyOf(buckets []Bucket) Latency {
	return Latency{Percentile(buckets, 0.5), Percentile(buckets, 0.95), Percentile(buckets, 0.99)}
}

// MonitorMinute is what one minute decided. Outcomes are counted in the order of the ladder.
type MonitorMinute struct {
	Minute   int64 // since 1970
	Total    int64
	Outcomes [5]int64
	Latency
}

// Counted is a name with how often it was counted.
type Counted struct {
	Name string
	N    int64
}

// Pulse is the decisions of a stretch of minutes.
type Pulse struct {
	Minutes  []MonitorMinute // each minute, the oldest first, also those without a decision
	Total    int64
	Outcomes [5]int64
	Latency            // of the whole stretch
	Rules    []Counted // that fired, the most often first
	Lanes    map[string]int64
}

// PulseMinutes is how far back the monitor looks.
const PulseMinutes = 60

// NewPulse adds up counts of the minutes from first to last. Counts of other minutes, and of
// kinds that it does not know, are left out.
func NewPulse(rows []MinuteCount, first, last int64) Pulse {
	p := Pulse{Minutes: make([]MonitorMinute, max(last-first+1, 0)), Lanes: map[string]int64{}}
	for i := range p.Minutes {
		p.Minutes[i].Minute = first + int64(i)
	}
	each := make([]map[int64]int64, len(p.Minutes))
	all, fired := map[int64]int64{}, map[string]int64{}
	for _, r := range rows {
		if r.Minute < first || r.Minute > last {
			continue
		}
		at := r.Minute - first
		switch r.Kind {
		case CountOutcome:
			p.outcome(at, Outcome(r.Name), r.N)
		case CountLatency:
			upTo, err := strconv.ParseInt(r.Name, 10, 64)
			if err != nil {
				continue
			}
			if each[at] == nil {
				each[at] = map[int64]int64{}
			}
			each[at][upTo] += r.N
			all[upTo] += r.N
		case CountRule:
			fired[r.Name] += r.N
		case CountLane:
			p.Lanes[r.Name] += r.N
		}
	}
	for i := range p.Minutes {
		p.Minutes[i].Latency = LatencyOf(bucketsOf(each[i]))
	}
	p.Latency, p.Rules = LatencyOf(bucketsOf(all)), ranked(fired)
	return p
}

func (p *Pulse) outcome(at int64, o Outcome, n int64) {
	rung := slices.Index(rules.Outcomes, o)
	if rung < 0 {
		return
	}
	m := &p.Minutes[at]
	m.Outcomes[rung] += n
	m.Total += n
	p.Outcomes[rung] += n
	p.Total += n
}

func bucketsOf(counts map[int64]int64) []Bucket {
	list := make([]Bucket, 0, len(counts))
	for upTo, n := range counts {
		list = append(list, Bucket{upTo, n})
	}
	return list
}

func ranked(counts map[string]int64) []Counted {
	list := make([]Counted, 0, len(counts))
	for name, n := range counts {
		list = append(list, Counted{name, n})
	}
	slices.SortFunc(list, func(a, b Counted) int { return cmp.Or(cmp.Compare(b.N, a.N), cmp.Compare(a.Name, b.Name)) })
	return list
}

// Noticed is how many decisions were not plain allow.
func (p *Pulse) Noticed() int64 { return p.Total - p.Outcomes[0] }

// LastWhole is the newest minute that is over, the zero minute when there is none.
func (p *Pulse) LastWhole() MonitorMinute {
	if len(p.Minutes) < 2 {
		return MonitorMinute{}
	}
	return p.Minutes[len(p.Minutes)-2]
}

// MonitorWaiting is what waits for somebody. Counts stop at CountCap.
type MonitorWaiting struct {
	Challenges int // open
	Held       int // events that a person must release or cancel
	Late       int // events that are not in their account's state yet
}

// EventItem is an event with the account it is about, as lists show it.
type EventItem struct {
	Event
	Account Account  // id, ExternalID, status
	Masked  Personal // of the name alone
}
