package main

import (
	"errors"
	"fmt"

	"candor/data"
	"candor/models"
)

// rebuildCmd builds anew what is derived: the streaming states of accounts from their events,
// the counts of the drift board from the champion's assessments, or what rules did from decisions, labels and appeals.
type rebuildCmd struct {
	Account string `name:"account" xor:"which" required:"" help:"One account: its id, acc_…"`
	All     bool   `name:"all" xor:"which" required:"" help:"Every account with events."`
	Drift   bool   `name:"drift" xor:"which" required:"" help:"The counts of the drift board, for assessments from before they were kept."`
	Rules   bool   `name:"rules" xor:"which" required:"" help:"The counts of what rules did, for events from before they were kept."`
	JSON    bool   `name:"json" help:"Print one JSON object: accounts, events, corrected; with --drift: decisions, counts, changed; with --rules: events, rows, changed."`
}

// rebuildSummary is what --json prints.
type rebuildSummary struct {
	Accounts  int `json:"accounts"`
	Events    int `json:"events"`
	Corrected int `json:"corrected"`
}

// Run rebuilds and says how many late events the states now hold.
func (c rebuildCmd) Run(env *Env) error {
	switch {
	case c.Drift:
		return c.drift(env)
	case c.Rules:
		return c.rules(env)
	}
	var id models.ID
	if !c.All {
		var err error
		if id, err = models.ParseID(models.PrefixAccount, c.Account); err != nil {
			return err
		}
	}
	store, err := env.Open()
	if err != nil {
		return err
	}
	r, err := c.rebuild(env, store, id)
	if err = errors.Join(err, store.Close()); err != nil {
		return err
	}
	if c.JSON {
		return printJSON(env, r)
	}
	_, err = fmt.Fprintf(env.Stdout, "%d accounts built anew from %d events, %d of them late\n", r.Accounts, r.Events, r.Corrected)
	return err
}

func (c rebuildCmd) rebuild(env *Env, store *data.Store, id models.ID) (rebuildSummary, error) {
	if !c.All {
		done, err := store.RebuildState(env.Ctx, env.Operator(), id)
		return rebuildSummary{1, done.Events, done.Corrected}, err
	}
	tell := progress(env, "accounts")
	accounts, sum, err := store.RebuildStates(env.Ctx, env.Operator(), func(done int) {
		if tell != nil {
			tell(int64(done))
		}
	})
	return rebuildSummary{accounts, sum.Events, sum.Corrected}, err
}

// drift counts the champion's assessments anew.
func (c rebuildCmd) drift(env *Env) error {
	store, err := env.Open()
	if err != nil {
		return err
	}
	modelID, _, err := store.Live(env.Ctx)
	var done models.DriftRebuilt
	if err == nil {
		done, err = store.RebuildDrift(env.Ctx, env.Operator(), modelID)
	}
	if err = errors.Join(err, store.Close()); err != nil {
		return err
	}
	if c.JSON {
		return printJSON(env, done)
	}
	_, err = fmt.Fprintf(env.Stdout, "%d assessments counted anew, %d of %d counts were other than before\n", done.Decisions, done.Changed, done.Counts)
	return err
}

// rules counts what rules did anew, from the first event on.
func (c rebuildCmd) rules(env *Env) error {
	store, err := env.Open()
	if err != nil {
		return err
	}
	done, err := store.RecountRules(env.Ctx, env.Operator(), 0, models.DayOf(store.Now()))
	if err = errors.Join(err, store.Close()); err != nil {
		return err
	}
	if c.JSON {
		return printJSON(env, done)
	}
	_, err = fmt.Fprintf(env.Stdout, "%d decided events counted anew in %d rows, %d of them other than before\n", done.Events, done.Rows, done.Changed)
	return err
}
