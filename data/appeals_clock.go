package data

import (
	"errors"
	"fmt"
	"time"

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
	return tx.audit(action, appealTarget(&at.Appeal), nil, clockOf(&at.Appeal), "")
}
