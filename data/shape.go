package data

import (
	"context"
	"math"
	"slices"

	"gorm.io/gorm"

	"candor/engine/decide"
	"candor/engine/factor"
	"candor/models"
)

// Shape of the summary of a run.
const (
	bucketPoints = 10
	sampleMost   = 20_000
	quantiles    = 100
)

// shape gathers the summary of a run while the book goes by.
type shape struct {
	scores []int
	used   []int64
	stride int
	seen   int
	sample []factor.Vector
}

// newShape prepares for a book of the given size: every stride-th account is sampled.
func newShape(accounts int) *shape {
	buckets := (decide.ScoreMax-decide.ScoreMin)/bucketPoints + 1
	return &shape{
		scores: make([]int, buckets), used: make([]int64, buckets),
		stride: max(1, (accounts+sampleMost-1)/sampleMost),
	}
}

func (s *shape) add(b *scoreBatch) {
	for i := range b.scored {
		score := min(max(b.scored[i].result.Score, decide.ScoreMin), decide.ScoreMax)
		bucket := (score - decide.ScoreMin) / bucketPoints
		s.scores[bucket]++
		s.used[bucket] += b.rows[i].UsedFen
		if s.seen%s.stride == 0 {
			s.sample = append(s.sample, b.scored[i].in.Vector)
		}
		s.seen++
	}
}

// summary returns the shape of the book with each factor's quantiles.
func (s *shape) summary() models.RunSummary {
	out := models.RunSummary{Scores: s.scores, UsedFen: s.used, Quantiles: map[string][]float64{}, Sample: len(s.sample)}
	values := make([]float64, 0, len(s.sample))
	for j, spec := range factor.Catalogue {
		values = values[:0]
		for _, v := range s.sample {
			if !math.IsNaN(v[j]) {
				values = append(values, v[j])
			}
		}
		if len(values) == 0 {
			continue
		}
		slices.Sort(values)
		q := make([]float64, quantiles+1)
		for p := range q {
			q[p] = values[p*(len(values)-1)/quantiles]
		}
		out.Quantiles[spec.Key] = q
	}
	return out
}

// LatestRun returns the newest finished rescoring; models.ErrNotFound when there is none.
func (s *Store) LatestRun(ctx context.Context) (*models.Run, error) {
	var run models.Run
	err := s.read(ctx, func(db *gorm.DB) error {
		return db.Where("ended_at IS NOT NULL").Order("id DESC").Take(&run).Error
	})
	return &run, err
}
