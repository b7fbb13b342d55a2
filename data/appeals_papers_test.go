package data

import (
	"testing"

	"candor/models"
)

// TestAnAppealAndItsPapersAreKeptTogetherOrNotAtAll refuses one of several papers, before and while it is written, and finds no
// appeal, no file and no entry of the record.
func TestAnAppealAndItsPapersAreKeptTogetherOrNotAtAll(t *testing.T) {
	forEachDB(t, func(t *testing.T, s *Store, c *clock) {
		a := lenderAccount(t, s, "1")
		sn := put(t, s, c, a.ID, models.SanctionRestrict)
		paper := func(name, content string) models.NewFile { return models.NewFile{Name: name, Content: []byte(content)} }
		send := func(files ...models.NewFile) (*models.Appeal, error) {
			return s.FileAppeal(ctx, cleo, models.FileAppeal{SanctionID: sn.ID, Channel: "phone", Lang: "en", Words: "it was me", Files: files})
		}
		before := must[[]models.AuditEntry](t)(s.AuditEntries(ctx, models.AuditFilter{Limit: 50}))
		for name, tt := range map[string]struct {
			second models.NewFile
			code   string
		}{
			"bad content": {paper("../b.pdf", "no document"), "upload_mismatch"}, "twice": {paper("b.txt", "one"), "upload_known"},
		} {
			_, err := send(paper("a.txt", "one"), tt.second)
			wantInvalid(t, err, "file", tt.code)
			for _, m := range []any{&models.Appeal{}, &models.File{}, &models.FileChunk{}} {
				var n int64
				ok(t, s.w.Model(m).Count(&n).Error)
				if n != 0 {
					t.Errorf("%s: %d rows of %T", name, n, m)
				}
			}
		}
		if after := must[[]models.AuditEntry](t)(s.AuditEntries(ctx, models.AuditFilter{Limit: 50})); len(after) != len(before) {
			t.Errorf("%d entries more", len(after)-len(before))
		}
		filed, err := send(paper("a.txt", "one"), paper("b.txt", "two"))
		ok(t, err)
		rows := must[[]models.FileRow](t)(s.Files(ctx, models.FileOwner{Prefix: models.PrefixAppeal, ID: filed.ID}))
		if len(rows) != 2 || rows[0].Title != "b.txt" || rows[1].AccountID != a.ID || rows[1].ByName != cleo.Name {
			t.Errorf("files %+v", rows)
		}
	})
}
