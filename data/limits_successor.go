package data

import (
	"candor/models"
)

// supersede marks the changes whose place a newer one takes: of the same line, permanent ones by a permanent one and temporary ones by
// a temporary one, for under a temporary limit the granted one goes on.
func (tx *writeTx) supersede(by *models.LimitChange) error {
	older, err := tx.standing(by, "superseded_by = 0")
	if err != nil {
		return err
	}
	for i := range older {
		if err := tx.succeed(&older[i], by.ID); err != nil {
			return err
		}
	}
	return nil
}

// reinstate brings back the change whose place one took that was undone.
func (tx *writeTx) reinstate(undone *models.LimitChange) error {
	older, err := tx.standing(undone, "superseded_by = ?", undone.ID)
	if err != nil || len(older) == 0 {
		return err
	}
	return tx.succeed(&older[0], 0)
}

// standing are the applied changes of another's kind on its line, the newest first.
func (tx *writeTx) standing(c *models.LimitChange, where string, args ...any) ([]models.LimitChange, error) {
	var found []models.LimitChange
	q := tx.db.Where("account_id = ? AND line_id = ? AND state = ? AND id <> ?", c.AccountID, c.LineID, models.LimitApplied, c.ID).Where(where, args...)
	if c.ExpiresAt == nil {
		q = q.Where("expires_at IS NULL")
	} else {
		q = q.Where("expires_at IS NOT NULL")
	}
	return found, q.Order("id DESC").Find(&found).Error
}

// succeed says which change took a change's place, 0 for none any more.
func (tx *writeTx) succeed(c *models.LimitChange, by models.ID) error {
	was := successorFacts(c)
	c.SupersededBy = by
	if err := tx.update(c, &c.Version, "superseded_by"); err != nil {
		return err
	}
	action := models.ActionLimitSuperseded
	if by == 0 {
		action = models.ActionLimitReinstated
	}
	return tx.audit(action, limitTarget(c), was, successorFacts(c), "")
}

func successorFacts(c *models.LimitChange) map[string]any {
	return map[string]any{"superseded_by": publicOr(c.SupersededBy, models.PrefixLimit)}
}

// publicOr is an id as pages write it, empty for none.
func publicOr(id models.ID, prefix string) string {
	if id == 0 {
		return ""
	}
	return id.Public(prefix)
}

// atDue sets when a change takes effect that waits for the account's next due day, and refuses one where nobody knows it.
func (tx *writeTx) atDue(cmd *models.ProposeLimit) error {
	if !cmd.AtDue {
		return nil
	}
	var recent []models.Statement
	if err := tx.db.Where("account_id = ?", cmd.AccountID).Order("month DESC").Limit(12).Find(&recent).Error; err != nil {
		return err
	}
	at, err := cmd.DueOf(recent, tx.now)
	if err == nil {
		cmd.EffectiveAt = at
	}
	return err
}

// appealOf refuses an appeal that is not the account's; 0 is none.
func (tx *writeTx) appealOf(account, appeal models.ID) error {
	if appeal == 0 {
		return nil
	}
	var n int64
	err := tx.db.Model(&models.Appeal{}).Where("id = ? AND account_id = ?", appeal, account).Count(&n).Error
	if err != nil || n > 0 {
		return err
	}
	var bad models.Invalid
	bad.Add("appeal", "choice")
	return bad.OrNil()
}
