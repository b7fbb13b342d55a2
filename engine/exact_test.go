package engine_test

import (
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// roundedSomehow is what package math computes in steps that differ between processors, some in their own language and some by
// multiplying and adding at once: the last bits of its results are not the same on all. What is not here is exact or correctly
// rounded everywhere.
var roundedSomehow = []string{
	"Acos", "Acosh", "Asin", "Asinh", "Atan", "Atan2", "Atanh", "Cbrt", "Cos", "Cosh", "Erf", "Erfc", "Erfcinv", "Erfinv", "Exp", "Exp2",
	"Expm1", "Gamma", "Hypot", "J0", "J1", "Jn", "Lgamma", "Log", "Log10", "Log1p", "Log2", "Pow", "Pow10", "Sin", "Sincos", "Sinh", "Tan", "Tanh",
	"Y0", "Y1", "Yn",
}

// exceptions are the files that may use it nevertheless.
var exceptions = map[string]string{
	"plain/plain.go":    "at the ends of the numbers, where the result is 0, infinite or none",
	"plain/fast.go":     "likewise",
	"learn/logistic.go": "weights that are rounded to whole points afterwards, fitted by a library that does the same",
}

// TestDecisionsAreTheSameOnEveryProcessor wants plain's functions wherever the engine computes: a feature or a score with another
// last bit is another decision when it is replayed elsewhere.
func TestDecisionsAreTheSameOnEveryProcessor(t *testing.T) {
	used, files := map[string]bool{}, 0
	err := filepath.WalkDir(".", func(path string, _ fs.DirEntry, err error) error {
		if err != nil || !strings.HasSuffix(path, ".go") || strings.HasSuffix(path, "_test.go") {
			return err
		}
		files++
		set := token.NewFileSet()
		file, err := parser.ParseFile(set, path, nil, 0)
		if err != nil {
			return err
		}
		for _, i := range file.Imports {
			if i.Path.Value == `"math"` && i.Name != nil {
				t.Errorf("%s imports math by another name", path)
			}
		}
		ast.Inspect(file, func(n ast.Node) bool {
			at, ok := n.(*ast.SelectorExpr)
			if !ok {
				return true
			}
			if from, ok := at.X.(*ast.Ident); ok && from.Name == "math" && slices.Contains(roundedSomehow, at.Sel.Name) {
				name := filepath.ToSlash(path)
				if used[name] = true; exceptions[name] == "" {
					t.Errorf("%s: math.%s has other bits on other processors; use package plain", set.Position(at.Pos()), at.Sel.Name)
				}
			}
			return true
		})
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	for name := range exceptions {
		if !used[name] {
			t.Errorf("%s needs no exception", name)
		}
	}
	if files < 100 {
		t.Errorf("only %d files were looked at", files)
	}
}
