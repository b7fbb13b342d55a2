package main

import (
	"errors"
	"fmt"

	"candor/data"
	"candor/models"
)

// replayCmd recomputes stored decisions; it may run beside a server.
type replayCmd struct {
	Decision string `name:"decision" xor:"which" required:"" help:"One decision: its id, dec_…"`
	All      bool   `name:"all" xor:"which" required:"" help:"Every stored decision."`
	JSON     bool   `name:"json" help:"Print one JSON object: decisions, identical, differing, first."`
}

// Run recomputes; a decision that does not come out again is a failure.
func (c replayCmd) Run(env *Env) error {
	var id models.ID
	if !c.All {
		var err error
		if id, err = models.ParseID(models.PrefixDecision, c.Decision); err != nil {
			return err
		}
	}
	store, err := env.OpenReadOnly()
	if err != nil {
		return err
	}
	r, err := c.replay(env, store, id)
	if err = errors.Join(err, store.Close()); err != nil {
		return err
	}
	if c.JSON {
		err = printJSON(env, r)
	} else {
		_, err = fmt.Fprintf(env.Stdout, "%d decisions recomputed: %d identical, %d differing\n", r.Decisions, r.Identical, r.Differing)
	}
	if err == nil && r.Differing > 0 {
		err = fmt.Errorf("%d decisions are not reproduced, the first: %v", r.Differing, r.First)
	}
	return err
}

func (c replayCmd) replay(env *Env, store *data.Store, id models.ID) (data.ReplayResult, error) {
	if !c.All {
		return store.Replay(env.Ctx, id)
	}
	tell := progress(env, "decisions")
	return store.ReplayAll(env.Ctx, func(done int) {
		if tell != nil {
			tell(int64(done))
		}
	})
}
