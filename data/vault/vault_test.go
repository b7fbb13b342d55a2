package vault_test

import (
	"bytes"
	"crypto/rand"
	"errors"
	"os"
	"path/filepath"
	"testing"

	"candor/data/vault"
)

func load(t *testing.T, path string, kek []byte) *vault.Vault {
	t.Helper()
	v, err := vault.Load(path, kek)
	if err != nil {
		t.Fatal(err)
	}
	return v
}

func TestSealedValuesOpenOnlyInTheirPlace(t *testing.T) {
	v := load(t, filepath.Join(t.TempDir(), "keys", "vault.json"), nil)
	here := vault.Place{Table: "accounts", Column: "phone", Row: 7}
	sealed, err := v.Seal("10012345678", here)
	if err != nil {
		t.Fatal(err)
	}
	if bytes.Contains(sealed, []byte("10012345678")) {
		t.Error("the sealed value holds the clear one")
	}
	if got, err := v.Open(sealed, here); err != nil || got != "10012345678" {
		t.Errorf("opened %q, %v", got, err)
	}
	changed := bytes.Clone(sealed)
	changed[len(changed)-1] ^= 1
	for name, try := range map[string]struct {
		sealed []byte
		at     vault.Place
	}{
		"another row":    {sealed, vault.Place{Table: "accounts", Column: "phone", Row: 8}},
		"another column": {sealed, vault.Place{Table: "accounts", Column: "name", Row: 7}},
		"another table":  {sealed, vault.Place{Table: "notes", Column: "phone", Row: 7}},
		"a changed bit":  {changed, here},
		"cut short":      {sealed[:3], here},
	} {
		if got, err := v.Open(try.sealed, try.at); !errors.Is(err, vault.ErrOpen) {
			t.Errorf("%s: opened %q, %v", name, got, err)
		}
	}
}

func TestKeysLastAndDifferBetweenLenders(t *testing.T) {
	path := filepath.Join(t.TempDir(), "vault.json")
	first := load(t, path, nil)
	sealed, err := first.Seal("secret", vault.Place{Row: 1})
	if err != nil {
		t.Fatal(err)
	}
	again, other := load(t, path, nil), load(t, filepath.Join(t.TempDir(), "vault.json"), nil)
	if got, err := again.Open(sealed, vault.Place{Row: 1}); err != nil || got != "secret" {
		t.Errorf("after reopening: %q, %v", got, err)
	}
	if _, err := other.Open(sealed, vault.Place{Row: 1}); !errors.Is(err, vault.ErrOpen) {
		t.Errorf("another lender's keys: %v", err)
	}
	if !bytes.Equal(first.Index("phone", "1"), again.Index("phone", "1")) || bytes.Equal(first.Index("phone", "1"), other.Index("phone", "1")) {
		t.Error("blind indexes must be equal for the same keys and only for them")
	}
	info, err := os.Stat(path)
	if err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("key file mode %v, %v", info.Mode(), err)
	}
}

func TestOperatorsKeySealsTheKeys(t *testing.T) {
	path := filepath.Join(t.TempDir(), "vault.json")
	kek := make([]byte, 32)
	if _, err := rand.Read(kek); err != nil {
		t.Fatal(err)
	}
	load(t, path, kek)
	if _, err := vault.Load(path, nil); err == nil {
		t.Error("sealed keys were read without the operator's key")
	}
	wrong := bytes.Clone(kek)
	wrong[0] ^= 1
	if _, err := vault.Load(path, wrong); err == nil {
		t.Error("sealed keys were read with another key")
	}
	load(t, path, kek)
}

func TestIndexFindsEveryWayOfWritingAValue(t *testing.T) {
	v := load(t, filepath.Join(t.TempDir(), "vault.json"), nil)
	for name, pair := range map[string][2]string{
		"spaces":         {"100 1234 5678", "10012345678"},
		"dashes":         {"100-1234-5678", "10012345678"},
		"case":           {"Ann Lee", "ann lee"},
		"check digit x":  {"11010119900101123X", "11010119900101123x"},
		"15 digits":      {"110101900101123", "110101199001011237"},
		"full-width gap": {"王 小明", "王　小明"},
	} {
		if !bytes.Equal(v.Index("f", pair[0]), v.Index("f", pair[1])) {
			t.Errorf("%s: %q and %q are different", name, pair[0], pair[1])
		}
	}
	if bytes.Equal(v.Index("phone", "1"), v.Index("id_number", "1")) {
		t.Error("two fields share a key")
	}
	if v.Index("phone", " - ") != nil {
		t.Error("nothing has an index")
	}
}

func BenchmarkOpen(b *testing.B) {
	v, err := vault.Load(filepath.Join(b.TempDir(), "vault.json"), nil)
	if err != nil {
		b.Fatal(err)
	}
	sealed, err := v.Seal("10012345678", vault.Place{Row: 1})
	if err != nil {
		b.Fatal(err)
	}
	for b.Loop() {
		if _, err := v.Open(sealed, vault.Place{Row: 1}); err != nil {
			b.Fatal(err)
		}
	}
}
