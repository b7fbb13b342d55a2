package handlers

import (
	"context"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"

	"candor/models"
)

// bookRows is a store of a book of one row, and more behind it.
type bookRows struct {
	*reviewStore
	row models.AccountItem
}

func (s *bookRows) Accounts(context.Context, models.AccountFilter) (models.AccountPage, error) {
	return models.AccountPage{Items: []models.AccountItem{s.row}, Older: true}, nil
}

// TestColumnsOfTheBook: they are chosen and put in order in the address, which everything on the page keeps; nobody sees those of scores who may not.
func TestColumnsOfTheBook(t *testing.T) {
	s := testSite(t)
	d := someAccount(t)
	store := &bookRows{&reviewStore{}, models.AccountItem{Account: d.Account, Masked: d.Masked}}
	h := &Accounts{Site: s, Store: store}
	list := func(role, lang, query string) *httptest.ResponseRecorder {
		return call(s, as(t, role, lang), h.List, http.MethodGet, "/accounts?"+query, nil)
	}
	view := url.QueryEscape("cols=owed,account,score&late_min=1")
	w := list(models.RoleReviewer, "en", "cols=owed,account,score&late_min=1")
	want(t, w, 200, "Owed", "¥8,700.00", "512", "&amp;cols=owed%2Caccount%2Cscore&amp;late_min=1", `name="cols" value="owed,account,score"`,
		`href="/accounts?cols=owed%2Caccount%2Cscore"`, "/accounts/columns?view=cols%3Dowed%252Caccount%252Cscore%26late_min%3D1")
	if page := w.Body.String(); strings.Index(page, `>Owed<`) > strings.Index(page, `>Account<`) {
		t.Error("the columns are not in the order of the address")
	}
	lacks(t, w, "Lender&#39;s number", "bulk=cols", "of=accounts&amp;view=cols")
	w = list(models.RoleService, "en", "cols=owed,account,score,scored")
	want(t, w, 200, "Owed")
	lacks(t, w, "512", "Scored on", ">Score<")
	for _, cols := range []string{"owed", "account,account", "account,evil", "account,"} {
		want(t, list(models.RoleReviewer, "en", "cols="+cols), 400)
	}
	choose := func(role, query string) *httptest.ResponseRecorder {
		return call(s, as(t, role, "en"), h.Columns, http.MethodGet, "/accounts/columns?"+query, nil)
	}
	want(t, choose(models.RoleReviewer, "view="+view), 200, `name="at_owed"`, `value="score" checked`, "The book is read newest account first", "Does not sort.", `action="/accounts/columns"`)
	lacks(t, choose(models.RoleService, "view="+view), `value="score"`, "at_scored", "Row height")
	w = choose(models.RoleReviewer, "view=late_min%3D1&apply=1&show=owed&show=score&at_owed=1&at_account=2&at_score=3")
	if to := w.Header().Get("Location"); to != "/accounts?cols=owed%2Caccount%2Cscore&late_min=1" {
		t.Errorf("chosen: %s", to)
	}
	for _, role := range []string{models.RoleReviewer, models.RoleService} {
		shown, _ := bookColumns.seen("", as(t, role, "en"))
		all := "apply=1"
		for _, c := range shown {
			all += "&show=" + c.key
		}
		if to := choose(role, all).Header().Get("Location"); to != "/accounts?" {
			t.Errorf("%s: the shipped columns lead to %s", role, to)
		}
	}
	want(t, choose(models.RoleReviewer, "apply=1&show=score&at_score=x"), 422, "A number.", `value="x"`)
	for _, bad := range []string{"evil=1", "view=evil%3D1", "view=cols%3Devil", "view=late_min%3Dsoon"} {
		if w := choose(models.RoleReviewer, bad); w.Code != 400 {
			t.Errorf("%s: %d", bad, w.Code)
		}
	}
	want(t, choose(models.RoleService, "view=band%3Dpoor"), 403)
}

// TestColumnsOfTheAppeals: as those of the book; the columns stay when another view is opened or a filter removed, and no file is made of them.
func TestColumnsOfTheAppeals(t *testing.T) {
	s := measureSite(t)
	f := newFakeCase()
	f.appeal.ReasonCode, f.appeal.Band, f.appeal.Outcome, f.appeal.MadeBy, f.appeal.MadeName = "cash_out", "poor", models.OutcomeUphold, 20, "Ben"
	f.rows = []models.AppealRow{{Appeal: f.appeal, Sanction: f.sanction, Name: "张**"}}
	h := &Appeals{s, fakeAppeals{fakeCase: f}}
	list := func(role, lang, query string) *httptest.ResponseRecorder {
		return call(s, as(t, role, lang), h.List, http.MethodGet, "/appeals?"+query, nil)
	}
	w := list(models.RoleLead, "en", "view=all&lang=en&cols=outcome,account,band,lang,reason")
	want(t, w, 200, "Upheld", "Poor", "English", "/appeals?cols=outcome%2Caccount%2Cband%2Clang%2Creason&amp;view=mine", `name="cols"`,
		"/appeals?cols=outcome%2Caccount%2Cband%2Clang%2Creason&amp;view=all\"", "/appeals/columns?view=cols%3Doutcome")
	lacks(t, w, "Held down", "view=cols%3D\"", "of=appeals&amp;view=cols")
	want(t, list(models.RoleLead, "zh-CN", "cols=account,judge,decided,channel"), 200, "决定人", "电话")
	w = list(models.RoleService, "en", "cols=account,band,reason,outcome")
	want(t, w, 200, "Upheld")
	lacks(t, w, "Poor", "Band at the time", "Reason of the measure")
	want(t, list(models.RoleLead, "en", "cols=evil"), 400)
	choose := func(role, query string) *httptest.ResponseRecorder {
		return call(s, as(t, role, "en"), h.Columns, http.MethodGet, "/appeals/columns?"+query, nil)
	}
	w = choose(models.RoleLead, "view=view%3Dall")
	want(t, w, 200, "The list stays by due time", "Orders the list.", "Does not sort.", "at_reason")
	lacks(t, choose(models.RoleService, ""), "at_reason", "at_band")
	w = choose(models.RoleLead, "view=view%3Dall&apply=1&show=outcome&at_account=1")
	if to := w.Header().Get("Location"); to != "/appeals?cols=account%2Coutcome&view=all" {
		t.Errorf("chosen: %s", to)
	}
	want(t, choose(models.RoleLead, "view=stage%3Dnowhere"), 400)
}
