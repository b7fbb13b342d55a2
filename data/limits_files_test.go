package data

import (
	"errors"
	"strings"
	"testing"

	"candor/models"
)

// TestALimitChangeAndItsFilesAreKeptTogetherOrNotAtAll refuses one of several files, before and while it is written, and finds neither a
// change nor a file; those that are kept belong to the change, which takes no more afterwards.
func TestALimitChangeAndItsFilesAreKeptTogetherOrNotAtAll(t *testing.T) {
	forEachDB(t, func(t *testing.T, s *Store, c *clock) {
		a := lenderAccount(t, s, "1")
		kept := must[*models.File](t)(s.AddFile(ctx, anna, models.NewFile{
			Owner: models.FileOwner{Prefix: models.PrefixAccount, ID: a.ID}, Name: "payslip.txt", Content: []byte("income 12000"),
		}))
		send := func(files ...models.NewFile) (*models.LimitChange, error) {
			cmd := raise(measured(t, s, a.ID), 1_200_000)
			cmd.FileID, cmd.Files = kept.ID, files
			return s.ProposeLimit(ctx, anna, cmd)
		}
		paper := func(name, content string) models.NewFile { return models.NewFile{Name: name, Content: []byte(content)} }
		for code, second := range map[string]models.NewFile{"upload_mismatch": paper("b.pdf", "no document"), "upload_known": paper("b.txt", "one")} {
			_, err := send(paper("a.txt", "one"), second)
			wantInvalid(t, err, "file", code)
			var changes, files int64
			ok(t, s.w.Model(&models.LimitChange{}).Count(&changes).Error)
			ok(t, s.w.Model(&models.File{}).Count(&files).Error)
			if changes != 0 || files != 1 {
				t.Errorf("%s: %d changes, %d files", code, changes, files)
			}
		}
		change, err := send(paper("a.txt", "one"), paper("b.txt", "two"))
		ok(t, err)
		owner := models.FileOwner{Prefix: models.PrefixLimit, ID: change.ID}
		of := must[*models.FilesOf](t)(s.FilesOf(ctx, owner))
		if change.Evidence() != 3 || len(of.Files) != 3 || of.Files[0].Title != "b.txt" || of.Files[2].ID != kept.ID || of.Account.ID != a.ID {
			t.Errorf("change %+v rests on %+v", change, of.Files)
		}
		found := must[[]models.AuditEntry](t)(s.AuditEntries(ctx, models.AuditFilter{Action: models.ActionLimitProposed, Limit: 10}))
		if len(found) != 1 || !strings.Contains(found[0].After, `"files":2`) {
			t.Errorf("the record says %+v", found)
		}
		late := paper("c.txt", "three")
		late.Owner = owner
		if _, err := s.AddFile(ctx, anna, late); !errors.Is(err, models.ErrState) {
			t.Errorf("one more afterwards: %v", err)
		}
	})
}
