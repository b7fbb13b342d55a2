package data

import (
	"context"
	"errors"
	"fmt"
	"strconv"
	"time"

	"gorm.io/gorm"

	"candor/models"
)

// effectHistory is how many reports of a version its page lists.
const effectHistory = 20

// PolicyEffect returns a report on what a version did with what its page shows around it: the newest that is counted, or the one asked for by
// its id. A version that never went live, or a report of another version, is models.ErrNotFound.
func (s *Store) PolicyEffect(ctx context.Context, version int, report models.ID) (*models.EffectPage, error) {
	var d models.EffectPage
	err := s.read(ctx, func(db *gorm.DB) error {
		d = models.EffectPage{}
		if err := effectAround(db, version, &d); err != nil {
			return err
		}
		own := func() *gorm.DB { return db.Where("policy_version = ?", version) }
		if err := own().Omit("body").Order("id DESC").Limit(effectHistory).Find(&d.History).Error; err != nil {
			return err
		}
		if err := own().Order("id").Find(&d.Alerts).Error; err != nil {
			return err
		}
		q := own().Where("state = ?", models.EffectDone).Order("id DESC")
		if report != 0 {
			q = q.Where("id = ?", report)
		}
		var found []models.EffectReport
		if err := q.Limit(1).Find(&found).Error; err != nil {
			return err
		}
		if len(found) > 0 {
			d.Report = &found[0]
		} else if report != 0 {
			return gorm.ErrRecordNotFound
		}
		return nil
	})
	return &d, err
}

// effectAround reads a version that went live, its neighbours in time and the entry of its publication.
func effectAround(db *gorm.DB, version int, d *models.EffectPage) error {
	err := db.Where("version = ? AND published_at IS NOT NULL", version).Take(&d.Policy).Error
	if err != nil {
		return err
	}
	at := *d.Policy.PublishedAt
	var before, next []models.Policy
	if err := db.Select("version", "published_at").Where("published_at < ?", at).Order("published_at DESC").Limit(1).Find(&before).Error; err != nil {
		return err
	}
	if err := db.Select("version", "published_at").Where("published_at > ?", at).Order("published_at").Limit(1).Find(&next).Error; err != nil {
		return err
	}
	if len(before) > 0 {
		d.Before = before[0].Version
	}
	if len(next) > 0 {
		d.Next = next[0].PublishedAt
	}
	var entries []models.AuditEntry
	err = db.Select("seq").Where("object_type = 'policy' AND object_id = ? AND action = ?", strconv.Itoa(version), models.ActionPolicyPublished).
		Order("seq").Limit(1).Find(&entries).Error
	if err == nil && len(entries) > 0 {
		d.Seq = entries[0].Seq
	}
	return err
}

// AskEffect queues a report on what a version did. Windows that cannot be are refused by field; the lender's first version, before which
// nothing was decided, and a report beside one that is still being counted are a *models.Refused.
func (s *Store) AskEffect(ctx context.Context, actor models.Actor, version int, ask models.EffectAsk) (*models.EffectReport, error) {
	var r *models.EffectReport
	err := s.write(ctx, actor, func(tx *writeTx) error {
		var d models.EffectPage
		if err := effectAround(tx.db, version, &d); err != nil {
			return err
		}
		if d.Before == 0 {
			return &models.Refused{Code: "effect_first"}
		}
		if _, _, err := ask.Windows(*d.Policy.PublishedAt, d.Next, tx.now); err != nil {
			return err
		}
		var open int64
		err := tx.db.Model(&models.EffectReport{}).Where("state = 'queued' AND policy_version = ? AND asked_at > ?", version, tx.now.Add(-models.EffectPatience)).
			Count(&open).Error
		if err != nil {
			return err
		}
		if open > 0 {
			return &models.Refused{Code: "effect_open"}
		}
		if r, err = tx.newEffect(&d, ask); err != nil {
			return err
		}
		if err := tx.insert(r); err != nil {
			return err
		}
		if err := tx.enqueue(models.JobEffect, models.JobEffect+":"+r.PublicID(), r.ID, tx.now); err != nil {
			return err
		}
		return tx.audit(models.ActionEffectAsked, policyTarget(&d.Policy), nil, map[string]any{"report": r.PublicID(), "ask": ask}, "")
	})
	if err != nil {
		return nil, fmt.Errorf("ask for the effect of policy %d: %w", version, err)
	}
	return r, nil
}

func (tx *writeTx) newEffect(d *models.EffectPage, ask models.EffectAsk) (*models.EffectReport, error) {
	id, err := tx.id()
	if err != nil {
		return nil, err
	}
	return &models.EffectReport{
		ID: id, PolicyVersion: d.Policy.Version, Ask: ask, State: models.EffectQueued, AskedName: tx.actor.Name, AskedAt: tx.now, AuditSeq: d.Seq, Version: 1,
	}, nil
}

// RecordEffectExport records that a report left as a file.
func (s *Store) RecordEffectExport(ctx context.Context, actor models.Actor, version int, report models.ID) error {
	return s.write(ctx, actor, func(tx *writeTx) error {
		on := target{kind: "policy", id: strconv.Itoa(version)}
		return tx.audit(models.ActionEffectTaken, on, nil, map[string]string{"report": report.Public(models.PrefixReport)}, "")
	})
}

// CloseGuardAlert ends an alert of a version with a note on what was decided.
func (s *Store) CloseGuardAlert(ctx context.Context, actor models.Actor, policy int, id models.ID, version int64, note string) error {
	return s.write(ctx, actor, func(tx *writeTx) error {
		var a models.GuardAlert
		if err := tx.take(&a, id); err != nil {
			return err
		}
		if a.PolicyVersion != policy {
			return models.ErrNotFound
		}
		if err := expect(a.Version, version); err != nil {
			return err
		}
		if err := a.Close(actor.UserID, actor.Name, note, tx.now); err != nil {
			return err
		}
		if err := tx.update(&a, &a.Version, "state", "note", "closed_at", "closed_by", "closed_name"); err != nil {
			return err
		}
		return tx.audit(models.ActionGuardClosed, guardTarget(&a), map[string]any{"guard": a.Guard, "state": models.DriftAlertOpen},
			map[string]any{"guard": a.Guard, "state": a.State}, note)
	})
}

func guardTarget(a *models.GuardAlert) target {
	return target{kind: "policy", id: strconv.Itoa(a.PolicyVersion)}
}

// guardAlerts is the open ones.
func guardAlerts(db *gorm.DB) *gorm.DB { return db.Model(&models.GuardAlert{}).Where("state = 'open'") }

// countGuards counts open alerts for the home page, and names the newest version that has one.
func countGuards(db *gorm.DB, h *models.Home) (err error) {
	if h.Guards, err = capped(db, guardAlerts(db)); err != nil || h.Guards == 0 {
		return err
	}
	return guardAlerts(db).Select("MAX(policy_version)").Scan(&h.GuardVersion).Error
}

// RunEffects counts every report that waits, the newest first. One that fails does not stop the others; it waits on.
func (s *Store) RunEffects(ctx context.Context, actor models.Actor) error {
	var queued []models.EffectReport
	err := s.read(ctx, func(db *gorm.DB) error {
		return db.Where("state = 'queued'").Order("id DESC").Limit(listMax).Find(&queued).Error
	})
	if err != nil || len(queued) == 0 {
		return err
	}
	if _, err := s.ObserveOutcomes(ctx, actor); err != nil {
		return err
	}
	var failed []error
	for i := range queued {
		if err := s.runEffect(ctx, actor, &queued[i]); err != nil {
			failed = append(failed, fmt.Errorf("report %s: %w", queued[i].PublicID(), err))
		}
	}
	return errors.Join(failed...)
}

func (s *Store) runEffect(ctx context.Context, actor models.Actor, r *models.EffectReport) error {
	d, body, now, err := s.countEffect(ctx, r.PolicyVersion, r.Ask)
	if err != nil {
		return err
	}
	err = s.write(ctx, actor, func(tx *writeTx) error {
		was := *r
		was.State, was.Body, was.MadeAt = models.EffectDone, *body, &now
		done := tx.db.Model(&was).Where("state = 'queued'").Select("state", "body", "made_at").Updates(&was)
		if done.Error != nil {
			return done.Error
		}
		if done.RowsAffected == 0 {
			return errIdle // another worker was first
		}
		return tx.effectMade(&d.Policy, &was)
	})
	if errors.Is(err, errIdle) {
		return nil
	}
	return err
}

// effectMade opens alerts for the guards that a finished report crosses, each once a version, and records the report.
func (tx *writeTx) effectMade(p *models.Policy, r *models.EffectReport) error {
	for _, a := range r.Alerts(tx.now) {
		if err := tx.openGuard(a); err != nil {
			return err
		}
	}
	after := map[string]any{
		"report": r.PublicID(), "before": r.Body.Before.Defaults, "after": r.Body.After.Defaults, "crossed": r.Body.Crossed(),
		"from": r.Body.After.From, "to": r.Body.After.To, "follow_days": r.Ask.FollowDays,
	}
	return tx.audit(models.ActionEffectMade, policyTarget(p), nil, after, "")
}

// effectsYoung is the versions in force that were published since a time, each after another.
func (s *Store) effectsYoung(ctx context.Context, since time.Time) ([]models.Policy, error) {
	var young []models.Policy
	err := s.read(ctx, func(db *gorm.DB) error {
		return db.Select("version", "published_at").Where("published_at >= ? AND archived_at IS NULL", since).
			Where("EXISTS (SELECT 1 FROM policies p WHERE p.published_at < policies.published_at)").Order("version").Find(&young).Error
	})
	return young, err
}
