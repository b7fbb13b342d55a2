package main

import (
	"archive/zip"
	"errors"
	"fmt"
	"io"
	"maps"
	"slices"

	"candor/models"
)

// dossierCmd groups the commands on dossiers.
type dossierCmd struct {
	Verify dossierVerifyCmd `cmd:"" help:"Hold the files of a dossier against its manifest. It needs no database."`
}

// dossierVerifyCmd checks a file that a person took from an account's page.
type dossierVerifyCmd struct {
	File string `arg:"" type:"existingfile" help:"The ZIP file."`
}

// dossierMaxFiles bounds the files of a dossier that is read: none of ours has as many.
const dossierMaxFiles = 64

// Run verifies and prints what the dossier says of itself; a file that does not hold is a failure.
func (d dossierVerifyCmd) Run(env *Env) (err error) {
	r, err := zip.OpenReader(d.File)
	if err != nil {
		return fmt.Errorf("read dossier: %w", err)
	}
	defer func() { err = errors.Join(err, r.Close()) }()
	files := map[string]*zip.File{}
	for _, f := range r.File {
		if files[f.Name] != nil {
			return fmt.Errorf("read dossier: %s is there twice", f.Name)
		}
		files[f.Name] = f
	}
	if len(files) > dossierMaxFiles {
		return fmt.Errorf("read dossier: more than %d files", dossierMaxFiles)
	}
	m, err := models.CheckDossier(slices.Collect(maps.Keys(files)), func(name string) (io.ReadCloser, error) { return files[name].Open() })
	if err != nil {
		return fmt.Errorf("the dossier does not verify: %w", err)
	}
	_, err = fmt.Fprintf(env.Stdout, "%d files intact, account %s, identity %s, audit chain at entry %d, hash %s\n",
		len(m.SHA256), m.Account, m.Personal, m.ChainSeq, m.Chain)
	return err
}
