package models_test

import (
	"errors"
	"testing"

	"candor/models"
	"pgregory.net/rapid"
)

func TestPublicIDsReadBack(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		id := models.ID(rapid.Int64Range(1, 1<<63-1).Draw(t, "id"))
		got, err := models.ParseID("acc", id.Public("acc"))
		if err != nil || got != id {
			t.Fatalf("%d -> %s -> %d, %v", id, id.Public("acc"), got, err)
		}
	})
}

func TestParseIDRefuses(t *testing.T) {
	for name, s := range map[string]string{
		"another noun": models.ID(7).Public("cas"), "nothing": "", "prefix only": "acc_", "zero": "acc_0000000000000",
		"too long": "acc_00000000000001", "too large": "acc_zzzzzzzzzzzzz", "letter outside": "acc_000000000000u",
		"upper case": "acc_000000000000A", "sql": "acc_1 or 1=1 or 12",
	} {
		t.Run(name, func(t *testing.T) {
			if id, err := models.ParseID("acc", s); !errors.Is(err, models.ErrNotFound) {
				t.Errorf("ParseID(%q) = %d, %v", s, id, err)
			}
		})
	}
}

func FuzzParseID(f *testing.F) {
	f.Add("acc_0000000000007")
	f.Fuzz(func(t *testing.T, s string) {
		if id, err := models.ParseID("acc", s); err == nil && id.Public("acc") != s {
			t.Errorf("%q read as %d, written as %q", s, id, id.Public("acc"))
		}
	})
}
