package data

import (
	"context"
	"fmt"

	"gorm.io/gorm"

	"candor/models"
)

func stopTarget(s *models.Stop) target { return target{kind: "stop", id: s.PublicID()} }

// peopleDecide reports whether a stop is in force.
func (s *Store) peopleDecide(ctx context.Context) (bool, error) {
	open, err := s.OpenStop(ctx)
	return open != nil, err
}

// Stopped reports whether people decide, as this process knew within monitorFor. Where that
// cannot be found out it says no: it is for a banner, and decides nothing.
func (s *Store) Stopped(ctx context.Context) bool {
	live, err := s.liveMonitor(ctx)
	return err == nil && live.stopped
}

// OpenStop returns the stop that is in force, nil when there is none.
func (s *Store) OpenStop(ctx context.Context) (*models.Stop, error) {
	var rows []models.Stop
	err := s.read(ctx, func(db *gorm.DB) error { return db.Where("ended_at IS NULL").Limit(1).Find(&rows).Error })
	if err != nil || len(rows) == 0 {
		return nil, err
	}
	return &rows[0], nil
}

// LastStop returns the newest stop that is over, nil when there was none.
func (s *Store) LastStop(ctx context.Context) (*models.Stop, error) {
	var rows []models.Stop
	err := s.read(ctx, func(db *gorm.DB) error {
		return db.Where("ended_at IS NOT NULL").Order("id DESC").Limit(1).Find(&rows).Error
	})
	if err != nil || len(rows) == 0 {
		return nil, err
	}
	return &rows[0], nil
}

// BeginStop leaves every decision to people, on every replica within monitorFor. While a stop
// is in force another is models.ErrState.
func (s *Store) BeginStop(ctx context.Context, actor models.Actor, reason string) (*models.Stop, error) {
	var made *models.Stop
	err := s.write(ctx, actor, func(tx *writeTx) error {
		var open int64
		if err := tx.db.Model(&models.Stop{}).Where("ended_at IS NULL").Count(&open).Error; err != nil {
			return err
		}
		if open > 0 {
			return models.ErrState
		}
		id, err := tx.id()
		if err != nil {
			return err
		}
		if made, err = models.NewStop(id, actor.UserID, actor.Name, reason, tx.now); err != nil {
			return err
		}
		if err := tx.insert(made); err != nil {
			return err
		}
		return tx.audit(models.ActionStopBegun, stopTarget(made), nil, map[string]any{"stopped": true}, reason)
	})
	if err != nil {
		return nil, fmt.Errorf("begin stop: %w", err)
	}
	s.forgetLive()
	return made, nil
}

// EndStop lets the engine decide again. Version is the stop's, as the actor read it.
func (s *Store) EndStop(ctx context.Context, actor models.Actor, id models.ID, version int64, reason string) error {
	err := s.write(ctx, actor, func(tx *writeTx) error {
		var stop models.Stop
		if err := tx.take(&stop, id); err != nil {
			return err
		}
		if err := expect(stop.Version, version); err != nil {
			return err
		}
		if err := stop.End(actor.UserID, actor.Name, reason, tx.now); err != nil {
			return err
		}
		if err := tx.update(&stop, &stop.Version, "ended_by", "ended_name", "ended_at", "end_reason"); err != nil {
			return err
		}
		return tx.audit(models.ActionStopEnded, stopTarget(&stop), map[string]any{"stopped": true}, map[string]any{"stopped": false}, reason)
	})
	if err != nil {
		return fmt.Errorf("end stop: %w", err)
	}
	s.forgetLive()
	return nil
}

// forgetLive makes this process look anew at what decides; the others do within monitorFor.
func (s *Store) forgetLive() {
	s.desk.monitor.mu.Lock()
	defer s.desk.monitor.mu.Unlock()
	s.desk.monitor.live = nil
}
