package vault

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"syscall"

	"github.com/tink-crypto/tink-go/v2/keyset"
)

// Rotate adds a key of an algorithm to the file and names it for sealing. The keys before
// it stay, to open what they sealed.
func (v *Vault) Rotate(algorithm Algorithm) (Key, error) {
	template := algorithm.template()
	if template == nil {
		return Key{}, fmt.Errorf("no algorithm %q: want one of %v", algorithm, Algorithms())
	}
	err := v.change(func(m *keyset.Manager, _ *keyset.Handle) error {
		id, err := m.Add(template)
		if err != nil {
			return err
		}
		return m.SetPrimary(id)
	})
	return Key{ID: v.Primary(), Algorithm: algorithm, Primary: true}, err
}

// Retire destroys old keys and names another for sealing if it was one of them. What they
// sealed and was not sealed anew, backups too, can never be opened again. A key that is gone
// already is no error.
func (v *Vault) Retire(keep uint32, old []uint32) error {
	return v.change(func(m *keyset.Manager, handle *keyset.Handle) error {
		if slices.Contains(old, handle.KeysetInfo().GetPrimaryKeyId()) {
			if err := m.SetPrimary(keep); err != nil {
				return fmt.Errorf("key %08x: %w", keep, err)
			}
		}
		for _, key := range handle.KeysetInfo().GetKeyInfo() {
			if id := key.GetKeyId(); id != keep && slices.Contains(old, id) {
				if err := m.Delete(id); err != nil {
					return err
				}
			}
		}
		return nil
	})
}

// change rewrites the key file with another keyset and the same index key, while no other
// process does the same.
func (v *Vault) change(do func(*keyset.Manager, *keyset.Handle) error) error {
	v.mu.Lock()
	defer v.mu.Unlock()
	free, err := lockFile(v.path + ".lock")
	if err != nil {
		return fmt.Errorf("lock keys: %w", err)
	}
	return errors.Join(v.rewrite(do), free(), v.load())
}

func (v *Vault) rewrite(do func(*keyset.Manager, *keyset.Handle) error) error {
	handle, index, _, err := readFile(v.path, v.kek)
	if err != nil {
		return fmt.Errorf("read keys in %s: %w", v.path, err)
	}
	m := keyset.NewManagerFromHandle(handle)
	if err := do(m, handle); err != nil {
		return fmt.Errorf("change keys: %w", err)
	}
	if handle, err = m.Handle(); err != nil {
		return fmt.Errorf("change keys: %w", err)
	}
	b, err := marshal(handle, index, v.kek)
	if err != nil {
		return fmt.Errorf("change keys: %w", err)
	}
	if err := replace(v.path, b); err != nil {
		return fmt.Errorf("write keys: %w", err)
	}
	return nil
}

// lockFile waits until no other process holds a file, and returns what gives it back.
func lockFile(path string) (free func() error, err error) {
	f, err := os.OpenFile(path, os.O_RDWR|os.O_CREATE, 0o600)
	if err != nil {
		return nil, err
	}
	if err := syscall.Flock(int(f.Fd()), syscall.LOCK_EX); err != nil {
		return nil, errors.Join(err, f.Close())
	}
	return f.Close, nil
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
