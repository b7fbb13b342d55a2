package views

import (
	"bytes"
	"go/format"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/a-h/templ/generator"
	parser "github.com/a-h/templ/parser/v2"
)

// TestGeneratedFilesAreFresh generates every page again and compares it with the file beside it, as `make generate` would write it; a
// generated file without its source is a leftover. It asks templ's own library, whose command takes longer to compile than this to run.
func TestGeneratedFilesAreFresh(t *testing.T) {
	sources, generated := 0, map[string]bool{}
	err := filepath.WalkDir(".", func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		if strings.HasSuffix(path, "_templ.go") {
			generated[path] = true
		}
		if filepath.Ext(path) == ".templ" {
			sources++
		}
		return nil
	})
	if err != nil || sources == 0 {
		t.Fatalf("%d pages, %v", sources, err)
	}
	for path := range generated {
		have, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		if want := generate(t, strings.TrimSuffix(path, "_templ.go")+".templ"); !bytes.Equal(have, want) {
			t.Errorf("%s is stale: run make generate", path)
		}
	}
	if len(generated) != sources {
		t.Errorf("%d pages and %d generated files: run make generate", sources, len(generated))
	}
}

// generate is what templ makes of one page.
func generate(t *testing.T, path string) []byte {
	t.Helper()
	page, err := parser.Parse(path)
	if err != nil {
		t.Fatalf("%s: %v", path, err)
	}
	var b bytes.Buffer
	if _, err := generator.Generate(page, &b, generator.WithFileName(filepath.ToSlash(path))); err != nil {
		t.Fatalf("%s: %v", path, err)
	}
	code, err := format.Source(b.Bytes())
	if err != nil {
		t.Fatalf("%s: %v", path, err)
	}
	return code
}
