package data

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"gorm.io/gorm"

	"candor/models"
)

func changeTarget(c *models.ListChange) target { return target{kind: "list_change", id: c.PublicID()} }

func changeFacts(c *models.ListChange) map[string]any {
	return map[string]any{
		"state": c.State, "file": c.File, "lines": len(c.Lines), "new": len(c.New()), "refused": len(c.Refused), "payload": c.PayloadHash, "reach": c.Reach,
	}
}

// keepChange gives a change its hash and maker and stores it, to lapse if nobody answers.
func (tx *writeTx) keepChange(c *models.ListChange) (err error) {
	if c.ID, err = tx.id(); err != nil {
		return err
	}
	if c.PayloadHash, err = c.Payload(); err != nil {
		return err
	}
	c.MadeBy, c.MadeName, c.MadeAt = tx.actor.UserID, tx.actor.Name, tx.now
	if c.State == models.ListProposed {
		c.AskedAt = &tx.now
	}
	if c.Lines == nil {
		c.Lines = []models.ListLine{}
	}
	if c.Refused == nil {
		c.Refused = []models.ListRefusal{}
	}
	if err := tx.insert(c); err != nil {
		return err
	}
	return tx.lapseLater(c)
}

func (tx *writeTx) lapseLater(c *models.ListChange) error {
	unique := fmt.Sprintf("%s:%s:%s", models.JobListLapse, c.PublicID(), c.State)
	return tx.enqueue(models.JobListLapse, unique, c.ID, tx.now.Add(models.ApprovalTTL+time.Second))
}

// proposeEntry puts one entry to a second person.
func (tx *writeTx) proposeEntry(lines []models.ListLine, reach models.ListReach, reason string) (*models.ListChange, error) {
	c := &models.ListChange{Source: tx.listSource(), State: models.ListProposed, Lines: lines, Reach: reach, Reason: reason, Version: 1}
	if err := tx.keepChange(c); err != nil {
		return nil, err
	}
	return c, tx.audit(models.ActionListProposed, changeTarget(c), nil, changeFacts(c), reason)
}

// listSource is where an entry comes from that one actor asks for.
func (tx *writeTx) listSource() string {
	if tx.actor.Kind == models.ActorKey {
		return models.ListByAPI
	}
	return models.ListByStaff
}

// waitingChange is the change that waits for a second person and would add exactly these
// lines, nil for none.
func (s *Store) waitingChange(ctx context.Context, lines []models.ListLine) (*models.ListChange, error) {
	hash, err := (&models.ListChange{Lines: lines}).Payload()
	if err != nil {
		return nil, err
	}
	var found []models.ListChange
	err = s.read(ctx, func(db *gorm.DB) error {
		return db.Where("state = 'proposed' AND payload_hash = ?", hash).Order("id").Limit(1).Find(&found).Error
	})
	if err != nil || len(found) == 0 {
		return nil, err
	}
	return &found[0], nil
}

// ConfirmListChange adds all that was read or, when it reaches too many accounts, puts it to
// a second person. Whom it reaches, and what is there already, is counted anew: the preview
// may be hours old. models.ErrConflict says that this is other than what was shown.
func (s *Store) ConfirmListChange(ctx context.Context, actor models.Actor, id models.ID, version int64) (*models.ListChange, error) {
	now, err := s.ListChange(ctx, id)
	if err != nil {
		return nil, err
	}
	lines := slices.Clone(now.Lines)
	var reach models.ListReach
	err = s.read(ctx, func(db *gorm.DB) (err error) {
		reach, err = s.touch(db, lines, s.Now())
		return err
	})
	if err != nil {
		return nil, err
	}
	return s.changeList(ctx, actor, id, version, func(tx *writeTx, c *models.ListChange) error {
		c.Reach = reach
		if err := c.Confirm(tx.actor.UserID, tx.actor.Name, tx.now); err != nil {
			return err
		}
		if c.State == models.ListProposed {
			if err := tx.update(c, &c.Version, "state", "asked_at", "reach"); err != nil {
				return err
			}
			if err := tx.lapseLater(c); err != nil {
				return err
			}
			return tx.audit(models.ActionListProposed, changeTarget(c), nil, changeFacts(c), c.Reason)
		}
		return tx.addChange(c, models.ListRead)
	})
}

// addChange puts all new lines of a change on their lists. What somebody else has added
// since is models.ErrConflict: the hash that was agreed to says it is not there.
func (tx *writeTx) addChange(c *models.ListChange, was models.ListState) error {
	fresh := c.New()
	if err := tx.lockLists(); err != nil {
		return err
	}
	check := slices.Clone(fresh)
	if err := tx.markThere(check); err != nil {
		return err
	}
	if slices.ContainsFunc(check, func(l models.ListLine) bool { return l.There }) {
		return &models.Refused{Code: "list_moved"}
	}
	if slices.ContainsFunc(fresh, func(l models.ListLine) bool { return l.EndsAt != nil && !l.EndsAt.After(tx.now) }) {
		return &models.Refused{Code: "list_expired"}
	}
	if _, err := tx.addEntries(fresh, c.Source, c.ID); err != nil {
		return err
	}
	return tx.endChange(c, was)
}

// ApproveListChange lets a second person agree to exactly what was proposed.
func (s *Store) ApproveListChange(ctx context.Context, actor models.Actor, id models.ID, version int64) error {
	_, err := s.changeList(ctx, actor, id, version, func(tx *writeTx, c *models.ListChange) error {
		if err := c.Approve(tx.actor.UserID, tx.actor.Name, tx.now); err != nil {
			return err
		}
		return tx.addChange(c, models.ListProposed)
	})
	return err
}

// RejectListChange lets a second person refuse, for a reason.
func (s *Store) RejectListChange(ctx context.Context, actor models.Actor, id models.ID, version int64, reason string) error {
	_, err := s.changeList(ctx, actor, id, version, func(tx *writeTx, c *models.ListChange) error {
		if err := c.Reject(tx.actor.UserID, tx.actor.Name, reason, tx.now); err != nil {
			return err
		}
		return tx.endChange(c, models.ListProposed)
	})
	return err
}

// WithdrawListChange drops what the actor read or proposed.
func (s *Store) WithdrawListChange(ctx context.Context, actor models.Actor, id models.ID, version int64) error {
	_, err := s.changeList(ctx, actor, id, version, func(tx *writeTx, c *models.ListChange) error {
		was := c.State
		if err := c.Withdraw(tx.actor.UserID, tx.actor.Name, tx.now); err != nil {
			return err
		}
		return tx.endChange(c, was)
	})
	return err
}

func (s *Store) changeList(ctx context.Context, actor models.Actor, id models.ID, version int64, step func(*writeTx, *models.ListChange) error) (*models.ListChange, error) {
	var c models.ListChange
	err := s.write(ctx, actor, func(tx *writeTx) error {
		c = models.ListChange{}
		if err := tx.take(&c, id); err != nil {
			return err
		}
		if err := expect(c.Version, version); err != nil {
			return err
		}
		return step(tx, &c)
	})
	if err != nil {
		return nil, fmt.Errorf("list change %s: %w", id.Public(models.PrefixListChange), err)
	}
	return &c, nil
}

// endChange stores how a change ended.
func (tx *writeTx) endChange(c *models.ListChange, was models.ListState) error {
	if err := tx.update(c, &c.Version, "state", "reach", "decided_by", "decided_name", "decided_at", "decide_reason"); err != nil {
		return err
	}
	return tx.audit(models.ActionListDecided, changeTarget(c), map[string]any{"state": was}, changeFacts(c), c.DecideReason)
}

func (tx *writeTx) runListLapse(job models.Job) error {
	var c models.ListChange
	if err := tx.take(&c, job.ObjectID); err != nil {
		return err
	}
	was := c.State
	if err := c.Lapse(tx.now); errors.Is(err, models.ErrState) {
		return errIdle
	} else if err != nil {
		return err
	}
	return tx.endChange(&c, was)
}
