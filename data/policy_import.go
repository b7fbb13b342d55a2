package data

import (
	"context"
	"fmt"

	"candor/engine/decide"
	"candor/models"
)

// ImportPolicy makes a draft of a document that came from a file, on the version in force. What Check finds wrong is refused as
// *models.Invalid; an author who has an open draft is refused, so that a file never takes the place of work. The record keeps
// what differs from the version in force.
func (s *Store) ImportPolicy(ctx context.Context, actor models.Actor, doc decide.Policy) (*models.Policy, error) {
	if err := models.CheckPolicy(doc); err != nil {
		return nil, err
	}
	var p models.Policy
	err := s.write(ctx, actor, func(tx *writeTx) error {
		live, err := livePolicyRow(tx.db)
		if err != nil {
			return err
		}
		if err := tx.noOtherCandidate(0); err != nil { // what a candidate is held against must not move
			return err
		}
		var open int64
		if err := tx.db.Model(&models.Policy{}).Where("made_by = ? AND state = 'draft'", actor.UserID).Count(&open).Error; err != nil {
			return err
		}
		if open > 0 {
			return &models.Refused{Code: "draft_open"}
		}
		var newest int
		if err := tx.db.Model(&models.Policy{}).Select("max(version)").Scan(&newest).Error; err != nil {
			return err
		}
		p = models.Policy{
			Version: newest + 1, Base: live.Version, State: models.PolicyDraft, Document: doc,
			MadeBy: actor.UserID, MadeName: actor.Name, MadeAt: tx.now, Lane: models.LanePolicy, Revision: 1,
		}
		before, after, err := editedFacts(live.Document, doc)
		if err != nil {
			return err
		}
		if err := tx.insert(&p); err != nil {
			return err
		}
		if err := tx.askCuts(p.Version, p.Revision, &p.Document, false); err != nil {
			return err
		}
		return tx.audit(models.ActionPolicyDrafted, policyTarget(&p), before, after, "file")
	})
	if err != nil {
		return nil, fmt.Errorf("import policy: %w", err)
	}
	return &p, nil
}
