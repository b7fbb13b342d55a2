package data

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"sync"
	"time"

	"gorm.io/gorm"

	"candor/engine/decide"
	"candor/engine/watch"
	"candor/models"
)

// eventBatchMax is how many events one unit of work decides at most.
const eventBatchMax = 128

// eventQueue is how many events may wait; more are turned away, to be sent again.
const eventQueue = 4096

// eventPatience is how long a batch on PostgreSQL waits for as much company as the last one had.
const eventPatience = 2 * time.Millisecond

// eventRetries is how often a batch is tried again that met another replica's.
const eventRetries = 8

// eventWork is one event on its way to its decision.
type eventWork struct {
	ctx      context.Context
	arrived  time.Time
	account  models.ID
	row      models.Event // without what the decision adds
	body     string       // of the row, as it is stored
	watched  watch.Event
	cross    crossFacts
	networks []listed // that the plain address lies in: the narrowest
	live     *liveMonitor
	by       *decider // that decided it: the live version or the candidate
	done     chan error
	firstUse bool  // of its merchant by its account
	failed   error // what the engine broke on: it is not decided again, but held
	out      models.Decided
}

// eventDesk takes events in and hands them to the batches.
type eventDesk struct {
	queue     chan *eventWork
	decide    func(*decide.Monitor, *decide.EventInput) decide.EventResult
	stopped   sync.WaitGroup
	mu        sync.Mutex
	inFlight  map[string]bool // event keys that are being decided by this process
	accounts  refCache
	monitor   monitorCache
	sights    sightCache
	counts    minuteCounts
	trials    trialCounts
	lists     listCounts
	rules     ruleCounts
	merchants merchantCache
	closed    bool
}

// startEvents starts the loop that decides events.
func (s *Store) startEvents() {
	s.desk.inFlight, s.desk.decide = map[string]bool{}, (*decide.Monitor).Decide
	queue := make(chan *eventWork, eventQueue)
	s.desk.queue = queue
	s.desk.stopped.Go(func() { s.eventLoop(queue) })
}

// stopEvents lets what waits be decided and writes the counts of the last moments.
func (s *Store) stopEvents() error {
	if s.desk.queue == nil { // it was opened to look only, or not at all
		return nil
	}
	s.desk.mu.Lock()
	s.desk.closed = true
	s.desk.mu.Unlock()
	close(s.desk.queue)
	s.desk.stopped.Wait()
	return s.FlushCounts(context.Background())
}

// RecordEvent decides one event and returns it once the decision is durable. The same
// event again gets the same decision, with Repeat set. It returns *models.Invalid for what
// cannot be an event, also for an account that the source does not have;
// models.ErrDifferent for another event under an external id that is taken; and
// models.ErrInFlight while the same external id is being decided.
func (s *Store) RecordEvent(ctx context.Context, n models.NewEvent) (*models.Decided, error) {
	wait, err := s.QueueEvent(ctx, n)
	if err != nil {
		return nil, err
	}
	return wait(ctx)
}

// QueueEvent is RecordEvent in two steps: it returns when the event has its place in the
// order of its account's events, and wait when the decision is durable. wait must be called.
func (s *Store) QueueEvent(ctx context.Context, n models.NewEvent) (wait func(context.Context) (*models.Decided, error), err error) {
	if n.Arrived.IsZero() {
		n.Arrived = time.Now()
	}
	w, err := s.prepareEvent(ctx, n)
	if err != nil {
		return nil, err
	}
	if err := s.desk.enter(w); err != nil {
		return nil, err
	}
	return func(ctx context.Context) (*models.Decided, error) { return s.await(ctx, w) }, nil
}

func (s *Store) await(ctx context.Context, w *eventWork) (*models.Decided, error) {
	var err error
	select {
	case err = <-w.done:
	case <-ctx.Done():
		// The event may be decided all the same; the sender asks again and is told.
		return nil, ctx.Err()
	}
	if err != nil {
		return nil, fmt.Errorf("decide event: %w", err)
	}
	if w.out.Repeat && !bytes.Equal(w.out.Event.BodyHash, w.row.BodyHash) {
		return nil, models.ErrDifferent
	}
	return &w.out, nil
}

// enter marks the event as being decided and queues it.
func (d *eventDesk) enter(w *eventWork) error {
	key := string(w.row.EventKey)
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.closed {
		return errors.New("the store is closed")
	}
	if d.inFlight[key] {
		return models.ErrInFlight
	}
	select {
	case d.queue <- w:
		d.inFlight[key] = true
		return nil
	default:
		return models.ErrBusy
	}
}

// leave answers the event: its decision is durable, or there is none.
func (d *eventDesk) leave(w *eventWork, err error) {
	d.mu.Lock()
	delete(d.inFlight, string(w.row.EventKey))
	d.mu.Unlock()
	w.done <- err
}

// prepareEvent checks the event, finds its account and looks up what other accounts say
// about it, all outside the writer.
func (s *Store) prepareEvent(ctx context.Context, n models.NewEvent) (*eventWork, error) {
	live, err := s.liveMonitor(ctx)
	if err != nil {
		return nil, err
	}
	rules := live.monitor.Events()
	err = n.Validate(s.Now(), time.Duration(rules.SkewSeconds)*time.Second, time.Duration(rules.OldestDays)*24*time.Hour)
	if err != nil {
		return nil, err
	}
	w := &eventWork{ctx: ctx, arrived: n.Arrived, live: live, done: make(chan error, 1)}
	if w.account, err = s.accountOf(ctx, n.Source, n.Account); err != nil {
		return nil, err
	}
	w.row = s.eventRow(n, w.account)
	w.networks = live.lists.networks.Find(n.IP)
	if w.watched, err = w.row.Watched(); err != nil {
		return nil, err
	}
	body, err := json.Marshal(w.row.Body)
	if err != nil {
		return nil, err
	}
	w.body = string(body)
	w.cross, err = s.crossFacts(ctx, w)
	return w, err
}

// eventRow is the event as it is kept: what identifies a person as keyed tokens.
func (s *Store) eventRow(n models.NewEvent, account models.ID) models.Event {
	e := models.Event{
		AccountID: account, Kind: n.Kind, Source: n.Source, ExternalID: n.ExternalID, EventKey: n.Key(), BodyHash: n.Hash(),
		At: stamp(n.At), AmountFen: n.AmountFen,
		Body: models.EventBody{
			Product: n.Product, Merchant: n.Merchant, Category: n.Category, City: n.City, Network: n.Network,
			Device: s.token("device", n.Device), Card: s.token("card", n.Card), Payee: s.token("payee", n.Payee),
			IP: s.token("ip", n.IP), Prefix: models.Prefix(n.IP),
			Lat: models.Rounded(n.Lat), Lon: models.Rounded(n.Lon), Original: n.Original, Check: n.Check,
		},
	}
	e.Body.PlaceByCity()
	return e
}

// token is a value that identifies a person, keyed so that a stolen record does not give
// it away and equal values still meet.
func (s *Store) token(kind, value string) string {
	if value == "" {
		return ""
	}
	return models.TokenOf(s.vault.Token(kind, value))
}

// refMax bounds how many account numbers a process remembers.
const refMax = 2_000_000

// refCache remembers which account a source's number names; that never changes.
type refCache struct {
	mu  sync.RWMutex
	ids map[string]models.ID
}

// accountOf finds the account that a source names by its own number or ours.
func (s *Store) accountOf(ctx context.Context, source, ref string) (models.ID, error) {
	if ours, err := models.ParseID(models.PrefixAccount, ref); err == nil {
		return ours, nil // that it is there shows when it is held
	}
	c := &s.desk.accounts
	key := source + "\x00" + ref
	c.mu.RLock()
	id, known := c.ids[key]
	c.mu.RUnlock()
	if known {
		return id, nil
	}
	var found []models.ID
	err := s.read(ctx, func(db *gorm.DB) error {
		return db.Model(&models.Account{}).Where("external_id = ? AND source = ?", ref, source).Limit(1).Pluck("id", &found).Error
	})
	if err != nil {
		return 0, err
	}
	if len(found) == 0 {
		return 0, unknownAccount()
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.ids == nil || len(c.ids) >= refMax {
		c.ids = map[string]models.ID{}
	}
	c.ids[key] = found[0]
	return found[0], nil
}

func unknownAccount() error {
	var bad models.Invalid
	bad.Add("account_id", "unknown_account")
	return bad.OrNil()
}
