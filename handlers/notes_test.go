package handlers

import (
	"context"
	"net/http"
	"net/http/httptest"
	"net/url"
	"testing"
	"time"

	"candor/models"
)

// noteStore holds one note.
type noteStore struct {
	d    models.NoteDetail
	err  error
	cmds []models.EditNote
}

func (s *noteStore) NoteDetail(_ context.Context, account, note models.ID) (*models.NoteDetail, error) {
	if account != s.d.Account.ID || note != s.d.Note.ID {
		return nil, models.ErrNotFound
	}
	return &s.d, nil
}
func (s *noteStore) EditNote(_ context.Context, _ models.Actor, cmd models.EditNote) error {
	s.cmds = append(s.cmds, cmd)
	return s.err
}

// aNote is a note of the visitor that was changed once, an hour ago.
func aNote(t *testing.T) (*Notes, *noteStore, []string) {
	t.Helper()
	at, edited := testNow.Add(-2*time.Hour), testNow.Add(-time.Hour)
	store := &noteStore{d: models.NoteDetail{
		Account: models.Account{ID: 1 << 40, ExternalID: "C-1"}, People: []models.User{{Login: "bob", Name: "Bob"}},
		Note:   models.NoteText{Words: "paid by <b>card", Note: models.Note{ID: 43 << 22, AccountID: 1 << 40, AuthorID: 7, AuthorName: "Anna", At: at, EditedAt: &edited, Version: 2}},
		Former: []models.FormerText{{Words: "paid in <i>cash", At: at, ReplacedAt: edited}},
	}}
	return &Notes{Site: testSite(t), Store: store}, store, []string{"id", store.d.Account.PublicID(), "note", store.d.Note.ID.Public(models.PrefixNote)}
}

// TestANotesPageSaysAllItEverSaid: to whoever reads accounts; the form is its author's alone, while it may be changed.
func TestANotesPageSaysAllItEverSaid(t *testing.T) {
	h, store, at := aNote(t)
	show := func(role, lang string) *httptest.ResponseRecorder {
		return call(h.Site, as(t, role, lang), h.Show, http.MethodGet, "/x?back=%2Fcases%2Fcas_1", nil, at...)
	}
	form := `action="/accounts/` + at[1] + "/notes/" + at[3] + `/edit"`
	want(t, show(models.RoleReviewer, "en"), 200, "paid by &lt;b&gt;card", "paid in &lt;i&gt;cash", "edited 13:05", "Replaced at 2026-11-22 13:05", form, `name="version" value="2"`, "@bob", "Until 2026-11-23 12:05")
	want(t, show(models.RoleReviewer, "zh-CN"), 200, "此前内容", "已于 13:05 编辑", form)
	w := show(models.RoleAuditor, "en")
	want(t, w, 200, "paid in &lt;i&gt;cash")
	lacks(t, w, form, "Change the note")
	decided := testNow
	store.d.Decided = &decided
	w = show(models.RoleReviewer, "en")
	want(t, w, 200, "Somebody decided about the account since")
	lacks(t, w, form)
	store.d.Note.AuthorID = 9
	lacks(t, show(models.RoleReviewer, "en"), form, "Somebody decided")
	want(t, call(h.Site, as(t, models.RoleReviewer, "en"), h.Show, http.MethodGet, "/x", nil, "id", at[1], "note", "not_1"), 404)
	want(t, call(h.Site, as(t, models.RoleReviewer, "en"), h.Show, http.MethodGet, "/x?page=2", nil, at...), 400)
}

// TestARefusedChangeOfANoteKeepsWhatWasTyped, whatever it was refused for.
func TestARefusedChangeOfANoteKeepsWhatWasTyped(t *testing.T) {
	h, store, at := aNote(t)
	edit := func(kv ...string) *httptest.ResponseRecorder {
		values := url.Values{"version": {"2"}, "text": {"typed <u>words"}, "back": {"/cases/" + models.ID(3<<22).Public(models.PrefixCase)}}
		for i := 0; i+1 < len(kv); i += 2 {
			values.Set(kv[i], kv[i+1])
		}
		return call(h.Site, as(t, models.RoleReviewer, "en"), h.Edit, http.MethodPost, "/x", values, at...)
	}
	w := edit()
	if to := w.Header().Get("Location"); w.Code != 303 || to != "/cases/"+models.ID(3<<22).Public(models.PrefixCase)+"#notes" {
		t.Errorf("%d, leads to %s", w.Code, to)
	}
	if want := (models.EditNote{AccountID: 1 << 40, NoteID: 43 << 22, Version: 2, Text: "typed <u>words"}); len(store.cmds) != 1 || store.cmds[0] != want {
		t.Errorf("asked for %+v", store.cmds)
	}
	store.err = models.ErrConflict
	want(t, edit("version", "1"), 409, "typed &lt;u&gt;words", "paid by &lt;b&gt;card", "changed meanwhile", `name="version" value="2"`)
	var bad models.Invalid
	bad.Add("text", "mention_unknown", "logins", "@nobody")
	store.err = bad.OrNil()
	want(t, edit(), 422, "typed &lt;u&gt;words", `id="f-text-error"`)
	decided := testNow
	store.d.Decided, store.err = &decided, &models.Refused{Code: "note_decided"}
	want(t, edit(), 403, "typed &lt;u&gt;words", "which is not saved", "Somebody decided about the account since")
	asked := len(store.cmds)
	want(t, edit("version", "two"), 422)
	want(t, edit("evil", "1"), 400)
	if len(store.cmds) != asked {
		t.Error("a form that cannot be read reached the store")
	}
}

// TestAChangedNoteSaysSoWhereItStands: with the way to what it said before, and its author's way to change it again.
func TestAChangedNoteSaysSoWhereItStands(t *testing.T) {
	_, store, at := aNote(t)
	s, d := testSite(t), someAccount(t)
	d.Account.ID = 1 << 40
	d.Notes = []models.NoteText{store.d.Note}
	h := &Accounts{Site: s, Store: &reviewStore{account: func() (*models.AccountDetail, error) { return &d, nil }}}
	page := "/accounts/" + at[1] + "/notes/" + at[3]
	show := func(role string) *httptest.ResponseRecorder {
		return call(s, as(t, role, "en"), h.Show, http.MethodGet, "/x", nil, at[:2]...)
	}
	want(t, show(models.RoleReviewer), 200, `href="`+page+`"`, "edited 13:05", `href="`+page+`?back=`, "Edit your note of 2026-11-22 12:05")
	w := show(models.RoleAuditor)
	want(t, w, 200, `href="`+page+`"`, "edited 13:05")
	lacks(t, w, page+"?back=")
	d.Decided = &testNow
	lacks(t, show(models.RoleReviewer), page+"?back=")
}
