package data

import (
	"context"
	"fmt"
	"slices"
	"time"

	"gorm.io/gorm"
	"gorm.io/gorm/clause"

	"candor/models"
)

// closedQueues lists the queues whose cases the actor may not work on. The permission to work on
// cases at all is the route's.
func (tx *writeTx) closedQueues() ([]string, error) {
	may, err := tx.may()
	if err != nil {
		return nil, err
	}
	var closed []string
	for _, q := range models.CaseQueues() {
		if q.Needs() != models.PermCaseWork && !slices.Contains(may, q.Needs()) {
			closed = append(closed, string(q))
		}
	}
	return closed, nil
}

// mayWork refuses the cases of a queue that is another role's.
func (tx *writeTx) mayWork(q models.CaseQueue) error {
	if q.Needs() == models.PermCaseWork {
		return nil
	}
	if may, err := tx.may(); err != nil || slices.Contains(may, q.Needs()) {
		return err
	}
	return &models.Refused{Code: "other_queue"}
}

// sees notes on the case what its holder has in view.
func (tx *writeTx) sees(c *models.Case) error {
	var now models.CaseNow
	err := tx.db.Model(&models.Account{}).Where("id = ?", c.AccountID).
		Select("COALESCE(score, 0) AS now_score, status AS now_status").Scan(&now).Error
	c.Saw(now.Score, now.Status)
	return err
}

// notify tells a person something at the next page. Nobody is told what they did themselves.
func (tx *writeTx) notify(user models.ID, kind models.NoticeKind, object, reason string) error {
	if user == tx.actor.UserID {
		return nil
	}
	id, err := tx.id()
	if err != nil {
		return err
	}
	return tx.insert(&models.StaffNotice{ID: id, UserID: user, At: tx.now, Kind: kind, ObjectID: object, ByName: tx.actor.Name, Reason: reason})
}

// Notices returns what a person was told after a time, oldest first, at most ten.
func (s *Store) Notices(ctx context.Context, user models.ID, after time.Time) ([]models.StaffNotice, error) {
	var list []models.StaffNotice
	err := s.read(ctx, func(db *gorm.DB) (err error) {
		list, err = find[models.StaffNotice](db, "", "WHERE user_id = ? AND at > ? ORDER BY at, id LIMIT 10", int64(user), after)
		return err
	})
	return list, err
}

// TakeCase takes a case out of another's live lease, and tells whoever held it.
func (s *Store) TakeCase(ctx context.Context, actor models.Actor, cmd models.TakeCase) (*models.Case, error) {
	if err := cmd.Validate(); err != nil {
		return nil, err
	}
	return s.changeCase(ctx, actor, cmd.CaseID, func(c *models.Case, tx *writeTx) error {
		before := hold(c)
		from, err := c.Take(actor.UserID, actor.Name, tx.now)
		if err != nil {
			return err
		}
		if err := tx.sees(c); err != nil {
			return err
		}
		if err := tx.notify(from, models.NoticeCaseTaken, c.PublicID(), cmd.Reason); err != nil {
			return err
		}
		return tx.audit(models.ActionCaseTaken, aboutCase(c), before, hold(c), cmd.Reason)
	})
}

// SnoozeCase puts a case off; a job brings it back.
func (s *Store) SnoozeCase(ctx context.Context, actor models.Actor, cmd models.SnoozeCase) (*models.Case, error) {
	return s.changeCase(ctx, actor, cmd.CaseID, func(c *models.Case, tx *writeTx) error {
		if err := expect(c.Version, cmd.Version); err != nil {
			return err
		}
		until := stamp(cmd.Until)
		if err := c.Snooze(actor.UserID, actor.Name, until, cmd.Reason, tx.now); err != nil {
			return err
		}
		if err := tx.enqueueWake(c, until); err != nil {
			return err
		}
		return tx.audit(models.ActionCaseSnoozed, aboutCase(c), nil, map[string]any{"until": until}, cmd.Reason)
	})
}

// enqueueWake queues the job that brings a case back when its time has come.
func (tx *writeTx) enqueueWake(c *models.Case, at time.Time) error {
	unique := fmt.Sprintf("case.wake:%s:%d", c.PublicID(), at.Unix())
	return tx.enqueue(models.JobCaseWake, unique, c.ID, at)
}

// runCaseWake brings a case back whose time has come. One that was put off further has a job for
// that time, and one that is back already needs none. What the customer was asked for until now is not waited for any more.
func (tx *writeTx) runCaseWake(job models.Job) error {
	var c models.Case
	if err := tx.take(&c, job.ObjectID); err != nil {
		return err
	}
	lapsed, err := tx.lapse(&c)
	if err != nil {
		return err
	}
	open, err := tx.stillAsked(&c)
	if err != nil {
		return err
	}
	back := false
	over := c.SnoozedUntil != nil && !c.SnoozedUntil.After(tx.now)
	if over || lapsed > 0 && len(open) == 0 && c.Waits() {
		why := models.BackNone
		if c.Waits() {
			why = models.BackLapsed
		}
		if back, err = tx.returned(&c, why); err != nil {
			return err
		}
	}
	if !back && lapsed == 0 {
		return errIdle
	}
	return nil
}

// EscalateCase gives a case to a linked queue.
func (s *Store) EscalateCase(ctx context.Context, actor models.Actor, cmd models.EscalateCase) (*models.Case, error) {
	return s.changeCase(ctx, actor, cmd.CaseID, func(c *models.Case, tx *writeTx) error {
		if err := expect(c.Version, cmd.Version); err != nil {
			return err
		}
		before := map[string]any{"queue": c.Queue.Key()}
		if err := c.Escalate(cmd.To, actor.UserID, actor.Name, cmd.Reason, tx.now); err != nil {
			return err
		}
		return tx.audit(models.ActionCaseEscalated, aboutCase(c), before, map[string]any{"queue": c.Queue.Key()}, cmd.Reason)
	})
}

// MoveCase puts a case into another queue, or back into the first line.
func (s *Store) MoveCase(ctx context.Context, actor models.Actor, id models.ID, version int64, to models.CaseQueue) (*models.Case, error) {
	return s.changeCase(ctx, actor, id, func(c *models.Case, tx *writeTx) error {
		if err := expect(c.Version, version); err != nil {
			return err
		}
		before := map[string]any{"queue": c.Queue.Key()}
		if err := c.Move(to, actor.UserID, tx.now); err != nil {
			return err
		}
		return tx.audit(models.ActionCaseMoved, aboutCase(c), before, map[string]any{"queue": c.Queue.Key()}, "")
	})
}

// deskColumns are what changes when a case is taken, put off, or given to another queue.
var deskColumns = slices.Concat([]string{"assignee_id", "assignee_name", "lease_until", "seen_flags", "seen_score", "seen_status"},
	[]string{"place", "snoozed_until", "snoozed_name", "snooze_reason"},
	[]string{"queue", "escalated_by", "escalated_name", "escalated_at", "escalate_reason"}, waitColumns)

// changeCase loads a case, applies a rule that records what it did, and saves it.
func (s *Store) changeCase(ctx context.Context, actor models.Actor, id models.ID, rule func(*models.Case, *writeTx) error) (*models.Case, error) {
	var c models.Case
	err := s.write(ctx, actor, func(tx *writeTx) error {
		c = models.Case{}
		if err := tx.take(&c, id); err != nil {
			return err
		}
		if err := rule(&c, tx); err != nil {
			return err
		}
		if err := tx.unpause(&c); err != nil {
			return err
		}
		return tx.update(&c, &c.Version, deskColumns...)
	})
	if err != nil {
		return nil, fmt.Errorf("case %s: %w", id.Public(models.PrefixCase), err)
	}
	return &c, nil
}

// UseCase notes that a person has a case's page open, and keeps that person's lease going. It
// changes nothing that anybody decides, so the case's version stays and a form on another page is
// not made old by it.
func (s *Store) UseCase(ctx context.Context, actor models.Actor, id models.ID) error {
	return s.keep(ctx, func(db *gorm.DB, now time.Time) error {
		if err := db.Where("at < ?", now.Add(-time.Hour)).Delete(&models.CaseViewer{}).Error; err != nil {
			return err
		}
		viewer := models.CaseViewer{CaseID: id, UserID: actor.UserID, UserName: actor.Name, At: now}
		err := db.Clauses(clause.OnConflict{UpdateAll: true}).Create(&viewer).Error
		if err != nil {
			return err
		}
		return db.Model(&models.Case{}).Where("id = ? AND state = 'open' AND assignee_id = ? AND lease_until > ?", id, actor.UserID, now).
			Update("lease_until", now.Add(models.CaseLease)).Error
	})
}
