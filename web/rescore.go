package main

import (
	"errors"
	"fmt"
)

// rescoreCmd scores the whole book.
type rescoreCmd struct {
	Whole bool `name:"whole" help:"Make the decision of every account anew, also where nothing that it was made of has changed."`
	JSON  bool `name:"json" help:"Print one JSON object: accounts, standing, flagged, cases, seconds."`
}

// rescoreSummary is what --json prints.
type rescoreSummary struct {
	Accounts int     `json:"accounts"`
	Standing int     `json:"standing"`
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
	rescore := store.Rescore
	if c.Whole {
		rescore = store.RescoreWhole
	}
	begun := env.Now()
	r, err := rescore(env.Ctx, env.Operator(), bar(env, "rescoring"))
	took := seconds(env.Now().Sub(begun).Seconds())
	if err = errors.Join(err, store.Close()); err != nil {
		return err
	}
	if c.JSON {
		return printJSON(env, rescoreSummary{r.Accounts, r.Standing, r.Flagged, r.Cases, took})
	}
	_, err = fmt.Fprintf(env.Stdout, "%d accounts assessed: %d decisions are new, %d stand; %d flagged, %d cases opened or extended; %.1f s\n",
		r.Accounts, r.Accounts-r.Standing, r.Standing, r.Flagged, r.Cases, took)
	return err
}
