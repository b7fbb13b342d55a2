package data

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"slices"
	"sync"

	"gorm.io/gorm"
	"gorm.io/gorm/clause"

	"candor/engine/decide"
	"candor/models"
)

// trial is the candidate that runs beside the live version.
type trial struct {
	decider
	percent int // of the accounts, that it decides for; 0 in shadow
}

// flipsMax bounds how many events of a candidate a process notes as decided differently: the
// counts go on.
const flipsMax = 20_000

// liveTrial compiles the candidate, nil without one or while it is paused. The caller holds
// the cache of monitors.
func (s *Store) liveTrial(ctx context.Context) (*trial, error) {
	var rows []models.Policy
	err := s.read(ctx, func(db *gorm.DB) error {
		return db.Select("version, state, percent").Where("state IN ?", []models.PolicyState{models.PolicyShadow, models.PolicyRollout}).Limit(1).Find(&rows).Error
	})
	if err != nil || len(rows) == 0 {
		return nil, err
	}
	d, err := s.deciderOf(ctx, rows[0].Version)
	if err != nil {
		return nil, fmt.Errorf("candidate: %w", err)
	}
	t := &trial{decider: d}
	if rows[0].State == models.PolicyRollout {
		t.percent = rows[0].Percent
	}
	return t, nil
}

// has reports whether the candidate decides for an account.
func (t *trial) has(account models.ID) bool {
	return decide.Bucket(t.version, int64(account)) < t.percent
}

// relationsOff reports whether the version that decides for an account leaves out, in its
// jurisdiction, what links it to others.
func (l *liveMonitor) relationsOff(account models.ID, jurisdiction string) bool {
	if l.trial != nil && l.trial.has(account) {
		return l.trial.policy.Switches.Off(jurisdiction)
	}
	return l.policy.Switches.Off(jurisdiction)
}

// trialEvent is what the two versions said of one event.
type trialEvent struct {
	version       int
	event         models.ID
	live, outcome models.Outcome
	risk          int
	decided       bool // by the candidate
}

// judge decides one event by the live version, or by the candidate where it has the account
// and could be evaluated, and notes what both say.
func (g *eventGroup) judge(w *eventWork, in *decide.EventInput) decide.EventResult {
	w.by = &w.live.decider
	engine := g.tx.store.desk.decide
	r := engine(w.live.monitor, in)
	t := w.live.trial
	if t == nil {
		return r
	}
	other, broke := tryOut(engine, t, in)
	seen := trialEvent{version: t.version, event: w.out.Event.ID, live: r.Outcome, outcome: other.Outcome, risk: other.Risk}
	switch {
	case broke, len(other.Failed) > 0: // an error in a candidate is no reason to hold anybody up
		seen.outcome = models.TrialFailed
	case t.has(w.account):
		seen.decided = true
		w.by, r = &t.decider, other
	}
	g.trials = append(g.trials, seen)
	return r
}

// tryOut asks the candidate.
func tryOut(engine func(*decide.Monitor, *decide.EventInput) decide.EventResult, t *trial, in *decide.EventInput) (r decide.EventResult, broke bool) {
	defer func() { broke = recover() != nil }()
	return engine(t.monitor, in), false
}

// writeFlips stores the events of which the two versions said different things.
func (g *eventGroup) writeFlips() error {
	var rows [][]any
	for _, t := range g.trials {
		if t.live != t.outcome && g.tx.store.desk.trials.room(t.version) {
			rows = append(rows, []any{t.version, int64(t.event), string(t.live), string(t.outcome), t.risk, t.decided})
		}
	}
	err := g.tx.laterOver("INSERT INTO trial_flips (version, event_id, live_outcome, outcome, risk, decided) ", "", nil, rows, nil)
	if err != nil {
		return fmt.Errorf("flips: %w", err)
	}
	return nil
}

// trialKey is a cell of the table of what both versions said.
type trialKey struct {
	version       int
	live, outcome models.Outcome
}

// trialCounts gathers that table until it is written, as minuteCounts does.
type trialCounts struct {
	mu    sync.Mutex
	n     map[trialKey]int64
	flips map[int]int // noted by this process, by version
}

// room reports whether another flip of a version may be noted.
func (c *trialCounts) room(version int) bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.flips[version] < flipsMax
}

func (g *eventGroup) countTrials(c *trialCounts) {
	if len(g.trials) == 0 {
		return
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.n == nil {
		c.n = map[trialKey]int64{}
	}
	if c.flips == nil {
		c.flips = map[int]int{}
	}
	for _, t := range g.trials {
		c.n[trialKey{t.version, t.live, t.outcome}]++
		if t.live != t.outcome {
			c.flips[t.version]++
		}
	}
}

// flushTrials writes what this process counted onto what other replicas have.
func (s *Store) flushTrials(ctx context.Context) error {
	c := &s.desk.trials
	c.mu.Lock()
	gathered := c.n
	c.n = nil
	c.mu.Unlock()
	if len(gathered) == 0 {
		return nil
	}
	rows := make([]models.TrialCount, 0, len(gathered))
	for k, n := range gathered {
		rows = append(rows, models.TrialCount{Version: k.version, LiveOutcome: k.live, Outcome: k.outcome, N: n})
	}
	slices.SortFunc(rows, func(a, b models.TrialCount) int { // one order on every replica: two never wait for each other
		return cmp.Or(cmp.Compare(a.Version, b.Version), cmp.Compare(a.LiveOutcome, b.LiveOutcome), cmp.Compare(a.Outcome, b.Outcome))
	})
	err := s.commit(ctx, func(db *gorm.DB) error {
		return db.Clauses(clause.OnConflict{
			Columns:   []clause.Column{{Name: "version"}, {Name: "live_outcome"}, {Name: "outcome"}},
			DoUpdates: clause.Assignments(map[string]any{"n": gorm.Expr("trial_counts.n + excluded.n")}),
		}).CreateInBatches(rows, 100).Error
	})
	if err != nil { // kept for the next time
		c.mu.Lock()
		defer c.mu.Unlock()
		if c.n == nil {
			c.n = map[trialKey]int64{}
		}
		for k, n := range gathered {
			c.n[k] += n
		}
	}
	return err
}

// Trial returns what the live version and a candidate said of the same events, and the
// newest of those of which they said different things.
func (s *Store) Trial(ctx context.Context, version, most int) (counts []models.TrialCount, flips []models.TrialFlip, err error) {
	err = s.read(ctx, func(db *gorm.DB) error {
		return errors.Join(
			db.Where("version = ?", version).Order("live_outcome, outcome").Find(&counts).Error,
			db.Where("version = ?", version).Order("event_id DESC").Limit(most).Find(&flips).Error,
		)
	})
	return counts, flips, err
}
