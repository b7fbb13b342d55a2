package handlers

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/url"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"candor/engine/backtest"
	"candor/engine/decide"
	"candor/engine/factor"
	"candor/engine/rules"
	"candor/models"
)

// backtestStore answers with one version and its backtests.
type backtestStore struct {
	policy models.Policy
	list   []models.Backtest
	err    error
	asked  *models.AskBacktest
}

func (s *backtestStore) Policy(context.Context, int) (*models.Policy, error) { return &s.policy, nil }

func (s *backtestStore) AskBacktest(_ context.Context, _ models.Actor, ask models.AskBacktest) (*models.Backtest, error) {
	s.asked = &ask
	if s.err != nil {
		return nil, s.err
	}
	if err := ask.Validate(testNow); err != nil {
		return nil, err
	}
	return &s.list[0], nil
}

func (s *backtestStore) CancelBacktest(context.Context, models.Actor, models.ID, int64) error {
	return s.err
}

func (s *backtestStore) RepeatBacktest(context.Context, models.Actor, models.ID) (*models.Backtest, error) {
	return &s.list[0], s.err
}

func (s *backtestStore) Backtested(_ context.Context, id models.ID) (*models.Backtest, error) {
	for i := range s.list {
		if s.list[i].ID == id {
			return &s.list[i], nil
		}
	}
	return nil, models.ErrNotFound
}

func (s *backtestStore) Backtests(context.Context, int, models.ID, int) ([]models.Backtest, error) {
	return s.list, nil
}

// amountRules asks for more the larger an amount is: from step on, every step.
func amountRules(step int64) *decide.Events {
	e := *decide.DefaultEvents()
	e.Rules = nil
	for i, o := range []rules.Outcome{rules.Monitor, rules.StepUp, rules.Hold, rules.Decline} {
		e.Rules = append(e.Rules, rules.Rule{
			Key: "over_" + string(o), Family: "cash_out", When: fmt.Sprintf("amount_fen >= %d", step*int64(i+1)), Outcome: o, Risk: 10,
			Reason: "over_" + string(o), On: true, Severity: i,
		})
	}
	return &e
}

// reportEvents is n purchases of which every third is bad, and every second of the large ones.
func reportEvents(n int) backtest.Source {
	return func(each func(*backtest.Event) error) error {
		for i := range n {
			amount := int64(2_000 + 1_300*(i%60))
			in := decide.EventInput{Kind: "purchase", Product: "paylater", Status: "active", Band: []string{"poor", "good", ""}[i%3], Line: true, AmountFen: amount, AvailableFen: 1 << 40}
			for j := range in.Vector {
				in.Vector[j] = float64(amount)
			}
			if i%7 == 0 {
				in.Kind, in.Product = "transfer_out", ""
			}
			e := backtest.Event{Account: int64(i%9) + 1, Stored: in.Append(nil), Was: rules.Allow, Labelled: i%4 > 0, Bad: i%3 == 0 || amount > 60_000 && i%2 == 0}
			e.ID, e.At, e.AmountFen = int64(i)+1, testNow.Add(-time.Duration(n-i)*time.Minute).UnixMicro(), amount
			if i%5 == 0 {
				e.Was = rules.Hold
			}
			if err := each(&e); err != nil {
				return err
			}
		}
		return nil
	}
}

func must2[T any](t *testing.T) func(T, error) T {
	return func(v T, err error) T {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
		return v
	}
}

// someBacktest is a finished backtest of n events and a few accounts.
func someBacktest(t *testing.T, n int) *backtestStore {
	t.Helper()
	live, draft := decide.Default(), decide.Default()
	live.Events, draft.Events = amountRules(10_000), amountRules(15_000)
	draft.Flags[0].Threshold, draft.Limits[2].CapFen = 640, 3_000_000
	r := models.BacktestReport{Policy: 3, Base: 2, SHA256: "ab", From: testNow.AddDate(0, 0, -7), To: testNow, Model: models.ID(3).Public(models.PrefixModel)}
	var err error
	r.Events, err = backtest.Compare(reportEvents(n), backtest.CompareOptions{
		Current: must2[*decide.Monitor](t)(decide.NewMonitor(live)), Proposed: must2[*decide.Monitor](t)(decide.NewMonitor(draft)), Workers: 1, Stateless: true,
		AlarmFen: 2000, CaseMinutes: 15, Appeals: 4,
		Name: func(e, a int64) (string, string) {
			return models.ID(e).Public(models.PrefixDecision), models.ID(a).Public(models.PrefixAccount)
		},
	})
	if err != nil {
		t.Fatal(err)
	}
	r.Accounts, err = backtest.CompareAccounts(func(each func(*backtest.Assessed) error) error {
		for i := range 90 {
			f := someFacts()
			in := decide.Input{Vector: factor.Compute(f), Previous: 600}
			a := backtest.Assessed{Account: int64(i) + 1, Input: in.Encode(), LimitFen: 4_000_000, UsedFen: 100_000, Labelled: i%2 == 0, Bad: i%3 == 0,
				Declared: map[string]string{"sex": []string{"female", "male"}[i%2]}}
			if err := each(&a); err != nil {
				return err
			}
		}
		return nil
	}, backtest.AccountOptions{
		Current: must2[*decide.Assessor](t)(decide.NewAssessor(testCard(), live)), Proposed: must2[*decide.Assessor](t)(decide.NewAssessor(testCard(), draft)),
		Name: func(a int64) string { return models.ID(a).Public(models.PrefixAccount) },
	})
	if err != nil {
		t.Fatal(err)
	}
	began, ended := testNow.Add(-time.Minute), testNow
	b := models.Backtest{
		ID: 7, PolicyVersion: 3, BaseVersion: 2, Document: draft, Days: 7, FromAt: r.From, ToAt: r.To, CaseMinutes: 15, AlarmFen: 2000, State: models.BacktestDone,
		AskedName: "Anna", AskedAt: testNow, StartedAt: &began, EndedAt: &ended, Report: must2[[]byte](t)(json.Marshal(r)), Version: 2,
	}
	return &backtestStore{policy: models.Policy{Version: 3, State: models.PolicyDraft, Document: draft}, list: []models.Backtest{b}}
}

// TestTheReportOfABacktestLooksAsItDid compares the report with what is checked in, in both languages.
func TestTheReportOfABacktestLooksAsItDid(t *testing.T) {
	s := testSite(t)
	store := someBacktest(t, 140)
	h := &Backtests{Site: s, Store: store}
	for _, lang := range []string{"en", "zh-CN"} {
		admin := as(t, models.RoleAdmin, lang)
		for name, w := range map[string]*httptest.ResponseRecorder{
			"backtest":  call(s, admin, h.Show, http.MethodGet, "/x", nil, "id", store.list[0].PublicID()),
			"backtests": call(s, admin, h.List, http.MethodGet, "/x", nil, "version", "3"),
		} {
			want(t, w, http.StatusOK)
			lacks(t, w, "⟦", "NaN", "%!", "<no value>", " style=", "javascript:")
			compare(t, filepath.Join("..", "views", "testdata", name+"."+lang+".html"), mainOf(w))
		}
	}
}

// TestABacktestPageSaysWhatItCannot: too few labels, a draft that changed since, a reader who may not ask.
func TestABacktestPageSaysWhatItCannot(t *testing.T) {
	s := testSite(t)
	store := someBacktest(t, 20)
	h := &Backtests{Site: s, Store: store}
	id := store.list[0].PublicID()
	w := call(s, as(t, models.RoleAdmin, "en"), h.Show, http.MethodGet, "/x", nil, "id", id)
	want(t, w, 200, "Too few outcomes are known", "too few", "has changed since", "/repeat", id+".json", "/decisions/dec_", "/accounts/acc_")
	w = call(s, as(t, models.RoleAuditor, "en"), h.Show, http.MethodGet, "/x", nil, "id", id)
	want(t, w, 200, "How do events end?")
	lacks(t, w, "/repeat", "/cancel")
	lacks(t, call(s, as(t, models.RoleAuditor, "en"), h.List, http.MethodGet, "/x", nil, "version", "3"), "<form method=\"post\" action=\"/policy")
	w = call(s, as(t, models.RoleAdmin, "en"), h.Show, http.MethodGet, "/x", nil, "id", id+".json")
	if want(t, w, 200, `"policy":3`, `"swap"`); !json.Valid(w.Body.Bytes()) || !strings.Contains(w.Header().Get("Content-Disposition"), id) {
		t.Errorf("document %s", w.Header())
	}
	empty := someBacktest(t, 0)
	w = call(s, as(t, models.RoleAdmin, "en"), (&Backtests{Site: s, Store: empty}).Show, http.MethodGet, "/x", nil, "id", id)
	want(t, w, 200, "No event lies in the window", "What happens to accounts?")
	lacks(t, w, "⟦", "NaN")
}

func TestEveryStateOfABacktestHasItsPage(t *testing.T) {
	s := testSite(t)
	admin := as(t, models.RoleAdmin, "en")
	for state, says := range map[models.BacktestState][]string{
		models.BacktestQueued: {"waits for its turn", "/cancel", "data-refresh"}, models.BacktestRunning: {"40 of 100", "/cancel", "data-refresh"},
		models.BacktestFailed: {"it says nothing", "/repeat"}, models.BacktestCancelled: {"cancelled", "/repeat"},
	} {
		store := someBacktest(t, 5)
		b := &store.list[0]
		b.State, b.Report, b.Step, b.Steps = state, nil, 40, 100
		if state == models.BacktestFailed {
			b.Problem = "it says nothing"
		}
		h := &Backtests{Site: s, Store: store}
		want(t, call(s, admin, h.Show, http.MethodGet, "/x", nil, "id", b.PublicID()), 200, says...)
		want(t, call(s, admin, h.All, http.MethodGet, "/x", nil), 200, "3 against 2")
		want(t, call(s, admin, h.Show, http.MethodGet, "/x", nil, "id", b.PublicID()+".json"), 404)
	}
	store := &backtestStore{policy: models.Policy{Version: 3}}
	h := &Backtests{Site: s, Store: store}
	want(t, call(s, admin, h.List, http.MethodGet, "/x", nil, "version", "3"), 200, "No backtest yet")
	want(t, call(s, admin, h.Show, http.MethodGet, "/x", nil, "id", models.ID(8).Public(models.PrefixBacktest)), 404)
	want(t, call(s, admin, h.Show, http.MethodGet, "/x", nil, "id", "acc_1"), 404)
	want(t, call(s, admin, h.List, http.MethodGet, "/x", nil, "version", "none"), 404)
	want(t, call(s, admin, h.All, http.MethodGet, "/x?before=acc_1", nil), 400)
	want(t, call(s, admin, h.Show, http.MethodGet, "/x?more=1", nil, "id", models.ID(7).Public(models.PrefixBacktest)), 400)
}

func TestAskingForABacktest(t *testing.T) {
	s := testSite(t)
	store := someBacktest(t, 5)
	h := &Backtests{Site: s, Store: store}
	admin := as(t, models.RoleAdmin, "en")
	ask := func(kv ...string) *httptest.ResponseRecorder {
		form := url.Values{"window": {"30"}, "minutes": {"12"}, "alarm": {"20.50"}}
		for i := 0; i < len(kv); i += 2 {
			form.Set(kv[i], kv[i+1])
		}
		return call(s, admin, h.Ask, http.MethodPost, "/x", form, "version", "3")
	}
	if w := ask(); w.Code != http.StatusSeeOther || store.asked.Days != 30 || store.asked.CaseMinutes != 12 || store.asked.AlarmFen != 2050 || store.asked.Policy != 3 {
		t.Errorf("%d, asked %+v", w.Code, store.asked)
	}
	if w := ask("window", "dates", "from", "2026-03-01", "to", "2026-03-02"); w.Code != http.StatusSeeOther || store.asked.To.Sub(*store.asked.From) != 48*time.Hour {
		t.Errorf("%d, asked %+v", w.Code, store.asked)
	}
	want(t, ask("window", "8"), 422, "Choose one of the values offered")
	want(t, ask("window", "dates"), 422, "Fill this in")
	want(t, ask("window", "dates", "from", "soon", "to", "2026-03-02"), 422, "A date, such as")
	want(t, ask("window", "dates", "from", "2026-03-05", "to", "2026-03-02"), 422, "After the first day")
	want(t, ask("window", "dates", "from", "2024-03-05", "to", "2026-03-02"), 422, "At most 400 days")
	want(t, ask("window", "dates", "from", "2199-03-05", "to", "2199-03-06"), 422, "still to come")
	want(t, ask("minutes", "many"), 422, "A number")
	want(t, ask("minutes", "0"), 422, "Between 1 and 480")
	want(t, ask("alarm", "-3"), 422, "An amount in yuan")
	want(t, ask("other", "1"), 400)
	store.err = &models.Refused{Code: "backtest_many"}
	want(t, ask(), 403, "Ten backtests wait already")
	store.err = nil
	id := store.list[0].PublicID()
	if w := call(s, admin, h.Cancel, http.MethodPost, "/x", url.Values{"version": {"2"}}, "id", id); w.Code != http.StatusSeeOther {
		t.Errorf("cancel: %d", w.Code)
	}
	if w := call(s, admin, h.Repeat, http.MethodPost, "/x", url.Values{}, "id", id); w.Code != http.StatusSeeOther {
		t.Errorf("repeat: %d", w.Code)
	}
	store.err = models.ErrState
	want(t, call(s, admin, h.Cancel, http.MethodPost, "/x", url.Values{"version": {"2"}}, "id", id), 409)
	want(t, call(s, admin, h.Cancel, http.MethodPost, "/x", url.Values{"version": {"x"}}, "id", id), 422)
	want(t, call(s, admin, h.Cancel, http.MethodPost, "/x", url.Values{"version": {"2"}}, "id", "acc_1"), 404)
}
