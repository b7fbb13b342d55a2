package learn

import (
	"cmp"
	"math"
	"slices"
)

// AveragePrecision returns the area under the curve of precision over recall, Σ (R_n - R_n-1)·P_n over the thresholds from the
// highest risk down, within 0..1; events of equal risk share one threshold. NaN when nothing is bad. It does not interpolate
// (Zhu, Recall, precision and average precision, University of Waterloo 2004; Davis and Goadrich, The relationship between
// precision-recall and ROC curves, ICML 2006, why one must not).
func AveragePrecision(risk []float64, bad []bool) float64 {
	list := rank(risk, bad)
	all := countBads(bad)
	if all == 0 {
		return math.NaN()
	}
	area, found, taken := 0.0, 0, 0
	for end := len(list); end > 0; {
		from, here := end, 0
		for ; from > 0 && cmp.Compare(list[from-1].risk, list[end-1].risk) == 0; from-- {
			taken++
			if list[from-1].bad {
				here++
			}
		}
		found += here
		area += float64(here) / float64(all) * float64(found) / float64(taken)
		end = from
	}
	return area
}

// CardEvent is one event as CardPrecision takes it.
type CardEvent struct {
	Day  int64
	Card int64 // card, or account
	Risk float64
	Bad  bool
}

// card is the worst that a card's events of one day say.
type card struct {
	id   int64
	risk float64
	bad  bool
}

// CardPrecision returns what share of the k cards with the highest risk of a day are bad, a card's risk being the highest of its
// events that day, averaged over the days that have events, within 0..1. A bad card that was among the k counts no more on later
// days: it would have been blocked. Of equal risks the card with the lower number goes first. NaN without events. The days of
// fewer than k cards divide by k as the others do.
//
// Source: Le Borgne, Siblini, Lebichot and Bontempi, Reproducible Machine Learning for Credit Card Fraud Detection - Practical
// Handbook, 2022, chapter 4, "Card Precision top-k".
func CardPrecision(events []CardEvent, k int) float64 {
	days := map[int64]map[int64]card{}
	for _, e := range events {
		cards := days[e.Day]
		if cards == nil {
			cards = map[int64]card{}
			days[e.Day] = cards
		}
		c, known := cards[e.Card]
		if !known {
			c = card{e.Card, e.Risk, false}
		}
		c.risk, c.bad = max(c.risk, e.Risk), c.bad || e.Bad
		cards[e.Card] = c
	}
	order := make([]int64, 0, len(days))
	for day := range days {
		order = append(order, day)
	}
	slices.Sort(order)
	found := map[int64]bool{}
	sum := 0.0
	for _, day := range order {
		sum += float64(foundOn(days[day], found, k)) / float64(k)
	}
	return sum / float64(len(order)) // 0/0 is NaN
}

// foundOn counts the bad cards among the k riskiest of a day and adds them to those found.
func foundOn(cards map[int64]card, found map[int64]bool, k int) int {
	var list []card
	for _, c := range cards {
		if !found[c.id] {
			list = append(list, c)
		}
	}
	slices.SortFunc(list, func(a, b card) int { return cmp.Or(cmp.Compare(b.risk, a.risk), cmp.Compare(a.id, b.id)) })
	n := 0
	for _, c := range list[:min(k, len(list))] {
		if c.bad {
			found[c.id] = true
			n++
		}
	}
	return n
}
