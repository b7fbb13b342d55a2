package data

import (
	"context"
	"errors"
	"fmt"

	"candor/models"
)

// RescoreAccount assesses one account by the champion and the live policy at once, and
// opens or extends its case where the policy asks.
func (s *Store) RescoreAccount(ctx context.Context, actor models.Actor, id models.ID) (*models.Decision, error) {
	return s.rescoreAccount(ctx, actor, id, "")
}

// rescoreAccount does that and says in the entry what it follows, "" for having been asked for itself.
func (s *Store) rescoreAccount(ctx context.Context, actor models.Actor, id models.ID, cause string) (*models.Decision, error) {
	a, modelID, err := s.liveAssessors(ctx)
	if err != nil {
		return nil, err
	}
	shadows, err := s.liveShadows(ctx, a.version)
	if err != nil {
		return nil, fmt.Errorf("rescore account: %w", err)
	}
	var d models.Decision
	for try := 0; ; try++ {
		b := &scoreBatch{shadows: shadows, since: noneStands} // asked for, it is kept whole
		if err := b.read(ctx, s, "", []models.ID{id}); err != nil {
			return nil, err
		}
		if len(b.rows) == 0 {
			return nil, fmt.Errorf("rescore account: %w", models.ErrNotFound)
		}
		if err := b.assess(a); err != nil {
			return nil, err
		}
		err = s.write(ctx, actor, func(tx *writeTx) error {
			run := models.Run{ModelID: modelID, PolicyVersion: a.version}
			if _, err := tx.storeBatch(a, &run, b); err != nil {
				return err
			}
			if err := tx.db.Where("account_id = ?", id).Order("id DESC").Take(&d).Error; err != nil {
				return err
			}
			after := map[string]any{"decision": d.PublicID(), "score": d.Score, "band": d.Band, "outcome": d.Outcome}
			if cause != "" {
				after["cause"] = cause
			}
			on := target{kind: "account", id: id.Public(models.PrefixAccount), accountID: id}
			return tx.audit(models.ActionAccountScored, on, previous(b.rows[0]), after, "")
		})
		if !errors.Is(err, errStale) || try == staleMax {
			return &d, err
		}
	}
}

func previous(row scoreRow) any {
	if row.Score == 0 {
		return nil
	}
	return map[string]any{"score": row.Score}
}
