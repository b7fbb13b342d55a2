package handlers

import (
	"context"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"candor/engine/decide"
	"candor/models"
)

// askStore records what a customer is asked for.
type askStore struct {
	*deskStore
	cmd     models.AskCustomer
	settled models.SettleAsked
	off     models.CallOffAsk
	fail    error
}

func (s *askStore) SettleAsked(_ context.Context, _ models.Actor, cmd models.SettleAsked) error {
	s.settled = cmd
	return s.fail
}

func (s *askStore) CallOffAsk(_ context.Context, _ models.Actor, cmd models.CallOffAsk) error {
	s.off = cmd
	return s.fail
}

func (s *askStore) AskCustomer(_ context.Context, _ models.Actor, cmd models.AskCustomer) (*models.Case, error) {
	s.cmd = cmd
	until := testNow.Add(72 * time.Hour)
	return &models.Case{SnoozedUntil: &until}, s.fail
}

func (s *askStore) AuditEntries(context.Context, models.AuditFilter) ([]models.AuditEntry, error) {
	return nil, nil
}

func (s *askStore) Messages(context.Context, models.ID) ([]models.Message, error) { return nil, nil }

func (s *askStore) LivePolicy(context.Context) (*models.Policy, error) {
	return &models.Policy{Document: decide.Default()}, nil
}

// TestAskingTheCustomerOfACase: the form offers what is not waited for already, shows the letter in both languages, and keeps what was
// typed when it is refused; the case says what was asked for and that its clock stands.
func TestAskingTheCustomerOfACase(t *testing.T) {
	desk, inner, d := someDesk(t)
	store := &askStore{deskStore: inner}
	h, s := &CaseAsks{CaseDesk: desk, Asks: store}, desk.Site
	since, due := testNow.Add(-time.Hour), testNow.Add(48*time.Hour)
	d.Asked = []models.EvidenceItem{{Evidence: models.Evidence{ID: 4, CaseID: d.Case.ID, Kind: "income", RequestedAt: &since, DueAt: &due}}}
	reviewer := as(t, models.RoleReviewer, "en")
	id := d.Case.PublicID()
	ask := func(form url.Values) string {
		return call(s, reviewer, h.Send, http.MethodPost, "/x", form, "id", id).Body.String()
	}
	want(t, call(s, reviewer, h.Ask, http.MethodGet, "/x", nil, "id", id), http.StatusOK, `value="id_card"`, `value="income" disabled`)
	page := ask(url.Values{"version": {"1"}, "kinds": {"id_card", "other"}, "days": {"5"}, "preview": {"1"}})
	for _, text := range []string{"To finish a check of your account", "为完成对您账户的核查", "ID document"} {
		if !strings.Contains(page, text) {
			t.Errorf("the preview lacks %q", text)
		}
	}
	if store.cmd.CaseID != 0 {
		t.Error("a preview asked the customer")
	}
	want(t, call(s, reviewer, h.Send, http.MethodPost, "/x", url.Values{"version": {"1"}, "kinds": {"id_card"}, "days": {"5"}}, "id", id), http.StatusSeeOther)
	if store.cmd.CaseID != d.Case.ID || store.cmd.Version != 1 || store.cmd.Days != 5 || len(store.cmd.Kinds) != 1 {
		t.Errorf("asked %+v", store.cmd)
	}
	want(t, call(s, reviewer, desk.Show, http.MethodGet, "/x", nil, "id", id), http.StatusOK, "Asked of the customer", "Proof of income", "0 of 1 received, 1 still asked for", "Call the request off")
	d.Case.AssigneeID, d.Case.LeaseUntil = 0, nil
	d.Case.Place, d.Case.SnoozedUntil, d.Case.WaitingSince = models.PlaceSnoozed, &due, &since
	want(t, call(s, reviewer, desk.Show, http.MethodGet, "/x", nil, "id", id), http.StatusOK, "Clock stands", "its clock stands", "/cases/"+id+"/ask")
	d.Account.Policy, d.Account.Decision = nil, nil // never scored
	if page := ask(url.Values{"version": {"1"}, "kinds": {"id_card"}, "preview": {"1"}}); !strings.Contains(page, "为完成对您账户的核查") {
		t.Error("no preview for an account that was never scored")
	}
	store.fail = models.ErrConflict
	want(t, call(s, reviewer, h.Send, http.MethodPost, "/x", url.Values{"version": {"1"}, "kinds": {"id_card"}, "days": {"7"}}, "id", id), http.StatusConflict, `value="7"`)
}
