package data

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
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
func (s *Store) PastEvents(ctx context.Context, delayDays int) backtest.Source {
	return func(each func(*backtest.Event) error) error {
		err := s.read(ctx, func(db *gorm.DB) error {
			rows, err := db.Table("events e").Joins("LEFT JOIN event_labels l ON l.event_id = e.id").Order("e.at, e.id").
				Select("e.id, e.account_id, e.kind, e.at, e.amount_fen, e.body, e.input, l.bad, l.at").Rows()
			if err != nil {
				return err
			}
			for rows.Next() {
				e, err := pastEvent(rows, delayDays)
				if err == nil {
					err = each(e)
				}
				if err != nil {
					return errors.Join(err, rows.Close())
				}
			}
			return errors.Join(rows.Err(), rows.Close())
		})
		if err != nil {
			return fmt.Errorf("stored events: %w", err)
		}
		return nil
	}
}

// pastEvent reads one row of PastEvents.
func pastEvent(rows *sql.Rows, delayDays int) (*backtest.Event, error) {
	var e models.Event
	var body string
	var bad sql.NullBool
	var known sql.NullTime
	if err := rows.Scan(&e.ID, &e.AccountID, &e.Kind, &e.At, &e.AmountFen, &body, &e.Input, &bad, &known); err != nil {
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
		Event: watched, Account: int64(e.AccountID), Product: string(e.Body.Product), Category: e.Body.Category,
		Labelled: bad.Valid, Bad: bad.Bool, LabelAt: known.Time.UnixMicro(),
	}
	if delayDays >= 0 {
		past.LabelAt = e.At.Add(time.Duration(delayDays) * 24 * time.Hour).UnixMicro()
	}
	if len(e.Input) > 0 {
		if past.Input, err = decide.DecodeEventInput(e.Input); err != nil {
			return nil, fmt.Errorf("event %s: %w", e.PublicID(), err)
		}
	}
	return past, nil
}
