package data

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"gorm.io/gorm"
	"gorm.io/gorm/clause"

	"candor/models"
)

// Case returns one case's row.
func (s *Store) Case(ctx context.Context, id models.ID) (*models.Case, error) {
	var c models.Case
	err := s.read(ctx, func(db *gorm.DB) error { return db.Where("id = ?", id).Take(&c).Error })
	if err != nil {
		return nil, err
	}
	return &c, nil
}

// CaseDetail returns a case with everything its page shows.
func (s *Store) CaseDetail(ctx context.Context, id models.ID) (*models.CaseDetail, error) {
	var d models.CaseDetail
	err := s.read(ctx, func(db *gorm.DB) error {
		if err := db.Where("id = ?", id).Take(&d.Case).Error; err != nil {
			return err
		}
		if err := db.Where("case_id = ?", id).Order("severity DESC, id DESC").Limit(100).Find(&d.Flags).Error; err != nil {
			return err
		}
		if err := db.Where("case_id = ? AND at > ?", id, s.Now().Add(-models.ViewerFor)).Order("user_name, user_id").Limit(20).Find(&d.Viewers).Error; err != nil {
			return err
		}
		err := db.Where("object_type = ? AND object_id = ?", "case", d.Case.PublicID()).
			Order("seq DESC").Limit(showEntries).Find(&d.Entries).Error
		if err != nil {
			return err
		}
		if d.Decided, err = flagDecisions(db, d.Flags); err != nil {
			return err
		}
		if d.Asked, err = s.caseEvidence(db, &d.Case); err != nil {
			return err
		}
		if d.Quick, err = quickReasons(db, &d.Case); err != nil {
			return err
		}
		return s.fillAccount(db, d.Case.AccountID, &d.Account)
	})
	if err != nil {
		return nil, err
	}
	for _, c := range d.Account.Cases {
		if c.ID != d.Case.ID {
			d.Earlier = append(d.Earlier, c)
		}
	}
	if err := s.nameRules(ctx, &d); err != nil {
		return nil, err
	}
	return &d, s.explain(ctx, &d.Account)
}

// aboutCase names a case in the record.
func aboutCase(c *models.Case) target {
	return target{kind: "case", id: c.PublicID(), accountID: c.AccountID}
}

// hold is how the record writes who holds a case, or until when it is put off.
func hold(c *models.Case) map[string]any {
	h := map[string]any{"assignee": c.AssigneeName}
	if c.AssigneeID != 0 {
		h["holder"] = c.AssigneeID.Public(models.PrefixUser)
	}
	if c.LeaseUntil != nil {
		h["until"] = c.LeaseUntil
	}
	if c.Place == models.PlaceSnoozed {
		h["off"] = c.SnoozedUntil
	}
	if c.WaitingSince != nil || c.WaitedSecs > 0 {
		h["waiting"], h["due"] = c.WaitingSince, c.DueAt
	}
	return h
}

// ClaimCase gives the case to the actor for models.CaseLease, or renews it.
func (s *Store) ClaimCase(ctx context.Context, actor models.Actor, id models.ID) (*models.Case, error) {
	return s.changeHold(ctx, actor, id, models.ActionCaseClaimed, func(c *models.Case, tx *writeTx) error {
		return tx.claim(c)
	})
}

// claim gives the case to the actor, who sees it as it is now.
func (tx *writeTx) claim(c *models.Case) error {
	if err := tx.mayWork(c.Queue); err != nil {
		return err
	}
	if err := c.Claim(tx.actor.UserID, tx.actor.Name, tx.now); err != nil {
		return err
	}
	return tx.sees(c)
}

// ReleaseCase gives the case back.
func (s *Store) ReleaseCase(ctx context.Context, actor models.Actor, id models.ID) (*models.Case, error) {
	return s.changeHold(ctx, actor, id, models.ActionCaseReleased, func(c *models.Case, tx *writeTx) error {
		if c.State != models.CaseOpen {
			return models.ErrState
		}
		return c.Release(actor.UserID, tx.now)
	})
}

// AssignCase gives the case to another person of staff, whoever holds it.
func (s *Store) AssignCase(ctx context.Context, actor models.Actor, id, user models.ID) (*models.Case, error) {
	return s.changeHold(ctx, actor, id, models.ActionCaseAssigned, func(c *models.Case, tx *writeTx) error {
		var u models.User
		err := tx.db.Where("id = ?", user).Take(&u).Error
		if u.Disabled || errors.Is(err, gorm.ErrRecordNotFound) {
			var bad models.Invalid
			bad.Add("user", "choice")
			return bad.OrNil()
		}
		if err != nil {
			return err
		}
		held := c.HeldBy(tx.now)
		if err := c.Assign(u.ID, u.Name, tx.now); err != nil {
			return err
		}
		if held != 0 && held != u.ID {
			if err := tx.notify(held, models.NoticeCaseAssigned, c.PublicID(), ""); err != nil {
				return err
			}
		}
		if err := tx.notify(u.ID, models.NoticeCaseGiven, c.PublicID(), ""); err != nil {
			return err
		}
		return tx.sees(c)
	})
}

// Assignees returns the people of staff who may work on cases, by name.
func (s *Store) Assignees(ctx context.Context) ([]models.User, error) {
	var roles []models.Role
	var users, able []models.User
	err := s.read(ctx, func(db *gorm.DB) error {
		if err := db.Find(&roles).Error; err != nil {
			return err
		}
		return db.Where("disabled = ?", false).Order("name, id").Limit(200).Find(&users).Error
	})
	for _, u := range users {
		if slices.ContainsFunc(roles, func(r models.Role) bool {
			return slices.Contains(u.Roles, r.Key) && slices.Contains(r.Permissions, models.PermCaseWork)
		}) {
			able = append(able, u)
		}
	}
	return able, err
}

// changeHold runs one rule about who holds a case.
func (s *Store) changeHold(ctx context.Context, actor models.Actor, id models.ID, action string,
	rule func(*models.Case, *writeTx) error,
) (*models.Case, error) {
	var c models.Case
	err := s.write(ctx, actor, func(tx *writeTx) error {
		c = models.Case{}
		if err := tx.take(&c, id); err != nil {
			return err
		}
		return tx.saveHold(&c, action, rule)
	})
	if err != nil {
		return nil, fmt.Errorf("case %s: %w", id.Public(models.PrefixCase), err)
	}
	return &c, nil
}

// saveHold applies the rule to a locked case and records it.
func (tx *writeTx) saveHold(c *models.Case, action string, rule func(*models.Case, *writeTx) error) error {
	before := hold(c)
	if err := rule(c, tx); err != nil {
		return err
	}
	if err := tx.unpause(c); err != nil {
		return err
	}
	columns := append([]string{"assignee_id", "assignee_name", "lease_until", "place", "seen_flags", "seen_score", "seen_status"}, waitColumns...)
	if err := tx.update(c, &c.Version, columns...); err != nil {
		return err
	}
	return tx.audit(action, aboutCase(c), before, hold(c), "")
}

// NextCase claims the first case of a view that nobody holds, in the view's own order. A
// view without one is models.ErrNotFound.
func (s *Store) NextCase(ctx context.Context, actor models.Actor, f models.CaseFilter) (*models.Case, error) {
	var c models.Case
	err := s.write(ctx, actor, func(tx *writeTx) error {
		c = models.Case{}
		f.State, f.Now, f.After, f.Before, f.Unassigned, f.Assignee = models.CaseOpen, tx.now, nil, nil, true, 0
		f.Snoozed, f.Apart = false, actor.UserID
		if err := tx.firstFree(&c, f); err != nil {
			return err
		}
		return tx.saveHold(&c, models.ActionCaseClaimed, func(c *models.Case, tx *writeTx) error { return tx.claim(c) })
	})
	if err != nil {
		return nil, err
	}
	return &c, nil
}

// firstFree locks the first case of a view that the actor may work on.
func (tx *writeTx) firstFree(c *models.Case, f models.CaseFilter) error {
	closed, err := tx.closedQueues()
	if err != nil {
		return err
	}
	for _, place := range placesFrom(f, nil, false) {
		at := inOrder(f)
		at.atPlace(f, place)
		q := tx.db.Where(at.sql(), at.args...).Clauses(clause.Locking{Strength: "UPDATE", Options: "SKIP LOCKED"})
		if len(closed) > 0 {
			q = q.Where("queue NOT IN ?", closed)
		}
		err = q.Order(caseOrder(f.Sort, false)).Limit(1).Take(c).Error
		if !errors.Is(err, gorm.ErrRecordNotFound) {
			return err
		}
	}
	return err
}

// decidedFacts is what a decision made of a case and its flags, with the reasons that a customer can be told.
func decidedFacts(c *models.Case, flags int) map[string]any {
	after := map[string]any{"state": c.State, "outcome": c.Outcome, "flags": flags}
	if len(c.Principal) > 0 {
		after["reasons"] = c.Principal
	}
	return after
}
