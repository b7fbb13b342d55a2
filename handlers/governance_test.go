package handlers

import (
	"context"
	"errors"
	"io"
	"log/slog"
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

// desk is a site with one route to test and a visitor who asks.
type desk struct {
	t       *testing.T
	site    *Site
	visitor *Visitor
}

var deskTime = time.Date(2026, 3, 2, 9, 0, 0, 0, time.UTC)

func newDesk(t *testing.T, permissions ...models.Permission) *desk {
	t.Helper()
	texts, err := text.Load()
	if err != nil {
		t.Fatal(err)
	}
	return &desk{t, &Site{Texts: texts, Now: func() time.Time { return deskTime }, Zone: time.UTC}, &Visitor{
		User:  &models.User{ID: 7, Login: "anna", Name: "Anna", Lang: "en", Theme: "auto", Density: "regular"},
		Roles: []models.Role{{Key: "tester", Name: "Tester", Permissions: permissions}},
	}}
}

// ask sends a request to a handler at a path pattern.
func (d *desk) ask(method, pattern, target string, form url.Values, h echo.HandlerFunc) *httptest.ResponseRecorder {
	d.t.Helper()
	kind := ""
	if form != nil {
		kind = "application/x-www-form-urlencoded"
	}
	return d.send(method, pattern, target, strings.NewReader(form.Encode()), kind, h)
}

// send is ask with a body of another kind.
func (d *desk) send(method, pattern, target string, body io.Reader, kind string, h echo.HandlerFunc) *httptest.ResponseRecorder {
	d.t.Helper()
	e := echo.New()
	e.HTTPErrorHandler = d.site.ErrorHandler(slog.New(slog.DiscardHandler))
	e.Use(func(next echo.HandlerFunc) echo.HandlerFunc {
		return func(c echo.Context) error { SetVisitor(c, d.visitor); return next(c) }
	})
	e.Add(method, pattern, h)
	r := httptest.NewRequest(method, target, body)
	if kind != "" {
		r.Header.Set("Content-Type", kind)
	}
	w := httptest.NewRecorder()
	e.ServeHTTP(w, r)
	return w
}

// policyFake answers from memory; every step fails with err when it is set.
type policyFake struct {
	history   []models.AuditEntry
	policy    models.Policy
	candidate *models.Policy // nil for none
	liveSince *time.Time     // nil: deskTime
	err       error
	saved     *decide.Policy
	tried     *decide.Policy
	typed     string
	at        models.PolicyStep // of the submission
}

func (f *policyFake) Policies(context.Context, int, int) ([]models.Policy, error) {
	return []models.Policy{f.policy}, f.err
}
func (f *policyFake) Policy(context.Context, int) (*models.Policy, error) { return &f.policy, nil }
func (f *policyFake) LivePolicy(context.Context) (*models.Policy, error) {
	live := &models.Policy{Version: 1, State: models.PolicyLive, Document: decide.Default(), PublishedAt: &publishedAt}
	if f.liveSince != nil {
		live.Version, live.PublishedAt = 9, f.liveSince
	}
	return live, nil
}
func (f *policyFake) Candidate(context.Context) (*models.Policy, error) {
	if f.candidate == nil {
		return nil, models.ErrNotFound
	}
	return f.candidate, nil
}

var publishedAt = deskTime

func (f *policyFake) DraftPolicy(context.Context, models.Actor, int) (*models.Policy, bool, error) {
	return &f.policy, true, f.err
}
func (f *policyFake) EditPolicy(_ context.Context, _ models.Actor, _ models.PolicyStep, doc decide.Policy) (*models.Policy, error) {
	f.saved = &doc
	return &f.policy, f.err
}
func (f *policyFake) SubmitPolicy(_ context.Context, _ models.Actor, at models.PolicyStep, note string) (*models.Policy, error) {
	f.typed, f.at = note, at
	return &f.policy, f.err
}
func (f *policyFake) ApprovePolicy(context.Context, models.Actor, models.PolicyStep) (*models.Policy, error) {
	return &f.policy, f.err
}
func (f *policyFake) RejectPolicy(_ context.Context, _ models.Actor, _ models.PolicyStep, reason string) (*models.Policy, error) {
	f.typed = reason
	return &f.policy, f.err
}
func (f *policyFake) DiscardPolicy(context.Context, models.Actor, models.PolicyStep) (*models.Policy, error) {
	return &f.policy, f.err
}
func (f *policyFake) PolicyImpact(context.Context, decide.Policy) (models.Impact, *models.Run, error) {
	return models.Impact{}, nil, nil
}
func (f *policyFake) PolicyPreview(context.Context, decide.Policy, []string) ([]models.Preview, error) {
	return nil, nil
}
func (f *policyFake) AuditEntries(context.Context, models.AuditFilter) ([]models.AuditEntry, error) {
	return f.history, nil
}
func (f *policyFake) LastChange(context.Context, string, string) (*models.AuditEntry, error) {
	return &models.AuditEntry{ActorName: "Ben", Action: models.ActionPolicyEdited, At: deskTime}, nil
}

func draftOf(author models.ID, state models.PolicyState) models.Policy {
	return models.Policy{Version: 2, Base: 1, State: state, Document: decide.Default(), MadeBy: author, MadeName: "Anna", MadeAt: deskTime, Revision: 3}
}

// policyFormOf is the form as a browser sends it for a document.
func policyFormOf(doc decide.Policy) url.Values {
	in := inputOf(doc)
	v := url.Values{"version": {"3"}, "spare": {"5"}, fieldKinds: in.Kinds}
	for name, value := range in.Single {
		v.Set(name, value)
	}
	for reason, kinds := range in.Helps {
		v[helpsField(reason)] = kinds
	}
	for measure, kinds := range in.ByMeasure {
		v[measureField(measure)] = kinds
	}
	set := func(list string, i int, pairs ...string) {
		for n := 0; n < len(pairs); n += 2 {
			v.Set(list+"."+string(rune('0'+i))+"."+pairs[n], pairs[n+1])
		}
	}
	for i, b := range in.Bands {
		set("bands", i, "name", b.Name, "from", b.From)
		set("limits", i, "cap_fen", b.Cap, "income_bp", b.Income, "raise_bp", b.Raise)
	}
	for i, c := range in.Caps {
		set("caps", i, "key", c.Key, "factor", c.Factor, "op", c.Op, "threshold", c.Threshold, "score", c.Score)
	}
	for i, f := range in.Flags {
		set("flags", i, "code", f.Code, "measure", f.Measure, "op", f.Op, "threshold", f.Threshold, "severity", f.Severity, "source", f.Source)
		if f.On {
			set("flags", i, "on", "on")
		}
	}
	return v
}

func (d *desk) save(fake *policyFake, form url.Values) *httptest.ResponseRecorder {
	h := &Policies{Site: d.site, Store: fake}
	return d.ask(http.MethodPost, "/policy/:version", "/policy/2", form, h.Save)
}

func TestPolicyEditorRoundTripsTheDocument(t *testing.T) {
	d := newDesk(t, models.PermPolicyRead, models.PermPolicyEdit)
	fake := &policyFake{policy: draftOf(7, models.PolicyDraft)}
	if w := d.save(fake, policyFormOf(decide.Default())); w.Code != http.StatusSeeOther {
		t.Fatalf("status %d: %s", w.Code, w.Body)
	}
	before, after := decide.Default(), *fake.saved
	changes, err := comparePolicies(before, after)
	if err != nil || len(changes) > 0 {
		t.Errorf("the form changed the document: %+v, %v", changes, err)
	}
}

// TestPolicyEditorKeepsWhatItDoesNotShow edits a document whose part on events is the
// lender's own: without it no event could be decided.
func TestPolicyEditorKeepsWhatItDoesNotShow(t *testing.T) {
	d := newDesk(t, models.PermPolicyRead, models.PermPolicyEdit)
	fake := &policyFake{policy: draftOf(7, models.PolicyDraft)}
	fake.policy.Document.Events.HoldHours = 5
	form := policyFormOf(decide.Default())
	form.Set("sla.quiet_days", "7")
	if w := d.save(fake, form); w.Code != http.StatusSeeOther {
		t.Fatalf("status %d: %s", w.Code, w.Body)
	}
	if fake.saved.SLA.QuietDays != 7 || fake.saved.Events == nil || fake.saved.Events.HoldHours != 5 {
		t.Errorf("saved = %+v", fake.saved)
	}
}

func TestPolicyEditorPutsANewBandInItsPlace(t *testing.T) {
	d := newDesk(t, models.PermPolicyRead, models.PermPolicyEdit)
	fake := &policyFake{policy: draftOf(7, models.PolicyDraft)}
	form := policyFormOf(decide.Default())
	for name, value := range map[string]string{"bands.5.name": "middling", "bands.5.from": "620", "limits.5.cap_fen": "60,000", "limits.5.income_bp": "250", "limits.5.raise_bp": "40%"} {
		form.Set(name, value)
	}
	form.Set("flags.7.code", "") // removes the last rule
	if w := d.save(fake, form); w.Code != http.StatusSeeOther {
		t.Fatalf("status %d: %s", w.Code, w.Body)
	}
	if b := fake.saved.Bands; len(b) != 6 || b[3].Name != "middling" || fake.saved.Limits[3].CapFen != 6_000_000 || fake.saved.Limits[3].RaiseBP != 4000 {
		t.Errorf("bands = %+v, limits = %+v", b, fake.saved.Limits)
	}
	if len(fake.saved.Flags) != 7 {
		t.Errorf("%d rules, want 7", len(fake.saved.Flags))
	}
}

func TestPolicyEditorKeepsWhatWasTyped(t *testing.T) {
	tests := map[string]struct {
		field, typed, said string
	}{
		"cut-offs that do not rise": {"bands.2.from", "540", "Must be above 550"},
		"not a number":              {"bands.1.from", "five hundred", "A number."},
		"nothing":                   {"sla.quiet_days", "", "Fill this in."},
		"not an amount":             {"limits.0.cap_fen", "a lot", "An amount in yuan"},
		"out of range":              {"approval.cut_bp", "150", "Between 0 and 100."},
		"not a threshold":           {"flags.4.threshold", "NaN", "A number."},
		"unknown measure":           {"flags.0.measure", "mood", "Choose one of the values"},
		"two caps alike":            {"caps.1.key", "cap_three_months_late", "different from the others"},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			d := newDesk(t, models.PermPolicyRead, models.PermPolicyEdit)
			fake := &policyFake{policy: draftOf(7, models.PolicyDraft)}
			form := policyFormOf(decide.Default())
			form.Set(tt.field, tt.typed)
			w := d.save(fake, form)
			if body := w.Body.String(); w.Code != http.StatusUnprocessableEntity || !strings.Contains(body, tt.said) || !strings.Contains(body, `value="`+tt.typed+`"`) {
				t.Errorf("status %d, message %v, typed %v", w.Code, strings.Contains(body, tt.said), strings.Contains(body, tt.typed))
			}
			if fake.saved != nil {
				t.Error("a faulty document reached the store")
			}
		})
	}
}

func TestPolicyStepsAnswerEachError(t *testing.T) {
	invalid := &models.Invalid{}
	invalid.Add("note", "required")
	tests := map[string]struct {
		err    error
		status int
		said   string
	}{
		"done":         {nil, http.StatusSeeOther, ""},
		"stale":        {models.ErrConflict, http.StatusConflict, "after you opened this page (Policy edited)"},
		"wrong state":  {models.ErrState, http.StatusConflict, "Changed by Ben"},
		"no note":      {invalid, http.StatusUnprocessableEntity, "Fill this in."},
		"not yours":    {&models.Refused{Code: "own_proposal"}, http.StatusForbidden, "A second person must decide it."},
		"gone":         {models.ErrNotFound, http.StatusNotFound, "There is nothing here"},
		"broken store": {errors.New("disk"), http.StatusInternalServerError, "Something went wrong"},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			d := newDesk(t, models.PermPolicyRead, models.PermPolicyEdit, models.PermPolicyApprove)
			h := &Policies{Site: d.site, Store: &policyFake{policy: draftOf(7, models.PolicyDraft), err: tt.err}}
			w := d.ask(http.MethodPost, "/policy/:version/submit", "/policy/2/submit", url.Values{"version": {"3"}, "note": {"losses rose"}}, h.Submit)
			if w.Code != tt.status || !strings.Contains(w.Body.String(), tt.said) {
				t.Errorf("status %d: %s", w.Code, w.Body)
			}
			if (again(tt.err) || errors.Is(tt.err, models.ErrForbidden)) && !strings.Contains(w.Body.String(), "losses rose") {
				t.Error("what was typed is gone")
			}
		})
	}
}

func TestPolicyPageSaysWhyTheAuthorCannotApprove(t *testing.T) {
	d := newDesk(t, models.PermPolicyRead, models.PermPolicyApprove, models.PermPolicyEdit)
	h := &Policies{Site: d.site, Store: &policyFake{policy: draftOf(7, models.PolicySubmitted)}}
	w := d.ask(http.MethodGet, "/policy/:version", "/policy/2", nil, h.Show)
	if body := w.Body.String(); !strings.Contains(body, "You proposed this yourself") || !strings.Contains(body, "disabled") || strings.Contains(body, "/policy/2/reject") {
		t.Error("the author is offered to approve")
	}
	h.Store = &policyFake{policy: draftOf(8, models.PolicySubmitted)}
	if body := d.ask(http.MethodGet, "/policy/:version", "/policy/2", nil, h.Show).Body.String(); !strings.Contains(body, "/policy/2/approve") || !strings.Contains(body, "/policy/2/reject") {
		t.Error("a second person is not offered to decide")
	}
	for _, target := range []string{"/policy/x", "/policy/-1", "/policy/99999999999"} {
		if w := d.ask(http.MethodGet, "/policy/:version", target, nil, h.Show); w.Code != http.StatusNotFound {
			t.Errorf("%s: status %d", target, w.Code)
		}
	}
}

func (f *policyFake) TryPolicy(_ context.Context, doc decide.Policy, what models.TryEvents) (*models.PolicyTry, error) {
	f.tried = &doc
	return (&ruleFake{}).TryPolicy(context.Background(), doc, what)
}

func (f *policyFake) AccountByNumber(_ context.Context, number string) (models.ID, error) {
	if number == "A-9" {
		bad := &models.Invalid{}
		bad.Add("number", "no_such_account")
		return 0, bad
	}
	return 1 << 40, nil
}

// auditFake answers with what it is given and keeps the filter.
type auditFake struct {
	rows    models.RowCheck
	entries []models.AuditEntry
	filter  models.AuditFilter
	chain   models.Chain
	err     error

	exported  int   // rows that were recorded as taken away
	unwritten error // answer of a record that cannot be written
	withheld  []models.SampleItem
	views     []models.QueueView
	saved     models.SaveView
	keys      []models.APIKey
}

func (f *auditFake) Keys(context.Context, int) ([]models.APIKey, error) { return f.keys, f.err }

func (f *auditFake) Export(_ context.Context, _ models.Actor, ask models.AskExport) (*models.ExportRows, *models.Export, error) {
	f.filter = *ask.Filter.Audit
	if len(f.entries) > models.ExportAtOnce {
		return nil, &models.Export{ID: 7 << 22}, f.unwritten
	}
	f.exported += len(f.entries)
	return &models.ExportRows{Entries: f.entries, Withheld: f.withheld}, nil, f.unwritten
}

func (f *auditFake) AuditViews(context.Context, models.ID, []string) ([]models.QueueView, error) {
	return f.views, f.err
}
func (f *auditFake) SaveView(_ context.Context, _ models.Actor, cmd models.SaveView) (*models.QueueView, error) {
	f.saved = cmd
	if err := cmd.Validate([]string{models.RoleAuditor}, false); err != nil {
		return nil, err
	}
	return &models.QueueView{}, nil
}
func (f *auditFake) RemoveView(context.Context, models.Actor, models.ID) error  { return f.err }
func (f *auditFake) RestoreView(context.Context, models.Actor, models.ID) error { return f.err }

func (f *auditFake) AuditEntries(_ context.Context, filter models.AuditFilter) ([]models.AuditEntry, error) {
	f.filter = filter
	return f.entries[:min(len(f.entries), filter.Limit)], f.err
}
func (f *auditFake) AuditPlace(context.Context, int64) (*models.AuditPlace, error) {
	return &models.AuditPlace{Entry: f.entries[0], Older: 3, Links: false}, f.err
}
func (f *auditFake) VerifyRows(context.Context, func(int64)) (models.RowCheck, error) {
	return f.rows, f.err
}
func (f *auditFake) VerifyAudit(context.Context, func(int64)) (models.Chain, error) {
	return f.chain, f.err
}

func entries(n int) []models.AuditEntry {
	list := make([]models.AuditEntry, n)
	for i := range list {
		list[i] = models.AuditEntry{Seq: int64(n - i), At: deskTime, ActorName: "Ben", ActorID: "usr_1", Action: models.ActionPolicyEdited, ObjectType: "policy", ObjectID: "2",
			Before: `{"a":1}`, After: `{"a":2}`, Source: "ui"}
	}
	return list
}

func TestAuditFilterStandsInTheAddress(t *testing.T) {
	d := newDesk(t, models.PermAuditRead)
	fake := &auditFake{entries: entries(60)}
	h := &Audit{Site: d.site, Store: fake}
	w := d.ask(http.MethodGet, "/audit", "/audit?action=policy.&type=policy&object=2&actor=usr_1&from=2026-03-01&to=2026-03-02&personal=on&before=90", nil, h.List)
	f := fake.filter
	if f.Action != "policy." || f.ObjectType != "policy" || f.ObjectID != "2" || f.ActorID != "usr_1" || !f.Reveals || f.Before != 90 || f.Limit != 51 {
		t.Errorf("filter = %+v", f)
	}
	if f.From != time.Date(2026, 3, 1, 0, 0, 0, 0, time.UTC) || f.To != time.Date(2026, 3, 3, 0, 0, 0, 0, time.UTC) {
		t.Errorf("from %s to %s", f.From, f.To)
	}
	body := w.Body.String()
	if !strings.Contains(body, "before=11") || !strings.Contains(body, "after=60") || !strings.Contains(body, "object=2") {
		t.Error("the steps through the list lose the filter")
	}
	for target, status := range map[string]int{
		"/audit?account=nonsense": http.StatusUnprocessableEntity, "/audit?from=yesterday": http.StatusUnprocessableEntity,
		"/audit?before=x": http.StatusUnprocessableEntity, "/audit?mood=good": http.StatusBadRequest, "/audit?type=a&type=b": http.StatusBadRequest,
	} {
		if w := d.ask(http.MethodGet, "/audit", target, nil, h.List); w.Code != status {
			t.Errorf("%s: status %d, want %d", target, w.Code, status)
		}
	}
}

func TestAuditEntryShowsItsDifferencesAndThatItDoesNotHold(t *testing.T) {
	d := newDesk(t, models.PermAuditRead)
	h := &Audit{Site: d.site, Store: &auditFake{entries: entries(1)}}
	body := d.ask(http.MethodGet, "/audit/:seq", "/audit/1", nil, h.Show).Body.String()
	if !strings.Contains(body, "<del>1</del>") || !strings.Contains(body, "<ins>2</ins>") || !strings.Contains(body, "does not hold") || !strings.Contains(body, `href="/audit/3"`) {
		t.Error(body)
	}
	for _, target := range []string{"/audit/x", "/audit/0"} {
		if w := d.ask(http.MethodGet, "/audit/:seq", target, nil, h.Show); w.Code != http.StatusNotFound {
			t.Errorf("%s: status %d", target, w.Code)
		}
	}
}

func TestAuditVerificationNamesTheFirstBadEntry(t *testing.T) {
	d := newDesk(t, models.PermAuditVerify)
	h := &Audit{Site: d.site, Store: &auditFake{chain: models.Chain{Entries: 1234, FirstBad: 56, Problem: "content changed", Checkpoints: 3, Head: "abc"}}}
	body := d.ask(http.MethodPost, "/audit/verify", "/audit/verify", url.Values{}, h.Verify).Body.String()
	for _, want := range []string{"from entry 56 on", "content was changed", "1,234", "/audit/56"} {
		if !strings.Contains(body, want) {
			t.Errorf("no %q", want)
		}
	}
}

func TestAuditVerificationNamesRowsThatTheRecordContradicts(t *testing.T) {
	d := newDesk(t, models.PermAuditVerify, models.PermAuditRead, models.PermUserRead)
	rows := models.RowCheck{Rows: 41, More: 3, Tables: []models.RowTable{{Table: "users", Rows: 40}}, Findings: []models.RowFinding{
		{Table: "users", ID: "usr_1", Field: "roles", Problem: models.RowDiffers, Seq: 12}, {Table: "users", ID: "usr_2", Problem: models.RowGone, Seq: 13},
		{Table: "api_keys", ID: "key_<1>", Problem: models.RowUntold}, {Table: "roles", ID: "auditor", Field: "permissions", Problem: models.RowDiffers},
	}}
	show := func(rows models.RowCheck) string {
		h := &Audit{Site: d.site, Store: &auditFake{chain: models.Chain{OK: true}, rows: rows}}
		return d.ask(http.MethodPost, "/audit/verify", "/audit/verify", url.Values{}, h.Verify).Body.String()
	}
	body := show(rows)
	for _, want := range []string{
		"7 rows are not what the record says", "And 3 more.", `href="/users/usr_1"`, `href="/audit/12"`, "<code>roles</code>", "Is gone, though", "key_&lt;1&gt;",
		"though no entry tells of it", "Is not what the program says", "Not covered", "Users",
	} {
		if !strings.Contains(body, want) {
			t.Errorf("no %q", want)
		}
	}
	if strings.Contains(body, `href="/users/usr_2"`) || strings.Contains(body, "⟦") {
		t.Error("a link to what is gone, or a text is missing")
	}
	rows.Findings, rows.More = nil, 0
	if body = show(rows); !strings.Contains(body, "All 41 rows") || strings.Contains(body, "What is wrong") {
		t.Error("nothing was found, and the page does not say so")
	}
}
