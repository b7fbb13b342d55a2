package handlers

import (
	"context"
	"net/http"
	"net/url"
	"testing"

	"candor/models"
)

type caseOpenStub struct {
	d    models.AccountDetail
	cmd  models.OpenCase
	fail error
}

func (s *caseOpenStub) AccountDetail(context.Context, models.ID) (*models.AccountDetail, error) {
	return &s.d, nil
}

func (s *caseOpenStub) OpenCase(_ context.Context, _ models.Actor, cmd models.OpenCase) (*models.Case, error) {
	s.cmd = cmd
	return &models.Case{ID: 31 << 22}, s.fail
}

// TestOpeningACaseKeepsWhatWasTyped: a refusal shows the form again as it was; where a case is open the page leads to it.
func TestOpeningACaseKeepsWhatWasTyped(t *testing.T) {
	s := testSite(t)
	store := &caseOpenStub{d: someAccount(t)}
	h := &CaseOpens{Site: s, Store: store}
	id, reviewer := store.d.Account.PublicID(), as(t, models.RoleReviewer, "en")
	want(t, call(s, reviewer, h.Ask, http.MethodGet, "/x", nil, "id", id), http.StatusOK, "A case of this account is open already.", "/cases/"+store.d.OpenCase.PublicID())
	store.d.OpenCase = nil
	want(t, call(s, reviewer, h.Ask, http.MethodGet, "/x", nil, "id", id), http.StatusOK, `action="/accounts/`+id+`/case"`)
	form := url.Values{"severity": {"3"}, "reason": {"saw it <twice>"}}
	store.fail = &models.Refused{Code: "case_open"}
	want(t, call(s, reviewer, h.Open, http.MethodPost, "/x", form, "id", id), http.StatusForbidden, "is open already", "saw it &lt;twice&gt;", `value="3" selected`)
	store.fail = nil
	w := call(s, reviewer, h.Open, http.MethodPost, "/x", form, "id", id)
	want(t, w, http.StatusSeeOther)
	if store.cmd.Severity != models.SeverityHigh || store.cmd.Reason != "saw it <twice>" || w.Header().Get("Location") != "/cases/"+models.ID(31<<22).Public(models.PrefixCase) {
		t.Errorf("%+v leads to %s", store.cmd, w.Header().Get("Location"))
	}
}
