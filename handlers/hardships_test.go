package handlers

import (
	"context"
	"net/http"
	"net/http/httptest"
	"net/url"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"candor/models"
)

// hardshipStub is a store of one account with hardship flags.
type hardshipStub struct {
	d     models.HardshipDetail
	set   *models.SetHardship
	ended *models.EndHardship
	fail  error
}

func (s *hardshipStub) Hardships(context.Context, models.ID) (*models.HardshipDetail, error) {
	return &s.d, nil
}
func (s *hardshipStub) SetHardship(_ context.Context, _ models.Actor, cmd models.SetHardship) (*models.Hardship, error) {
	if s.fail != nil {
		return nil, s.fail
	}
	s.set = &cmd
	return &models.Hardship{ID: 9 << 22}, cmd.Validate(testNow)
}
func (s *hardshipStub) EndHardship(_ context.Context, _ models.Actor, cmd models.EndHardship) error {
	if s.fail != nil {
		return s.fail
	}
	s.ended = &cmd
	return cmd.Validate()
}
func (s *hardshipStub) AuditEntries(context.Context, models.AuditFilter) ([]models.AuditEntry, error) {
	return []models.AuditEntry{{Action: models.ActionHardshipEnded, ActorKind: models.ActorUser, ActorName: "Cleo <b>", At: testNow}}, nil
}

// someHardship is an account with a flag of three days ago that stands, and two that ended.
func someHardship(t *testing.T) *hardshipStub {
	t.Helper()
	a := someAccount(t)
	at := func(days int) time.Time { return testNow.AddDate(0, 0, days) }
	ended, until := at(-100), at(90)
	flag := func(id models.ID, kind models.HardshipKind, words string) models.HardshipText {
		return models.HardshipText{About: kind, Words: words, Hardship: models.Hardship{
			ID: id << 22, AccountID: a.Account.ID, Since: at(-20), EndsAt: until, MadeName: "Sam", MadeAt: at(-3), Version: 2,
		}}
	}
	list := []models.HardshipText{
		flag(9, models.HardshipIllness, "in hospital <b>\nuntil spring"), flag(8, models.HardshipIncomeLost, "the plant was closed"), flag(7, models.Erased, models.Erased),
	}
	list[1].EndedAt, list[1].EndedName, list[1].EndReason, list[2].EndedAt = &ended, "Cleo", "back at work", &ended
	a.Account.HardshipUntil = &until
	return &hardshipStub{d: models.HardshipDetail{Account: a.Account, Name: a.Masked.Name, Flags: list}}
}

// TestAFlagThatEndedWithThePersonSaysSo: what ended in the moment of the erasure did not end on its day.
func TestAFlagThatEndedWithThePersonSaysSo(t *testing.T) {
	s := someHardship(t)
	show := func(lang string) *httptest.ResponseRecorder {
		h := &Hardships{Site: testSite(t), Store: s}
		return call(h.Site, as(t, models.RoleService, lang), h.Ask, http.MethodGet, "/x", nil, "id", s.d.Account.PublicID())
	}
	want(t, show("en"), 200, "By itself, on its day")
	now := testNow
	s.d.Flags[0].EndedAt, s.d.Account.HardshipUntil = &now, nil
	s.d.Account.ErasedAt = s.d.Flags[2].EndedAt
	w := show("en")
	want(t, w, 200, "With the erasure of the person", "Cleo: back at work")
	if n := strings.Count(w.Body.String(), "With the erasure of the person"); n != 1 {
		t.Errorf("%d flags ended so", n)
	}
	want(t, show("zh-CN"), 200, "随个人信息删除而结束")
	early := s.d.Account.ErasedAt.Add(-1)
	s.d.Flags[2].EndsAt = early // its time was over before
	lacks(t, show("en"), "With the erasure")
}

// post sends a form as customer service.
func (s *hardshipStub) post(t *testing.T, end bool, kv ...string) *httptest.ResponseRecorder {
	t.Helper()
	form := url.Values{}
	for i := 0; i < len(kv); i += 2 {
		form.Set(kv[i], kv[i+1])
	}
	h := &Hardships{Site: testSite(t), Store: s}
	do := h.Set
	if end {
		do = h.End
	}
	return call(h.Site, as(t, models.RoleService, "en"), do, http.MethodPost, "/x", form, "id", s.d.Account.PublicID())
}

// TestTheHardshipPageLooksAsItDid compares the page with a flag that stands, and without any, with what is checked in.
func TestTheHardshipPageLooksAsItDid(t *testing.T) {
	s := testSite(t)
	for _, lang := range []string{"en", "zh-CN"} {
		stands, none := someHardship(t), someHardship(t)
		none.d.Flags, none.d.Account.HardshipUntil = nil, nil
		for name, store := range map[string]*hardshipStub{"hardship": stands, "hardship-set": none} {
			w := call(s, as(t, models.RoleService, lang), (&Hardships{Site: s, Store: store}).Ask, http.MethodGet, "/x", nil, "id", store.d.Account.PublicID())
			want(t, w, 200)
			lacks(t, w, "⟦", "%!", "<no value>", " style=", "<b>", canary.Name)
			compare(t, filepath.Join("..", "views", "testdata", name+"."+lang+".html"), mainOf(w))
		}
	}
}

// TestAHardshipFlagIsPutOn: what is wrong stands at its field with what was typed kept, and a flag that stands is said.
func TestAHardshipFlagIsPutOn(t *testing.T) {
	store := someHardship(t)
	store.d.Flags = nil
	good := []string{"kind", "illness", "since", "", "ends_at", formDay(90), "note", "in hospital <i>"}
	w := store.post(t, false, good...)
	if w.Code != 303 || store.set == nil || store.set.Kind != models.HardshipIllness || store.set.Since != nil || store.set.EndsAt == nil || store.set.Note != "in hospital <i>" {
		t.Errorf("%d, %+v", w.Code, store.set)
	}
	w = store.post(t, false, "kind", "cancer", "since", formDay(5), "ends_at", formDay(400), "note", "<")
	want(t, w, 422, "f-kind-error", "f-since-error", "f-ends_at-error", "f-note-error", "not still to come", ">&lt;</textarea>", `value="`+formDay(400)+`"`)
	want(t, store.post(t, false, "kind", "other", "since", "soon", "ends_at", "", "note", "the house burnt down"), 422, "f-since-error", `value="soon"`, "the house burnt down")
	want(t, store.post(t, false, append(good, "who", "1")...), 400)
	store.fail = &models.Refused{Code: "hardship_open"}
	store.d = someHardship(t).d
	want(t, store.post(t, false, good...), 403, "stands on this account already", "in hospital &lt;i&gt;</textarea>", `action="/accounts/`+store.d.Account.PublicID()+`/hardship/end"`)
	store.fail = models.ErrTwice
	if w := store.post(t, false, good...); w.Code != 303 {
		t.Errorf("the second of two clicks: %d", w.Code)
	}
	store.fail = models.ErrNotFound
	want(t, store.post(t, false, good...), 404)
	store.fail = models.ErrState
	gone := testNow
	store.d.Account.ErasedAt, store.d.Flags = &gone, nil
	want(t, store.post(t, false, good...), 409)
	lacks(t, store.post(t, false, good...), "<textarea")
}

// formDay is a day as a form sends it.
func formDay(days int) string { return testNow.AddDate(0, 0, days).Format("2006-01-02") }

// TestAHardshipFlagIsEndedEarly takes a reason, and says who was faster.
func TestAHardshipFlagIsEndedEarly(t *testing.T) {
	store := someHardship(t)
	flag := store.d.Flags[0].PublicID()
	w := store.post(t, true, "flag", flag, "version", "2", "reason", "back at work")
	if w.Code != 303 || store.ended == nil || store.ended.ID != store.d.Flags[0].ID || store.ended.Version != 2 || store.ended.AccountID != store.d.Account.ID {
		t.Errorf("%d, %+v", w.Code, store.ended)
	}
	want(t, store.post(t, true, "flag", flag, "version", "2", "reason", "x"), 422, "f-reason-error", ">x</textarea>", "in hospital &lt;b&gt;")
	want(t, store.post(t, true, "flag", "nothing", "version", "2", "reason", "back at work"), 404)
	store.fail = models.ErrConflict
	want(t, store.post(t, true, "flag", flag, "version", "1", "reason", "back at work"), 409, "Cleo &lt;b&gt;", ">back at work</textarea>")
	store.fail = models.ErrState
	want(t, store.post(t, true, "flag", flag, "version", "2", "reason", "back at work"), 409)
}

// TestWhyThereIsHardshipIsForFew: everybody who reads the account or is about to act on it sees until when; only who may put flags on sees
// what they are about, and for nobody else is it even opened.
func TestWhyThereIsHardshipIsForFew(t *testing.T) {
	s, flags := testSite(t), someHardship(t)
	store := &reviewStore{
		account: func() (*models.AccountDetail, error) {
			d := someAccount(t)
			d.Account.HardshipUntil = flags.d.Account.HardshipUntil
			return &d, nil
		},
		detail: func() (*models.CaseDetail, error) {
			d := caseOf(t)
			d.Account.Account.HardshipUntil = flags.d.Account.HardshipUntil
			return d, nil
		},
	}
	until, id := "Hardship until "+formDay(90), flags.d.Account.PublicID()
	why := []string{"Illness", "in hospital", `href="/accounts/` + id + `/hardship"`}
	show := func(role, lang string) *httptest.ResponseRecorder {
		return call(s, as(t, role, lang), (&Accounts{Site: s, Store: store}).Show, http.MethodGet, "/x", nil, "id", id)
	}
	for _, role := range []string{models.RoleReviewer, models.RoleAdmin, models.RoleAuditor} { // the store refuses to open it
		w := show(role, "en")
		want(t, w, 200, until)
		lacks(t, w, why...)
	}
	store.hardship = &flags.d
	for _, role := range []string{models.RoleLead, models.RoleService} {
		want(t, show(role, "en"), 200, append(why, until, "in hospital &lt;b&gt;")...)
	}
	want(t, show(models.RoleLead, "zh-CN"), 200, "客户困难，至 "+formDay(90), "疾病或受伤")
	w := call(s, as(t, models.RoleLead, "en"), (&Timelines{Site: s, Store: store}).Show, http.MethodGet, "/x?kind=", nil, "id", id)
	want(t, w, 200, until)
	w = call(s, as(t, models.RoleLead, "en"), (&Cases{Site: s, Store: store}).Show, http.MethodGet, "/x", nil, "id", caseOf(t).Case.PublicID())
	want(t, w, 200, until, "Weigh that before you act")
	lacks(t, w, why[:2]...)
	past := testNow
	*flags.d.Account.HardshipUntil = past
	if w := show(models.RoleLead, "en"); strings.Contains(w.Body.String(), "Hardship until") {
		t.Error("a flag whose day is over warns")
	}
}

// careLimits and careSanctions are stores of an account with a flag.
type careLimits struct{ *fakeLimits }

func (f careLimits) LimitContext(ctx context.Context, id models.ID) (*models.LimitContext, error) {
	c, err := f.fakeLimits.LimitContext(ctx, id)
	until := today.AddDate(0, 0, 9)
	c.Account.HardshipUntil = &until
	return c, err
}

type careSanctions struct{ *fakeCase }

func (f careSanctions) SanctionContext(ctx context.Context, a, b models.ID) (*models.SanctionContext, error) {
	c, err := f.fakeCase.SanctionContext(ctx, a, b)
	until := today.AddDate(0, 0, 9)
	c.Account.HardshipUntil = &until
	return c, err
}

// TestWhoActsIsWarnedFirst: the forms of a limit change and of a sanction say that there is hardship, and still send.
func TestWhoActsIsWarnedFirst(t *testing.T) {
	s := measureSite(t)
	warning := "Hardship until " + today.AddDate(0, 0, 9).Format("2006-01-02") + ": the circumstances of this customer have changed."
	limits, sanctions := &Limits{Site: s, Store: careLimits{&fakeLimits{}}}, &Sanctions{Site: s, Store: careSanctions{newFakeCase()}}
	wants(t, asked(t, s, limits.New, models.RoleReviewer, acc5, "line", lin6), http.StatusOK, warning, `name="limit"`, "!illness")
	wants(t, asked(t, s, sanctions.New, models.RoleReviewer, acc5), http.StatusOK, warning, `name="kind"`, "!illness")
	plain := &Limits{Site: s, Store: &fakeLimits{}}
	wants(t, asked(t, s, plain.New, models.RoleReviewer, acc5, "line", lin6), http.StatusOK, "!Hardship until")
}
