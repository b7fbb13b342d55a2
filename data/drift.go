package data

import (
	"cmp"
	"fmt"
	"slices"

	"candor/engine/decide"
	"candor/engine/drift"
	"candor/engine/score"
	"candor/models"
)

// driftTally adds up assessments by the bins they fell into.
type driftTally struct {
	card   score.Scorecard
	bins   [][]int64 // by factor of the card
	scores []int64   // by bucket
}

func newDriftTally(card score.Scorecard) *driftTally {
	t := &driftTally{card: card, bins: make([][]int64, len(card.Factors)), scores: make([]int64, drift.Buckets(&card))}
	for i, f := range card.Factors {
		t.bins[i] = make([]int64, len(f.Bins))
	}
	return t
}

// add takes an assessment in. One of another card than the tally's is refused.
func (t *driftTally) add(r *decide.Result) error {
	if len(r.Bins) != len(t.bins) {
		return fmt.Errorf("drift: an assessment of %d factors, the card has %d", len(r.Bins), len(t.bins))
	}
	for i, bin := range r.Bins {
		if bin < 0 || bin >= len(t.bins[i]) {
			return fmt.Errorf("drift: no bin %d of %s", bin, t.card.Factors[i].Key)
		}
		t.bins[i][bin]++
	}
	t.scores[drift.Bucket(&t.card, cardSum(r))]++
	return nil
}

// addPoints takes in what the tally's own card gave.
func (t *driftTally) addPoints(p *score.Points) {
	for i, bins := range t.bins {
		bins[p.Bins[i]]++
	}
	t.scores[drift.Bucket(&t.card, p.Sum)]++
}

// cardSum is what base and factors give, before caps and overrides.
func cardSum(r *decide.Result) int {
	sum := r.Base
	for _, p := range r.Points {
		sum += p
	}
	return sum
}

// rows is the tally as rows of a week, in the order of their key: units that add to the same
// rows wait for each other instead of meeting crosswise.
func (t *driftTally) rows(model models.ID, week int) []models.DriftCount {
	var rows []models.DriftCount
	add := func(factor string, counts []int64) {
		for bin, n := range counts {
			if n > 0 {
				rows = append(rows, models.DriftCount{ModelID: model, Week: week, Factor: factor, Bin: bin, N: n})
			}
		}
	}
	for i, f := range t.card.Factors {
		add(f.Key, t.bins[i])
	}
	add(drift.ScoreKey, t.scores)
	slices.SortFunc(rows, func(a, b models.DriftCount) int {
		return cmp.Or(cmp.Compare(a.Factor, b.Factor), cmp.Compare(a.Bin, b.Bin))
	})
	return rows
}

// countDrift adds a batch of assessments to the counts of the week, in one statement.
func (tx *writeTx) countDrift(a *decide.Assessor, model models.ID, b *scoreBatch) error {
	tally := newDriftTally(a.Evaluator().Card())
	for i := range b.scored {
		tally.addPoints(&b.scored[i].card)
	}
	return tx.addDrift(tally.rows(model, drift.Week(tx.now)))
}

// driftRowsMost is how many rows of counts one statement carries, within the databases' limit
// on parameters.
const driftRowsMost = 4000

// addDrift adds counts to what is there.
func (tx *writeTx) addDrift(rows []models.DriftCount) error {
	for part := range slices.Chunk(rows, driftRowsMost) {
		args := make([]any, 0, 5*len(part))
		for _, r := range part {
			args = append(args, int64(r.ModelID), r.Week, r.Factor, r.Bin, r.N)
		}
		pool, err := tx.sqlTx()
		if err != nil {
			return err
		}
		_, err = pool.ExecContext(tx.ctx, "INSERT INTO drift_counts (model_id, week, factor, bin, n) VALUES "+tx.store.dialect.values(len(part), 5, nil)+
			" ON CONFLICT (model_id, week, factor, bin) DO UPDATE SET n = drift_counts.n + excluded.n", args...)
		if err != nil {
			return fmt.Errorf("drift: %w", err)
		}
	}
	return nil
}
