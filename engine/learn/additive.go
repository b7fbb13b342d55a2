package learn

import (
	"fmt"

	"candor/engine/score"
)

// AdditiveOptions are the choices of one training of a card of events.
type AdditiveOptions struct {
	Rounds   int         // of boosting at most; 2000 when 0
	Scale    score.Scale // of the points
	Min, Max int         // of the scale
	Seed     int64       // draws the bags
}

// mostRounds is the most that AdditiveOptions may ask for.
const mostRounds = 10_000

// rare are the settings where bads are under one in a hundred, most of them in the tails: larger steps, for there is more to tell
// apart; finer groups, with cuts of their own at the ends. They were chosen on the weeks of May 2018 of the simulated card
// transactions that the test beside this file reads, none of which is in the weeks it is tested on.
var rare = settings{
	bags: 8, rounds: 2000, every: 10, patience: 5, rate: 0.05, ridge: 3, codeRidge: 3, leaves: 2, leafRows: 20, groups: 56,
	tails: []float64{0.995, 0.9975, 0.999},
}

// Shape is one factor of an additive card.
type Shape struct {
	Key    string      `json:"key"`
	Weight float64     `json:"weight"` // mean distance of its points from their mean, over the training rows
	Bins   []score.Bin `json:"bins"`
}

// AdditiveReport says what a card of events was made of. Its quality is for the caller to measure on rows that it has not seen.
type AdditiveReport struct {
	Rows    int       `json:"rows"`
	Bads    int       `json:"bads"`
	Rounds  int       `json:"rounds"`
	Shapes  []Shape   `json:"shapes"` // in the order of the specs
	Dropped []Dropped `json:"dropped"`
	SHA256  string    `json:"sha256"` // Data.Fingerprint
}

// TrainAdditive learns a boosted additive card of events, without folds: where time orders the rows, the caller measures the card
// on later ones. It fails where Train does. The same data and seed give the same card on any number of cores.
func TrainAdditive(d Data, o AdditiveOptions) (score.Scorecard, AdditiveReport, error) {
	s := rare
	if o.Rounds != 0 {
		s.rounds = o.Rounds
	}
	if o.Rounds < 0 || o.Rounds > mostRounds {
		return score.Scorecard{}, AdditiveReport{}, fmt.Errorf("train: %d rounds, want 1 to %d", o.Rounds, mostRounds)
	}
	if err := d.check(); err != nil {
		return score.Scorecard{}, AdditiveReport{}, fmt.Errorf("train: %w", err)
	}
	t := &trainer{specs: d.Specs, columns: d.columns(), labels: d.Labels, scale: scaling{o.Scale, o.Min, o.Max}}
	report := AdditiveReport{Rows: len(d.Rows), Bads: countBads(d.Labels), Dropped: t.screen(), SHA256: d.Fingerprint()}
	m, err := t.boost(everyRow(len(d.Rows)), s, o.Seed)
	if err != nil {
		return score.Scorecard{}, AdditiveReport{}, fmt.Errorf("train: %w", err)
	}
	report.Rounds, report.Dropped = m.rounds, append(report.Dropped, m.dropped...)
	card := m.card
	card.Label = d.Label
	card.Training = score.Training{Rows: report.Rows, Bads: report.Bads, Seed: o.Seed, SHA256: report.SHA256}
	for i, c := range m.factors {
		report.Shapes = append(report.Shapes, Shape{Key: d.Specs[c.index].Key, Weight: c.weight, Bins: card.Factors[i].Bins})
	}
	if err := name(&card); err != nil {
		return score.Scorecard{}, AdditiveReport{}, fmt.Errorf("train: %w", err)
	}
	return card, report, nil
}

// everyRow lists the rows from 0.
func everyRow(n int) []int {
	rows := make([]int, n)
	for i := range rows {
		rows[i] = i
	}
	return rows
}
