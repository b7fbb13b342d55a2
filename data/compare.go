package data

import (
	"context"
	"fmt"
	"strconv"
	"strings"

	"gorm.io/gorm"

	"candor/engine/contrast"
	"candor/engine/decide"
	"candor/engine/score"
	"candor/models"
)

// maturedMost bounds how many outcomes a comparison scores anew, the newest first: both
// models judge that many within a tenth of a second.
const maturedMost = 20_000

// Compare puts a model beside the champion: what both said at the last rescoring, counted,
// and how well each foretold what became known since. Without a champion, or before the
// first rescoring with the model in shadow, there are no pairs.
func (s *Store) Compare(ctx context.Context, id models.ID) (*models.Comparison, error) {
	var c models.Comparison
	var version int
	err := s.read(ctx, func(db *gorm.DB) error {
		if err := db.Omit("artefact", "report", "validation").Where("id = ?", id).Take(&c.Model).Error; err != nil {
			return err
		}
		live, err := livePolicyRow(db)
		if err != nil {
			return err
		}
		c.Bands, version = live.Document.Bands, live.Version
		var champions []models.Model
		err = db.Omit("artefact", "report", "validation").Where("state = 'champion'").Limit(1).Find(&champions).Error
		if err != nil || len(champions) == 0 {
			return err
		}
		c.Champion = &champions[0]
		return countPairs(db, &c)
	})
	if err == nil && c.Champion != nil && c.Champion.ID != c.Model.ID {
		c.Matured, err = s.matured(ctx, &c.Model, c.Champion.ID, version)
	}
	if err != nil {
		return nil, fmt.Errorf("compare model: %w", err)
	}
	return &c, nil
}

// matured scores by both models what was decided before outcomes that became known after
// the model was made. An override is left out: it is no word of either model.
func (s *Store) matured(ctx context.Context, m *models.Model, champion models.ID, policyVersion int) (contrast.AUCs, error) {
	was, err := s.Assessor(ctx, champion, policyVersion)
	if err != nil {
		return contrast.AUCs{}, err
	}
	would, err := s.Assessor(ctx, m.ID, policyVersion)
	if err != nil {
		return contrast.AUCs{}, err
	}
	var rows []struct {
		Bad   bool
		Input []byte
	}
	err = s.read(ctx, func(db *gorm.DB) error { return maturedRows(db, m).Scan(&rows).Error })
	if err != nil {
		return contrast.AUCs{}, err
	}
	var a, b []int
	var bad []bool
	for _, r := range rows {
		in, err := decide.DecodeInput(r.Input)
		if err != nil {
			return contrast.AUCs{}, err
		}
		in.Override = 0
		adjusts := was.Adjusts(in)
		a, b = append(a, was.Evaluator().Score(in.Vector, adjusts)), append(b, would.Evaluator().Score(in.Vector, adjusts))
		bad = append(bad, r.Bad)
	}
	return contrast.CompareAUC(a, b, bad), nil
}

// maturedRows asks for outcomes with the inputs of decisions from before them.
func maturedRows(db *gorm.DB, m *models.Model) *gorm.DB {
	if m.Label == models.ObservedOutcome {
		return db.Table("observations o").Joins("JOIN decisions d ON d.id = o.decision_id").Select("o.bad, d.input").
			Where("o.at > ?", m.CreatedAt).Order("o.at DESC, o.account_id").Limit(maturedMost)
	}
	before := "SELECT MAX(e.id) FROM decisions e WHERE e.account_id = l.account_id AND e.at < l.at"
	return db.Table("labels l").Joins("JOIN decisions d ON d.id = ("+before+")").Select("l.bad, d.input").
		Where("l.name = ? AND l.at > ?", m.Label, m.CreatedAt).Order("l.at DESC, l.account_id").Limit(maturedMost)
}

// Flips returns a page of the accounts that the two put into different bands.
func (s *Store) Flips(ctx context.Context, f models.FlipFilter) ([]models.Flip, error) {
	var flips []models.Flip
	err := s.read(ctx, func(db *gorm.DB) error {
		var rows []models.ShadowScore
		q := db.Where("model_id = ? AND champion_id = ?", f.ModelID, f.ChampionID).
			Where(bandCase("score", f.Bands) + " <> " + bandCase("champion_score", f.Bands)).
			Order("gap DESC, account_id DESC").Limit(f.Limit)
		if f.AfterID != 0 {
			q = q.Where("gap <= ? AND (gap < ? OR account_id < ?)", f.AfterGap, f.AfterGap, f.AfterID)
		}
		if err := q.Find(&rows).Error; err != nil {
			return err
		}
		ids := make([]models.ID, len(rows))
		for i := range rows {
			ids[i] = rows[i].AccountID
		}
		accounts, err := accountsByID(db, ids)
		if err != nil {
			return err
		}
		flips = nil
		for _, r := range rows {
			a := accounts[r.AccountID]
			if a == nil {
				return fmt.Errorf("account %s: %w", r.AccountID.Public(models.PrefixAccount), models.ErrNotFound)
			}
			masked, err := s.masked(db, a)
			if err != nil {
				return err
			}
			flips = append(flips, models.Flip{ShadowScore: r, ExternalID: a.ExternalID, Masked: masked})
		}
		return nil
	})
	return flips, err
}

// bandCase numbers the band of a score column. The column is a constant of the caller and
// the bounds are numbers, so that nothing typed becomes SQL.
func bandCase(column string, bands []score.Band) string {
	var b strings.Builder
	b.WriteString("CASE")
	for i := len(bands) - 1; i > 0; i-- {
		b.WriteString(" WHEN " + column + " >= " + strconv.Itoa(bands[i].From) + " THEN " + strconv.Itoa(i))
	}
	if len(bands) < 2 {
		return "0"
	}
	return b.String() + " ELSE 0 END"
}

// inCell narrows a list of accounts to a cell of a migration matrix. A band that the live
// policy does not have is models.ErrNotFound.
func inCell(db, q *gorm.DB, cell *models.ShadowCell) (*gorm.DB, error) {
	live, err := livePolicyRow(db)
	if err != nil {
		return nil, err
	}
	wasFrom, wasTo, ok := models.BandRange(live.Document.Bands, cell.Was)
	wouldFrom, wouldTo, ok2 := models.BandRange(live.Document.Bands, cell.Would)
	if !ok || !ok2 {
		return nil, models.ErrNotFound
	}
	champion := db.Model(&models.Model{}).Select("id").Where("state = 'champion'")
	in := db.Model(&models.ShadowScore{}).Select("account_id").
		Where("model_id = ? AND champion_id = (?)", cell.ModelID, champion).
		Where("champion_score BETWEEN ? AND ? AND score BETWEEN ? AND ?", wasFrom, wasTo, wouldFrom, wouldTo)
	return q.Where("id IN (?)", in), nil
}
