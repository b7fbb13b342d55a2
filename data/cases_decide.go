package data

import (
	"context"
	"fmt"

	"candor/models"
)

// DecideCase closes a case: its open flags become confirmed or cleared with it.
func (s *Store) DecideCase(ctx context.Context, actor models.Actor, cmd models.DecideCase) (*models.Case, error) {
	c, _, err := s.DecideCaseLowering(ctx, actor, cmd)
	return c, err
}

// DecideCaseLowering is DecideCase, with the lower limit that the command brings: both are done, or neither. The change is nil without one.
func (s *Store) DecideCaseLowering(ctx context.Context, actor models.Actor, cmd models.DecideCase) (*models.Case, *models.LimitChange, error) {
	var c models.Case
	var change *models.LimitChange
	err := s.write(ctx, actor, func(tx *writeTx) (err error) {
		c, change = models.Case{}, nil
		var a models.Account
		if cmd.Limit != nil || cmd.Unwarned {
			if err := tx.takeAccountOf(cmd.CaseID, &a); err != nil {
				return err
			}
		}
		if err := tx.take(&c, cmd.CaseID); err != nil {
			return err
		}
		// Whether the decider holds the case comes first: a stale page of someone who does
		// not is refused, not offered to be sent again.
		if c.State == models.CaseOpen && c.HeldBy(tx.now) == actor.UserID {
			if err := expect(c.Version, cmd.Version); err != nil {
				return err
			}
			if err := a.Warned(cmd.Unwarned, tx.now); err != nil {
				return err
			}
		}
		before := map[string]any{"state": c.State}
		if err := c.Decide(actor.UserID, actor.Name, cmd, tx.now); err != nil {
			return err
		}
		if cmd.Limit != nil {
			if change, err = tx.proposeLimit(c.Lowering(*cmd.Limit), nil); err != nil {
				return err
			}
		}
		return tx.closeDecided(&c, before, change)
	})
	if err != nil {
		return nil, nil, fmt.Errorf("decide case %s: %w", cmd.CaseID.Public(models.PrefixCase), err)
	}
	return &c, change, nil
}

// takeAccountOf takes the account of a case before the case is taken, as whoever raises flags does.
func (tx *writeTx) takeAccountOf(id models.ID, a *models.Account) error {
	var c models.Case
	if err := tx.db.Select("account_id").Where("id = ?", id).Take(&c).Error; err != nil {
		return err
	}
	return tx.take(a, c.AccountID)
}

// closeDecided writes a decided case with its flags, and what it was decided with.
func (tx *writeTx) closeDecided(c *models.Case, before map[string]any, change *models.LimitChange) error {
	err := tx.update(c, &c.Version, "state", "outcome", "reason", "principal", "closed_at", "closed_by", "closed_name", "lease_until", "place")
	if err != nil {
		return err
	}
	flags, err := tx.turnFlags(models.FlagOpen, c.Outcome.FlagState(), "case_id = ?", c.ID)
	if err != nil {
		return err
	}
	after := decidedFacts(c, len(flags))
	if change != nil {
		after["limit"] = change.PublicID()
	}
	if err := tx.audit(models.ActionCaseDecided, aboutCase(c), before, after, c.Reason); err != nil {
		return err
	}
	return tx.decidedWithout(c)
}
