package main

import (
	"encoding/json"
	"fmt"
	"math"
	"os"
	"strings"

	"golang.org/x/term"
)

// printJSON writes a command's one summary.
func printJSON(env *Env, summary any) error { return json.NewEncoder(env.Stdout).Encode(summary) }

// seconds rounds a duration for a summary.
func seconds(s float64) float64 { return math.Round(s*1000) / 1000 }

// barWidth is how many characters a progress bar is long.
const barWidth = 30

// bar returns a progress bar on one line of a terminal, nil where standard error is none.
// It ends its line when it is full.
func bar(env *Env, what string) func(done, total int) {
	f, ok := env.Stderr.(*os.File)
	if !ok || !term.IsTerminal(int(f.Fd())) {
		return nil
	}
	last := -1
	return func(done, total int) {
		percent := 100
		if total > 0 {
			percent = min(100, 100*done/total)
		}
		if percent == last {
			return
		}
		last = percent
		full := barWidth * percent / 100
		end := ""
		if percent == 100 {
			end = "\n"
		}
		fmt.Fprintf(f, "\r%s [%s%s] %3d %%%s", what, strings.Repeat("=", full), strings.Repeat(" ", barWidth-full), percent, end)
	}
}
