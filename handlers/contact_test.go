package handlers

import (
	"context"
	"log/slog"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"candor/models"
)

// fakeContacts is a store with what a test puts into it.
type fakeContacts struct {
	CustomerStore
	account models.Account
	history []models.ContactChoice
	chosen  *models.ChooseContact
	err     error
}

func (f *fakeContacts) ContactPage(context.Context, models.ID) (*models.Account, string, []models.ContactChoice, error) {
	return &f.account, "Z***", f.history, nil
}

func (f *fakeContacts) ChooseContact(_ context.Context, a models.Actor, cmd models.ChooseContact) error {
	f.chosen = &cmd
	if err := cmd.Validate(a.Kind == models.ActorCustomer); err != nil {
		return err
	}
	return f.err
}

func (f *fakeContacts) CustomerVisit(context.Context, string) (*models.CustomerVisit, error) {
	return &models.CustomerVisit{Link: models.CustomerLink{ID: 1 << 40, AccountID: 7, ExpiresAt: deskTime}}, nil
}

func (f *fakeContacts) CustomerCase(context.Context, *models.CustomerLink) (*models.CustomerCase, error) {
	cs := someCase()
	cs.Contact = f.history
	return cs, nil
}

func (f *fakeContacts) CustomerContact(ctx context.Context, a models.Actor, l *models.CustomerLink, cmd models.ChooseContact) error {
	cmd.AccountID, cmd.Told = l.AccountID, models.ChannelPortal
	return f.ChooseContact(ctx, a, cmd)
}

func contactForms() url.Values {
	return url.Values{"sms": {"refused"}, "email": {"allowed"}, "letter": {""}, "call": {""}, "night": {""}, "version": {"9"}}
}

func saidBefore() []models.ContactChoice {
	ended := testNow
	return []models.ContactChoice{
		{ID: 9, Way: models.WaySMS, Allowed: true, Told: models.ChannelPortal, ByKind: models.ActorCustomer, ByName: "customer", At: testNow},
		{ID: 8, Way: models.WaySMS, Told: "phone", ByKind: models.ActorUser, ByName: "Anna <b>", At: testNow, EndedAt: &ended},
	}
}

// TestStaffNoteHowACustomerMayBeReached walks the page: what holds, its history, and what comes of a form.
func TestStaffNoteHowACustomerMayBeReached(t *testing.T) {
	s := testSite(t)
	id := models.ID(7).Public(models.PrefixAccount)
	for _, lang := range []string{"en", "zh-CN"} {
		h := &Contacts{Site: s, Store: &fakeContacts{account: models.Account{ID: 7}, history: saidBefore()}}
		w := call(s, as(t, models.RoleService, lang), h.Show, http.MethodGet, "/x", nil, "id", id)
		want(t, w, http.StatusOK, `name="version" value="9"`, `name="night"`, "/accounts/"+id+"/contact", "Anna &lt;b&gt;")
		lacks(t, w, "⟦", "%!", "<no value>", "<b>", " style=")
		lacks(t, call(s, as(t, models.RoleAuditor, lang), h.Show, http.MethodGet, "/x", nil, "id", id), `name="version"`)
	}
	f := &fakeContacts{account: models.Account{ID: 7}, history: saidBefore()}
	h := &Contacts{Site: s, Store: f}
	service := as(t, models.RoleService, "en")
	form := contactForms()
	form.Set("told", "phone")
	if w := call(s, service, h.Choose, http.MethodPost, "/x", form, "id", id); w.Code != http.StatusSeeOther {
		t.Errorf("saved: %d %s", w.Code, w.Body)
	}
	if f.chosen.Seen != 9 || f.chosen.AccountID != 7 || f.chosen.Answers[models.WaySMS] != models.AnswerRefused || f.chosen.Answers[models.WayCall] != models.AnswerOpen {
		t.Errorf("chosen %+v", f.chosen)
	}
	form.Set("told", models.ChannelPortal)
	want(t, call(s, service, h.Choose, http.MethodPost, "/x", form, "id", id), http.StatusUnprocessableEntity, "aria-invalid", `value="refused" selected`)
	form.Set("told", "phone")
	f.err = models.ErrConflict
	want(t, call(s, service, h.Choose, http.MethodPost, "/x", form, "id", id), http.StatusConflict, "Somebody noted another answer meanwhile")
	form.Set("score", "900")
	want(t, call(s, service, h.Choose, http.MethodPost, "/x", form, "id", id), http.StatusBadRequest)
	want(t, call(s, service, h.Show, http.MethodGet, "/x", nil, "id", "acc_x"), http.StatusNotFound)
	f.account.ErasedAt = &testNow
	lacks(t, call(s, service, h.Show, http.MethodGet, "/x", nil, "id", id), `name="version"`)
}

// TestCustomersSayThemselvesHowTheyMayBeReached posts the form of their page, and what no form of it sends.
func TestCustomersSayThemselvesHowTheyMayBeReached(t *testing.T) {
	s := testSite(t)
	f := &fakeContacts{history: saidBefore()}
	h := &Customer{Site: s, Store: f, Sessions: NewSessionStore(nil, s.Now, false), Log: slog.New(slog.DiscardHandler)}
	w := call(s, &Visitor{}, h.Show, http.MethodGet, "/c", nil)
	want(t, w, http.StatusOK, `action="/c/contact"`, `name="version" value="9"`)
	if strings.Contains(w.Body.String(), "Anna") {
		t.Error("the page names a member of staff")
	}
	if w := call(s, &Visitor{}, h.Contact, http.MethodPost, "/c/contact", contactForms()); w.Code != http.StatusSeeOther || w.Header().Get("Location") != "/c?done=contact" {
		t.Errorf("saved: %d %s", w.Code, w.Body)
	}
	if f.chosen == nil || f.chosen.AccountID != 7 || f.chosen.Told != models.ChannelPortal || f.chosen.Answers[models.WayEmail] != models.AnswerAllowed {
		t.Errorf("chosen %+v", f.chosen)
	}
	form := contactForms()
	form.Set("sms", "maybe")
	want(t, call(s, &Visitor{}, h.Contact, http.MethodPost, "/c/contact", form), http.StatusUnprocessableEntity, "aria-invalid")
	form.Set("told", "phone") // which customers have no field for
	want(t, call(s, &Visitor{}, h.Contact, http.MethodPost, "/c/contact", form), http.StatusNotFound)
	f.err = models.ErrConflict
	want(t, call(s, &Visitor{}, h.Contact, http.MethodPost, "/c/contact", contactForms()), http.StatusConflict, `action="/c/contact"`)
}
