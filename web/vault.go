package main

import (
	"encoding/json"
	"fmt"

	"candor/data"
)

// vaultCmd groups the commands on the keys that seal identities.
type vaultCmd struct {
	Rotate vaultRotateCmd `cmd:"" help:"Make a new sealing key and seal every identity with it."`
	Retire vaultRetireCmd `cmd:"" help:"Destroy the sealing keys before the newest. Older backups stay closed for good."`
}

// vaultRotateCmd seals everything anew.
type vaultRotateCmd struct {
	JSON bool `name:"json" help:"Print one JSON object: rows."`
}

// Run rotates the keys and prints how many rows were sealed anew.
func (v vaultRotateCmd) Run(env *Env) error {
	kek, err := env.Config.kek(env.Ctx)
	if err != nil {
		return err
	}
	return withStore(env, func(s *data.Store) error {
		rows, err := s.RotateKeys(env.Ctx, env.Operator(), kek, progress(env, "rows"))
		if err != nil {
			return err
		}
		if v.JSON {
			return json.NewEncoder(env.Stdout).Encode(map[string]int64{"rows": rows})
		}
		_, err = fmt.Fprintf(env.Stdout, "%d rows sealed with a new key; copy the keys folder to every replica, then candor vault retire\n", rows)
		return err
	})
}

// vaultRetireCmd destroys old keys.
type vaultRetireCmd struct{}

// Run destroys every sealing key but the newest.
func (vaultRetireCmd) Run(env *Env) error {
	kek, err := env.Config.kek(env.Ctx)
	if err != nil {
		return err
	}
	return withStore(env, func(s *data.Store) error { return s.RetireKeys(env.Ctx, env.Operator(), kek) })
}
