package handlers

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"io"
	"os"
	"testing"

	"pgregory.net/rapid"
)

// TestASpoolGivesBackWhatWasWritten: whatever the parts and wherever memory ends, the file is whole, hashes to what it says, leaves
// nothing on the disk that could be read, and nothing at all once it is closed.
func TestASpoolGivesBackWhatWasWritten(t *testing.T) {
	dir := t.TempDir()
	t.Setenv("TMPDIR", dir)
	rapid.Check(t, func(t *rapid.T) {
		s, err := newSpool()
		if err != nil {
			t.Fatal(err)
		}
		s.most = rapid.IntRange(0, 60).Draw(t, "memory")
		var whole []byte
		for _, part := range rapid.SliceOfN(rapid.SliceOfN(rapid.Byte(), 0, 40), 0, 6).Draw(t, "parts") {
			if n, err := s.Write(part); n != len(part) || err != nil {
				t.Fatalf("wrote %d of %d: %v", n, len(part), err)
			}
			whole = append(whole, part...)
		}
		if s.disk != nil && len(whole)-s.most >= 12 { // fewer may be the same by chance
			if hidden, err := os.ReadFile(s.disk.Name()); err != nil || bytes.Contains(hidden, whole[s.most:]) {
				t.Fatalf("on the disk in clear, %v", err)
			}
		}
		r, err := s.Reader()
		if err != nil {
			t.Fatal(err)
		}
		got, err := io.ReadAll(r)
		sum := sha256.Sum256(whole)
		if err != nil || !bytes.Equal(got, whole) || s.Hash() != hex.EncodeToString(sum[:]) || s.size != int64(len(whole)) {
			t.Fatalf("%d bytes came back of %d, %v", len(got), len(whole), err)
		}
		if err := s.Close(); err != nil {
			t.Fatal(err)
		}
	})
	if left, err := os.ReadDir(dir); err != nil || len(left) != 0 {
		t.Errorf("left behind: %v, %v", left, err)
	}
	t.Setenv("TMPDIR", dir+"/nowhere")
	s, err := newSpool()
	if err != nil {
		t.Fatal(err)
	}
	s.most = 1
	if _, err := s.Write([]byte("ab")); err == nil || s.Close() != nil {
		t.Errorf("no place on the disk: %v", err)
	}
}
