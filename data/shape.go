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
	points []int // by score
	fen    []int64
	known  []int
	bad    []int
	each   sketches
	stride int
	seen   int
	sample []factor.Vector
}

// newShape prepares for a book of the given size, scored under a policy: every stride-th account is sampled.
func newShape(accounts int, doc decide.Policy) *shape {
	buckets, points := (decide.ScoreMax-decide.ScoreMin)/bucketPoints+1, decide.ScoreMax-decide.ScoreMin+1
	return &shape{
		scores: make([]int, buckets), used: make([]int64, buckets), points: make([]int, points), fen: make([]int64, points), known: make([]int, points), bad: make([]int, points),
		each: sketches{doc: doc}, stride: max(1, (accounts+sampleMost-1)/sampleMost),
	}
}

// follow adds batches while others are written, each of which is then done, until end is called, which waits for the last.
func (s *shape) follow(spent func(*scoreBatch)) (add func(*scoreBatch), end func()) {
	batches, done := make(chan *scoreBatch, 1), make(chan struct{})
	go func() {
		defer close(done)
		for b := range batches {
			s.add(b)
			spent(b)
		}
	}()
	return func(b *scoreBatch) { batches <- b }, func() { close(batches); <-done }
}

func (s *shape) add(b *scoreBatch) {
	s.each.add(b)
	for i := range b.scored {
		score := min(max(b.scored[i].result.Score, decide.ScoreMin), decide.ScoreMax)
		bucket := (score - decide.ScoreMin) / bucketPoints
		s.scores[bucket]++
		s.used[bucket] += b.rows[i].UsedFen
		s.points[score-decide.ScoreMin]++
		s.fen[score-decide.ScoreMin] += b.rows[i].UsedFen
		if b.rows[i].known {
			s.known[score-decide.ScoreMin]++
		}
		if b.rows[i].bad {
			s.bad[score-decide.ScoreMin]++
		}
		if s.seen%s.stride == 0 {
			s.sample = append(s.sample, slices.Clone(b.scored[i].in.Vector)) // the batch's is used again
		}
		s.seen++
	}
}

// summary returns the shape of the book with each factor's quantiles.
func (s *shape) summary() models.RunSummary {
	out := models.RunSummary{Scores: s.scores, UsedFen: s.used, Quantiles: map[string][]float64{}, Sample: len(s.sample), Points: s.points, PointsFen: s.fen, Known: s.known, Bad: s.bad}
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
