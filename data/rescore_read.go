package data

import (
	"context"
	"strconv"

	"gorm.io/gorm"

	"candor/models"
)

// scoreRow is what the assessment of one account needs of its rows.
type scoreRow struct {
	ID           models.ID
	Version      int64
	Status       models.AccountStatus
	Score        *int
	UsedFen      int64
	Jurisdiction string
	DecisionID   models.ID
	Basis        []byte
	Vector       []byte
}

// TableName is the table that the columns without another's name are of.
func (scoreRow) TableName() string { return "accounts" }

// scoreRows reads the next batch after an account, or the accounts of the given ids.
func (s *Store) scoreRows(ctx context.Context, after models.ID, ids []models.ID) ([]scoreRow, error) {
	tail, args := "features.account_id > ?", []any{int64(after)}
	if ids != nil {
		tail, args = "features.account_id IN "+places(len(ids)), make([]any, len(ids))
		for i, id := range ids {
			args[i] = int64(id)
		}
	}
	var rows []scoreRow
	err := s.read(ctx, func(db *gorm.DB) (err error) {
		rows, err = find[scoreRow](db, "id, version, status, score, used_fen, jurisdiction, decision_id, basis, features.vector",
			"JOIN features ON features.account_id = accounts.id WHERE "+tail+" AND accounts.status <> 'closed' "+
				"ORDER BY features.account_id LIMIT "+strconv.Itoa(rescoreBatch), args...)
		return err
	})
	return rows, err
}
