package models_test

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"io"
	"maps"
	"slices"
	"strings"
	"testing"

	"candor/models"
)

func checkFiles(files map[string][]byte) (*models.DossierManifest, error) {
	return models.CheckDossier(slices.Collect(maps.Keys(files)), func(name string) (io.ReadCloser, error) {
		return io.NopCloser(bytes.NewReader(files[name])), nil
	})
}

func TestCheckDossierNamesWhatDoesNotHold(t *testing.T) {
	sum := sha256.Sum256([]byte("a"))
	good := func() (map[string][]byte, *models.DossierManifest) {
		m := &models.DossierManifest{Schema: models.DossierSchema, SHA256: map[string]string{"a.csv": hex.EncodeToString(sum[:])}}
		return map[string][]byte{"a.csv": []byte("a")}, m
	}
	for name, tt := range map[string]struct {
		change func(map[string][]byte, *models.DossierManifest)
		want   string
	}{
		"whole":    {func(map[string][]byte, *models.DossierManifest) {}, ""},
		"changed":  {func(f map[string][]byte, _ *models.DossierManifest) { f["a.csv"] = []byte("b") }, "a.csv was changed"},
		"missing":  {func(f map[string][]byte, _ *models.DossierManifest) { delete(f, "a.csv") }, "a.csv is missing"},
		"added":    {func(f map[string][]byte, _ *models.DossierManifest) { f["b.csv"] = nil }, "b.csv is not in the manifest"},
		"schema":   {func(_ map[string][]byte, m *models.DossierManifest) { m.Schema = "other/1" }, "schema"},
		"no files": {func(f map[string][]byte, m *models.DossierManifest) { m.SHA256 = nil }, "lists no file"},
	} {
		t.Run(name, func(t *testing.T) {
			files, m := good()
			tt.change(files, m)
			raw, err := json.Marshal(m)
			if err != nil {
				t.Fatal(err)
			}
			files[models.DossierManifestFile] = raw
			_, err = checkFiles(files)
			if (err == nil) != (tt.want == "") || (err != nil && !strings.Contains(err.Error(), tt.want)) {
				t.Errorf("err = %v, want %q", err, tt.want)
			}
		})
	}
	if _, err := checkFiles(map[string][]byte{"a": nil}); err == nil {
		t.Error("no manifest, yet it holds")
	}
	if _, err := checkFiles(map[string][]byte{models.DossierManifestFile: []byte("{")}); err == nil {
		t.Error("a broken manifest holds")
	}
	unread := errors.New("unread")
	_, err := models.CheckDossier([]string{models.DossierManifestFile}, func(string) (io.ReadCloser, error) { return nil, unread })
	if !errors.Is(err, unread) {
		t.Errorf("what cannot be read: %v", err)
	}
}
