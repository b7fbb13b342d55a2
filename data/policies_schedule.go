package data

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"gorm.io/gorm/clause"

	"candor/models"
)

// scheduleColumns are what is kept of a version that becomes live by itself.
var scheduleColumns = []string{"publish_at", "publish_by", "publish_name", "publish_fault"}

// SchedulePolicy sets the moment at which a job makes the version live in the actor's name.
func (s *Store) SchedulePolicy(ctx context.Context, actor models.Actor, at models.PolicyStep, when time.Time) (*models.Policy, error) {
	return s.changePolicy(ctx, actor, at, func(tx *writeTx, p *models.Policy) ([]string, error) {
		hash, err := documentHash(p.Document)
		if err != nil {
			return nil, err
		}
		live, err := livePolicyRow(tx.db)
		if err != nil {
			return nil, err
		}
		if err := p.Schedule(stamp(when), hash, live.Document.Release.ShadowFirst, actor, tx.now); err != nil {
			return nil, err
		}
		if err := tx.baseStands(p); err != nil {
			return nil, err
		}
		err = tx.audit(models.ActionPolicyScheduled, policyTarget(p), nil, map[string]any{"publish_at": p.PublishAt, "hash": hash}, p.Note)
		if err != nil {
			return nil, err
		}
		key := fmt.Sprintf("%s:%d:%d", models.JobPolicyPublish, p.Version, p.Revision)
		return scheduleColumns, tx.enqueue(models.JobPolicyPublish, key, models.ID(p.Version), *p.PublishAt)
	})
}

// CallOffPolicy takes the moment back. The job that waits for it finds nothing to do.
func (s *Store) CallOffPolicy(ctx context.Context, actor models.Actor, at models.PolicyStep) (*models.Policy, error) {
	return s.changePolicy(ctx, actor, at, func(tx *writeTx, p *models.Policy) ([]string, error) {
		was := p.PublishAt
		if err := p.CallOff(); err != nil {
			return nil, err
		}
		return scheduleColumns, tx.audit(models.ActionPolicyCalledOff, policyTarget(p), map[string]any{"publish_at": was}, nil, "")
	})
}

// runPolicyPublish makes a version live at its moment, in the name of whoever scheduled it. What a person would be refused is refused
// here too: the version says so from then on, whoever scheduled it is told, and nothing tries again.
func (tx *writeTx) runPolicyPublish(job models.Job) error {
	var p models.Policy
	if err := tx.db.Clauses(clause.Locking{Strength: "UPDATE"}).Where("version = ?", int(job.ObjectID)).Take(&p).Error; err != nil {
		return err
	}
	if !p.Due(tx.now) { // called off, or set anew: then a job of that moment comes; one that failed before comes later than it was set
		return errIdle
	}
	before, system := p, tx.actor
	columns, err := tx.publishFor(&p)
	if err == nil {
		return tx.updatePolicy(&p, columns...)
	}
	var refused *models.Refused
	if !errors.As(err, &refused) {
		return err
	}
	p, tx.actor = before, system
	p.PublishFault = refused.Code
	if err := tx.updatePolicy(&p, scheduleColumns...); err != nil {
		return err
	}
	if err := tx.notify(p.PublishBy, models.NoticePolicyKept, fmt.Sprint(p.Version), ""); err != nil {
		return err
	}
	return tx.audit(models.ActionPolicyNotPublished, policyTarget(&p), map[string]any{"publish_at": p.PublishAt}, map[string]any{"refused": refused.Code}, "")
}

// publishFor publishes a version as whoever scheduled it, who must still be allowed to.
func (tx *writeTx) publishFor(p *models.Policy) ([]string, error) {
	var by models.User
	if err := tx.db.Where("id = ?", p.PublishBy).Take(&by).Error; err != nil {
		return nil, err
	}
	var roles []models.Role
	if err := tx.db.Where("key IN ?", by.Roles).Order("key").Find(&roles).Error; err != nil {
		return nil, err
	}
	if by.Disabled || !models.Can(roles, models.PermPolicyRelease) {
		return nil, &models.Refused{Code: models.FaultNotAllowed}
	}
	tx.actor = models.Actor{
		Kind: models.ActorUser, ID: by.PublicID(), UserID: by.ID, Name: by.Name, Role: strings.Join(by.Roles, ","), Source: tx.actor.Source,
	}
	return tx.publish(p)
}
