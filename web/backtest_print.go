package main

import (
	"fmt"
	"io"
	"text/tabwriter"

	"candor/engine/backtest"
	"candor/engine/rules"
)

// printBacktest writes the report for a person.
func printBacktest(out io.Writer, s backtestSummary) error {
	r := s.Report
	w := tabwriter.NewWriter(out, 0, 4, 2, ' ', 0)
	fmt.Fprintf(w, "events\t%d of %d played; %d bad, %d without a label, %d of accounts known to be bad left out\n",
		r.Events, r.Played, r.Bad, r.Unlabelled, r.Withdrawn)
	fmt.Fprintf(w, "risk\tAUC %s  average precision %s  card precision at %d %s\n",
		number(r.AUC), number(r.AveragePrecision), backtest.CardsADay, number(r.CardPrecision))
	for _, a := range r.Alerts {
		fmt.Fprintf(w, "from %s\t%d events, %d bad: precision %s, recall %s\n", a.Least, a.Events, a.Bad, number(a.Precision), number(a.Recall))
	}
	if c := r.Cost; c != nil {
		fmt.Fprintf(w, "cost\tlost %.2f, prevented %.2f, %d false alarms at %.2f: %.2f yuan in all\n", yuan(c.LostFen), yuan(c.PreventedFen),
			c.FalseAlarms, yuan(c.AlarmFen), yuan(c.TotalFen))
	}
	for _, o := range rules.Outcomes {
		if n := r.Outcomes[string(o)]; n > 0 {
			fmt.Fprintf(w, "%s\t%d\n", o, n)
		}
	}
	if r.Failed > 0 {
		fmt.Fprintf(w, "failed\t%d events on which a rule failed\n", r.Failed)
	}
	for _, x := range r.Scenarios {
		fmt.Fprintf(w, "scenario %d\t%d bad, %d alerted, %d stopped: recall %s\n", x.Scenario, x.Bad, x.Alerted, x.Stopped, number(x.Recall))
	}
	for _, x := range r.Rules {
		fmt.Fprintf(w, "rule %s\t%d hits, %d bad: precision %s\n", x.Rule, x.Hits, x.Bad, number(x.Precision))
	}
	if c := r.Card; c != nil {
		fmt.Fprintf(w, "card\ttrained on %d events, %d bad; alerts at a score of %d and below\n", c.Trained, c.TrainedBad, c.AlertAtScore)
		for _, f := range c.Factors {
			fmt.Fprintf(w, "%s\t%.1f points on average, %d bins\n", f.Factor, f.Weight, f.Bins)
		}
		for _, d := range c.Dropped {
			fmt.Fprintf(w, "without\t%s\n", d)
		}
	}
	fmt.Fprintf(w, "took\t%.1f s, %.0f MB\n", s.Seconds, s.MemoryMB)
	return w.Flush()
}

func number(m backtest.Measure) string {
	if m != m { // NaN
		return "–"
	}
	return fmt.Sprintf("%.4f", float64(m))
}

func yuan(fen int64) float64 { return float64(fen) / 100 }
