package data

import (
	"context"
	"strings"

	"gorm.io/gorm"

	"candor/models"
)

// NamedAccounts finds the account of exactly our id or the lender's number, masked. Neither is personal: it is no search by identity, so it
// spends no quota and leaves no trace, as opening the account by its address would leave none.
func (s *Store) NamedAccounts(ctx context.Context, typed string) ([]models.SearchHit, error) {
	typed = strings.TrimSpace(typed)
	if typed == "" || len(typed) > models.NamedMost {
		return nil, nil
	}
	p := probe{models.SearchByExternal, "external_id", typed}
	if id, err := models.ParseID(models.PrefixAccount, strings.ToLower(typed)); err == nil {
		p = probe{models.SearchByID, "id", id}
	}
	var hits []models.SearchHit
	err := s.read(ctx, func(db *gorm.DB) (err error) {
		if hits, _, err = searchProbes(db, []probe{p}); err != nil {
			return err
		}
		return s.fillHits(db, hits)
	})
	return hits, err
}
