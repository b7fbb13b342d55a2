package data

import (
	"context"
	"fmt"

	"gorm.io/gorm"
	"gorm.io/gorm/clause"

	"candor/engine/watch"
	"candor/models"
)

// DecidedBySource returns a decision on an event that a source sent.
func (s *Store) DecidedBySource(ctx context.Context, source string, id models.ID) (*models.Decided, error) {
	var d models.Decided
	err := s.read(ctx, func(db *gorm.DB) error {
		if err := (&writeTx{ctx: ctx, db: db, store: s}).decided(id, &d); err != nil {
			return err
		}
		if d.Event.Source != source || d.Event.Outcome == "" {
			return models.ErrNotFound
		}
		return nil
	})
	return &d, err
}

// ChallengeBySource returns a challenge that belongs to an event that a source sent.
func (s *Store) ChallengeBySource(ctx context.Context, source string, id models.ID) (*models.Challenge, error) {
	var c models.Challenge
	err := s.read(ctx, func(db *gorm.DB) error {
		if err := db.Where("id = ?", id).Take(&c).Error; err != nil {
			return err
		}
		var from []string
		if err := db.Model(&models.Event{}).Where("id = ?", c.EventID).Pluck("source", &from).Error; err != nil {
			return err
		}
		if len(from) != 1 || from[0] != source {
			return models.ErrNotFound
		}
		return nil
	})
	return &c, err
}

// LabelEvent records what an event turned out to be; the same again changes nothing. It
// counts for the event's merchant on the day of the event.
func (s *Store) LabelEvent(ctx context.Context, actor models.Actor, cmd models.LabelEvent) (*models.Event, bool, error) {
	n := models.NewEvent{Source: cmd.Source, ExternalID: cmd.ExternalID}
	var e models.Event
	delta, created := int64(0), false
	err := s.write(ctx, actor, func(tx *writeTx) error {
		e, delta, created = models.Event{}, 0, false
		// Locked, so that two labels at once do not both count as a change.
		if err := tx.db.Clauses(clause.Locking{Strength: "UPDATE"}).Where("event_key = ?", n.Key()).Take(&e).Error; err != nil {
			return err
		}
		earlier, err := tx.putLabel(&e, cmd)
		if err != nil {
			return err
		}
		created = earlier == nil
		if cmd.Bad {
			delta = 1
		} else if !created {
			delta = -1
		}
		return nil
	})
	if err == errIdle { //nolint:errorlint // it comes back as it was given
		return &e, false, nil
	}
	if err != nil {
		return nil, false, fmt.Errorf("label event: %w", err)
	}
	if e.Kind == models.EventPurchase {
		s.desk.merchants.add(e.Body.Merchant, watch.DayOf(e.At.UnixMicro()), watch.DayStats{Bad: delta})
	}
	return &e, created, nil
}

// putLabel keeps the label of a locked event and returns what was said of it before, nil when
// nothing was; errIdle when it was the same.
func (tx *writeTx) putLabel(e *models.Event, cmd models.LabelEvent) (earlier *models.EventLabel, err error) {
	var was []models.EventLabel
	if err := tx.db.Where("event_id = ?", e.ID).Limit(1).Find(&was).Error; err != nil {
		return nil, err
	}
	l := models.EventLabel{EventID: e.ID, Bad: cmd.Bad, Source: cmd.Source, At: stamp(cmd.At)}
	var before any
	if len(was) == 0 {
		err = tx.insert(&l)
	} else {
		if earlier = &was[0]; earlier.Bad == cmd.Bad {
			return nil, errIdle
		}
		before = map[string]any{"bad": earlier.Bad}
		err = tx.db.Model(&l).Select("bad", "source", "at").Updates(&l).Error
	}
	if err != nil {
		return nil, err
	}
	if err := tx.labelRules(e, earlier, cmd.Bad); err != nil {
		return nil, err
	}
	on := target{kind: "event", id: e.PublicID(), accountID: e.AccountID}
	return earlier, tx.audit(models.ActionEventLabelled, on, before, map[string]any{"bad": cmd.Bad, "at": l.At}, "")
}

// RecordRefusal records that a machine's request was refused, and why; nothing of the body
// is kept.
func (s *Store) RecordRefusal(ctx context.Context, actor models.Actor, route string, status int, pointer, code string) error {
	return s.write(ctx, actor, func(tx *writeTx) error {
		after := map[string]any{"route": route, "status": status, "pointer": pointer, "code": code}
		return tx.audit(models.ActionEventRefused, target{kind: "request", id: actor.RequestID}, nil, after, "")
	})
}
