package data

import (
	"cmp"
	"context"
	"maps"
	"slices"
	"sync"
	"time"

	"gorm.io/gorm"
	"gorm.io/gorm/clause"

	"candor/engine/watch"
	"candor/models"
)

// How long a process counts a merchant from memory before it reads what other replicas
// have counted; its own counts are in at once. labelDelay is how many days late labels
// are taken to be.
const (
	merchantFor = time.Minute
	merchantMax = 20_000
	labelDelay  = 7
)

// merchantSeenSlot tells an account's first purchase at a merchant.
var merchantSeenSlot, _ = watch.Lookup("merchant_seen")

type merchantDay struct {
	merchant string
	day      int64
}

// merchantCache is the counts of merchants: as read, with what this process has counted
// since and not yet written. Like minuteCounts they are derived from events.
type merchantCache struct {
	mu      sync.Mutex
	stats   map[string]*merchantStats
	pending map[merchantDay]watch.DayStats
	writing map[merchantDay]watch.DayStats
}

type merchantStats struct {
	watch.MerchantStats
	at time.Time
}

// recall says what is known of a merchant from memory, false when it must be read.
func (c *merchantCache) recall(merchant string, now time.Time) (watch.MerchantFacts, bool) {
	if merchant == "" {
		return watch.UnknownMerchant(), true
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	have, ok := c.stats[merchant]
	if !ok || now.Sub(have.at) >= merchantFor || now.Before(have.at) {
		return watch.MerchantFacts{}, false
	}
	return have.Facts(now.UnixMicro(), labelDelay), true
}

// merchantStep reads the days of a merchant that count now.
func (s *Store) merchantStep(merchant string, now time.Time, days *[]models.MerchantDay) step {
	return step{
		sql: "SELECT day, count, sum_fen, refunds, refund_fen, round, newcomers, flagged, bad FROM merchant_days WHERE merchant = " +
			s.dialect.place(1) + " AND day > " + s.dialect.place(2),
		args: []any{merchant, watch.DayOf(now.UnixMicro()) - watch.MerchantDays},
		each: func(row scanner) error {
			var d models.MerchantDay
			err := row.Scan(&d.Day, &d.Count, &d.SumFen, &d.Refunds, &d.RefundFen, &d.Round, &d.Newcomers, &d.Flagged, &d.Bad)
			*days = append(*days, d)
			return err
		},
	}
}

// learn takes in what was read of a merchant, with what this process has counted and not yet written.
func (c *merchantCache) learn(merchant string, now time.Time, days []models.MerchantDay) watch.MerchantFacts {
	c.mu.Lock()
	defer c.mu.Unlock()
	fresh := &merchantStats{at: now}
	for _, d := range days {
		fresh.Add(d.Day, d.Stats())
	}
	for _, waiting := range []map[merchantDay]watch.DayStats{c.writing, c.pending} {
		for k, d := range waiting {
			if k.merchant == merchant {
				fresh.Add(k.day, d)
			}
		}
	}
	if c.stats == nil || len(c.stats) >= merchantMax {
		c.stats = map[string]*merchantStats{}
	}
	c.stats[merchant] = fresh
	return fresh.Facts(now.UnixMicro(), labelDelay)
}

// add counts one event, or one label, for a merchant's day.
func (c *merchantCache) add(merchant string, day int64, d watch.DayStats) {
	if merchant == "" || d == (watch.DayStats{}) {
		return
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.pending == nil {
		c.pending = map[merchantDay]watch.DayStats{}
	}
	k := merchantDay{merchant, day}
	c.pending[k] = c.pending[k].Plus(d)
	if have, ok := c.stats[merchant]; ok {
		have.Add(day, d)
	}
}

// countMerchants takes in what a batch decided.
func (g *eventGroup) countMerchants(c *merchantCache) {
	for _, w := range g.fresh {
		e := &w.out.Event
		if !e.Goes() {
			continue
		}
		flagged := g.accounts[w.account].flagged
		c.add(e.Body.Merchant, watch.DayOf(w.watched.At), watch.MerchantDelta(&w.watched, w.firstUse, flagged))
	}
}

// flushMerchants adds the gathered counts onto what other replicas have counted.
func (s *Store) flushMerchants(ctx context.Context) error {
	c := &s.desk.merchants
	c.mu.Lock()
	if len(c.pending) == 0 || len(c.writing) > 0 {
		c.mu.Unlock()
		return nil
	}
	c.writing, c.pending = c.pending, nil
	gathered := c.writing
	c.mu.Unlock()
	rows := make([]models.MerchantDay, 0, len(gathered))
	for _, k := range slices.SortedFunc(maps.Keys(gathered), func(a, b merchantDay) int {
		return cmp.Or(cmp.Compare(a.merchant, b.merchant), cmp.Compare(a.day, b.day))
	}) {
		rows = append(rows, models.MerchantDayOf(k.merchant, k.day, gathered[k]))
	}
	err := s.commit(ctx, func(db *gorm.DB) error {
		return db.Clauses(clause.OnConflict{
			Columns: []clause.Column{{Name: "merchant"}, {Name: "day"}}, DoUpdates: clause.Assignments(merchantSums),
		}).CreateInBatches(rows, 500).Error
	})
	c.mu.Lock()
	defer c.mu.Unlock()
	if err != nil {
		for k, d := range c.writing {
			if c.pending == nil {
				c.pending = map[merchantDay]watch.DayStats{}
			}
			c.pending[k] = c.pending[k].Plus(d)
		}
	}
	c.writing = nil
	return err
}

// merchantSums adds what a row brings to what stands there.
var merchantSums = func() map[string]any {
	sums := map[string]any{}
	for _, column := range models.MerchantColumns() {
		sums[column] = gorm.Expr("merchant_days." + column + " + excluded." + column)
	}
	return sums
}()
