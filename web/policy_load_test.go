package main

import (
	"fmt"
	"net/http"
	"sync"
	"sync/atomic"
	"testing"

	"candor/data"
	"candor/engine/decide"
	"candor/engine/rules"
	"candor/models"
)

// TestPublishingOnALiveServerFailsNothing posts without pause to a server while versions of the
// policy are approved, run in shadow, given a share, published and rolled back: every event is
// answered, by a version that was live or the candidate, and all come out again.
func TestPublishingOnALiveServerFailsNothing(t *testing.T) {
	store, _, m := eventHouse(t)
	const callers = 4
	var stop atomic.Bool
	var wait sync.WaitGroup
	answers := make(chan string, callers) // the version that decided, or ""
	for c := range callers {
		wait.Go(func() {
			for i := 0; !stop.Load(); i++ {
				status, _, answer := m.send(http.MethodPost, "/api/v1/transactions", bought(fmt.Sprintf("P-%d-%d", c, i), 1))
				if status != http.StatusCreated {
					t.Errorf("%d %s", status, answer)
					answers <- ""
					continue
				}
				answers <- field(t, answer, "policy_version")
			}
		})
	}
	answered, by := 0, map[string]int{}
	some := func() {
		for range 40 {
			by[<-answers]++
			answered++
		}
	}
	for n := range 4 {
		publishAndUndo(t, store, n, some)
	}
	stop.Store(true)
	go func() { wait.Wait(); close(answers) }()
	for version := range answers {
		by[version]++
		answered++
	}
	r, err := store.ReplayAll(t.Context(), nil)
	if err != nil || by[""] != 0 || r.Differing != 0 || r.Decisions != answered {
		t.Errorf("of %d by %v; replay %+v, %v", answered, by, r, err)
	}
	if len(by) < 8 { // four published and four rolled back to
		t.Errorf("decided by %v", by)
	}
}

// publishAndUndo brings a version with one rule more through every stage, and rolls it back; some
// waits for some decisions under each.
func publishAndUndo(t *testing.T, store *data.Store, n int, some func()) {
	t.Helper()
	author := models.Actor{Kind: models.ActorUser, ID: "usr_author", UserID: 101, Name: "Author", Source: "ui"}
	second := models.Actor{Kind: models.ActorUser, ID: "usr_second", UserID: 102, Name: "Second", Source: "ui"}
	ctx := t.Context()
	var p *models.Policy
	var err error
	step := func(run func() (*models.Policy, error)) {
		if err == nil {
			p, err = run()
		}
	}
	at := func() models.PolicyStep { return models.PolicyStep{Version: p.Version, Revision: p.Revision} }
	live, err := store.LivePolicy(ctx)
	step(func() (*models.Policy, error) {
		p, _, err := store.DraftPolicy(ctx, author, live.Version)
		return p, err
	})
	step(func() (*models.Policy, error) {
		return store.EditPolicy(ctx, author, at(), withRule(p.Document, n))
	})
	step(func() (*models.Policy, error) { return store.SubmitPolicy(ctx, author, at(), "one rule more") })
	step(func() (*models.Policy, error) { return store.ApprovePolicy(ctx, second, at()) })
	step(func() (*models.Policy, error) { return store.ShadowPolicy(ctx, author, at()) })
	some()
	step(func() (*models.Policy, error) { return store.RolloutPolicy(ctx, author, at(), 50) })
	some()
	step(func() (*models.Policy, error) { return store.PublishPolicy(ctx, second, at()) })
	some()
	step(func() (*models.Policy, error) { return store.RollbackPolicy(ctx, second, at(), "and back again") })
	some()
	if err != nil {
		t.Fatal(err)
	}
}

// withRule adds a rule that watches every purchase.
func withRule(doc decide.Policy, n int) decide.Policy {
	events := *doc.Events
	events.Rules = append([]rules.Rule{{
		Key: fmt.Sprintf("watch_all_%d", n), Family: "cash_out", When: "is_purchase == 1", Outcome: rules.Monitor, Risk: 5, Reason: "cash_out_merchant", On: true,
	}}, events.Rules...)
	doc.Events = &events
	return doc
}
