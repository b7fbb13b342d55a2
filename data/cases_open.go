package data

import (
	"context"

	"candor/engine/decide"
	"candor/models"
)

// OpenCase opens a case on an account by hand, with a flag that says so. *models.Refused "case_open" where one is open already, and
// "account_closed" for an account that is deactivated.
func (s *Store) OpenCase(ctx context.Context, actor models.Actor, cmd models.OpenCase) (*models.Case, error) {
	if err := cmd.Validate(); err != nil {
		return nil, err
	}
	var opened models.Case
	err := s.write(ctx, actor, func(tx *writeTx) error {
		h, err := tx.hold(cmd.AccountID)
		if err != nil {
			return err
		}
		if h.Status == models.StatusDeactivated {
			return &models.Refused{Code: "account_closed"}
		}
		open, err := tx.openCases([]models.ID{h.ID})
		if err != nil {
			return err
		}
		if len(open) > 0 {
			return &models.Refused{Code: "case_open"}
		}
		policy, err := tx.policyNow()
		if err != nil {
			return err
		}
		a := &eventAccount{account: h.Account, lines: h.lines}
		work := flagWork{tx: tx, policy: *policy, open: open}
		flag := decide.Flag{Code: models.FlagManual, Value: 1, Threshold: 1, Severity: int(cmd.Severity), Source: "person"}
		if err := work.raise(a.scored(), a.standing(), flag, cause{}); err != nil {
			return err
		}
		if _, err := work.store(); err != nil {
			return err
		}
		opened = work.order[0].row
		return tx.audit(models.ActionCaseOpened, aboutCase(&opened), nil, map[string]any{"severity": cmd.Severity}, cmd.Reason)
	})
	if err != nil {
		return nil, err
	}
	return &opened, nil
}
