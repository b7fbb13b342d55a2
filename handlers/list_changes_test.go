package handlers

import (
	"bytes"
	"context"
	"encoding/csv"
	"mime/multipart"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/labstack/echo/v4"

	"candor/models"
)

// changeStore is a store of one list change.
type changeStore struct {
	realtimeStore
	change models.ListChange
	read   func(name string, file []byte, reason string) error
	err    error
	did    []string
}

func (s *changeStore) AuditEntries(context.Context, models.AuditFilter) ([]models.AuditEntry, error) {
	return []models.AuditEntry{{Seq: 9, ActorKind: models.ActorUser, ActorName: "Bob", Action: models.ActionListRead, At: testNow}}, nil
}
func (s *changeStore) Messages(context.Context, models.ID) ([]models.Message, error) { return nil, nil }
func (s *changeStore) ReadListFile(_ context.Context, _ models.Actor, f models.ListFile) (*models.ListChange, error) {
	return &s.change, s.read(f.Name, f.Content, f.Reason)
}
func (s *changeStore) ListChange(context.Context, models.ID) (*models.ListChange, error) {
	c := s.change
	return &c, nil
}
func (s *changeStore) ConfirmListChange(context.Context, models.Actor, models.ID, int64) (*models.ListChange, error) {
	s.did = append(s.did, "confirm")
	return &s.change, s.err
}
func (s *changeStore) ApproveListChange(context.Context, models.Actor, models.ID, int64) error {
	s.did = append(s.did, "approve")
	return s.err
}
func (s *changeStore) RejectListChange(_ context.Context, _ models.Actor, _ models.ID, _ int64, reason string) error {
	s.did = append(s.did, "reject "+reason)
	return s.err
}
func (s *changeStore) WithdrawListChange(context.Context, models.Actor, models.ID, int64) error {
	s.did = append(s.did, "withdraw")
	return s.err
}

// someListChange is a file that was read: one new line, one known, one row left out.
func someListChange(by models.ID) models.ListChange {
	until := testNow.AddDate(0, 1, 0)
	return models.ListChange{
		ID: 7 << 22, Source: models.ListByImport, File: "ring <1>.csv", State: models.ListRead, Reason: "found in a ring", MadeBy: by, MadeName: "Bob", MadeAt: testNow, Version: 3,
		PayloadHash: "ab12", Reach: models.ListReach{Active: 5000, Second: 100, Refuse: 500, Blocked: 12, Events: 900},
		Lines: []models.ListLine{
			{Line: 2, Lane: models.ListBlock, Kind: models.ListNetwork, Token: "10.0.0.0/16", Shown: "10.0.0.0/16", EndsAt: &until, Notes: []string{"private", "overlaps"}, ListTouch: models.ListTouch{Accounts: 12, Events: 40}},
			{Line: 3, Lane: models.ListWatch, Kind: models.ListAccount, Token: models.ID(5).Public(models.PrefixAccount), Shown: models.ID(5).Public(models.PrefixAccount), There: true},
		},
		Refused: []models.ListRefusal{{Line: 4, Column: "value", Value: "20****0", Code: "list_host_bits", Args: map[string]string{"network": "203.0.113.0/24"}}},
	}
}

func TestAListChangeSaysWhatItDoes(t *testing.T) {
	s := testSite(t)
	lead := as(t, models.RoleLead, "en")
	store := &changeStore{change: someListChange(lead.UserID())}
	h := &ListChanges{Site: s, Store: store}
	id := store.change.PublicID()
	show := func(v *Visitor) *httptest.ResponseRecorder {
		return call(s, v, h.Show, http.MethodGet, "/lists/changes/"+id, nil, "id", id)
	}
	want(t, show(lead), 200, "Add 1 entry", "/confirm", "ring &lt;1&gt;.csv", "Is it 203.0.113.0/24?", "private addresses, overlaps another network", "there already", "of 5,000 active")
	other := as(t, models.RoleLead, "zh-CN")
	other.User.ID++
	lacks(t, show(other), "/confirm", "/withdraw")
	store.change.Reach.Blocked = 501
	want(t, show(lead), 200, "would block 501 of 5000 active accounts; the most is 500")
	lacks(t, show(lead), "/confirm")
	store.change.Reach.Blocked = 101
	want(t, show(lead), 200, "A second person has to agree", "Ask a second person")
	at := testNow
	store.change.State, store.change.AskedAt = models.ListProposed, &at
	lacks(t, show(lead), "/approve")
	want(t, show(other), 200, "/approve", "/reject")
	store.change.State, store.change.Lines = models.ListAdded, nil
	want(t, show(lead), 200, "/lists?change="+id, "No row of the file")
	want(t, call(s, lead, h.Show, http.MethodGet, "/x?y=1", nil, "id", id), 400)
	want(t, call(s, lead, h.Show, http.MethodGet, "/x", nil, "id", "lch_1"), 404)
}

func TestStepsOfAListChange(t *testing.T) {
	s := testSite(t)
	lead := as(t, models.RoleLead, "en")
	store := &changeStore{change: someListChange(lead.UserID())}
	h := &ListChanges{Site: s, Store: store}
	id := store.change.PublicID()
	post := func(do func(echo.Context) error, kv ...string) *httptest.ResponseRecorder {
		form := url.Values{"version": {"3"}}
		for i := 0; i+1 < len(kv); i += 2 {
			form.Set(kv[i], kv[i+1])
		}
		return call(s, lead, do, http.MethodPost, "/x", form, "id", id)
	}
	for _, do := range []func(echo.Context) error{h.Confirm, h.Approve, h.Withdraw} {
		want(t, post(do), 303)
	}
	want(t, post(h.Reject, "reason", "not convinced"), 303)
	if got := strings.Join(store.did, ","); got != "confirm,approve,withdraw,reject not convinced" {
		t.Error(got)
	}
	want(t, post(h.Approve, "reason", "x"), 400)
	store.err = &models.Refused{Code: "own_proposal"}
	want(t, post(h.Approve), 403, "You proposed this yourself")
	store.err = &models.Refused{Code: "list_moved"}
	want(t, post(h.Confirm), 403, "Nothing was added; read the file again")
	store.err = models.ErrConflict
	want(t, post(h.Confirm), 409, "Bob")
	store.err = models.ErrState
	want(t, post(h.Withdraw), 409)
}

// upload posts a file as the import form does.
func upload(t *testing.T, s *Site, v *Visitor, h echo.HandlerFunc, name, file, reason string) *httptest.ResponseRecorder {
	t.Helper()
	var b bytes.Buffer
	w := multipart.NewWriter(&b)
	if err := w.WriteField("reason", reason); err != nil {
		t.Fatal(err)
	}
	if name != "" {
		part, err := w.CreateFormFile("file", name)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := part.Write([]byte(file)); err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	r := httptest.NewRequest(http.MethodPost, "/lists/import", &b)
	r.Header.Set("Content-Type", w.FormDataContentType())
	answer := httptest.NewRecorder()
	c := echo.New().NewContext(r, answer)
	SetVisitor(c, v)
	SetRequestID(c, "r1")
	if err := h(c); err != nil {
		if failed := s.errorPage(c, statusOf(err), err); failed != nil {
			t.Fatal(failed)
		}
	}
	return answer
}

func TestAFileOfEntriesIsRead(t *testing.T) {
	s := testSite(t)
	lead := as(t, models.RoleLead, "en")
	store := &changeStore{change: someListChange(lead.UserID())}
	h := &ListChanges{Site: s, Store: store}
	want(t, call(s, lead, h.New, http.MethodGet, "/lists/import", nil), 200, "lane,kind,value,reason,until", "multipart/form-data", "10,000 rows")
	var name, file string
	store.read = func(n string, f []byte, _ string) error { name, file = n, string(f); return nil }
	if w := upload(t, s, lead, h.Read, `C:\lists\ring.csv`, "lane,kind,value\n", "found in a ring"); w.Code != 303 || name != "ring.csv" || file != "lane,kind,value\n" {
		t.Errorf("%d, %q, %q", w.Code, name, file)
	}
	want(t, upload(t, s, lead, h.Read, "ring.csv", "x", ""), 422, "f-reason-error")
	want(t, upload(t, s, lead, h.Read, "", "", "found in a ring"), 422, "f-file-error", "found in a ring")
	store.read = func(string, []byte, string) error {
		var bad models.Invalid
		bad.Add("file", "list_file_rows", "most", "10000")
		return bad.OrNil()
	}
	want(t, upload(t, s, lead, h.Read, "ring.csv", "x", "found in a ring"), 422, "more than 10000 rows")
}

func TestListsAreExported(t *testing.T) {
	s := testSite(t)
	entry := models.ListEntry{ID: 3 << 22, Lane: models.ListBlock, Kind: models.ListPhone, Token: "0123456789abcdef0123456789abcdef", Reason: "=cmd|' /C calc'!A0", Source: models.ListByStaff, MadeName: "@Bob", MadeAt: testNow}
	store := &realtimeStore{lists: func(f models.ListFilter) (models.ListPage, error) {
		if f.Lane != models.ListBlock || f.After != 0 {
			t.Errorf("filter %+v", f)
		}
		return models.ListPage{Items: []models.ListedEntry{{ListEntry: entry, Hits: models.ListHit{N: 4, LastAt: testNow, EventID: 8}}}}, nil
	}}
	h := &Lists{Site: s, Store: store}
	lead := as(t, models.RoleLead, "en")
	w := call(s, lead, h.Export, http.MethodGet, "/lists/export?lane=block&after="+models.ID(9).Public(models.PrefixListEntry), nil)
	want(t, w, 200, "List export by", "filter: lane=block")
	r := csv.NewReader(strings.NewReader(w.Body.String()))
	r.FieldsPerRecord = -1
	rows, err := r.ReadAll()
	if err != nil || len(rows) != 3 || store.exported != "lane=block" {
		t.Fatalf("%v, %v, %q", rows, err, store.exported)
	}
	if got := rows[2]; got[3] != "token:"+entry.Token || got[4] != "'"+entry.Reason || got[7] != "'@Bob" || got[11] != "4" || got[12] != testNow.UTC().Format(time.RFC3339) {
		t.Errorf("%q", got)
	}
	want(t, call(s, lead, h.Export, http.MethodGet, "/lists/export?lane=x", nil), 400)
}
