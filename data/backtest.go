package data

import (
	"cmp"
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"time"

	"gorm.io/gorm"

	"candor/engine/backtest"
	"candor/engine/decide"
	"candor/models"
)

// LabelDelayDays is how many days late labels are taken to be where nothing else is said.
const LabelDelayDays = labelDelay

// LiveMonitor is the compiled part on events of the policy that decides now.
func (s *Store) LiveMonitor(ctx context.Context) (*decide.Monitor, error) {
	live, err := s.liveMonitor(ctx)
	if err != nil {
		return nil, err
	}
	return live.monitor, nil
}

// PastEvents gives every stored event in order of time, for a backtest. An event that was
// decided brings what it was decided on. A label counts from when it was recorded to have
// become known, or so many days after its event where delayDays is not below 0.
//
// The database is asked for keys and then for rows by key, a part at a time: sorting whole
// events there would write all of them to a disk first. The keys of a million events are
// 16 MB here.
func (s *Store) PastEvents(ctx context.Context, delayDays int) backtest.Source {
	return s.pastEvents(ctx, pastQuery{delayDays: delayDays})
}

// pastQuery narrows past events; zero times are open.
type pastQuery struct {
	delayDays int
	before    time.Time // events that happened before
	knownBy   time.Time // labels that were known then
	raw       bool      // inputs stay encoded, for workers to read
	where     bool      // ask where accounts are
}

// pastKey is the place of an event in the order of time.
type pastKey struct {
	at int64
	id models.ID
}

const (
	keyPage  = 20_000 // keys read at once
	pastPart = 1_000  // events read at once
)

func (s *Store) pastEvents(ctx context.Context, q pastQuery) backtest.Source {
	return func(each func(*backtest.Event) error) error {
		keys, err := s.pastKeys(ctx, q.before)
		if err != nil {
			return fmt.Errorf("stored events: %w", err)
		}
		for part := range slices.Chunk(keys, pastPart) {
			if err := s.pastPart(ctx, q, part, each); err != nil {
				return fmt.Errorf("stored events: %w", err)
			}
		}
		return nil
	}
}

// pastKeys returns the keys of the events before a time, all for the zero time, in order of time.
func (s *Store) pastKeys(ctx context.Context, before time.Time) ([]pastKey, error) {
	var keys []pastKey
	for after := models.ID(0); ; {
		var page []models.Event
		err := s.read(ctx, func(db *gorm.DB) error {
			q := db.Select("id", "at").Where("id > ?", after).Order("id").Limit(keyPage)
			if !before.IsZero() {
				q = q.Where("at < ?", before)
			}
			return q.Find(&page).Error
		})
		if err != nil {
			return nil, err
		}
		for i := range page {
			keys = append(keys, pastKey{page[i].At.UnixMicro(), page[i].ID})
		}
		if len(page) < keyPage {
			break
		}
		after = page[len(page)-1].ID
	}
	slices.SortFunc(keys, func(a, b pastKey) int { return cmp.Or(cmp.Compare(a.at, b.at), cmp.Compare(a.id, b.id)) })
	return keys, nil
}

// pastPart reads some events and gives them in the order of their keys.
func (s *Store) pastPart(ctx context.Context, q pastQuery, keys []pastKey, each func(*backtest.Event) error) error {
	ids := make([]models.ID, len(keys))
	place := make(map[int64]int, len(keys))
	for i, k := range keys {
		ids[i], place[int64(k.id)] = k.id, i
	}
	events := make([]*backtest.Event, len(keys))
	err := s.read(ctx, func(db *gorm.DB) error {
		return eachRow(pastRows(db, q).Where("e.id IN ?", ids), func(rows *sql.Rows) error {
			e, err := pastEvent(rows, q)
			if err == nil {
				events[place[e.ID]] = e
			}
			return err
		})
	})
	if err != nil {
		return err
	}
	for _, e := range events {
		if e == nil {
			continue // erased in the meantime
		}
		if err := each(e); err != nil {
			return err
		}
	}
	return nil
}

// pastRows asks for what pastEvent reads.
func pastRows(db *gorm.DB, q pastQuery) *gorm.DB {
	const columns = "e.id, e.account_id, e.kind, e.at, e.amount_fen, e.body, e.outcome, e.input, l.bad, l.at"
	if q.where {
		return withAccounts(withLabels(db, q.knownBy)).Select(columns + ", a.jurisdiction")
	}
	return withLabels(db, q.knownBy).Select(columns)
}

// withLabels joins events with the labels that were known at a time, with all for the zero time.
func withLabels(db *gorm.DB, knownBy time.Time) *gorm.DB {
	if knownBy.IsZero() {
		return db.Table("events e").Joins("LEFT JOIN event_labels l ON l.event_id = e.id")
	}
	return db.Table("events e").Joins("LEFT JOIN event_labels l ON l.event_id = e.id AND l.at <= ?", knownBy)
}

// eachRow reads the rows of a query one by one.
func eachRow(q *gorm.DB, each func(*sql.Rows) error) error {
	rows, err := q.Rows()
	if err != nil {
		return err
	}
	for rows.Next() {
		if err := each(rows); err != nil {
			return errors.Join(err, rows.Close())
		}
	}
	return errors.Join(rows.Err(), rows.Close())
}

// pastEvent reads one row of pastRows.
func pastEvent(rows *sql.Rows, q pastQuery) (*backtest.Event, error) {
	var e models.Event
	var body string
	var bad sql.NullBool
	var known sql.NullTime
	var where string
	into := []any{&e.ID, &e.AccountID, &e.Kind, &e.At, &e.AmountFen, &body, &e.Outcome, &e.Input, &bad, &known}
	if q.where {
		into = append(into, &where)
	}
	if err := rows.Scan(into...); err != nil {
		return nil, err
	}
	if err := json.Unmarshal([]byte(body), &e.Body); err != nil {
		return nil, fmt.Errorf("event %s: %w", e.PublicID(), err)
	}
	watched, err := e.Watched()
	if err != nil {
		return nil, fmt.Errorf("event %s: %w", e.PublicID(), err)
	}
	past := &backtest.Event{
		Event: watched, Account: int64(e.AccountID), Product: string(e.Body.Product), Category: e.Body.Category, Jurisdiction: where,
		Labelled: bad.Valid, Bad: bad.Bool, LabelAt: known.Time.UnixMicro(), Was: e.Outcome,
	}
	if q.delayDays >= 0 {
		past.LabelAt = e.At.Add(time.Duration(q.delayDays) * 24 * time.Hour).UnixMicro()
	}
	if q.raw {
		past.Stored = e.Input
	} else if len(e.Input) > 0 {
		if past.Input, err = decide.DecodeEventInput(e.Input); err != nil {
			return nil, fmt.Errorf("event %s: %w", e.PublicID(), err)
		}
	}
	return past, nil
}
