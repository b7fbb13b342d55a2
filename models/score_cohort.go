package models

import (
	"cmp"
	"fmt"
	"math"
	"slices"
	"time"

	"candor/engine/cohort"
	"candor/engine/decide"
	"candor/engine/score"
)

// CohortOf is what a score's cohort has in common with its account: how an account stands with the lender. Nothing that customers declare is
// among them, because that is kept for nothing but to measure fairness.
type CohortOf string

// The cohorts.
const (
	CohortBand     CohortOf = "band"     // the same band of the score
	CohortProduct  CohortOf = "product"  // the same products, no more and no fewer
	CohortProposal CohortOf = "proposal" // the engine proposed the same: to look at the account, or not
	CohortYear     CohortOf = "year"     // opened in the same calendar year of the lender's zone
	CohortAll      CohortOf = "all"      // every live account
)

// Cohorts lists the cohorts in the order pages show them; the first is the one without a choice.
func Cohorts() []CohortOf {
	return []CohortOf{CohortBand, CohortProduct, CohortProposal, CohortYear, CohortAll}
}

// Valid reports whether there is such a cohort.
func (c CohortOf) Valid() bool { return slices.Contains(Cohorts(), c) }

// How much of a cohort a page reads.
const (
	CohortMost = 2_000  // accounts of the cohort, those that were assessed last
	CohortLook = 20_000 // assessments that are looked through for them, the newest first
)

// ScoreCohort is one account's score beside those of a cohort, as they were last assessed by the same model.
type ScoreCohort struct {
	Account   Account
	Masked    Personal
	Decision  Decision // the one that counts, without what it was made from
	ModelName string
	Bands     []score.Band
	Products  []Product // of the account, in one order
	Of        CohortOf
	Year      int  // in which the account was opened, 0 where that is not known
	N         int  // accounts of the cohort that were read; the account itself is none of them
	More      bool // the cohort has more than CohortMost
	Looked    bool // only the newest CohortLook assessments were looked through, and there are older ones
	Score     cohort.Standing
	Scores    []int          // of the cohort, in no order that says anything
	Factors   []CohortFactor // the farthest from the cohort's median first
}

// Few reports whether the cohort is too small to show anything of it. Its figures are not there then.
func (c *ScoreCohort) Few() bool { return c.N < cohort.Fewest }

// Unnamed reports whether there is no such cohort of the account, because when it was opened is not known.
func (c *ScoreCohort) Unnamed() bool { return c.Of == CohortYear && c.Year == 0 }

// YearOf is the calendar year of a moment in a zone, 0 for none.
func YearOf(at *time.Time, zone *time.Location) int {
	if at == nil {
		return 0
	}
	return at.In(zone).Year()
}

// YearSpan is the first moment of a calendar year in a zone, and that of the next.
func YearSpan(year int, zone *time.Location) (from, to time.Time) {
	return time.Date(year, 1, 1, 0, 0, 0, 0, zone).UTC(), time.Date(year+1, 1, 1, 0, 0, 0, 0, zone).UTC()
}

// CohortFactor is what one factor gave the account, beside what it gave the cohort.
type CohortFactor struct {
	Key       string
	Points    int
	Missing   bool // of the account
	MissingOf int  // how many of the cohort it is missing of
	cohort.Standing
}

// Distance is how far the account's points are above the cohort's median, below 0 for below.
func (f *CohortFactor) Distance() float64 { return float64(f.Points) - f.Median }

// MostMissing reports whether the factor is missing of more than half the cohort.
func (f *CohortFactor) MostMissing() bool { return 2*f.MissingOf > f.N }

// Measure sets the account's assessment beside those of the cohort, all by one card. It counts them and, where they are too few, leaves it at
// that. It fails on an assessment that is not by the card.
func (c *ScoreCohort) Measure(card *score.Scorecard, own *decide.Result, others []decide.Result) error {
	c.N, c.Scores, c.Score, c.Factors = len(others), nil, cohort.Standing{}, nil
	if c.Few() {
		return nil
	}
	if err := byCard(card, own); err != nil {
		return err
	}
	c.Scores = make([]int, c.N)
	for i := range others {
		if err := byCard(card, &others[i]); err != nil {
			return err
		}
		c.Scores[i] = others[i].Score
	}
	c.Score = cohort.Stand(own.Score, c.Scores)
	given := make([]int, c.N)
	for i := range card.Factors {
		f := CohortFactor{Key: card.Factors[i].Key, Points: own.Points[i], Missing: card.Factors[i].Missing(own.Bins[i])}
		for j := range others {
			given[j] = others[j].Points[i]
			if card.Factors[i].Missing(others[j].Bins[i]) {
				f.MissingOf++
			}
		}
		f.Standing = cohort.Stand(f.Points, given)
		c.Factors = append(c.Factors, f)
	}
	slices.SortStableFunc(c.Factors, func(a, b CohortFactor) int {
		return cmp.Compare(math.Abs(b.Distance()), math.Abs(a.Distance()))
	})
	return nil
}

// byCard fails on an assessment with other factors or bins than a card's.
func byCard(card *score.Scorecard, r *decide.Result) error {
	if len(r.Bins) != len(card.Factors) || len(r.Points) != len(card.Factors) {
		return fmt.Errorf("cohort: %d bins and %d points for a card of %d factors", len(r.Bins), len(r.Points), len(card.Factors))
	}
	for i, bin := range r.Bins {
		if bin < 0 || bin >= len(card.Factors[i].Bins) {
			return fmt.Errorf("cohort: no bin %d of %s", bin, card.Factors[i].Key)
		}
	}
	return nil
}
