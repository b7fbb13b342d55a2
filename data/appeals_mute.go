package data

import (
	"context"

	"candor/models"
)

// MuteAppeals takes no more appeals against a measure by the customer's link until a day. *models.Refused says what is in the way.
func (s *Store) MuteAppeals(ctx context.Context, actor models.Actor, cmd models.MuteAppeals) error {
	return s.changeSanction(ctx, actor, cmd.SanctionID, cmd.Version, func(tx *writeTx, _ *holding, sn *models.Sanction) error {
		var appeals []models.Appeal
		err := tx.db.Select("outcome", "decided_at").Where("sanction_id = ? AND outcome = ?", sn.ID, models.OutcomeUphold).Limit(models.MuteAfter).Find(&appeals).Error
		if err != nil {
			return err
		}
		if err := sn.Mute(models.Upheld(appeals), cmd, tx.actor, tx.now); err != nil {
			return err
		}
		return tx.keepMute(sn, models.ActionAppealsMuted, cmd.Reason)
	})
}

// EndAppealMute lets the customer appeal by the link again before the day.
func (s *Store) EndAppealMute(ctx context.Context, actor models.Actor, sanction models.ID, version int64, reason string) error {
	return s.changeSanction(ctx, actor, sanction, version, func(tx *writeTx, _ *holding, sn *models.Sanction) error {
		if err := sn.EndMute(reason, tx.now); err != nil {
			return err
		}
		return tx.keepMute(sn, models.ActionAppealsUnmuted, reason)
	})
}

func (tx *writeTx) keepMute(sn *models.Sanction, action, reason string) error {
	if err := tx.update(sn, &sn.Version, "mute_reason", "muted_by", "muted_name", "muted_at", "mute_until"); err != nil {
		return err
	}
	return tx.audit(action, sanctionTarget(sn), nil, map[string]any{"mute_until": sn.MuteUntil}, reason)
}
