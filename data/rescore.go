package data

import (
	"context"
	"errors"
	"fmt"
	"math"

	"gorm.io/gorm"

	"candor/models"
)

// rescoreBatch is how many accounts one unit of a rescoring carries.
const rescoreBatch = 2000

// RescoreResult is what a rescoring of the book did.
type RescoreResult struct {
	Run      models.ID
	Accounts int // assessed
	Standing int // of them, with a decision in force that stands; for the others a new one was stored
	Flagged  int // of them, with at least one flag in the assessment
	Cases    int // opened or extended
	Shadows  int // challengers that scored the same vectors in silence
}

// Rescore assesses every account that is not closed by the champion and the live policy, and
// opens or extends cases where the policy asks. A decision in force that was made of the very
// input by the same two stands for up to models.StandDays; otherwise a new one is stored whole.
// Each batch is one unit: cancelling ctx between batches leaves whole ones, and running it again
// is safe, because a flag that is open or was just decided is not raised twice.
// progress is called after each batch and may be nil. ErrNoModel without a champion.
func (s *Store) Rescore(ctx context.Context, actor models.Actor, progress func(done, total int)) (RescoreResult, error) {
	return s.rescore(ctx, actor, models.FirstID(s.Now().AddDate(0, 0, -models.StandDays)), progress)
}

// RescoreWhole is Rescore that lets no decision stand: every account gets a new one.
func (s *Store) RescoreWhole(ctx context.Context, actor models.Actor, progress func(done, total int)) (RescoreResult, error) {
	return s.rescore(ctx, actor, noneStands, progress)
}

// noneStands is an id after every decision's.
const noneStands = models.ID(math.MaxInt64)

// rescore lets decisions stand that are not from before an id.
func (s *Store) rescore(ctx context.Context, actor models.Actor, since models.ID, progress func(done, total int)) (RescoreResult, error) {
	a, modelID, err := s.liveAssessors(ctx)
	if err != nil {
		return RescoreResult{}, err
	}
	shadows, err := s.liveShadows(ctx, a.version)
	if err != nil {
		return RescoreResult{}, fmt.Errorf("rescore: %w", err)
	}
	if _, err := s.RefreshRelations(ctx, actor); err != nil {
		return RescoreResult{}, fmt.Errorf("rescore: %w", err)
	}
	r := &rescoring{store: s, actor: actor, by: a, shadows: shadows, since: since, spent: make(chan *scoreBatch, spentMost), progress: progress}
	r.result.Shadows = len(shadows)
	r.run = models.Run{ModelID: modelID, PolicyVersion: a.version}
	if err := r.begin(ctx); err != nil {
		return RescoreResult{}, fmt.Errorf("rescore: %w", err)
	}
	if r.alone = s.scoring.CompareAndSwap(nil, r); r.alone {
		defer s.scoring.Store(nil)
	}
	if err := r.all(ctx); err != nil {
		return r.result, fmt.Errorf("rescore: %w", err)
	}
	if err := r.end(ctx); err != nil {
		return r.result, fmt.Errorf("rescore: %w", err)
	}
	return r.result, nil
}

// rescoring is one run over the book.
type rescoring struct {
	store    *Store
	actor    models.Actor
	by       *assessors
	shadows  []shadow
	since    models.ID // decisions from before it are made anew
	label    string    // of outcomes to count at the accounts' scores, "" for none
	alone    bool      // no other is going on in this process
	progress func(done, total int)
	spent    chan *scoreBatch // that are done with
	run      models.Run
	total    int
	shape    *shape
	result   RescoreResult
}

func runTarget(r *models.Run) target {
	return target{kind: "run", id: r.ID.Public(models.PrefixRun)}
}

// begin stores the run, so that its decisions have something to belong to.
func (r *rescoring) begin(ctx context.Context) error {
	var total int64
	err := r.store.read(ctx, func(db *gorm.DB) (err error) {
		if r.label, err = outcomeLabel(db, r.run.ModelID); err != nil {
			return err
		}
		return db.Model(&models.Features{}).Count(&total).Error
	})
	if err != nil {
		return err
	}
	r.total, r.shape = int(total), newShape(int(total), r.by.live.Policy())
	err = r.store.write(ctx, r.actor, func(tx *writeTx) error {
		id, err := tx.id()
		if err != nil {
			return err
		}
		r.run.ID, r.run.StartedAt = id, tx.now
		if err := tx.insert(&r.run); err != nil {
			return err
		}
		after := map[string]any{"accounts": r.total, "policy": r.run.PolicyVersion, "model": r.run.ModelID.Public(models.PrefixModel)}
		return tx.audit(models.ActionBookRescored, runTarget(&r.run), nil, after, "begun")
	})
	r.result.Run = r.run.ID
	return err
}

// all reads, assesses and writes the book; reading and assessing the next batches goes on
// while one is written.
func (r *rescoring) all(ctx context.Context) error {
	ctx, stop := context.WithCancel(ctx)
	defer stop()
	read := make(chan *scoreBatch, 1)
	assessed := make(chan *scoreBatch, 1)
	go func() {
		defer close(read)
		r.readAll(ctx, read)
	}()
	go func() {
		defer close(assessed)
		for b := range read {
			if b.err == nil {
				b.err = b.assess(r.by)
			}
			select {
			case assessed <- b:
			case <-ctx.Done():
				return
			}
		}
	}()
	shape, shaped := r.shape.follow(r.done)
	defer shaped()
	for b := range assessed {
		if b.err != nil {
			return b.err
		}
		if err := r.writeBatch(ctx, b); err != nil {
			return err
		}
		r.result.Accounts += len(b.rows)
		r.result.Standing += b.standing
		r.result.Flagged += b.flagged
		r.result.Cases += b.cases
		shape(b) // from here on another's
		if r.progress != nil {
			r.progress(r.result.Accounts, r.total)
		}
	}
	return ctx.Err()
}

// spentMost is how many batches are kept to be read into again: one in each place that a batch can be in.
const spentMost = 8

// batch is one to read into, one that went by before where there is one.
func (r *rescoring) batch() *scoreBatch {
	select {
	case b := <-r.spent:
		return b
	default:
		return &scoreBatch{shadows: r.shadows, since: r.since, alone: r.alone}
	}
}

// done keeps a batch that nobody looks at any more.
func (r *rescoring) done(b *scoreBatch) {
	select {
	case r.spent <- b:
	default:
	}
}

// readAll sends the book in batches by account id. An error is sent as the last batch.
func (r *rescoring) readAll(ctx context.Context, out chan<- *scoreBatch) {
	send := func(b *scoreBatch) bool { // once sent, the batch is another goroutine's
		select {
		case out <- b:
			return true
		case <-ctx.Done():
			return false
		}
	}
	for after := models.ID(0); ; {
		last, err := r.readPart(ctx, after, send)
		if err != nil {
			send(&scoreBatch{err: err})
		}
		if err != nil || last == 0 {
			return
		}
		after = last
	}
}

// errStale is a batch whose accounts changed after they were read.
var errStale = errors.New("accounts changed while they were assessed")

// staleMax is how often a batch is read again before the rescoring gives up.
const staleMax = 5

// writeBatch stores a batch; accounts that changed since they were read are read again.
func (r *rescoring) writeBatch(ctx context.Context, b *scoreBatch) error {
	ctx = context.WithValue(ctx, scoringKey{}, r)
	for try := 0; ; try++ {
		err := r.store.write(ctx, r.actor, func(tx *writeTx) error {
			sum, err := tx.storeBatch(r.by, &r.run, b)
			if err != nil {
				return err
			}
			return tx.audit(models.ActionBookRescored, runTarget(&r.run), nil, sum, "")
		})
		if !errors.Is(err, errStale) || try == staleMax {
			return err
		}
		ids := make([]models.ID, len(b.rows))
		for i := range b.rows {
			ids[i] = b.rows[i].ID
		}
		if err = b.read(ctx, r.store, r.label, ids); err != nil {
			return err
		}
		if err = b.assess(r.by); err != nil {
			return err
		}
	}
}

// end closes the run with the shape of the book.
func (r *rescoring) end(ctx context.Context) error {
	summary := r.shape.summary()
	if err := r.store.observeForShadows(ctx, r.actor, r.shadows); err != nil {
		return err
	}
	if err := r.store.read(ctx, func(db *gorm.DB) error { return countOutcomes(db, r.label, &summary) }); err != nil {
		return err
	}
	pairs, err := r.countShadows(ctx)
	if err != nil {
		return err
	}
	return r.store.write(ctx, r.actor, func(tx *writeTx) error {
		now := tx.now
		r.run.EndedAt, r.run.Accounts, r.run.Standing, r.run.Flagged, r.run.Summary = &now, r.result.Accounts, r.result.Standing, r.result.Flagged, summary
		err := tx.db.Model(&r.run).Select("ended_at", "accounts", "standing", "flagged", "summary").Updates(&r.run).Error
		if err != nil {
			return err
		}
		if err := errors.Join(tx.keepSketches(&r.run, &r.shape.each), tx.dropShadows(&r.run, r.shadows), tx.keepPairs(r.shadows, pairs)); err != nil {
			return err
		}
		for _, kind := range []string{models.JobRadar, models.JobDrift, models.JobRules} {
			if err := tx.enqueue(kind, kind+":"+r.run.ID.Public(models.PrefixRun), r.run.ID, tx.now); err != nil {
				return err
			}
		}
		if err := tx.effectTomorrow(); err != nil {
			return err
		}
		after := map[string]any{"accounts": r.result.Accounts, "standing": r.result.Standing, "flagged": r.result.Flagged, "cases": r.result.Cases}
		return tx.audit(models.ActionBookRescored, runTarget(&r.run), nil, after, "ended")
	})
}
