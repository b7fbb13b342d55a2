package handlers

import (
	"context"
	"net/http"
	"net/http/httptest"
	"net/url"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"candor/models"
	"candor/views/text"
)

// sampleStore is a store of one sample.
type sampleStore struct {
	detail   models.SampleDetail
	list     []models.Sample
	err      error
	drawn    *models.DrawSample
	judged   *models.JudgeSample
	asked    models.SampleFilter
	exported int
}

func (s *sampleStore) AuditEntries(context.Context, models.AuditFilter) ([]models.AuditEntry, error) {
	return []models.AuditEntry{{ActorName: "Bob", Action: models.ActionSampleJudged, At: testNow}}, nil
}
func (s *sampleStore) Messages(context.Context, models.ID) ([]models.Message, error) { return nil, nil }
func (s *sampleStore) DrawSample(_ context.Context, _ models.Actor, cmd models.DrawSample) (*models.Sample, error) {
	s.drawn = &cmd
	return &s.detail.Sample, s.err
}
func (s *sampleStore) Samples(_ context.Context, f models.SampleFilter) ([]models.Sample, error) {
	s.asked = f
	return s.list, nil
}
func (s *sampleStore) SampleDetail(context.Context, models.ID) (*models.SampleDetail, error) {
	d := s.detail
	d.Items = nil
	for _, it := range s.detail.Items {
		d.Items = append(d.Items, it.Blind())
	}
	return &d, nil
}
func (s *sampleStore) SampleCase(_ context.Context, _ models.ID, n int) (*models.SampleCase, error) {
	if n > len(s.detail.Items) {
		return nil, models.ErrNotFound
	}
	d := &models.SampleCase{
		Sample: s.detail.Sample, Item: s.detail.Items[n-1], Next: s.detail.Next(),
		Case:  models.Case{ID: 31 << 22, State: models.CaseClosed, Severity: models.SeverityHigh, Score: 512, ExposureFen: 870_000, OpenedAt: testNow, ClosedName: "Bob <b>", Outcome: models.CaseConfirmed},
		Flags: []models.Flag{{ID: 41 << 22, Source: "model", Code: "score_low", Severity: models.SeverityHigh, Value: 470, Threshold: 480, RaisedAt: testNow, State: models.FlagConfirmed}},
	}
	d.Blind()
	return d, nil
}
func (s *sampleStore) JudgeSample(_ context.Context, _ models.Actor, cmd models.JudgeSample) (*models.Sample, error) {
	s.judged = &cmd
	return &s.detail.Sample, s.err
}
func (s *sampleStore) RecordSampleExport(context.Context, models.Actor, models.ID) error {
	s.exported++
	return s.err
}

// someSample is a sample drawn by Anna: 32 of 33 items are judged, 26 of them as they were decided.
func someSample() *sampleStore {
	s := &sampleStore{detail: models.SampleDetail{Sample: models.Sample{
		ID: 9 << 22, FromAt: testNow.AddDate(0, 0, -30), UntilAt: testNow, Asked: 40, Seed: 7, Eligible: 210, Drawn: 33, Judged: 32, MadeBy: 7, MadeName: "Anna", MadeAt: testNow, Version: 33,
	}}}
	at := testNow.Add(-time.Hour)
	for i := range 33 {
		it := models.SampleItem{
			SampleID: 9 << 22, N: i + 1, CaseID: models.ID(100+i) << 22, TopCode: []string{"score_low", "over_limit"}[i%2], FirstBy: models.ID(1 + i%3), FirstName: []string{"Bob <b>", "Cleo", "=Dan"}[i%3],
			First: models.CaseCleared, FirstWhy: "seen before", FirstAt: at, Version: 1,
		}
		if i%4 == 0 {
			it.First = models.CaseConfirmed
		}
		if i < 32 {
			it.Second, it.SecondWhy, it.SecondAt, it.Version = it.First, "the receipts match", &at, 2
			if i%5 == 4 {
				it.Second = map[models.CaseOutcome]models.CaseOutcome{models.CaseCleared: models.CaseConfirmed, models.CaseConfirmed: models.CaseCleared}[it.First]
			}
		}
		s.detail.Items = append(s.detail.Items, it)
	}
	s.list = []models.Sample{s.detail.Sample}
	return s
}

var smp = models.ID(9 << 22).Public(models.PrefixSample)

func TestASampleShowsAgreementWithWhatItRestsOn(t *testing.T) {
	s, store := testSite(t), someSample()
	h := &Samples{Site: s, Store: store}
	w := call(s, as(t, models.RoleLead, "en"), h.Show, http.MethodGet, "/x", nil, "id", smp)
	wants(t, w, http.StatusOK, "81.2%", "26 of 32", "Cohen&#39;s kappa", "standard error", "Bob &lt;b&gt;", "Cleo", "/items/33", "Judge the next case", "!Bob <b>", "!fewer than 30", "210")
	other := as(t, models.RoleLead, "en")
	other.User.ID = 8
	wants(t, call(s, other, h.Show, http.MethodGet, "/x", nil, "id", smp), http.StatusOK, "Only Anna", "!Judge the next case")
	for i := range store.detail.Items[10:] {
		store.detail.Items[10+i].Second = ""
	}
	wants(t, call(s, as(t, models.RoleLead, "en"), h.Show, http.MethodGet, "/x", nil, "id", smp), http.StatusOK, "Only 10 cases are judged")
	for i := range store.detail.Items[:10] {
		store.detail.Items[i].Second = store.detail.Items[i].First
	}
	wants(t, call(s, as(t, models.RoleLead, "en"), h.Show, http.MethodGet, "/x", nil, "id", smp), http.StatusOK, "1.00", "no interval can be given", "!standard error 0")
	for i := range store.detail.Items {
		store.detail.Items[i].Second = ""
	}
	wants(t, call(s, as(t, models.RoleLead, "en"), h.Show, http.MethodGet, "/x", nil, "id", smp), http.StatusOK, "Nothing is judged yet", "!Cleo", "!Cohen&#39;s kappa", "!seen before")
}

func TestAnItemHidesTheFirstDecisionUntilItIsJudged(t *testing.T) {
	s, store := testSite(t), someSample()
	h := &Samples{Site: s, Store: store}
	lead := as(t, models.RoleLead, "en")
	w := call(s, lead, h.Item, http.MethodGet, "/x", nil, "id", smp, "n", "33")
	wants(t, w, http.StatusOK, "Case 33 of 33", "Your judgement", `name="outcome"`, "/cases/cas_", "!Cleo", "!Bob", "!=Dan", "!seen before", "!First decision", "!Confirmed")
	wants(t, call(s, lead, h.Item, http.MethodGet, "/x", nil, "id", smp, "n", "2"), http.StatusOK, "Both judgements", "Cleo", "seen before", "the receipts match", "!Your judgement", "/items/33")
	other := as(t, models.RoleLead, "en")
	other.User.ID = 8
	wants(t, call(s, other, h.Item, http.MethodGet, "/x", nil, "id", smp, "n", "33"), http.StatusOK, "Only Anna", `!name="outcome"`)
	for _, n := range []string{"0", "-1", "x", "101", "034", "99999999999999999999"} {
		want(t, call(s, lead, h.Item, http.MethodGet, "/x", nil, "id", smp, "n", n), http.StatusNotFound)
	}
	want(t, call(s, lead, h.Item, http.MethodGet, "/x", nil, "id", smp, "n", "34"), http.StatusNotFound)
	want(t, call(s, lead, h.Item, http.MethodGet, "/x", nil, "id", "cas_0000000000001", "n", "1"), http.StatusNotFound)
	want(t, call(s, lead, h.Item, http.MethodGet, "/x?a=1", nil, "id", smp, "n", "1"), http.StatusBadRequest)
}

func TestDrawingReadsItsForm(t *testing.T) {
	s, store := testSite(t), someSample()
	h := &Samples{Site: s, Store: store}
	draw := func(kv ...string) *httptest.ResponseRecorder {
		f := url.Values{"from": {"2026-11-01"}, "until": {"2026-11-21"}, "n": {"30"}, "seed": {""}}
		for i := 0; i+1 < len(kv); i += 2 {
			f.Set(kv[i], kv[i+1])
		}
		return call(s, as(t, models.RoleLead, "en"), h.Draw, http.MethodPost, "/samples", f)
	}
	if w := draw("seed", "7"); w.Code != http.StatusSeeOther || w.Header().Get("Location") != "/samples/"+smp {
		t.Errorf("drawn: %d to %s", w.Code, w.Header().Get("Location"))
	}
	zone := s.Zone
	whole := models.DrawSample{From: time.Date(2026, 11, 1, 0, 0, 0, 0, zone).UTC(), Until: time.Date(2026, 11, 22, 0, 0, 0, 0, zone).UTC(), N: 30, Seed: 7}
	if d := cmp.Diff(whole, *store.drawn); d != "" {
		t.Error(d)
	}
	store.drawn = nil
	for name, kv := range map[string][]string{"n": {"n", "many"}, "no n": {"n", ""}, "from": {"from", "yesterday"}, "seed": {"seed", "1.5"}} {
		if w := draw(kv...); w.Code != http.StatusUnprocessableEntity || store.drawn != nil || (kv[1] != "" && !strings.Contains(w.Body.String(), `value="`+kv[1]+`"`)) {
			t.Errorf("%s: %d, drew %+v", name, w.Code, store.drawn)
		}
	}
	want(t, draw("case", "1"), http.StatusBadRequest)
	var bad models.Invalid
	bad.Add("", "sample_none")
	store.err = bad.OrNil()
	wants(t, draw(), http.StatusUnprocessableEntity, "Nobody but you decided a case", `value="2026-11-01"`)
}

func TestJudgingReadsItsForm(t *testing.T) {
	s, store := testSite(t), someSample()
	h := &Samples{Site: s, Store: store}
	judge := func(f url.Values) *httptest.ResponseRecorder {
		return call(s, as(t, models.RoleLead, "en"), h.Judge, http.MethodPost, "/x", f, "id", smp, "n", "33")
	}
	good := url.Values{"version": {"1"}, "outcome": {"cleared"}, "reason": {" the receipts match "}}
	if w := judge(good); w.Code != http.StatusSeeOther || w.Header().Get("Location") != "/samples/"+smp+"/items/33" {
		t.Errorf("judged: %d to %s", w.Code, w.Header().Get("Location"))
	}
	if d := cmp.Diff(models.JudgeSample{SampleID: 9 << 22, N: 33, Version: 1, Outcome: models.CaseCleared, Reason: "the receipts match"}, *store.judged); d != "" {
		t.Error(d)
	}
	want(t, judge(url.Values{"version": {"1"}, "outcome": {"cleared"}, "reason": {"fine"}, "first": {"cleared"}}), http.StatusBadRequest)
	store.judged = nil
	want(t, judge(url.Values{"version": {"one"}, "outcome": {"cleared"}, "reason": {"fine"}}), http.StatusUnprocessableEntity)
	if store.judged != nil {
		t.Error("a form without a version was taken")
	}
	for code, err := range map[int]error{
		http.StatusConflict: models.ErrConflict, http.StatusForbidden: &models.Refused{Code: "not_yours"}, http.StatusNotFound: models.ErrNotFound,
	} {
		store.err = err
		w := judge(good)
		want(t, w, code)
		if code != http.StatusNotFound && !strings.Contains(w.Body.String(), "the receipts match") {
			t.Errorf("%v: what was typed is gone", err)
		}
	}
}

func TestTheListPagesAndTheFileIsRecorded(t *testing.T) {
	s, store := testSite(t), someSample()
	h := &Samples{Site: s, Store: store}
	lead := as(t, models.RoleLead, "en")
	for range samplesPerPage {
		store.list = append(store.list, store.list[0])
	}
	wants(t, call(s, lead, h.List, http.MethodGet, "/samples?before="+smp, nil), http.StatusOK, "/samples?before="+smp, "2026-10-23 to 2026-11-22")
	if store.asked != (models.SampleFilter{After: 9 << 22, Limit: samplesPerPage + 1}) {
		t.Errorf("asked for %+v", store.asked)
	}
	store.list = nil
	wants(t, call(s, lead, h.List, http.MethodGet, "/samples", nil), http.StatusOK, "No samples yet", `value="30"`)
	want(t, call(s, lead, h.List, http.MethodGet, "/samples?before=smp_x", nil), http.StatusBadRequest)
	want(t, call(s, lead, h.List, http.MethodGet, "/samples?page=2", nil), http.StatusBadRequest)
	w := call(s, lead, h.File, http.MethodGet, "/x", nil, "id", smp)
	wants(t, w, http.StatusOK, "33,cas_", ",score_low,,,,,,,,", "'=Dan", "0.812500", ",7,32,26,")
	if lines := strings.Count(w.Body.String(), "\n"); lines != 36 || store.exported != 1 {
		t.Errorf("%d lines, recorded %d times", lines, store.exported)
	}
	store.err = models.ErrBusy
	if w := call(s, lead, h.File, http.MethodGet, "/x", nil, "id", smp); w.Code == http.StatusOK {
		t.Error("a file left without a record of it")
	}
}

// TestASampleLooksAsItDid compares the page of a sample with what is checked in, in both languages.
func TestASampleLooksAsItDid(t *testing.T) {
	s := testSite(t)
	for _, lang := range text.Languages() {
		h := &Samples{Site: s, Store: someSample()}
		w := call(s, as(t, models.RoleLead, lang), h.Show, http.MethodGet, "/samples/"+smp, nil, "id", smp)
		want(t, w, http.StatusOK)
		lacks(t, w, "⟦", "NaN", "%!", "<no value>", " style=", "javascript:", "<script>")
		compare(t, filepath.Join("..", "views", "testdata", "sample."+lang+".html"), versionTabs.ReplaceAllString(mainOf(w), ""))
	}
}
