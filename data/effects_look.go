package data

import (
	"context"
	"fmt"
	"time"

	"gorm.io/gorm/clause"

	"candor/models"
)

// LookAtEffects counts what each version in force that is younger than models.EffectYoung did, keeps the report, opens an alert for each guard
// that it crosses for the first time, and plans the next day's look. It returns how many reports it made. Running it again is safe: it makes
// another report.
func (s *Store) LookAtEffects(ctx context.Context, actor models.Actor) (made int, err error) {
	young, err := s.effectsYoung(ctx, s.Now().Add(-models.EffectYoung))
	if err != nil || len(young) == 0 {
		return 0, err
	}
	if _, err := s.ObserveOutcomes(ctx, actor); err != nil {
		return 0, err
	}
	for _, p := range young {
		ask := models.DailyEffect(s.Now().Sub(*p.PublishedAt))
		d, body, now, err := s.countEffect(ctx, p.Version, ask)
		if err != nil {
			return made, fmt.Errorf("effect of policy %d: %w", p.Version, err)
		}
		err = s.write(ctx, actor, func(tx *writeTx) error {
			r, err := tx.newEffect(d, ask)
			if err != nil {
				return err
			}
			r.State, r.MadeAt, r.Body = models.EffectDone, &now, *body
			if err := tx.insert(r); err != nil {
				return err
			}
			if err := tx.effectTomorrow(); err != nil {
				return err
			}
			return tx.effectMade(&d.Policy, r)
		})
		if err != nil {
			return made, fmt.Errorf("effect of policy %d: %w", p.Version, err)
		}
		made++
	}
	return made, nil
}

// effectTomorrow plans the next look. A new version's first rescoring begins the days; they end when no version is young.
func (tx *writeTx) effectTomorrow() error {
	tomorrow := tx.now.Add(24 * time.Hour)
	return tx.enqueue(models.JobEffectDaily, models.JobEffectDaily+":"+tomorrow.Format(time.DateOnly), 0, tomorrow)
}

// openGuard opens an alert unless the version had one for the guard.
func (tx *writeTx) openGuard(a models.GuardAlert) (err error) {
	if a.ID, err = tx.id(); err != nil {
		return err
	}
	once := clause.OnConflict{Columns: []clause.Column{{Name: "policy_version"}, {Name: "guard"}}, DoNothing: true}
	done := tx.db.Clauses(once).Create(&a)
	if done.Error != nil || done.RowsAffected == 0 {
		return done.Error
	}
	after := map[string]any{"guard": a.Guard, "value_bp": a.ValueBP, "bound_bp": a.BoundBP, "report": a.ReportID.Public(models.PrefixReport)}
	return tx.audit(models.ActionGuardCrossed, guardTarget(&a), nil, after, "")
}
