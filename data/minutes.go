package data

import (
	"context"
	"errors"
	"maps"
	"math/bits"
	"slices"
	"strconv"
	"sync"

	"gorm.io/gorm"
	"gorm.io/gorm/clause"

	"candor/models"
)

// What minute_counts counts.
const (
	countOutcome = "outcome"
	countLatency = "latency"
	countRule    = "rule"
	countLane    = "lane"
)

type minuteKey struct {
	minute     int64
	kind, name string
}

// minuteCounts gathers what the monitor shows until it is written, once a second or so.
// It is derived from events and so not audited; a killed process loses the counts, never
// the events, of its last moments.
type minuteCounts struct {
	mu sync.Mutex
	n  map[minuteKey]int64
}

func (c *minuteCounts) add(k minuteKey) {
	if c.n == nil {
		c.n = map[minuteKey]int64{}
	}
	c.n[k]++
}

// LatencyBucket is the upper end, in microseconds, of the bucket that a time falls into:
// eight buckets to each doubling, so a percentile is right to within an eighth.
func LatencyBucket(micros int64) int64 {
	if micros < 8 {
		return max(micros, 1)
	}
	shift := bits.Len64(uint64(micros)) - 4
	return ((micros >> shift) + 1) << shift
}

// count takes in what a batch decided.
func (g *eventGroup) count(c *minuteCounts) {
	c.mu.Lock()
	defer c.mu.Unlock()
	for i, w := range g.fresh {
		minute := w.out.Event.ID.Minute()
		r := &g.results[i]
		c.add(minuteKey{minute, countOutcome, string(r.Outcome)})
		c.add(minuteKey{minute, countLane, string(r.Lane)})
		c.add(minuteKey{minute, countLatency, strconv.FormatInt(LatencyBucket(w.out.Event.Micros), 10)})
		for _, f := range r.Fired {
			c.add(minuteKey{minute, countRule, f.Rule})
		}
	}
}

// FlushCounts writes what this process has counted onto what other replicas have.
func (s *Store) FlushCounts(ctx context.Context) error {
	return errors.Join(s.flushMerchants(ctx), s.flushMinutes(ctx), s.flushTrials(ctx), s.flushLists(ctx), s.flushRules(ctx))
}

func (s *Store) flushMinutes(ctx context.Context) error {
	c := &s.desk.counts
	c.mu.Lock()
	gathered := c.n
	c.n = nil
	c.mu.Unlock()
	if len(gathered) == 0 {
		return nil
	}
	rows := make([]models.MinuteCount, 0, len(gathered))
	for _, k := range slices.SortedFunc(maps.Keys(gathered), compareMinutes) {
		rows = append(rows, models.MinuteCount{Minute: k.minute, Kind: k.kind, Name: k.name, N: gathered[k]})
	}
	err := s.commit(ctx, func(db *gorm.DB) error {
		return db.Clauses(clause.OnConflict{
			Columns:   []clause.Column{{Name: "minute"}, {Name: "kind"}, {Name: "name"}},
			DoUpdates: clause.Assignments(map[string]any{"n": gorm.Expr("minute_counts.n + excluded.n")}),
		}).CreateInBatches(rows, 500).Error
	})
	if err != nil { // kept for the next time
		c.mu.Lock()
		defer c.mu.Unlock()
		for k, n := range gathered {
			if c.n == nil {
				c.n = map[minuteKey]int64{}
			}
			c.n[k] += n
		}
	}
	return err
}

// compareMinutes puts keys into one order on every replica, so that two never wait for each
// other.
func compareMinutes(a, b minuteKey) int {
	if a.minute != b.minute {
		return int(a.minute - b.minute)
	}
	if a.kind != b.kind {
		if a.kind < b.kind {
			return -1
		}
		return 1
	}
	switch {
	case a.name < b.name:
		return -1
	case a.name > b.name:
		return 1
	}
	return 0
}

// MinuteCounts returns the counts from a minute on, in order.
func (s *Store) MinuteCounts(ctx context.Context, from int64) ([]models.MinuteCount, error) {
	var rows []models.MinuteCount
	err := s.read(ctx, func(db *gorm.DB) error {
		return db.Where("minute >= ?", from).Order("minute, kind, name").Limit(100_000).Find(&rows).Error
	})
	return rows, err
}
