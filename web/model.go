package main

import (
	"errors"
	"fmt"
	"io"
	"os"
	"strings"

	"candor/data"
	"candor/models"
)

// modelCmd groups the commands on model files.
type modelCmd struct {
	Export modelExportCmd `cmd:"" help:"Write a model's scorecard as a file."`
	Import modelImportCmd `cmd:"" help:"Take a scorecard file in as a challenger, which decides nothing."`
}

// modelExportCmd writes a model's artefact; it may run beside a server.
type modelExportCmd struct {
	Model string `arg:"" help:"Model: its id, mod_…, or champion."`
	Out   string `name:"out" short:"o" help:"File to write; standard output by default. A file that is there is not overwritten."`
}

// Run writes the artefact to the byte as it is stored.
func (c modelExportCmd) Run(env *Env) error {
	store, err := env.OpenReadOnly()
	if err != nil {
		return err
	}
	m, err := c.find(env, store)
	if err = errors.Join(err, store.Close()); err != nil {
		return err
	}
	if c.Out == "" {
		_, err := env.Stdout.Write(m.Artefact)
		return err
	}
	f, err := os.OpenFile(c.Out, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o644)
	if err != nil {
		return fmt.Errorf("export model: %w", err)
	}
	_, err = f.Write(m.Artefact)
	return errors.Join(err, f.Close())
}

func (c modelExportCmd) find(env *Env, store *data.Store) (*models.Model, error) {
	if c.Model == string(models.ModelChampion) {
		id, _, err := store.Live(env.Ctx)
		if err != nil {
			return nil, err
		}
		return store.Model(env.Ctx, id)
	}
	id, err := models.ParseID(models.PrefixModel, c.Model)
	if err != nil {
		return nil, err
	}
	return store.Model(env.Ctx, id)
}

// modelImportCmd takes a file in.
type modelImportCmd struct {
	File string `arg:"" help:"JSON file of a scorecard, as candor model export writes it."`
	JSON bool   `name:"json" help:"Print one JSON object: model, name, sha256."`
}

// modelSummary is what --json prints.
type modelSummary struct {
	Model  string `json:"model"`
	Name   string `json:"name"`
	SHA256 string `json:"sha256"`
}

// Run reads no more of the file than a model may be long, and stores it or says why not.
func (c modelImportCmd) Run(env *Env) error {
	f, err := os.Open(c.File)
	if err != nil {
		return fmt.Errorf("import model: %w", err)
	}
	file, err := io.ReadAll(io.LimitReader(f, models.ArtefactMax+1))
	if err = errors.Join(err, f.Close()); err != nil {
		return fmt.Errorf("import model: %w", err)
	}
	return withStore(env, func(s *data.Store) error {
		m, err := s.ImportModel(env.Ctx, env.Operator(), file)
		if err != nil {
			return refusedFile(err)
		}
		if c.JSON {
			return printJSON(env, modelSummary{m.PublicID(), m.Name, m.SHA256})
		}
		_, err = fmt.Fprintf(env.Stdout, "%s (%s) is a challenger without a training report\n", m.PublicID(), m.Name)
		return err
	})
}

// refusedFile says on a terminal what the page says beside the field.
func refusedFile(err error) error {
	var invalid *models.Invalid
	if !errors.As(err, &invalid) {
		return err
	}
	p := invalid.Fields["file"]
	said := []string{strings.TrimPrefix(p.Code, "model_")}
	for _, key := range []string{"why", "factor", "name", "min", "max"} {
		if p.Args[key] != "" {
			said = append(said, key+": "+p.Args[key])
		}
	}
	return fmt.Errorf("import model: refused: %s", strings.Join(said, ", "))
}
