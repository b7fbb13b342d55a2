package handlers

import (
	"bytes"
	"crypto/aes"
	"crypto/cipher"
	"crypto/rand"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"hash"
	"io"
	"os"
)

// spoolMemory is how many bytes of a file that is being made are kept in memory; what comes after goes to the disk.
const spoolMemory = 4 << 20

// spool is a file that is made whole before it may leave, however large: its beginning in memory, the rest on the disk under a
// key that only this process ever has, so that nothing that is left behind can be read.
type spool struct {
	memory bytes.Buffer
	most   int // bytes in memory
	disk   *os.File
	key    [32]byte
	stream cipher.Stream
	sum    hash.Hash
	size   int64
}

func newSpool() (*spool, error) {
	s := &spool{most: spoolMemory, sum: sha256.New()}
	if _, err := rand.Read(s.key[:]); err != nil {
		return nil, fmt.Errorf("make a key for a file: %w", err)
	}
	return s, nil
}

// keystream begins the stream that hides what is on the disk. A key hides one file, written once from its beginning.
func (s *spool) keystream() (cipher.Stream, error) {
	block, err := aes.NewCipher(s.key[:])
	if err != nil {
		return nil, err
	}
	return cipher.NewCTR(block, make([]byte, aes.BlockSize)), nil
}

// Write adds to the file.
func (s *spool) Write(b []byte) (int, error) {
	s.sum.Write(b)
	s.size += int64(len(b))
	n := min(len(b), s.most-s.memory.Len())
	s.memory.Write(b[:n])
	if n == len(b) {
		return n, nil
	}
	if s.disk == nil {
		var err error
		if s.stream, err = s.keystream(); err != nil {
			return n, err
		}
		if s.disk, err = os.CreateTemp("", "candor-spool-"); err != nil {
			return n, err
		}
	}
	more, err := cipher.StreamWriter{S: s.stream, W: s.disk}.Write(b[n:])
	return n + more, err
}

// Hash is the SHA-256 of the file, in hex.
func (s *spool) Hash() string { return hex.EncodeToString(s.sum.Sum(nil)) }

// Reader reads the whole file once. Nothing is written to it any more.
func (s *spool) Reader() (io.Reader, error) {
	if s.disk == nil {
		return &s.memory, nil
	}
	if _, err := s.disk.Seek(0, io.SeekStart); err != nil {
		return nil, err
	}
	stream, err := s.keystream()
	if err != nil {
		return nil, err
	}
	return io.MultiReader(&s.memory, cipher.StreamReader{S: stream, R: s.disk}), nil
}

// Close takes what is on the disk away.
func (s *spool) Close() error {
	if s.disk == nil {
		return nil
	}
	return errors.Join(s.disk.Close(), os.Remove(s.disk.Name()))
}
