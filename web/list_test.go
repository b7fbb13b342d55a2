package main

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"candor/models"
)

// TestListCommands imports a file, reads it again beside nobody, and imports what was
// exported: all of it is there already.
func TestListCommands(t *testing.T) {
	env := testEnv(t)
	dir := t.TempDir()
	store, err := env.Open()
	if err != nil {
		t.Fatal(err)
	}
	addTestUser(t, store, "leader", models.RoleLead)
	if err := store.Close(); err != nil {
		t.Fatal(err)
	}
	write := func(name, content string) string {
		path := filepath.Join(dir, name)
		if err := os.WriteFile(path, []byte(content), 0o600); err != nil {
			t.Fatal(err)
		}
		return path
	}
	candor := func(want int, args ...string) string {
		t.Helper()
		var out bytes.Buffer
		env.Stdout = &out
		if status := run(env, append(args, "--data", env.Config.Data, "--log-level", "error")); status != want {
			t.Fatalf("candor %s: status %d\n%s", strings.Join(args, " "), status, out.String())
		}
		return out.String()
	}
	says := func(got string, want ...string) {
		t.Helper()
		for _, w := range want {
			if !strings.Contains(got, w) {
				t.Errorf("does not say %q:\n%s", w, got)
			}
		}
	}
	file := write("ring.csv", "lane,kind,value,reason\nblock,device,D-1,a ring's device\nallow,merchant,M-7,our own shop\nwatch,cidr,203.0.113.0/33,no network\n")
	says(candor(exitRejected, "list", "import", file, "--as", "leader", "--reason", "found in a ring"),
		"line 4: value list_network", "2 new, 0 there already, 1 refused", ": read")
	if got := candor(0, "list", "show"); got != "" {
		t.Errorf("read only, and in force: %s", got)
	}
	says(candor(exitRejected, "list", "import", file, "--as", "leader", "--reason", "found in a ring", "--confirm"), ": added")
	all := candor(0, "list", "show")
	says(all, "block", "allow", "token:", "no end", "our own shop")
	if got := candor(0, "list", "show", "block", "--kind", "device"); strings.Count(got, "\n") != 1 || strings.Contains(got, "D-1") {
		t.Errorf("one lane: %s", got)
	}
	exported := candor(0, "list", "export", "block")
	says(exported, "filter: lane=block", "token:")
	says(candor(0, "list", "import", write("again.csv", exported), "--as", "leader", "--reason", "the same again"), "0 new, 1 there already, 0 refused")
	says(candor(exitFailed, "list", "import", write("none.csv", ""), "--as", "leader", "--reason", "empty"), "file: list_file_empty")
	candor(exitFailed, "list", "import", file, "--as", "nobody", "--reason", "found in a ring")
	candor(exitUsage, "list", "show", "grey")
}
