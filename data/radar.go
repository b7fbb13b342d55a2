package data

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"gorm.io/gorm"

	"candor/engine/decide"
	"candor/engine/misjudge"
	"candor/models"
)

// radarBatch is how many measures one unit of a refresh carries.
const radarBatch = 200

// RefreshRadar weighs every sanction in force, and of the declined and held events those of
// the last models.RadarEventDays that today's policy would decide milder, at most
// models.RadarEventMost. Each batch is one unit; running it again is safe. Without a model
// there is no assessment of today: sanctions are weighed by the other evidence alone.
func (s *Store) RefreshRadar(ctx context.Context, actor models.Actor) (models.RadarResult, error) {
	r := radarRun{store: s, actor: actor}
	if err := r.prepare(ctx); err != nil {
		return r.result, fmt.Errorf("radar: %w", err)
	}
	if err := r.sanctions(ctx); err != nil {
		return r.result, fmt.Errorf("radar: sanctions: %w", err)
	}
	if err := r.events(ctx); err != nil {
		return r.result, fmt.Errorf("radar: events: %w", err)
	}
	if err := r.finish(ctx); err != nil {
		return r.result, fmt.Errorf("radar: %w", err)
	}
	return r.result, nil
}

// radarRun is one look at every measure.
type radarRun struct {
	store    *Store
	actor    models.Actor
	assessor *decide.Assessor // nil without a model
	modelID  models.ID
	live     *liveMonitor
	rates    map[rateKey]rate
	seen     []models.ID // events that are on the radar now
	result   models.RadarResult
}

// rateKey is what an overturn rate is counted for.
type rateKey struct {
	kind   models.SanctionKind
	reason string
}

type rate struct{ decided, overturned int }

func (r *radarRun) prepare(ctx context.Context) (err error) {
	r.assessor, r.modelID, _, err = r.store.LiveAssessor(ctx)
	if err != nil && !errors.Is(err, ErrNoModel) {
		return err
	}
	if r.live, err = r.store.liveMonitor(ctx); err != nil {
		return err
	}
	return r.store.read(ctx, func(db *gorm.DB) error {
		var rows []struct {
			Kind       models.SanctionKind
			ReasonCode string
			Outcome    models.AppealOutcome
			N          int
		}
		err := db.Table("appeals a").Joins("JOIN sanctions s ON s.id = a.sanction_id").
			Select("s.kind, s.reason_code, a.outcome, COUNT(*) AS n").Where("a.executed_at IS NOT NULL").
			Group("s.kind, s.reason_code, a.outcome").Scan(&rows).Error
		r.rates = map[rateKey]rate{}
		for _, row := range rows {
			have := r.rates[rateKey{row.Kind, row.ReasonCode}]
			have.decided += row.N
			if row.Outcome == models.OutcomeOverturn {
				have.overturned += row.N
			}
			r.rates[rateKey{row.Kind, row.ReasonCode}] = have
		}
		return err
	})
}

// sanctions weighs those in force, batch by batch in the order of their ids.
func (r *radarRun) sanctions(ctx context.Context) error {
	for after := models.ID(0); ; {
		var found []models.Sanction
		err := r.store.read(ctx, func(db *gorm.DB) error {
			return db.Where("state = 'active' AND id > ?", after).Order("id").Limit(radarBatch).Find(&found).Error
		})
		if err != nil || len(found) == 0 {
			return err
		}
		after = found[len(found)-1].ID
		subjects := make([]radarSubject, len(found))
		for i := range found {
			subjects[i] = sanctionSubject(&found[i], r.store.Now(), r.rates)
		}
		r.result.Sanctions += len(found)
		if err := r.weigh(ctx, subjects); err != nil {
			return err
		}
	}
}

// events decides the newest declined and held events again by the live policy. An event that
// the live policy decided itself comes out as it did.
func (r *radarRun) events(ctx context.Context) error {
	now := r.store.Now()
	var found []models.Event
	err := r.store.read(ctx, func(db *gorm.DB) error {
		return db.Where("outcome NOT IN ('','allow') AND id >= ?", models.FirstID(now.AddDate(0, 0, -models.RadarEventDays))).
			Where("(outcome = 'decline' OR (outcome = 'hold' AND disposition = 'pending')) AND policy_version <> ?", r.live.version).
			Order("id DESC").Limit(models.RadarEventMost).Find(&found).Error
	})
	if err != nil {
		return err
	}
	var subjects []radarSubject
	for i := range found {
		subject, err := r.again(&found[i], now)
		if err != nil {
			return err
		}
		if subject != nil {
			subjects = append(subjects, *subject)
			r.seen = append(r.seen, found[i].ID)
		}
	}
	r.result.Events, r.result.Milder = len(found), len(subjects)
	for part := range slices.Chunk(subjects, radarBatch) {
		if err := r.weigh(ctx, part); err != nil {
			return err
		}
	}
	return nil
}

// again decides an event again and returns it when it comes out milder, nil otherwise.
func (r *radarRun) again(e *models.Event, now time.Time) (*radarSubject, error) {
	in, err := decide.DecodeEventInput(e.Input)
	if err != nil {
		return nil, fmt.Errorf("decision %s: %w", e.PublicID(), err)
	}
	in.Manual = false // what the stop held, the engine did not judge
	milder := e.Outcome.Rank() - r.live.monitor.Decide(in).Outcome.Rank()
	if milder <= 0 {
		return nil, nil
	}
	was, err := e.Decided()
	if err != nil {
		return nil, fmt.Errorf("decision %s: %w", e.PublicID(), err)
	}
	subject := eventSubject(e, &was, now)
	subject.evidence.Milder = milder
	return &subject, nil
}

// weigh reads the evidence of a batch, judges it and stores what came out.
func (r *radarRun) weigh(ctx context.Context, subjects []radarSubject) error {
	err := r.store.read(ctx, func(db *gorm.DB) error { return r.gather(db, subjects) })
	if err != nil {
		return err
	}
	return r.store.writeIfAny(ctx, r.actor, func(tx *writeTx) error { return r.storeBatch(tx, subjects) })
}

// writeIfAny is write for a unit that may find nothing to change.
func (s *Store) writeIfAny(ctx context.Context, actor models.Actor, work func(*writeTx) error) error {
	err := s.write(ctx, actor, func(tx *writeTx) error {
		if err := work(tx); err != nil {
			return err
		}
		if len(tx.entries) == 0 {
			return errIdle
		}
		return nil
	})
	if errors.Is(err, errIdle) {
		return nil
	}
	return err
}

// storeBatch puts the findings on the items of their subjects.
func (r *radarRun) storeBatch(tx *writeTx, subjects []radarSubject) error {
	ids := make([]models.ID, len(subjects))
	for i := range subjects {
		ids[i] = subjects[i].id
	}
	var items []models.RadarItem
	if err := tx.db.Where("subject_id IN ?", ids).Find(&items).Error; err != nil {
		return err
	}
	have := make(map[models.ID]*models.RadarItem, len(items))
	for i := range items {
		have[items[i].SubjectID] = &items[i]
	}
	fresh, moved := 0, 0
	for i := range subjects {
		opened, changed, err := tx.putRadar(&subjects[i], have[subjects[i].id])
		if err != nil {
			return err
		}
		if opened {
			fresh++
		}
		if changed {
			moved++
		}
	}
	if moved == 0 {
		return nil
	}
	r.result.Found += fresh
	return tx.audit(models.ActionRadarRefreshed, target{kind: "radar"}, nil, map[string]int{"judged": len(subjects), "changed": moved, "found": fresh}, "")
}

// putRadar makes the item of a subject, or puts a new finding on it. What only time moved, as
// harm, is written without counting the version up: a form that somebody has open stays good.
func (tx *writeTx) putRadar(subject *radarSubject, item *models.RadarItem) (opened, changed bool, err error) {
	f := misjudge.Judge(&subject.evidence)
	if item == nil {
		made := models.RadarItem{
			AccountID: subject.account, Kind: subject.evidence.Kind, SubjectID: subject.id, State: models.RadarOpen, FoundAt: tx.now, Version: 1,
		}
		made.Judge(subject.evidence, f, false, tx.now)
		if made.ID, err = tx.id(); err != nil {
			return false, false, err
		}
		return true, true, tx.insert(&made)
	}
	was, rank := item.State, item.Rank
	changed = item.Judge(subject.evidence, f, subject.appealed, tx.now)
	if !changed && item.Rank == rank {
		return false, false, nil
	}
	columns := []string{"wrong_bp", "harm", "rank", "evidence", "lines", "digest", "judged_at"}
	if was != item.State {
		columns = append(columns, "state", "outcome", "reason", "appeal_id", "closed_at", "closed_by", "closed_name", "closed_digest", "closed_bp",
			"assignee_id", "assignee_name", "lease_until")
	}
	if changed {
		return was != item.State, true, tx.update(item, &item.Version, columns...)
	}
	err = tx.db.Model(item).Where("version = ?", item.Version).Select(columns[0], anys(columns[1:])...).Updates(item).Error
	return false, true, err
}

// finish takes off the radar what no longer stands, plans the next look and records this one.
func (r *radarRun) finish(ctx context.Context) error {
	return r.store.write(ctx, r.actor, func(tx *writeTx) error {
		gone := map[string]any{"state": models.RadarGone, "version": gorm.Expr("version + 1")}
		over := tx.db.Model(&models.RadarItem{}).
			Where("state = 'open' AND kind <> 'event' AND NOT EXISTS (SELECT 1 FROM sanctions WHERE sanctions.id = subject_id AND sanctions.state = 'active')").
			Updates(gone)
		if over.Error != nil {
			return over.Error
		}
		events := tx.db.Model(&models.RadarItem{}).Where("state = 'open' AND kind = 'event'")
		if len(r.seen) > 0 {
			events = events.Where("subject_id NOT IN ?", r.seen)
		}
		if events = events.Updates(gone); events.Error != nil {
			return events.Error
		}
		r.result.Gone = int(over.RowsAffected + events.RowsAffected)
		tomorrow := tx.now.Add(24 * time.Hour)
		if err := tx.enqueue(models.JobRadar, models.JobRadar+":"+tomorrow.Format(time.DateOnly), 0, tomorrow); err != nil {
			return err
		}
		return tx.audit(models.ActionRadarRefreshed, target{kind: "radar"}, nil, r.result, "")
	})
}

// leaveRadar takes a sanction that ended off the radar at once.
func (tx *writeTx) leaveRadar(sn *models.Sanction) error {
	return tx.db.Model(&models.RadarItem{}).Where("subject_id = ? AND state = 'open'", sn.ID).
		Updates(map[string]any{"state": models.RadarGone, "version": gorm.Expr("version + 1")}).Error
}
