package data

import (
	"context"

	"gorm.io/gorm"

	"candor/models"
)

// AnswerReferral records what a desk found about an appeal that was referred to it. The appeal goes back to its reviewer.
func (s *Store) AnswerReferral(ctx context.Context, actor models.Actor, id models.ID, version int64, text string) error {
	return s.moveAppeal(ctx, actor, id, version, func(tx *writeTx, at *appealTx) error {
		judge := models.Judge{ID: tx.actor.UserID, Name: tx.actor.Name}
		policy, err := tx.policyNow()
		if err != nil {
			return err
		}
		if err := tx.readJudges(at, &judge, policy.DeskRules().OtherTeam); err != nil {
			return err
		}
		o := at.waiting()
		if o == nil {
			return models.ErrState
		}
		if err := at.AnswerReferral(at.barred, o, text, judge, tx.now); err != nil {
			return err
		}
		if err := tx.keepOpinion(o); err != nil {
			return err
		}
		return tx.audit(models.ActionAppealAnswered, opinionTarget(o), nil, map[string]string{"desk": o.Reason, "appeal": at.PublicID()}, text)
	})
}

// deskQuery narrows to what is with a desk, or to all that is not.
func deskQuery(q *gorm.DB, f models.AppealFilter) *gorm.DB {
	if f.Desk == "" {
		return q
	}
	return whereOr(q, f.Not.Desk, "stage = ? AND id IN (SELECT appeal_id FROM opinions WHERE given_at IS NULL AND reason = ?)", models.AppealOpinion, f.Desk)
}

// referrals adds to the rows of a page what desks have not answered yet.
func referrals(db *gorm.DB, rows []models.AppealRow) error {
	var ids []models.ID
	for i := range rows {
		if rows[i].Appeal.Stage == models.AppealOpinion {
			ids = append(ids, rows[i].Appeal.ID)
		}
	}
	if len(ids) == 0 {
		return nil
	}
	var open []models.Opinion
	err := db.Select("appeal_id", "reason", "asked_at").Where("appeal_id IN ? AND given_at IS NULL AND reason IN ?", ids, models.Desks()).Find(&open).Error
	for i := range open {
		for n := range rows {
			if rows[n].Appeal.ID == open[i].AppealID {
				rows[n].Referral = &open[i]
			}
		}
	}
	return err
}
