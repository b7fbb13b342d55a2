package data

import (
	"bytes"
	"context"
	"crypto/rand"
	"encoding/base64"
	"errors"
	"fmt"
	"image"
	"image/png"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"candor/data/vault"
	"candor/models"
)

func aPicture(t testing.TB) []byte {
	t.Helper()
	var b bytes.Buffer
	ok(t.(*testing.T), png.Encode(&b, image.NewGray(image.Rect(0, 0, 20, 10))))
	return b.Bytes()
}

func ofAccount(id models.ID) models.FileOwner {
	return models.FileOwner{Prefix: models.PrefixAccount, ID: id}
}

// code is why a file was refused, "" when it was not.
func code(err error) string {
	var bad *models.Invalid
	if errors.As(err, &bad) {
		return bad.Fields["file"].Code
	}
	return ""
}

// TestFilesComeBackAsTheyWereKept keeps files of one and of many chunks and reads them again:
// sealed in the database, with a record of who brought and who looked.
func TestFilesComeBackAsTheyWereKept(t *testing.T) {
	forEachDB(t, func(t *testing.T, s *Store, _ *clock) {
		f := newFixture(t, s)
		a := f.account(1)
		long := bytes.Repeat([]byte("a line of a statement\n"), 3*vault.ChunkSize/22)
		for name, content := range map[string][]byte{"Zhang's statement.txt": long, "card.png": aPicture(t), "b.csv": []byte("a,b\n")} {
			kept := must[*models.File](t)(s.AddFile(ctx, bob, models.NewFile{Owner: ofAccount(a.ID), Name: name, Content: content}))
			got := must[*models.FileContent](t)(s.LookAtFile(ctx, anna, kept.ID, models.LookDownload))
			if got.Title != name || int64(len(got.Content)) != kept.Bytes || (kept.Readable() && !bytes.Equal(got.Content, content)) {
				t.Errorf("%s came back as %q with %d bytes", name, got.Title, len(got.Content))
			}
		}
		photo, err := base64.StdEncoding.DecodeString("UklGRiIAAABXRUJQVlA4IBYAAAAwAQCdASoBAAEADsD+JaQAA3AAAAAA")
		ok(t, err)
		other := must[*models.File](t)(s.AddFile(ctx, bob, models.NewFile{Owner: ofAccount(f.account(2).ID), Name: "photo.webp", Content: photo}))
		if got := must[*models.FileRow](t)(s.File(ctx, other.ID)); got.Title != "photo.jpg" || got.Kind != models.FileJPEG {
			t.Errorf("a WebP picture is kept as %s, %q", got.Kind, got.Title)
		}
		var leaks int64
		ok(t, s.w.Raw("SELECT count(*) FROM file_chunks WHERE content_sealed LIKE ?", "%statement%").Scan(&leaks).Error)
		if leaks > 0 {
			t.Errorf("%d chunks are readable", leaks)
		}
		rows := must[[]models.FileRow](t)(s.Files(ctx, ofAccount(a.ID)))
		if len(rows) != 3 || len(f.entries(models.ActionFileAdded)) != 4 {
			t.Errorf("%d files, %d entries", len(rows), len(f.entries(models.ActionFileAdded)))
		}
		looks := f.entries(models.ActionFileViewed)
		if len(looks) != 3 || looks[0].ActorName != "Anna" || looks[0].AccountID != a.ID || strings.Contains(fmt.Sprint(looks), "Zhang") {
			t.Errorf("looks %+v", looks)
		}
	})
}

// TestFilesThatAreNotTaken refuses doubles, one too many, other owners and bad content.
func TestFilesThatAreNotTaken(t *testing.T) {
	forEachDB(t, func(t *testing.T, s *Store, _ *clock) {
		f := newFixture(t, s)
		a, b := f.account(1), f.account(2)
		add := func(to models.ID, name, content string) error {
			_, err := s.AddFile(ctx, bob, models.NewFile{Owner: ofAccount(to), Name: name, Content: []byte(content)})
			return err
		}
		ok(t, add(a.ID, "a.txt", "one"))
		if got := code(add(a.ID, "b.txt", "one")); got != "upload_known" {
			t.Errorf("a double: %q", got)
		}
		ok(t, add(b.ID, "a.txt", "one"))
		for n := 1; n < models.FilesPerObject; n++ {
			ok(t, add(a.ID, "a.txt", fmt.Sprint("file ", n)))
		}
		if got := code(add(a.ID, "a.txt", "one more")); got != "upload_many" {
			t.Errorf("one too many: %q", got)
		}
		if got := code(add(b.ID, "a.pdf", "no document")); got != "upload_mismatch" {
			t.Errorf("bad content: %q", got)
		}
		if err := add(99, "a.txt", "x"); !errors.Is(err, models.ErrNotFound) {
			t.Errorf("an account that is not there: %v", err)
		}
		_, err := s.AddFile(ctx, bob, models.NewFile{Owner: models.FileOwner{Prefix: "usr", ID: a.ID}, Name: "a.txt", Content: []byte("x")})
		if !errors.Is(err, models.ErrNotFound) {
			t.Errorf("a file of a user: %v", err)
		}
		if _, err := s.LookAtFile(ctx, bob, 99, models.LookDownload); !errors.Is(err, models.ErrNotFound) {
			t.Errorf("a file that is not there: %v", err)
		}
	})
}

// TestChangedChunksDoNotOpen changes, swaps, cuts off and removes chunks: nothing of the file
// comes out, and the record says so.
func TestChangedChunksDoNotOpen(t *testing.T) {
	for name, change := range map[string]string{
		"last removed": "DELETE FROM file_chunks WHERE file_id = ? AND n = 2",
		"two swapped":  "UPDATE file_chunks SET n = 7 - n WHERE file_id = ? AND n IN (3, 4)",
		"one changed":  "UPDATE file_chunks SET content_sealed = (SELECT content_sealed FROM file_chunks c WHERE c.file_id = file_chunks.file_id AND c.n = 0) WHERE file_id = ? AND n = 1",
		"cut short":    "UPDATE files SET chunks = 2 WHERE id = ?",
		"other key":    "UPDATE files SET key_sealed = name_sealed WHERE id = ?",
	} {
		t.Run(name, func(t *testing.T) {
			s := openTest(t, Options{Dir: t.TempDir(), Now: newClock().now, Rand: rand.Reader})
			f := newFixture(t, s)
			content := bytes.Repeat([]byte("0123456789abcde\n"), 5*vault.ChunkSize/16)
			kept := must[*models.File](t)(s.AddFile(ctx, bob, models.NewFile{Owner: ofAccount(f.account(1).ID), Name: "a.txt", Content: content}))
			if name == "two swapped" { // by way of a number that is free
				raw(t, s, "UPDATE file_chunks SET n = n + 10 WHERE file_id = ? AND n IN (3, 4)", kept.ID)
				change = "UPDATE file_chunks SET n = 17 - n WHERE file_id = ? AND n IN (13, 14)"
			}
			raw(t, s, change, kept.ID)
			got, err := s.LookAtFile(ctx, bob, kept.ID, models.LookDownload)
			if err == nil || got != nil {
				t.Fatalf("%d bytes came out", len(got.Content))
			}
			if n := len(f.entries(models.ActionPersonalUnread)); n != 1 {
				t.Errorf("%d entries that it does not open: %v", n, err)
			}
		})
	}
}

// TestErasedPeoplesFilesAreGone erases one of two people with a file each.
func TestErasedPeoplesFilesAreGone(t *testing.T) {
	forEachSubjectDB(t, func(t *testing.T, s *Store, _ Options) {
		gone, stays := twoPeople(t, s)
		ids := map[models.ID]models.ID{}
		for _, a := range []*models.Account{gone, stays} {
			f := must[*models.File](t)(s.AddFile(ctx, bob, models.NewFile{Owner: ofAccount(a.ID), Name: "id card.png", Content: aPicture(t)}))
			ids[a.ID] = f.ID
		}
		ok(t, s.EraseAccount(ctx, anna, erase(gone.ID)))
		if _, err := s.LookAtFile(ctx, bob, ids[gone.ID], models.LookPreview); !errors.Is(err, models.ErrNotFound) {
			t.Errorf("the erased person's file: %v", err)
		}
		rows := must[[]models.FileRow](t)(s.Files(ctx, ofAccount(gone.ID)))
		if len(rows) != 1 || rows[0].Title != models.Erased || rows[0].ErasedAt == nil {
			t.Errorf("listed as %+v", rows)
		}
		var chunks int64
		ok(t, s.w.Model(&models.FileChunk{}).Where("file_id = ?", ids[gone.ID]).Count(&chunks).Error)
		if chunks != 0 {
			t.Errorf("%d chunks are there still", chunks)
		}
		if got := must[*models.FileContent](t)(s.LookAtFile(ctx, bob, ids[stays.ID], models.LookPreview)); got.Title != "id card.png" {
			t.Errorf("the other's file is %q", got.Title)
		}
		if _, err := s.AddFile(ctx, bob, models.NewFile{Owner: ofAccount(gone.ID), Name: "a.txt", Content: []byte("again")}); !errors.Is(err, models.ErrForbidden) {
			t.Errorf("a file about an erased person: %v", err)
		}
	})
}

// TestFilesOpenAfterARotation rotates the keys with files there.
func TestFilesOpenAfterARotation(t *testing.T) {
	forEachSubjectDB(t, func(t *testing.T, s *Store, _ Options) {
		a, _ := twoPeople(t, s)
		f := must[*models.File](t)(s.AddFile(ctx, bob, models.NewFile{Owner: ofAccount(a.ID), Name: "a.png", Content: aPicture(t)}))
		before := must[*models.FileContent](t)(s.LookAtFile(ctx, bob, f.ID, models.LookPreview))
		must[*models.Rotation](t)(s.RotateKeys(ctx, anna, "sm4-gcm", nil))
		after := must[*models.FileContent](t)(s.LookAtFile(ctx, bob, f.ID, models.LookPreview))
		if !bytes.Equal(before.Content, after.Content) || bytes.Equal(before.Key, after.Key) {
			t.Error("another content, or the old key")
		}
	})
}

// TestScannerDecides lets a scanner pass, refuse and fail.
func TestScannerDecides(t *testing.T) {
	var says error
	s := openTest(t, Options{Dir: t.TempDir(), Now: newClock().now, Rand: rand.Reader, Scan: func(context.Context, []byte) error { return says }})
	f := newFixture(t, s)
	a := f.account(1)
	add := func(content string) (*models.File, error) {
		return s.AddFile(ctx, bob, models.NewFile{Owner: ofAccount(a.ID), Name: "a.txt", Content: []byte(content)})
	}
	if kept, err := add("clean"); err != nil || !kept.Scanned || !s.ScansFiles() {
		t.Errorf("clean: %+v, %v", kept, err)
	}
	says = models.ErrUnsafe
	if _, err := add("bad"); code(err) != "upload_unsafe" {
		t.Errorf("unsafe: %v", err)
	}
	says = errors.New("no scanner there")
	if _, err := add("unknown"); !errors.Is(err, models.ErrUnchecked) {
		t.Errorf("unchecked: %v", err)
	}
	if rows := must[[]models.FileRow](t)(s.Files(ctx, ofAccount(a.ID))); len(rows) != 1 {
		t.Errorf("%d files were kept", len(rows))
	}
}

// TestNamesAreNeverPaths brings files under names that lead elsewhere: they are kept by number,
// nothing is written beside the database, and what is shown is a plain name (S33).
func TestNamesAreNeverPaths(t *testing.T) {
	s := openTest(t, Options{Dir: t.TempDir(), Now: newClock().now, Rand: rand.Reader})
	f := newFixture(t, s)
	a := f.account(1)
	before := listFolder(t, s.dir)
	for i, name := range []string{
		"../../../etc/passwd.txt", `..\..\windows\win.ini.txt`, "/etc/shadow.txt", "C:\\boot.txt", "....//....//x.txt", "%2e%2e%2fx.txt",
		"a\x00.txt", "con.txt", ".txt", "  .txt", "\u202egpj.txt", strings.Repeat("长", 300) + ".txt", "a\r\nSet-Cookie: x.txt", `"><script>.txt`,
	} {
		kept, err := s.AddFile(ctx, bob, models.NewFile{Owner: ofAccount(a.ID), Name: name, Content: []byte(fmt.Sprint("file ", i))})
		if err != nil {
			t.Errorf("%q: %v", name, err)
			continue
		}
		row := must[*models.FileRow](t)(s.File(ctx, kept.ID))
		if strings.ContainsAny(row.Title, "/\\\x00\r\n<>\"\u202e") || len([]rune(row.Title)) > 80 || strings.HasPrefix(row.Title, ".") || !strings.HasSuffix(row.Title, "txt") {
			t.Errorf("%q is shown as %q", name, row.Title)
		}
	}
	if after := listFolder(t, s.dir); after != before {
		t.Errorf("the folder changed from\n%s to\n%s", before, after)
	}
}

func listFolder(t *testing.T, dir string) string {
	t.Helper()
	var names []string
	ok(t, filepath.WalkDir(dir, func(path string, _ os.DirEntry, err error) error {
		names = append(names, path)
		return err
	}))
	return strings.Join(names, "\n")
}
