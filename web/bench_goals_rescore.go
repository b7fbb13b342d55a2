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
	Accounts  int     `json:"accounts"`
	Seconds   float64 `json:"seconds"`
	PerSecond float64 `json:"per_second"`
	BareRows  float64 `json:"bare_score_rows_per_second"`
	SameRows  float64 `json:"bare_decision_rows_per_second"`
	Ratio     float64 `json:"ratio"`
	SameRatio float64 `json:"same_rows_ratio"`
}

// rescore scores the book and inserts bare rows in turn, all on the same disk.
func (c benchGoalsCmd) rescore(l lender) (*scoreFigures, error) {
	account, err := l.store.Account(l.env.Ctx, l.book.IDs[0])
	if err != nil {
		return nil, err
	}
	like, err := l.store.Decision(l.env.Ctx, account.DecisionID)
	if err != nil {
		return nil, err
	}
	var f scoreFigures
	var took, bare, same []float64
	for range c.Repeats {
		begun := time.Now()
		r, err := l.store.Rescore(l.env.Ctx, demo.Actor(), bar(l.env, "rescoring"))
		if err != nil {
			return nil, err
		}
		f.Accounts = r.Accounts
		took = append(took, time.Since(begun).Seconds())
		for _, side := range []struct {
			rows *[]float64
			wide bool
		}{{&bare, false}, {&same, true}} {
			dir, err := os.MkdirTemp("", "candor-bench-")
			if err != nil {
				return nil, err
			}
			d, err := data.BareRows(l.env.Ctx, filepath.Join(dir, "rows.db"), r.Accounts, like, side.wide)
			if removed := os.RemoveAll(dir); err == nil {
				err = removed
			}
			if err != nil {
				return nil, err
			}
			*side.rows = append(*side.rows, seconds(float64(r.Accounts)/d.Seconds()))
		}
	}
	f.Seconds = median(took)
	f.PerSecond = seconds(float64(f.Accounts) / f.Seconds)
	f.BareRows, f.SameRows = median(bare), median(same)
	f.Ratio, f.SameRatio = ratio(f.PerSecond, f.BareRows), ratio(f.PerSecond, f.SameRows)
	return &f, nil
}
