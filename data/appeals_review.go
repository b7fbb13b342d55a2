package data

import (
	"context"
	"slices"

	"gorm.io/gorm"

	"candor/models"
)

// StartAppealReview gives the appeal to the actor, who must have had no part in the sanction.
func (s *Store) StartAppealReview(ctx context.Context, actor models.Actor, id models.ID, version int64) error {
	return s.moveAppeal(ctx, actor, id, version, func(tx *writeTx, at *appealTx) error {
		judge, err := tx.judge(at)
		if err != nil {
			return err
		}
		paused := at.PausedAt != nil
		if err := at.StartReview(at.barred, judge, at.given, tx.now); err != nil {
			return err
		}
		if paused {
			return tx.enqueueClock(&at.Appeal)
		}
		return nil
	})
}

// judge returns the actor as a judge of the appeal, once the actor's roles reach appeals against this
// kind and whoever is barred and who gave an opinion are known. It must come before any judging step.
func (tx *writeTx) judge(at *appealTx) (models.Judge, error) {
	j := models.Judge{ID: tx.actor.UserID, Name: tx.actor.Name}
	may, err := tx.may()
	if err != nil {
		return j, err
	}
	policy, err := tx.policyNow()
	if err != nil {
		return j, err
	}
	if err := at.MayDecide(at.sanction.Kind, policy.Appeals.ServiceKinds, may); err != nil {
		return j, err
	}
	return j, tx.readJudges(at, &j, policy.DeskRules().OtherTeam)
}

// readJudges reads who may not judge an appeal, who gave an opinion on it, and the team of the judge.
func (tx *writeTx) readJudges(at *appealTx, j *models.Judge, otherTeam bool) (err error) {
	if at.barred, err = barred(tx.db, at.sanction, otherTeam); err != nil {
		return err
	}
	if err = tx.db.Where("appeal_id = ?", at.ID).Order("id").Find(&at.given).Error; err != nil {
		return err
	}
	if j.ID != 0 {
		err = tx.db.Model(&models.User{}).Where("id = ?", j.ID).Select("team").Limit(1).Scan(&j.Team).Error
	}
	return err
}

// chainMost is how many measures are followed back, each put in the place of the one before.
const chainMost = 4

// barred returns who had a part in a sanction or in those that it replaced, with their teams where
// teams are kept away too.
func barred(db *gorm.DB, sn *models.Sanction, teams bool) (models.Barred, error) {
	b := models.Barred{People: sn.People()}
	for at, n := *sn, 0; at.Replaces != 0 && n < chainMost; n++ {
		var before models.Sanction
		if err := db.Where("id = ?", at.Replaces).Take(&before).Error; err != nil {
			return b, err
		}
		b.People = append(b.People, before.People()...)
		at = before
	}
	slices.Sort(b.People)
	b.People = slices.Compact(b.People)
	if !teams || len(b.People) == 0 {
		return b, nil
	}
	err := db.Model(&models.User{}).Distinct().Where("id IN ? AND team <> ''", b.People).Order("team").Pluck("team", &b.Teams).Error
	return b, err
}

// AskOpinion asks for a second opinion on an appeal that the actor reviews.
func (s *Store) AskOpinion(ctx context.Context, actor models.Actor, id models.ID, version int64, reason, question string) error {
	return s.moveAppeal(ctx, actor, id, version, func(tx *writeTx, at *appealTx) error {
		o := models.Opinion{Reason: reason, Question: question}
		err := at.AskOpinion(&o, models.Judge{ID: tx.actor.UserID, Name: tx.actor.Name}, tx.now)
		if err != nil {
			return err
		}
		if o.ID, err = tx.id(); err != nil {
			return err
		}
		if err := tx.insert(&o); err != nil {
			return err
		}
		action := models.ActionOpinionAsked
		if o.Referred() {
			action = models.ActionAppealReferred
		}
		return tx.audit(action, opinionTarget(&o), nil, map[string]string{"reason": reason, "appeal": at.PublicID()}, question)
	})
}

func opinionTarget(o *models.Opinion) target {
	return target{kind: "opinion", id: o.PublicID(), accountID: o.AccountID}
}

// GiveOpinion records the second opinion that is waited for. The appeal goes back to its reviewer.
func (s *Store) GiveOpinion(ctx context.Context, actor models.Actor, id models.ID, version int64, advice models.AppealOutcome, text string) error {
	return s.moveAppeal(ctx, actor, id, version, func(tx *writeTx, at *appealTx) error {
		judge, err := tx.judge(at)
		if err != nil {
			return err
		}
		o := at.waiting()
		if o == nil {
			return models.ErrState
		}
		if err := at.GiveOpinion(at.barred, o, advice, text, judge, tx.now); err != nil {
			return err
		}
		if err := tx.keepOpinion(o); err != nil {
			return err
		}
		return tx.audit(models.ActionOpinionGiven, opinionTarget(o), nil, map[string]any{"advice": advice, "appeal": at.PublicID()}, text)
	})
}

// waiting is the opinion that is waited for, nil for none; judges must be known.
func (at *appealTx) waiting() *models.Opinion {
	n := slices.IndexFunc(at.given, func(o models.Opinion) bool { return o.GivenAt == nil })
	if n < 0 {
		return nil
	}
	return &at.given[n]
}

// keepOpinion keeps what was said, once.
func (tx *writeTx) keepOpinion(o *models.Opinion) error {
	return tx.db.Model(o).Where("given_at IS NULL").Select("advice", "text", "given_by", "given_name", "given_at").Updates(o).Error
}
