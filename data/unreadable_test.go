package data

import (
	"context"
	"errors"
	"strings"
	"testing"
	"time"

	"gorm.io/gorm"

	"candor/models"
)

// raw changes the database past the program, as somebody with its password could.
func raw(t *testing.T, s *Store, sql string, args ...any) {
	t.Helper()
	ok(t, s.w.Exec(sql, args...).Error)
}

// swapRows exchanges a column of two rows.
func swapRows(t *testing.T, s *Store, table, column string, a, b models.ID) {
	t.Helper()
	var one, two []byte
	for id, to := range map[models.ID]*[]byte{a: &one, b: &two} {
		ok(t, s.w.Table(table).Select(column).Where("id = ?", id).Row().Scan(to))
	}
	raw(t, s, "UPDATE "+table+" SET "+column+" = ? WHERE id = ?", two, a)
	raw(t, s, "UPDATE "+table+" SET "+column+" = ? WHERE id = ?", one, b)
}

// unreadableEntries returns the record of what did not open, newest first.
func unreadableEntries(t *testing.T, s *Store) []models.AuditEntry {
	t.Helper()
	return must[[]models.AuditEntry](t)(s.AuditEntries(context.Background(), models.AuditFilter{Action: models.ActionPersonalUnread, Limit: 100}))
}

// altered is two accounts whose names were exchanged, of which the first also has phone
// and ID number exchanged, and two notes of the first in each other's place.
type altered struct{ a, b *models.Account }

func alter(t *testing.T, s *Store) altered {
	t.Helper()
	ctx := context.Background()
	var book altered
	for external, to := range map[string]**models.Account{"A1": &book.a, "A2": &book.b} {
		account, _, err := s.PutAccount(ctx, anna, sent(external))
		ok(t, err)
		*to = account
	}
	one := must[*models.Note](t)(s.AddNote(ctx, anna, models.NewNote{AccountID: book.a.ID, Text: "first remark"}))
	two := must[*models.Note](t)(s.AddNote(ctx, anna, models.NewNote{AccountID: book.a.ID, Text: "second remark"}))
	swapRows(t, s, "accounts", "name_sealed", book.a.ID, book.b.ID)
	swapRows(t, s, "notes", "text_sealed", one.ID, two.ID)
	raw(t, s, "UPDATE accounts SET phone_sealed = id_number_sealed, id_number_sealed = phone_sealed WHERE id = ?", book.a.ID)
	return book
}

// TestMovedCiphertextIsRecordedAndPagesStand moves sealed values to other rows and columns:
// they do not open, the record says which, once an hour, and pages are drawn (S51).
func TestMovedCiphertextIsRecordedAndPagesStand(t *testing.T) {
	forEachDB(t, func(t *testing.T, s *Store, c *clock) {
		ctx := context.Background()
		book := alter(t, s)
		for range 2 { // the second time nothing new is recorded
			d := must[*models.AccountDetail](t)(s.AccountDetail(ctx, book.a.ID))
			want := models.Personal{Name: models.Unreadable, Phone: models.Unreadable, IDNumber: models.Unreadable, Email: sent("").Personal.Masked().Email}
			if d.Masked != want || len(d.Notes) != 2 || d.Notes[0].Words != models.Unreadable {
				t.Errorf("masked %+v, notes %+v", d.Masked, d.Notes)
			}
		}
		entries := unreadableEntries(t, s)
		fields := map[string]bool{}
		for _, e := range entries {
			if e.AccountID != book.a.ID || e.ActorID != "job:vault" || !strings.Contains(e.After, `"key":"`+keyName(s.vault.Primary())+`"`) {
				t.Errorf("entry %+v", e)
			}
			for _, f := range []string{"name_sealed", "phone_sealed", "id_number_sealed", "text_sealed"} {
				if strings.Contains(e.After, `"field":"`+f+`"`) {
					fields[f] = true
				}
			}
			said := strings.ReplaceAll(e.After, keyName(s.vault.Primary()), "") // any four digits turn up in a key's name some day
			if strings.Contains(said, "李") || strings.Contains(said, "1234") {
				t.Errorf("the record holds the value: %s", e.After)
			}
		}
		if len(entries) != 5 || len(fields) != 4 {
			t.Errorf("%d entries on %v, want name, phone, ID number and two notes", len(entries), fields)
		}
		page := must[models.AccountPage](t)(s.Accounts(ctx, models.AccountFilter{Limit: 10}))
		if len(page.Items) != 2 || len(unreadableEntries(t, s)) != 6 { // the other account's name
			t.Errorf("%d accounts listed, %d entries", len(page.Items), len(unreadableEntries(t, s)))
		}
		c.advance(notedFor + time.Second)
		hits := must[[]models.SearchHit](t)(s.Search(ctx, bob, models.Search{Query: "A1"}))
		newest := unreadableEntries(t, s)
		if len(hits) != 1 || hits[0].Masked.Name != models.Unreadable || len(newest) != 9 || newest[0].ActorID != bob.ID {
			t.Errorf("search: %+v, %d entries, the newest by %s", hits, len(newest), newest[0].ActorID)
		}
	})
}

// TestRevealOfMovedCiphertext is refused in words and recorded with who asked and why; and
// nothing is revealed, nor any failure passed over, when the record cannot be written.
func TestRevealOfMovedCiphertext(t *testing.T) {
	forEachDB(t, func(t *testing.T, s *Store, c *clock) {
		ctx := context.Background()
		book := alter(t, s)
		_, err := s.Reveal(ctx, bob, models.Reveal{AccountID: book.a.ID, Field: models.FieldPhone, Reason: "call back"})
		var bad *models.Invalid
		if !errors.As(err, &bad) || bad.Fields["field"].Code != "unreadable" {
			t.Errorf("revealed: %v", err)
		}
		entries := unreadableEntries(t, s)
		if len(entries) != 1 || entries[0].ActorID != bob.ID || entries[0].Reason != "call back" || entries[0].AccountID != book.a.ID {
			t.Errorf("record %+v", entries)
		}
		email := models.Reveal{AccountID: book.a.ID, Field: models.FieldEmail, Reason: "write"}
		if got, err := s.Reveal(ctx, bob, email); err != nil || got != "li@example.com" {
			t.Errorf("another field: %q, %v", got, err)
		}
		c.advance(notedFor + time.Second)
		raw(t, s, "ALTER TABLE audit_entries RENAME TO elsewhere")
		if got, err := s.Reveal(ctx, bob, email); err == nil || got != "" {
			t.Errorf("revealed %q without a record, %v", got, err)
		}
		if names, err := s.MaskedNames(ctx, []models.ID{book.b.ID}); err == nil {
			t.Errorf("a failure was passed over: %v", names)
		}
		raw(t, s, "ALTER TABLE elsewhere RENAME TO audit_entries")
	})
}

// TestRotationLeavesWhatDoesNotOpen counts and records it, and old keys are not destroyed
// before it is mended: one of them may be what mends it.
func TestRotationLeavesWhatDoesNotOpen(t *testing.T) {
	forEachDB(t, func(t *testing.T, s *Store, _ *clock) {
		ctx := context.Background()
		book := alter(t, s)
		r := must[*models.Rotation](t)(s.RotateKeys(ctx, anna, "sm4-gcm", nil))
		if r.Unreadable != 6 || r.Resealed != 4 || len(unreadableEntries(t, s)) != 6 {
			t.Errorf("rotation %+v, %d entries", r, len(unreadableEntries(t, s)))
		}
		var refused *models.Refused
		if err := s.RetireKeys(ctx, anna, false); !errors.As(err, &refused) || len(s.vault.Keys()) != 2 {
			t.Errorf("retired: %v, %d keys", err, len(s.vault.Keys()))
		}
		swapRows(t, s, "accounts", "name_sealed", book.a.ID, book.b.ID)
		if err := s.RetireKeys(ctx, anna, true); err != nil || len(s.vault.Keys()) != 1 {
			t.Errorf("retire: %v, %d keys", err, len(s.vault.Keys()))
		}
		var a models.Account
		ok(t, s.read(ctx, func(db *gorm.DB) error { return db.Where("id = ?", book.a.ID).Take(&a).Error }))
		if p := must[models.Personal](t)(openAll(s, &a)); p.Name != "李娜" || p.Phone != models.Unreadable {
			t.Errorf("after mending the names: %+v", p)
		}
	})
}
