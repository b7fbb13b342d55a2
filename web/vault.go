package main

import (
	"encoding/json"
	"errors"
	"fmt"

	"candor/data"
	"candor/models"
)

// vaultCmd groups the commands on the keys that seal identities.
type vaultCmd struct {
	Rotate vaultRotateCmd `cmd:"" help:"Make a new sealing key and seal every identity with it."`
	Retire vaultRetireCmd `cmd:"" help:"Destroy the sealing keys before the newest. Older backups stay closed for good."`
	Erase  vaultEraseCmd  `cmd:"" help:"Make one person unknown for good, in every backup too. Cannot be undone."`
}

// inUseHint says how to do the same beside a server that holds the folder.
const inUseHint = "a server is running on this folder: rotate on its page of keys, or stop it first"

// withVault is withStore with a hint for whom a running server is in the way.
func withVault(env *Env, fn func(*data.Store) error) error {
	err := withStore(env, fn)
	if errors.Is(err, data.ErrInUse) {
		return fmt.Errorf("%s: %w", inUseHint, err)
	}
	return err
}

// vaultRotateCmd seals everything anew.
type vaultRotateCmd struct {
	Algorithm string `default:"aes-256-gcm" enum:"aes-256-gcm,sm4-gcm" help:"What the new key seals with: aes-256-gcm or sm4-gcm."`
	JSON      bool   `name:"json" help:"Print one JSON object: rows and unreadable."`
}

// Run rotates the keys and prints how many rows were sealed anew.
func (v vaultRotateCmd) Run(env *Env) error {
	return withVault(env, func(s *data.Store) error {
		r, err := s.RotateKeys(env.Ctx, env.Operator(), v.Algorithm, progress(env, "rows"))
		if err != nil {
			return err
		}
		if v.JSON {
			return json.NewEncoder(env.Stdout).Encode(map[string]int64{"rows": r.Resealed, "unreadable": r.Unreadable})
		}
		if r.Unreadable > 0 {
			fmt.Fprintf(env.Stderr, "%d values did not open and stay as they are; the audit record names them\n", r.Unreadable)
		}
		_, err = fmt.Fprintf(env.Stdout, "%d rows sealed with a new key (%s); then candor vault retire\n", r.Resealed, r.Algorithm)
		return err
	})
}

// vaultRetireCmd destroys old keys.
type vaultRetireCmd struct {
	LoseUnreadable bool `name:"lose-unreadable" help:"Go on although some values do not open and can then never be mended."`
}

// Run destroys every sealing key but the newest.
func (v vaultRetireCmd) Run(env *Env) error {
	return withVault(env, func(s *data.Store) error { return s.RetireKeys(env.Ctx, env.Operator(), v.LoseUnreadable) })
}

// vaultEraseCmd makes a person unknown.
type vaultEraseCmd struct {
	Account string `required:"" help:"The account's id, acc_…"`
	Reason  string `required:"" help:"Why, for the record: such as the request and its date."`
	Confirm string `required:"" help:"The same id once more. There is no way back."`
}

// Run destroys the person's key, after the same id was typed twice.
func (v vaultEraseCmd) Run(env *Env) error {
	if v.Confirm != v.Account {
		return errors.New("--confirm: type the account's id again; nothing was erased")
	}
	id, err := models.ParseID(models.PrefixAccount, v.Account)
	if err != nil {
		return err
	}
	return withVault(env, func(s *data.Store) error {
		err := s.EraseAccount(env.Ctx, env.Operator(), models.EraseAccount{AccountID: id, Reason: v.Reason})
		var refused *models.Refused
		switch {
		case errors.As(err, &refused) && refused.Code == "no_subject_key":
			return fmt.Errorf("%w: something about this person is sealed without a key of their own: set --subject-keys, then candor vault rotate", err)
		case errors.Is(err, models.ErrState):
			return errors.New("this account is erased already")
		case err != nil:
			return err
		}
		fmt.Fprintln(env.Stdout, v.Account, "is erased; replace every copy of the keys folder with the present one")
		state, err := s.VaultState(env.Ctx)
		if err == nil && len(state.Keys) > 1 {
			fmt.Fprintln(env.Stderr, "older sealing keys are still there: backups from before the last rotation open with them until candor vault retire")
		}
		return err
	})
}
