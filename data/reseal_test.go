package data

import (
	"bytes"
	"context"
	"errors"
	"os"
	"testing"

	"gorm.io/gorm"

	"candor/data/vault"
	"candor/models"
)

// TestRotatedKeysOpenEverythingAndRetiredOnesNothing seals a lender's identities anew, and
// then shows that a copy from before is closed for good once the old key is gone (S52).
func TestRotatedKeysOpenEverythingAndRetiredOnesNothing(t *testing.T) {
	forEachDB(t, func(t *testing.T, s *Store, _ *clock) {
		ctx := context.Background()
		a := lenderAccount(t, s, "1")
		note := must[*models.Note](t)(s.AddNote(ctx, anna, models.NewNote{AccountID: a.ID, Text: "called back"}))
		sealed := func() []byte {
			t.Helper()
			var row models.Account
			if err := s.read(ctx, func(db *gorm.DB) error { return db.Where("id = ?", a.ID).Take(&row).Error }); err != nil {
				t.Fatal(err)
			}
			return row.Name
		}
		name := func() string {
			t.Helper()
			row := must[*models.Account](t)(s.Account(ctx, a.ID))
			return must[models.Personal](t)(openAll(s, row)).Name
		}
		clear, before, index := name(), sealed(), s.vault.Index(indexName, "x")
		rows := must[*models.Rotation](t)(s.RotateKeys(ctx, anna, string(vault.AES256GCM), nil)).Resealed
		if rows < 2 || bytes.Equal(sealed(), before) || name() != clear {
			t.Fatalf("%d rows, sealed anew %t, name %q", rows, !bytes.Equal(sealed(), before), name())
		}
		if !bytes.Equal(index, s.vault.Index(indexName, "x")) {
			t.Error("rotation changed the blind indexes: nobody would be found again")
		}
		old := vault.Place{Table: "accounts", Column: "name_sealed", Row: int64(a.ID)}
		if got, err := s.vault.Open(before, old); err != nil || got != clear {
			t.Errorf("the old key no longer opens: %q, %v", got, err)
		}
		if err := s.RetireKeys(ctx, anna, false); err != nil {
			t.Fatal(err)
		}
		if _, err := s.vault.Open(before, old); !errors.Is(err, vault.ErrOpen) {
			t.Errorf("a copy from before opens with a retired key: %v", err)
		}
		if name() != clear {
			t.Errorf("after retiring the name is %q", name())
		}
		again := must[*vault.Vault](t)(vault.Load(s.vaultFile(), nil))
		if got, err := again.Open(note.Text, notePlace(note.ID)); err == nil {
			t.Errorf("a note sealed before opens with the keys on disk: %q", got)
		}
		if info, err := os.Stat(s.vaultFile()); err != nil || info.Mode().Perm() != 0o600 {
			t.Errorf("key file: %v, %v", info, err)
		}
	})
}

// openAll opens an account's identity as a page does, unmasked.
func openAll(s *Store, a *models.Account) (p models.Personal, err error) {
	err = s.read(context.Background(), func(db *gorm.DB) error {
		p, err = s.openPersonal(db, a)
		return err
	})
	return p, err
}

// TestRetiringAfterARotationThatWasCutShortLosesNothing makes a new key, seals nothing with
// it, and retires the old one: everything must still open.
func TestRetiringAfterARotationThatWasCutShortLosesNothing(t *testing.T) {
	forEachDB(t, func(t *testing.T, s *Store, _ *clock) {
		ctx := context.Background()
		a := lenderAccount(t, s, "1")
		must[*models.Rotation](t)(s.StartRotation(ctx, anna, string(vault.SM4GCM)))
		if err := s.RetireKeys(ctx, anna, false); err != nil {
			t.Fatal(err)
		}
		row := must[*models.Account](t)(s.Account(ctx, a.ID))
		if p, err := openAll(s, row); err != nil || p.Name == "" {
			t.Errorf("the identity is lost: %+v, %v", p, err)
		}
	})
}
