package handlers

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	"candor/engine/decide"
	"candor/models"
	"candor/views"
)

// TestAPreparedWordingIsPutIntoALetter: beside what an appeal asks for, what it tells of its decision, and what a case asks for. The form
// comes back with the wording at the end of what was typed, in the customer's language, with nothing lost and nothing done; nobody is asked
// in a letter who they are.
func TestAPreparedWordingIsPutIntoALetter(t *testing.T) {
	s := measureSite(t)
	f := newFakeCase()
	var did []string
	f.act = func(what string) error { did = append(did, what); return nil }
	h := &Appeals{s, fakeAppeals{fakeCase: f}}
	wants(t, asked(t, s, h.Show, models.RoleService, app10), http.StatusOK, `name="ask_wording"`, `name="wording"`, `value="measure"`, `!value="identify"`, `name="insert"`)
	ask := []string{"version", "4", "kinds", "income", "days", "9", "ask_text", "Dear customer,", "insert", "ask_wording"}
	wants(t, asked(t, s, h.Request, models.RoleService, app10, append(ask, "ask_wording", "appeal")...), http.StatusOK,
		"Dear customer,\nWe have had your appeal since", `value="income" checked`, `value="9"`, `value="appeal" selected`)
	wants(t, asked(t, s, h.Request, models.RoleService, app10, append(ask, "ask_wording", "")...), http.StatusOK, ">Dear customer,</textarea>")
	wants(t, asked(t, s, h.Request, models.RoleService, app10, append(ask, "ask_wording", "identify")...), http.StatusOK, ">Dear customer,</textarea>")
	decide := []string{"version", "4", "outcome", "uphold", "reason", "called twice", "customer_text", "We looked again.", "insert", "wording", "wording", "measure"}
	wants(t, asked(t, s, h.Decide, models.RoleService, app10, decide...), http.StatusOK, "We looked again.\nSince ", "called twice", `value="uphold" checked`)
	if len(did) > 0 {
		t.Errorf("a wording did %v", did)
	}
	desk, inner, d := someDesk(t)
	d.Account.Account.Lang = "en"
	asks := &CaseAsks{CaseDesk: desk, Asks: &askStore{deskStore: inner}}
	page := call(desk.Site, as(t, models.RoleReviewer, "en"), asks.Send, http.MethodPost, "/x", url.Values{
		"version": {"1"}, "kinds": {"id_card", "other"}, "days": {"5"}, "ask_text": {"Dear customer,"}, "wording": {"thanks"}, "insert": {"wording"},
	}, "id", d.Case.PublicID())
	want(t, page, http.StatusOK, "Dear customer,\nThank you for telling us", `value="id_card" checked`, `value="other" checked`, `value="5"`)
	if asks.Asks.(*askStore).cmd.CaseID != 0 {
		t.Error("a wording asked the customer")
	}
}

// TestALetterSaysWhatWasTypedBesides: both letters that ask for things, above the list of them.
func TestALetterSaysWhatWasTypedBesides(t *testing.T) {
	s, policy := testSite(t), &models.Policy{Document: decide.Default()}
	p := views.Page{Texts: s.Texts.For("en"), Now: testNow, Zone: s.Zone}
	for _, template := range []string{models.TemplateCaseEvidence, models.TemplateAppealEvidence} {
		m := &models.Message{Template: template, Lang: "en", Values: map[string]string{"kind": "freeze", "evidence": "income", "text": "First.\n\nSecond."}}
		m.Word(policy)
		if got := writeLetter(p, m, "").Body; len(got) != 3 || got[1] != "First." || got[2] != "Second." {
			t.Errorf("%s: %q", template, got)
		}
		delete(m.Values, "text") // a letter from before there was one
		if got := writeLetter(p, m, "").Body; len(got) != 1 || strings.TrimSpace(got[0]) == "" {
			t.Errorf("%s: %q", template, got)
		}
	}
}
