package main

import (
	"context"
	"sync"
	"time"

	"candor/data"
	"candor/engine/decide"
	"candor/engine/watch"
	"candor/models"
)

// How far from now the made-up events may be.
const (
	benchSkew   = time.Minute
	benchOldest = time.Hour
)

// volatileShards divides the accounts, so that callers rarely wait for each other.
const volatileShards = 64

// volatileStore decides events as the record does and keeps nothing: what is left of a
// decision without its durability, for comparison only.
type volatileStore struct {
	*data.Store
	monitor *decide.Monitor
	version int
	shards  [volatileShards]struct {
		sync.Mutex
		states map[models.ID]*watch.State
	}
}

func newVolatileStore(ctx context.Context, s *data.Store) (*volatileStore, error) {
	_, version, err := s.Live(ctx)
	if err != nil {
		return nil, err
	}
	v := &volatileStore{Store: s, version: version}
	for i := range v.shards {
		v.shards[i].states = map[models.ID]*watch.State{}
	}
	v.monitor, err = s.Monitor(ctx, version)
	return v, err
}

// RecordEvent checks and decides, from memory alone.
func (v *volatileStore) RecordEvent(_ context.Context, n models.NewEvent) (*models.Decided, error) {
	if err := n.Validate(v.Now(), benchSkew, benchOldest); err != nil {
		return nil, err
	}
	account, err := models.ParseID(models.PrefixAccount, n.Account)
	if err != nil {
		return nil, err
	}
	e := models.Event{
		ID: models.FirstID(v.Now()), AccountID: account, Kind: n.Kind, Source: n.Source, ExternalID: n.ExternalID, At: n.At,
		AmountFen: n.AmountFen, EventKey: n.Key(), BodyHash: n.Hash(), PolicyVersion: v.version,
		Body: models.EventBody{Product: n.Product, Merchant: n.Merchant, City: n.City, Network: n.Network},
	}
	w, err := e.Watched()
	if err != nil {
		return nil, err
	}
	w.Device, w.IP = watch.Token(n.Device), watch.Token(n.IP)
	in := decide.EventInput{Kind: string(n.Kind), Product: string(n.Product), Line: true, AmountFen: n.AmountFen, AvailableFen: models.MaxFen}
	facts := watch.UnknownFacts()
	shard := &v.shards[uint64(account)%volatileShards]
	shard.Lock()
	state := shard.states[account]
	if state == nil {
		state = &watch.State{}
		shard.states[account] = state
	}
	in.Late = !state.Meet(&w, &facts, &in.Vector)
	shard.Unlock()
	r := v.monitor.Decide(&in)
	e.Outcome, e.Risk = r.Outcome, r.Risk
	e.Result, err = r.Encode()
	return &models.Decided{Event: e}, err
}
