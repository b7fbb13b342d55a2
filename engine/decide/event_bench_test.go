package decide_test

import (
	"math/rand/v2"
	"testing"

	"candor/engine/decide"
	"candor/engine/watch"
)

// benchAccounts is enough accounts that neither caches nor branch predictors learn them.
const benchAccounts = 8192

// BenchmarkEvent is the engine alone: features of an event, its place in the state, all
// shipped rules and the ladder, for accounts in turn with a month of history each.
func BenchmarkEvent(b *testing.B) {
	m, err := decide.NewMonitor(decide.Default())
	if err != nil {
		b.Fatal(err)
	}
	r := rand.New(rand.NewPCG(1, 2))
	states := make([]watch.State, benchAccounts)
	at := int64(1_790_000_000_000_000)
	event := func(account int, at int64) watch.Event {
		return watch.Event{
			ID: at, Kind: watch.Purchase, At: at, AmountFen: int64(500 + r.ExpFloat64()*8000), Product: watch.PayLater,
			Merchant: uint64(1 + r.IntN(4000)), Device: uint64(account + 1), City: 7, Network: 9, IP: uint64(account + 1),
		}
	}
	for i := range states {
		for day := range 30 {
			e := event(i, at+int64(day)*86_400_000_000+int64(i))
			states[i].Add(&e)
		}
	}
	at += 31 * 86_400_000_000
	next := make([]watch.Event, benchAccounts)
	for i := range next {
		next[i] = event(i, at)
	}
	facts := watch.UnknownFacts()
	facts.LimitFen, facts.AvailableFen, facts.UsedFen, facts.Score, facts.DeviceAccounts = 2_000_000, 1_500_000, 500_000, 640, 1
	in := decide.EventInput{Kind: "purchase", Product: "paylater", Status: "active", Band: "good", Line: true, AvailableFen: 1_500_000}
	b.ReportAllocs()
	i := 0
	for b.Loop() {
		e := &next[i%benchAccounts]
		e.At += 3_600_000_000 // an hour: some events of the day before, and one now and then unfolded
		e.ID = e.At
		in.AmountFen = e.AmountFen
		states[i%benchAccounts].Features(e, &facts, &in.Vector)
		states[i%benchAccounts].Add(e)
		m.Decide(&in)
		i++
	}
}
