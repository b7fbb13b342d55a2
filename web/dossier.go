package main

import (
	"archive/zip"
	"errors"
	"fmt"
	"io"

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

// Bounds of a dossier that is read: no file of ours comes near them.
const (
	dossierMaxFiles = 64
	dossierMaxBytes = 64 << 20
)

// Run verifies and prints what the dossier says of itself; a file that does not hold is a failure.
func (d dossierVerifyCmd) Run(env *Env) error {
	files, err := unzip(d.File)
	if err != nil {
		return fmt.Errorf("read dossier: %w", err)
	}
	m, err := models.CheckDossier(files)
	if err != nil {
		return fmt.Errorf("the dossier does not verify: %w", err)
	}
	_, err = fmt.Fprintf(env.Stdout, "%d files intact, account %s, identity %s, audit chain at entry %d, hash %s\n",
		len(m.SHA256), m.Account, m.Personal, m.ChainSeq, m.Chain)
	return err
}

// unzip reads every file of an archive, within bounds.
func unzip(name string) (files map[string][]byte, err error) {
	r, err := zip.OpenReader(name)
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, r.Close()) }()
	if len(r.File) > dossierMaxFiles {
		return nil, fmt.Errorf("more than %d files", dossierMaxFiles)
	}
	files = map[string][]byte{}
	left := int64(dossierMaxBytes)
	for _, f := range r.File {
		if _, twice := files[f.Name]; twice {
			return nil, fmt.Errorf("%s is there twice", f.Name)
		}
		part, err := f.Open()
		if err != nil {
			return nil, err
		}
		content, err := io.ReadAll(io.LimitReader(part, left+1))
		if err = errors.Join(err, part.Close()); err != nil {
			return nil, err
		}
		if left -= int64(len(content)); left < 0 {
			return nil, fmt.Errorf("more than %d bytes", int64(dossierMaxBytes))
		}
		files[f.Name] = content
	}
	return files, nil
}
