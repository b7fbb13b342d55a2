package data

import (
	"context"
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

// SearchAccounts finds accounts by exactly what was typed: our id, the lender's number, a
// name, or a phone or ID number, whole or by their last four digits. That it happened, what
// it looked for and how much it found is recorded; what was typed is not.
func (s *Store) SearchAccounts(ctx context.Context, actor models.Actor, query string) ([]models.SearchHit, error) {
	query = strings.TrimSpace(query)
	if err := models.ValidateSearch(query); err != nil {
		return nil, err
	}
	if err := s.checkQuota(ctx, actor, models.ActionPersonalSearched, models.SearchQuota); err != nil {
		return nil, err
	}
	probes := s.probes(query)
	var hits []models.SearchHit
	err := s.readAs(ctx, actor, func(db *gorm.DB) error {
		hits = nil
		seen := map[models.ID]bool{}
		for _, p := range probes {
			var rows []models.Account
			if err := db.Where(p.column+" = ?", p.value).Order("id DESC").Limit(models.SearchMax).Find(&rows).Error; err != nil {
				return err
			}
			for _, a := range rows {
				if seen[a.ID] || len(hits) == models.SearchMax {
					continue
				}
				seen[a.ID] = true
				masked, err := s.masked(db, &a)
				if err != nil {
					return err
				}
				hits = append(hits, models.SearchHit{Account: a, Masked: masked, Kind: p.kind})
			}
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	return hits, s.recordSearch(ctx, actor, probes, hits)
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
func (s *Store) recordSearch(ctx context.Context, actor models.Actor, probes []probe, hits []models.SearchHit) error {
	kinds := make([]models.SearchKind, len(probes))
	for i, p := range probes {
		kinds[i] = p.kind
	}
	on := target{kind: "account"}
	if len(hits) == 1 {
		on = aboutAccount(hits[0].Account.ID)
	}
	after := map[string]any{"looked_for": kinds, "hits": len(hits)}
	return s.write(ctx, actor, func(tx *writeTx) error {
		return tx.audit(models.ActionPersonalSearched, on, nil, after, "")
	})
}
