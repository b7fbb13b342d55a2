package data

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"runtime"
	"time"

	"gorm.io/gorm"

	"candor/engine/backtest"
	"candor/engine/decide"
	"candor/models"
)

// Backtest compares the document of a backtest with its base version, over the past events of
// its window and over every account that was ever assessed, and returns a
// models.BacktestReport as JSON. Nothing is written. step is called between two batches with
// how many events and accounts are done of how many; its error ends the work. The bytes
// depend on the record as it stood when the backtest was asked for, not on workers; 0 of
// them is one a processor.
func (s *Store) Backtest(ctx context.Context, b *models.Backtest, workers int, step func(done, all int64) error) ([]byte, error) {
	w := &comparing{store: s, b: b, workers: workers, step: step}
	if w.workers == 0 {
		w.workers = runtime.GOMAXPROCS(0)
	}
	report, err := w.report(ctx)
	if err != nil {
		return nil, fmt.Errorf("backtest of policy %d: %w", b.PolicyVersion, err)
	}
	return json.Marshal(report)
}

// comparing is the work on one backtest.
type comparing struct {
	store    *Store
	b        *models.Backtest
	base     decide.Policy
	workers  int
	events   int64 // to be played
	history  bool  // some of the window bring no input
	accounts int64
	step     func(done, all int64) error
}

func (w *comparing) report(ctx context.Context) (*models.BacktestReport, error) {
	base, err := w.store.Policy(ctx, w.b.BaseVersion)
	if err != nil {
		return nil, fmt.Errorf("version %d: %w", w.b.BaseVersion, err)
	}
	w.base = base.Document
	if err := w.size(ctx); err != nil {
		return nil, err
	}
	r := &models.BacktestReport{Policy: w.b.PolicyVersion, Base: w.b.BaseVersion, SHA256: w.b.DocumentSHA256, From: w.b.FromAt, To: w.b.ToAt}
	if r.Events, err = w.compareEvents(ctx); err != nil {
		return nil, err
	}
	modelID, _, err := w.store.Live(ctx)
	if errors.Is(err, ErrNoModel) {
		return r, nil
	}
	if err != nil {
		return nil, err
	}
	r.Model = modelID.Public(models.PrefixModel)
	r.Accounts, err = w.compareAccounts(ctx, modelID)
	return r, err
}

// window narrows a query to the events of the window above an id. There is one bound on the id:
// of two, SQLite may take the other to seek by, and read every page from the first row on.
func (w *comparing) window(db *gorm.DB, after models.ID) *gorm.DB {
	return db.Where("e.id > ? AND e.at >= ? AND e.at < ?", after, w.b.FromAt, w.b.ToAt)
}

// before is an id below those of the window: an event's id is made when it is received, and it
// is received after it happened but for the skew of a clock.
func (w *comparing) before() models.ID { return max(models.FirstID(w.b.FromAt.Add(-clockSkew)), 1) - 1 }

// clockSkew is more than any policy lets a sender's clock be ahead.
const clockSkew = 25 * time.Hour

// size counts what there is to do.
func (w *comparing) size(ctx context.Context) error {
	var found struct{ N, History int64 }
	err := w.store.read(ctx, func(db *gorm.DB) error {
		const counts = "COUNT(*) AS n, COALESCE(SUM(CASE WHEN e.outcome = '' THEN 1 ELSE 0 END), 0) AS history"
		if err := w.window(db.Table("events e"), w.before()).Select(counts).Scan(&found).Error; err != nil {
			return err
		}
		w.events, w.history = found.N, found.History > 0
		if w.history { // states are built from the first event on
			if err := db.Model(&models.Event{}).Where("at < ?", w.b.ToAt).Count(&w.events).Error; err != nil {
				return err
			}
		}
		return db.Model(&models.Account{}).Where("decision_id <> 0").Count(&w.accounts).Error
	})
	return err
}

// compareEvents decides the events of the window by both documents.
func (w *comparing) compareEvents(ctx context.Context) (*backtest.Comparison, error) {
	current, err := decide.NewMonitor(w.base)
	if err != nil {
		return nil, &unfitError{err}
	}
	proposed, err := decide.NewMonitor(w.b.Document)
	if err != nil {
		return nil, &unfitError{err}
	}
	var filed int64
	err = w.store.read(ctx, func(db *gorm.DB) error {
		return db.Model(&models.Appeal{}).Where("received_at >= ? AND received_at < ?", w.b.FromAt, w.b.ToAt).Count(&filed).Error
	})
	if err != nil {
		return nil, err
	}
	source := w.storedEvents(ctx)
	if w.history {
		source = w.store.pastEvents(ctx, pastQuery{delayDays: -1, before: w.b.ToAt, knownBy: w.b.AskedAt, raw: true, where: w.switches()})
	}
	return backtest.Compare(source, backtest.CompareOptions{
		Current: current, Proposed: proposed, CurrentSwitches: w.base.Switches, ProposedSwitches: w.b.Document.Switches, Workers: w.workers, Clock: backtest.Clock{OffsetSeconds: chinaSeconds}, DelayDays: labelDelay,
		From: w.b.FromAt.UnixMicro(), To: w.b.ToAt.UnixMicro(), Stateless: !w.history,
		AlarmFen: w.b.AlarmFen, CaseMinutes: w.b.CaseMinutes, Appeals: int(filed),
		Name: func(event, account int64) (string, string) {
			return models.ID(event).Public(models.PrefixDecision), models.ID(account).Public(models.PrefixAccount)
		},
		Batched: func(done int) error { return w.told(int64(done)) },
	})
}

// switches reports whether either document switches something off by jurisdiction: only then is it worth asking where accounts are.
func (w *comparing) switches() bool {
	return len(w.base.Switches.RelationshipsOff)+len(w.b.Document.Switches.RelationshipsOff) > 0
}

// withAccounts joins events with where their accounts are.
func withAccounts(q *gorm.DB) *gorm.DB { return q.Joins("JOIN accounts a ON a.id = e.account_id") }

// chinaSeconds is where local days begin: China has one time zone.
const chinaSeconds = 8 * 3600

func (w *comparing) told(done int64) error {
	if w.step == nil {
		return nil
	}
	return w.step(done, w.events+w.accounts)
}

// storedPage is how many events that bring their input are read at once.
const storedPage = 4096

// storedEvents gives the events of the window by id; each brings its input, and is not read further.
func (w *comparing) storedEvents(ctx context.Context) backtest.Source {
	return func(each func(*backtest.Event) error) error {
		for after := w.before(); ; {
			page, err := w.storedAfter(ctx, after)
			if err != nil {
				return err
			}
			for i := range page {
				if err := each(&page[i]); err != nil {
					return err
				}
			}
			if len(page) < storedPage {
				return nil
			}
			after = models.ID(page[len(page)-1].ID)
		}
	}
}

// storedAfter reads the next events. They are worked on after the read has ended.
func (w *comparing) storedAfter(ctx context.Context, after models.ID) ([]backtest.Event, error) {
	page := make([]backtest.Event, 0, storedPage)
	err := w.store.read(ctx, func(db *gorm.DB) error {
		page = page[:0]
		q := w.window(withLabels(db, w.b.AskedAt), after).Order("e.id").Limit(storedPage)
		columns := "e.id, e.account_id, e.at, e.amount_fen, e.outcome, e.input, l.bad"
		if w.switches() {
			q, columns = withAccounts(q), columns+", a.jurisdiction"
		}
		return eachRow(q.Select(columns), func(rows *sql.Rows) error {
			e, err := storedEvent(rows, w.switches())
			page = append(page, e)
			return err
		})
	})
	return page, err
}

func storedEvent(rows *sql.Rows, where bool) (e backtest.Event, err error) {
	var at time.Time
	var bad sql.NullBool
	into := []any{&e.ID, &e.Account, &at, &e.AmountFen, &e.Was, &e.Stored, &bad}
	if where {
		into = append(into, &e.Jurisdiction)
	}
	if err := rows.Scan(into...); err != nil {
		return e, err
	}
	e.At, e.Labelled, e.Bad = at.UnixMicro(), bad.Valid, bad.Bool
	return e, nil
}
