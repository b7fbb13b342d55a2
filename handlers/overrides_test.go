package handlers

import (
	"context"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"time"

	"candor/models"
)

// overrideStore is a store of one override, whose answers a test sets.
type overrideStore struct {
	*reviewStore
	one     *models.OverrideDetail
	err     error
	did     string
	propose models.ProposeOverride
}

func (s *overrideStore) ProposeOverride(_ context.Context, _ models.Actor, cmd models.ProposeOverride) (*models.Override, error) {
	s.propose = cmd
	return &models.Override{ID: 9 << 22}, s.err
}
func (s *overrideStore) Files(context.Context, models.FileOwner) ([]models.FileRow, error) {
	return []models.FileRow{{File: models.File{ID: 31 << 22, At: testNow}, Title: "payslip <i>.pdf"}}, nil
}
func (s *overrideStore) Override(context.Context, models.ID) (*models.OverrideDetail, error) {
	return s.one, nil
}
func (s *overrideStore) ApproveOverride(context.Context, models.Actor, models.ID, int64) error {
	s.did = "approve"
	return s.err
}
func (s *overrideStore) RejectOverride(_ context.Context, _ models.Actor, _ models.ID, _ int64, reason string) error {
	s.did = "reject " + reason
	return s.err
}
func (s *overrideStore) WithdrawOverride(context.Context, models.Actor, models.ID, int64) error {
	s.did = "withdraw"
	return s.err
}
func (s *overrideStore) EndOverride(_ context.Context, _ models.Actor, _ models.ID, _ int64, reason string) error {
	s.did = "end " + reason
	return s.err
}
func (s *overrideStore) AuditEntries(context.Context, models.AuditFilter) ([]models.AuditEntry, error) {
	return []models.AuditEntry{{Action: models.ActionOverrideProposed, ActorKind: models.ActorUser, ActorName: "Anna", Reason: "known <b>", At: testNow}}, nil
}

// someOverride is a score by hand that the user 7 asked for an hour ago.
func someOverride(t *testing.T) *models.OverrideDetail {
	a := someAccount(t).Account
	return &models.OverrideDetail{Account: a, Name: "杨**", Override: models.Override{
		ID: 9 << 22, AccountID: a.ID, Score: 560, Reason: "known <b>", State: models.OverrideProposed, Version: 1,
		MadeBy: 7, MadeName: "Anna", MadeAt: testNow.Add(-time.Hour), EndsAt: testNow.Add(30 * 24 * time.Hour),
	}}
}

func TestOverrideForm(t *testing.T) {
	s := testSite(t)
	waits := false
	store := &overrideStore{reviewStore: &reviewStore{account: func() (*models.AccountDetail, error) {
		d := someAccount(t)
		if waits {
			d.Proposed = &someOverride(t).Override
		}
		return &d, nil
	}}}
	h := &Overrides{Site: s, Store: store}
	lead, id := as(t, models.RoleLead, "en"), models.ID(1<<40).Public(models.PrefixAccount)
	set := func(form url.Values, err error) *httptest.ResponseRecorder {
		store.err = err
		return call(s, lead, h.Propose, http.MethodPost, "/x", form, "id", id)
	}
	good := url.Values{"version": {"3"}, "score": {"500"}, "ends_at": {"2026-12-01"}, "reason": {"known <b>"}}
	w := call(s, lead, h.Ask, http.MethodGet, "/x", nil, "id", id)
	want(t, w, 200, "Score now: 512 · Poor", `value="3"`, "A second person has to agree", "payslip &lt;i&gt;.pdf")
	lacks(t, w, "Anna proposes")
	if w := set(good, nil); w.Header().Get("Location") != "/overrides/"+models.ID(9<<22).Public(models.PrefixOverride) {
		t.Errorf("done: %s", w.Header().Get("Location"))
	}
	want(t, set(good, models.ErrConflict), 409, "known &lt;b&gt;", "Changed by Bob")
	want(t, set(url.Values{"version": {"3"}, "score": {"x"}, "ends_at": {"soon"}, "reason": {""}}, nil), 422, "A number.", "A date, such as")
	want(t, set(good, &models.Refused{Code: "override_waiting"}), 403, "waits for a second person already", "known &lt;b&gt;")
	// A file is taken from whoever may read files alone; the form offers others none.
	file := models.ID(31 << 22).Public(models.PrefixFile)
	good.Set("kept", file)
	if set(good, nil); store.propose.FileID != 31<<22 {
		t.Errorf("rests on %v", store.propose.FileID)
	}
	want(t, set(good, models.ErrConflict), 409, `value="`+file+`" selected`)
	waits = true
	want(t, call(s, lead, h.Ask, http.MethodGet, "/x", nil, "id", id), 200, "Anna proposes 560 until", "/overrides/")
}

// TestAnOverrideIsAnsweredByASecondPerson: who asked may withdraw, who may set scores may answer, what counts is ended by one, and
// nothing is offered that would be refused.
func TestAnOverrideIsAnsweredByASecondPerson(t *testing.T) {
	s := testSite(t)
	for name, c := range map[string]struct {
		user    models.ID
		role    string
		change  func(*models.OverrideDetail)
		says    []string
		offered string // the last words of the addresses of the forms
	}{
		"who asked":       {7, models.RoleLead, nil, []string{"Waits for a second person", "known &lt;b&gt;"}, "withdraw"},
		"another lead":    {8, models.RoleLead, nil, []string{"560", "Anna", "杨**", "Score by hand proposed"}, "approve reject"},
		"no permission":   {8, models.RoleAuditor, nil, []string{"Waits for a second person"}, ""},
		"a day later":     {8, models.RoleLead, func(o *models.OverrideDetail) { o.MadeAt = testNow.Add(-25 * time.Hour) }, []string{"24 hours"}, ""},
		"in force":        {7, models.RoleLead, func(o *models.OverrideDetail) { o.State = models.OverrideActive }, []string{"In force", "takes one person"}, "end"},
		"in force, reads": {8, models.RoleAuditor, func(o *models.OverrideDetail) { o.State = models.OverrideActive }, []string{"In force"}, ""},
		"rejected": {8, models.RoleLead, func(o *models.OverrideDetail) {
			o.State, o.DecidedAt, o.ApprovedName, o.DecideReason = models.OverrideRejected, &testNow, "Ben", "no papers"
		}, []string{"Rejected", "Ben", "no papers"}, ""},
		"with a file": {8, models.RoleLead, func(o *models.OverrideDetail) {
			o.File = &models.FileRow{File: models.File{ID: 31 << 22}, Title: "payslip <i>.pdf"}
		},
			[]string{"payslip &lt;i&gt;.pdf", "/files/" + models.ID(31<<22).Public(models.PrefixFile)}, "approve reject"},
		"lapsed": {8, models.RoleLead, func(o *models.OverrideDetail) { o.State = models.OverrideLapsed }, []string{"Lapsed"}, ""},
	} {
		one := someOverride(t)
		if c.change != nil {
			c.change(one)
		}
		h := &Overrides{Site: s, Store: &overrideStore{one: one}}
		v := as(t, c.role, "en")
		v.User.ID = c.user
		w := call(s, v, h.Show, http.MethodGet, "/x", nil, "id", one.PublicID())
		t.Run(name, func(t *testing.T) {
			want(t, w, 200, c.says...)
			var offered []string
			for _, step := range []string{"approve", "reject", "withdraw", "end"} {
				if strings.Contains(w.Body.String(), `action="/overrides/`+one.PublicID()+"/"+step+`"`) {
					offered = append(offered, step)
				}
			}
			if got := strings.Join(offered, " "); got != c.offered {
				t.Errorf("offers %q, want %q", got, c.offered)
			}
		})
	}
}

func TestStepsOfAnOverride(t *testing.T) {
	s := testSite(t)
	store := &overrideStore{one: someOverride(t)}
	h := &Overrides{Site: s, Store: store}
	lead, id := as(t, models.RoleLead, "en"), store.one.PublicID()
	form := url.Values{"version": {"1"}}
	reason := url.Values{"version": {"1"}, "reason": {"no papers"}}
	want(t, call(s, lead, h.Approve, http.MethodPost, "/x", form, "id", id), 303)
	want(t, call(s, lead, h.Reject, http.MethodPost, "/x", reason, "id", id), 303)
	if store.did != "reject no papers" {
		t.Errorf("did %q", store.did)
	}
	want(t, call(s, lead, h.Withdraw, http.MethodPost, "/x", form, "id", id), 303)
	want(t, call(s, lead, h.End, http.MethodPost, "/x", reason, "id", id), 303)
	if store.did != "end no papers" {
		t.Errorf("did %q", store.did)
	}
	store.err = &models.Refused{Code: "own_proposal"}
	want(t, call(s, lead, h.Approve, http.MethodPost, "/x", form, "id", id), 403, "A second person must decide it")
	store.err, store.one.State = models.ErrConflict, models.OverrideActive
	want(t, call(s, lead, h.End, http.MethodPost, "/x", reason, "id", id), 409, "no papers")
}

// TestAnOverrideStandsAmongPendingActions: with what it would set, for how long, why, and for whom to answer.
func TestAnOverrideStandsAmongPendingActions(t *testing.T) {
	s := testSite(t)
	one := someOverride(t)
	h := &Approvals{Site: s, Store: approvalStub{waiting: []models.Approval{{Override: &one.Override, Account: &one.Account, Name: one.Name}}}}
	own, other := as(t, models.RoleLead, "en"), as(t, models.RoleLead, "en")
	own.User.ID, other.User.ID = 7, 8
	want(t, call(s, own, h.List, http.MethodGet, "/approvals", nil), 200, "Score by hand", "560 until", "known &lt;b&gt;", "A second person must decide it", "/overrides/"+one.PublicID())
	want(t, call(s, other, h.List, http.MethodGet, "/approvals?show=yours", nil), 200, "560 until", "Yours to answer</span>")
}
