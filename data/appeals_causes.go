package data

import (
	"maps"
	"slices"

	"gorm.io/gorm/clause"

	"candor/models"
)

// keepCauses stores what stood behind the measure of an appeal, once.
func (tx *writeTx) keepCauses(a *models.Appeal, sn *models.Sanction) error {
	asked, err := tx.askedBy(sn)
	if err != nil {
		return err
	}
	rows := causesOf(a.ID, models.CauseRule, slices.Sorted(maps.Keys(asked)))
	if sn.CaseID != 0 {
		var codes []string
		err := tx.db.Model(&models.Flag{}).Where("case_id = ? AND raised_at <= ? AND state IN ?", sn.CaseID, sn.MadeAt,
			[]models.FlagState{models.FlagConfirmed, models.FlagOverturned}).Distinct().Order("code").Limit(listMax).Pluck("code", &codes).Error
		if err != nil {
			return err
		}
		rows = append(rows, causesOf(a.ID, models.CauseFlag, codes)...)
	}
	return tx.insertCauses(rows)
}

func causesOf(id models.ID, kind models.CauseKind, codes []string) []models.AppealCause {
	rows := make([]models.AppealCause, len(codes))
	for i, code := range codes {
		rows[i] = models.AppealCause{Kind: kind, Code: code, AppealID: id}
	}
	return rows
}

func (tx *writeTx) insertCauses(rows []models.AppealCause) error {
	if len(rows) == 0 {
		return nil
	}
	return tx.db.Clauses(clause.OnConflict{DoNothing: true}).Create(&rows).Error
}

// judgeRules records what an appeal said about the rules that asked for its sanction.
func (tx *writeTx) judgeRules(a *models.Appeal, sn *models.Sanction) error {
	asked, err := tx.askedBy(sn)
	if err != nil || len(asked) == 0 || a.DecidedAt == nil {
		return err
	}
	keys := slices.Sorted(maps.Keys(asked))
	var rows []models.RuleJudgement
	for _, rule := range keys {
		rows = append(rows, models.RuleJudgement{
			Rule: rule, AppealID: a.ID, SanctionID: sn.ID, EventID: asked[rule], Overturned: a.Outcome == models.OutcomeOverturn, At: *a.DecidedAt,
		})
	}
	if err := tx.insert(&rows); err != nil {
		return err
	}
	return tx.insertCauses(causesOf(a.ID, models.CauseRule, keys)) // of an appeal from before they were kept
}
