package data

import (
	"context"
	"fmt"

	"gorm.io/gorm"

	"candor/engine/decide"
	"candor/models"
)

// listKey is something that may be on a list.
type listKey struct{ kind, token string }

// listsMax bounds how many entries a process keeps at hand.
const listsMax = 200_000

// liveLists reads the entries in force.
func (s *Store) liveLists(ctx context.Context) (map[listKey][]models.ListLane, error) {
	var entries []models.ListEntry
	now := s.Now()
	err := s.read(ctx, func(db *gorm.DB) error {
		return db.Select("lane", "kind", "token").Where("ended_at IS NULL AND (ends_at IS NULL OR ends_at > ?)", now).
			Order("id").Limit(listsMax).Find(&entries).Error
	})
	out := make(map[listKey][]models.ListLane, len(entries))
	for _, e := range entries {
		k := listKey{e.Kind, e.Token}
		out[k] = append(out[k], e.Lane)
	}
	return out, err
}

// listHits finds what about an event is on a list, in a fixed order.
func (l *liveMonitor) listHits(e *models.Event) []decide.ListHit {
	if len(l.lists) == 0 {
		return nil
	}
	var hits []decide.ListHit
	for _, k := range [...]listKey{
		{"account", e.AccountID.Public(models.PrefixAccount)}, {"device", e.Body.Device}, {"card", e.Body.Card},
		{"ip", e.Body.IP}, {"payee", e.Body.Payee}, {"merchant", e.Body.Merchant},
	} {
		if k.token == "" {
			continue
		}
		for _, lane := range l.lists[k] {
			hits = append(hits, decide.ListHit{Lane: string(lane), Kind: k.kind})
		}
	}
	return hits
}

// listToken is a value as events carry it: keyed where it identifies a person.
func (s *Store) listToken(kind, value string) (string, error) {
	switch kind {
	case "account":
		_, err := models.ParseID(models.PrefixAccount, value)
		return value, err
	case "merchant":
		return value, nil
	}
	return s.token(kind, value), nil
}

// AddListEntry puts something on a list.
func (s *Store) AddListEntry(ctx context.Context, actor models.Actor, cmd models.AddListEntry) (*models.ListEntry, error) {
	if err := cmd.Validate(s.Now()); err != nil {
		return nil, err
	}
	token, err := s.listToken(cmd.Kind, cmd.Value)
	if err != nil {
		var bad models.Invalid
		bad.Add("value", "unknown_account")
		return nil, bad.OrNil()
	}
	var made *models.ListEntry
	err = s.write(ctx, actor, func(tx *writeTx) error {
		id, err := tx.id()
		if err != nil {
			return err
		}
		made = &models.ListEntry{
			ID: id, Lane: cmd.Lane, Kind: cmd.Kind, Token: token, Reason: cmd.Reason,
			MadeName: tx.actor.Name, MadeAt: tx.now, EndsAt: stampPtr(cmd.EndsAt),
		}
		if err := tx.insert(made); err != nil {
			return err
		}
		after := map[string]any{"lane": made.Lane, "kind": made.Kind, "token": made.Token, "ends_at": made.EndsAt}
		return tx.audit(models.ActionListAdded, listTarget(made), nil, after, cmd.Reason)
	})
	if err != nil {
		return nil, fmt.Errorf("add list entry: %w", err)
	}
	return made, nil
}

func listTarget(l *models.ListEntry) target { return target{kind: "list", id: l.PublicID()} }

// EndListEntry takes something off its list. models.ErrState when it is off already.
func (s *Store) EndListEntry(ctx context.Context, actor models.Actor, id models.ID, reason string) error {
	return s.write(ctx, actor, func(tx *writeTx) error {
		var l models.ListEntry
		if err := tx.take(&l, id); err != nil {
			return err
		}
		if l.EndedAt != nil {
			return models.ErrState
		}
		l.EndedAt, l.EndName = &tx.now, tx.actor.Name
		if err := tx.db.Model(&l).Select("ended_at", "end_name").Updates(&l).Error; err != nil {
			return err
		}
		return tx.audit(models.ActionListEnded, listTarget(&l), map[string]any{"lane": l.Lane, "kind": l.Kind, "token": l.Token}, nil, reason)
	})
}

// ListEntries returns the newest entries, in force or not.
func (s *Store) ListEntries(ctx context.Context, limit int) ([]models.ListEntry, error) {
	var entries []models.ListEntry
	err := s.read(ctx, func(db *gorm.DB) error { return db.Order("id DESC").Limit(limit).Find(&entries).Error })
	return entries, err
}
