package data

import (
	"context"
	"fmt"

	"gorm.io/gorm"

	"candor/models"
)

// laneBacktest makes backtests run one at a time: each takes every core for up to minutes.
const laneBacktest = "main"

// backtestsOpen is how many backtests may wait and run together.
const backtestsOpen = 10

func backtestTarget(b *models.Backtest) target { return target{kind: "backtest", id: b.PublicID()} }

// AskBacktest queues a comparison of a version, as its document stands now, with the live one,
// or of the live one with the version it was drafted from. It refuses a window that cannot be
// by field, a version that nothing stands before as *models.Refused "backtest_same", more than
// ten that wait as "backtest_many", and a discarded version as ErrState.
func (s *Store) AskBacktest(ctx context.Context, actor models.Actor, ask models.AskBacktest) (*models.Backtest, error) {
	var b *models.Backtest
	err := s.write(ctx, actor, func(tx *writeTx) (err error) {
		if err := ask.Validate(tx.now); err != nil {
			return err
		}
		b, err = tx.askBacktest(ask)
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("ask for a backtest of policy %d: %w", ask.Policy, err)
	}
	return b, nil
}

func (tx *writeTx) askBacktest(ask models.AskBacktest) (*models.Backtest, error) {
	b, err := tx.newBacktest(ask)
	if err != nil {
		return nil, err
	}
	var open int64
	states := []models.BacktestState{models.BacktestQueued, models.BacktestRunning}
	if err := tx.db.Model(&models.Backtest{}).Where("state IN ?", states).Count(&open).Error; err != nil {
		return nil, err
	}
	if open >= backtestsOpen {
		return nil, &models.Refused{Code: "backtest_many"}
	}
	if b.ID, err = tx.id(); err != nil {
		return nil, err
	}
	if err := tx.insert(b); err != nil {
		return nil, err
	}
	if err := tx.enqueue(models.JobBacktest, models.JobBacktest+":"+b.PublicID(), b.ID, tx.now); err != nil {
		return nil, err
	}
	after := map[string]any{
		"policy": b.PolicyVersion, "base": b.BaseVersion, "sha256": b.DocumentSHA256, "from": b.FromAt, "to": b.ToAt,
		"case_minutes": b.CaseMinutes, "alarm_fen": b.AlarmFen,
	}
	return b, tx.audit(models.ActionBacktestAsked, backtestTarget(b), nil, after, "")
}

// newBacktest is what was asked for, with the documents as they stand.
func (tx *writeTx) newBacktest(ask models.AskBacktest) (*models.Backtest, error) {
	var p models.Policy
	if err := tx.db.Where("version = ?", ask.Policy).Take(&p).Error; err != nil {
		return nil, err
	}
	if p.State == models.PolicyDiscarded {
		return nil, models.ErrState
	}
	live, err := livePolicyRow(tx.db)
	if err != nil {
		return nil, err
	}
	base := live.Version
	if base == p.Version {
		base = p.Base
	}
	if base == 0 {
		return nil, &models.Refused{Code: "backtest_same"}
	}
	hash, err := documentHash(p.Document)
	if err != nil {
		return nil, err
	}
	from, to := ask.Window(tx.now)
	return &models.Backtest{
		PolicyVersion: p.Version, BaseVersion: base, Document: p.Document, DocumentSHA256: hash, Days: ask.Days,
		FromAt: stamp(from), ToAt: stamp(to), CaseMinutes: ask.CaseMinutes, AlarmFen: ask.AlarmFen, State: models.BacktestQueued,
		AskedBy: tx.actor.UserID, AskedName: tx.actor.Name, AskedAt: tx.now, Lane: laneBacktest, Version: 1,
	}, nil
}

// PlannedBacktest is what AskBacktest would queue, without queueing it: for a command that
// compares at once and keeps nothing.
func (s *Store) PlannedBacktest(ctx context.Context, ask models.AskBacktest) (*models.Backtest, error) {
	var b *models.Backtest
	now := s.Now()
	if err := ask.Validate(now); err != nil {
		return nil, err
	}
	err := s.read(ctx, func(db *gorm.DB) (err error) {
		b, err = (&writeTx{ctx: ctx, db: db, store: s, now: now}).newBacktest(ask)
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("backtest of policy %d: %w", ask.Policy, err)
	}
	return b, nil
}

// CancelBacktest ends a backtest that waits or runs. A running one notices within a batch of
// events; nothing of it is kept.
func (s *Store) CancelBacktest(ctx context.Context, actor models.Actor, id models.ID, version int64) error {
	return s.write(ctx, actor, func(tx *writeTx) error {
		var b models.Backtest
		if err := tx.take(&b, id); err != nil {
			return err
		}
		if err := expect(b.Version, version); err != nil {
			return err
		}
		was := b.State
		if err := b.Cancel(tx.now); err != nil {
			return err
		}
		if err := tx.update(&b, &b.Version, "state", "ended_at"); err != nil {
			return err
		}
		return tx.audit(models.ActionBacktestEnded, backtestTarget(&b), map[string]any{"state": was}, map[string]any{"state": b.State}, "")
	})
}

// RepeatBacktest asks for the window and the parameters of a backtest once more, with the
// version's document as it stands now.
func (s *Store) RepeatBacktest(ctx context.Context, actor models.Actor, id models.ID) (*models.Backtest, error) {
	b, err := s.Backtested(ctx, id)
	if err != nil {
		return nil, err
	}
	return s.AskBacktest(ctx, actor, b.Again())
}

// Backtested returns one backtest with its report.
func (s *Store) Backtested(ctx context.Context, id models.ID) (*models.Backtest, error) {
	var b models.Backtest
	err := s.read(ctx, func(db *gorm.DB) error { return db.Where("id = ?", id).Take(&b).Error })
	return &b, err
}

// Backtests returns backtests without documents and reports, the newest first, from below an
// id (0: from the newest), of one version or of all (0).
func (s *Store) Backtests(ctx context.Context, policy int, below models.ID, limit int) ([]models.Backtest, error) {
	var list []models.Backtest
	err := s.read(ctx, func(db *gorm.DB) error {
		q := db.Omit("document", "report").Order("id DESC").Limit(limit)
		if policy > 0 {
			q = q.Where("policy_version = ?", policy)
		}
		if below > 0 {
			q = q.Where("id < ?", below)
		}
		return q.Find(&list).Error
	})
	return list, err
}
