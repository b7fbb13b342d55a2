package data

import (
	"slices"
	"strconv"

	"gorm.io/gorm"

	"candor/models"
)

// causedHistory is an account's newest decisions without their blobs, and what those were made for that no rescoring of the book made.
func causedHistory(db *gorm.DB, account models.ID) ([]models.Decision, map[models.ID]models.DecisionCause, error) {
	list, err := decisionHistory(db, account, showDecisions)
	if err != nil || !slices.ContainsFunc(list, func(d models.Decision) bool { return d.RunID == 0 }) {
		return list, nil, err
	}
	entries, err := find[models.AuditEntry](db, "seq, actor_kind, actor_name, after",
		"WHERE account_id = ? AND action = ? ORDER BY seq DESC LIMIT "+strconv.Itoa(showDecisions), int64(account), models.ActionAccountScored)
	return list, models.DecisionCauses(entries), err
}
