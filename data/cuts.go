package data

import (
	"context"
	"errors"
	"fmt"
	"math"
	"strconv"
	"time"

	"gorm.io/gorm"
	"gorm.io/gorm/clause"

	"candor/engine/decide"
	"candor/engine/factor"
	"candor/models"
)

// cutsTold is after how many accounts a count says how far it is.
const cutsTold = 20_000

// CutCount returns the count of a version's thresholds that was asked for last, models.ErrNotFound without one.
func (s *Store) CutCount(ctx context.Context, version int) (*models.CutCount, error) {
	var c models.CutCount
	err := s.read(ctx, func(db *gorm.DB) error { return db.Where("policy_version = ?", version).Take(&c).Error })
	return &c, err
}

// askCuts queues a count of a document's thresholds in place of the version's earlier one. Unless again is set it leaves a count of
// the same thresholds alone. A book that was never scored has nothing to count.
func (tx *writeTx) askCuts(version int, revision int64, doc *decide.Policy, again bool) error {
	var runs []models.ID
	if err := tx.db.Model(&models.Run{}).Where("ended_at IS NOT NULL").Limit(1).Pluck("id", &runs).Error; err != nil || len(runs) == 0 {
		return err
	}
	c := models.NewCutCount(version, revision, doc, tx.now)
	var was []models.CutCount
	if err := tx.db.Where("policy_version = ?", version).Find(&was).Error; err != nil {
		return err
	}
	if !again && len(was) > 0 && was[0].Same(c) {
		return nil
	}
	if err := tx.db.Clauses(clause.OnConflict{UpdateAll: true}).Create(c).Error; err != nil {
		return fmt.Errorf("ask for a count of thresholds: %w", err)
	}
	unique := models.JobPolicyCuts + ":" + strconv.Itoa(version) + ":" + strconv.FormatInt(revision, 10)
	return tx.enqueue(models.JobPolicyCuts, unique, models.ID(version), tx.now)
}

// CountCuts makes every count of thresholds that waits, the latest version first. Thresholds that are saved again meanwhile are
// counted by the job of that saving.
func (s *Store) CountCuts(ctx context.Context, actor models.Actor) error {
	var queued []models.CutCount
	err := s.read(ctx, func(db *gorm.DB) error {
		return db.Where("state = 'queued'").Order("policy_version DESC").Limit(listMax).Find(&queued).Error
	})
	if err != nil {
		return err
	}
	var failed []error
	for i := range queued {
		switch err := s.countCuts(ctx, actor, &queued[i]); {
		case errors.Is(err, errUnwanted):
		case err != nil:
			failed = append(failed, fmt.Errorf("thresholds of policy %d: %w", queued[i].PolicyVersion, err))
		}
	}
	return errors.Join(failed...)
}

func (s *Store) countCuts(ctx context.Context, actor models.Actor, c *models.CutCount) error {
	var all int64
	err := s.read(ctx, func(db *gorm.DB) error {
		return db.Model(&models.Account{}).Where("decision_id <> 0 AND status <> ?", models.StatusClosed).Count(&all).Error
	})
	if err != nil {
		return err
	}
	looked, told := 0, 0
	for after := models.ID(0); ; {
		rows, err := s.cutRows(ctx, after)
		if err != nil {
			return err
		}
		if len(rows) == 0 {
			break
		}
		if err := addCuts(c, rows); err != nil {
			return err
		}
		after, looked = rows[len(rows)-1].ID, looked+len(rows)
		if looked-told >= cutsTold {
			told = looked
			if err := s.tellCuts(ctx, c, looked, max(int(all), looked)); err != nil {
				return err
			}
		}
	}
	return s.keepCuts(ctx, actor, c, looked)
}

// cutRow is what the thresholds of an account are looked up in.
type cutRow struct {
	ID      models.ID
	Score   int // of the assessment
	UsedFen int64
	Input   []byte
}

// TableName is the table that the columns without another's name are of.
func (cutRow) TableName() string { return "accounts" }

// cutRows reads the next accounts that were ever assessed, with what they were assessed on last.
func (s *Store) cutRows(ctx context.Context, after models.ID) ([]cutRow, error) {
	var rows []cutRow
	err := s.read(ctx, func(db *gorm.DB) (err error) {
		rows, err = find[cutRow](db, "id, decisions.score, used_fen, decisions.input",
			"JOIN decisions ON decisions.id = accounts.decision_id WHERE accounts.id > ? AND accounts.status <> 'closed' "+
				"ORDER BY accounts.id LIMIT "+strconv.Itoa(rescoreBatch), int64(after))
		return err
	})
	return rows, err
}

func addCuts(c *models.CutCount, rows []cutRow) error {
	at := map[string]int{}
	for j := range factor.Catalogue {
		at[factor.Catalogue[j].Key] = j
	}
	for i := range rows {
		in, err := decide.DecodeInput(rows[i].Input)
		if err != nil {
			return fmt.Errorf("account %s: %w", rows[i].ID.Public(models.PrefixAccount), err)
		}
		c.Add(func(measure string) float64 {
			switch measure {
			case decide.MeasureScore:
				return float64(rows[i].Score)
			case decide.MeasureScoreDrop:
				if in.Previous != 0 {
					return float64(in.Previous - rows[i].Score)
				}
			default:
				if j, known := at[measure]; known && j < len(in.Vector) {
					return in.Vector[j]
				}
			}
			return math.NaN()
		}, rows[i].UsedFen)
	}
	return nil
}

// tellCuts writes how far a count is. errUnwanted when another took its place.
func (s *Store) tellCuts(ctx context.Context, c *models.CutCount, looked, all int) error {
	return s.keep(ctx, func(db *gorm.DB, _ time.Time) error {
		done := awaitedCuts(db, c).Updates(map[string]any{"looked": looked, "accounts": all})
		if done.Error == nil && done.RowsAffected == 0 {
			return errUnwanted
		}
		return done.Error
	})
}

// awaitedCuts is the count, if it is still the one that is waited for.
func awaitedCuts(db *gorm.DB, c *models.CutCount) *gorm.DB {
	return db.Model(&models.CutCount{}).Where("policy_version = ? AND revision = ? AND state = 'queued'", c.PolicyVersion, c.Revision)
}

// keepCuts stores a finished count with the version, and records it under an object of its own: the history of the version is what
// people did to it.
func (s *Store) keepCuts(ctx context.Context, actor models.Actor, c *models.CutCount, looked int) error {
	return s.write(ctx, actor, func(tx *writeTx) error {
		now := tx.now
		c.State, c.Looked, c.Accounts, c.CountedAt = models.CountDone, looked, looked, &now
		done := awaitedCuts(tx.db, c).Select("state", "cuts", "looked", "accounts", "counted_at").Updates(c)
		if done.Error != nil {
			return done.Error
		}
		if done.RowsAffected == 0 {
			return errUnwanted
		}
		after := map[string]any{"revision": c.Revision, "accounts": looked, "cuts": c.Cuts}
		return tx.audit(models.ActionPolicyCounted, target{kind: "policy_cuts", id: strconv.Itoa(c.PolicyVersion)}, nil, after, "")
	})
}
