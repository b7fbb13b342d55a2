package handlers

import (
	"context"
	"errors"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"time"

	"candor/models"
)

// someMentions is two notes that wait for somebody, of which one's person was erased, as the store gives them.
func someMentions(accounts bool) []models.MentionItem {
	list := []models.MentionItem{
		{Mention: models.Mention{NoteID: 41 << 22, UserID: 7, AccountID: 1 << 40, At: testNow.Add(-time.Hour)}, ByName: "Bob <b>"},
		{Mention: models.Mention{NoteID: 40 << 22, UserID: 7, AccountID: 2 << 40, At: testNow.Add(-30 * time.Hour)}, ByName: "Cleo"},
	}
	if accounts {
		list[0].ExternalID, list[0].Masked, list[0].Words = "C-1", canary.Masked(), "@anna the customer says <i>it is paid</i>, please…"
		list[1].Masked.Name, list[1].Words = models.Erased, models.Erased
	}
	return list
}

// someHome is a day on which a little waits.
func someHome(t *testing.T) func(models.HomeQuery) (models.Home, error) {
	return func(q models.HomeQuery) (models.Home, error) {
		d := someAccount(t)
		until := testNow.Add(models.CaseLease / 2)
		d.OpenCase.LeaseUntil = &until
		h := models.Home{
			Mine: []models.CaseItem{{Case: *d.OpenCase, Account: briefly(&d.Account), Masked: d.Masked}}, Unassigned: 12, DueSoon: 2,
			Mentions: someMentions(q.Accounts), MentionCount: 2,
		}
		for _, day := range q.Days {
			h.Days = append(h.Days, models.DayCount{Day: day, Flags: 3})
		}
		return h, nil
	}
}

func TestHomeListsMentionsByRight(t *testing.T) {
	s := testSite(t)
	h := &Home{Site: s, Store: homeStub(someHome(t))}
	account := models.ID(1 << 40).Public(models.PrefixAccount)
	done := `action="/mentions/` + models.ID(41<<22).Public(models.PrefixNote) + `/done"`
	for _, role := range []string{models.RoleReviewer, models.RoleService} {
		w := call(s, as(t, role, "en"), h.Show, http.MethodGet, "/", nil)
		want(t, w, 200, "Notes that mention you", "/accounts/"+account+"#notes", "&lt;i&gt;it is paid", done, "Bob &lt;b&gt;", "Cleo")
		lacks(t, w, canary.Name, "\x00", "the newest")
	}
	blind := as(t, models.RoleReviewer, "en")
	blind.Roles = []models.Role{{Key: "blind"}}
	w := call(s, blind, h.Show, http.MethodGet, "/", nil)
	want(t, w, 200, "Notes that mention you", account, done, "Cleo")
	lacks(t, w, "/accounts/"+account, "it is paid", "Begins", "Nothing waits for you here", "C-1")
	h.Store = homeStub(func(models.HomeQuery) (models.Home, error) {
		return models.Home{Mentions: someMentions(true), MentionCount: 31}, nil
	})
	want(t, call(s, as(t, models.RoleLead, "zh-CN"), h.Show, http.MethodGet, "/", nil), 200, "提到您的备注", "最新 2 条，共 31 条")
	h.Store = homeStub(func(models.HomeQuery) (models.Home, error) { return models.Home{}, nil })
	lacks(t, call(s, as(t, models.RoleLead, "en"), h.Show, http.MethodGet, "/", nil), "mention you")
}

type mentionStub func(user, note models.ID) error

func (f mentionStub) DoneMention(_ context.Context, user, note models.ID) error { return f(user, note) }

func TestDoneTakesOnesOwnMention(t *testing.T) {
	s := testSite(t)
	var got [2]models.ID
	var failed error
	h := &Mentions{Site: s, Store: mentionStub(func(user, note models.ID) error { got = [2]models.ID{user, note}; return failed })}
	v, id := as(t, models.RoleReviewer, "en"), models.ID(41<<22).Public(models.PrefixNote)
	w := call(s, v, h.Done, http.MethodPost, "/x", nil, "id", id)
	if w.Code != http.StatusSeeOther || w.Header().Get("Location") != "/" || got != [2]models.ID{7, 41 << 22} {
		t.Errorf("%d to %q, %v", w.Code, w.Header().Get("Location"), got)
	}
	for _, bad := range []string{"", "not_1", strings.Replace(id, "not_", "acc_", 1)} {
		want(t, call(s, v, h.Done, http.MethodPost, "/x", nil, "id", bad), 404)
	}
	failed = models.ErrNotFound
	want(t, call(s, v, h.Done, http.MethodPost, "/x", nil, "id", id), 404)
	failed = errors.New("disk")
	want(t, call(s, v, h.Done, http.MethodPost, "/x", nil, "id", id), 500)
}

// TestOpeningAnAccountSeesItsMentions: and a note that is refused does not.
func TestOpeningAnAccountSeesItsMentions(t *testing.T) {
	s := testSite(t)
	store := &reviewStore{account: func() (*models.AccountDetail, error) { d := someAccount(t); return &d, nil }}
	h := &Accounts{Site: s, Store: store}
	v, id := as(t, models.RoleReviewer, "en"), models.ID(1<<40).Public(models.PrefixAccount)
	w := call(s, v, h.Show, http.MethodGet, "/x", nil, "id", id)
	want(t, w, 200, "<code>@bob.lee</code>", "Bob &lt;b&gt;Lee", "Whom you can mention")
	lacks(t, w, `<details class="fold" open`, "There are more than these")
	if len(store.seen) != 1 || store.seen[0] != [2]models.ID{7, 1 << 40} {
		t.Errorf("seen = %v", store.seen)
	}
	lacks(t, call(s, as(t, models.RoleAuditor, "en"), h.Show, http.MethodGet, "/x", nil, "id", id), "@bob.lee")
	store.note = func(models.NewNote) error {
		var bad models.Invalid
		bad.Add("text", "mention_unknown", "login", "nobody")
		return &bad
	}
	store.seen = nil
	w = call(s, v, h.AddNote, http.MethodPost, "/x", map[string][]string{"text": {"@nobody <u>look</u>"}}, "id", id)
	want(t, w, 422, "Nobody here has the user name @nobody", "@nobody &lt;u&gt;look", `<details class="fold" open`)
	if len(store.seen) != 0 {
		t.Errorf("a refused note saw %v", store.seen)
	}
	store.seeErr = errors.New("disk")
	want(t, call(s, v, h.Show, http.MethodGet, "/x", nil, "id", id), 500)
	d := someAccount(t)
	for range models.PeopleShow {
		d.People = append(d.People, models.User{Login: "x", Name: "X"})
	}
	store.account, store.seeErr = func() (*models.AccountDetail, error) { return &d, nil }, nil
	want(t, call(s, v, h.Show, http.MethodGet, "/x", nil, "id", id), 200, "There are more than these")
}

// TestOpeningACaseClearsMentions: the notes of its account stand on the case's page too. A refused form shows them again, and nothing
// more was read than before.
func TestOpeningACaseClearsMentions(t *testing.T) {
	s := testSite(t)
	d := caseOf(t)
	store := &reviewStore{detail: func() (*models.CaseDetail, error) { return d, nil }, decide: func(models.DecideCase) error { return models.ErrConflict }}
	h := &Cases{Site: s, Store: store}
	v, id := as(t, models.RoleReviewer, "en"), d.Case.PublicID()
	want(t, call(s, v, h.Decide, http.MethodPost, "/x", map[string][]string{"version": {"1"}, "outcome": {"cleared"}, "reason": {"x"}}, "id", id), 409)
	if len(store.seen) != 0 {
		t.Errorf("a refused decision saw %v", store.seen)
	}
	want(t, call(s, v, h.Show, http.MethodGet, "/x", nil, "id", id), 200)
	if len(store.seen) != 1 || store.seen[0] != [2]models.ID{v.UserID(), d.Case.AccountID} {
		t.Errorf("seen = %v", store.seen)
	}
	store.seeErr = errors.New("disk")
	want(t, call(s, v, h.Show, http.MethodGet, "/x", nil, "id", id), 500)
}

func TestPinningANote(t *testing.T) {
	s := testSite(t)
	var got models.PinNote
	var failed error
	d := someAccount(t)
	store := &reviewStore{account: func() (*models.AccountDetail, error) { return &d, nil }, pin: func(cmd models.PinNote) error { got = cmd; return failed }}
	h := &Accounts{Site: s, Store: store}
	v, id, note := as(t, models.RoleService, "en"), models.ID(1<<40).Public(models.PrefixAccount), models.ID(43<<22).Public(models.PrefixNote)
	pin := func(note, pinned, back string) *httptest.ResponseRecorder {
		return call(s, v, h.Pin, http.MethodPost, "/x", url.Values{"pinned": {pinned}, "back": {back}}, "id", id, "note", note)
	}
	for pinned, back := range map[string]string{"true": "/cases/cas_0000000000x01?view=sort%3Ddue", "false": "//evil.example/"} {
		to := "/accounts/" + id
		if pinned == "true" {
			to = back
		}
		w := pin(note, pinned, back)
		if w.Header().Get("Location") != to+"#notes" || got != (models.PinNote{AccountID: 1 << 40, NoteID: 43 << 22, Pinned: pinned == "true"}) {
			t.Errorf("%s goes to %q with %+v", pinned, w.Header().Get("Location"), got)
		}
	}
	for _, bad := range []string{"", "1", "yes"} {
		want(t, pin(note, bad, ""), 400)
	}
	want(t, pin("not_x", "true", ""), 404)
	want(t, pin(id, "true", ""), 404)
	failed = &models.Refused{Code: "pins_full"}
	want(t, pin(note, "true", ""), 403, "three pinned notes already")

	show := func(role string) *httptest.ResponseRecorder {
		return call(s, as(t, role, "en"), h.Show, http.MethodGet, "/x", nil, "id", id)
	}
	action := `action="/accounts/` + id + "/notes/" + note + `/pin"`
	want(t, show(models.RoleService), 200, action, "Pinned by Lena &lt;b&gt;", "Unpin the note by Cleo of", "Pin the note by Bob of")
	w := show(models.RoleAuditor)
	want(t, w, 200, "Pinned by Lena &lt;b&gt;")
	lacks(t, w, "/pin\"", "Pin the note")
	d.Notes = append([]models.NoteText{d.Notes[0], d.Notes[0]}, d.Notes...)
	w = show(models.RoleService)
	want(t, w, 200, "Unpin the note by Cleo")
	lacks(t, w, action, "Pin the note by Bob") // three are pinned
}
