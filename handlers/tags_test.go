package handlers

import (
	"net/http"
	"net/http/httptest"
	"net/url"
	"testing"

	"candor/models"
)

// TestTagsOnTheHeadOfAnAccount: whoever may write notes puts tags on and takes them off; others read them.
func TestTagsOnTheHeadOfAnAccount(t *testing.T) {
	s := testSite(t)
	d := someAccount(t)
	d.Tags = []models.AccountTag{{Tag: "lost-phone", ByName: "Bob <b>", At: testNow}}
	var got models.TagAccount
	var failed error
	store := &reviewStore{account: func() (*models.AccountDetail, error) { return &d, nil }, tag: func(cmd models.TagAccount) error { got = cmd; return failed }}
	h := &Accounts{Site: s, Store: store}
	v, id := as(t, models.RoleReviewer, "en"), d.Account.PublicID()
	show := func(v *Visitor) *httptest.ResponseRecorder {
		return call(s, v, h.Show, http.MethodGet, "/x", nil, "id", id)
	}
	want(t, show(v), 200, "lost-phone", "Take off the tag lost-phone", `<option value="黑产">`, `href="/queue?sort=risk&amp;tag=lost-phone"`, "/tags", "Bob &lt;b&gt;")
	auditor := show(as(t, models.RoleAuditor, "en"))
	want(t, auditor, 200, "lost-phone")
	lacks(t, auditor, "Take off", "tags-in-use")
	post := func(kv ...string) *httptest.ResponseRecorder {
		form := url.Values{}
		for i := 0; i+1 < len(kv); i += 2 {
			form.Set(kv[i], kv[i+1])
		}
		return call(s, v, h.Tag, http.MethodPost, "/x", form, "id", id)
	}
	want(t, post("tag", "Lost Phone", "on", "true"), 303)
	if got != (models.TagAccount{AccountID: d.Account.ID, Tag: "Lost Phone", On: true}) {
		t.Errorf("asked for %+v", got)
	}
	want(t, post("tag", "x", "on", "false"), 303)
	want(t, post("tag", "x"), 400)
	want(t, post("tag", "x", "on", "true", "colour", "red"), 400)
	var bad models.Invalid
	bad.Add("tag", "tag_form", "max", "24")
	for name, c := range map[string]struct {
		err    error
		status int
	}{"no tag": {&bad, 303}, "too many": {&models.Refused{Code: "tags_full"}, 303}, "gone": {models.ErrNotFound, 404}} {
		if failed = c.err; post("tag", "x", "on", "true").Code != c.status {
			t.Errorf("%s: not %d", name, c.status)
		}
	}
	for range models.TagMost {
		d.Tags = append(d.Tags, models.AccountTag{Tag: "t"})
	}
	lacks(t, show(v), "tags-in-use")
}
