package handlers

import (
	"bytes"
	"context"
	"fmt"
	"mime/multipart"
	"net/http"
	"net/http/httptest"
	"net/url"
	"path/filepath"
	"strings"
	"testing"

	"github.com/labstack/echo/v4"

	"candor/models"
)

// batchStore is a store of one batch.
type batchStore struct {
	batch models.Batch
	items []models.BatchRow
	codes []models.CodeCount
	more  bool
	err   error
	made  *models.MakeBatch
	did   []string
	asked models.BatchFilter
	page  models.ItemFilter
}

func (s *batchStore) AuditEntries(context.Context, models.AuditFilter) ([]models.AuditEntry, error) {
	return []models.AuditEntry{{Seq: 9, ActorKind: models.ActorUser, ActorName: "Bob", Action: models.ActionBulkDrafted, At: testNow}}, nil
}
func (s *batchStore) Messages(context.Context, models.ID) ([]models.Message, error) { return nil, nil }
func (s *batchStore) MakeBatch(_ context.Context, _ models.Actor, cmd models.MakeBatch) (*models.Batch, error) {
	s.made = &cmd
	return &s.batch, s.err
}
func (s *batchStore) Batches(_ context.Context, f models.BatchFilter) ([]models.Batch, error) {
	s.asked = f
	return []models.Batch{s.batch}, s.err
}
func (s *batchStore) BatchDetail(_ context.Context, _ models.ID, f models.ItemFilter) (*models.BatchDetail, error) {
	s.page = f
	return &models.BatchDetail{Batch: s.batch, Items: s.items, Codes: s.codes, More: s.more}, nil
}
func (s *batchStore) did1(what string) (*models.Batch, error) {
	s.did = append(s.did, what)
	return &s.batch, s.err
}
func (s *batchStore) ConfirmBatch(_ context.Context, _ models.Actor, cmd models.ConfirmBatch) (*models.Batch, error) {
	return s.did1(fmt.Sprint("confirm ", cmd.Version, " ", cmd.Hash, " ", cmd.Sure))
}
func (s *batchStore) ApproveBatch(_ context.Context, _ models.Actor, _ models.ID, _ int64, hash string) (*models.Batch, error) {
	return s.did1("approve " + hash)
}
func (s *batchStore) RejectBatch(_ context.Context, _ models.Actor, _ models.ID, _ int64, reason string) (*models.Batch, error) {
	return s.did1("reject " + reason)
}
func (s *batchStore) DiscardBatch(context.Context, models.Actor, models.ID, int64) (*models.Batch, error) {
	return s.did1("discard")
}
func (s *batchStore) CancelBatch(context.Context, models.Actor, models.ID, int64) (*models.Batch, error) {
	return s.did1("cancel")
}
func (s *batchStore) UndoBatch(context.Context, models.Actor, models.ID, int64) (*models.Batch, error) {
	return s.did1("undo")
}
func (s *batchStore) Assignees(context.Context) ([]models.User, error) {
	return []models.User{{ID: 8, Name: "Bob <b>"}}, nil
}

// someBatch is a dry run of limits from a file, by Anna.
func someBatch() *batchStore {
	return &batchStore{
		batch: models.Batch{
			ID: 7 << 22, Kind: models.BatchLimit, State: models.BatchDraft, File: "q3 <1>.csv", ReasonCode: "good_history", Reason: "review of the quarter", Hash: "ab12",
			Total: 3, Eligible: 2, Excluded: 1, BeforeFen: 2_000_000, AfterFen: 2_300_000, Bound: "over_cap", MadeBy: 7, MadeName: "Anna", MadeAt: testNow, Version: 3,
			Refused: []models.BatchRefusal{{Line: 5, Column: "product", Value: "<car>", Code: "batch_product", Args: map[string]string{"want": "paylater"}}},
		},
		items: []models.BatchRow{
			{BatchItem: models.BatchItem{N: 1, ObjectID: 11, AccountID: 1 << 40, State: models.ItemEligible, FromFen: 1_000_000, ToFen: 1_200_000, ReasonCode: "good_history"}, ExternalID: "C<1>", Name: "王**", Product: models.ProductPayLater},
			{BatchItem: models.BatchItem{N: 2, ObjectID: 12, AccountID: 2 << 40, State: models.ItemEligible, FromFen: 1_000_000, ToFen: 1_100_000, ReasonCode: "good_history", Bound: "over_cap"}, ExternalID: "C2", Product: models.ProductCashLoan},
			{BatchItem: models.BatchItem{N: 3, ObjectID: 13, AccountID: 3 << 40, State: models.ItemExcluded, Code: models.CodeSanctioned, FromFen: 500_000, ToFen: 600_000, ReasonCode: "good_history"}, ExternalID: "C3", Product: models.ProductPayLater},
		},
		codes: []models.CodeCount{{State: models.ItemExcluded, Code: models.CodeSanctioned, N: 1}},
		more:  true,
	}
}

func TestBatchPagesLookAsTheyDid(t *testing.T) {
	s, store := testSite(t), someBatch()
	h := &Batches{Site: s, Store: store}
	for _, lang := range []string{"en", "zh-CN"} {
		lead := as(t, models.RoleLead, lang)
		form := url.Values{"act": {"clear"}, "scope": {"page"}, "step": {"ask"}, "view": {"sort=risk"}, "id": {models.ID(5).Public(models.PrefixCase)}}
		for name, w := range map[string]*httptest.ResponseRecorder{
			"batch":       call(s, lead, h.Show, http.MethodGet, "/x", nil, "id", store.batch.PublicID()),
			"batches":     call(s, lead, h.List, http.MethodGet, "/batches?state=draft", nil),
			"batch-cases": call(s, lead, h.Cases, http.MethodPost, "/x", form),
			"batch-file":  call(s, lead, h.AskFile, http.MethodGet, "/x", nil),
		} {
			t.Run(name+"."+lang, func(t *testing.T) {
				want(t, w, http.StatusOK)
				lacks(t, w, "⟦", "%!", "<no value>", " style=", "<car>", "<1>", "C<1>")
				compare(t, filepath.Join("..", "views", "testdata", name+"."+lang+".html"), mainOf(w))
			})
		}
	}
}

// TestWhoMayDoWhatWithABatch walks the states as its maker, another lead, and a reader.
func TestWhoMayDoWhatWithABatch(t *testing.T) {
	s, store := testSite(t), someBatch()
	h := &Batches{Site: s, Store: store}
	maker, other, reader := as(t, models.RoleLead, "en"), as(t, models.RoleLead, "en"), as(t, models.RoleAuditor, "en")
	other.User.ID, reader.User.ID = 8, 9
	at := testNow
	for state, verbs := range map[models.BatchState][2]string{
		models.BatchDraft: {"confirm discard", ""}, models.BatchWaiting: {"discard", "approve reject"}, models.BatchConfirmed: {"cancel", "cancel"},
		models.BatchRunning: {"cancel", "cancel"}, models.BatchDone: {"undo", "undo"}, models.BatchCancelled: {"undo", "undo"}, models.BatchUndoing: {"", ""},
		models.BatchUndone: {"", ""}, models.BatchPartly: {"", ""}, models.BatchDiscarded: {"", ""}, models.BatchRejected: {"", ""}, models.BatchLapsed: {"", ""}, models.BatchReading: {"", ""},
	} {
		b := &store.batch
		b.State, b.AskedAt, b.EndedAt, b.Done = state, &at, &at, 1
		for i, v := range []*Visitor{maker, other, reader} {
			w := call(s, v, h.Show, http.MethodGet, "/x", nil, "id", b.PublicID())
			want(t, w, http.StatusOK)
			offered := map[string]bool{}
			if i < 2 {
				for _, verb := range strings.Fields(verbs[i]) {
					offered[verb] = true
				}
			}
			for _, verb := range []string{"confirm", "discard", "approve", "reject", "cancel", "undo"} {
				if has := strings.Contains(w.Body.String(), `action="`+batchHref(b.ID)+"/"+verb+`"`); has != offered[verb] {
					t.Errorf("%s, visitor %d: %s offered: %t", state, i, verb, has)
				}
			}
			if live := strings.Contains(w.Body.String(), "data-refresh"); live != b.Open() {
				t.Errorf("%s: refreshes itself: %t", state, live)
			}
		}
	}
	store.batch.State, store.batch.Kind, store.batch.Bound = models.BatchDraft, models.BatchConfirm, ""
	want(t, call(s, maker, h.Show, http.MethodGet, "/x", nil, "id", store.batch.PublicID()), 200, `name="sure"`, "against the customers")
	old := testNow.Add(-models.BatchUndoFor - 1)
	store.batch.State, store.batch.EndedAt = models.BatchDone, &old
	lacks(t, call(s, maker, h.Show, http.MethodGet, "/x", nil, "id", store.batch.PublicID()), "/undo")
}

func TestStepsOfABatch(t *testing.T) {
	s, store := testSite(t), someBatch()
	lead := as(t, models.RoleLead, "en")
	h := &Batches{Site: s, Store: store}
	post := func(do echo.HandlerFunc, kv ...string) *httptest.ResponseRecorder {
		form := url.Values{"version": {"3"}}
		for i := 0; i+1 < len(kv); i += 2 {
			form.Set(kv[i], kv[i+1])
		}
		return call(s, lead, do, http.MethodPost, "/x", form, "id", store.batch.PublicID())
	}
	want(t, post(h.Confirm, "hash", "ab12", "sure", "1"), 303)
	want(t, post(h.Approve, "hash", "ab12"), 303)
	want(t, post(h.Reject, "reason", "not now"), 303)
	for _, do := range []echo.HandlerFunc{h.Discard, h.Cancel, h.Undo} {
		want(t, post(do), 303)
	}
	if got := strings.Join(store.did, ","); got != "confirm 3 ab12 true,approve ab12,reject not now,discard,cancel,undo" {
		t.Error(got)
	}
	want(t, post(h.Undo, "all", "1"), 400)
	want(t, call(s, lead, h.Undo, http.MethodPost, "/x", url.Values{"version": {"3"}}, "id", "blk_1"), 404)
	want(t, call(s, lead, h.Undo, http.MethodPost, "/x", url.Values{}, "id", store.batch.PublicID()), 422)
	store.err = &models.Refused{Code: "batch_changed"}
	want(t, post(h.Confirm, "hash", "x"), 403, "no longer what the dry run showed")
	store.err = models.ErrConflict
	want(t, post(h.Cancel), 409, "Bob")
	var bad models.Invalid
	bad.Add("sure", "required")
	store.err = bad.OrNil()
	store.batch.Kind, store.batch.Bound = models.BatchConfirm, ""
	want(t, post(h.Confirm, "hash", "ab12"), 422, "f-sure-error")
	w := call(s, lead, h.Rejects, http.MethodGet, "/x", nil, "id", store.batch.PublicID())
	want(t, w, 200, "line,column,value,why", "5,product,<car>,One of: paylater")
	for _, q := range []string{"?items=lost", "?after=-1", "?after=x", "?page=2"} {
		want(t, call(s, lead, h.Show, http.MethodGet, "/x"+q, nil, "id", store.batch.PublicID()), 400)
	}
	want(t, call(s, lead, h.Show, http.MethodGet, "/x?items=done&after=50", nil, "id", store.batch.PublicID()), 200)
	if store.page.State != models.ItemDone || store.page.After != 50 {
		t.Errorf("page = %+v", store.page)
	}
	for _, q := range []string{"?state=lost", "?before=cas_1", "?x=1"} {
		want(t, call(s, lead, h.List, http.MethodGet, "/batches"+q, nil), 400)
	}
}

func TestFormsOfBatches(t *testing.T) {
	s, store := testSite(t), someBatch()
	lead := as(t, models.RoleLead, "en")
	h := &Batches{Site: s, Store: store}
	id := models.ID(5).Public(models.PrefixCase)
	post := func(do echo.HandlerFunc, query string) *httptest.ResponseRecorder {
		form, err := url.ParseQuery(query)
		if err != nil {
			t.Fatal(err)
		}
		return call(s, lead, do, http.MethodPost, "/x", form)
	}
	want(t, post(h.Cases, "act=assign&scope=page&step=ask&view=&id="+id), 200, "Bob &lt;b&gt;", `value="`+id+`"`, "1 ticked case")
	want(t, post(h.Cases, "act=clear&scope=all&view=severity%3D3&reason=because"), 303)
	if m := store.made; m.Cases == nil || m.Cases.Severity != models.SeverityHigh || m.View != "severity=3&sort=risk" || m.Reason != "because" || len(m.IDs) > 0 {
		t.Errorf("made = %+v", m)
	}
	want(t, post(h.Cases, "act=release&scope=page&step=ask&view=&id="+id+"&id="+id), 303)
	if m := store.made; len(m.IDs) != 1 || m.Cases != nil {
		t.Errorf("made = %+v", m)
	}
	for _, bad := range []string{"act=limit&scope=all&view=", "act=clear&scope=some&view=", "act=clear&scope=page&view=&id=lin_1", "act=clear&scope=all&view=severity%3D9", "act=clear&act=assign&scope=all", "act=clear&scope=all&colour=red"} {
		want(t, post(h.Cases, bad), 400)
	}
	want(t, post(h.Limits, "product=paylater&by=-12.5&band=good&reason_code=risk_increase&reason=because&alone=1&to=&status="), 303)
	if m := store.made; m.ByBP != -1_250 || m.Accounts.Band != "good" || m.View != "band=good" || !m.Alone {
		t.Errorf("made = %+v", m)
	}
	for _, by := range []string{"0", "x", "1.234", "--1", "1e3"} {
		want(t, post(h.Limits, "product=paylater&reason=because&by="+url.QueryEscape(by)), 422, "f-by-error")
	}
	want(t, post(h.Limits, "product=paylater&to=x"), 422, "f-to-error")
	want(t, post(h.Lift, "status=frozen&reason=wrong"), 303)
	if m := store.made; m.Kind != models.BatchLift || m.Accounts.Status != models.StatusFrozen {
		t.Errorf("made = %+v", m)
	}
	want(t, call(s, lead, h.AskLimits, http.MethodGet, "/x?band=good", nil), 200, `value="good" selected`)
	want(t, call(s, lead, h.AskLift, http.MethodGet, "/x?model=1", nil), 400)
	want(t, call(s, lead, h.AskFile, http.MethodGet, "/x?a=1", nil), 400)
	var bad models.Invalid
	bad.Add("", "batch_none")
	store.err = bad.OrNil()
	want(t, post(h.Cases, "act=clear&scope=page&view=&reason=because"), 422, "Choose at least one item")
	store.err = &models.Refused{Code: "batch_may_not"}
	want(t, post(h.Lift, "reason=wrong"), 403, "not to many")
}

func TestSendingAFileOfLimits(t *testing.T) {
	s, store := testSite(t), someBatch()
	lead := as(t, models.RoleLead, "en")
	h := &Batches{Site: s, Store: store}
	send := func(name, content string) *httptest.ResponseRecorder {
		t.Helper()
		var b bytes.Buffer
		w := multipart.NewWriter(&b)
		for field, value := range map[string]string{"reason": "because", "reason_code": "good_history"} {
			if err := w.WriteField(field, value); err != nil {
				t.Fatal(err)
			}
		}
		if name != "" {
			part, err := w.CreateFormFile("file", name)
			if err != nil {
				t.Fatal(err)
			}
			if _, err := part.Write([]byte(content)); err != nil {
				t.Fatal(err)
			}
		}
		if err := w.Close(); err != nil {
			t.Fatal(err)
		}
		r := httptest.NewRequest(http.MethodPost, "/batches/file", &b)
		r.Header.Set("Content-Type", w.FormDataContentType())
		answer := httptest.NewRecorder()
		c := echo.New().NewContext(r, answer)
		SetVisitor(c, lead)
		if err := h.File(c); err != nil {
			if failed := s.errorPage(c, statusOf(err), err); failed != nil {
				t.Fatal(failed)
			}
		}
		return answer
	}
	want(t, send("", ""), 422, "f-file-error")
	want(t, send(`C:\books\q3.csv`, "account,product,limit\n"), 303)
	if m := store.made; m.File.Name != "q3.csv" || string(m.File.Content) != "account,product,limit\n" || m.ReasonCode != "good_history" {
		t.Errorf("made = %+v", m)
	}
	want(t, send("large.csv", strings.Repeat("x", models.BatchFileMax+10)), 303)
	if n := len(store.made.File.Content); n != models.BatchFileMax+1 {
		t.Errorf("%d bytes were read", n)
	}
}
