package vault

import (
	"bytes"
	"crypto/hkdf"
	"crypto/rand"
	"crypto/sha256"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"sync"

	"github.com/tink-crypto/tink-go/v2/aead/subtle"
	"github.com/tink-crypto/tink-go/v2/tink"
)

// subjects is a file of secrets, one a person, each at the place that its number says. A
// value sealed for a person is sealed twice: inside with the person's key, outside with a
// key of the keyset. The file alone opens nothing, and without it neither does the keyset.
type subjects struct {
	path      string
	mu        sync.Mutex
	next, end int64 // numbers that this process made and has not given out yet
}

const (
	subjectSize  = 32
	subjectBlock = 256 // made at once, so that one sync serves as many new accounts

	// subjectMark begins what a subject's key sealed; eight bytes of number follow.
	subjectMark   = 0xFF
	subjectHeader = 9
)

// make hands out the number of a new secret that is on disk.
func (s *subjects) make() (int64, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.next == s.end {
		first, err := s.extend()
		if err != nil {
			return 0, fmt.Errorf("make subject keys: %w", err)
		}
		s.next, s.end = first, first+subjectBlock
	}
	s.next++
	return s.next - 1, nil
}

// extend adds a block of secrets and returns the number of the first. Numbers start at 1.
func (s *subjects) extend() (int64, error) {
	if err := os.MkdirAll(filepath.Dir(s.path), 0o700); err != nil {
		return 0, err
	}
	free, err := lockFile(s.path + ".lock")
	if err != nil {
		return 0, err
	}
	secrets := make([]byte, subjectBlock*subjectSize)
	if _, err := rand.Read(secrets); err != nil {
		return 0, errors.Join(err, free())
	}
	f, err := os.OpenFile(s.path, os.O_WRONLY|os.O_CREATE, 0o600)
	if err != nil {
		return 0, errors.Join(err, free())
	}
	var first int64
	info, err := f.Stat()
	if err == nil {
		first = (info.Size()+subjectSize-1)/subjectSize + 1 // after what a crash may have cut short
		_, err = f.WriteAt(secrets, (first-1)*subjectSize)
	}
	return first, errors.Join(err, f.Sync(), f.Close(), free())
}

// secret reads a secret from disk each time, so that one that is erased by any process is
// gone for all of them at once.
func (s *subjects) secret(subject int64) ([]byte, error) {
	f, err := os.Open(s.path)
	if err != nil {
		return nil, fmt.Errorf("subject keys: %w", err)
	}
	b := make([]byte, subjectSize)
	if subject < 1 {
		err = fs.ErrNotExist
	} else {
		_, err = f.ReadAt(b, (subject-1)*subjectSize)
	}
	if err := errors.Join(err, f.Close()); err != nil {
		if errors.Is(err, io.EOF) {
			err = fs.ErrNotExist
		}
		return nil, fmt.Errorf("subject key %d: %w", subject, err)
	}
	if bytes.Equal(b, make([]byte, subjectSize)) {
		return nil, ErrErased
	}
	return b, nil
}

// erase writes zeros over a secret.
func (s *subjects) erase(subject int64) error {
	if _, err := s.secret(subject); errors.Is(err, ErrErased) {
		return nil
	} else if err != nil {
		return err
	}
	f, err := os.OpenFile(s.path, os.O_WRONLY, 0o600)
	if err != nil {
		return fmt.Errorf("subject keys: %w", err)
	}
	_, err = f.WriteAt(make([]byte, subjectSize), (subject-1)*subjectSize)
	if err := errors.Join(err, f.Sync(), f.Close()); err != nil {
		return fmt.Errorf("erase subject key: %w", err)
	}
	return nil
}

// aead is a person's key ready for use.
func (s *subjects) aead(subject int64) (tink.AEAD, error) {
	secret, err := s.secret(subject)
	if err != nil {
		return nil, err
	}
	key, err := hkdf.Key(sha256.New, secret, nil, fmt.Sprintf("candor subject key|%d", subject), 32)
	if err != nil {
		return nil, err
	}
	return subtle.NewAESGCM(key)
}

func (s *subjects) seal(subject int64, plain []byte, at Place) ([]byte, error) {
	key, err := s.aead(subject)
	if err != nil {
		return nil, err
	}
	sealed, err := key.Encrypt(plain, at.bytes())
	if err != nil {
		return nil, err
	}
	head := binary.BigEndian.AppendUint64([]byte{subjectMark}, uint64(subject))
	return append(head, sealed...), nil
}

// subjectIn reads the number in front of what a subject's key sealed.
func subjectIn(b []byte) int64 { return int64(binary.BigEndian.Uint64(b[1:subjectHeader])) }

func (s *subjects) open(b []byte, at Place) ([]byte, error) {
	if len(b) < subjectHeader {
		return nil, ErrOpen
	}
	key, err := s.aead(subjectIn(b))
	if err != nil {
		return nil, err
	}
	return key.Decrypt(b[subjectHeader:], at.bytes())
}
