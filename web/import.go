package main

import (
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strconv"

	"candor/data"
	"candor/data/imports"
)

// importCmd reads accounts, or events of accounts, from a file.
type importCmd struct {
	Map     string `name:"map" required:"" help:"Mapping: ${mappings}, or the path of a mapping file."`
	DryRun  bool   `name:"dry-run" help:"Say what would happen and change nothing."`
	Rejects string `name:"rejects" help:"Where to write rejected rows (default: FILE.rejects.csv)."`
	JSON    bool   `name:"json" help:"Print one JSON object: rows, imported, unchanged, rejected, seconds."`
	File    string `arg:"" help:"CSV file, plain or gzip."`
}

// importSummary is what --json prints.
type importSummary struct {
	Rows      int     `json:"rows"`
	Imported  int     `json:"imported"`
	Unchanged int     `json:"unchanged"`
	Rejected  int     `json:"rejected"`
	Seconds   float64 `json:"seconds"`
	DryRun    bool    `json:"dry_run,omitempty"`
}

// Run imports the file; rejected rows give the exit status 3.
func (c importCmd) Run(env *Env) error {
	mapping, err := imports.Load(c.Map)
	if err != nil {
		return err
	}
	store, err := env.Open()
	if errors.Is(err, data.ErrInUse) && c.DryRun {
		store, err = env.OpenReadOnly()
	}
	if err != nil {
		return err
	}
	if c.Rejects == "" {
		c.Rejects = c.File + ".rejects.csv"
	}
	rejects := rejectFile{path: c.Rejects}
	begun := env.Now()
	r, err := store.Import(env.Ctx, env.Operator(), data.ImportJob{
		Mapping: mapping, Name: filepath.Base(c.File), DryRun: c.DryRun, Reject: rejects.add, Progress: bar(env, "importing"),
		Open: func() (io.ReadCloser, error) { return os.Open(c.File) },
	})
	took := seconds(env.Now().Sub(begun).Seconds())
	if err = errors.Join(err, rejects.close(), store.Close()); err != nil {
		return err
	}
	if c.JSON {
		err = printJSON(env, importSummary{r.Rows, r.Imported, r.Unchanged, r.Rejected, took, c.DryRun})
	} else {
		err = c.print(env, r, took)
	}
	if err == nil && r.Rejected > 0 {
		err = errRejected
	}
	return err
}

func (c importCmd) print(env *Env, r data.ImportResult, took float64) error {
	verb := "imported"
	if c.DryRun {
		verb = "would be imported"
	}
	_, err := fmt.Fprintf(env.Stdout, "%d rows: %d %s (%d of them new), %d unchanged, %d rejected; %.1f s\n",
		r.Rows, r.Imported, verb, r.Created, r.Unchanged, r.Rejected, took)
	if err == nil && r.Rejected > 0 {
		_, err = fmt.Fprintf(env.Stdout, "rejected rows are in %s\n", c.Rejects)
	}
	return err
}

// rejectFile is made with the first rejected row, so that a clean import leaves no file.
type rejectFile struct {
	path string
	file *os.File
	csv  *csv.Writer
}

func (r *rejectFile) add(reject imports.Reject) error {
	if r.file == nil {
		f, err := os.OpenFile(r.path, os.O_CREATE|os.O_WRONLY|os.O_TRUNC, 0o600)
		if err != nil {
			return fmt.Errorf("rejects: %w", err)
		}
		r.file, r.csv = f, csv.NewWriter(f)
		if err := r.csv.Write([]string{"line", "column", "value", "reason"}); err != nil {
			return err
		}
	}
	return r.csv.Write([]string{strconv.Itoa(reject.Line), reject.Column, reject.Value, reject.Reason})
}

func (r *rejectFile) close() error {
	if r.file == nil {
		return nil
	}
	r.csv.Flush()
	return errors.Join(r.csv.Error(), r.file.Close())
}
