package handlers

import (
	"context"
	"net/http"
	"net/http/httptest"
	"net/url"
	"path/filepath"
	"strings"
	"testing"

	"candor/models"
)

// notedScores is a store whose factors have a note.
type notedScores struct {
	*reviewStore
	note models.FactorNote
	set  *models.SetFactorNote
	fail error
}

func (s *notedScores) FactorDetail(ctx context.Context, a, d models.ID, key string) (*models.FactorDetail, error) {
	f, err := s.reviewStore.FactorDetail(ctx, a, d, key)
	if err == nil {
		f.Note = s.note
	}
	return f, err
}
func (s *notedScores) SetFactorNote(_ context.Context, _ models.Actor, cmd models.SetFactorNote) error {
	if s.fail != nil {
		return s.fail
	}
	s.set = &cmd
	return cmd.Validate()
}
func (s *notedScores) AuditEntries(context.Context, models.AuditFilter) ([]models.AuditEntry, error) {
	return []models.AuditEntry{{Action: models.ActionFactorNoted, ActorKind: models.ActorUser, ActorName: "Cleo <b>", At: testNow}}, nil
}

func someNoted(t *testing.T) (*Scores, *notedScores, *models.ScoreDetail, string) {
	t.Helper()
	d := someScore(t)
	store := &notedScores{reviewStore: &reviewStore{score: func() (*models.ScoreDetail, error) { return d, nil }}}
	store.note = models.FactorNote{Factor: d.Card.Factors[0].Key, Text: "The bank reports <b>late</b>\nin March.", ByName: "Ada", At: testNow, Version: 3}
	return &Scores{Site: testSite(t), Store: store}, store, d, d.Card.Factors[0].Key
}

// TestEveryReaderOfAFactorSeesItsNote, and only who may draft policy is offered the form.
func TestEveryReaderOfAFactorSeesItsNote(t *testing.T) {
	h, store, d, key := someNoted(t)
	show := func(role, lang string) *httptest.ResponseRecorder {
		return call(h.Site, as(t, role, lang), h.Factor, http.MethodGet, "/x", nil, "id", d.Account.PublicID(), "key", key)
	}
	action := `action="/accounts/` + d.Account.PublicID() + `/score/factors/` + url.PathEscape(key) + `/note"`
	for _, role := range []string{models.RoleReviewer, models.RoleLead, models.RoleAuditor} {
		w := show(role, "en")
		want(t, w, 200, "The bank reports &lt;b&gt;late&lt;/b&gt;", "Ada, ")
		lacks(t, w, action)
	}
	want(t, show(models.RoleAdmin, "en"), 200, action, `name="version" value="3"`)
	for _, lang := range []string{"en", "zh-CN"} {
		w := show(models.RoleAdmin, lang)
		lacks(t, w, "⟦", "%!", "<no value>", " style=")
		compare(t, filepath.Join("..", "views", "testdata", "factor-note."+lang+".html"), mainOf(w))
	}
	store.note = models.FactorNote{Factor: key, Version: 4}
	lacks(t, show(models.RoleReviewer, "en"), `id="note"`)
	want(t, show(models.RoleAdmin, "en"), 200, "Nobody has written a note", `name="version" value="4"`)
}

// TestANoteOnAFactorIsSavedOrShownAgain: what is refused keeps what was typed beside what stands.
func TestANoteOnAFactorIsSavedOrShownAgain(t *testing.T) {
	h, store, d, key := someNoted(t)
	send := func(v *Visitor, key string, kv ...string) *httptest.ResponseRecorder {
		form := url.Values{"decision": {""}, "version": {"3"}, "text": {"It is <i>in time</i> again."}}
		for i := 0; i < len(kv); i += 2 {
			form.Set(kv[i], kv[i+1])
		}
		return call(h.Site, v, h.Note, http.MethodPost, "/x", form, "id", d.Account.PublicID(), "key", key)
	}
	admin := as(t, models.RoleAdmin, "en")
	w := send(admin, key)
	if w.Code != 303 || store.set == nil || store.set.Factor != key || store.set.Version != 3 || !strings.HasSuffix(w.Header().Get("Location"), "#note") {
		t.Errorf("%d to %q, %+v", w.Code, w.Header().Get("Location"), store.set)
	}
	if w := send(admin, key, "text", " "); w.Code != 303 || store.set.Text != "" {
		t.Errorf("removed: %d, %+v", w.Code, store.set)
	}
	long := strings.Repeat("x", models.FactorNoteMax+1)
	want(t, send(admin, key, "text", long), 422, "f-text-error", long+"</textarea>", "<details open", "The bank reports")
	store.fail = models.ErrConflict
	want(t, send(admin, key, "version", "2"), 409, "Cleo &lt;b&gt;", "The bank reports &lt;b&gt;late", "It is &lt;i&gt;in time&lt;/i&gt; again.</textarea>", `name="version" value="3"`)
	want(t, send(admin, "no_such"), 404)
	want(t, send(admin, key, "more", "1"), 400)
	want(t, send(admin, key, "version", "old"), 422)
	want(t, send(reads(models.PermPolicyEdit), key), 403)
}
