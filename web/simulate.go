package main

import (
	"errors"
	"fmt"
	"net/netip"
	"net/url"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"candor/data/demo"
	"candor/data/simulate"
)

// simulateCmd makes up the life of the demo lender's customers, with attacks in it.
type simulateCmd struct {
	Attack     []string      `name:"attack" help:"What goes wrong: ${attacks}, or all. May repeat; none: ordinary life alone."`
	Every      time.Duration `name:"attack-every" help:"Let each attack begin again after so long; 0: once."`
	Rate       float64       `name:"rate" default:"20" help:"Events a second of ordinary life."`
	Events     int           `name:"events" help:"End after so many events."`
	Time       time.Duration `name:"time" help:"End after so long; without it and --events: when the attacks have run, or after a minute."`
	Pace       float64       `name:"pace" default:"120" help:"How many times faster than life an attack runs."`
	Accounts   int           `name:"accounts" default:"20000" help:"How many of the lender's customers ordinary life and victims are drawn from."`
	Out        string        `name:"out" xor:"target" help:"Write the lines of POST /api/v1/batch to this file, labels beside it to NAME.labels.ndjson; - for standard output, without labels."`
	Start      string        `name:"start" help:"When the events of --out begin, as 2026-03-02T09:00:00Z; default: so that they end now."`
	To         string        `name:"to" xor:"target" help:"Send to the server at this address of this machine, each event in its time."`
	Key        string        `name:"key" env:"CANDOR_KEY" help:"Secret of the API key to send with; better --key-file."`
	KeyFile    string        `name:"key-file" help:"File that holds it; default: simulate.key in the demo's folder."`
	Answer     string        `name:"answer" enum:"pass,fail,ignore" default:"ignore" help:"What those behind an attack do with a challenge: pass, fail or ignore it. Ordinary customers pass theirs."`
	LabelDelay time.Duration `name:"label-delay" help:"Wait so long after the last event before the labels are sent."`
	JSON       bool          `name:"json" help:"Print one JSON object: events, refused, skipped, challenges, answered, labels, seconds, per_second, and outcomes and rules of ordinary life and of each attack."`
}

// Validate refuses what cannot be run, as wrong usage.
func (c *simulateCmd) Validate() error {
	var errs []error
	for _, name := range c.Attack {
		if name != "all" && !simulate.Known(name) {
			errs = append(errs, fmt.Errorf("--attack: want %s or all, not %q", strings.Join(simulate.Attacks(), ", "), name))
		}
	}
	if (c.Out == "") == (c.To == "") {
		errs = append(errs, errors.New("--out or --to: name a file or a server"))
	}
	if c.To != "" && !loopbackURL(c.To) {
		errs = append(errs, errors.New("--to: made-up events go to a server on this machine alone, as http://127.0.0.1:8080"))
	}
	if c.Rate < 0 || c.Events < 0 || c.Time < 0 || c.Every < 0 || c.LabelDelay < 0 || c.Pace < 1 || c.Accounts < 1 {
		errs = append(errs, errors.New("--rate, --events, --time, --attack-every and --label-delay: not below 0; --pace and --accounts: from 1"))
	}
	if c.Rate > maxRate {
		errs = append(errs, fmt.Errorf("--rate: at most %d", maxRate))
	}
	if _, err := c.start(); err != nil {
		errs = append(errs, fmt.Errorf("--start: %w", err))
	}
	if c.Start != "" && c.To != "" {
		errs = append(errs, errors.New("--start: a server is sent to now"))
	}
	if c.JSON && c.Out == "-" {
		errs = append(errs, errors.New("--json: standard output takes the events or the summary, not both"))
	}
	return errors.Join(errs...)
}

// maxRate bounds events a second.
const maxRate = 100_000

func (c *simulateCmd) start() (time.Time, error) {
	if c.Start == "" {
		return time.Time{}, nil
	}
	return time.Parse(time.RFC3339, c.Start)
}

// loopbackURL reports whether a URL is of this machine.
func loopbackURL(s string) bool {
	u, err := url.Parse(s)
	if err != nil || u.Scheme != "http" || u.User != nil || strings.Trim(u.Path, "/") != "" || u.RawQuery != "" || u.Fragment != "" {
		return false
	}
	ip, err := netip.ParseAddr(u.Hostname())
	return u.Hostname() == "localhost" || (err == nil && ip.IsLoopback())
}

// Run writes or sends.
func (c *simulateCmd) Run(env *Env) error {
	if env.Config.Data == defaultFolder {
		env.Config.Data = demoFolder
	}
	o, err := c.options(env)
	if err != nil {
		return err
	}
	if c.Out != "" {
		return c.write(env, o)
	}
	return c.send(env, o)
}

// options makes up the customers that the demo was seeded with. Where no demo left word of
// that, its seed is taken to be that of the simulation.
func (c *simulateCmd) options(env *Env) (simulate.Options, error) {
	now := env.Now().UTC().Truncate(time.Second)
	l, ok, err := readLender(env.Config.Data)
	if err != nil {
		return simulate.Options{}, err
	}
	start, err := c.start()
	if err != nil {
		return simulate.Options{}, err
	}
	if !ok {
		l = demoLender{Seed: env.Config.Seed, Accounts: c.Accounts, Until: now}
		if !start.IsZero() {
			l.Until = start
		}
	}
	o := simulate.Options{
		Seed: env.Config.Seed, Start: now, Rate: c.Rate, Attacks: c.attacks(), Every: c.Every, Length: c.Time, Events: c.Events, Pace: c.Pace,
		Customers: demo.Customers(l.Seed, min(c.Accounts, l.Accounts), l.Until), Personas: demo.Personas(l.Seed, l.Until),
	}
	if !start.IsZero() {
		o.Start = start
	}
	return o, nil
}

// attacks is the attacks asked for, each once.
func (c *simulateCmd) attacks() []string {
	if slices.Contains(c.Attack, "all") {
		return simulate.Attacks()
	}
	var out []string
	for _, name := range c.Attack {
		if !slices.Contains(out, name) {
			out = append(out, name)
		}
	}
	return out
}

// secret is the key to send with.
func (c *simulateCmd) secret(env *Env) (string, error) {
	if c.Key != "" && c.KeyFile == "" {
		return c.Key, nil
	}
	path := c.KeyFile
	if path == "" {
		path = filepath.Join(env.Config.Data, keyFile)
	}
	secret, err := readKey(path)
	if err != nil {
		return "", fmt.Errorf("--key-file: no key to send with; candor demo leaves one in its folder: %w", err)
	}
	return secret, nil
}
