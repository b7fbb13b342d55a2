package main

import (
	"errors"
	"fmt"
	"io"
	"strconv"
	"text/tabwriter"
	"time"

	"candor/engine/backtest"
	"candor/engine/validate"
	"candor/models"
)

// version is the number of the version to compare, 0 for a policy by name, −1 for what is neither.
func (c *backtestCmd) version() int {
	switch c.Policy {
	case "", "live", "shipped":
		return 0
	}
	n, err := strconv.Atoi(c.Policy)
	if err != nil || n < 1 {
		return -1
	}
	return n
}

// china is where local days begin.
var china = time.FixedZone("UTC+8", 8*3600)

// asked is the question as the console's form asks it: the days of the flags, up to now without a last one, else the last 30.
func (c *backtestCmd) asked(now time.Time) models.AskBacktest {
	ask := models.AskBacktest{Policy: c.version(), CaseMinutes: c.CaseMinutes, AlarmFen: int64(c.AlarmCost * 100)}
	if c.From == "" && c.To == "" {
		ask.Days = 30
		return ask
	}
	at := func(s string, days int) *time.Time {
		t, err := time.ParseInLocation(time.DateOnly, s, china)
		if err != nil { // it is empty: what was typed is checked
			return nil
		}
		t = t.AddDate(0, 0, days).UTC()
		return &t
	}
	if ask.From, ask.To = at(c.From, 0), at(c.To, 1); ask.To == nil {
		ask.To = &now
	}
	return ask
}

// compare decides the stored events by a version and by the live one, and prints the report
// that the console would keep. Nothing is written.
func (c *backtestCmd) compare(env *Env) error {
	store, err := env.OpenReadOnly()
	if err != nil {
		return err
	}
	b, err := store.PlannedBacktest(env.Ctx, c.asked(env.Now()))
	var report []byte
	if err == nil {
		tell := bar(env, "comparing")
		report, err = store.Backtest(env.Ctx, b, c.Workers, func(done, all int64) error {
			if tell != nil {
				tell(int(done), int(all))
			}
			return env.Ctx.Err()
		})
	}
	if err = errors.Join(err, store.Close()); err != nil {
		return err
	}
	if c.JSON {
		_, err = fmt.Fprintf(env.Stdout, "%s\n", report)
		return err
	}
	b.Report = report
	r, err := b.Found()
	if err != nil {
		return err
	}
	return printComparison(env.Stdout, r)
}

// printComparison writes what a person looks at first; --json has all of it.
func printComparison(out io.Writer, r *models.BacktestReport) error {
	e := r.Events
	fmt.Fprintf(out, "version %d against %d, events from %s to %s\n", r.Policy, r.Base, r.From.Format(time.RFC3339), r.To.Format(time.RFC3339))
	fmt.Fprintf(out, "%d events of %d accounts, %d of them history; %d labelled, %d bad; %d decided differently\n",
		e.Events, e.Accounts, e.Rebuilt, e.Labelled, e.Bad, e.Differing)
	w := tabwriter.NewWriter(out, 0, 4, 2, ' ', 0)
	fmt.Fprintln(w, "\tcurrent\tproposed\tdifference")
	counts := func(name string, c backtest.Count) {
		fmt.Fprintf(w, "%s\t%d\t%d\t%+d\n", name, c.Current, c.Proposed, c.Change)
	}
	fen := func(name string, c backtest.Count) {
		fmt.Fprintf(w, "%s\t%.2f\t%.2f\t%+.2f\n", name, yuan(c.Current), yuan(c.Proposed), yuan(c.Change))
	}
	for _, o := range e.Outcomes {
		counts(o.Outcome, o.Events)
	}
	for _, c := range e.Catches {
		fmt.Fprintf(w, "precision from %s\t%s\t%s\t%s\n", c.Least, estimate(c.Precision.Current), estimate(c.Precision.Proposed), plain(c.Precision.Change))
		fmt.Fprintf(w, "recall from %s\t%s\t%s\t%s\n", c.Least, estimate(c.Recall.Current), estimate(c.Recall.Proposed), plain(c.Recall.Change))
		fmt.Fprintf(w, "F1 from %s\t%s\t%s\t%s\n", c.Least, plain(c.F1.Current), plain(c.F1.Proposed), plain(c.F1.Change))
	}
	fen("lost, yuan", e.Cost.LostFen)
	fen("prevented, yuan", e.Cost.PreventedFen)
	counts("false alarms", e.Cost.FalseAlarms)
	counts("cases, at most", e.Work.Cases)
	fmt.Fprintf(w, "reviewer hours\t%s\t%s\t%s\n", plain(e.Work.Hours.Current), plain(e.Work.Hours.Proposed), plain(e.Work.Hours.Change))
	for _, s := range e.Skipped {
		fmt.Fprintf(w, "left out: %s\t%d\n", s.Reason, s.Events)
	}
	if a := r.Accounts; a != nil {
		fmt.Fprintf(w, "accounts\t%d assessed, %d newly flagged, %d no longer; %d caps fall by %.2f yuan\n",
			a.Accounts, a.Swap[1].Accounts, a.Swap[2].Accounts, a.Limits.Falls, yuan(a.Limits.FallFen))
	}
	return w.Flush()
}

func plain(n validate.Number) string { return number(backtest.Measure(n)) }

// estimate is a share with its 95 % interval.
func estimate(e validate.Estimate) string {
	if !e.Value.Known() {
		return plain(e.Value)
	}
	return fmt.Sprintf("%s (%s–%s)", plain(e.Value), plain(e.Low), plain(e.High))
}
