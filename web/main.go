package main

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"io"
	"os"
	"os/signal"
	"os/user"
	"strings"
	"syscall"
	"time"
	_ "time/tzdata" // zones for machines that have none installed

	"github.com/alecthomas/kong"

	"candor/data"
	"candor/data/imports"
	"candor/data/simulate"
	"candor/models"
)

// version is set by the build.
var version = "0.1.0"

// Env is what a command works with: nothing of it is global, so that tests can run any
// command in their own process.
type Env struct {
	Ctx            context.Context
	Stdout, Stderr io.Writer
	Getenv         func(string) string
	Config         *Config
	Now            func() time.Time
	Rand           io.Reader
}

// Open opens the lender's store for writing; another process on the same folder is an error.
func (e *Env) Open() (*data.Store, error) { return e.open(false) }

// OpenReadOnly opens the store beside a running server, to look only.
func (e *Env) OpenReadOnly() (*data.Store, error) { return e.open(true) }

func (e *Env) open(readOnly bool) (*data.Store, error) {
	kek, err := e.Config.kek(e.Ctx)
	if err != nil {
		return nil, err
	}
	return data.Open(e.Ctx, data.Options{
		Dir: e.Config.Data, URL: e.Config.DB, KEK: kek, SubjectKeys: e.Config.SubjectKeys, ReadOnly: readOnly, Now: e.Now, Rand: e.Rand,
		Scan: e.Config.scanner(),
	})
}

// Operator is the actor of what the command changes: whoever is signed in on the machine.
func (e *Env) Operator() models.Actor {
	name := "unknown"
	if u, err := user.Current(); err == nil {
		name = u.Username
	}
	return models.Operator(name)
}

// Exit statuses besides 0.
const (
	exitFailed   = 1
	exitUsage    = 2
	exitRejected = 3 // done, with rejected rows
)

// errRejected ends a command that did its work but had to leave rows out.
var errRejected = errors.New("some rows were rejected")

// cli is every command and the flags they share.
type cli struct {
	Config

	Serve    serveCmd    `cmd:"" help:"Serve the console and the API."`
	Demo     demoCmd     `cmd:"" help:"Serve a made-up lender, seeding it first where there is none."`
	Import   importCmd   `cmd:"" help:"Read accounts from a CSV file by a mapping."`
	Train    trainCmd    `cmd:"" help:"Learn a scorecard from known outcomes."`
	Model    modelCmd    `cmd:"" help:"Work on model files."`
	Policy   policyCmd   `cmd:"" help:"Work on the policy as a file."`
	List     listCmd     `cmd:"" help:"Work on the lists of what is blocked, watched or always allowed."`
	Rescore  rescoreCmd  `cmd:"" help:"Score the whole book and open cases."`
	Replay   replayCmd   `cmd:"" help:"Recompute stored decisions and compare them to the bit."`
	Rebuild  rebuildCmd  `cmd:"" help:"Build the states of accounts anew from their events."`
	Simulate simulateCmd `cmd:"" help:"Make up events of the demo lender, attacks among them, for a file or a server."`
	Backtest backtestCmd `cmd:"" help:"Play past events through the engine and measure the decisions."`
	Bench    benchCmd    `cmd:"" help:"Measure on a made-up lender."`
	Dossier  dossierCmd  `cmd:"" help:"Work on dossiers of accounts."`
	Audit    auditCmd    `cmd:"" help:"Work on the audit record."`
	User     userCmd     `cmd:"" help:"Work on the people who may sign in."`
	Key      keyCmd      `cmd:"" help:"Work on the keys of machines."`
	Vault    vaultCmd    `cmd:"" help:"Work on the keys that seal identities."`
	Migrate  migrateCmd  `cmd:"" help:"Bring the database to this version's schema."`
	Routes   routesCmd   `cmd:"" help:"Print every route with the permission it needs."`
	Version  versionCmd  `cmd:"" help:"Print the version."`
}

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	status := run(&Env{
		Ctx: ctx, Stdout: os.Stdout, Stderr: os.Stderr, Getenv: os.Getenv, Now: time.Now, Rand: rand.Reader,
	}, os.Args[1:])
	stop()
	os.Exit(status)
}

// run executes one command line and returns the exit status.
func run(env *Env, args []string) int {
	var c cli
	exited := -1
	parser, err := kong.New(&c, kong.Name("candor"),
		kong.Description("Candor, a risk operations console for consumer credit."),
		kong.Vars{"mappings": strings.Join(imports.Names(), ", "), "attacks": strings.Join(simulate.Attacks(), ", "), "scopes": scopeNames()},
		kong.Writers(env.Stdout, env.Stderr), kong.Exit(func(code int) { exited = code }), kong.UsageOnError())
	if err != nil {
		fmt.Fprintln(env.Stderr, "candor:", err)
		return exitFailed
	}
	parsed, err := parser.Parse(args)
	if exited >= 0 { // --help
		return exited
	}
	if err == nil {
		err = c.Config.Validate()
	}
	if err != nil {
		fmt.Fprintln(env.Stderr, "candor:", err)
		return exitUsage
	}
	env.Config = &c.Config
	switch err := parsed.Run(env); {
	case err == nil:
		return 0
	case errors.Is(err, errRejected):
		return exitRejected
	default:
		fmt.Fprintln(env.Stderr, "candor:", err)
		return exitFailed
	}
}

// versionCmd prints the version.
type versionCmd struct{}

// Run prints the version.
func (versionCmd) Run(env *Env) error {
	_, err := fmt.Fprintln(env.Stdout, "candor", version)
	return err
}

// migrateCmd brings the schema up to date; serve does the same at its start.
type migrateCmd struct{}

// Run opens the store, which migrates, and closes it.
func (migrateCmd) Run(env *Env) error {
	s, err := env.Open()
	if err != nil {
		return err
	}
	return s.Close()
}
