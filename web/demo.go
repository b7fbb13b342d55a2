package main

import (
	"context"
	"errors"
	"fmt"
	"net"
	"os"
	"path/filepath"
	"strings"
	"sync/atomic"
	"time"

	"candor/data"
	"candor/data/demo"
)

// demoCmd serves a made-up lender, seeding it first where there is none.
type demoCmd struct {
	Accounts int    `name:"accounts" env:"CANDOR_ACCOUNTS" default:"20000" help:"Customers of a lender that is seeded now."`
	Password string `name:"password" env:"CANDOR_DEMO_PASSWORD" help:"Password of the whole staff; must be given to serve beyond this machine."`
}

// demoPassword is the staff's on this machine alone, where it protects nobody real.
const demoPassword = "see every reason"

// demoFolder takes the place of the default folder, so that a demo is never put where a
// real lender would be.
const demoFolder = "candor-demo"

// Run seeds when needed and serves until it is told to stop.
func (c demoCmd) Run(env *Env) error {
	if env.Config.Data == defaultFolder {
		env.Config.Data = demoFolder
	}
	if c.Password == "" {
		if !loopback(env.Config.Listen) {
			return errors.New("--password: to serve a demo beyond this machine, choose its staff's password")
		}
		c.Password = demoPassword
	}
	if err := c.seed(env); err != nil {
		return err
	}
	store, err := env.Open()
	if err != nil {
		return err
	}
	if err := keepKey(env, store); err != nil {
		return errors.Join(err, store.Close())
	}
	return errors.Join(serve(env, store, func(addr string) { c.welcome(env, addr) }), store.Close())
}

// seed fills the folder, or the PostgreSQL database, when nobody works there yet. A folder
// gets its name only when all is in it, so that a seeding cut short is begun anew.
func (c demoCmd) seed(env *Env) error {
	if env.Config.DB != "" {
		return c.seedInto(env, env.Config.Data)
	}
	dir := filepath.Clean(env.Config.Data)
	if _, err := os.Stat(filepath.Join(dir, "candor.db")); err == nil {
		return nil
	}
	if err := os.Remove(dir); err != nil && !errors.Is(err, os.ErrNotExist) {
		return fmt.Errorf("seed: %s is neither empty nor a lender: %w", dir, err)
	}
	making := dir + ".seeding"
	if err := os.RemoveAll(making); err != nil {
		return fmt.Errorf("seed: %w", err)
	}
	if err := c.seedInto(env, making); err != nil {
		return err
	}
	return os.Rename(making, dir)
}

// seedInto opens a store whose clock the stories move, and seeds it.
func (c demoCmd) seedInto(env *Env, dir string) error {
	now := env.Now()
	var clock atomic.Int64
	clock.Store(now.UnixMicro())
	kek, err := env.Config.kek(env.Ctx)
	if err != nil {
		return err
	}
	store, err := data.Open(env.Ctx, data.Options{
		Dir: dir, URL: env.Config.DB, KEK: kek, SubjectKeys: env.Config.SubjectKeys, Now: func() time.Time { return time.UnixMicro(clock.Load()) }, Rand: env.Rand,
	})
	if err != nil {
		return err
	}
	needed, err := store.SetupNeeded(env.Ctx)
	if err == nil && needed {
		fmt.Fprintf(env.Stderr, "making up a lender of %d customers (seed %d)\n", c.Accounts, env.Config.Seed)
		_, err = demo.Seed(env.Ctx, store, demo.Options{
			Accounts: c.Accounts, Seed: env.Config.Seed, Until: now, Password: c.Password,
			Progress: bar(env, "seeding"), Clock: func(at time.Time) { clock.Store(at.UnixMicro()) },
		})
		if err == nil {
			err = demoLender{Seed: env.Config.Seed, Accounts: c.Accounts, Until: now}.keep(dir)
		}
	}
	if errors.Is(err, context.Canceled) {
		err = errors.New("seeding was stopped; nothing was kept")
	}
	return errors.Join(err, store.Close())
}

// welcome prints where the console is and who may sign in.
func (c demoCmd) welcome(env *Env, addr string) {
	var b strings.Builder
	fmt.Fprintf(&b, "\nCandor serves a made-up lender at http://%s\n\n  password of everybody: %s\n\n", addr, c.Password)
	for _, who := range demo.Staff() {
		fmt.Fprintf(&b, "  %-10s %s, %s\n", who.Login, who.Name, who.Role)
	}
	fmt.Fprintf(&b, "\n  key of the machine that sends events, for candor simulate: %s\n", filepath.Join(env.Config.Data, keyFile))
	b.WriteString("\nCtrl-C stops it; the folder keeps what was done.\n\n")
	fmt.Fprint(env.Stdout, b.String())
}

// loopback reports whether an address is of this machine alone.
func loopback(listen string) bool {
	host, _, err := net.SplitHostPort(listen)
	if err != nil {
		return false
	}
	ip := net.ParseIP(host)
	return host == "localhost" || (ip != nil && ip.IsLoopback())
}
