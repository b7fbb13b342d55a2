package learn

import (
	"fmt"
	"math"

	"candor/engine/factor"
	"candor/engine/score"
)

// AdditiveOptions are the choices of one training of a boosted additive card.
type AdditiveOptions struct {
	Rounds   int                 // over all factors; 80 when 0
	Scale    score.Scale         // of the points
	Min, Max int                 // of the scale
	Progress func(done, all int) // after each round; may be nil
}

// The settings of the boosting. They were chosen on the weeks of May 2018 of the simulated card transactions that the test
// beside this file reads, none of which is in the weeks it is tested on; small changes of any of them change little.
const (
	additiveRounds = 80
	learningRate   = 0.1
	leafRidge      = 3.0  // added to the curvature of a leaf: what it takes to believe in one
	leafRows       = 20.0 // rows on either side of a split, and in the missing bin
	additiveGroups = 56   // quantile groups, besides the tails
	mostRounds     = 10_000
)

// tails are quantiles that get a cut of their own: what is rare is at the ends.
var tails = [...]float64{0.995, 0.9975, 0.999}

// Shape is one factor of an additive card.
type Shape struct {
	Key    string      `json:"key"`
	Weight float64     `json:"weight"` // mean distance of its points from their mean, over the training rows
	Bins   []score.Bin `json:"bins"`
}

// AdditiveReport says what an additive card was made of. Its quality is for the caller to measure on rows that it has not seen.
type AdditiveReport struct {
	Rows    int       `json:"rows"`
	Bads    int       `json:"bads"`
	Rounds  int       `json:"rounds"`
	Shapes  []Shape   `json:"shapes"` // in the order of the specs
	Dropped []Dropped `json:"dropped"`
	SHA256  string    `json:"sha256"` // Data.Fingerprint
}

// TrainAdditive learns a card whose log odds are a sum of one step function a factor, by cyclic gradient boosting: round after
// round, each factor in turn gets a small step up or down at the one cut that lowers the log loss most, given all other factors
// as they stand. The steps of one factor add up to its shape over quantile bins, and the shape, times the points of one unit of
// log odds and rounded, is its column of the scorecard: nothing of the model is outside the card. Where a factor says which way
// is safer, only steps of that direction are taken, so that its points only rise or only fall. What is missing has a value of
// its own. The same data give the same card on any number of cores.
//
// It suits what the weight-of-evidence card cannot do, whose bins hold a twentieth of the rows each and whose shapes are those
// of each factor alone: bads of under one in a hundred, most of them in the tails, and factors that overlap.
//
// Sources: Lou, Caruana and Gehrke, Intelligible models for classification and regression, KDD 2012, on boosted shallow trees a
// factor; Nori, Jenkins, Koch and Caruana, InterpretML, arXiv 1909.09223, 2019, on the cyclic order with a small rate; Friedman,
// Hastie and Tibshirani, Additive logistic regression, Annals of Statistics 28, 2000, on the Newton step of a leaf; Chen and
// Guestrin, XGBoost, KDD 2016, equation 6 and 7, on the gain of a split with a ridge.
func TrainAdditive(d Data, o AdditiveOptions) (score.Scorecard, AdditiveReport, error) {
	if o.Rounds == 0 {
		o.Rounds = additiveRounds
	}
	if o.Rounds < 0 || o.Rounds > mostRounds {
		return score.Scorecard{}, AdditiveReport{}, fmt.Errorf("train: %d rounds, want 1 to %d", o.Rounds, mostRounds)
	}
	if err := d.check(); err != nil {
		return score.Scorecard{}, AdditiveReport{}, fmt.Errorf("train: %w", err)
	}
	b, dropped := newBooster(d)
	for round := range o.Rounds {
		for j := range b.terms {
			b.step(&b.terms[j])
		}
		if o.Progress != nil {
			o.Progress(round+1, o.Rounds)
		}
	}
	report := AdditiveReport{Rows: len(d.Rows), Bads: countBads(d.Labels), Rounds: o.Rounds, Dropped: dropped, SHA256: d.Fingerprint()}
	card := b.compile(d, o, &report)
	if len(card.Factors) == 0 {
		return score.Scorecard{}, AdditiveReport{}, fmt.Errorf("train: %w", errNothingLeft)
	}
	if err := name(&card); err != nil {
		return score.Scorecard{}, AdditiveReport{}, fmt.Errorf("train: %w", err)
	}
	return card, report, nil
}

// compile turns shapes into whole points. Each shape is centred on the training rows, so that its points say how far a value is
// from the average event, and the base takes the rest.
func (b *booster) compile(d Data, o AdditiveOptions, report *AdditiveReport) score.Scorecard {
	bads := float64(report.Bads)
	book := tally{good: float64(report.Rows) - bads, bad: bads}
	margin := b.start
	card := score.Scorecard{
		Schema: score.Schema, ID: "unnamed", Method: MethodBoosted, Label: d.Label, Scale: o.Scale, Min: o.Min, Max: o.Max,
		Training: score.Training{Rows: report.Rows, Bads: report.Bads, SHA256: report.SHA256},
	}
	for i := range b.terms {
		t := &b.terms[i]
		margin += t.centre()
		spec := d.Specs[t.index]
		bins, weight := t.points(o.Scale.Factor(), book)
		if lowest, highest := (score.Factor{Bins: bins}).Span(); lowest == highest {
			report.Dropped = append(report.Dropped, Dropped{Key: spec.Key, Why: DroppedIdle})
			continue
		}
		report.Shapes = append(report.Shapes, Shape{Key: spec.Key, Weight: weight, Bins: bins})
		card.Factors = append(card.Factors, score.Factor{Key: spec.Key, Aspect: spec.Aspect, Reason: spec.Reason, Bins: bins})
	}
	card.Base = o.Scale.Score + int(math.Round(o.Scale.Factor()*(-margin-math.Log(o.Scale.Odds))))
	return card
}

// allowed reports whether log odds of bad may move from left to right by a step's difference.
func allowed(direction factor.Direction, difference float64) bool {
	switch direction {
	case factor.Up:
		return difference < 0
	case factor.Down:
		return difference > 0
	}
	return difference != 0
}
