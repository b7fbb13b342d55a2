package data

import (
	"context"
	"crypto/rand"
	"errors"
	"os"
	"path/filepath"
	"testing"

	"gorm.io/gorm"

	"candor/models"
)

// forEachSubjectDB is forEachDB with a key of its own for every account.
func forEachSubjectDB(t *testing.T, test func(t *testing.T, s *Store, o Options)) {
	t.Helper()
	for name, url := range map[string]func() string{"sqlite": func() string { return "" }, "postgres": func() string { return pgSchemas.Schema(t) }} {
		t.Run(name, func(t *testing.T) {
			o := Options{Dir: t.TempDir(), URL: url(), SubjectKeys: true, Now: newClock().now, Rand: rand.Reader}
			test(t, openTest(t, o), o)
		})
	}
}

// twoPeople are two customers with a note each.
func twoPeople(t *testing.T, s *Store) (gone, stays *models.Account) {
	t.Helper()
	for external, to := range map[string]**models.Account{"GONE": &gone, "STAYS": &stays} {
		a, _, err := s.PutAccount(context.Background(), anna, sent(external))
		ok(t, err)
		must[*models.Note](t)(s.AddNote(context.Background(), anna, models.NewNote{AccountID: a.ID, Text: "called back"}))
		*to = a
	}
	return gone, stays
}

func erase(id models.ID) models.EraseAccount {
	return models.EraseAccount{AccountID: id, Reason: "asked for on paper"}
}

// page is what an account's page shows of a person.
func page(t *testing.T, s *Store, id models.ID) (name, note string) {
	t.Helper()
	d := must[*models.AccountDetail](t)(s.AccountDetail(context.Background(), id))
	return d.Masked.Name, d.Notes[0].Words
}

// TestErasedPersonHasNoTags: what staff wrote on the account goes with the person, and nothing is written there again.
func TestErasedPersonHasNoTags(t *testing.T) {
	forEachSubjectDB(t, func(t *testing.T, s *Store, _ Options) {
		ctx := context.Background()
		gone, stays := twoPeople(t, s)
		for _, a := range []*models.Account{gone, stays} {
			ok(t, s.TagAccount(ctx, anna, models.TagAccount{AccountID: a.ID, Tag: "both", On: true}))
		}
		ok(t, s.TagAccount(ctx, anna, models.TagAccount{AccountID: gone.ID, Tag: "friend of li", On: true}))
		ok(t, s.EraseAccount(ctx, anna, erase(gone.ID)))
		if used := must[[]string](t)(s.TagsInUse(ctx)); len(tagsOf(t, s, gone.ID)) != 0 || len(used) != 1 || used[0] != "both" {
			t.Errorf("tags in use: %v", used)
		}
		if err := s.TagAccount(ctx, anna, models.TagAccount{AccountID: gone.ID, Tag: "again", On: true}); !errors.Is(err, models.ErrForbidden) {
			t.Errorf("tagged again: %v", err)
		}
	})
}

// TestErasedPersonIsUnknownForGood erases one of two people: nothing of the one opens, is
// found or can be written again; the other is as before.
func TestErasedPersonIsUnknownForGood(t *testing.T) {
	forEachSubjectDB(t, func(t *testing.T, s *Store, _ Options) {
		ctx := context.Background()
		gone, stays := twoPeople(t, s)
		if err := s.EraseAccount(ctx, anna, models.EraseAccount{AccountID: gone.ID}); err == nil {
			t.Error("erased without a reason")
		}
		ok(t, s.EraseAccount(ctx, anna, erase(gone.ID)))
		if name, note := page(t, s, gone.ID); name != models.Erased || note != models.Erased {
			t.Errorf("the page shows %q and %q", name, note)
		}
		if name, note := page(t, s, stays.ID); name != "李*" || note != "called back" {
			t.Errorf("the other's page shows %q and %q", name, note)
		}
		hits := must[[]models.SearchHit](t)(s.Search(ctx, bob, models.Search{Query: "李娜"}))
		if len(hits) != 1 || hits[0].Account.ID != stays.ID {
			t.Errorf("the name finds %d accounts", len(hits))
		}
		var bad *models.Invalid
		if _, err := s.Reveal(ctx, bob, models.Reveal{AccountID: gone.ID, Field: models.FieldName, Reason: "why"}); !errors.As(err, &bad) || bad.Fields["field"].Code != "erased" {
			t.Errorf("reveal: %v", err)
		}
		if _, err := s.AddNote(ctx, anna, models.NewNote{AccountID: gone.ID, Text: "again"}); !errors.Is(err, models.ErrForbidden) {
			t.Errorf("a note on an erased person: %v", err)
		}
		again := sent("GONE")
		again.IncomeFen++
		if _, _, err := s.PutAccount(ctx, anna, again); err != nil {
			t.Errorf("numbers of an erased person: %v", err)
		}
		if name, _ := page(t, s, gone.ID); name != models.Erased {
			t.Errorf("the source brought the name back: %q", name)
		}
		if err := s.EraseAccount(ctx, anna, erase(gone.ID)); !errors.Is(err, models.ErrState) {
			t.Errorf("erased twice: %v", err)
		}
		entries := must[[]models.AuditEntry](t)(s.AuditEntries(ctx, models.AuditFilter{Action: models.ActionAccountErased, Limit: 5}))
		if len(entries) != 1 || entries[0].AccountID != gone.ID || entries[0].Reason == "" || len(unreadableEntries(t, s)) != 0 {
			t.Errorf("record %+v", entries)
		}
	})
}

// TestBackupsOfErasedPeopleStayClosed puts back the rows of before the erasure: with the
// keys of after, the erased person's do not open and the other's do (S52).
func TestBackupsOfErasedPeopleStayClosed(t *testing.T) {
	forEachSubjectDB(t, func(t *testing.T, s *Store, _ Options) {
		ctx := context.Background()
		gone, stays := twoPeople(t, s)
		var before models.Account
		ok(t, s.read(ctx, func(db *gorm.DB) error { return db.Where("id = ?", gone.ID).Take(&before).Error }))
		ok(t, s.EraseAccount(ctx, anna, erase(gone.ID)))
		raw(t, s, "UPDATE accounts SET name_sealed = ?, phone_sealed = ?, erased_at = NULL WHERE id = ?", []byte(before.Name), []byte(before.Phone), gone.ID)
		must[*models.Rotation](t)(s.RotateKeys(ctx, anna, "aes-256-gcm", nil)) // leaves them closed
		row := must[*models.Account](t)(s.Account(ctx, gone.ID))
		if p := must[models.Personal](t)(openAll(s, row)); p.Name != models.Erased || p.Phone != models.Erased {
			t.Errorf("the backup opens: %+v", p)
		}
		if name, note := page(t, s, stays.ID); name != "李*" || note != "called back" {
			t.Errorf("the other's page shows %q and %q", name, note)
		}
	})
}

// TestCopyOfTheDatabaseStaysClosed opens a copy of the database file from before an erasure,
// with the keys folder of after. As a check of the test itself, the keys of before open it.
func TestCopyOfTheDatabaseStaysClosed(t *testing.T) {
	o := Options{Dir: t.TempDir(), SubjectKeys: true, Now: newClock().now, Rand: rand.Reader}
	s := openTest(t, o)
	gone, stays := twoPeople(t, s)
	backup := func(dir fromFolder) *Store {
		t.Helper()
		o := o
		o.Dir = string(dir)
		return openTest(t, o)
	}
	early, late := fromFolder(t.TempDir()), fromFolder(t.TempDir())
	for _, dir := range []fromFolder{early, late} {
		raw(t, s, "VACUUM INTO ?", filepath.Join(string(dir), "candor.db"))
	}
	early.takeKeys(t, s)
	ok(t, s.EraseAccount(context.Background(), anna, erase(gone.ID)))
	late.takeKeys(t, s)
	if name, note := page(t, backup(early), gone.ID); name != "李*" || note != "called back" {
		t.Errorf("the test is no test: with the keys of before the copy shows %q and %q", name, note)
	}
	copied := backup(late)
	if name, note := page(t, copied, gone.ID); name != models.Erased || note != models.Erased {
		t.Errorf("the copy shows %q and %q of an erased person", name, note)
	}
	if name, note := page(t, copied, stays.ID); name != "李*" || note != "called back" {
		t.Errorf("the copy shows %q and %q of another", name, note)
	}
}

// fromFolder is a folder that a backup was put into.
type fromFolder string

func (f fromFolder) takeKeys(t *testing.T, s *Store) {
	t.Helper()
	ok(t, os.CopyFS(filepath.Join(string(f), "keys"), os.DirFS(filepath.Join(s.dir, "keys"))))
}

// TestErasureIsFinishedAtTheNextStart stops between the record and the destruction.
func TestErasureIsFinishedAtTheNextStart(t *testing.T) {
	forEachSubjectDB(t, func(t *testing.T, s *Store, o Options) {
		gone, _ := twoPeople(t, s)
		raw(t, s, "UPDATE accounts SET erased_at = ? WHERE id = ?", start, gone.ID)
		ok(t, s.Close())
		again := openTest(t, o)
		if erased, err := again.vault.SubjectErased(gone.SubjectSlot); err != nil || !erased {
			t.Errorf("the key is there still: %t, %v", erased, err)
		}
	})
}

// TestOnlyPeopleWithKeysAreErased refuses while anything is sealed without the person's key,
// and a rotation with the setting on gives everybody one.
func TestOnlyPeopleWithKeysAreErased(t *testing.T) {
	forEachDB(t, func(t *testing.T, s *Store, _ *clock) {
		ctx := context.Background()
		gone, _ := twoPeople(t, s)
		var refused *models.Refused
		if err := s.EraseAccount(ctx, anna, erase(gone.ID)); !errors.As(err, &refused) || refused.Code != "no_subject_key" {
			t.Errorf("erased without a key: %v", err)
		}
		s.subjectKeys = true
		again := sent("GONE")
		again.IncomeFen++
		if _, _, err := s.PutAccount(ctx, anna, again); err != nil { // the account has a key now, its old note is without
			t.Fatal(err)
		}
		if err := s.EraseAccount(ctx, anna, erase(gone.ID)); !errors.As(err, &refused) {
			t.Errorf("erased with a note that stays readable: %v", err)
		}
		must[*models.Rotation](t)(s.RotateKeys(ctx, anna, "aes-256-gcm", nil))
		if name, note := page(t, s, gone.ID); name != "李*" || note != "called back" {
			t.Errorf("after the rotation: %q, %q", name, note)
		}
		ok(t, s.EraseAccount(ctx, anna, erase(gone.ID)))
	})
}
