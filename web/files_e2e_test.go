package main

import (
	"context"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"

	"candor/models"
)

// choose puts a file of the test's own folder into a field.
func (b *browser) choose(selector, name string, content []byte) {
	b.t.Helper()
	path := filepath.Join(b.t.TempDir(), name)
	if err := os.WriteFile(path, content, 0o600); err != nil {
		b.t.Fatal(err)
	}
	b.do("choose "+name, chromedp.SetUploadFiles(chromedp.CSS(selector), []string{path}))
}

// TestFilesInTheConsole adds files on an account's page, sees them there and opens each, with
// and without scripting, on a desktop and on a dark phone.
func TestFilesInTheConsole(t *testing.T) {
	t.Parallel()
	for name, l := range map[string]look{"desktop": {}, "phone": {width: 320, dark: true}, "no script": {noScript: true}} {
		t.Run(name, func(t *testing.T) {
			base, _, account, store := filesDesk(t, nil)
			b := newBrowser(t, base, l)
			b.signIn("service")
			for file, content := range map[string][]byte{"id card.png": smallPNG(t), "statement <b>.csv": []byte("date,amount\n2026-11-01,=1+1\n<script>alert(1)</script>,2\n")} {
				b.open("/accounts/" + account)
				b.choose("#files input[type=file]", file, content)
				b.click("#files form button")
			}
			if got := b.text("#files"); !strings.Contains(got, "id card.png") || !strings.Contains(got, "Service") {
				t.Fatalf("the account's files: %s", got)
			}
			b.open("/accounts/" + account)
			b.choose("#files input[type=file]", "a.pdf", []byte("no document"))
			b.click("#files form button")
			if got := b.text(".error"); !strings.Contains(got, "not what the end of its name says") {
				t.Fatalf("a wrong file: %q", got)
			}
			b.checked(l, "files-refused-"+name)
			b.open("/accounts/" + account)
			b.click("#files li:first-child a")
			b.checked(l, "file-first-"+name)
			viewed := turns(t, b)
			b.open("/accounts/" + account)
			b.click("#files li:last-child a")
			b.checked(l, "file-last-"+name)
			if viewed += turns(t, b); viewed != 1 && !l.noScript {
				t.Errorf("%d of the two files are a picture with a viewer, want one", viewed)
			}
			looks, err := store.AuditEntries(context.Background(), models.AuditFilter{Action: models.ActionFileViewed, Limit: 10})
			if err != nil || len(looks) != 2 {
				t.Errorf("%d looks on record, %v", len(looks), err)
			}
		})
	}
}

// turns zooms and turns the picture on a page, where there is one and scripting to do it, and returns how many there were.
func turns(t *testing.T, b *browser) (viewed int) {
	t.Helper()
	if b.look.noScript || !b.has("[data-viewer]") {
		return 0
	}
	b.do("wait for the viewer", chromedp.WaitVisible(chromedp.CSS("#viewer-tools")))
	b.press("+")
	b.press(".")
	b.check("[data-view=right]")
	if got := b.text("#viewer-said"); !strings.Contains(got, "180°") || strings.Contains(got, "NaN") {
		t.Errorf("the viewer says %q", got)
	}
	b.axe()
	b.shot("file-turned")
	return 1
}

// checked holds a page against the accessibility rules where scripting allows, and takes its picture.
func (b *browser) checked(l look, name string) {
	b.t.Helper()
	if !l.noScript {
		b.axe()
	}
	b.shot(strings.ReplaceAll(name, " ", "-"))
}
