package main

import (
	"bytes"
	"context"
	"encoding/base64"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// kms writes a stand-in for a key management service's client: a script that counts its
// calls and does what body says.
func kms(t *testing.T, body string) (line, calls string) {
	t.Helper()
	dir := t.TempDir()
	calls = filepath.Join(dir, "calls")
	script := "#!/bin/sh\necho call >> " + calls + "\n" + body + "\n"
	line = filepath.Join(dir, "kms")
	if err := os.WriteFile(line, []byte(script), 0o700); err != nil {
		t.Fatal(err)
	}
	return line + " decrypt --key a;b", calls
}

// TestKeyManagementServiceGivesTheKey opens a store whose keys are sealed by a key that
// only a command knows (S52).
func TestKeyManagementServiceGivesTheKey(t *testing.T) {
	key := bytes.Repeat([]byte{7}, 32)
	env := testEnv(t)
	var calls string
	env.Config.KEKCommand, calls = kms(t, `[ "$1 $2 $3" = "decrypt --key a;b" ] && echo `+base64.StdEncoding.EncodeToString(key))
	if err := env.Config.Validate(); err != nil {
		t.Fatal(err)
	}
	for range 2 {
		store, err := env.Open()
		if err != nil {
			t.Fatal(err)
		}
		if err := store.Close(); err != nil {
			t.Fatal(err)
		}
	}
	if b, err := os.ReadFile(calls); err != nil || strings.Count(string(b), "call") != 1 {
		t.Errorf("the service was asked %q, %v; once is enough", b, err)
	}
	b, err := os.ReadFile(filepath.Join(env.Config.Data, "keys", "vault.json"))
	if err != nil || !bytes.Contains(b, []byte(`"sealed":true`)) {
		t.Errorf("the keys are not sealed: %v", err)
	}
	without := testEnv(t)
	without.Config.Data = env.Config.Data
	if _, err := without.Open(); err == nil {
		t.Error("the keys open without the service")
	}
}

func TestKeyCommandThatFails(t *testing.T) {
	for name, body := range map[string]string{
		"refuses": "echo secret >&2; exit 1", "says nothing": "true", "says too much": "head -c 100000 /dev/zero",
		"no key": "echo hello",
	} {
		t.Run(name, func(t *testing.T) {
			line, _ := kms(t, body)
			c := &Config{KEKCommand: line}
			key, err := c.kek(context.Background())
			if err == nil || !strings.Contains(err.Error(), "--kek-command") || strings.Contains(err.Error(), "secret") {
				t.Errorf("key %x, %v", key, err)
			}
		})
	}
}
