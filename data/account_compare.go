package data

import (
	"context"
	"errors"
	"fmt"
	"time"

	"gorm.io/gorm"

	"candor/engine/decide"
	"candor/models"
)

// CompareAccounts returns two accounts side by side, or one at two times.
func (s *Store) CompareAccounts(ctx context.Context, q models.CompareAccounts) (*models.AccountComparison, error) {
	if err := q.Validate(); err != nil {
		return nil, err
	}
	var c models.AccountComparison
	err := s.read(ctx, func(db *gorm.DB) error {
		return errors.Join(s.compareSide(db, q.AccountID, q.At, &c.Left), s.compareSide(db, q.With, q.And, &c.Right))
	})
	if err != nil {
		return nil, err
	}
	for _, side := range []*models.CompareSide{&c.Left, &c.Right} {
		if err := s.explainSide(ctx, side); err != nil {
			return nil, err
		}
	}
	return &c, nil
}

// compareSide reads an account as it stood at a time. Ids grow with time, so that what was made
// until then lies below the first id of that time.
func (s *Store) compareSide(db *gorm.DB, id models.ID, at *time.Time, side *models.CompareSide) error {
	account, err := findOne[models.Account](db, "", "WHERE id = ?", int64(id))
	if err != nil {
		return err
	}
	side.Account, side.At = *account, at
	if side.Masked, err = s.masked(db, account); err != nil {
		return err
	}
	when := s.Now()
	if at != nil {
		when = *at
	}
	if err := fillThen(db, side, when); err != nil {
		return err
	}
	until := int64(models.FirstID(when.Add(milli)))
	decisions, err := find[models.Decision](db, "", "WHERE account_id = ? AND id < ? ORDER BY id DESC LIMIT 1", int64(id), until)
	if err != nil {
		return err
	}
	if len(decisions) == 1 {
		side.Decision = &decisions[0]
	}
	var sanctions []models.Sanction
	if err := newest(db, &sanctions, id, "id DESC", 200); err != nil {
		return err
	}
	for i := range sanctions {
		if sanctions[i].InForceAt(when) {
			side.Sanctions = append(side.Sanctions, sanctions[i])
		}
	}
	cases, err := find[models.Case](db, "id", "WHERE account_id = ? AND id < ? ORDER BY id DESC LIMIT 200", int64(id), until)
	if err != nil {
		return err
	}
	appeals, err := find[models.Appeal](db, "id", "WHERE account_id = ? AND id < ? ORDER BY id DESC LIMIT 200", int64(id), until)
	side.Cases, side.Appeals = len(cases), len(appeals)
	return err
}

// explainSide takes the side's decision apart with the card and policy it was made with.
func (s *Store) explainSide(ctx context.Context, side *models.CompareSide) error {
	if side.Decision == nil {
		return nil
	}
	assessor, err := s.Assessor(ctx, side.Decision.ModelID, side.Decision.PolicyVersion)
	if err != nil {
		return err
	}
	in, err := decide.DecodeInput(side.Decision.Input)
	if err != nil {
		return fmt.Errorf("decision %s: %w", side.Decision.PublicID(), err)
	}
	breakdown := assessor.Explain(in)
	side.Breakdown = &breakdown
	return nil
}
