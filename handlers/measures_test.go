package handlers

import (
	"context"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/labstack/echo/v4"

	"candor/engine/decide"
	"candor/models"
	"candor/views/text"
)

// today is when the requests of these tests are made.
var today = time.Date(2026, 3, 2, 4, 0, 0, 0, time.UTC)

// measureSite is a site without a session store.
func measureSite(t *testing.T) *Site {
	t.Helper()
	bundle, err := text.Load()
	if err != nil {
		t.Fatal(err)
	}
	zone, err := time.LoadLocation("Asia/Shanghai")
	if err != nil {
		t.Fatal(err)
	}
	return &Site{Texts: bundle, Now: func() time.Time { return today }, Zone: zone}
}

// asked sends one request to a handler as a user with a role, and returns the answer. An
// error goes through the site's error table, as it does in the server.
func asked(t *testing.T, s *Site, handle echo.HandlerFunc, role, id string, posted ...string) *httptest.ResponseRecorder {
	t.Helper()
	method, body := http.MethodGet, url.Values{}
	for i := 0; i+1 < len(posted); i += 2 {
		method = http.MethodPost
		body.Add(posted[i], posted[i+1])
	}
	return askedWith(t, s, handle, role, id, httptest.NewRequest(method, "/x", strings.NewReader(body.Encode())), echo.MIMEApplicationForm)
}

// askedWith carries out a request that a person with a role sends.
func askedWith(t *testing.T, s *Site, handle echo.HandlerFunc, role, id string, req *http.Request, kind string) *httptest.ResponseRecorder {
	t.Helper()
	req.Header.Set(echo.HeaderContentType, kind)
	rec := httptest.NewRecorder()
	c := echo.New().NewContext(req, rec)
	c.SetParamNames("id")
	c.SetParamValues(id)
	v := &Visitor{User: &models.User{ID: 7, Name: "Anna", Lang: "en", Roles: []string{role}}}
	for _, r := range models.BuiltinRoles() {
		if r.Key == role {
			v.Roles = append(v.Roles, r)
		}
	}
	SetVisitor(c, v)
	if err := handle(c); err != nil {
		if err := s.errorPage(c, statusOf(err), err); err != nil {
			t.Fatal(err)
		}
	}
	return rec
}

// wants checks status and what the page must and must not (with a leading !) hold.
func wants(t *testing.T, rec *httptest.ResponseRecorder, status int, parts ...string) {
	t.Helper()
	if rec.Code != status {
		t.Errorf("status %d, want %d", rec.Code, status)
	}
	page := version.ReplaceAllString(rec.Body.String(), "") // a checksum holds any number
	for _, part := range parts {
		text, not := strings.CutPrefix(part, "!")
		if strings.Contains(page, text) == not {
			t.Errorf("%q: in the page %t", text, not)
		}
	}
}

// records answers for the record and messages.
type records struct{ changed string }

func (r records) AuditEntries(context.Context, models.AuditFilter) ([]models.AuditEntry, error) {
	if r.changed == "" {
		return nil, nil
	}
	return []models.AuditEntry{ // the newest first: a letter about the change follows it
		{Seq: 6, At: today, ActorName: r.changed, ActorKind: models.ActorUser, Action: models.ActionMessageQueued, ObjectType: "message"},
		{Seq: 5, At: today, ActorName: r.changed, ActorKind: models.ActorUser, Action: models.ActionLimitApplied, ObjectType: "limit"},
	}, nil
}

func (records) Messages(context.Context, models.ID) ([]models.Message, error) { return nil, nil }

// account5 is the account of these tests, with a pay-later line of 10,000 yuan.
func account5() (models.Account, []models.CreditLine) {
	score := 640
	return models.Account{ID: 5, Status: models.StatusActive, Lang: "zh-CN", Band: "good", Score: &score, LimitFen: 1_000_000, UsedFen: 200_000, IncomeFen: 1_000_000, Version: 3},
		[]models.CreditLine{{ID: 6, AccountID: 5, Product: models.ProductPayLater, LimitFen: 1_000_000, UsedFen: 200_000, Version: 4}}
}

// fakeLimits is a store whose answers are functions.
type fakeLimits struct {
	LimitStore
	records
	propose func(models.ProposeLimit) (*models.LimitChange, error)
	approve func() error
	reject  func(string) error
	change  models.LimitChange
	missing bool
}

func (f *fakeLimits) AuditEntries(ctx context.Context, q models.AuditFilter) ([]models.AuditEntry, error) {
	return f.records.AuditEntries(ctx, q)
}

func (f *fakeLimits) Messages(ctx context.Context, id models.ID) ([]models.Message, error) {
	return f.records.Messages(ctx, id)
}

func (f *fakeLimits) LimitContext(context.Context, models.ID) (*models.LimitContext, error) {
	if f.missing {
		return nil, models.ErrNotFound
	}
	c := &models.LimitContext{
		Name: "张**", Policy: &models.Policy{Document: decide.Default()},
		Told: []models.Told{{Channel: models.ChannelSMS, To: "138****1234"}, {Channel: models.ChannelEmail, To: models.Unreadable}, {Channel: models.ChannelWebhook}},
	}
	c.Account, c.Lines = account5()
	return c, nil
}

func (f *fakeLimits) Files(context.Context, models.FileOwner) ([]models.FileRow, error) {
	return []models.FileRow{{File: models.File{ID: 9, At: testNow}, Title: "payslip.pdf"}}, nil
}

func (f *fakeLimits) File(_ context.Context, id models.ID) (*models.FileRow, error) {
	return &models.FileRow{File: models.File{ID: id, At: testNow}, Title: "payslip.pdf"}, nil
}

func (f *fakeLimits) LimitChange(context.Context, models.ID) (*models.LimitChange, error) {
	return &f.change, nil
}

func (f *fakeLimits) ProposeLimit(_ context.Context, _ models.Actor, cmd models.ProposeLimit) (*models.LimitChange, error) {
	return f.propose(cmd)
}

func (f *fakeLimits) ApproveLimit(context.Context, models.Actor, models.ID, int64) error {
	return f.approve()
}

func (f *fakeLimits) RejectLimit(_ context.Context, _ models.Actor, _ models.ID, _ int64, reason string) error {
	return f.reject(reason)
}

func (*fakeLimits) ReasonsAtHand(context.Context, models.ID, models.ID) ([]models.ReasonAtHand, error) {
	return reasonsAtHand(), nil
}

// reasonsAtHand is what the engine of these tests has against the account.
func reasonsAtHand() []models.ReasonAtHand {
	return []models.ReasonAtHand{{Code: "cash_out_merchant", Event: 8}, {Code: "high_utilisation", Points: 41}, {Code: "late_recently", Points: 1}}
}

func (f *fakeLimits) LiveAssessor(context.Context) (*decide.Assessor, models.ID, int, error) {
	return nil, 0, 0, models.ErrNotFound
}

var (
	acc5 = models.ID(5).Public(models.PrefixAccount)
	lin6 = models.ID(6).Public(models.PrefixLine)
	fil9 = models.ID(9).Public(models.PrefixFile)
	lim8 = models.ID(8).Public(models.PrefixLimit)
)

func typedLimit(change ...string) []string {
	typed := map[string]string{"line": lin6, "case": "", "version": "4", "limit": "12,000", "reason_code": "good_history", "reason": "pays on time", "effective_at": "", "expires_at": "", "unit": "yuan", "review_at": "", "kept": ""}
	for i := 0; i+1 < len(change); i += 2 {
		typed[change[i]] = change[i+1]
	}
	var posted []string
	for _, name := range sortedKeys(typed) {
		posted = append(posted, name, typed[name])
	}
	return posted
}

func TestLimitFormAnswersEachFault(t *testing.T) {
	s := measureSite(t)
	var bad models.Invalid
	bad.Add("expires_at", "date_after_start")
	tests := map[string]struct {
		posted  []string
		propose func(models.ProposeLimit) (*models.LimitChange, error)
		status  int
		parts   []string
	}{
		"done": {typedLimit(), func(cmd models.ProposeLimit) (*models.LimitChange, error) {
			if cmd.AccountID != 5 || cmd.LineID != 6 || cmd.ToFen != 1_200_000 || cmd.Version != 4 {
				t.Errorf("command = %+v", cmd)
			}
			return &models.LimitChange{ID: 8, State: models.LimitApplied}, nil
		}, http.StatusSeeOther, nil},
		"a share, evidence and a review": {typedLimit("limit", "−12.5%", "unit", "percent", "kept", fil9, "review_at", "2026-04-01"), func(cmd models.ProposeLimit) (*models.LimitChange, error) {
			if cmd.ByBP != -1250 || cmd.ToFen != 0 || cmd.FileID != 9 || cmd.ReviewAt == nil || cmd.ReviewAt.Format(time.RFC3339) != "2026-03-31T16:00:00Z" {
				t.Errorf("command = %+v", cmd)
			}
			return &models.LimitChange{ID: 8, State: models.LimitApplied}, nil
		}, http.StatusSeeOther, nil},
		"preview of a share":        {append(typedLimit("limit", "+20.01", "unit", "percent"), "preview", "1"), nil, http.StatusOK, []string{"data-testid=\"effect\"", "¥12,001.00", `value="+20.01"`, `<option value="percent" selected`}},
		"a share that is too large": {append(typedLimit("limit", "1000.01", "unit", "percent"), "preview", "1"), nil, http.StatusUnprocessableEntity, []string{"!data-testid=\"effect\"", `value="1000.01"`, "f-limit-error", "from -100 to 1,000"}},
		"a share that is none":      {typedLimit("limit", "a fifth", "unit", "percent", "kept", fil9, "review_at", "2026-04-01"), nil, http.StatusUnprocessableEntity, []string{`value="a fifth"`, "f-limit-error", `<option value="percent" selected`, `value="2026-04-01"`, `<option value="` + fil9 + `" selected`, "payslip.pdf"}},
		"a share of nothing":        {typedLimit("limit", "", "unit", "percent"), nil, http.StatusUnprocessableEntity, []string{"f-limit-error"}},
		"a unit that is none":       {typedLimit("unit", "dollars"), nil, http.StatusUnprocessableEntity, []string{"f-unit-error"}},
		"amount that is none":       {typedLimit("limit", "lots"), nil, http.StatusUnprocessableEntity, []string{`value="lots"`, "pays on time", "f-limit-error"}},
		"refused by a rule":         {typedLimit("expires_at", "2026-03-01"), func(models.ProposeLimit) (*models.LimitChange, error) { return nil, &bad }, http.StatusUnprocessableEntity, []string{`value="2026-03-01"`, "f-expires_at-error", `value="12,000"`}},
		"somebody was faster":       {typedLimit(), func(models.ProposeLimit) (*models.LimitChange, error) { return nil, models.ErrConflict }, http.StatusConflict, []string{"Changed by Ben", "New limit in force", `value="12,000"`, "pays on time"}},
		"one waits already": {typedLimit(), func(models.ProposeLimit) (*models.LimitChange, error) {
			return nil, &models.Refused{Code: "limit_waiting"}
		}, http.StatusForbidden, []string{"waits for a second person already", `value="12,000"`}},
		"a field that no form sends": {append(typedLimit(), "state", "applied"), nil, http.StatusBadRequest, nil},
		"a form without a version":   {typedLimit("version", ""), nil, http.StatusUnprocessableEntity, []string{"out of date"}},
		"preview within bounds":      {append(typedLimit(), "preview", "1"), nil, http.StatusOK, []string{"data-testid=\"effect\"", "without a second person", "您的额度已提高"}},
		"preview beyond bounds":      {append(typedLimit("limit", "20000"), "preview", "1"), nil, http.StatusOK, []string{"a second person must agree", "larger rise at once"}},
		"preview of a typing fault":  {append(typedLimit("limit", "1.234"), "preview", "1"), nil, http.StatusUnprocessableEntity, []string{"!data-testid=\"effect\"", "f-limit-error"}},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			h := &Limits{s, &fakeLimits{propose: tt.propose, records: records{changed: "Ben"}}}
			wants(t, asked(t, s, h.Propose, models.RoleReviewer, acc5, tt.posted...), tt.status, tt.parts...)
		})
	}
}

func TestLimitPagesOfNothingAreNotFound(t *testing.T) {
	s := measureSite(t)
	h := &Limits{s, &fakeLimits{missing: true}}
	wants(t, asked(t, s, h.New, models.RoleReviewer, acc5), http.StatusNotFound)
	wants(t, asked(t, s, h.New, models.RoleReviewer, "5"), http.StatusNotFound)
	wants(t, asked(t, s, h.Show, models.RoleReviewer, acc5), http.StatusNotFound)
}

func TestLimitStepsAnswerInPlace(t *testing.T) {
	s := measureSite(t)
	waiting := models.LimitChange{ID: 8, AccountID: 5, LineID: 6, State: models.LimitProposed, Bound: "big_raise", MadeBy: 9, MadeName: "Ben", MadeAt: today, Version: 1, ReasonCode: "good_history", Reason: "pays on time"}
	own := waiting
	own.MadeBy = 7
	var empty models.Invalid
	empty.Add("reason", "required")
	fake := &fakeLimits{change: waiting, reject: func(string) error { return &empty }, approve: func() error { return models.ErrConflict }, records: records{changed: "Cleo"}}
	h := &Limits{s, fake}
	wants(t, asked(t, s, h.Show, models.RoleLead, lim8), http.StatusOK, "/approve", "A larger rise at once")
	wants(t, asked(t, s, h.Show, models.RoleService, lim8), http.StatusOK, "!/approve", "!A larger rise", "!pays on time")
	wants(t, asked(t, s, h.Reject, models.RoleLead, lim8, "version", "1", "reason", ""), http.StatusUnprocessableEntity, "f-reason-error")
	wants(t, asked(t, s, h.Approve, models.RoleLead, lim8, "version", "1"), http.StatusConflict, "Changed by Cleo")
	fake.change, fake.approve = own, func() error { return &models.Refused{Code: "own_proposal"} }
	wants(t, asked(t, s, h.Show, models.RoleLead, lim8), http.StatusOK, "!/approve", "You proposed this", "/withdraw")
	wants(t, asked(t, s, h.Approve, models.RoleLead, lim8, "version", "1"), http.StatusForbidden, "You proposed this yourself")
	fake.approve = func() error { return nil }
	wants(t, asked(t, s, h.Approve, models.RoleLead, lim8, "version", "1"), http.StatusSeeOther)
}
