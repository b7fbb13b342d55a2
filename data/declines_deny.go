package data

import (
	"context"

	"candor/engine/decide"
	"candor/models"
)

// CustomerDeny takes it that the customer of a link did not make the payment that it is about: nothing is changed by it on the account,
// but a person is called to it.
func (s *Store) CustomerDeny(ctx context.Context, actor models.Actor, l *models.CustomerLink) error {
	return s.write(ctx, actor, func(tx *writeTx) error {
		h, sn, err := tx.takeSanction(l.SanctionID)
		if err != nil {
			return err
		}
		var open int64
		err = tx.db.Model(&models.Appeal{}).Where("sanction_id = ? AND stage IN ?", sn.ID, openStages()).Count(&open).Error
		if err != nil {
			return err
		}
		if err := sn.Deny(open > 0, tx.now); err != nil {
			return err
		}
		if err := tx.update(sn, &sn.Version, "declined"); err != nil {
			return err
		}
		if err := tx.flagDenied(h, sn); err != nil {
			return err
		}
		facts := map[string]any{"event": sn.EventID.Public(models.PrefixDecision)}
		return tx.audit(models.ActionDeclineDenied, sanctionTarget(sn), nil, facts, "")
	})
}

// flagDenied calls a person about a payment that somebody else tried.
func (tx *writeTx) flagDenied(h *holding, sn *models.Sanction) error {
	if h.Status == models.StatusDeactivated {
		return nil
	}
	policy, err := tx.policyNow()
	if err != nil {
		return err
	}
	open, err := tx.openCases([]models.ID{h.ID})
	if err != nil {
		return err
	}
	a := &eventAccount{account: h.Account, lines: h.lines}
	work := flagWork{tx: tx, policy: *policy, open: open}
	if err := work.raise(a.scored(), a.standing(), decide.Flag{Code: "payment_denied", Value: 1, Threshold: 1, Severity: 3, Source: "rule"}, cause{id: sn.EventID, payment: true}); err != nil {
		return err
	}
	_, err = work.store()
	return err
}
