package data

import (
	"context"
	"errors"
	"strings"

	"gorm.io/gorm"

	"candor/data/vault"
	"candor/models"
)

// probe is one way to read what was typed: a column that must equal a value.
type probe struct {
	kind   models.SearchKind
	column string
	value  any
}

// Search finds by exactly what was typed: an account by our id, the lender's number, a name, or a phone or ID number, whole or by their
// last four digits; and what else the person may open, see searchThings. That it happened, what it looked for and how much it found is
// recorded; what was typed is not.
func (s *Store) Search(ctx context.Context, actor models.Actor, cmd models.Search) ([]models.SearchHit, error) {
	if err := cmd.Validate(); err != nil {
		return nil, err
	}
	if err := s.checkQuota(ctx, actor, models.ActionPersonalSearched, models.SearchQuota); err != nil {
		return nil, err
	}
	var hits []models.SearchHit
	var kinds []models.SearchKind
	err := s.readAs(ctx, actor, func(db *gorm.DB) error {
		thing, of, err := searchThing(db, &cmd)
		if hits, kinds = thing, of; err != nil || len(kinds) > 0 {
			return errors.Join(err, s.fillHits(db, hits))
		}
		if hits, kinds, err = searchProbes(db, s.probes(cmd.Query)); err != nil {
			return err
		}
		more, of, err := s.searchEvents(db, &cmd)
		if err != nil {
			return err
		}
		kinds, hits = append(kinds, of...), append(hits, more...)
		hits = hits[:min(len(hits), models.SearchMax)]
		return s.fillHits(db, hits)
	})
	if err != nil {
		return nil, err
	}
	return hits, s.recordSearch(ctx, actor, kinds, hits)
}

// searchProbes finds the accounts that any of the ways to read what was typed names.
func searchProbes(db *gorm.DB, probes []probe) (hits []models.SearchHit, kinds []models.SearchKind, err error) {
	seen := map[models.ID]bool{}
	for _, p := range probes {
		kinds = append(kinds, p.kind)
		var rows []models.ID
		if err := db.Model(&models.Account{}).Where(p.column+" = ?", p.value).Order("id DESC").Limit(models.SearchMax).Pluck("id", &rows).Error; err != nil {
			return nil, nil, err
		}
		for _, id := range rows {
			if !seen[id] {
				seen[id], hits = true, append(hits, models.SearchHit{Account: models.Account{ID: id}, Kind: p.kind})
			}
		}
	}
	return hits, kinds, nil
}

// probes lists what the typed text can be. Columns are constants of this function.
func (s *Store) probes(query string) []probe {
	if id, err := models.ParseID(models.PrefixAccount, strings.ToLower(query)); err == nil {
		return []probe{{models.SearchByID, "id", id}}
	}
	list := []probe{{models.SearchByExternal, "external_id", query}}
	plain := vault.Normalise(query)
	if strings.ContainsAny(plain, "0123456789") {
		switch {
		case len(plain) == tailLength:
			list = append(list,
				probe{models.SearchByPhoneTail, "phone_tail_index", s.vault.Index(indexPhoneTail, plain)},
				probe{models.SearchByIDTail, "id_tail_index", s.vault.Index(indexIDTail, plain)})
		case len(plain) > tailLength:
			list = append(list,
				probe{models.SearchByPhone, "phone_index", s.vault.Index(indexPhone, query)},
				probe{models.SearchByIDNumber, "id_number_index", s.vault.Index(indexIDNumber, query)})
		}
		return list
	}
	if plain != "" {
		list = append(list, probe{models.SearchByName, "name_index", s.vault.Index(indexName, query)})
	}
	return list
}

// recordSearch leaves the trace of a search.
func (s *Store) recordSearch(ctx context.Context, actor models.Actor, kinds []models.SearchKind, hits []models.SearchHit) error {
	on := target{kind: "account"}
	if len(hits) == 1 && hits[0].Account.ID != 0 {
		on = aboutAccount(hits[0].Account.ID)
	}
	after := map[string]any{"looked_for": kinds, "hits": len(hits)}
	return s.write(ctx, actor, func(tx *writeTx) error {
		return tx.audit(models.ActionPersonalSearched, on, nil, after, "")
	})
}
