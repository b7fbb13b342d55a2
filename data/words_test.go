package data

import (
	"crypto/rand"
	"go/ast"
	"go/parser"
	"go/token"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"gorm.io/gorm"
)

// namedTexts are the constants of models that are texts.
func namedTexts(t *testing.T) map[string]string {
	t.Helper()
	named := map[string]string{}
	for _, f := range sources(t, "../models/*.go") {
		ast.Inspect(f, func(n ast.Node) bool {
			spec, ok := n.(*ast.ValueSpec)
			if !ok {
				return true
			}
			for i, v := range spec.Values {
				if text, ok := textOf(v); ok {
					named[spec.Names[i].Name] = text
				}
			}
			return true
		})
	}
	return named
}

func textOf(e ast.Expr) (string, bool) {
	b, ok := e.(*ast.BasicLit)
	if !ok || b.Kind != token.STRING {
		return "", false
	}
	text, err := strconv.Unquote(b.Value)
	return text, err == nil
}

var sourceFiles = token.NewFileSet()

func sources(t *testing.T, pattern string) []*ast.File {
	t.Helper()
	names, err := filepath.Glob(pattern)
	if err != nil || len(names) == 0 {
		t.Fatalf("%s: %v", pattern, err)
	}
	var all []*ast.File
	for _, name := range names {
		if strings.HasSuffix(name, "_test.go") {
			continue
		}
		f, err := parser.ParseFile(sourceFiles, name, nil, 0)
		if err != nil {
			t.Fatal(err)
		}
		all = append(all, f)
	}
	return all
}

// restedOn are the conditions, column = value, that indexes of some rows only rest on.
func restedOn(t *testing.T) map[string]bool {
	t.Helper()
	s := openTest(t, Options{Dir: t.TempDir(), Now: newClock().now, Rand: rand.Reader})
	var indexes []string
	err := s.read(ctx, func(db *gorm.DB) error {
		return db.Raw("SELECT sql FROM sqlite_master WHERE type = 'index' AND sql LIKE '% WHERE %'").Scan(&indexes).Error
	})
	if err != nil {
		t.Fatal(err)
	}
	rests := map[string]bool{}
	for _, index := range indexes {
		_, where, _ := strings.Cut(index, " WHERE ")
		for _, m := range regexp.MustCompile(`(\w+) = '(\w*)'`).FindAllStringSubmatch(where, -1) {
			rests[m[1]+" = "+m[2]] = true
		}
	}
	return rests
}

var boundTo = regexp.MustCompile(`(?:(\w+) = |)\?`)

// TestWhatIndexesRestOnStandsInTheWords: SQLite keeps the plan of a statement whatever is bound to it, so that a constant that an index of
// some rows rests on has to stand in the statement's words.
func TestWhatIndexesRestOnStandsInTheWords(t *testing.T) {
	named, rests := namedTexts(t), restedOn(t)
	if !rests["state = open"] || named["CaseOpen"] != "open" {
		t.Fatalf("neither indexes nor constants are read right: %v", rests)
	}
	bound := func(call *ast.CallExpr) {
		for i, a := range call.Args {
			words, ok := textOf(a)
			if !ok {
				continue
			}
			for k, m := range boundTo.FindAllStringSubmatch(words, -1) {
				if i+1+k >= len(call.Args) {
					break
				}
				constant, ok := call.Args[i+1+k].(*ast.SelectorExpr)
				if ok && rests[m[1]+" = "+named[constant.Sel.Name]] && named[constant.Sel.Name] != "" {
					t.Errorf("%s: write %s = '%s'", sourceFiles.Position(a.Pos()), m[1], named[constant.Sel.Name])
				}
			}
		}
	}
	for _, f := range sources(t, "*.go") {
		ast.Inspect(f, func(n ast.Node) bool {
			if call, ok := n.(*ast.CallExpr); ok {
				bound(call)
			}
			return true
		})
	}
}
