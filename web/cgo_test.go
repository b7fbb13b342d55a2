package main

import (
	"os"
	"os/exec"
	"strings"
	"testing"
)

// TestPassesThatWantACompilerAreNamed runs the script that the passes of the tests ask, as it stands on a machine without a C compiler.
func TestPassesThatWantACompilerAreNamed(t *testing.T) {
	bash, err := exec.LookPath("bash")
	if err != nil {
		t.Fatal(err)
	}
	run := func(path, ci string, args ...string) (string, error) {
		cmd := exec.Command(bash, append([]string{"../.ci/cgo.sh"}, args...)...)
		cmd.Env = []string{"PATH=" + path, "CI=" + ci}
		out, err := cmd.Output()
		return string(out), err
	}
	bare := t.TempDir()
	if out, err := run(bare, ""); err != nil || out != "0\n" {
		t.Errorf("without a compiler it says %q, %v", out, err)
	}
	out, err := run(bare, "", "--skipped", "race detector", "library")
	if err != nil || !strings.Contains(out, "race detector: skipped") || !strings.HasSuffix(out, "2 passes skipped\n") {
		t.Errorf("skipped passes are told as %q, %v", out, err)
	}
	if _, err := run(bare, "true", "--skipped", "race detector"); err == nil {
		t.Error("a skipped pass is no failure in CI")
	}
	whole := os.Getenv("PATH")
	if has, _ := run(whole, ""); has == "1\n" {
		if out, err := run(whole, "true", "--skipped", "race detector"); err != nil || out != "" {
			t.Errorf("with a compiler it says %q, %v", out, err)
		}
	}
}
