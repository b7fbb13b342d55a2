package main

import (
	"os"
	"path/filepath"
	"time"

	"candor/data"
	"candor/data/demo"
)

// scoreFigures compares a rescoring with the bare insertion of as many rows: the least that
// a score can be, and the decisions that are in fact kept.
type scoreFigures struct {
	roundFigures
	BareRows  float64      `json:"bare_score_rows_per_second"`
	BareCPU   float64      `json:"bare_score_row_us"` // of processor time
	SameRows  float64      `json:"bare_decision_rows_per_second"`
	SameRatio float64      `json:"same_rows_ratio"`
	Unchanged roundFigures `json:"unchanged"` // the same book once more
	Tenth     roundFigures `json:"tenth"`     // once more, after a tenth of it changed
}

// roundFigures is rescorings of one kind.
type roundFigures struct {
	Accounts  int     `json:"accounts"`
	Standing  int     `json:"standing"` // of them, with a decision that stands
	Seconds   float64 `json:"seconds"`
	PerSecond float64 `json:"per_second"`
	CPU       float64 `json:"account_us"` // of processor time, all threads
	Ratio     float64 `json:"ratio"`      // of accounts a second over bare rows of scores
	CPURatio  float64 `json:"cpu_ratio"`  // of processor time of a bare row over an account's

	took, cpu []float64
}

// run scores the book in one way and keeps what it took.
func (f *roundFigures) run(l lender, way scoring) error {
	begun, cpu := time.Now(), cpuTime()
	r, err := way(l.env.Ctx, demo.Actor(), bar(l.env, "rescoring"))
	f.took, f.cpu = append(f.took, time.Since(begun).Seconds()), append(f.cpu, float64((cpuTime()-cpu).Nanoseconds())/1000)
	f.Accounts, f.Standing = r.Accounts, r.Standing
	return err
}

// compare takes the medians and sets them beside bare rows, of which so many a second came in for so much processor time each.
func (f *roundFigures) compare(rows, cpu float64) {
	f.Seconds = median(f.took)
	f.PerSecond = seconds(float64(f.Accounts) / f.Seconds)
	f.CPU = seconds(median(f.cpu) / float64(max(f.Accounts, 1)))
	f.Ratio, f.CPURatio = ratio(f.PerSecond, rows), ratio(cpu, f.CPU)
}

// bareFigures is insertions of rows of one kind.
type bareFigures struct{ rows, cpu []float64 }

// run inserts n rows into a file of their own.
func (b *bareFigures) run(l lender, n int, wide bool) error {
	account, err := l.store.Account(l.env.Ctx, l.book.IDs[0])
	if err != nil {
		return err
	}
	like, err := l.store.Decision(l.env.Ctx, account.DecisionID)
	if err != nil {
		return err
	}
	dir, err := os.MkdirTemp("", "candor-bench-")
	if err != nil {
		return err
	}
	cpu := cpuTime()
	d, err := data.BareRows(l.env.Ctx, filepath.Join(dir, "rows.db"), n, like, wide)
	b.cpu = append(b.cpu, float64((cpuTime()-cpu).Nanoseconds())/1000/float64(n))
	if removed := os.RemoveAll(dir); err == nil {
		err = removed
	}
	b.rows = append(b.rows, seconds(float64(n)/d.Seconds()))
	return err
}

// rescore scores the book, whole, unchanged and with a tenth changed, and inserts bare rows, in turn and all on the same disk.
func (c benchGoalsCmd) rescore(l lender) (*scoreFigures, error) {
	var f scoreFigures
	var bare, same bareFigures
	for i := range c.Repeats {
		for _, step := range []func() error{
			func() error { return f.run(l, l.store.RescoreWhole) },
			func() error { return bare.run(l, f.Accounts, false) },
			func() error { return f.Unchanged.run(l, l.store.Rescore) },
			func() error { return same.run(l, f.Accounts, true) },
			func() error { return changeTenth(l.env, l.store, l.book.IDs, i) },
			func() error { return f.Tenth.run(l, l.store.Rescore) },
		} {
			if err := step(); err != nil {
				return nil, err
			}
		}
	}
	f.BareRows, f.SameRows, f.BareCPU = median(bare.rows), median(same.rows), seconds(median(bare.cpu))
	for _, round := range []*roundFigures{&f.roundFigures, &f.Unchanged, &f.Tenth} {
		round.compare(f.BareRows, f.BareCPU)
	}
	f.SameRatio = ratio(f.PerSecond, f.SameRows)
	return &f, nil
}
