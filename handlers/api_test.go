package handlers

import (
	"bytes"
	"context"
	"errors"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/getkin/kin-openapi/openapi3"
	"github.com/getkin/kin-openapi/openapi3filter"
	"github.com/getkin/kin-openapi/routers"
	"github.com/getkin/kin-openapi/routers/legacy"
	"github.com/labstack/echo/v4"

	"candor/engine/score"
	"candor/models"
)

// described is the router of the API's own description.
func described(t *testing.T) routers.Router {
	t.Helper()
	doc, err := openapi3.NewLoader().LoadFromData(openAPI)
	if err != nil {
		t.Fatal(err)
	}
	if err := doc.Validate(context.Background()); err != nil {
		t.Fatal(err)
	}
	router, err := legacy.NewRouter(doc)
	if err != nil {
		t.Fatal(err)
	}
	return router
}

// conforms fails the test when an answer is not what the description says. A request that
// is wrong on purpose is not checked itself.
func conforms(t *testing.T, router routers.Router, r *http.Request, w *httptest.ResponseRecorder) {
	t.Helper()
	route, params, err := router.FindRoute(r)
	if err != nil {
		t.Errorf("%s %s is not described: %v", r.Method, r.URL, err)
		return
	}
	err = openapi3filter.ValidateResponse(context.Background(), &openapi3filter.ResponseValidationInput{
		RequestValidationInput: &openapi3filter.RequestValidationInput{Request: r, PathParams: params, Route: route},
		Status:                 w.Code, Header: w.Header(), Body: io.NopCloser(bytes.NewReader(w.Body.Bytes())),
		Options: &openapi3filter.Options{IncludeResponseStatus: true},
	})
	if err != nil {
		t.Errorf("%s %s answers %d outside the description: %v\n%s", r.Method, r.URL, w.Code, err, w.Body)
	}
}

// apiFake answers from memory.
type apiFake struct {
	eventFake
	err      error // of PutAccount
	scoreErr error
	created  bool
	scored   bool
	plain    bool // no doubts beside the score
	got      models.PutAccount
	rescored int
}

func (f *apiFake) account() models.Account {
	a := models.Account{ID: 11, Source: "core", ExternalID: "C-1", Status: models.StatusActive, Version: 4, UpdatedAt: deskTime}
	if f.scored {
		a.ScoredAt, a.DecisionID = &deskTime, 12
	}
	return a
}

func (f *apiFake) PutAccount(_ context.Context, _ models.Actor, p models.PutAccount) (*models.Account, bool, error) {
	f.got = p
	if f.err != nil {
		return nil, false, f.err
	}
	a := f.account()
	return &a, f.created, nil
}

func (f *apiFake) RescoreAccount(context.Context, models.Actor, models.ID) (*models.Decision, error) {
	f.rescored++
	return &models.Decision{}, f.scoreErr
}

func (f *apiFake) ScoreBySource(context.Context, string, string) (*models.AccountScore, error) {
	s := &models.AccountScore{Account: f.account()}
	if errors.Is(f.scoreErr, models.ErrNotFound) {
		return s, nil
	}
	s.Decision = &models.Decision{ID: 12, AccountID: 11, At: deskTime, ModelID: 13, PolicyVersion: 2, Score: 540, Band: "poor", Outcome: "flag"}
	s.Breakdown = score.Breakdown{Score: 540, MissingPoints: -5, Lines: []score.Line{
		{Kind: score.LineBase, Key: score.KeyBase, Bin: -1, Points: 600, MinPoints: 600, MaxPoints: 600},
		{Kind: score.LineFactor, Key: "standing_last", Aspect: score.AspectCredit, Value: 2, Points: -40, MinPoints: -40, MaxPoints: 20, Reason: "late_recently"},
		{Kind: score.LineFactor, Key: "name_match", Aspect: score.AspectIdentity, Missing: true, Points: -5, MinPoints: -5, MaxPoints: 5},
		{Kind: score.LineCap, Key: "cap_identity_failed", Value: 540, Bin: -1, Points: -15, MinPoints: -15, MaxPoints: -15},
	}, Reasons: []score.Reason{{Code: "late_recently", Lost: 60, Factors: []string{"standing_last"}}}}
	s.Against = score.ReferenceMean
	if !f.plain {
		s.Gaps = []score.Gap{{Key: "name_match", Aspect: score.AspectIdentity, Points: -5, Low: -5, High: 5}}
		s.Range = &score.Interval{Low: 530, High: 581}
	}
	return s, nil
}

// machine sends a request with a key to the API as routed.
func (d *desk) machine(fake *apiFake, r *http.Request) *httptest.ResponseRecorder {
	h := &API{Site: d.site, Store: fake}
	e := echo.New()
	e.HTTPErrorHandler = d.site.ErrorHandler(slog.New(slog.DiscardHandler))
	e.Use(func(next echo.HandlerFunc) echo.HandlerFunc {
		return func(c echo.Context) error {
			SetVisitor(c, &Visitor{Key: &models.APIKey{ID: 9, Name: "core"}})
			return next(c)
		}
	})
	e.PUT("/api/v1/accounts/:id", h.PutAccount)
	e.GET("/api/v1/accounts/:id/score", h.Score)
	e.GET("/api/openapi.yaml", h.Describe)
	e.POST("/api/v1/transactions", h.Transaction)
	e.POST("/api/v1/logins", h.Login)
	e.POST("/api/v1/repayments", h.Repayment)
	e.POST("/api/v1/identity-checks", h.IdentityCheck)
	e.POST("/api/v1/batch", h.Batch)
	e.POST("/api/v1/labels", h.Label)
	e.GET("/api/v1/decisions/:id", h.Decision)
	e.POST("/api/v1/challenges/:id/result", h.ChallengeResult)
	w := httptest.NewRecorder()
	e.ServeHTTP(w, r)
	return w
}

func put(id, body string, headers ...string) *http.Request {
	r := httptest.NewRequest(http.MethodPut, "/api/v1/accounts/"+id, strings.NewReader(body))
	r.Header.Set("Content-Type", "application/json")
	for i := 0; i+1 < len(headers); i += 2 {
		r.Header.Set(headers[i], headers[i+1])
	}
	return r
}

const fullBody = `{"personal":{"name":"测试","phone":"10012345678"},"declared":{"sex":"f"},"education":2,"employer":"school","employment_months":30,
 "income_fen":900000,"opened_at":"2020-01-02T00:00:00Z","lang":"zh-CN","lines":[{"product":"paylater","limit_fen":500000,"used_fen":1200}],
 "statements":[{"month":202601,"bill_fen":1200,"paid_fen":1200,"due_at":"2026-02-01T00:00:00Z","standing":-1,"days_past_due":0}],
 "checks":[{"kind":"face","passed":true,"strength":97.5,"checked_at":"2026-01-01T00:00:00Z"}],
 "labels":[{"name":"default_next_month","bad":false,"at":"2026-02-01T00:00:00Z"}]}`

func TestPutAccountAnswersAsDescribed(t *testing.T) {
	invalid := &models.Invalid{}
	invalid.Add("statements.0.month", "month")
	tests := map[string]struct {
		fake   apiFake
		r      *http.Request
		status int
		holds  string
	}{
		"created":             {apiFake{created: true}, put("C-1", fullBody), 201, `"decision_id":"dec_`},
		"replaced":            {apiFake{}, put("C-1", fullBody), 200, `"score":540`},
		"as before":           {apiFake{scored: true}, put("C-1", fullBody), 200, `"version":4`},
		"no model yet":        {apiFake{created: true, scoreErr: models.ErrNotFound}, put("C-1", `{}`), 201, `"score":null`},
		"seen version":        {apiFake{}, put("C-1", `{}`, "If-Match", `"4"`), 200, `"version":4`},
		"another version":     {apiFake{err: models.ErrConflict}, put("C-1", `{}`, "If-Match", `"3"`), 412, "If-Match names"},
		"taken meanwhile":     {apiFake{err: models.ErrConflict}, put("C-1", `{}`), 409, `"status":409`},
		"a weak tag":          {apiFake{}, put("C-1", `{}`, "If-Match", `W/"3"`), 400, "If-Match"},
		"a star":              {apiFake{}, put("C-1", `{}`, "If-Match", `*`), 400, "If-Match"},
		"refused by a rule":   {apiFake{err: invalid}, put("C-1", `{}`), 422, `"pointer":"/statements/0/month","code":"month"`},
		"no time of a check":  {apiFake{}, put("C-1", `{"checks":[{"kind":"face"}]}`), 422, `"pointer":"/checks/0/checked_at","code":"required"`},
		"unknown field":       {apiFake{}, put("C-1", `{"mood":1}`), 422, `"pointer":"/mood","code":"unknown_field"`},
		"field twice":         {apiFake{}, put("C-1", `{"lang":"en","lang":"en"}`), 400, `"pointer":"/lang","code":"duplicate"`},
		"broken JSON":         {apiFake{}, put("C-1", `{"a`), 400, `"code":"syntax"`},
		"too large":           {apiFake{}, put("C-1", `{"employer":"`+strings.Repeat("x", 70_000)+`"}`), 413, `"code":"too_large"`},
		"another type":        {apiFake{}, put("C-1", `{}`, "Content-Type", "text/plain"), 415, `"status":415`},
		"another charset":     {apiFake{}, put("C-1", `{}`, "Content-Type", "application/json; charset=latin1"), 415, `"status":415`},
		"no type":             {apiFake{}, put("C-1", `{}`, "Content-Type", ""), 415, `"status":415`},
		"a parameter":         {apiFake{}, put("C-1?a=1", `{}`), 400, "query"},
		"a parameter twice":   {apiFake{}, put("C-1?a=1&a=2", `{}`), 400, "query"},
		"one of our ids":      {apiFake{}, put(models.ID(5).Public(models.PrefixAccount), `{}`), 400, "not one of ours"},
		"store does not work": {apiFake{err: errors.New("disk full: secret path")}, put("C-1", `{}`), 500, `"status":500`},
	}
	d, router := newDesk(t), described(t)
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			w := d.machine(&tt.fake, tt.r)
			if w.Code != tt.status || !strings.Contains(w.Body.String(), tt.holds) || strings.Contains(w.Body.String(), "secret") {
				t.Errorf("status %d: %s", w.Code, w.Body)
			}
			conforms(t, router, tt.r, w)
		})
	}
}

func TestPutAccountPassesOnWhatWasSent(t *testing.T) {
	fake := &apiFake{}
	newDesk(t).machine(fake, put("C-1", fullBody, "If-Match", `"4"`))
	p := fake.got
	if p.Source != "core" || p.ExternalID != "C-1" || p.Version != 4 || p.Personal.Name != "测试" || *p.EmploymentMonths != 30 ||
		p.Lines[0].LimitFen != 500_000 || p.Statements[0].Standing != -1 || p.Checks[0].Strength != 97.5 || p.Labels[0].Name != "default_next_month" {
		t.Errorf("command = %+v", p)
	}
	if fake.rescored != 1 {
		t.Errorf("scored %d times", fake.rescored)
	}
	if again := (&apiFake{scored: true}); newDesk(t).machine(again, put("C-1", fullBody)).Code != 200 || again.rescored != 0 {
		t.Error("the same body sent again is scored again")
	}
	for _, id := range []string{"a%2Fb", strings.Repeat("x", 65), "%E5%AE%A2", "a%20b"} {
		if w := newDesk(t).machine(&apiFake{}, put(id, `{}`)); w.Code != http.StatusBadRequest {
			t.Errorf("id %q: status %d", id, w.Code)
		}
	}
}

func TestScoreAnswersAsDescribed(t *testing.T) {
	d, router := newDesk(t), described(t)
	for target, status := range map[string]int{
		"/api/v1/accounts/C-1/score": 200, "/api/v1/accounts/C-1/score?x=1": 400, "/api/v1/accounts/a%20b/score": 404,
	} {
		r := httptest.NewRequest(http.MethodGet, target, nil)
		w := d.machine(&apiFake{scored: true}, r)
		if w.Code != status {
			t.Errorf("%s: status %d: %s", target, w.Code, w.Body)
		}
		conforms(t, router, r, w)
	}
	r := httptest.NewRequest(http.MethodGet, "/api/v1/accounts/C-1/score", nil)
	w := d.machine(&apiFake{scored: true}, r)
	for _, want := range []string{`"points":-15`, `"value":null`, `"zh-CN":`, "A recent payment came after its due date", `"missing_points":-5`} {
		if !strings.Contains(w.Body.String(), want) {
			t.Errorf("no %s in %s", want, w.Body)
		}
	}
	doubts := []string{`"reasons_against":"mean"`, `"missing":[{"key":"name_match","aspect":"identity","points":-5,"min_points":-5,"max_points":5}]`, `"range":{"low":530,"high":581,"level":0.9}`}
	for _, want := range doubts {
		if !strings.Contains(w.Body.String(), want) {
			t.Errorf("no %s in %s", want, w.Body)
		}
	}
	w = d.machine(&apiFake{scored: true, plain: true}, r)
	if conforms(t, router, r, w); strings.Contains(w.Body.String(), `"missing":`) || strings.Contains(w.Body.String(), `"range":`) {
		t.Errorf("a whole vector and a single model: %s", w.Body)
	}
	w = d.machine(&apiFake{scoreErr: models.ErrNotFound}, r)
	if w.Code != http.StatusNotFound || !strings.Contains(w.Body.String(), "no score yet") {
		t.Errorf("unscored: %d %s", w.Code, w.Body)
	}
	conforms(t, router, r, w)
}

func TestDescriptionIsServedAndCountsEveryAddress(t *testing.T) {
	r := httptest.NewRequest(http.MethodGet, "/api/openapi.yaml", nil)
	w := newDesk(t).machine(&apiFake{}, r)
	if w.Code != 200 || w.Header().Get("Content-Type") != "application/yaml; charset=utf-8" || !bytes.Equal(w.Body.Bytes(), openAPI) {
		t.Errorf("status %d, %s", w.Code, w.Header())
	}
	doc, err := openapi3.NewLoader().LoadFromData(openAPI)
	if err != nil || doc.Paths.Len() != 15 {
		t.Errorf("%v", err)
	}
}
