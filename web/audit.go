package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"

	"golang.org/x/term"

	"candor/models"
)

// auditCmd groups the commands on the audit record.
type auditCmd struct {
	Verify auditVerifyCmd `cmd:"" help:"Walk the whole hash chain, every signed checkpoint and every decided event, and hold the rows of today against what the record last said of them."`
}

// auditVerifyCmd verifies the chain; it may run beside a server.
type auditVerifyCmd struct {
	JSON bool `name:"json" help:"Print one JSON object: entries, ok, first_bad, problem, checkpoints, head, events, first_event, last_event, rows."`
}

// Run verifies and prints; a broken chain is a failure, and so is a row that the record contradicts.
func (a auditVerifyCmd) Run(env *Env) error {
	s, err := env.OpenReadOnly()
	if err != nil {
		return err
	}
	chain, err := s.VerifyRecord(env.Ctx, progress(env, "entries"))
	var rows models.RowCheck
	if err == nil {
		rows, err = s.VerifyRows(env.Ctx, progress(env, "rows"))
	}
	if err = errors.Join(err, s.Close()); err != nil {
		return err
	}
	if a.JSON {
		whole := struct {
			models.Chain
			Rows models.RowCheck `json:"rows"`
		}{chain, rows}
		whole.OK = chain.OK && rows.OK()
		err = json.NewEncoder(env.Stdout).Encode(whole)
	} else {
		err = errors.Join(printChain(env.Stdout, &chain), printRows(env.Stdout, &rows))
	}
	switch {
	case err != nil:
		return err
	case !chain.OK:
		return fmt.Errorf("the audit record does not verify: first bad entry %d", chain.FirstBad)
	case !rows.OK():
		return fmt.Errorf("%d rows are not what the record says", int64(len(rows.Findings))+rows.More)
	}
	return nil
}

func printChain(w io.Writer, chain *models.Chain) error {
	if chain.OK {
		_, err := fmt.Fprintf(w, "%d entries, %d checkpoints, %d decided events, chain intact, head %s\n",
			chain.Entries, chain.Checkpoints, chain.Events, chain.Head)
		return err
	}
	_, err := fmt.Fprintf(w, "%d entries, broken at %d: %s\n", chain.Entries, chain.FirstBad, chain.Problem)
	if err == nil && chain.FirstEvent != "" {
		_, err = fmt.Fprintf(w, "events %s to %s\n", chain.FirstEvent, chain.LastEvent)
	}
	return err
}

// printRows says what of the rows was held against the record, what was found, and what is not covered.
func printRows(w io.Writer, rows *models.RowCheck) error {
	var b strings.Builder
	fmt.Fprintf(&b, "%d rows held against what the record last said of them:", rows.Rows)
	for _, t := range rows.Tables {
		fmt.Fprintf(&b, " %s %d", t.Table, t.Rows)
	}
	b.WriteString("\n")
	for _, f := range rows.Findings {
		fmt.Fprintf(&b, "%s %s: ", f.Table, f.ID)
		switch f.Problem {
		case models.RowGone:
			fmt.Fprintf(&b, "gone, though entry %d tells of it\n", f.Seq)
		case models.RowUntold:
			b.WriteString("there, though no entry tells of it\n")
		case models.RowDiffers:
			if f.Seq == 0 {
				fmt.Fprintf(&b, "%s is not what the program says of a built-in role\n", f.Field)
				continue
			}
			fmt.Fprintf(&b, "%s is not what entry %d says\n", f.Field, f.Seq)
		}
	}
	if rows.More > 0 {
		fmt.Fprintf(&b, "and %d more\n", rows.More)
	}
	if before, erased := rows.Unheld(); before+erased > 0 {
		fmt.Fprintf(&b, "not held, or not wholly: %d that earlier versions wrote, whose entries do not say what they became, and the words of %d whose persons were erased\n", before, erased)
	}
	if rows.OK() {
		b.WriteString("every one of them is what the record says; of other tables and fields entries do not carry enough to tell\n")
	}
	_, err := io.WriteString(w, b.String())
	return err
}

// progress returns a counter that rewrites one line when standard error is a terminal.
func progress(env *Env, what string) func(done int64) {
	f, ok := env.Stderr.(*os.File)
	if !ok || !term.IsTerminal(int(f.Fd())) {
		return nil
	}
	return func(done int64) { fmt.Fprintf(f, "\r%d %s ", done, what) }
}
