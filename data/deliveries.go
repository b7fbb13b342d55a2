package data

import (
	"context"
	"errors"
	"fmt"
	"time"

	"gorm.io/gorm"
	"gorm.io/gorm/clause"

	"candor/models"
)

// SetOutlets says which gateways are set up. It belongs before the first job.
func (s *Store) SetOutlets(o models.Outlets) { s.outlets = o }

func deliveryTarget(d *models.Delivery) target {
	return target{kind: "delivery", id: d.PublicID(), accountID: d.AccountID}
}

// deliveryFields are the columns that change in a delivery's life.
var deliveryFields = []any{"attempts", "most", "next_at", "waits", "owner", "lease_until", "token", "code", "done_at"}

// moveDelivery writes a delivery over the state and token that it was read with.
func (tx *writeTx) moveDelivery(d *models.Delivery, was models.Delivery) error {
	done := tx.db.Model(d).Where("state = ? AND token = ?", was.State, was.Token).Select("state", deliveryFields...).Updates(d)
	if done.Error == nil && done.RowsAffected == 0 {
		return models.ErrConflict
	}
	return done.Error
}

// DeliveriesDue reports whether there is anything to claim. It only reads, so that looking costs a quiet server nothing.
func (s *Store) DeliveriesDue(ctx context.Context) (bool, error) {
	var due []models.ID
	err := s.read(ctx, func(db *gorm.DB) error {
		return dueDeliveries(db, s.Now()).Model(&models.Delivery{}).Pluck("id", &due).Error
	})
	return len(due) > 0, err
}

// dueDeliveries is the delivery that is due longest. The states stand as the index has them.
func dueDeliveries(db *gorm.DB, now time.Time) *gorm.DB {
	return db.Where("state IN ('queued','retry','sending') AND next_at <= ?", now).Where("lease_until IS NULL OR lease_until < ?", now).
		Order("next_at, id").Limit(1)
}

// ClaimDelivery gives a worker the delivery that is due longest, with the customer's address in clear, or nil when none is due.
// Deliveries that a contact rule holds are put off on the way, each with an entry in the record. A claim itself is no change of the
// lender's record; the attempt is kept before anything leaves, so that a worker who is killed leaves a trace.
func (s *Store) ClaimDelivery(ctx context.Context, owner string) (*models.Parcel, error) {
	for {
		var claimed *models.Delivery
		delayed := false
		err := s.commit(ctx, func(db *gorm.DB) (err error) {
			tx := &writeTx{ctx: ctx, db: db, store: s, actor: models.System("message.deliver"), now: s.Now()}
			claimed, delayed, err = tx.claimDelivery(owner)
			if err == nil && delayed {
				return tx.chain()
			}
			return err
		})
		switch {
		case err != nil:
			return nil, fmt.Errorf("claim a delivery: %w", translate(err))
		case delayed:
			continue
		case claimed == nil:
			return nil, nil
		}
		return s.parcel(ctx, claimed)
	}
}

func (tx *writeTx) claimDelivery(owner string) (claimed *models.Delivery, delayed bool, err error) {
	var due []models.Delivery
	err = dueDeliveries(tx.db.Clauses(clause.Locking{Strength: "UPDATE", Options: "SKIP LOCKED"}), tx.now).Find(&due).Error
	if err != nil || len(due) == 0 {
		return nil, false, err
	}
	d := &due[0]
	was := *d
	if d.Lose(tx.now) == nil {
		return nil, true, tx.endDelivery(d, was)
	}
	choices, err := contactChosen(tx.db, d.AccountID)
	if err != nil {
		return nil, false, err
	}
	chosen := models.ChoicesNow(choices)
	if !chosen.AllowsChannel(d.Channel) && d.Withhold(tx.now) == nil {
		if err := tx.endDelivery(d, was); err != nil || !d.Mandatory {
			return nil, true, err
		}
		return nil, true, tx.deliverAnew(d, chosen)
	}
	rule, until, err := tx.contactWait(d, chosen)
	if err != nil {
		return nil, false, err
	}
	if err := tx.forgetTries(d); err != nil {
		return nil, false, err
	}
	if rule != models.ContactFree {
		return nil, true, tx.delay(d, was, rule, until)
	}
	try, err := d.Take(owner, tx.now)
	if err != nil {
		return nil, false, err
	}
	if err := tx.moveDelivery(d, was); err != nil {
		return nil, false, err
	}
	return d, false, tx.insert(try)
}

// endDelivery writes and records a delivery that was given up before it was handed over.
func (tx *writeTx) endDelivery(d *models.Delivery, was models.Delivery) error {
	if err := errors.Join(tx.forgetTries(d), tx.moveDelivery(d, was)); err != nil {
		return err
	}
	return tx.auditDelivery(d, models.HandOver{Code: d.Code})
}

// delay puts a delivery off and records which rule held it.
func (tx *writeTx) delay(d *models.Delivery, was models.Delivery, rule models.ContactRule, until time.Time) error {
	if err := d.Delay(rule, until, tx.now); err != nil {
		return err
	}
	if err := tx.moveDelivery(d, was); err != nil {
		return err
	}
	after := map[string]any{"rule": rule, "until": until, "message": d.MessageID.Public(models.PrefixMessage)}
	return tx.audit(models.ActionMessageDelayed, deliveryTarget(d), nil, after, "")
}

// forgetTries says of an attempt that its maker did not end that nobody knows how it ended.
func (tx *writeTx) forgetTries(d *models.Delivery) error {
	return tx.db.Model(&models.Try{}).Where("delivery_id = ? AND result = ?", d.ID, models.TryStarted).
		Updates(map[string]any{"result": models.TryUnknown, "ended_at": tx.now}).Error
}

// parcel reads what it takes to write and address a delivery.
func (s *Store) parcel(ctx context.Context, d *models.Delivery) (*models.Parcel, error) {
	p := &models.Parcel{Delivery: *d}
	err := s.read(ctx, func(db *gorm.DB) error {
		if err := s.fillMessage(db, d.MessageID, &p.Message, &p.Account); err != nil {
			return err
		}
		who, err := s.openPersonal(db, &p.Account)
		if err != nil {
			return err
		}
		p.Name = who.Name
		if p.Link, err = s.carriedLink(db, &p.Message); err != nil {
			return err
		}
		switch d.Channel {
		case models.ChannelSMS:
			p.To = who.Phone
		case models.ChannelEmail:
			p.To = who.Email
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	return p, nil
}

// FinishDelivery notes what came of a parcel. Whoever lost it meanwhile gets ErrConflict; their attempt keeps its result, because it
// tells what the customer may have received.
func (s *Store) FinishDelivery(ctx context.Context, p *models.Parcel, h models.HandOver) error {
	lost := false
	work := func(tx *writeTx) error {
		err := tx.db.Model(&models.Try{}).Where("delivery_id = ? AND n = ?", p.Delivery.ID, p.Delivery.Attempts).
			Updates(map[string]any{"result": h.Result, "code": h.Code, "ended_at": tx.now}).Error
		if err != nil {
			return err
		}
		var d models.Delivery
		if err := tx.take(&d, p.Delivery.ID); err != nil {
			return err
		}
		was := d
		err = d.Record(p.Delivery.Token, h, tx.now)
		if lost = errors.Is(err, models.ErrConflict); lost {
			return nil
		}
		if err != nil {
			return err
		}
		if err := tx.moveDelivery(&d, was); err != nil {
			return err
		}
		return tx.auditDelivery(&d, h)
	}
	err := s.commit(ctx, func(db *gorm.DB) error {
		tx := &writeTx{ctx: ctx, db: db, store: s, actor: models.System("message.deliver"), now: s.Now()}
		if err := work(tx); err != nil || len(tx.entries) == 0 {
			return err
		}
		return tx.chain()
	})
	if err == nil && lost {
		return models.ErrConflict
	}
	return translate(err)
}

// auditDelivery records the end of a delivery; an attempt that will be made again is none.
func (tx *writeTx) auditDelivery(d *models.Delivery, h models.HandOver) error {
	after := map[string]any{"message": d.MessageID.Public(models.PrefixMessage), "channel": d.Channel, "attempts": d.Attempts}
	switch d.State {
	case models.DeliveryDelivered:
		if d.Inbox {
			after["inbox"] = true
		}
		return tx.audit(models.ActionMessageDelivered, deliveryTarget(d), nil, after, "")
	case models.DeliveryDead:
		after["code"] = h.Code
		return tx.audit(models.ActionMessageFailed, deliveryTarget(d), nil, after, "")
	}
	return nil
}

// RetryDelivery lets a dead delivery be tried again, under the key it had.
func (s *Store) RetryDelivery(ctx context.Context, actor models.Actor, id models.ID) error {
	return s.stepDelivery(ctx, actor, id, models.ActionMessageRetried, (*models.Delivery).Again)
}

// HandDelivery notes that a person gave a letter to the customer.
func (s *Store) HandDelivery(ctx context.Context, actor models.Actor, id models.ID) error {
	return s.stepDelivery(ctx, actor, id, models.ActionMessageHanded, (*models.Delivery).Handed)
}

func (s *Store) stepDelivery(ctx context.Context, actor models.Actor, id models.ID, action string, step func(*models.Delivery, time.Time) error) error {
	return s.write(ctx, actor, func(tx *writeTx) error {
		var d models.Delivery
		if err := tx.take(&d, id); err != nil {
			return err
		}
		was := d
		if err := step(&d, tx.now); err != nil {
			return err
		}
		if err := tx.moveDelivery(&d, was); err != nil {
			return err
		}
		return tx.audit(action, deliveryTarget(&d), was.State, d.State, "")
	})
}
