package data

import (
	"context"
	"fmt"
	"math"
	"strconv"
	"time"

	"candor/engine/decide"
	"candor/engine/drift"
	"candor/engine/score"
	"candor/models"
)

// RebuildDrift counts every assessment of a model anew, those that let a decision stand as well, and puts the counts in place of
// those that were added up, in one unit: on SQLite nothing else is written meanwhile, and on
// PostgreSQL whoever counts waits. It says how many rows were other than they are now.
func (s *Store) RebuildDrift(ctx context.Context, actor models.Actor, model models.ID) (models.DriftRebuilt, error) {
	var done models.DriftRebuilt
	err := s.write(ctx, actor, func(tx *writeTx) error {
		done = models.DriftRebuilt{}
		var m models.Model
		if err := tx.db.Where("id = ?", model).Take(&m).Error; err != nil {
			return err
		}
		if s.dialect == postgresql {
			if err := tx.db.Exec("LOCK TABLE drift_counts IN EXCLUSIVE MODE").Error; err != nil {
				return err
			}
		}
		was, err := find[models.DriftCount](tx.db, "", "WHERE model_id = ?", int64(model))
		if err != nil {
			return err
		}
		is, err := tx.recount(&m, &done)
		if err != nil {
			return err
		}
		done.Counts, done.Changed = len(is), differing(was, is)
		if err := tx.db.Where("model_id = ?", model).Delete(&models.DriftCount{}).Error; err != nil {
			return err
		}
		if err := tx.addDrift(is); err != nil {
			return err
		}
		return tx.audit(models.ActionDriftRebuilt, modelTarget(&m), nil, done, "")
	})
	if err != nil {
		return done, fmt.Errorf("rebuild drift: %w", err)
	}
	return done, nil
}

// weekTallies adds up assessments by week.
type weekTallies struct {
	card  score.Scorecard
	weeks map[int]*driftTally
}

// add counts a decision's result in the week of a time.
func (w *weekTallies) add(d *models.Decision, at time.Time) error {
	r, err := decide.DecodeResult(d.Result)
	if err == nil {
		week := drift.Week(at)
		if w.weeks[week] == nil {
			w.weeks[week] = newDriftTally(w.card)
		}
		err = w.weeks[week].add(&r)
	}
	if err != nil {
		return fmt.Errorf("decision %s: %w", d.PublicID(), err)
	}
	return nil
}

// recount reads a model's decisions page by page, and then where they stood, and adds both up by week.
func (tx *writeTx) recount(m *models.Model, done *models.DriftRebuilt) ([]models.DriftCount, error) {
	card, err := readCard(m)
	if err != nil {
		return nil, err
	}
	tallies := weekTallies{card, map[int]*driftTally{}}
	for after := models.ID(0); ; {
		page, err := find[models.Decision](tx.db, "id, at, result", "WHERE id > ? AND model_id = ? ORDER BY id LIMIT "+strconv.Itoa(rescoreBatch), int64(after), int64(m.ID))
		if err != nil {
			return nil, err
		}
		if len(page) == 0 {
			break
		}
		for i := range page {
			if err := tallies.add(&page[i], page[i].At); err != nil {
				return nil, err
			}
		}
		done.Decisions += len(page)
		after = page[len(page)-1].ID
	}
	if err := tx.recountStands(m, &tallies, done); err != nil {
		return nil, err
	}
	var rows []models.DriftCount
	for week, tally := range tallies.weeks {
		rows = append(rows, tally.rows(m.ID, week)...)
	}
	return rows, nil
}

// recountStands counts every decision once more for each run of its model that it stood in.
func (tx *writeTx) recountStands(m *models.Model, tallies *weekTallies, done *models.DriftRebuilt) error {
	runs, err := standRuns(tx.db, m.ID, time.Time{}, eternity)
	if err != nil {
		return err
	}
	for _, run := range runs {
		err := standsOf(tx.db, run, 0, math.MaxInt64, func(st *models.Stand) error {
			ids := make([]any, 0, st.Accounts)
			if err := st.Each(func(_, decision models.ID) { ids = append(ids, int64(decision)) }); err != nil {
				return err
			}
			stood, err := find[models.Decision](tx.db, "id, result", "WHERE id IN "+places(len(ids)), ids...)
			if err != nil {
				return err
			}
			if len(stood) != len(ids) {
				return fmt.Errorf("%d of %d decisions that stood: %w", len(stood), len(ids), models.ErrNotFound)
			}
			for i := range stood {
				if err := tallies.add(&stood[i], st.At); err != nil {
					return err
				}
			}
			done.Decisions += len(stood)
			return nil
		})
		if err != nil {
			return err
		}
	}
	return nil
}

// differing counts the keys whose counts are not the same in both.
func differing(was, is []models.DriftCount) int {
	type key struct {
		week   int
		factor string
		bin    int
	}
	have := map[key]int64{}
	for _, r := range was {
		have[key{r.Week, r.Factor, r.Bin}] = r.N
	}
	n := 0
	for _, r := range is {
		k := key{r.Week, r.Factor, r.Bin}
		if have[k] != r.N {
			n++
		}
		delete(have, k)
	}
	return n + len(have)
}
