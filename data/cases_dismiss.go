package data

import (
	"context"
	"fmt"

	"candor/models"
)

// DismissCase closes a case whose flags were wrong, without its page: whoever does it claims the case with the same act.
func (s *Store) DismissCase(ctx context.Context, actor models.Actor, cmd models.DismissCase) (*models.Case, error) {
	var c models.Case
	err := s.write(ctx, actor, func(tx *writeTx) error {
		c = models.Case{}
		var a models.Account
		if cmd.Unwarned {
			if err := tx.takeAccountOf(cmd.CaseID, &a); err != nil {
				return err
			}
		}
		if err := tx.take(&c, cmd.CaseID); err != nil {
			return err
		}
		if c.State == models.CaseOpen && (c.HeldBy(tx.now) == 0 || c.HeldBy(tx.now) == actor.UserID) {
			if err := expect(c.Version, cmd.Version); err != nil {
				return err
			}
			if err := a.Warned(cmd.Unwarned, tx.now); err != nil {
				return err
			}
		}
		if err := tx.claim(&c); err != nil {
			return err
		}
		if err := tx.unpause(&c); err != nil {
			return err
		}
		if err := c.Decide(actor.UserID, actor.Name, models.DecideCase{Outcome: models.CaseCleared, Reason: cmd.Reason}, tx.now); err != nil {
			return err
		}
		return tx.closeFlags(&c, &models.BatchItem{})
	})
	if err != nil {
		return nil, fmt.Errorf("dismiss case %s: %w", cmd.CaseID.Public(models.PrefixCase), err)
	}
	return &c, nil
}
