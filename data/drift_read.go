package data

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"

	"gorm.io/gorm"

	"candor/engine/drift"
	"candor/engine/score"
	"candor/models"
)

// scoreGroups is about how many groups the score is compared in.
const scoreGroups = 10

// DriftBoard compares the champion's weeks, at most models.DriftWeeks of them, with the rows
// it was trained on. Without a champion the board has no model.
func (s *Store) DriftBoard(ctx context.Context) (*models.DriftBoard, error) {
	var b models.DriftBoard
	err := s.read(ctx, func(db *gorm.DB) error {
		m, card, err := champion(db)
		if err != nil || m == nil {
			return err
		}
		if err := fillDrift(db, m, card, &b); err != nil {
			return err
		}
		if err := db.Where("model_id = ?", m.ID).Order("week").Find(&b.Cohorts).Error; err != nil {
			return err
		}
		if err := driftAlerts(db).Order("id").Limit(listMax).Find(&b.Alerts).Error; err != nil {
			return err
		}
		if err := db.Where("state = 'closed' AND model_id = ?", m.ID).Order("id DESC").Limit(10).Find(&b.Closed).Error; err != nil {
			return err
		}
		m.Artefact, m.Report, m.Validation, m.Scores = nil, nil, nil, ""
		b.Model, b.Card = m, card
		return nil
	})
	return &b, err
}

// driftAlerts is the open alerts of the champion: those of a model that decides no more are of
// no use.
func driftAlerts(db *gorm.DB) *gorm.DB {
	return db.Model(&models.DriftAlert{}).Where("state = 'open' AND model_id IN (SELECT id FROM models WHERE state = 'champion')")
}

// champion is the model that decides and its card, nil before there is one.
func champion(db *gorm.DB) (*models.Model, *score.Scorecard, error) {
	var m models.Model
	err := db.Where("state = 'champion'").Take(&m).Error
	if errors.Is(err, gorm.ErrRecordNotFound) {
		return nil, nil, nil
	}
	if err != nil {
		return nil, nil, err
	}
	card, err := readCard(&m)
	return &m, &card, err
}

// fillDrift reads the counts and compares them.
func fillDrift(db *gorm.DB, m *models.Model, card *score.Scorecard, b *models.DriftBoard) error {
	if err := driftWeeks(db, m.ID, &b.Weeks); err != nil || len(b.Weeks) == 0 {
		return err
	}
	counts, err := driftCounts(db, m.ID, card, b.Weeks[0])
	if err != nil {
		return err
	}
	training, err := trainingScores(m, card)
	if err != nil {
		return err
	}
	b.Score = models.DriftSeries{Key: drift.ScoreKey, Reference: training}
	if training == nil {
		b.Score.First, b.Score.Reference = true, firstWeek(counts[drift.ScoreKey], b.Weeks)
	}
	b.Score.Starts = drift.Groups(b.Score.Reference, scoreGroups)
	for week, buckets := range counts[drift.ScoreKey] {
		counts[drift.ScoreKey][week] = drift.Regroup(buckets, b.Score.Starts)
	}
	b.Score.Reference = drift.Regroup(b.Score.Reference, b.Score.Starts)
	fillPoints(&b.Score, counts[drift.ScoreKey], b.Weeks)
	if b.Score.First {
		markBase(&b.Score)
	}
	for _, f := range card.Factors {
		series := models.DriftSeries{Key: f.Key, Reference: drift.Reference(card, f.Key)}
		fillPoints(&series, counts[f.Key], b.Weeks)
		b.Factors = append(b.Factors, series)
	}
	return nil
}

// driftWeeks is the newest weeks with counts, oldest first.
func driftWeeks(db *gorm.DB, model models.ID, weeks *[]int) error {
	err := db.Model(&models.DriftCount{}).Distinct("week").Where("model_id = ? AND factor = ?", model, drift.ScoreKey).
		Order("week DESC").Limit(models.DriftWeeks).Pluck("week", weeks).Error
	slices.Reverse(*weeks)
	return err
}

// driftCounts is the counts from a week on, by factor, by week.
func driftCounts(db *gorm.DB, model models.ID, card *score.Scorecard, from int) (map[string]map[int][]int, error) {
	rows, err := find[models.DriftCount](db, "", "WHERE model_id = ? AND week >= ?", int64(model), from)
	if err != nil {
		return nil, err
	}
	size := map[string]int{drift.ScoreKey: drift.Buckets(card)}
	for _, f := range card.Factors {
		size[f.Key] = len(f.Bins)
	}
	counts := map[string]map[int][]int{}
	for _, r := range rows {
		if r.Bin < 0 || r.Bin >= size[r.Factor] {
			return nil, fmt.Errorf("drift: no bin %d of %s in model %s", r.Bin, r.Factor, model.Public(models.PrefixModel))
		}
		weeks := counts[r.Factor]
		if weeks == nil {
			weeks = map[int][]int{}
			counts[r.Factor] = weeks
		}
		if weeks[r.Week] == nil {
			weeks[r.Week] = make([]int, size[r.Factor])
		}
		weeks[r.Week][r.Bin] = int(r.N)
	}
	return counts, nil
}

// trainingScores is the scores of the model's training rows by bucket, nil where none were
// kept.
func trainingScores(m *models.Model, card *score.Scorecard) ([]int, error) {
	if m.Scores == "" {
		return nil, nil
	}
	var counts []int
	if err := json.Unmarshal([]byte(m.Scores), &counts); err != nil {
		return nil, fmt.Errorf("model %s: training scores: %w", m.PublicID(), err)
	}
	if len(counts) != drift.Buckets(card) {
		return nil, fmt.Errorf("model %s: %d buckets of training scores, the card has %d", m.PublicID(), len(counts), drift.Buckets(card))
	}
	return counts, nil
}

// firstWeek is the counts of the first week that has enough to be compared with, or nothing.
func firstWeek(byWeek map[int][]int, weeks []int) []int {
	for _, w := range weeks {
		if drift.Total(byWeek[w]) >= drift.Fewest {
			return slices.Clone(byWeek[w])
		}
	}
	if len(weeks) == 0 {
		return nil
	}
	return make([]int, len(byWeek[weeks[0]]))
}

// markBase takes the verdict off the week that the others are compared with.
func markBase(s *models.DriftSeries) {
	for i := range s.Points {
		if s.Points[i].N >= drift.Fewest {
			s.Points[i].Level = drift.Base
			return
		}
	}
}

// fillPoints compares each week with the reference.
func fillPoints(s *models.DriftSeries, byWeek map[int][]int, weeks []int) {
	for _, w := range weeks {
		counts := byWeek[w]
		if counts == nil {
			continue
		}
		p := models.DriftPoint{Week: w, N: drift.Total(counts), Counts: counts, PSI: drift.Index(s.Reference, counts)}
		p.Level = drift.LevelOf(p.PSI, len(counts), p.N)
		s.Points = append(s.Points, p)
	}
}
