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

// asideStore is a store of one rule set aside, whose answers a test sets.
type asideStore struct {
	account models.AccountDetail
	one     *models.RuleAsideDetail
	err     error
	did     string
	asked   models.ProposeAside
}

func (s *asideStore) AccountDetail(context.Context, models.ID) (*models.AccountDetail, error) {
	return &s.account, nil
}
func (s *asideStore) LivePolicy(context.Context) (*models.Policy, error) {
	p := models.Policy{Version: 3, Document: decide.Default()}
	p.Document.Events.Rules = testRules()
	hard := p.Document.Events.Rules[0]
	hard.Key, hard.Sanction = "freezes", "freeze"
	p.Document.Events.Rules = append(p.Document.Events.Rules, hard)
	return &p, nil
}
func (s *asideStore) ProposeAside(_ context.Context, _ models.Actor, cmd models.ProposeAside) (*models.RuleAside, error) {
	s.asked = cmd
	return &models.RuleAside{ID: 9 << 22}, s.err
}
func (s *asideStore) RuleAside(context.Context, models.ID) (*models.RuleAsideDetail, error) {
	return s.one, nil
}
func (s *asideStore) ApproveAside(context.Context, models.Actor, models.ID, int64) error {
	s.did = "approve"
	return s.err
}
func (s *asideStore) RejectAside(_ context.Context, _ models.Actor, _ models.ID, _ int64, reason string) error {
	s.did = "reject " + reason
	return s.err
}
func (s *asideStore) WithdrawAside(context.Context, models.Actor, models.ID, int64) error {
	s.did = "withdraw"
	return s.err
}
func (s *asideStore) EndAside(_ context.Context, _ models.Actor, _ models.ID, _ int64, reason string) error {
	s.did = "end " + reason
	return s.err
}
func (s *asideStore) AuditEntries(context.Context, models.AuditFilter) ([]models.AuditEntry, error) {
	return []models.AuditEntry{{Action: models.ActionAsideProposed, ActorKind: models.ActorUser, ActorName: "Anna", Reason: "owns a shop <b>", At: testNow}}, nil
}

// someAside is a rule that the user 7 asked to have set aside an hour ago.
func someAside(t *testing.T) *asideStore {
	account := someAccount(t)
	a := models.RuleAside{
		ID: 9 << 22, AccountID: account.Account.ID, Rule: "lenders_own", Reason: "owns a shop <b>", State: models.OverrideProposed, Version: 1,
		MadeBy: 7, MadeName: "Anna", MadeAt: testNow.Add(-time.Hour), EndsAt: testNow.Add(48 * time.Hour),
	}
	return &asideStore{account: account, one: &models.RuleAsideDetail{RuleAside: a, Account: account.Account, Name: "杨**"}}
}

func TestTheFormThatSetsARuleAside(t *testing.T) {
	s, store := testSite(t), someAside(t)
	h := &RuleAsides{Site: s, Store: store}
	account := store.account.Account.PublicID()
	for lang, words := range map[string]string{"en": "at most 180 days ahead", "zh-CN": "最长 180 天"} {
		w := call(s, as(t, models.RoleReviewer, lang), h.Ask, http.MethodGet, "/x?rule=lenders_own", nil, "id", account)
		want(t, w, 200, `value="lenders_own" selected`, words)
		lacks(t, w, `value="freezes"`, `value="off"`, "⟦")
	}
	want(t, call(s, as(t, models.RoleReviewer, "en"), h.Ask, http.MethodGet, "/x?rule=freezes", nil, "id", account), 200, "never set aside for one account")
	blind := reads(models.PermCaseWork)
	form := url.Values{"rule": {"lenders_own"}, "ends_at": {"2026-12-24"}, "reason": {"owns a shop <b>"}}
	want(t, call(s, blind, h.Ask, http.MethodGet, "/x", nil, "id", account), 403)
	want(t, call(s, blind, h.Propose, http.MethodPost, "/x", form, "id", account), 403)
	if store.asked.Rule != "" {
		t.Error("somebody who reads no rules set one aside")
	}
	reviewer := as(t, models.RoleReviewer, "en")
	w := call(s, reviewer, h.Propose, http.MethodPost, "/x", form, "id", account)
	if w.Header().Get("Location") != "/asides/"+models.ID(9<<22).Public(models.PrefixAside) || store.asked.Rule != "lenders_own" || store.asked.EndsAt == nil {
		t.Errorf("asked %+v, to %q", store.asked, w.Header().Get("Location"))
	}
	var bad models.Invalid
	bad.Add("ends_at", "date_far")
	store.err = bad.OrNil()
	want(t, call(s, reviewer, h.Propose, http.MethodPost, "/x", form, "id", account), 422, `href="#f-ends_at"`, "owns a shop &lt;b&gt;", `value="lenders_own" selected`)
	store.err = &models.Refused{Code: "aside_open"}
	want(t, call(s, reviewer, h.Propose, http.MethodPost, "/x", form, "id", account), statusOf(store.err), "set aside for the account already")
}

func TestThePageOfARuleSetAside(t *testing.T) {
	s, store := testSite(t), someAside(t)
	h := &RuleAsides{Site: s, Store: store}
	id := store.one.PublicID()
	show := func(role string, user models.ID) string {
		v := as(t, role, "en")
		v.User.ID = user
		w := call(s, v, h.Show, http.MethodGet, "/x", nil, "id", id)
		want(t, w, 200, "owns a shop &lt;b&gt;", "lenders_own")
		return w.Body.String()
	}
	approve, end := `action="/asides/`+id+`/approve"`, `action="/asides/`+id+`/end"`
	for name, tt := range map[string]struct {
		role  string
		user  models.ID
		state models.OverrideState
		has   string
		lacks []string
	}{
		"who asked":        {models.RoleLead, 7, models.OverrideProposed, "/withdraw", []string{approve, end}},
		"another lead":     {models.RoleLead, 8, models.OverrideProposed, approve, []string{"/withdraw", end}},
		"another reviewer": {models.RoleReviewer, 8, models.OverrideProposed, "Waits for a second person", []string{approve, end}},
		"in force":         {models.RoleReviewer, 8, models.OverrideActive, end, []string{approve, "/withdraw"}},
		"an auditor":       {models.RoleAuditor, 9, models.OverrideActive, "In force", []string{approve, end}},
		"over":             {models.RoleLead, 8, models.OverrideEnded, "Over", []string{approve, end}},
	} {
		store.one.State = tt.state
		body := show(tt.role, tt.user)
		if !strings.Contains(body, tt.has) {
			t.Errorf("%s: lacks %q", name, tt.has)
		}
		for _, no := range tt.lacks {
			if strings.Contains(body, no) {
				t.Errorf("%s: has %q", name, no)
			}
		}
	}
	form := url.Values{"version": {"1"}, "reason": {"sold"}}
	for did, handle := range map[string]func() int{
		"approve": func() int {
			return call(s, as(t, models.RoleLead, "en"), h.Approve, http.MethodPost, "/x", url.Values{"version": {"1"}}, "id", id).Code
		},
		"reject sold": func() int {
			return call(s, as(t, models.RoleLead, "en"), h.Reject, http.MethodPost, "/x", form, "id", id).Code
		},
		"withdraw": func() int {
			return call(s, as(t, models.RoleLead, "en"), h.Withdraw, http.MethodPost, "/x", url.Values{"version": {"1"}}, "id", id).Code
		},
		"end sold": func() int {
			return call(s, as(t, models.RoleLead, "en"), h.End, http.MethodPost, "/x", form, "id", id).Code
		},
	} {
		if code := handle(); code != http.StatusSeeOther || store.did != did {
			t.Errorf("%s: %d, did %q", did, code, store.did)
		}
	}
}

// TestPagesNameTheRuleThatIsSetAside: the account, the rule, the list of what waits and the decision that it changed.
func TestPagesNameTheRuleThatIsSetAside(t *testing.T) {
	s, aside := testSite(t), someAside(t).one
	aside.State = models.OverrideActive
	href := `href="/asides/` + aside.PublicID() + `"`
	for lang, until := range map[string]string{"en": "set aside for this account until", "zh-CN": "对该账户停用至"} {
		d := someAccount(t)
		d.Asides = []models.RuleAside{aside.RuleAside}
		accounts := &Accounts{Site: s, Store: &bookNeighbour{bookAsked: bookAsked{reviewStore: &reviewStore{account: func() (*models.AccountDetail, error) { return &d, nil }}}}}
		want(t, call(s, as(t, models.RoleReviewer, lang), accounts.Show, http.MethodGet, "/x", nil, "id", d.Account.PublicID()), 200, href, until)
		lacks(t, call(s, as(t, models.RoleService, lang), accounts.Show, http.MethodGet, "/x", nil, "id", d.Account.PublicID()), href, "lenders_own")

		event := someEvent(t)
		event.Input.Aside, event.Result.Aside, event.Asides = []string{"lenders_own"}, []string{"lenders_own"}, d.Asides
		store := &realtimeStore{event: func() (*models.EventDetail, error) { return event, nil }}
		w := call(s, as(t, models.RoleReviewer, lang), (&Decisions{Site: s, Store: store}).Show, http.MethodGet, "/x", nil, "id", event.Event.PublicID())
		want(t, w, 200, href, until, s.Texts.For(lang).T("aside.mark"))
		lacks(t, w, "/aside?rule=lenders_own")

		rule := someRule()
		rule.Asides = []models.RuleAsideDetail{*aside}
		quality := &RuleQuality{Site: s, Store: &qualityStore{board: someBoard(), detail: rule}}
		want(t, call(s, as(t, models.RoleLead, lang), quality.Show, http.MethodGet, "/rules/lenders_own", nil, "key", "lenders_own"), 200, href, "owns a shop &lt;b&gt;")
	}
	p := s.letterPage("en")
	waits := approvalRow(p, as(t, models.RoleLead, "en"), &models.Approval{Account: &aside.Account, Name: aside.Name, Aside: &aside.RuleAside})
	if waits.Href != "/asides/"+aside.PublicID() || !strings.Contains(waits.Payload, "until") || waits.Can {
		t.Errorf("%+v", waits)
	}
}
