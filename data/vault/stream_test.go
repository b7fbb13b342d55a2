package vault_test

import (
	"bytes"
	"crypto/rand"
	"errors"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"candor/data/vault"
)

func fileCipher(t interface{ Fatal(...any) }) *vault.FileCipher {
	key, err := vault.NewFileKey(rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	c, err := vault.OpenFileKey(key)
	if err != nil {
		t.Fatal(err)
	}
	return c
}

// TestChunksOpenOnlyInTheirPlace moves, swaps, cuts and changes chunks of two files.
func TestChunksOpenOnlyInTheirPlace(t *testing.T) {
	one, other := fileCipher(t), fileCipher(t)
	first, last := one.Seal(0, false, []byte("first")), one.Seal(1, true, []byte("last"))
	for name, tt := range map[string]struct {
		with   *vault.FileCipher
		n      int
		last   bool
		sealed []byte
		opens  bool
	}{
		"first in its place":         {one, 0, false, first, true},
		"last in its place":          {one, 1, true, last, true},
		"first as second":            {one, 1, false, first, false},
		"last as first":              {one, 0, true, last, false},
		"cut off after the first":    {one, 0, true, first, false},
		"more after the last":        {one, 1, false, last, false},
		"of another file":            {other, 0, false, first, false},
		"one bit changed":            {one, 0, false, flip(first), false},
		"cut short":                  {one, 0, false, first[:len(first)-1], false},
		"nothing":                    {one, 0, false, nil, false},
		"number beyond the last one": {one, 1 << 20, true, last, false},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := tt.with.Open(tt.n, tt.last, tt.sealed)
			if (err == nil) != tt.opens || (err != nil && !errors.Is(err, vault.ErrOpen)) {
				t.Errorf("opens: %v", err)
			}
		})
	}
}

func flip(b []byte) []byte {
	out := bytes.Clone(b)
	out[len(out)/2] ^= 1
	return out
}

// TestFileKeysOfOtherLengthsAreRefused reads what is no key.
func TestFileKeysOfOtherLengthsAreRefused(t *testing.T) {
	for _, key := range []string{"", "short", strings.Repeat("A", 44) + "====", "QUJD"} {
		if _, err := vault.OpenFileKey(key); err == nil {
			t.Errorf("%q is taken for a key", key)
		}
	}
}

// TestWhatIsSealedInChunksComesBack seals files of any length and puts them together again.
func TestWhatIsSealedInChunksComesBack(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		c := fileCipher(t)
		content := rapid.SliceOfN(rapid.Byte(), 0, 4096).Draw(t, "content")
		size := rapid.IntRange(1, 600).Draw(t, "chunk")
		var parts [][]byte
		for at := 0; at == 0 || at < len(content); at += size {
			end := min(at+size, len(content))
			parts = append(parts, c.Seal(len(parts), end == len(content), content[at:end]))
		}
		var back []byte
		for i, p := range parts {
			plain, err := c.Open(i, i == len(parts)-1, p)
			if err != nil {
				t.Fatal(err)
			}
			back = append(back, plain...)
		}
		if !bytes.Equal(back, content) {
			t.Fatal("another content came back")
		}
	})
}

// TestChunksCountsWhatHoldsASize looks at both sides of the border.
func TestChunksCountsWhatHoldsASize(t *testing.T) {
	for size, want := range map[int]int{0: 1, 1: 1, vault.ChunkSize: 1, vault.ChunkSize + 1: 2, 10 << 20: 40} {
		if got := vault.Chunks(size); got != want {
			t.Errorf("%d bytes: %d chunks, want %d", size, got, want)
		}
	}
}
