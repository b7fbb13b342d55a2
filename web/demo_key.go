package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"time"

	"candor/data"
	"candor/data/demo"
	"candor/models"
)

// Files that a demo leaves in its folder for `candor simulate`. A real lender's folder holds
// no secret of a key; a demo's protects made-up people on this machine.
const (
	keyFile    = "simulate.key"
	lenderFile = "simulate.json"
)

// demoLender is what a demo was seeded with, so that a simulation knows the same customers.
type demoLender struct {
	Seed     uint64    `json:"seed"`
	Accounts int       `json:"accounts"`
	Until    time.Time `json:"until"`
}

func (l demoLender) keep(dir string) error {
	b, err := json.Marshal(l)
	if err != nil {
		return err
	}
	return os.WriteFile(filepath.Join(dir, lenderFile), append(b, '\n'), 0o600)
}

// readLender reads what a demo was seeded with; ok is false where no demo left it.
func readLender(dir string) (l demoLender, ok bool, err error) {
	b, err := os.ReadFile(filepath.Join(dir, lenderFile))
	if errors.Is(err, os.ErrNotExist) {
		return l, false, nil
	}
	if err == nil {
		err = json.Unmarshal(b, &l)
	}
	if err != nil {
		return l, false, fmt.Errorf("%s: %w", lenderFile, err)
	}
	return l, true, nil
}

// readKey reads a key's secret from a file.
func readKey(path string) (string, error) {
	b, err := os.ReadFile(path)
	return strings.TrimSpace(string(b)), err
}

// keepKey makes the key that sends the demo's events and leaves its secret in the folder; a
// key that is there and still opens is kept.
func keepKey(env *Env, store *data.Store) error {
	path := filepath.Join(env.Config.Data, keyFile)
	secret, err := readKey(path)
	if err != nil && !errors.Is(err, os.ErrNotExist) {
		return err
	}
	key, err := store.KeyBySecret(env.Ctx, secret)
	if err == nil && key.Name == demo.Source {
		return os.Chmod(path, 0o600)
	}
	if err != nil && !errors.Is(err, models.ErrNotFound) {
		return err
	}
	if secret, err = demo.AddKey(env.Ctx, store); err != nil {
		return err
	}
	if err := os.Remove(path); err != nil && !errors.Is(err, os.ErrNotExist) {
		return err
	}
	return os.WriteFile(path, []byte(secret+"\n"), 0o600)
}
