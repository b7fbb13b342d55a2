package data

import (
	"context"
	"errors"
	"fmt"
	"time"

	"gorm.io/gorm"

	"candor/models"
)

// enqueueClock plans the looks at an appeal's clock: warning, leads, breach. The time is part of
// each key, because the times move when the customer is waited for; a look that comes too early or
// while the clock stands finds nothing to do.
func (tx *writeTx) enqueueClock(a *models.Appeal) error {
	looks := []struct {
		kind string
		at   *time.Time
	}{{models.JobAppealWarn, a.WarnAt}, {models.JobAppealEscalate, a.EscalateAt}, {models.JobAppealDue, &a.DueAt}}
	for _, l := range looks {
		if l.at == nil {
			continue
		}
		if err := tx.enqueue(l.kind, fmt.Sprintf("%s:%s:%d", l.kind, a.PublicID(), l.at.UnixMicro()), a.ID, *l.at); err != nil {
			return err
		}
	}
	return nil
}

// runAppealWarn records that the reviewer is to be warned. The list shows it from then on.
func (tx *writeTx) runAppealWarn(job models.Job) error {
	return tx.ring(job.ObjectID, (*models.Appeal).Warn, "warned_at", models.ActionAppealWarned)
}

// runAppealEscalate calls the leads: their home page and the top of the list show the appeal.
func (tx *writeTx) runAppealEscalate(job models.Job) error {
	return tx.ring(job.ObjectID, (*models.Appeal).Escalate, "escalated_at", models.ActionAppealEscalated)
}

// runAppealDue records that a customer has waited longer than promised.
func (tx *writeTx) runAppealDue(job models.Job) error {
	return tx.ring(job.ObjectID, (*models.Appeal).Breach, "breached_at", models.ActionAppealOverdue)
}

// ring notes once, with the appeal locked, that a time of the clock came.
func (tx *writeTx) ring(id models.ID, note func(*models.Appeal, time.Time) error, column, action string) error {
	at, err := tx.takeAppeal(id)
	if err != nil {
		return err
	}
	if err := note(&at.Appeal, tx.now); errors.Is(err, models.ErrState) {
		return errIdle
	} else if err != nil {
		return err
	}
	// The version stays: nobody's form about the appeal is out of date because time went by.
	if err := tx.db.Model(&at.Appeal).Select(column).Updates(&at.Appeal).Error; err != nil {
		return err
	}
	if err := tx.marked(&at.Appeal, column); err != nil {
		return err
	}
	return tx.audit(action, appealTarget(&at.Appeal), nil, clockOf(&at.Appeal), "")
}

// clocksAtOnce is how many appeals get their clock in one unit.
const clocksAtOnce = 100

// ensureClocks gives undecided appeals from before there were warnings the days of the policy in force, and plans the looks at them.
// When there is none, which is nearly always, it is one short read.
func (s *Store) ensureClocks(ctx context.Context) error {
	for after := models.ID(0); ; {
		var ids []models.ID
		err := s.read(ctx, func(db *gorm.DB) error {
			return db.Model(&models.Appeal{}).Where("id > ? AND warn_at IS NULL AND stage IN ?", after, models.UndecidedStages()).Order("id").Limit(clocksAtOnce).Pluck("id", &ids).Error
		})
		if err != nil || len(ids) == 0 {
			return err
		}
		if err := s.write(ctx, models.System("setup"), func(tx *writeTx) error { return tx.fillClocks(ids) }); err != nil && !errors.Is(err, errIdle) {
			return err
		}
		after = ids[len(ids)-1]
	}
}

// fillClocks gives appeals their clock; errIdle when another replica was first with all of them.
func (tx *writeTx) fillClocks(ids []models.ID) error {
	policy, err := tx.policyNow()
	if err != nil {
		return err
	}
	filled := 0
	for _, id := range ids {
		at, err := tx.takeAppeal(id)
		if err != nil {
			return err
		}
		if !at.FillClock(policy) {
			continue
		}
		filled++
		if err := tx.update(&at.Appeal, &at.Version, "warn_at", "escalate_at"); err != nil {
			return err
		}
		if err := tx.enqueueClock(&at.Appeal); err != nil {
			return err
		}
		facts := map[string]any{"warn_at": at.WarnAt, "escalate_at": at.EscalateAt}
		if err := tx.audit(models.ActionAppealMoved, appealTarget(&at.Appeal), nil, facts, "days of the policy in force"); err != nil {
			return err
		}
	}
	if filled == 0 {
		return errIdle
	}
	return nil
}
