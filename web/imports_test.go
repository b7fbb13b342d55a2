package main

import (
	"encoding/json"
	"io"
	"os/exec"
	"slices"
	"strings"
	"testing"
)

// mayImport is which package may import which of ours, and from outside. A name that ends
// in /… covers what is below it. Standard library packages are always allowed.
var mayImport = map[string]struct{ ours, outside []string }{
	"candor/engine/plain":    {},
	"candor/engine/score":    {ours: []string{"candor/engine/plain"}},
	"candor/engine/factor":   {ours: []string{"candor/engine/score"}},
	"candor/engine/learn":    {ours: []string{"candor/engine/plain", "candor/engine/score", "candor/engine/factor"}, outside: []string{"gonum.org"}},
	"candor/engine/validate": {ours: []string{"candor/engine/plain", "candor/engine/score", "candor/engine/factor", "candor/engine/learn"}},
	"candor/engine/limits":   {},
	"candor/engine/cohort":   {},
	"candor/engine/agree":    {ours: []string{"candor/engine/validate"}},
	"candor/engine/effect":   {ours: []string{"candor/engine/plain", "candor/engine/validate"}},
	"candor/engine/misjudge": {ours: []string{"candor/engine/plain"}},
	"candor/engine/drift":    {ours: []string{"candor/engine/score", "candor/engine/learn"}},
	"candor/engine/watch":    {ours: []string{"candor/engine/plain"}},
	"candor/engine/rules":    {outside: []string{"github.com/expr-lang/expr"}},
	"candor/engine/decide":   {ours: []string{"candor/engine/…"}},
	"candor/engine/contrast": {ours: []string{"candor/engine/score", "candor/engine/learn", "candor/engine/validate"}},
	"candor/engine/backtest": {ours: []string{"candor/engine/…"}},
	"candor/engine":          {},
	"candor/models":          {ours: []string{"candor/engine/…"}},
	"candor/static":          {},
	"candor/views/text":      {outside: []string{"github.com/nicksnyder/go-i18n", "golang.org/x/text"}},
	"candor/views/ui":        {outside: []string{"github.com/a-h/templ"}},
	"candor/views/chart":     {ours: []string{"candor/views/ui"}, outside: []string{"github.com/a-h/templ"}},
	"candor/views":           {ours: []string{"candor/views/…", "candor/static"}, outside: []string{"github.com/a-h/templ"}},
	"candor/handlers":        {ours: []string{"candor/models", "candor/views/…", "candor/engine/…"}, outside: []string{"github.com/labstack/echo", "github.com/a-h/templ", "github.com/gorilla"}},
	"candor/handlers/api":    {ours: []string{"candor/models", "candor/handlers", "candor/engine/…"}, outside: []string{"github.com/labstack/echo"}},
	"candor/data":            {ours: []string{"candor/models", "candor/engine/…", "candor/data/…"}, outside: []string{"gorm.io", "github.com/mattn", "modernc.org", "github.com/pressly", "github.com/jackc", "golang.org/x/mod"}},
	"candor/data/password":   {outside: []string{"github.com/alexedwards/argon2id"}},
	"candor/data/vault":      {outside: []string{"github.com/tink-crypto", "github.com/emmansun/gmsm", "google.golang.org/protobuf"}},
	"candor/data/upload":     {ours: []string{"candor/models"}, outside: []string{"golang.org/x/text", "golang.org/x/image"}},
	"candor/data/csqlite":    {},
	"candor/data/onewrite":   {},
	"candor/data/pgtest":     {outside: []string{"github.com/jackc"}},
	"candor/data/imports":    {ours: []string{"candor/models", "candor/engine/…"}},
	"candor/data/demo":       {ours: []string{"candor/data/…", "candor/models", "candor/engine/…"}},
	"candor/data/gateway":    {ours: []string{"candor/models"}, outside: []string{"github.com/wneessen/go-mail"}},
	"candor/data/simulate":   {ours: []string{"candor/data/demo", "candor/models"}},
	"candor/web":             {ours: []string{"candor/…"}, outside: []string{"github.com", "golang.org", "gorm.io"}},

	"candor/engine/graph":          {ours: []string{"candor/engine/plain"}},
	"candor/engine/counterfactual": {ours: []string{"candor/engine/…"}},
}

// TestImportsKeepTheirRooms fails on an import that the table does not allow.
func TestImportsKeepTheirRooms(t *testing.T) {
	out, err := exec.Command("go", "list", "-json=ImportPath,Imports,Standard", "candor/...").Output()
	if err != nil {
		t.Fatal(err)
	}
	d := json.NewDecoder(strings.NewReader(string(out)))
	seen := 0
	for {
		var p struct {
			ImportPath string
			Imports    []string
		}
		if err := d.Decode(&p); err == io.EOF {
			break
		} else if err != nil {
			t.Fatal(err)
		}
		seen++
		rule, known := mayImport[p.ImportPath]
		if !known {
			t.Errorf("package %s is not in the table: add what it may import", p.ImportPath)
			continue
		}
		for _, dependency := range p.Imports {
			if !allowed(rule.ours, rule.outside, dependency) {
				t.Errorf("%s must not import %s", p.ImportPath, dependency)
			}
		}
	}
	if seen < 10 {
		t.Errorf("only %d packages were listed", seen)
	}
}

func allowed(ours, outside []string, dependency string) bool {
	first, _, _ := strings.Cut(dependency, "/")
	if first == "candor" {
		return slices.ContainsFunc(ours, func(rule string) bool {
			prefix, below := strings.CutSuffix(rule, "…")
			return dependency == rule || (below && (strings.HasPrefix(dependency, prefix) || dependency == strings.TrimSuffix(prefix, "/")))
		})
	}
	if !strings.Contains(first, ".") {
		return true // the standard library
	}
	return slices.ContainsFunc(outside, func(prefix string) bool { return strings.HasPrefix(dependency, prefix) })
}
