package main

import (
	"bytes"
	"context"
	"crypto/rand"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"candor/data"
	"candor/data/demo"
	"candor/data/pgtest"
	"candor/models"
)

func TestSimulateExitStatus(t *testing.T) {
	out := filepath.Join(t.TempDir(), "events.ndjson")
	for _, c := range []struct {
		want int
		args []string
	}{
		{0, []string{"--out", out, "--accounts", "300", "--events", "5", "--data", t.TempDir()}},
		{exitUsage, []string{"--to", "http://198.51.100.7:8080"}},
		{exitUsage, []string{"--to", "http://127.0.0.1:8080/elsewhere"}},
		{exitUsage, []string{"--out", out, "--to", "http://127.0.0.1:8080"}},
		{exitUsage, []string{"--out", out, "--attack", "nonsense"}},
		{exitUsage, []string{"--out", out, "--pace", "0.5"}},
		{exitFailed, []string{"--to", "http://127.0.0.1:8080", "--data", t.TempDir()}},
	} {
		if status, _, errs := candor(t, append([]string{"simulate"}, c.args...)...); status != c.want {
			t.Errorf("%v: status %d, want %d: %s", c.args, status, c.want, errs)
		}
	}
}

// simulated is a demo lender with its server, after a simulation.
type simulated struct {
	t     *testing.T
	env   *Env
	store *data.Store
	url   string
	ids   map[string]models.ID
}

func forEachSimulated(t *testing.T, test func(s *simulated)) {
	t.Helper()
	one := func(t *testing.T, db string) {
		env := testEnv(t)
		env.Config.DB = db
		store := openTestStore(t, env)
		book, err := demo.Seed(env.Ctx, store, demo.Options{Accounts: 300, Seed: 1, Password: demoPassword})
		if err != nil {
			t.Fatal(err)
		}
		if err := (demoLender{Seed: 1, Accounts: 300, Until: env.Now()}).keep(env.Config.Data); err != nil {
			t.Fatal(err)
		}
		if err := keepKey(env, store); err != nil {
			t.Fatal(err)
		}
		test(&simulated{t: t, env: env, store: store, url: serveTest(t, env, store), ids: book.Personas})
	}
	t.Run("sqlite", func(t *testing.T) { one(t, "") })
	t.Run("postgres", func(t *testing.T) { one(t, pgtest.Schema(t)) })
}

// simulate runs the command against the server and returns its summary.
func (s *simulated) simulate(args ...string) map[string]any {
	s.t.Helper()
	var stdout, stderr bytes.Buffer
	status := run(&Env{
		Ctx: s.env.Ctx, Stdout: &stdout, Stderr: &stderr, Getenv: s.env.Getenv, Now: time.Now, Rand: rand.Reader,
	}, append([]string{"simulate", "--json", "--data", s.env.Config.Data, "--to", s.url, "--pace", "2000"}, args...))
	if status != 0 {
		s.t.Fatalf("status %d: %s%s", status, stdout.String(), stderr.String())
	}
	return keys(s.t, stdout.String())
}

func (s *simulated) account(id string) *models.AccountDetail {
	s.t.Helper()
	d, err := s.store.AccountDetail(s.env.Ctx, s.ids[id])
	if err != nil {
		s.t.Fatal(err)
	}
	return d
}

// ring is the five accounts of the demo's ring.
func (s *simulated) ring() (all []*models.AccountDetail) {
	for i := range demo.RingSize {
		all = append(all, s.account(demo.Ring+string(rune('1'+i))))
	}
	return all
}

// The whole of what a visitor sees after two commands: the ring is flagged, a challenge is
// passed and the event goes through, and the engine's limit cut has an end and is lifted.
func TestCashOutIsSeenAndCanBeAnswered(t *testing.T) {
	forEachSimulated(t, func(s *simulated) {
		sum := s.simulate("--attack", "cash-out")
		if sum["refused"] != 0.0 || sum["challenges"].(float64) < 1 || sum["labels"].(float64) < 30 {
			s.t.Errorf("summary %v", sum)
		}
		for _, d := range s.ring() {
			flagged := slices.ContainsFunc(d.OpenFlags, func(f models.Flag) bool { return f.Code == "cash_out_merchant" })
			if d.OpenCase == nil || !flagged {
				s.t.Errorf("%s: flags %+v", d.Account.ExternalID, d.OpenFlags)
			}
		}
		s.passOne()
		s.liftOne()
		if chain, err := s.store.VerifyAudit(s.env.Ctx, nil); err != nil || !chain.OK {
			s.t.Errorf("%+v, %v", chain, err)
		}
	})
}

// passOne passes the challenge of an event of the ring.
func (s *simulated) passOne() {
	s.t.Helper()
	service := models.Operator("reviewer")
	for _, d := range s.ring() {
		for _, e := range d.Events {
			if e.Disposition != models.DispositionPending || e.Outcome != models.OutcomeStepUp {
				continue
			}
			before, err := s.store.DecidedBySource(s.env.Ctx, demo.Source, e.ID)
			if err != nil || before.Challenge == nil || before.Challenge.State != models.ChallengeOpen {
				s.t.Fatalf("%+v, %v", before, err)
			}
			if _, err := s.store.ResolveChallenge(s.env.Ctx, service, models.ResolveChallenge{
				ID: before.Challenge.ID, Passed: true, Finding: "showed the receipts", Version: before.Challenge.Version,
			}); err != nil {
				s.t.Fatal(err)
			}
			after, err := s.store.DecidedBySource(s.env.Ctx, demo.Source, e.ID)
			if err != nil || after.Event.Disposition != models.DispositionReleased || after.Challenge.State != models.ChallengePassed {
				s.t.Errorf("%+v, %v", after, err)
			}
			return
		}
	}
	s.t.Error("no challenge is open in the ring")
}

// liftOne lifts a limit cut that the engine made.
func (s *simulated) liftOne() {
	s.t.Helper()
	for _, d := range s.ring() {
		at := slices.IndexFunc(d.Sanctions, func(x models.Sanction) bool {
			return x.Kind == models.SanctionLimitCut && x.State == models.SanctionActive
		})
		if at < 0 {
			continue
		}
		cut, line := d.Sanctions[at], d.Lines[0]
		if cut.EndsAt == nil || !cut.EndsAt.After(time.Now().AddDate(0, 0, 29)) || line.InForceFen() >= 1_200_000 {
			s.t.Errorf("%+v leaves %d", cut, line.InForceFen())
		}
		if err := s.store.LiftSanction(s.env.Ctx, models.Operator("reviewer"), cut.ID, cut.Version, "explained by receipts"); err != nil {
			s.t.Fatal(err)
		}
		if got := s.account(d.Account.ExternalID).Lines[0].InForceFen(); got != 1_200_000 {
			s.t.Errorf("lifting restores a limit of %d", got)
		}
		return
	}
	s.t.Error("no limit of the ring was cut")
}

// Ordinary customers are let be: less than one event in fifty is even noted, and none that
// is not of an account in poor standing is stopped.
func TestOrdinaryLifeGoesOn(t *testing.T) {
	t.Parallel()
	forEachSimulated(t, func(s *simulated) {
		sum := s.simulate("--rate", "400", "--events", "1200")
		ordinary := sum["ordinary"].(map[string]any)
		outcomes := ordinary["outcomes"].(map[string]any)
		total, allowed := ordinary["events"].(float64), outcomes["allow"].(float64)
		s.t.Logf("%v of %v allowed; %v; rules %v", allowed, total, outcomes, ordinary["rules"])
		if total < 1200 || allowed < 0.98*total || sum["per_second"].(float64) < 50 {
			s.t.Errorf("summary %v", sum)
		}
		for _, stopped := range []string{"hold", "decline"} {
			if outcomes[stopped] != nil {
				s.t.Errorf("%v %s", outcomes[stopped], stopped)
			}
		}
	})
}

// Challenges are answered as the flag says, and failing one calls a person.
func TestAnswersToChallenges(t *testing.T) {
	forEachSimulated(t, func(s *simulated) {
		sum := s.simulate("--attack", "cash-out", "--rate", "0", "--answer", "fail")
		if sum["challenges"].(float64) < 1 || sum["answered"] != sum["challenges"] {
			s.t.Errorf("summary %v", sum)
		}
		failed := 0
		for _, d := range s.ring() {
			if slices.ContainsFunc(d.OpenFlags, func(f models.Flag) bool { return f.Code == "challenge_failed" }) {
				failed++
			}
		}
		if failed == 0 {
			s.t.Error("no failed challenge called a person")
		}
	})
}

// A demo's key is for its owner alone, is kept, and is made anew when it opens nothing.
func TestDemoKeepsItsKey(t *testing.T) {
	env := testEnv(t)
	store := openTestStore(t, env)
	path := filepath.Join(env.Config.Data, keyFile)
	read := func() string {
		t.Helper()
		if err := keepKey(env, store); err != nil {
			t.Fatal(err)
		}
		info, err := os.Stat(path)
		if err != nil || info.Mode().Perm() != 0o600 {
			t.Errorf("%v, %v", info, err)
		}
		secret, err := readKey(path)
		if err != nil {
			t.Fatal(err)
		}
		return secret
	}
	first := read()
	if again := read(); again != first {
		t.Error("the key was made anew")
	}
	key, err := store.KeyBySecret(context.Background(), first)
	if err != nil || key.Name != demo.Source || len(key.Scopes) != len(demo.KeyScopes()) {
		t.Errorf("%+v, %v", key, err)
	}
	if _, err := store.RevokeKey(env.Ctx, demo.Actor(), key.ID); err != nil {
		t.Fatal(err)
	}
	time.Sleep(600 * time.Millisecond) // a revoked key opens nothing after half a second
	if read() == first {
		t.Error("a revoked key was kept")
	}
}

// The lines of a file are taken by the batch address, each with a decision.
func TestFileIsTakenByTheBatch(t *testing.T) {
	forEachSimulated(t, func(s *simulated) {
		out := filepath.Join(s.t.TempDir(), "events.ndjson")
		if status, _, errs := candor(s.t, "simulate", "--data", s.env.Config.Data, "--out", out, "--attack", "all", "--rate", "1", "--accounts", "300"); status != 0 {
			s.t.Fatal(errs)
		}
		body, err := os.ReadFile(out)
		if err != nil {
			s.t.Fatal(err)
		}
		secret, err := readKey(filepath.Join(s.env.Config.Data, keyFile))
		if err != nil {
			s.t.Fatal(err)
		}
		r, err := http.NewRequest(http.MethodPost, s.url+"/api/v1/batch", bytes.NewReader(body))
		if err != nil {
			s.t.Fatal(err)
		}
		r.Header.Set("Authorization", "Bearer "+secret)
		r.Header.Set("Content-Type", "application/x-ndjson")
		resp, err := http.DefaultClient.Do(r)
		if err != nil {
			s.t.Fatal(err)
		}
		defer resp.Body.Close()
		answer, err := io.ReadAll(resp.Body)
		if err != nil {
			s.t.Fatal(err)
		}
		sent, taken := bytes.Count(body, []byte("\n")), strings.Count(string(answer), `"status":201`)
		if sent == 0 || taken != sent {
			s.t.Errorf("%d of %d lines were taken: %.500s", taken, sent, answer)
		}
	})
}
