package vault

import (
	"encoding/binary"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
)

// ErrOpen is ciphertext that does not open: another key, another place, or changed bytes.
// An *OpenError says which value it was.
var ErrOpen = errors.New("vault: cannot open")

// ErrErased is a value whose subject's key was destroyed.
var ErrErased = errors.New("vault: the subject is erased")

// Vault holds the keys. It is safe for many goroutines, and follows the key file when
// another process changes it.
type Vault struct {
	path     string
	kek      []byte
	keys     atomic.Pointer[keyring]
	mu       sync.Mutex // one reading or change of the file at a time
	subjects subjects

	tokenKeys sync.Map // by kind, from the index key, which is never another
}

// Load reads the key file, or makes a new one with permissions 0600 where there is none.
// kek is 32 bytes that seal the keyset, or nil to rely on the file's permissions alone.
func Load(path string, kek []byte) (*Vault, error) {
	v := &Vault{path: path, kek: kek, subjects: subjects{path: path + ".subjects"}}
	err := v.load()
	if errors.Is(err, fs.ErrNotExist) {
		if err := create(path, kek); err != nil {
			return nil, fmt.Errorf("make keys in %s: %w", path, err)
		}
		err = v.load()
	}
	if err != nil {
		return nil, err
	}
	return v, nil
}

// load reads the file.
func (v *Vault) load() error {
	k, err := readKeyring(v.path, v.kek)
	if err != nil {
		return fmt.Errorf("read keys in %s: %w", v.path, err)
	}
	v.keys.Store(k)
	return nil
}

// Refresh reads the key file again if it is another than the one that was read. A file that
// cannot be read changes nothing.
func (v *Vault) Refresh() error {
	v.mu.Lock()
	defer v.mu.Unlock()
	now, err := os.Stat(v.path)
	if err != nil {
		return fmt.Errorf("read keys: %w", err)
	}
	if was := v.keys.Load().info; os.SameFile(was, now) && was.ModTime().Equal(now.ModTime()) && was.Size() == now.Size() {
		return nil
	}
	return v.load()
}

// Has reports whether a key is there, after looking into the file for one that is not known.
func (v *Vault) Has(key uint32) bool { return v.ring(key).each[key] != nil }

// ring returns the keys, read again when the one that is wanted is not among them.
func (v *Vault) ring(want uint32) *keyring {
	if k := v.keys.Load(); k.each[want] != nil {
		return k
	}
	_ = v.Refresh() // with what was read before, the key is as unknown as without it
	return v.keys.Load()
}

// Primary is the key that the file names for sealing.
func (v *Vault) Primary() uint32 { return v.keys.Load().primary }

// Key is one sealing key, without what is secret about it.
type Key struct {
	ID        uint32
	Algorithm Algorithm
	Primary   bool
}

// Keys lists the keys in the order in which they were made.
func (v *Vault) Keys() []Key { return v.keys.Load().list }

// Place is where a sealed value lives; a value opens only there.
type Place struct {
	Table, Column string
	Row           int64
}

func (p Place) bytes() []byte {
	b := make([]byte, 0, len(p.Table)+len(p.Column)+24)
	b = append(append(append(append(b, p.Table...), '|'), p.Column...), '|')
	return append(strconv.AppendInt(b, p.Row, 10), "|C2"...)
}

// OpenError is a value that did not open.
type OpenError struct {
	At         Place
	Key        uint32 // that it names, 0 when it names none
	UnknownKey bool   // there is no such key; else the value or its place is not the original
}

// Error names the place and the key, never the value.
func (e *OpenError) Error() string {
	return fmt.Sprintf("%v: %s.%s of row %d, key %08x", ErrOpen, e.At.Table, e.At.Column, e.At.Row, e.Key)
}

// Is makes an *OpenError an ErrOpen.
func (e *OpenError) Is(target error) bool { return target == ErrOpen }

// With is what a value is sealed with: a key of the file and, unless it is 0, the key of
// the person whom the value is about.
type With struct {
	Key     uint32
	Subject int64
}

// Seal encrypts a value for its place with the file's primary key.
func (v *Vault) Seal(value string, at Place) ([]byte, error) {
	return v.SealWith(With{Key: v.Primary()}, value, at)
}

// SealWith encrypts a value for its place. The empty value stays empty: nothing is known.
func (v *Vault) SealWith(with With, value string, at Place) ([]byte, error) {
	if value == "" {
		return nil, nil
	}
	key := v.ring(with.Key).each[with.Key]
	if key == nil {
		return nil, fmt.Errorf("seal %s.%s: the keys folder does not hold key %08x", at.Table, at.Column, with.Key)
	}
	// subjectMark is no UTF-8: no value can be taken for one that a subject's key sealed.
	plain := []byte(strings.ToValidUTF8(value, "\uFFFD"))
	var err error
	if with.Subject != 0 {
		if plain, err = v.subjects.seal(with.Subject, plain, at); err != nil {
			return nil, fmt.Errorf("seal %s.%s: %w", at.Table, at.Column, err)
		}
	}
	b, err := key.Encrypt(plain, at.bytes())
	if err != nil {
		return nil, fmt.Errorf("seal %s.%s: %w", at.Table, at.Column, err)
	}
	return b, nil
}

// Open decrypts what SealWith made for the same place; else an *OpenError, or ErrErased.
func (v *Vault) Open(sealed []byte, at Place) (string, error) {
	if len(sealed) == 0 {
		return "", nil
	}
	id := KeyOf(sealed)
	key := v.ring(id).each[id]
	if key == nil {
		return "", &OpenError{At: at, Key: id, UnknownKey: true}
	}
	b, err := key.Decrypt(sealed, at.bytes())
	if err != nil {
		return "", &OpenError{At: at, Key: id}
	}
	if len(b) == 0 || b[0] != subjectMark {
		return string(b), nil
	}
	if b, err = v.subjects.open(b, at); errors.Is(err, ErrErased) {
		return "", fmt.Errorf("%w: %s.%s of row %d", ErrErased, at.Table, at.Column, at.Row)
	} else if err != nil {
		return "", &OpenError{At: at, Key: id}
	}
	return string(b), nil
}

// prefixLength is Tink's mark of one byte and the key's number in four.
const prefixLength = 5

// Prefix is how everything that a key seals begins.
func Prefix(key uint32) []byte {
	return binary.BigEndian.AppendUint32([]byte{1}, key)
}

// KeyOf returns the number of the key that sealed a value, 0 for bytes that name none.
func KeyOf(sealed []byte) uint32 {
	if len(sealed) < prefixLength || sealed[0] != 1 {
		return 0
	}
	return binary.BigEndian.Uint32(sealed[1:prefixLength])
}

// SubjectOf returns whose own key a value of a place was sealed with, 0 for nobody's.
func (v *Vault) SubjectOf(sealed []byte, at Place) (int64, error) {
	id := KeyOf(sealed)
	key := v.ring(id).each[id]
	if key == nil {
		return 0, &OpenError{At: at, Key: id, UnknownKey: true}
	}
	b, err := key.Decrypt(sealed, at.bytes())
	if err != nil {
		return 0, &OpenError{At: at, Key: id}
	}
	if len(b) < subjectHeader || b[0] != subjectMark {
		return 0, nil
	}
	return subjectIn(b), nil
}

// NewSubject makes a key for one person and returns its number.
func (v *Vault) NewSubject() (int64, error) { return v.subjects.make() }

// EraseSubject destroys a person's key. Nothing that it sealed can be opened again,
// wherever copies of it are; only a copy of the keys folder could bring it back.
func (v *Vault) EraseSubject(subject int64) error { return v.subjects.erase(subject) }

// SubjectErased reports whether a person's key was destroyed.
func (v *Vault) SubjectErased(subject int64) (bool, error) {
	_, err := v.subjects.secret(subject)
	if errors.Is(err, ErrErased) {
		return true, nil
	}
	return false, err
}
