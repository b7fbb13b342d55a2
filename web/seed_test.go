package main

import (
	"context"
	"io/fs"
	"os"
	"path/filepath"
	"sync"
	"testing"

	"candor/data"
	"candor/data/demo"
	"candor/models"
)

// smallLender serves a demo lender of a few hundred accounts, with a user per role.
func smallLender(t *testing.T) (env *Env, base string) {
	t.Helper()
	env = testEnv(t)
	store := seededStore(t, env)
	spendNow(t, store, "small", 6)
	return env, serveTest(t, env, store)
}

// seedSmall fills a store with a few hundred accounts and a user per role.
func seedSmall(t *testing.T, store *data.Store) {
	t.Helper()
	if _, err := demo.Seed(context.Background(), store, demo.Options{Accounts: 300, Seed: 1}); err != nil {
		t.Fatal(err)
	}
	for _, role := range models.BuiltinRoles() {
		addTestUser(t, store, "test_"+role.Key, role.Key)
	}
}

// seeded is the files of a folder whose store seedSmall has filled, by path: making them anew is most of what a small test would cost.
var seeded struct {
	once  sync.Once
	files map[string]seedFile
}

type seedFile struct {
	content []byte
	mode    fs.FileMode
}

// seededStore opens a copy of the store that seedSmall fills until the test ends.
func seededStore(t *testing.T, env *Env) *data.Store {
	t.Helper()
	seeded.once.Do(func() { seeded.files = seedOnce(t) })
	if len(seeded.files) == 0 {
		t.Fatal("the demo lender could not be made")
	}
	for path, f := range seeded.files {
		to := filepath.Join(env.Config.Data, path)
		if err := os.MkdirAll(filepath.Dir(to), 0o700); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(to, f.content, f.mode); err != nil {
			t.Fatal(err)
		}
	}
	return openTestStore(t, env)
}

// seedOnce fills a store, closes it and returns its files.
func seedOnce(t *testing.T) map[string]seedFile {
	t.Helper()
	env := testEnv(t)
	store, err := env.Open()
	if err != nil {
		t.Fatal(err)
	}
	seedSmall(t, store)
	if err := store.Close(); err != nil {
		t.Fatal(err)
	}
	files := map[string]seedFile{}
	err = filepath.WalkDir(env.Config.Data, func(path string, entry fs.DirEntry, err error) error {
		if err != nil || !entry.Type().IsRegular() {
			return err
		}
		info, err := entry.Info()
		if err != nil {
			return err
		}
		content, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		relative, err := filepath.Rel(env.Config.Data, path)
		files[relative] = seedFile{content, info.Mode().Perm()}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return files
}
