package handlers

import (
	"context"
	"net/http"
	"net/url"
	"testing"

	"candor/engine/decide"
	"candor/models"
)

// discardFake has a base that differs from the draft in one field, and counts what is dropped.
type discardFake struct {
	policyFake
	dropped int
}

func (f *discardFake) Policy(_ context.Context, version int) (*models.Policy, error) {
	if version == f.policy.Version {
		return &f.policy, nil
	}
	return &models.Policy{Version: version, State: models.PolicyLive, Document: decide.Default()}, nil
}

func (f *discardFake) DiscardPolicy(context.Context, models.Actor, models.PolicyStep) (*models.Policy, error) {
	f.dropped++
	return &f.policy, f.err
}

// TestDiscardingAsksFirst reads the page that asks, and sends its form.
func TestDiscardingAsksFirst(t *testing.T) {
	const pattern, at = "/policy/:version/discard", "/policy/2/discard"
	set := func(author models.ID, state models.PolicyState, err error) (*desk, *discardFake, *Policies) {
		d := newDesk(t, models.PermPolicyRead, models.PermPolicyEdit)
		f := &discardFake{policyFake: policyFake{policy: draftOf(author, state), err: err}}
		f.policy.Document.Approval.RaiseFen = 1_234_500
		return d, f, &Policies{Site: d.site, Store: f}
	}
	d, f, h := set(7, models.PolicyDraft, nil)
	lacks(t, d.ask(http.MethodGet, "/policy/:version", "/policy/2", nil, h.Show), `<form method="post" action="/policy/2/discard"`)
	w := d.ask(http.MethodGet, pattern, at, nil, h.AskDiscard)
	want(t, w, http.StatusOK, "Discard version 2?", "1 field differs from version 1", "¥12,345.00", `name="version" value="3"`, "Keep it")
	if f.dropped != 0 {
		t.Error("asking dropped it")
	}
	w = d.ask(http.MethodPost, pattern, at, url.Values{"version": {"3"}}, h.Discard)
	if w.Code != http.StatusSeeOther || w.Header().Get("Location") != "/policy#versions" || f.dropped != 1 {
		t.Errorf("status %d to %s, dropped %d", w.Code, w.Header().Get("Location"), f.dropped)
	}
	want(t, d.ask(http.MethodPost, pattern, at, url.Values{"version": {"x"}}, h.Discard), http.StatusUnprocessableEntity, "Discard version 2?")
	want(t, d.ask(http.MethodGet, pattern, at+"?x=1", nil, h.AskDiscard), http.StatusBadRequest)
	for name, tt := range map[string]struct {
		author models.ID
		state  models.PolicyState
		status int
	}{"another's draft": {8, models.PolicyDraft, http.StatusForbidden}, "a live version": {7, models.PolicyLive, http.StatusConflict}, "in shadow": {7, models.PolicyShadow, http.StatusConflict}} {
		d, _, h := set(tt.author, tt.state, nil)
		if w := d.ask(http.MethodGet, pattern, at, nil, h.AskDiscard); w.Code != tt.status {
			t.Errorf("%s: status %d", name, w.Code)
		}
	}
	d, _, h = set(7, models.PolicyDraft, models.ErrConflict)
	want(t, d.ask(http.MethodPost, pattern, at, url.Values{"version": {"3"}}, h.Discard), http.StatusConflict, "Changed by Ben", "1 field differs")
}
