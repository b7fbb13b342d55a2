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

// liveMonitor is what decides events now.
type liveMonitor struct {
	monitor *decide.Monitor
	policy  *decide.Policy
	version int
	modelID models.ID // the champion scorecard, 0 before there is one
	lists   map[listKey][]models.ListLane
}

// monitorFor is how long a process trusts what it knows to be live: a publication, a new
// champion or a list entry takes effect on every replica within it.
const monitorFor = time.Second

// monitorCache keeps compiled policies, which never change, and which one is live.
type monitorCache struct {
	mu   sync.Mutex
	made map[int]*decide.Monitor
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
	live := &liveMonitor{version: version, modelID: modelID}
	if live.monitor, live.policy, err = s.monitorOf(ctx, version); err != nil {
		return nil, err
	}
	if live.lists, err = s.liveLists(ctx); err != nil {
		return nil, err
	}
	c.live, c.at = live, now
	return live, nil
}

// monitorOf compiles a policy version, once. The caller holds the cache.
func (s *Store) monitorOf(ctx context.Context, version int) (*decide.Monitor, *decide.Policy, error) {
	c := &s.desk.monitor
	if c.live != nil && c.live.version == version {
		return c.live.monitor, c.live.policy, nil
	}
	var p models.Policy
	if err := s.read(ctx, func(db *gorm.DB) error { return db.Where("version = ?", version).Take(&p).Error }); err != nil {
		return nil, nil, fmt.Errorf("policy: %w", err)
	}
	m, ok := c.made[version]
	if !ok {
		var err error
		if m, err = decide.NewMonitor(p.Document); err != nil {
			return nil, nil, err
		}
		if c.made == nil {
			c.made = map[int]*decide.Monitor{}
		}
		c.made[version] = m
	}
	return m, &p.Document, nil
}

// Monitor returns the compiled part on events of a policy version, for explanations and
// replays.
func (s *Store) Monitor(ctx context.Context, version int) (*decide.Monitor, error) {
	c := &s.desk.monitor
	c.mu.Lock()
	defer c.mu.Unlock()
	m, _, err := s.monitorOf(ctx, version)
	return m, err
}
