package learn

import (
	"fmt"

	"candor/engine/score"
)

// Fit learns a scorecard as Train does, without measuring it: no folds are dealt, and the card's training carries no measures. It is
// for who measures the card on accounts of their own, and costs one fit where Train costs one a fold besides. It fails on the data
// and the methods that Train fails on.
func Fit(d Data, o Options) (score.Scorecard, error) {
	switch o.Method {
	case "", MethodWoE, MethodBoosted:
	default:
		return score.Scorecard{}, fmt.Errorf("fit: method %q, want %s or %s", o.Method, MethodWoE, MethodBoosted)
	}
	if err := d.check(); err != nil {
		return score.Scorecard{}, fmt.Errorf("fit: %w", err)
	}
	t := &trainer{specs: d.Specs, columns: d.columns(), labels: d.Labels, options: o, scale: accounts}
	t.screen()
	rows := make([]int, len(d.Rows))
	for i := range rows {
		rows[i] = i
	}
	m, err := t.model(rows)
	if err != nil {
		return score.Scorecard{}, fmt.Errorf("fit: %w", err)
	}
	card := m.card
	card.Label = d.Label
	card.Training = score.Training{Rows: len(d.Rows), Bads: countBads(d.Labels), Seed: o.Seed, SHA256: d.Fingerprint()}
	if err := name(&card); err != nil {
		return score.Scorecard{}, fmt.Errorf("fit: %w", err)
	}
	return card, nil
}
