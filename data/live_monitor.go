package data

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"time"

	"gorm.io/gorm"

	"candor/engine/decide"
	"candor/models"
)

// decider is one version of the policy, compiled.
type decider struct {
	monitor *decide.Monitor
	policy  *decide.Policy
	version int
}

// liveMonitor is what decides events now.
type liveMonitor struct {
	decider           // the live version
	trial   *trial    // the candidate beside it, nil without one
	modelID models.ID // the champion scorecard, 0 before there is one
	stopped bool      // people decide
	lists   listIndex
	asides  map[models.ID][]aside // by account, nil for none
}

// monitorFor is how long a process trusts what it knows to be live: a publication, a new
// champion, a list entry or a rule set aside takes effect on every replica within it.
const monitorFor = time.Second

// monitorCache keeps compiled policies, which never change, and which one is live.
type monitorCache struct {
	mu   sync.Mutex
	made map[int]decider
	live *liveMonitor
	at   time.Time
}

// liveMonitor returns what decides events now, at most monitorFor old.
func (s *Store) liveMonitor(ctx context.Context) (*liveMonitor, error) {
	c := &s.desk.monitor
	c.mu.Lock()
	defer c.mu.Unlock()
	now := s.Now()
	if c.live != nil && now.Sub(c.at) < monitorFor && !now.Before(c.at) {
		return c.live, nil
	}
	modelID, version, err := s.Live(ctx)
	if err != nil && !errors.Is(err, ErrNoModel) {
		return nil, err
	}
	live := &liveMonitor{modelID: modelID}
	if live.decider, err = s.deciderOf(ctx, version); err != nil {
		return nil, err
	}
	if live.trial, err = s.liveTrial(ctx); err != nil {
		return nil, err
	}
	if live.stopped, err = s.peopleDecide(ctx); err != nil {
		return nil, err
	}
	if live.lists, err = s.liveLists(ctx); err != nil {
		return nil, err
	}
	if live.asides, err = s.liveAsides(ctx); err != nil {
		return nil, err
	}
	c.live, c.at = live, now
	return live, nil
}

// deciderOf compiles a policy version, once. The caller holds the cache.
func (s *Store) deciderOf(ctx context.Context, version int) (decider, error) {
	c := &s.desk.monitor
	if d, ok := c.made[version]; ok {
		return d, nil
	}
	var p models.Policy
	if err := s.read(ctx, func(db *gorm.DB) error { return db.Where("version = ?", version).Take(&p).Error }); err != nil {
		return decider{}, fmt.Errorf("policy: %w", err)
	}
	m, err := decide.NewMonitor(p.Document)
	if err != nil {
		return decider{}, err
	}
	if c.made == nil {
		c.made = map[int]decider{}
	}
	c.made[version] = decider{monitor: m, policy: &p.Document, version: version}
	return c.made[version], nil
}

// Monitor returns the compiled part on events of a policy version, for explanations and
// replays.
func (s *Store) Monitor(ctx context.Context, version int) (*decide.Monitor, error) {
	c := &s.desk.monitor
	c.mu.Lock()
	defer c.mu.Unlock()
	d, err := s.deciderOf(ctx, version)
	return d.monitor, err
}
