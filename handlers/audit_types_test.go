package handlers

import (
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// TestEveryKindOfObjectCanBeFound: what the store writes entries about is named on the page of the record, and can be narrowed to.
func TestEveryKindOfObjectCanBeFound(t *testing.T) {
	files, err := filepath.Glob(filepath.Join("..", "data", "*.go"))
	if err != nil || len(files) == 0 {
		t.Fatal(err)
	}
	kind := regexp.MustCompile(`target\{kind: "([a-z_]+)"`)
	found := 0
	for _, name := range files {
		if strings.HasSuffix(name, "_test.go") {
			continue
		}
		code, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		for _, m := range kind.FindAllStringSubmatch(string(code), -1) {
			found++
			if !slices.Contains(objectTypes(), m[1]) {
				t.Errorf("%s: an entry about a %s", filepath.Base(name), m[1])
			}
		}
	}
	if found < 40 {
		t.Errorf("only %d kinds", found)
	}
}
