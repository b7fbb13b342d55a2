package handlers

import (
	"context"
	"net/http"
	"net/url"
	"testing"

	"candor/models"
	"candor/views/text"
)

// TestPagesSayWhatCannotBeRead draws pages on which fields did not open, or belong to a
// person who was erased, in both languages; none of the marks in their place is shown (S51).
func TestPagesSayWhatCannotBeRead(t *testing.T) {
	s := testSite(t)
	words := map[string]map[string][2]string{
		"en":    {models.Unreadable: {"cannot be read; the record may have been altered", "This field cannot be read"}, models.Erased: {"erased", "This person was erased"}},
		"zh-CN": {models.Unreadable: {"无法读取，记录可能被改动", "该字段无法读取"}, models.Erased: {"已抹除", "信息已抹除"}},
	}
	for _, lang := range text.Languages() {
		for mark, code := range map[string]string{models.Unreadable: "unreadable", models.Erased: "erased"} {
			store := &reviewStore{
				account: func() (*models.AccountDetail, error) {
					d := someAccount(t)
					d.Masked = models.Personal{Name: mark, Phone: mark, IDNumber: mark, Email: mark}
					d.Notes[0].Words = mark
					return &d, nil
				},
				reveal: func(models.Reveal) (string, error) {
					var bad models.Invalid
					bad.Add("field", code)
					return "", bad.OrNil()
				},
			}
			h := &Accounts{Site: s, Store: store}
			visitor, id := as(t, models.RoleReviewer, lang), models.ID(1<<40).Public(models.PrefixAccount)
			said := words[lang][mark]
			shown := call(s, visitor, h.Show, http.MethodGet, "/x", nil, "id", id)
			want(t, shown, 200, said[0])
			list := call(s, visitor, h.List, http.MethodGet, "/x", nil)
			want(t, list, 200, said[0])
			revealed := call(s, visitor, h.Reveal, http.MethodPost, "/x", url.Values{"field": {"phone"}, "reason": {"why"}}, "id", id)
			want(t, revealed, 422, said[1])
			for _, w := range []interface{ String() string }{shown.Body, list.Body, revealed.Body} {
				if containsMark(w.String()) {
					t.Errorf("%s: a mark is shown", lang)
				}
			}
		}
	}
}

// containsMark looks for the first character of both marks, as it is and as HTML replaces it.
func containsMark(body string) bool {
	for _, r := range body {
		if r == 0 || r == '\uFFFD' {
			return true
		}
	}
	return false
}

// TestLettersGreetWhomTheyCannotName does not write to a customer that the record is broken.
func TestLettersGreetWhomTheyCannotName(t *testing.T) {
	p := testSite(t).letterPage("en")
	m := &models.Message{ID: 1, Template: models.TemplateAppealWithdrawn, Values: map[string]string{"kind": "freeze"}}
	plain := writeLetter(p, m, "").Greeting
	for _, mark := range []string{models.Unreadable, models.Erased} {
		if got := writeLetter(p, m, mark).Greeting; got != plain {
			t.Errorf("greeting %q, want %q", got, plain)
		}
	}
}

// TestSealingKeysPage draws every stage of a rotation.
func TestSealingKeysPage(t *testing.T) {
	at := testNow
	keys := []models.SealingKey{{ID: 0xA1, Algorithm: "aes-256-gcm"}, {ID: 0xB2, Algorithm: "sm4-gcm", Current: true}}
	one := keys[1:]
	for name, tt := range map[string]struct {
		state           models.VaultState
		en, zh          string
		rotates, retire bool
	}{
		"before the first": {models.VaultState{Keys: one}, "seals now", "当前使用", true, false},
		"running":          {models.VaultState{Keys: keys, Rotation: &models.Rotation{ByName: "Ann", Resealed: 7}}, "Ann put a new key in place; 7 rows", "Ann更换了密钥，已重新加密 7 行", false, false},
		"finished":         {models.VaultState{Keys: keys, Rotation: &models.Rotation{Resealed: 1, FinishedAt: &at}}, "1 row was sealed anew", "共 1 行", true, true},
		"unreadable":       {models.VaultState{Keys: keys, Rotation: &models.Rotation{Unreadable: 2, FinishedAt: &at}}, "2 values did not open", "2 个值无法解密", true, false},
		"retiring":         {models.VaultState{Keys: keys, Retiring: true, Rotation: &models.Rotation{FinishedAt: &at}}, "about to be destroyed", "即将销毁", true, false},
		"retired":          {models.VaultState{Keys: one, Rotation: &models.Rotation{FinishedAt: &at, RetiredAt: &at}}, "SM4-GCM", "SM4-GCM", true, false},
	} {
		t.Run(name, func(t *testing.T) {
			for lang, words := range map[string]string{"en": tt.en, "zh-CN": tt.zh} {
				s := testSite(t)
				tt.state.Algorithms = []string{"aes-256-gcm", "sm4-gcm"}
				h := &Keys{Site: s, Store: sealingFake{state: &tt.state}}
				w := call(s, as(t, models.RoleAdmin, lang), h.List, http.MethodGet, "/keys", nil)
				want(t, w, 200, words, "000000b2")
				for action, shown := range map[string]bool{`action="/keys/rotate"`: tt.rotates, `action="/keys/retire"`: tt.retire} {
					if shown {
						want(t, w, 200, action)
					} else {
						lacks(t, w, action)
					}
				}
			}
		})
	}
}

// sealingFake is a store of keys in one state.
type sealingFake struct {
	keyStore
	state *models.VaultState
}

func (f sealingFake) Keys(context.Context, int) ([]models.APIKey, error) { return nil, nil }
func (f sealingFake) VaultState(context.Context) (*models.VaultState, error) {
	return f.state, nil
}
