package data

import (
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"gorm.io/gorm"

	"candor/models"
)

func TestDraftsAreKeptForTheirPersonAndForm(t *testing.T) {
	forEachDB(t, func(t *testing.T, s *Store, clock *clock) {
		f := newFixture(t, s)
		a := f.account(1)
		eva, kai := colleague(t, s, "eva", "Eva"), colleague(t, s, "kai", "Kai")
		notes := "/accounts/" + a.PublicID() + "/notes"
		save := func(user models.ID, form, text string) {
			t.Helper()
			ok(t, s.SaveDraft(ctx, user, models.NewDraft{Form: form, Fields: map[string][]string{"text": {text}}}))
		}
		read := func(user models.ID, forms ...string) string {
			t.Helper()
			var all []string
			for _, d := range must[[]models.DraftText](t)(s.Drafts(ctx, user, forms)) {
				all = append(all, d.Form+"="+strings.Join(d.Fields["text"], "|"))
			}
			return strings.Join(all, " ")
		}
		save(eva.UserID, notes, "first words of 13900000000")
		save(eva.UserID, notes, "second words of 13900000000")
		save(eva.UserID, "/policy/draft", "policy")
		save(kai.UserID, notes, "another's")
		if got := read(eva.UserID, notes, "/policy/draft", "/nowhere"); got != notes+"=second words of 13900000000 /policy/draft=policy" {
			t.Errorf("Eva has %q", got)
		}
		if got := read(kai.UserID, notes); got != notes+"=another's" {
			t.Errorf("Kai has %q", got)
		}
		ok(t, s.read(ctx, func(db *gorm.DB) error {
			var rows []models.Draft
			if err := db.Order("form, id").Find(&rows).Error; err != nil {
				return err
			}
			if len(rows) != 3 || rows[0].AccountID != a.ID || rows[2].AccountID != 0 {
				t.Errorf("rows = %+v", rows)
			}
			for _, r := range rows {
				if strings.Contains(string(r.Body), "words") {
					t.Error("a draft is not sealed")
				}
			}
			return nil
		}))
		ok(t, s.DropDraft(ctx, eva.UserID, notes))
		ok(t, s.DropDraft(ctx, eva.UserID, notes)) // twice is no error
		ok(t, s.SaveDraft(ctx, eva.UserID, models.NewDraft{Form: "/policy/draft"}))
		if got := read(eva.UserID, notes, "/policy/draft"); got != "" {
			t.Errorf("after they were dropped: %q", got)
		}
		clock.advance(models.DraftFor + time.Minute)
		if got := read(kai.UserID, notes); got != "" {
			t.Errorf("too old: %q", got)
		}
		ok(t, s.SweepSessions(ctx))
		ok(t, s.read(ctx, func(db *gorm.DB) error {
			var n int64
			err := db.Model(&models.Draft{}).Count(&n).Error
			if n != 0 {
				t.Errorf("%d drafts outlive their time", n)
			}
			return err
		}))
	})
}

func TestDraftsOfOnePersonAreBounded(t *testing.T) {
	forEachDB(t, func(t *testing.T, s *Store, clock *clock) {
		for i := range models.DraftsMost + 2 {
			clock.advance(time.Second)
			ok(t, s.SaveDraft(ctx, 7, models.NewDraft{Form: fmt.Sprintf("/policy/%d", i), Fields: map[string][]string{"why": {"x"}}}))
		}
		if got := must[[]models.DraftText](t)(s.Drafts(ctx, 7, []string{"/policy/0", "/policy/1", "/policy/2"})); len(got) != 1 || got[0].Form != "/policy/2" {
			t.Errorf("the oldest stay: %+v", got)
		}
	})
}

func TestDraftsRefuseOtherForms(t *testing.T) {
	long := map[string][]string{"a": {strings.Repeat("x", models.DraftMost+1)}}
	for form, fields := range map[string]map[string][]string{
		"": nil, "policy": nil, "//evil.example": nil, "/policy?a=1": nil, "/" + strings.Repeat("x", 200): nil, "/policy": long,
	} {
		var bad *models.Invalid
		if err := (models.NewDraft{Form: form, Fields: fields}).Validate(); !errors.As(err, &bad) {
			t.Errorf("%.20q is taken: %v", form, err)
		}
	}
}
