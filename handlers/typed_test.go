package handlers

import (
	"context"
	"encoding/json"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/labstack/echo/v4"

	"candor/models"
)

// typedStore is a store of drafts in memory.
type typedStore struct {
	saved   models.NewDraft
	dropped string
}

func (s *typedStore) SaveDraft(_ context.Context, _ models.ID, cmd models.NewDraft) error {
	s.saved = cmd
	return cmd.Validate()
}

func (s *typedStore) Drafts(_ context.Context, user models.ID, forms []string) ([]models.DraftText, error) {
	return []models.DraftText{
		{Form: forms[0], At: testNow.Add(-time.Minute), Fields: map[string][]string{"text": {"<b>words"}}},
		{Form: "/old", At: testNow.AddDate(0, 0, -3), Fields: map[string][]string{}},
	}, nil
}

func (s *typedStore) DropDraft(_ context.Context, _ models.ID, form string) error {
	s.dropped = form
	return nil
}

func TestDraftsComeWithWords(t *testing.T) {
	h := &Typed{Site: testSite(t), Store: &typedStore{}}
	for lang, said := range map[string]string{"en": "14:04", "zh-CN": "14:04"} {
		w := call(h.Site, as(t, models.RoleReviewer, lang), h.List, http.MethodGet, "/drafts?form=%2Fcases%2Fcas_1%2Fdecide&form=%2Fold", nil)
		want(t, w, 200)
		var list []typedDraft
		if err := json.Unmarshal(w.Body.Bytes(), &list); err != nil {
			t.Fatal(err)
		}
		if len(list) != 2 || list[0].Form != "/cases/cas_1/decide" || list[0].Fields["text"][0] != "<b>words" || !strings.Contains(list[0].Said, said) ||
			!strings.Contains(list[1].Said, "2026-11-19 14:05") || list[0].Restore == "" || list[0].Discard == "" {
			t.Errorf("%s: %+v", lang, list)
		}
	}
	for _, query := range []string{"", "?a=1", "?form=" + strings.Repeat("%2Fa&form=", typedForms+1) + "x"} {
		want(t, call(h.Site, as(t, models.RoleReviewer, "en"), h.List, http.MethodGet, "/drafts"+query, nil), 400)
	}
}

func TestDraftsAreSavedAsTyped(t *testing.T) {
	store := &typedStore{}
	h := &Typed{Site: testSite(t), Store: store}
	v := as(t, models.RoleReviewer, "en")
	want(t, call(h.Site, v, h.Save, http.MethodPost, "/drafts", url.Values{"form": {"/x"}, "body": {`{"text":[" a\n"],"tick":["1","2"]}`}}), 204)
	if store.saved.Form != "/x" || store.saved.Fields["text"][0] != " a\n" || len(store.saved.Fields["tick"]) != 2 {
		t.Errorf("saved %+v", store.saved)
	}
	for body, status := range map[string]int{"": 400, "[]": 400, `{"a":"b"}`: 400, `{"a":[1]}`: 400, "{}": 204} {
		want(t, call(h.Site, v, h.Save, http.MethodPost, "/drafts", url.Values{"form": {"/x"}, "body": {body}}), status)
	}
	want(t, call(h.Site, v, h.Save, http.MethodPost, "/drafts", url.Values{"form": {"//x"}, "body": {"{}"}}), 422)
}

// TestASentFormForgetsItsDraft tells forms that were taken from those that were refused, and from reading.
func TestASentFormForgetsItsDraft(t *testing.T) {
	s := testSite(t)
	v := as(t, models.RoleReviewer, "en")
	for _, c := range []struct {
		name, method, path string
		v                  *Visitor
		status             int
		dropped            string
	}{
		{"taken", "POST", "/cases/cas_1/decide", v, 303, "/cases/cas_1/decide"},
		{"refused", "POST", "/cases/cas_1/decide", v, 422, ""},
		{"read", "GET", "/cases/cas_1/step", v, 303, ""},
		{"nobody", "POST", "/cases/cas_1/decide", &Visitor{}, 303, ""},
		{"not kept", "POST", "/profile/display", v, 303, ""},
	} {
		store := &typedStore{}
		h := &Typed{Site: s, Store: store}
		answer := func(e echo.Context) error {
			if c.status == 303 {
				return s.redirect(e, "/queue")
			}
			return e.String(c.status, "again")
		}
		want(t, call(s, c.v, h.Settled(answer), c.method, c.path, url.Values{}), c.status)
		if store.dropped != c.dropped {
			t.Errorf("%s: dropped %q", c.name, store.dropped)
		}
	}
}
