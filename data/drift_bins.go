package data

import (
	"context"
	"fmt"
	"slices"
	"strconv"

	"gorm.io/gorm"

	"candor/engine/decide"
	"candor/engine/drift"
	"candor/engine/score"
	"candor/models"
)

// binRow is an account's latest assessment as far as its bins go.
type binRow struct {
	ID     models.ID
	Result []byte
}

// TableName is the table that the columns without another's name are of.
func (binRow) TableName() string { return "accounts" }

// DriftAccounts returns accounts whose latest assessment, by the champion, lies in a bin of a
// factor or in a group of the score. Bins are in the results and in no index, so a page looks
// through at most models.DriftScanMost accounts and says where to go on. models.ErrNotFound
// for a bin that the champion's card does not have.
func (s *Store) DriftAccounts(ctx context.Context, q models.DriftBin) (models.DriftBinPage, error) {
	var page models.DriftBinPage
	err := s.read(ctx, func(db *gorm.DB) error {
		page = models.DriftBinPage{}
		m, card, err := champion(db)
		if err != nil {
			return err
		}
		if m == nil {
			return models.ErrNotFound
		}
		within, err := binTest(db, m, card, q)
		if err != nil {
			return err
		}
		ids, err := scanBin(db, m.ID, q, within, &page)
		if err != nil {
			return err
		}
		page.Items, err = s.itemsByID(db, ids)
		return err
	})
	return page, err
}

// scanBin looks through accounts by id until there are enough.
func scanBin(db *gorm.DB, model models.ID, q models.DriftBin, within func(*decide.Result) bool, page *models.DriftBinPage) ([]models.ID, error) {
	var ids []models.ID
	after := q.After
	for page.Seen < models.DriftScanMost {
		rows, err := find[binRow](db, "id, decisions.result", "JOIN decisions ON decisions.id = accounts.decision_id WHERE accounts.id > ? AND decisions.model_id = ? "+
			"ORDER BY accounts.id LIMIT "+strconv.Itoa(rescoreBatch), int64(after), int64(model))
		if err != nil || len(rows) == 0 {
			return ids, err
		}
		for i := range rows {
			r, err := decide.DecodeResult(rows[i].Result)
			if err != nil {
				return nil, fmt.Errorf("account %s: %w", rows[i].ID.Public(models.PrefixAccount), err)
			}
			page.Seen++
			after = rows[i].ID
			if !within(&r) {
				continue
			}
			if len(ids) == q.Limit { // there is one more
				page.Next = ids[len(ids)-1]
				return ids, nil
			}
			ids = append(ids, after)
		}
		if len(rows) < rescoreBatch {
			return ids, nil
		}
	}
	page.Next = after
	return ids, nil
}

// binTest is whether an assessment lies in the bin that is asked for.
func binTest(db *gorm.DB, m *models.Model, card *score.Scorecard, q models.DriftBin) (func(*decide.Result) bool, error) {
	if q.Factor == drift.ScoreKey {
		var b models.DriftBoard
		if err := fillDrift(db, m, card, &b); err != nil {
			return nil, err
		}
		if q.Bin < 0 || q.Bin >= len(b.Score.Starts) {
			return nil, models.ErrNotFound
		}
		from, to := b.Score.Starts[q.Bin], drift.Buckets(card)
		if q.Bin+1 < len(b.Score.Starts) {
			to = b.Score.Starts[q.Bin+1]
		}
		return func(r *decide.Result) bool {
			bucket := drift.Bucket(card, cardSum(r))
			return bucket >= from && bucket < to
		}, nil
	}
	at := slices.IndexFunc(card.Factors, func(f score.Factor) bool { return f.Key == q.Factor })
	if at < 0 || q.Bin < 0 || q.Bin >= len(card.Factors[at].Bins) {
		return nil, models.ErrNotFound
	}
	return func(r *decide.Result) bool { return at < len(r.Bins) && r.Bins[at] == q.Bin }, nil
}

// itemsByID reads accounts with their masked names, in the order of the ids.
func (s *Store) itemsByID(db *gorm.DB, ids []models.ID) ([]models.AccountItem, error) {
	if len(ids) == 0 {
		return nil, nil
	}
	accounts, names, err := s.accountsByID(db, ids)
	if err != nil {
		return nil, err
	}
	items := make([]models.AccountItem, len(ids))
	for i, id := range ids {
		items[i] = models.AccountItem{Account: accounts[id], Masked: models.Personal{Name: names[id]}}
	}
	return items, nil
}
