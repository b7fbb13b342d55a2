package main

import (
	"archive/zip"
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"candor/models"
)

// dossierFile writes a small dossier with one file, which says what is given.
func dossierFile(t *testing.T, listed, held string) string {
	t.Helper()
	sum := sha256.Sum256([]byte(listed))
	manifest, err := json.Marshal(models.DossierManifest{
		Schema: models.DossierSchema, Account: "acc_1", Personal: "masked", ChainSeq: 7, Chain: "ab", SHA256: map[string]string{"a.csv": hex.EncodeToString(sum[:])},
	})
	if err != nil {
		t.Fatal(err)
	}
	name := filepath.Join(t.TempDir(), "d.zip")
	out, err := os.Create(name)
	if err != nil {
		t.Fatal(err)
	}
	w := zip.NewWriter(out)
	for file, content := range map[string][]byte{"a.csv": []byte(held), models.DossierManifestFile: manifest} {
		f, err := w.Create(file)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := f.Write(content); err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	if err := out.Close(); err != nil {
		t.Fatal(err)
	}
	return name
}

func TestDossierVerifySaysWhetherItHolds(t *testing.T) {
	var out bytes.Buffer
	env := testEnv(t)
	env.Stdout = &out
	if err := (dossierVerifyCmd{File: dossierFile(t, "x", "x")}).Run(env); err != nil || !strings.Contains(out.String(), "1 files intact, account acc_1, identity masked, audit chain at entry 7") {
		t.Errorf("%q, %v", out.String(), err)
	}
	if err := (dossierVerifyCmd{File: dossierFile(t, "x", "y")}).Run(env); err == nil || !strings.Contains(err.Error(), "a.csv was changed") {
		t.Errorf("a changed file: %v", err)
	}
	other := filepath.Join(t.TempDir(), "other")
	if err := os.WriteFile(other, []byte("no archive"), 0o600); err != nil {
		t.Fatal(err)
	}
	if err := (dossierVerifyCmd{File: other}).Run(env); err == nil {
		t.Error("no archive, yet it holds")
	}
}
