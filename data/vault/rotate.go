package vault

import (
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"

	"github.com/tink-crypto/tink-go/v2/aead"
	"github.com/tink-crypto/tink-go/v2/keyset"
)

// Rotate adds a key to the file that seals from now on, and returns the vault with it. The
// keys before it stay, to open what they sealed.
func Rotate(path string, kek []byte) (*Vault, error) {
	return change(path, kek, func(m *keyset.Manager, _ *keyset.Handle) error {
		id, err := m.Add(aead.AES256GCMKeyTemplate())
		if err != nil {
			return err
		}
		return m.SetPrimary(id)
	})
}

// Retire destroys every key but the one that seals, and returns the vault without them.
// What the others sealed and was not sealed anew, backups too, can never be opened again.
func Retire(path string, kek []byte) (*Vault, error) {
	return change(path, kek, func(m *keyset.Manager, handle *keyset.Handle) error {
		for i := range handle.Len() {
			entry, err := handle.Entry(i)
			if err != nil {
				return err
			}
			if entry.IsPrimary() {
				continue
			}
			if err := m.Delete(entry.KeyID()); err != nil {
				return err
			}
		}
		return nil
	})
}

// change rewrites the key file with another keyset and the same index key.
func change(path string, kek []byte, do func(*keyset.Manager, *keyset.Handle) error) (*Vault, error) {
	b, err := os.ReadFile(path)
	if err != nil {
		return nil, fmt.Errorf("read keys: %w", err)
	}
	v, err := parse(b, kek)
	if err != nil {
		return nil, fmt.Errorf("read keys in %s: %w", path, err)
	}
	var f file
	if err := json.Unmarshal(b, &f); err != nil {
		return nil, err
	}
	handle, err := readKeyset(f, kek)
	if err != nil {
		return nil, err
	}
	m := keyset.NewManagerFromHandle(handle)
	if err := do(m, handle); err != nil {
		return nil, fmt.Errorf("change keys: %w", err)
	}
	if handle, err = m.Handle(); err != nil {
		return nil, fmt.Errorf("change keys: %w", err)
	}
	if b, err = marshal(handle, v.index, kek); err != nil {
		return nil, fmt.Errorf("change keys: %w", err)
	}
	if err := replace(path, b); err != nil {
		return nil, fmt.Errorf("write keys: %w", err)
	}
	return parse(b, kek)
}

// replace puts a new file in the place of an old one so that, whenever the machine stops,
// one of the two is there whole.
func replace(path string, b []byte) error {
	next := path + ".new"
	if err := os.Remove(next); err != nil && !errors.Is(err, os.ErrNotExist) {
		return err
	}
	if err := writeNew(next, b); err != nil {
		return err
	}
	if err := os.Rename(next, path); err != nil {
		return err
	}
	dir, err := os.Open(filepath.Dir(path))
	if err != nil {
		return err
	}
	return errors.Join(dir.Sync(), dir.Close())
}
