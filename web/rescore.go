package main

import (
	"errors"
	"fmt"
)

// rescoreCmd scores the whole book.
type rescoreCmd struct {
	JSON bool `name:"json" help:"Print one JSON object: accounts, flagged, seconds."`
}

// rescoreSummary is what --json prints.
type rescoreSummary struct {
	Accounts int     `json:"accounts"`
	Flagged  int     `json:"flagged"`
	Cases    int     `json:"cases"`
	Seconds  float64 `json:"seconds"`
}

// Run scores every account by the champion and the live policy.
func (c rescoreCmd) Run(env *Env) error {
	store, err := env.Open()
	if err != nil {
		return err
	}
	begun := env.Now()
	r, err := store.Rescore(env.Ctx, env.Operator(), bar(env, "rescoring"))
	took := seconds(env.Now().Sub(begun).Seconds())
	if err = errors.Join(err, store.Close()); err != nil {
		return err
	}
	if c.JSON {
		return printJSON(env, rescoreSummary{r.Accounts, r.Flagged, r.Cases, took})
	}
	_, err = fmt.Fprintf(env.Stdout, "%d accounts scored, %d flagged, %d cases opened or extended; %.1f s\n",
		r.Accounts, r.Flagged, r.Cases, took)
	return err
}
