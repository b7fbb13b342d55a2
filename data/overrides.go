package data

import (
	"context"
	"errors"
	"fmt"

	"candor/models"
)

// SetOverride sets an account's score by hand until a date and scores the account again, so
// that the override shows as a line of the newest decision. An override that was in force
// ends with it. While no model decides yet, only the override is kept.
func (s *Store) SetOverride(ctx context.Context, actor models.Actor, cmd models.SetOverride) (*models.Override, error) {
	var o *models.Override
	err := s.write(ctx, actor, func(tx *writeTx) (err error) {
		o, err = tx.setOverride(cmd)
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("override: %w", err)
	}
	if _, err := s.RescoreAccount(ctx, actor, cmd.AccountID); err != nil && !errors.Is(err, ErrNoModel) {
		return nil, fmt.Errorf("override: score again: %w", err)
	}
	return o, nil
}

// setOverride is the unit of work of SetOverride.
func (tx *writeTx) setOverride(cmd models.SetOverride) (*models.Override, error) {
	if err := cmd.Validate(tx.now); err != nil {
		return nil, err
	}
	var a models.Account
	if err := tx.take(&a, cmd.AccountID); err != nil {
		return nil, err
	}
	if err := expect(a.Version, cmd.Version); err != nil {
		return nil, err
	}
	// A new version of the account makes a second override of the same page a conflict.
	a.UpdatedAt = tx.now
	if err := tx.update(&a, &a.Version, "updated_at"); err != nil {
		return nil, err
	}
	was, err := overrideInForce(tx.db, a.ID, tx.now)
	if err == nil && was != nil {
		err = tx.endOverride(was, "replaced")
	}
	if err != nil {
		return nil, err
	}
	id, err := tx.id()
	if err != nil {
		return nil, err
	}
	o := models.Override{
		ID: id, AccountID: a.ID, Score: cmd.Score, Reason: cmd.Reason,
		MadeBy: tx.actor.UserID, MadeName: tx.actor.Name, MadeAt: tx.now, EndsAt: stamp(*cmd.EndsAt),
	}
	if err := tx.insert(&o); err != nil {
		return nil, err
	}
	if err := tx.enqueue(models.JobOverrideEnd, "override.end:"+id.Public(models.PrefixOverride), id, o.EndsAt); err != nil {
		return nil, err
	}
	before, after := map[string]any{"score": a.Score}, map[string]any{"score": o.Score, "until": o.EndsAt}
	return &o, tx.audit(models.ActionOverrideSet, aboutAccount(a.ID), before, after, cmd.Reason)
}

// endOverride ends an override that is in force, and records why.
func (tx *writeTx) endOverride(o *models.Override, why string) error {
	done := tx.db.Model(o).Where("ended_at IS NULL").Update("ended_at", tx.now)
	if done.Error != nil {
		return done.Error
	}
	if done.RowsAffected == 0 {
		return models.ErrConflict
	}
	before, after := map[string]any{"score": o.Score, "until": o.EndsAt}, map[string]any{"ended": why}
	return tx.audit(models.ActionOverrideEnded, aboutAccount(o.AccountID), before, after, "")
}

// runOverrideEnd ends an override whose time is over.
func (tx *writeTx) runOverrideEnd(job models.Job) error {
	var o models.Override
	if err := tx.take(&o, job.ObjectID); err != nil {
		return err
	}
	if o.EndedAt != nil || tx.now.Before(o.EndsAt) {
		return errIdle
	}
	return tx.endOverride(&o, "expired")
}
