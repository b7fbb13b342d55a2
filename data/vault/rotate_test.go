package vault_test

import (
	"bytes"
	"crypto/rand"
	"errors"
	"os"
	"path/filepath"
	"sync"
	"testing"

	"candor/data/vault"
)

var here = vault.Place{Table: "accounts", Column: "phone_sealed", Row: 7}

func seal(t *testing.T, v *vault.Vault, with vault.With) []byte {
	t.Helper()
	sealed, err := v.SealWith(with, "10012345678", here)
	if err != nil {
		t.Fatal(err)
	}
	return sealed
}

func opens(t *testing.T, v *vault.Vault, sealed []byte) {
	t.Helper()
	if got, err := v.Open(sealed, here); err != nil || got != "10012345678" {
		t.Errorf("opened %q, %v", got, err)
	}
}

// TestKeysOfBothAlgorithmsStandTogether goes from AES to SM4 and back, sealed by an
// operator's key: ciphertext says which key it needs (S52).
func TestKeysOfBothAlgorithmsStandTogether(t *testing.T) {
	kek := make([]byte, 32)
	if _, err := rand.Read(kek); err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(t.TempDir(), "vault.json")
	v := load(t, path, kek)
	var sealed [][]byte
	sealed = append(sealed, seal(t, v, vault.With{Key: v.Primary()}))
	for _, algorithm := range []vault.Algorithm{vault.SM4GCM, vault.AES256GCM} {
		key, err := v.Rotate(algorithm)
		if err != nil || key.ID != v.Primary() {
			t.Fatal(key, err)
		}
		sealed = append(sealed, seal(t, v, vault.With{Key: key.ID}))
	}
	var algorithms []vault.Algorithm
	again := load(t, path, kek)
	for i, key := range again.Keys() {
		algorithms = append(algorithms, key.Algorithm)
		if vault.KeyOf(sealed[i]) != key.ID || !bytes.HasPrefix(sealed[i], vault.Prefix(key.ID)) {
			t.Errorf("ciphertext %d names key %08x, want %08x", i, vault.KeyOf(sealed[i]), key.ID)
		}
		opens(t, again, sealed[i])
	}
	if len(algorithms) != 3 || algorithms[1] != vault.SM4GCM || algorithms[2] != vault.AES256GCM {
		t.Errorf("algorithms %v", algorithms)
	}
	if _, err := v.Rotate("rot13"); err == nil {
		t.Error("an algorithm that is none was taken")
	}
	for _, b := range sealed {
		b[len(b)-1] ^= 1
		if _, err := again.Open(b, here); !errors.Is(err, vault.ErrOpen) {
			t.Errorf("a changed bit opens: %v", err)
		}
	}
}

// TestAnotherProcessMeetsTheNewKey has two vaults on one file: the second opens what the
// first sealed with a key that it had never seen.
func TestAnotherProcessMeetsTheNewKey(t *testing.T) {
	path := filepath.Join(t.TempDir(), "vault.json")
	first, second := load(t, path, nil), load(t, path, nil)
	old := seal(t, first, vault.With{Key: first.Primary()})
	key, err := first.Rotate(vault.AES256GCM)
	if err != nil {
		t.Fatal(err)
	}
	opens(t, second, seal(t, first, vault.With{Key: key.ID}))
	opens(t, first, seal(t, second, vault.With{Key: key.ID}))
	if err := first.Retire(key.ID, []uint32{vault.KeyOf(old)}); err != nil {
		t.Fatal(err)
	}
	if err := second.Refresh(); err != nil {
		t.Fatal(err)
	}
	var failed *vault.OpenError
	for _, v := range []*vault.Vault{first, second, load(t, path, nil)} {
		if _, err := v.Open(old, here); !errors.As(err, &failed) || !failed.UnknownKey || failed.Key != vault.KeyOf(old) {
			t.Errorf("a retired key opens: %v", err)
		}
	}
	if _, err := second.SealWith(vault.With{Key: vault.KeyOf(old)}, "x", here); err == nil {
		t.Error("a retired key seals")
	}
}

// TestProcessesRotateOneAfterAnother shows that no key is lost when several change the file.
func TestProcessesRotateOneAfterAnother(t *testing.T) {
	path := filepath.Join(t.TempDir(), "vault.json")
	load(t, path, nil)
	var wg sync.WaitGroup
	for range 8 {
		wg.Go(func() {
			v, err := vault.Load(path, nil)
			if err == nil {
				_, err = v.Rotate(vault.AES256GCM)
			}
			if err != nil {
				t.Error(err)
			}
		})
	}
	wg.Wait()
	if n := len(load(t, path, nil).Keys()); n != 9 {
		t.Errorf("%d keys, want 9", n)
	}
}

// TestErasedSubjectStaysClosed destroys one person's key: what it sealed is closed for
// every process, what another person's sealed is not.
func TestErasedSubjectStaysClosed(t *testing.T) {
	path := filepath.Join(t.TempDir(), "vault.json")
	v, other := load(t, path, nil), load(t, path, nil)
	one, err := v.NewSubject()
	if err != nil {
		t.Fatal(err)
	}
	two, err := other.NewSubject()
	if err != nil || one == two {
		t.Fatalf("subjects %d and %d, %v", one, two, err)
	}
	first, second := seal(t, v, vault.With{Key: v.Primary(), Subject: one}), seal(t, v, vault.With{Key: v.Primary(), Subject: two})
	opens(t, other, first)
	if err := v.EraseSubject(one); err != nil {
		t.Fatal(err)
	}
	for _, v := range []*vault.Vault{v, other, load(t, path, nil)} {
		if _, err := v.Open(first, here); !errors.Is(err, vault.ErrErased) {
			t.Errorf("an erased subject: %v", err)
		}
		opens(t, v, second)
		if gone, err := v.SubjectErased(one); err != nil || !gone {
			t.Errorf("erased %t, %v", gone, err)
		}
	}
	if _, err := v.SealWith(vault.With{Key: v.Primary(), Subject: one}, "x", here); !errors.Is(err, vault.ErrErased) {
		t.Errorf("an erased subject's key seals: %v", err)
	}
	if err := os.Remove(path + ".subjects"); err != nil {
		t.Fatal(err)
	}
	if _, err := v.Open(second, here); !errors.Is(err, vault.ErrOpen) {
		t.Errorf("without the subjects' file: %v", err)
	}
}
