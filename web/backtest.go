package main

import (
	"errors"
	"fmt"
	"io"
	"os"
	"runtime"
	"time"

	"candor/data"
	"candor/data/imports"
	"candor/engine/backtest"
	"candor/engine/decide"
	"candor/engine/score"
)

// backtestCmd plays past events through the engine.
type backtestCmd struct {
	Map  string `name:"map" help:"Mapping of the file: ${mappings}, or the path of a mapping file."`
	File string `name:"file" help:"CSV file of transactions, plain or gzip. Without one, the events of the store."`

	Policy string `name:"policy" default:"" help:"Which policy decides: live (of the store) or shipped; or the number of a version of the store, to compare with the live one. Default: shipped for a file, else live."`
	From   string `name:"from" help:"First day of the report, as 2018-06-24. Earlier events only build up states."`
	To     string `name:"to" help:"Last day of the report."`

	LabelDelay    int     `name:"label-delay" default:"-1" help:"Days after an event until its label is known. Default: what the mapping, or the store, says."`
	KnownCardsOut bool    `name:"known-cards-out" help:"Leave out accounts of which a bad event was known before the day, since --train-from."`
	AlarmCost     float64 `name:"alarm-cost" default:"20" help:"What stopping a good event costs, in yuan."`

	TrainFrom  string  `name:"train-from" help:"First day of the events that a card of points learns from."`
	TrainTo    string  `name:"train-to" help:"Last day of them."`
	TestFrom   string  `name:"test-from" help:"First day that the card is measured on."`
	TestTo     string  `name:"test-to" help:"Last day of them."`
	AlertShare float64 `name:"alert-share" default:"0.01" help:"Share of events that the card alerts, on the training days."`
	Card       string  `name:"card" help:"Where to write the card, as JSON."`

	CaseMinutes int `name:"case-minutes" default:"15" help:"What a reviewer needs for a case, in minutes; for a comparison of versions."`

	Workers int  `name:"workers" default:"0" help:"How many work on accounts; the result does not depend on it. 0: one a processor."`
	JSON    bool `name:"json" help:"Print one JSON object: events, auc, average_precision, card_precision_100, recall, seconds and more; of two versions the report as the console gives it."`
}

// backtestSummary is what --json prints.
type backtestSummary struct {
	*backtest.Report
	Rejected int     `json:"rejected"`
	Seconds  float64 `json:"seconds"`
	MemoryMB float64 `json:"memory_mb"` // most that the process held
}

// Validate refuses flags that do not go together, before anything is opened.
func (c *backtestCmd) Validate() error {
	for _, d := range [][2]string{{"--from", c.From}, {"--to", c.To}, {"--train-from", c.TrainFrom}, {"--train-to", c.TrainTo},
		{"--test-from", c.TestFrom}, {"--test-to", c.TestTo}} {
		if _, err := dayOf(d[1]); err != nil {
			return fmt.Errorf("%s: %w", d[0], err)
		}
	}
	trains := c.TrainFrom != "" || c.TrainTo != "" || c.TestFrom != "" || c.TestTo != ""
	switch {
	case c.version() < 0:
		return fmt.Errorf("--policy: %q is neither live nor shipped nor the number of a version", c.Policy)
	case c.version() > 0 && (c.File != "" || trains || c.LabelDelay >= 0 || c.KnownCardsOut):
		return errors.New("--policy: a version of the store is compared on its stored events, without --file, --label-delay, --known-cards-out and --train-from")
	case (c.File == "") != (c.Map == ""):
		return errors.New("--map and --file go together")
	case c.LabelDelay < -1 || c.LabelDelay > 15:
		return errors.New("--label-delay: want 0 to 15 days")
	case trains && (c.TrainFrom == "" || c.TrainTo == "" || c.TestFrom == ""):
		return errors.New("a card needs --train-from, --train-to and --test-from")
	case trains && (c.From != "" || c.To != ""):
		return errors.New("--from and --to are for decisions, --test-from and --test-to for a card")
	case c.Card != "" && !trains:
		return errors.New("--card needs --train-from, --train-to and --test-from")
	case c.AlarmCost < 0 || c.AlarmCost > 1e6 || c.AlertShare < 0 || c.AlertShare > 1 || c.Workers < 0:
		return errors.New("--alarm-cost, --alert-share and --workers: want no less than 0, and a share of at most 1")
	}
	return nil
}

// dayOf reads a day; "" is none.
func dayOf(s string) (int64, error) {
	if s == "" {
		return 0, nil
	}
	at, err := time.Parse(time.DateOnly, s)
	if err != nil || at.Unix() < 86400 {
		return 0, fmt.Errorf("%q is not a day such as 2018-06-24", s)
	}
	return at.Unix() / 86400, nil
}

// Run plays the events and prints what was found.
func (c *backtestCmd) Run(env *Env) error {
	if c.version() > 0 {
		return c.compare(env)
	}
	begun := env.Now()
	play, end, err := c.prepare(env)
	if err != nil {
		return err
	}
	report, card, err := c.play(play)
	took := seconds(env.Now().Sub(begun).Seconds())
	if err = errors.Join(err, end()); err != nil {
		return err
	}
	if err := c.writeCard(card); err != nil {
		return err
	}
	var memory runtime.MemStats
	runtime.ReadMemStats(&memory)
	s := backtestSummary{Report: report, Rejected: *play.rejected, Seconds: took, MemoryMB: float64(memory.Sys>>10) / 1024}
	if c.JSON {
		err = printJSON(env, s)
	} else {
		err = printBacktest(env.Stdout, s)
	}
	if err == nil && s.Rejected > 0 {
		err = errRejected
	}
	return err
}

// playing is what a backtest needs.
type playing struct {
	source   backtest.Source
	options  backtest.Options
	rejected *int
}

// prepare opens where the events come from.
func (c *backtestCmd) prepare(env *Env) (play playing, end func() error, err error) {
	end = func() error { return nil }
	rejected := 0
	play = playing{rejected: &rejected, options: backtest.Options{
		Workers: c.Workers, KnownOut: c.KnownCardsOut, AlarmFen: int64(c.AlarmCost * 100), DelayDays: data.LabelDelayDays,
	}}
	if play.options.Workers == 0 {
		play.options.Workers = runtime.GOMAXPROCS(0)
	}
	var store *data.Store
	if c.File == "" || c.Policy == "live" {
		if store, err = env.OpenReadOnly(); err != nil {
			return play, end, err
		}
		end = store.Close
	}
	if c.File != "" {
		err = c.fromFile(env, &play)
	} else {
		play.options.Clock.OffsetSeconds = 8 * 3600 // China has one time zone
		play.source = store.PastEvents(env.Ctx, c.LabelDelay)
	}
	if err == nil {
		play.options.Monitor, err = c.monitor(env, store)
	}
	if c.LabelDelay >= 0 {
		play.options.DelayDays = c.LabelDelay
	}
	play.source = watched(env, play.source)
	if err != nil {
		err = errors.Join(err, end())
	}
	return play, end, err
}

func (c *backtestCmd) fromFile(env *Env, play *playing) error {
	m, err := imports.Load(c.Map)
	if err != nil {
		return err
	}
	if m.Transactions == nil {
		return imports.ErrKind
	}
	if c.LabelDelay >= 0 {
		m.Transactions.LabelDelayDays = c.LabelDelay
	}
	play.options.Clock.OffsetSeconds = int32(m.Transactions.OffsetSeconds())
	play.options.DelayDays = m.Transactions.LabelDelayDays
	play.source = m.Events(func() (io.ReadCloser, error) { return os.Open(c.File) }, func(imports.Reject) error {
		*play.rejected++
		return nil
	})
	return nil
}

// tellEvery is how many events pass between two looks at the clock and the person at the terminal.
const tellEvery = 10_000

// watched stops a source on Ctrl-C and shows how far it is.
func watched(env *Env, source backtest.Source) backtest.Source {
	tell := progress(env, "events")
	return func(each func(*backtest.Event) error) error {
		n := int64(0)
		return source(func(e *backtest.Event) error {
			if n++; n%tellEvery == 0 {
				if err := env.Ctx.Err(); err != nil {
					return err
				}
				if tell != nil {
					tell(n)
				}
			}
			return each(e)
		})
	}
}

// monitor is the policy that decides.
func (c *backtestCmd) monitor(env *Env, store *data.Store) (*decide.Monitor, error) {
	if c.Policy == "shipped" || (c.Policy == "" && c.File != "") {
		return decide.NewMonitor(decide.Policy{Events: decide.DefaultEvents()})
	}
	return store.LiveMonitor(env.Ctx)
}

// play decides, or trains and measures a card.
func (c *backtestCmd) play(p playing) (*backtest.Report, score.Scorecard, error) {
	day := func(s string) int64 {
		d, _ := dayOf(s) // checked
		return d
	}
	p.options.KnownFrom = day(c.TrainFrom)
	if c.TrainFrom == "" {
		p.options.Days = backtest.Days{From: day(c.From), To: day(c.To)}
		report, err := backtest.Run(p.source, p.options)
		return report, score.Scorecard{}, err
	}
	p.options.Days = backtest.Days{From: day(c.TestFrom), To: day(c.TestTo)}
	return backtest.Train(p.source, p.options, backtest.TrainOptions{
		Days: backtest.Days{From: day(c.TrainFrom), To: day(c.TrainTo)}, AlertShare: c.AlertShare,
	})
}

func (c *backtestCmd) writeCard(card score.Scorecard) error {
	if c.Card == "" {
		return nil
	}
	document, err := score.Write(card)
	if err != nil {
		return err
	}
	return os.WriteFile(c.Card, document, 0o600)
}
