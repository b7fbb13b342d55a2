package data

import (
	"fmt"
	"slices"
	"strconv"
	"time"

	"gorm.io/gorm"

	"candor/models"
)

// eternity is after every run.
var eternity = time.Date(2090, 1, 1, 0, 0, 0, 0, time.UTC)

// standPart is how many rows of stands are read at once.
const standPart = 4

// standRuns is the runs that may have let decisions stand from one time until before another, the oldest first; of one model, or of
// any for 0.
func standRuns(db *gorm.DB, model models.ID, from, to time.Time) ([]models.ID, error) {
	tail, args := "WHERE id < ? AND (ended_at IS NULL OR standing > 0 AND ended_at >= ?)", []any{int64(models.FirstID(to)), from}
	if model != 0 {
		tail, args = tail+" AND model_id = ?", append(args, int64(model))
	}
	rows, err := find[models.Run](db, "id", tail+" ORDER BY id", args...)
	ids := make([]models.ID, len(rows))
	for i := range rows {
		ids[i] = rows[i].ID
	}
	return ids, err
}

// standsOf walks what stood in a run among the accounts above one id, up to another.
func standsOf(db *gorm.DB, run, first, last models.ID, fn func(*models.Stand) error) error {
	for after := first; ; {
		rows, err := find[models.Stand](db, "", "WHERE run_id = ? AND last_account > ? ORDER BY last_account LIMIT "+strconv.Itoa(standPart), int64(run), int64(after))
		if err != nil {
			return err
		}
		for i := range rows {
			st := &rows[i]
			if st.FirstAccount > last {
				return nil
			}
			if err := fn(st); err != nil {
				return fmt.Errorf("run %s: %w", st.RunID.Public(models.PrefixRun), err)
			}
			after = st.LastAccount
		}
		if len(rows) < standPart {
			return nil
		}
	}
}

// eachStand calls fn for what stood in some runs among the accounts above one id, up to another, from one time until before another.
func eachStand(db *gorm.DB, runs []models.ID, first, last models.ID, from, to time.Time, fn func(account, decision models.ID, at time.Time)) error {
	for _, run := range runs {
		err := standsOf(db, run, first, last, func(st *models.Stand) error {
			if st.At.Before(from) || !st.At.Before(to) {
				return nil
			}
			return st.Each(func(account, decision models.ID) {
				if account > first && account <= last {
					fn(account, decision, st.At)
				}
			})
		})
		if err != nil {
			return err
		}
	}
	return nil
}

// confirmedMost is how many runs are looked through for the one that confirmed a score: one a night, as long as a decision may stand.
const confirmedMost = models.StandDays + 1

// confirmedAt is when a rescoring last found that an account's decision in force stands, nil for none since it was made.
func confirmedAt(db *gorm.DB, account *models.Account) (at *time.Time, err error) {
	if account.DecisionID == 0 {
		return nil, nil
	}
	runs, err := find[models.Run](db, "id", "WHERE id > ? ORDER BY id DESC LIMIT "+strconv.Itoa(confirmedMost), int64(account.DecisionID))
	if err != nil {
		return nil, err
	}
	for i := 0; i < len(runs) && at == nil; i++ {
		err := standsOf(db, runs[i].ID, account.ID-1, account.ID, func(st *models.Stand) error {
			decision, ok, err := st.Of(account.ID)
			if err == nil && ok && decision == account.DecisionID {
				at = &st.At
			}
			return err
		})
		if err != nil {
			return nil, err
		}
	}
	return at, nil
}

// firstAssessed is the first assessment of each account above one id, up to another, in a window, without what it was made from: a
// decision that was made in it, or one from before that stood, with the time at which it did. It is by one model, or by any for 0;
// runs is what standRuns gives for the window and the model.
func firstAssessed(db *gorm.DB, w models.EffectWindow, model models.ID, runs []models.ID, first, last models.ID) (map[models.ID]models.Decision, error) {
	out, err := firstDecisions(db, w, model, first, last)
	if err != nil {
		return nil, err
	}
	stood := map[models.ID]models.Assessed{}
	err = eachStand(db, runs, first, last, w.From, w.To, func(account, decision models.ID, at time.Time) {
		made, is := out[account]
		was, has := stood[account]
		if (!is || at.Before(made.At)) && (!has || at.Before(was.At)) {
			stood[account] = models.Assessed{ID: decision, At: at}
		}
	})
	if err != nil || len(stood) == 0 {
		return out, err
	}
	ids := make([]models.ID, 0, len(stood))
	for _, a := range stood {
		ids = append(ids, a.ID)
	}
	var rows []models.Decision
	for part := range slices.Chunk(ids, rescoreBatch) {
		var some []models.Decision
		if err := db.Select("id", "account_id", "score", "band", "outcome", "model_id").Where("id IN ?", part).Find(&some).Error; err != nil {
			return nil, err
		}
		rows = append(rows, some...)
	}
	for _, r := range rows {
		r.At = stood[r.AccountID].At
		out[r.AccountID] = r
	}
	if len(rows) != len(ids) {
		return nil, fmt.Errorf("%d of %d decisions that stood: %w", len(rows), len(ids), models.ErrNotFound)
	}
	return out, nil
}

// firstDecisions is the first decision that was made of each account in a window by a model, or by any for 0, without what it was made
// from.
func firstDecisions(db *gorm.DB, w models.EffectWindow, model, first, last models.ID) (map[models.ID]models.Decision, error) {
	var rows []models.Decision
	err := firstDecisionRows(db, w, model, first, last).Find(&rows).Error
	out := make(map[models.ID]models.Decision, len(rows))
	for _, r := range rows {
		out[r.AccountID] = r
	}
	return out, err
}

func firstDecisionRows(db *gorm.DB, w models.EffectWindow, model, first, last models.ID) *gorm.DB {
	ids := within(db.Model(&models.Decision{}), "account_id", first, last).Select("MIN(id)").
		Where("id >= ? AND id < ?", models.FirstID(w.From), models.FirstID(w.To)).Group("account_id")
	if model != 0 {
		ids = ids.Where("model_id = ?", model)
	}
	return db.Select("id", "account_id", "at", "score", "band", "outcome", "model_id").Where("id IN (?)", ids)
}
