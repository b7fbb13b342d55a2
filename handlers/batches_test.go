package handlers

import (
	"context"
	"fmt"
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
	hard  int
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
func (s *batchStore) BatchDetail(_ context.Context, f models.ItemFilter) (*models.BatchDetail, error) {
	s.page = f
	return &models.BatchDetail{Batch: s.batch, Items: s.items, Codes: s.codes, More: s.more, Hard: s.hard}, nil
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

// Cases are those whose numbers are 5 and 6, from the asked one on.
func (s *batchStore) Cases(_ context.Context, f models.CaseFilter) (models.CasePage, error) {
	var page models.CasePage
	for _, id := range []models.ID{6, 5} {
		if f.After != nil && id <= f.After.ID {
			page.Items = append(page.Items, models.CaseItem{Case: models.Case{ID: id, Risk: 3400}})
		}
	}
	return page, nil
}
func (s *batchStore) TagsInUse(context.Context) ([]string, error) { return []string{"ring <1>"}, nil }
func (s *batchStore) QueueViews(context.Context, models.ID, []string) ([]models.QueueView, error) {
	return []models.QueueView{{ID: 3, Name: "Ring <1>", Query: "queue=fraud&severity=4&sort=risk"}, {ID: 4, Name: "broken", Query: "%zz"}}, nil
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

// TestADryRunOfLimitsWarnsOfHardship: it says how many accounts have a flag and marks them, beside why a row is as it is, and stops nothing.
func TestADryRunOfLimitsWarnsOfHardship(t *testing.T) {
	s, store := testSite(t), someBatch()
	h := &Batches{Site: s, Store: store}
	show := func(lang string) *httptest.ResponseRecorder {
		return call(s, as(t, models.RoleLead, lang), h.Show, http.MethodGet, "/x", nil, "id", store.batch.PublicID())
	}
	lacks(t, show("en"), "ardship")
	until := testNow.AddDate(0, 0, 9)
	store.hard, store.items[0].Hardship, store.items[1].Hardship = 2, &until, &until
	w := show("en")
	want(t, w, 200, "2 of these accounts have a hardship flag in force", "Nothing is held back", "Hardship until 2026-12-01", "/confirm")
	if n := strings.Count(w.Body.String(), "Hardship until"); n != 2 {
		t.Errorf("%d rows are marked", n)
	}
	store.hard = 1
	want(t, show("en"), 200, "1 of these accounts has a")
	want(t, show("zh-CN"), 200, "其中 1 个账户有生效中的困难标识", "客户困难，至 2026-12-01")
}

// TestADryRunOfDecisionsSaysWhatHasNoReason: in words beside the case, and in the sum of what is left out.
func TestADryRunOfDecisionsSaysWhatHasNoReason(t *testing.T) {
	s, store := testSite(t), someBatch()
	store.batch.Kind, store.batch.File, store.batch.Refused = models.BatchConfirm, "", nil
	store.items[2].Code, store.codes[0].Code = models.CodeNoReason, models.CodeNoReason
	h := &Batches{Site: s, Store: store}
	for lang, says := range map[string]string{"en": "The engine has no reason that a customer can be told: decide it by itself", "zh-CN": "系统没有可告知客户的原因：请单独决定"} {
		w := call(s, as(t, models.RoleLead, lang), h.Show, http.MethodGet, "/x", nil, "id", store.batch.PublicID())
		want(t, w, 200, models.ID(13).Public(models.PrefixCase))
		if n := strings.Count(w.Body.String(), says); n != 2 {
			t.Errorf("%s: says it %d times", lang, n)
		}
		lacks(t, w, models.CodeNoReason)
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
