package main

import (
	"context"
	"crypto/rand"
	"io"
	"net/http/httptest"
	"testing"
	"time"

	"github.com/rogpeppe/go-internal/testscript"

	"candor/data"
	"candor/data/pgtest"
)

// suite is the tests with what they share ended after them.
type suite struct{ *testing.M }

// Run runs the tests and returns the exit status.
func (s suite) Run() int {
	code := s.M.Run()
	stopChromium()
	pgtest.Stop()
	return code
}

// TestMain lets scripts call the program as "candor", run by this very test binary.
func TestMain(m *testing.M) {
	testscript.Main(suite{m}, map[string]func(){"candor": main})
}

// TestScripts runs the program as a person at a terminal would.
func TestScripts(t *testing.T) {
	testscript.Run(t, testscript.Params{Dir: "testdata/script"})
}

// testEnv is an environment whose folder is the test's own.
func testEnv(t *testing.T) *Env {
	t.Helper()
	config := &Config{Data: t.TempDir(), Listen: "127.0.0.1:0", LogLevel: "error", Zone: "Asia/Shanghai", Dev: true, Seed: 1}
	return &Env{
		Ctx: context.Background(), Stdout: io.Discard, Stderr: io.Discard, Getenv: func(string) string { return "" },
		Config: config, Now: time.Now, Rand: rand.Reader,
	}
}

// serveTest serves a store on a loopback address until the test ends.
func serveTest(t *testing.T, env *Env, store *data.Store) string {
	t.Helper()
	s, err := newServer(env, store)
	if err != nil {
		t.Fatal(err)
	}
	h := httptest.NewServer(s.Handler())
	t.Cleanup(h.Close)
	return h.URL
}

// openTestStore opens the environment's store until the test ends.
func openTestStore(t *testing.T, env *Env) *data.Store {
	t.Helper()
	store, err := env.Open()
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := store.Close(); err != nil {
			t.Error(err)
		}
	})
	return store
}
