package handlers

import (
	"net/http"
	"net/http/httptest"
	"net/url"
	"testing"

	"github.com/gorilla/sessions"

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
	v.Session = sessions.NewSession(noStore{}, "s")
	want(t, post("tag", "x", "on", "false"), 303)
	if told := takeFlashes(v); len(told) != 1 || told[0].Undo == nil || told[0].Undo.Action != "/accounts/"+id+"/tags" || told[0].Undo.Fields[1] != [2]string{"on", "true"} {
		t.Errorf("taking a tag off is taken back by %+v", told)
	}
	d.Tags[0].Reason, d.Tags[0].EndsAt = "at sea <b>", ptr(testNow.AddDate(0, 0, 9))
	day := testNow.AddDate(0, 0, 9).In(s.Zone).Format("2006-01-02")
	want(t, show(v), 200, "lost-phone: at sea &lt;b&gt; Until "+day+", by Bob", `name="ends_at" value="`+day+`"`)
	want(t, show(as(t, models.RoleReviewer, "zh-CN")), 200, "lost-phone：at sea &lt;b&gt;（Bob &lt;b&gt;，有效至 "+day)
	want(t, post("tag", "x", "on", "true", "reason", "at sea", "ends_at", day), 303)
	if got.Reason != "at sea" || got.EndsAt == nil || !got.EndsAt.After(testNow) {
		t.Errorf("asked for %+v", got)
	}
	takeFlashes(v)
	want(t, post("tag", "x", "on", "false", "reason", "at sea", "ends_at", day), 303)
	if told := takeFlashes(v); len(told) != 1 || len(told[0].Undo.Fields) != 4 || told[0].Undo.Fields[3] != [2]string{"ends_at", day} || got.Reason != "" {
		t.Errorf("undoing loses the reason or the day: %+v", told)
	}
	want(t, post("tag", "x", "on", "true", "reason", "at sea", "ends_at", "soon"), 422, `value="at sea"`, `id="f-tag-ends_at" name="ends_at" type="date" value="soon" aria-describedby="f-tag-error"`)
	v.Session = nil
	want(t, post("tag", "x"), 400)
	want(t, post("tag", "x", "on", "true", "colour", "red"), 400)
	var bad models.Invalid
	bad.Add("tag", "tag_form", "max", "24")
	for name, c := range map[string]struct {
		err    error
		status int
	}{"no tag": {&bad, 422}, "too many": {&models.Refused{Code: "tags_full"}, 403}, "gone": {models.ErrNotFound, 404}} {
		if failed = c.err; post("tag", "x", "on", "true").Code != c.status {
			t.Errorf("%s: not %d", name, c.status)
		}
	}
	failed = &bad
	want(t, post("tag", "lost <phone>!", "on", "true"), 422, `value="lost &lt;phone&gt;!"`, `aria-describedby="f-tag-error"`, `<details class="tag-add" open>`, "at most 24")
	for range models.TagMost {
		d.Tags = append(d.Tags, models.AccountTag{Tag: "t"})
	}
	lacks(t, show(v), "tags-in-use")
}

// TestTagsOnTheHeadOfACase: the same tags and the same form, which comes back to the case and its view.
func TestTagsOnTheHeadOfACase(t *testing.T) {
	s, d := testSite(t), caseOf(t)
	d.Account.Tags = []models.AccountTag{{Tag: "lost-phone", ByName: "Bob", At: testNow}}
	var got models.TagAccount
	var failed error
	store := &reviewStore{detail: func() (*models.CaseDetail, error) { return d, nil }, tag: func(cmd models.TagAccount) error { got = cmd; return failed }}
	h := &Cases{Site: s, Store: store}
	v, id := as(t, models.RoleReviewer, "en"), d.Case.PublicID()
	want(t, call(s, v, h.Show, http.MethodGet, "/x?view=all", nil, "id", id), 200, "Take off the tag lost-phone", "/cases/"+id+"/tags", `name="view"`)
	lacks(t, call(s, as(t, models.RoleAuditor, "en"), h.Show, http.MethodGet, "/x", nil, "id", id), "Take off", "tags-in-use")
	form := url.Values{"tag": {"Ring"}, "on": {"true"}, "view": {"sort=risk"}}
	w := call(s, v, h.Tag, http.MethodPost, "/x", form, "id", id)
	want(t, w, 303)
	if to := w.Header().Get("Location"); got.AccountID != d.Case.AccountID || !got.On || to != "/cases/"+id+"?view=sort%3Drisk#tags" {
		t.Errorf("asked for %+v, then %s", got, to)
	}
	failed = &models.Refused{Code: "tags_full"}
	want(t, call(s, v, h.Tag, http.MethodPost, "/x", form, "id", id), 403, `value="Ring"`, `id="f-tag-error"`, "sort=risk")
	want(t, call(s, v, h.Tag, http.MethodPost, "/x", url.Values{"tag": {"x"}, "on": {"maybe"}}, "id", id), 400)
}

// TestTheBookByTags: the filter is normalised as a tag is kept, and a word of staff is no code of ours.
func TestTheBookByTags(t *testing.T) {
	s := testSite(t)
	d := someAccount(t)
	store := &reviewStore{account: func() (*models.AccountDetail, error) { return &d, nil }}
	h := &Accounts{Site: s, Store: store}
	want(t, call(s, as(t, models.RoleReviewer, "en"), h.List, http.MethodGet, "/accounts?tag=Lost+Phone", nil), 200, `value="lost-phone"`, "<option value=", "tag=lost-phone")
	if store.filter.Tag != "lost-phone" {
		t.Errorf("filter %+v", store.filter)
	}
	w := call(s, as(t, models.RoleReviewer, "en"), h.List, http.MethodGet, "/accounts?tag=add", nil)
	want(t, w, 200)
	lacks(t, w, "Add a tag")
}
