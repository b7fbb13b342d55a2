package data

import (
	"context"
	"fmt"
	"strconv"

	"candor/engine/decide"
	"candor/engine/drift"
	"candor/models"
)

// RebuildDrift counts every stored assessment of a model anew and puts the counts in place of
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

// recount reads a model's assessments page by page and adds them up by week.
func (tx *writeTx) recount(m *models.Model, done *models.DriftRebuilt) ([]models.DriftCount, error) {
	card, err := readCard(m)
	if err != nil {
		return nil, err
	}
	weeks := map[int]*driftTally{}
	for after := models.ID(0); ; {
		page, err := find[models.Decision](tx.db, "id, at, result", "WHERE id > ? AND model_id = ? ORDER BY id LIMIT "+strconv.Itoa(rescoreBatch), int64(after), int64(m.ID))
		if err != nil {
			return nil, err
		}
		if len(page) == 0 {
			break
		}
		for i := range page {
			r, err := decide.DecodeResult(page[i].Result)
			if err != nil {
				return nil, fmt.Errorf("decision %s: %w", page[i].PublicID(), err)
			}
			week := drift.Week(page[i].At)
			if weeks[week] == nil {
				weeks[week] = newDriftTally(card)
			}
			if err := weeks[week].add(&r); err != nil {
				return nil, fmt.Errorf("decision %s: %w", page[i].PublicID(), err)
			}
		}
		done.Decisions += len(page)
		after = page[len(page)-1].ID
	}
	var rows []models.DriftCount
	for week, tally := range weeks {
		rows = append(rows, tally.rows(m.ID, week)...)
	}
	return rows, nil
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
