package data

import (
	"context"
	"fmt"
	"slices"

	"candor/models"
)

// ReopenCase takes a decision on a case back: its flags are open again, but for those that an appeal has overturned since. Measures and
// limit changes that people made from the case stay. *models.Refused "case_open" where the account has another open case.
func (s *Store) ReopenCase(ctx context.Context, actor models.Actor, cmd models.ReopenCase) (*models.Case, error) {
	var c models.Case
	err := s.write(ctx, actor, func(tx *writeTx) error {
		c = models.Case{}
		found, err := findOne[models.Case](tx.db, "account_id", "WHERE id = ?", int64(cmd.CaseID))
		if err != nil {
			return err
		}
		if _, err := tx.hold(found.AccountID); err != nil { // before the case, as whoever raises flags does
			return err
		}
		if err := tx.take(&c, cmd.CaseID); err != nil {
			return err
		}
		return tx.reopen(&c, cmd)
	})
	if err != nil {
		return nil, fmt.Errorf("reopen case %s: %w", cmd.CaseID.Public(models.PrefixCase), err)
	}
	return &c, nil
}

func (tx *writeTx) reopen(c *models.Case, cmd models.ReopenCase) error {
	if c.State == models.CaseClosed {
		if err := expect(c.Version, cmd.Version); err != nil {
			return err
		}
	}
	if err := tx.mayWork(c.Queue); err != nil {
		return err
	}
	may, err := tx.may()
	if err != nil {
		return err
	}
	outcome, decider := c.Outcome, c.ClosedBy
	before := map[string]any{"state": c.State, "outcome": c.Outcome}
	if err := c.Reopen(tx.actor.UserID, slices.Contains(may, models.PermCaseAssign), cmd.Reason); err != nil {
		return err
	}
	open, err := tx.openCases([]models.ID{c.AccountID})
	if err != nil {
		return err
	}
	if len(open) > 0 {
		return &models.Refused{Code: "case_open"}
	}
	flags, err := tx.turnFlags(outcome.FlagState(), models.FlagOpen, "case_id = ?", c.ID)
	if err != nil {
		return err
	}
	err = tx.update(c, &c.Version, "state", "outcome", "reason", "principal", "closed_at", "closed_by", "closed_name", "lease_until", "assignee_id", "assignee_name")
	if err != nil {
		return err
	}
	if err := tx.notify(decider, models.NoticeCaseReopened, c.PublicID(), cmd.Reason); err != nil {
		return err
	}
	after := map[string]any{"state": c.State, "flags": len(flags)}
	return tx.audit(models.ActionCaseReopened, aboutCase(c), before, after, cmd.Reason)
}
