package data

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"

	"gorm.io/gorm"
	"gorm.io/gorm/clause"

	"candor/engine/decide"
	"candor/models"
)

// ensureBasics puts in what every lender starts with: the head of the audit chain, the
// built-in roles as this version knows them, and the default policy.
func (s *Store) ensureBasics(ctx context.Context) error {
	err := s.commit(ctx, func(db *gorm.DB) error {
		head := models.AuditHead{Lane: laneMain, Hash: []byte{}}
		if err := db.Clauses(clause.OnConflict{DoNothing: true}).Create(&head).Error; err != nil {
			return err
		}
		for _, role := range models.BuiltinRoles() {
			err := db.Clauses(clause.OnConflict{
				Columns: []clause.Column{{Name: "key"}}, DoUpdates: clause.AssignmentColumns([]string{"permissions"}),
			}).Create(&role).Error
			if err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		return fmt.Errorf("prepare store: %w", err)
	}
	if err := s.ensurePolicy(ctx); err != nil {
		return fmt.Errorf("prepare store: %w", err)
	}
	if err := s.ensureClocks(ctx); err != nil {
		return fmt.Errorf("prepare store: clocks of appeals: %w", err)
	}
	s.ready = true
	return nil
}

// shippedPolicy is the reason of the entry about the policy that every lender starts with; what it became is the whole document.
const shippedPolicy = "shipped policy"

func (s *Store) ensurePolicy(ctx context.Context) error {
	var n int64
	if err := s.read(ctx, func(db *gorm.DB) error { return db.Model(&models.Policy{}).Count(&n).Error }); err != nil {
		return err
	}
	if n > 0 {
		return s.ensureEvents(ctx)
	}
	err := s.write(ctx, models.System("setup"), func(tx *writeTx) error {
		now := tx.now
		p := models.Policy{
			Version: 1, State: models.PolicyLive, Document: decide.Default(), Note: "Shipped policy",
			MadeName: "Candor", MadeAt: now, PublishedAt: &now, Revision: 1,
		}
		if err := tx.insert(&p); err != nil {
			return err
		}
		return tx.audit(models.ActionPolicyPublished, policyTarget(&p), nil, p.Document, shippedPolicy)
	})
	if duplicate(err) { // another replica was first
		return nil
	}
	return err
}

// ensureEvents gives a lender whose live policy is from before events were decided the
// shipped part on events, as a version of its own; nothing else changes.
func (s *Store) ensureEvents(ctx context.Context) error {
	live, err := s.LivePolicy(ctx)
	if err != nil || live.Document.Events != nil {
		return err
	}
	err = s.write(ctx, models.System("setup"), func(tx *writeTx) error {
		was, err := livePolicyRow(tx.db)
		if err != nil {
			return err
		}
		if was.Document.Events != nil {
			return errIdle // another replica was first
		}
		var newest int
		if err := tx.db.Model(&models.Policy{}).Select("MAX(version)").Scan(&newest).Error; err != nil {
			return err
		}
		p := models.Policy{
			Version: newest + 1, Base: was.Version, State: models.PolicyLive, Document: was.Document, Note: "Shipped rules for events",
			MadeName: "Candor", MadeAt: tx.now, PublishedAt: &tx.now, Revision: 1,
		}
		p.Document.Events = decide.DefaultEvents()
		if err := tx.db.Model(was).Updates(map[string]any{"state": models.PolicyArchived, "archived_at": tx.now}).Error; err != nil {
			return err
		}
		if err := tx.insert(&p); err != nil {
			return err
		}
		return tx.audit(models.ActionPolicyPublished, policyTarget(&p), nil, p.Document.Events, "shipped rules for events")
	})
	if errors.Is(err, errIdle) {
		return nil
	}
	return err
}

func policyTarget(p *models.Policy) target {
	return target{kind: "policy", id: fmt.Sprint(p.Version)}
}

// documentHash binds an approval to the document that was read (S17).
func documentHash(p decide.Policy) (string, error) {
	b, err := json.Marshal(p)
	if err != nil {
		return "", fmt.Errorf("hash policy: %w", err)
	}
	sum := sha256.Sum256(b)
	return hex.EncodeToString(sum[:]), nil
}
