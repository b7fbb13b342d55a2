package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"os"

	"golang.org/x/term"
)

// auditCmd groups the commands on the audit record.
type auditCmd struct {
	Verify auditVerifyCmd `cmd:"" help:"Walk the whole hash chain, every signed checkpoint and every decided event."`
}

// auditVerifyCmd verifies the chain; it may run beside a server.
type auditVerifyCmd struct {
	JSON bool `name:"json" help:"Print one JSON object: entries, ok, first_bad, problem, checkpoints, head, events, first_event, last_event."`
}

// Run verifies and prints; a broken chain is a failure.
func (a auditVerifyCmd) Run(env *Env) error {
	s, err := env.OpenReadOnly()
	if err != nil {
		return err
	}
	chain, err := s.VerifyRecord(env.Ctx, progress(env, "entries"))
	if err = errors.Join(err, s.Close()); err != nil {
		return err
	}
	switch {
	case a.JSON:
		err = json.NewEncoder(env.Stdout).Encode(chain)
	case chain.OK:
		_, err = fmt.Fprintf(env.Stdout, "%d entries, %d checkpoints, %d decided events, chain intact, head %s\n",
			chain.Entries, chain.Checkpoints, chain.Events, chain.Head)
	default:
		_, err = fmt.Fprintf(env.Stdout, "%d entries, broken at %d: %s\n", chain.Entries, chain.FirstBad, chain.Problem)
		if err == nil && chain.FirstEvent != "" {
			_, err = fmt.Fprintf(env.Stdout, "events %s to %s\n", chain.FirstEvent, chain.LastEvent)
		}
	}
	if err == nil && !chain.OK {
		err = fmt.Errorf("the audit record does not verify: first bad entry %d", chain.FirstBad)
	}
	return err
}

// progress returns a counter that rewrites one line when standard error is a terminal.
func progress(env *Env, what string) func(done int64) {
	f, ok := env.Stderr.(*os.File)
	if !ok || !term.IsTerminal(int(f.Fd())) {
		return nil
	}
	return func(done int64) { fmt.Fprintf(f, "\r%d %s ", done, what) }
}
