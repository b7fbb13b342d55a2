package handlers

import (
	"context"
	"encoding/csv"
	"errors"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"

	"candor/models"
)

// exportStore answers as it is told and keeps what it was asked for.
type exportStore struct {
	ask   models.AskExport
	rows  *models.ExportRows
	kept  *models.Export
	err   error
	own   []models.Export
	taken int
}

func (s *exportStore) Export(_ context.Context, _ models.Actor, ask models.AskExport) (*models.ExportRows, *models.Export, error) {
	s.ask = ask
	if err := ask.Validate(); err != nil {
		return nil, nil, err
	}
	return s.rows, s.kept, s.err
}
func (s *exportStore) Exports(context.Context, models.ID, models.ID, int) ([]models.Export, error) {
	return s.own, nil
}
func (s *exportStore) OwnExport(_ context.Context, _, id models.ID) (*models.Export, error) {
	for i := range s.own {
		if s.own[i].ID == id {
			return &s.own[i], nil
		}
	}
	return nil, models.ErrNotFound
}
func (s *exportStore) CancelExport(context.Context, models.Actor, models.ID, int64) error {
	return s.err
}
func (s *exportStore) TakeExport(_ context.Context, _ models.Actor, _ models.ID, give func([]byte) error) error {
	s.taken++
	return errors.Join(give([]byte("seq,at\n")), give([]byte("1,2\n")))
}

// written is an export whose file is ready.
func written(id models.ID, kind models.ExportKind, scores bool) models.Export {
	e := models.Export{ID: id, Kind: kind, State: models.ExportRunning, Scores: scores, AskedAt: testNow.Add(-time.Hour), Version: 1}
	e.Finish(testNow, 6000, 11, 1)
	return e
}

// csvRows reads a file.
func csvRows(t *testing.T, body string) [][]string {
	t.Helper()
	r := csv.NewReader(strings.NewReader(body))
	r.FieldsPerRecord = -1
	rows, err := r.ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	return rows
}

func TestTheQueueIsExportedAsItIsShown(t *testing.T) {
	s := testSite(t)
	one := caseOf(t)
	c := one.Case
	store := &exportStore{rows: &models.ExportRows{Cases: []models.CaseItem{{Case: c, Account: briefly(&one.Account.Account), Masked: one.Account.Masked, Tags: []string{"vip", "watch"}}}}}
	h := &Exports{Site: s, Store: store}
	lead := as(t, models.RoleLead, "en")
	form := url.Values{"of": {"queue"}, "view": {"severity=3&cols=account,tags,exposure&after=5." + c.PublicID()}}
	w := call(s, lead, h.Make, http.MethodPost, "/exports", form)
	rows := csvRows(t, w.Body.String())
	if len(rows) != 3 || strings.Join(rows[1], " ") != "id account external_id name tags exposure_fen" || rows[2][0] != c.PublicID() || rows[2][4] != "vip watch" {
		t.Fatalf("rows %q", rows)
	}
	if !strings.Contains(rows[0][0], "Flagged queue, exported by") || !strings.Contains(rows[0][0], "severity=3") || strings.Contains(rows[0][0], "after=") {
		t.Errorf("first line %q", rows[0][0])
	}
	if f := store.ask.Filter.Queue; f == nil || f.Severity != 3 || f.After != nil || !f.WithTags || w.Header().Get("Cache-Control") != "no-store" {
		t.Errorf("filter %+v", f)
	}
}

// TestIdentityLeavesMaskedUnlessItMay: identity in clear is for who may reveal it, with a reason, and of accounts alone.
// TestChosenCasesAreExported: the rows that were ticked, with the columns of their view, to which the form leads back.
func TestChosenCasesAreExported(t *testing.T) {
	s, store := testSite(t), &exportStore{rows: &models.ExportRows{}}
	h, lead := &Exports{Site: s, Store: store}, as(t, models.RoleLead, "en")
	view := "cols=account,score&ids=" + models.ID(5).Public(models.PrefixCase) + "," + models.ID(6).Public(models.PrefixCase) + "&sort=due"
	w := call(s, lead, h.Ask, http.MethodGet, "/exports/new?"+url.Values{"of": {"queue"}, "view": {view}}.Encode(), nil)
	want(t, w, 200, `href="/queue?cols=account%2Cscore&amp;sort=due"`, "ids=")
	want(t, call(s, lead, h.Make, http.MethodPost, "/exports", url.Values{"of": {"queue"}, "view": {view}}), 200)
	if f := store.ask.Filter.Queue; !slices.Equal(f.IDs, []models.ID{5, 6}) || f.Sort != models.SortDue || !slices.Equal(store.ask.Columns, []string{"account", "score"}) {
		t.Errorf("asked for %+v, %v", f, store.ask.Columns)
	}
	for _, bad := range []string{"ids=", "ids=acc_0000000000005", "ids=" + strings.Repeat(models.ID(5).Public(models.PrefixCase)+",", queueLimit) + models.ID(6).Public(models.PrefixCase)} {
		want(t, call(s, lead, h.Make, http.MethodPost, "/exports", url.Values{"of": {"queue"}, "view": {bad}}), 400)
	}
}

func TestIdentityLeavesMaskedUnlessItMay(t *testing.T) {
	s := testSite(t)
	store := &exportStore{rows: &models.ExportRows{Accounts: []models.AccountItem{{Account: caseOf(t).Account.Account, Masked: models.Personal{Name: "W*", Phone: "138****1234"}}}}}
	h := &Exports{Site: s, Store: store}
	ask := func(role string, kv ...string) int {
		form := url.Values{"of": {"accounts"}, "view": {""}}
		for i := 0; i < len(kv); i += 2 {
			form.Set(kv[i], kv[i+1])
		}
		return call(s, as(t, role, "en"), h.Make, http.MethodPost, "/exports", form).Code
	}
	for _, test := range []struct {
		name, role string
		form       []string
		want       int
	}{
		{"masked", models.RoleLead, nil, 200},
		{"clear without a reason", models.RoleLead, []string{"clear", "true"}, 422},
		{"clear with a reason", models.RoleLead, []string{"clear", "true", "reason", "asked by the court"}, 200},
		{"clear by who may not reveal", models.RoleAuditor, []string{"clear", "true", "reason", "asked by the court"}, 403},
		{"clear of the queue", models.RoleLead, []string{"clear", "true", "reason", "asked by the court", "of", "queue"}, 422},
		{"a list that is none", models.RoleLead, []string{"of", "planets"}, 400},
		{"users by who may not see them", models.RoleLead, []string{"of", "users"}, 403},
		{"a filter that is none", models.RoleLead, []string{"view", "color=red"}, 400},
		{"a list that the role does not read", models.RoleService, []string{"of", "queue"}, 403},
		{"a band for who sees no scores", models.RoleService, []string{"view", "band=low"}, 403},
	} {
		if got := ask(test.role, test.form...); got != test.want {
			t.Errorf("%s: %d, want %d", test.name, got, test.want)
		}
	}
	w := call(s, as(t, models.RoleService, "en"), h.Make, http.MethodPost, "/exports", url.Values{"of": {"accounts"}, "view": {""}})
	if head := strings.Join(csvRows(t, w.Body.String())[1], ","); strings.Contains(head, "score") || strings.Contains(head, "band") || store.ask.Scores {
		t.Errorf("service takes scores away: %s", head)
	}
}

// TestAFileIsTakenByWhoStillMay checks rights, expiry and samples again at each download.
func TestAFileIsTakenByWhoStillMay(t *testing.T) {
	s := testSite(t)
	s.UnjudgedAll = func(_ context.Context, v *Visitor) ([]models.SampleItem, error) {
		return []models.SampleItem{{SampleID: models.FirstID(testNow.Add(-2 * time.Hour))}}, nil
	}
	gone := written(13<<22, models.ExportAudit, false)
	old := testNow.Add(-time.Second)
	gone.ExpiresAt = &old
	store := &exportStore{own: []models.Export{written(11<<22, models.ExportAudit, false), written(12<<22, models.ExportAccounts, true), gone}}
	h := &Exports{Site: s, Store: store}
	take := func(role string, id models.ID) *http.Response {
		public := id.Public(models.PrefixExport)
		return call(s, as(t, role, "en"), h.Take, http.MethodGet, "/exports/"+public+"/file", nil, "id", public).Result()
	}
	if r := take(models.RoleLead, 11<<22); r.StatusCode != 200 || r.ContentLength != 11 || !strings.Contains(r.Header.Get("Content-Disposition"), "candor-audit-") {
		t.Errorf("%d, %d bytes, %s", r.StatusCode, r.ContentLength, r.Header)
	}
	for name, got := range map[string]int{
		"no right to the record": take(models.RoleReviewer, 11<<22).StatusCode - 403, "no right to scores": take(models.RoleService, 12<<22).StatusCode - 403,
		"another's": take(models.RoleLead, 14<<22).StatusCode - 404, "gone": take(models.RoleLead, 13<<22).StatusCode - 303,
	} {
		if got != 0 {
			t.Errorf("%s: off by %d", name, got)
		}
	}
	s.UnjudgedAll = func(context.Context, *Visitor) ([]models.SampleItem, error) {
		return []models.SampleItem{{SampleID: models.FirstID(testNow)}}, nil
	}
	if r := take(models.RoleLead, 11<<22); r.StatusCode != 303 || store.taken != 1 {
		t.Errorf("a file from before a sample was drawn: %d, taken %d times", r.StatusCode, store.taken)
	}
}

func TestOwnExportsAreListed(t *testing.T) {
	s := testSite(t)
	running := models.Export{ID: 15 << 22, Kind: models.ExportQueue, State: models.ExportRunning, Query: "severity=3", Step: 2000, Steps: 8000, AskedAt: testNow, Version: 1}
	store := &exportStore{own: []models.Export{running, written(11<<22, models.ExportAudit, false), {ID: 9 << 22, Kind: models.ExportLists, State: models.ExportFailed, Problem: "disk full", AskedAt: testNow}}}
	h := &Exports{Site: s, Store: store}
	want(t, call(s, as(t, models.RoleLead, "en"), h.List, http.MethodGet, "/exports", nil), 200,
		"data-refresh", "2,000 of 8,000 rows", "/exports/"+running.PublicID()+"/cancel", "/exports/exp_", "/file", "could not be written: disk full.", `href="/lists"`, "severity=3")
	store.own = nil
	want(t, call(s, as(t, models.RoleLead, "zh-CN"), h.List, http.MethodGet, "/exports", nil), 200, "暂无文件")
	store.err = &models.Refused{Code: "exports_open"}
	if w := call(s, as(t, models.RoleLead, "en"), h.Make, http.MethodPost, "/exports", url.Values{"of": {"accounts"}, "view": {""}}); w.Code != 303 {
		t.Errorf("one too many: %d", w.Code)
	}
	store.err = models.ErrState
	id := running.PublicID()
	if w := call(s, as(t, models.RoleLead, "en"), h.Cancel, http.MethodPost, "/x", url.Values{"version": {"1"}}, "id", id); w.Code != 303 {
		t.Errorf("an export that had ended: %d", w.Code)
	}
	want(t, call(s, as(t, models.RoleLead, "en"), h.Ask, http.MethodGet, "/exports/new?of=accounts&view=status%3Dactive", nil), 200, "status=active", `name="clear"`, "external_id")
	if w := call(s, as(t, models.RoleAuditor, "en"), h.Ask, http.MethodGet, "/exports/new?of=accounts&view=", nil); strings.Contains(w.Body.String(), `name="clear"`) {
		t.Error("who may not reveal is offered identity in clear")
	}
}

func TestItemsOfABatchAreExported(t *testing.T) {
	s := testSite(t)
	at := testNow
	batch := models.Batch{ID: 5 << 22, Kind: models.BatchLimit}
	row := models.BatchRow{ExternalID: "=C1", Name: "张**", Product: models.ProductPayLater, BatchItem: models.BatchItem{
		BatchID: batch.ID, N: 3, ObjectID: 6 << 22, AccountID: 7 << 22, Line: 4, State: models.ItemDone, FromFen: 900, ToFen: 500, Principal: []string{"risk", "income"}, At: &at,
	}}
	store := &exportStore{rows: &models.ExportRows{Batch: batch, Items: []models.BatchRow{row}}}
	h := &Exports{Site: s, Store: store}
	view := url.Values{"batch": {batch.PublicID()}, "items": {"done"}}
	want(t, call(s, as(t, models.RoleLead, "en"), h.Ask, http.MethodGet, exportHref(models.ExportItems, view.Encode()), nil), 200,
		"Items of a batch", "/batches/"+batch.PublicID()+"?items=done", "reason_codes")
	rows := csvRows(t, call(s, as(t, models.RoleLead, "en"), h.Make, http.MethodPost, "/exports", url.Values{"of": {"items"}, "view": {view.Encode()}}).Body.String())
	if store.ask.Filter.Items == nil || *store.ask.Filter.Items != (models.ItemFilter{Batch: batch.ID, State: models.ItemDone}) {
		t.Fatalf("asked for %+v", store.ask.Filter)
	}
	cells := []string{
		"3", "4", row.ObjectID.Public(models.PrefixLine), row.AccountID.Public(models.PrefixAccount), "'=C1", "张**", string(models.ProductPayLater), "done", "", "900", "500", "risk income", "", at.UTC().Format(time.RFC3339),
	}
	if len(rows) != 3 || !slices.Equal(rows[2], cells) {
		t.Errorf("rows = %q, want %q", rows, cells)
	}
	for _, view := range []string{"", "batch=nonsense", "batch=" + batch.PublicID() + "&items=nowhere", "batch=" + batch.PublicID() + "&other=1"} {
		if w := call(s, as(t, models.RoleLead, "en"), h.Ask, http.MethodGet, exportHref(models.ExportItems, view), nil); w.Code != 400 {
			t.Errorf("%q: %d", view, w.Code)
		}
	}
}

// TestDecisionsOfAnAccountAreExported: by who may read both the account and its scores.
func TestDecisionsOfAnAccountAreExported(t *testing.T) {
	s := testSite(t)
	d := models.Decision{ID: 8 << 22, AccountID: 7 << 22, At: testNow, Kind: "assessment", ModelID: 9 << 22, PolicyVersion: 3, Score: 612, Band: "good", Outcome: "pass"}
	account := d.AccountID.Public(models.PrefixAccount)
	store := &exportStore{rows: &models.ExportRows{Decided: []models.Decision{d}}}
	h := &Exports{Site: s, Store: store}
	href, lead := decisionsHref(account), as(t, models.RoleLead, "en")
	want(t, call(s, lead, h.Ask, http.MethodGet, href, nil), 200, "Decisions about an account", "/accounts/"+account+"#decisions", "policy_version")
	form := url.Values{"of": {"decisions"}, "view": {"account=" + account}}
	rows := csvRows(t, call(s, lead, h.Make, http.MethodPost, "/exports", form).Body.String())
	if store.ask.Filter.Decisions == nil || store.ask.Filter.Decisions.Account != d.AccountID {
		t.Fatalf("asked for %+v", store.ask.Filter)
	}
	cells := []string{d.PublicID(), account, testNow.UTC().Format(time.RFC3339), "assessment", "612", "good", "pass", d.ModelID.Public(models.PrefixModel), "3", ""}
	if len(rows) != 3 || !slices.Equal(rows[2], cells) {
		t.Errorf("rows = %q, want %q", rows, cells)
	}
	form.Set("clear", "on")
	form.Set("reason", "because")
	if call(s, as(t, models.RoleAdmin, "en"), h.Make, http.MethodPost, "/exports", form); store.ask.Clear && store.ask.Validate() == nil {
		t.Error("identity in clear with decisions")
	}
	for _, view := range []string{"", "account=nonsense", "account=" + account + "&other=1"} {
		if w := call(s, lead, h.Ask, http.MethodGet, exportHref(models.ExportDecisions, view), nil); w.Code != 400 {
			t.Errorf("%q: %d", view, w.Code)
		}
	}
	e := models.Export{Kind: models.ExportDecisions}
	if !slices.Equal(e.Needs(), []models.Permission{models.PermAccountRead, models.PermScoreRead}) {
		t.Errorf("taken away with %v", e.Needs())
	}
}
