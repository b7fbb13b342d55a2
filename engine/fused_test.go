package engine_test

import (
	"bufio"
	"bytes"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"testing"
)

// TestNoSumTakesAProductUnrounded compiles the engine for a processor that can multiply and add in one step, rounding once
// where others round twice, and wants no such step in it: float64(x*y) + z asks for the rounding between. Where it was
// missing a rule that multiplies failed on every event there, because x*y less itself was not 0.
func TestNoSumTakesAProductUnrounded(t *testing.T) {
	// A look at each file tells the cache of test results what this one depends on.
	err := filepath.WalkDir(".", func(path string, _ fs.DirEntry, err error) error {
		if err == nil {
			_, err = os.Stat(path)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	build := exec.Command("go", "build", "-gcflags=candor/engine/...=-S", "./...")
	build.Env = append(os.Environ(), "GOARCH=arm64", "CGO_ENABLED=0")
	var listing bytes.Buffer
	build.Stderr = &listing
	if err := build.Run(); err != nil {
		t.Fatalf("%v: %.500s", err, listing.String())
	}
	functions, fused := 0, regexp.MustCompile(`\((\S+:\d+)\)\tFN?M(?:ADD|SUB)[SD]\t`)
	lines := bufio.NewScanner(&listing)
	lines.Buffer(nil, 1<<20)
	for lines.Scan() {
		if bytes.Contains(lines.Bytes(), []byte("\tTEXT\t")) {
			functions++
		}
		if at := fused.FindSubmatch(lines.Bytes()); at != nil {
			t.Errorf("%s: a product and a sum are fused; write float64(x*y) + z", at[1])
		}
	}
	if err := lines.Err(); err != nil {
		t.Fatal(err)
	}
	if functions < 1000 {
		t.Errorf("only %d functions were looked at", functions)
	}
}
