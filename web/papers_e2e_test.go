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

// chooseAll puts files, each a name and its content, into a field that takes several.
func (b *browser) chooseAll(selector string, files ...string) {
	b.t.Helper()
	var paths []string
	dir := b.t.TempDir()
	for i := 0; i+1 < len(files); i += 2 {
		paths = append(paths, filepath.Join(dir, files[i]))
		if err := os.WriteFile(paths[i/2], []byte(files[i+1]), 0o600); err != nil {
			b.t.Fatal(err)
		}
	}
	b.do("choose files", chromedp.SetUploadFiles(chromedp.CSS(selector), paths))
}

// TestAnAppealIsTakenInWithItsPapersInOneForm sends an appeal with a paper that is not taken, keeps what was typed, and sends it
// again with two that are, with and without scripting.
func TestAnAppealIsTakenInWithItsPapersInOneForm(t *testing.T) {
	t.Parallel()
	for name, l := range map[string]look{"desktop": {}, "phone": {width: 360, dark: true}, "no script": {noScript: true}} {
		t.Run(name, func(t *testing.T) {
			o := newOffice(t, models.RoleReviewer, models.RoleLead, models.RoleService)
			ctx := context.Background()
			account, first := o.frozen(t, "1", "It was me.")
			service := models.Actor{Kind: models.ActorUser, UserID: o.users[models.RoleService].ID, ID: "usr", Name: "S", Role: models.RoleService, Source: "ui"}
			if err := o.store.WithdrawAppeal(ctx, service, first.ID, first.Version); err != nil {
				t.Fatal(err)
			}
			b := o.as(t, models.RoleService, l)
			b.open("/accounts/" + account.PublicID() + "/appeal")
			b.check("[name=sanction]")
			b.check("[name=channel][value=phone]")
			b.fill("#f-words", "I have the receipts.")
			b.chooseAll("#f-file", "receipt.txt", "two bags of cement", "c.pdf", "no document")
			b.click("main form .form-actions button")
			if got := b.text("#f-file-error"); !strings.Contains(got, "c.pdf") || b.text("#f-words") != "I have the receipts." {
				t.Fatalf("a wrong paper: %q, the words %q", got, b.text("#f-words"))
			}
			b.checked(l, "papers-refused-"+name)
			b.chooseAll("#f-file", "receipt.txt", "two bags of cement", "house.png", string(smallPNG(t)))
			b.click("main form .form-actions button")
			if got := b.text("#files"); !strings.Contains(got, "receipt.txt") || !strings.Contains(got, "house.png") || !strings.HasPrefix(b.path0(), "/appeals/app_") {
				t.Errorf("%s has the files %s", b.path0(), got)
			}
		})
	}
}
