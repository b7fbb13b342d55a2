package data

import (
	"context"
	"fmt"

	"gorm.io/gorm"

	"candor/engine/decide"
	"candor/engine/watch"
	"candor/models"
)

// DecisionOf says whose decision an id is and whether it is one about an event: decisions
// about events and assessments share one kind of id.
func (s *Store) DecisionOf(ctx context.Context, id models.ID) (account models.ID, event bool, err error) {
	err = s.read(ctx, func(db *gorm.DB) error {
		var found []models.ID
		err := db.Model(&models.Event{}).Where("id = ?", id).Pluck("account_id", &found).Error
		if event = err == nil && len(found) == 1; !event && err == nil {
			err = db.Model(&models.Decision{}).Where("id = ?", id).Pluck("account_id", &found).Error
		}
		if err != nil {
			return err
		}
		if len(found) == 0 {
			return models.ErrNotFound
		}
		account = found[0]
		return nil
	})
	return account, event, err
}

// EventDetail takes the decision about an event apart: every rule as its own policy explains
// it, whether it comes out again to the bit, and what followed. An event that was only
// recorded has no decision: models.ErrNotFound.
func (s *Store) EventDetail(ctx context.Context, id models.ID) (*models.EventDetail, error) {
	var d models.EventDetail
	var before watch.State
	err := s.read(ctx, func(db *gorm.DB) error {
		if err := db.Where("id = ? AND outcome <> ''", id).Take(&d.Event).Error; err != nil {
			return err
		}
		if err := db.Where("id = ?", d.Event.AccountID).Take(&d.Account).Error; err != nil {
			return err
		}
		if err := s.fillFollowed(db, &d); err != nil {
			return err
		}
		if err := fillRecorded(db, &d); err != nil {
			return err
		}
		if err := fillTelling(db, &d); err != nil {
			return err
		}
		if err := fillAsides(db, &d); err != nil {
			return err
		}
		var err error
		if d.Masked, err = s.masked(db, &d.Account); err != nil {
			return err
		}
		d.State, err = stateBefore(db, &d.Event, &before)
		return err
	})
	if err != nil {
		return nil, err
	}
	return &d, s.takeEventApart(ctx, &d, &before)
}

// fillFollowed reads what the decision led to.
func (s *Store) fillFollowed(db *gorm.DB, d *models.EventDetail) error {
	var challenges []models.Challenge
	if err := db.Where("event_id = ?", d.Event.ID).Limit(1).Find(&challenges).Error; err != nil {
		return err
	}
	if len(challenges) == 1 {
		d.Challenge = &challenges[0]
	}
	var labels []models.EventLabel
	if err := db.Where("event_id = ?", d.Event.ID).Limit(1).Find(&labels).Error; err != nil {
		return err
	}
	if len(labels) == 1 {
		d.Label = &labels[0]
	}
	if err := db.Model(&models.Sanction{}).Select("id").Where("event_id = ? AND event_id <> 0", d.Event.ID).Limit(1).Scan(&d.Told).Error; err != nil {
		return err
	}
	// By account and not by decision alone: that is what flags have an index for.
	return db.Where("account_id = ? AND decision_id = ?", d.Event.AccountID, d.Event.ID).
		Order("severity DESC, id").Limit(20).Find(&d.Flags).Error
}

// fillTelling reads the policy in force of an event that waits for a person, if by it the customer is told of one that is not let through.
func fillTelling(db *gorm.DB, d *models.EventDetail) error {
	if d.Event.Disposition != models.DispositionPending {
		return nil
	}
	live, err := livePolicyRow(db)
	if err != nil {
		return err
	}
	r, err := d.Event.Decided()
	if err == nil && live.Document.DeclinedRules().Tells(string(d.Event.Kind), &r, true) {
		d.Telling = live
	}
	return err
}

// fillRecorded reads the names of versions and what the record says.
func fillRecorded(db *gorm.DB, d *models.EventDetail) error {
	var names []string
	if err := db.Model(&models.Model{}).Where("id = ?", d.Event.ModelID).Limit(1).Pluck("name", &names).Error; err != nil {
		return err
	}
	if len(names) == 1 {
		d.ModelName = names[0]
	}
	about := func(kind, id string) *gorm.DB { return db.Where("object_type = ? AND object_id = ?", kind, id) }
	var seqs []int64
	err := about("batch", d.Event.BatchID.Public(models.PrefixBatch)).Model(&models.AuditEntry{}).Limit(1).Pluck("seq", &seqs).Error
	if err != nil {
		return err
	}
	if len(seqs) == 1 {
		d.BatchSeq = seqs[0]
	}
	return about("event", d.Event.PublicID()).Order("seq DESC").Limit(20).Find(&d.Entries).Error
}

// takeEventApart decides the stored input again and explains every rule on it.
func (s *Store) takeEventApart(ctx context.Context, d *models.EventDetail, before *watch.State) error {
	monitor, err := s.Monitor(ctx, d.Event.PolicyVersion)
	if err != nil {
		return err
	}
	if d.Input, err = decide.DecodeEventInput(d.Event.Input); err == nil {
		d.Result, err = d.Event.Decided()
	}
	if err == nil {
		d.Identical, d.Again, err = monitor.Replay(d.Event.Input, d.Event.Result)
	}
	if err != nil {
		return fmt.Errorf("decision %s: %w", d.Event.PublicID(), err)
	}
	d.Policy, d.Traces = monitor.Events(), monitor.Explain(d.Input)
	if d.State.Known {
		err = compareState(d, before)
	}
	return err
}
