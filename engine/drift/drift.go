package drift

import (
	"math"
	"time"

	"candor/engine/learn"
	"candor/engine/score"
)

// Levels of the index, and from how many assessments on it is judged at the earliest; see Needed.
const (
	WatchFrom = 0.1
	AlarmFrom = 0.25
	Fewest    = 200
)

// ScoreKey is the score among the keys of factors, ScoreStep the points of one of its buckets.
const (
	ScoreKey  = "score"
	ScoreStep = 10
)

// Level is how much an index matters.
type Level string

// The levels.
const (
	TooFew Level = "few"
	Steady Level = "steady"
	Watch  Level = "watch"
	Alarm  Level = "alarm"
	Base   Level = "base" // the week that others are compared with; LevelOf never gives it
)

// Needed is from how many assessments on an index of so many bins is judged: Fewest, and enough that by chance alone it is about 0.05.
func Needed(bins int) int { return max(Fewest, 20*(bins-1)) }

// LevelOf judges an index of bins over n assessments; an index that is no number is TooFew.
func LevelOf(index float64, bins, n int) Level {
	switch {
	case n < Needed(bins) || math.IsNaN(index):
		return TooFew
	case index >= AlarmFrom:
		return Alarm
	case index >= WatchFrom:
		return Watch
	}
	return Steady
}

// Week is the ISO week of a moment, year·100 + week.
func Week(at time.Time) int {
	year, week := at.UTC().ISOWeek()
	return year*100 + week
}

// Monday is when a week begins. The fourth of January is always in week 1.
func Monday(week int) time.Time {
	fourth := time.Date(week/100, 1, 4, 0, 0, 0, 0, time.UTC)
	first := fourth.AddDate(0, 0, -(int(fourth.Weekday())+6)%7)
	return first.AddDate(0, 0, 7*(week%100-1))
}

// Buckets is how many buckets the score of a card has.
func Buckets(card *score.Scorecard) int { return (card.Max-card.Min)/ScoreStep + 1 }

// Bucket is where a sum of a card's points lies; a sum beyond the scale counts as its nearest end. Caps and overrides play no part: they are
// policy, and the population is what is watched.
func Bucket(card *score.Scorecard, sum int) int {
	return (min(max(sum, card.Min), card.Max) - card.Min) / ScoreStep
}

// Reference is the training distribution of a factor of a card, nil for a factor that the card does not have.
func Reference(card *score.Scorecard, key string) []int {
	for _, f := range card.Factors {
		if f.Key == key {
			counts := make([]int, len(f.Bins))
			for i, b := range f.Bins {
				counts[i] = b.Count
			}
			return counts
		}
	}
	return nil
}

// Groups puts neighbouring buckets together so that each group but the last has at least 1/n of the reference, and returns where the groups
// start, the first at 0. There is one group when the reference is empty.
func Groups(reference []int, n int) []int {
	total := 0
	for _, c := range reference {
		total += c
	}
	starts, held := []int{0}, 0
	left := total
	for i, c := range reference {
		if i > 0 && held*n >= total && left*n >= total && total > 0 {
			starts, held = append(starts, i), 0
		}
		held += c
		left -= c
	}
	return starts
}

// Regroup adds up counts by the groups that start at the given buckets.
func Regroup(counts, starts []int) []int {
	out := make([]int, len(starts))
	group := 0
	for i, c := range counts {
		for group+1 < len(starts) && i >= starts[group+1] {
			group++
		}
		out[group] += c
	}
	return out
}

// Index is the stability index of a week against a reference; see learn.PSI.
func Index(reference, week []int) float64 { return learn.PSI(reference, week) }

// Total sums counts.
func Total(counts []int) int {
	n := 0
	for _, c := range counts {
		n += c
	}
	return n
}
