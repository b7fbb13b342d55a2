package handlers

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync/atomic"
	"testing"

	"github.com/getkin/kin-openapi/openapi3filter"
	"github.com/getkin/kin-openapi/routers"

	"candor/models"
)

// knownRouter and knownDesk keep what takes long to make and never changes: the
// description's router and the words.
var knownRouter, knownDesk atomic.Value

// exchange sends a body to an address of the API and holds the answer, and a request that
// was taken, against the description.
func exchange(t *testing.T, fake *apiFake, method, path, body string, headers ...string) *httptest.ResponseRecorder {
	t.Helper()
	ask := func() *http.Request {
		r := httptest.NewRequest(method, path, strings.NewReader(body))
		if method == http.MethodPost {
			r.Header.Set("Content-Type", "application/json")
		}
		for i := 0; i+1 < len(headers); i += 2 {
			r.Header.Set(headers[i], headers[i+1])
		}
		return r
	}
	router, known := knownRouter.Load().(routers.Router)
	if !known {
		router = described(t)
		knownRouter.Store(router)
	}
	desk, known := knownDesk.Load().(*desk)
	if !known {
		desk = newDesk(t)
		knownDesk.Store(desk)
	}
	w := desk.machine(fake, ask())
	conforms(t, router, ask(), w)
	if w.Code >= 300 {
		return w
	}
	r := ask()
	route, params, err := router.FindRoute(r)
	if err != nil {
		t.Fatal(err)
	}
	err = openapi3filter.ValidateRequest(context.Background(), &openapi3filter.RequestValidationInput{
		Request: r, PathParams: params, Route: route,
		Options: &openapi3filter.Options{AuthenticationFunc: openapi3filter.NoopAuthenticationFunc},
	})
	if err != nil {
		t.Errorf("%s %s is taken, but outside the description: %v", method, path, err)
	}
	return w
}

// Whole bodies, one an address. Each is changed by the tests in one place.
var eventBodies = map[string]string{
	"/api/v1/transactions": `{"external_id":"T-1","account_id":"C-1","kind":"purchase","at":"2026-03-02T09:00:00.123456789+08:00","amount_fen":19900,"currency":"CNY",
 "product":"paylater","merchant":"M-7","category":"food","city":"成都","device":"D-1","card":"K-1","payee":"P-1","ip":"203.0.113.9","network":"AS1","lat":30.65,"lon":104.06,"original_id":"T-0"}`,
	"/api/v1/logins":          `{"external_id":"L-1","account_id":"C-1","kind":"login","at":"2026-03-02T09:00:00Z","city":"成都","device":"D-1","ip":"2001:db8::1","network":"AS1","lat":null,"lon":null}`,
	"/api/v1/repayments":      `{"external_id":"R-1","account_id":"C-1","at":"2026-03-02T09:00:00Z","amount_fen":1,"currency":"CNY","product":"cashloan","card":"K-1"}`,
	"/api/v1/identity-checks": `{"external_id":"I-1","account_id":"C-1","at":"2026-03-02T09:00:00Z","check":"face","passed":false,"device":"D-1","ip":"203.0.113.9","city":"成都"}`,
}

// TestEventsAreAnsweredAsDescribed takes every address through each way of being decided.
func TestEventsAreAnsweredAsDescribed(t *testing.T) {
	for path, body := range eventBodies {
		for _, outcome := range []models.Outcome{"", models.OutcomeMonitor, models.OutcomeStepUp, models.OutcomeHold, models.OutcomeDecline} {
			fake := &apiFake{eventFake: eventFake{outcome: outcome}}
			w := exchange(t, fake, http.MethodPost, path, body)
			if w.Code != http.StatusCreated || len(fake.events) != 1 || fake.events[0].Source != "core" || fake.events[0].Arrived.IsZero() {
				t.Errorf("%s: %d %s, events %+v", path, w.Code, w.Body, fake.events)
			}
			if (outcome == models.OutcomeStepUp) != strings.Contains(w.Body.String(), `"challenge":{"challenge_id":"chl_`) {
				t.Errorf("%s %s: %s", path, outcome, w.Body)
			}
		}
		fake := &apiFake{eventFake: eventFake{repeat: true}}
		if w := exchange(t, fake, http.MethodPost, path, body); w.Code != http.StatusOK {
			t.Errorf("%s again: %d %s", path, w.Code, w.Body)
		}
	}
	fake := &apiFake{}
	exchange(t, fake, http.MethodPost, "/api/v1/identity-checks", strings.Replace(eventBodies["/api/v1/identity-checks"], "false", "true", 1))
	if fake.events[0].Kind != models.EventIdentityPassed {
		t.Errorf("passed is %s", fake.events[0].Kind)
	}
}

// TestEventsThatCannotBeDecidedNow maps what the store says to what a sender can act on.
func TestEventsThatCannotBeDecidedNow(t *testing.T) {
	unknown := &models.Invalid{}
	unknown.Add("account_id", "unknown_account")
	tests := map[string]struct {
		err    error
		status int
		later  bool
		holds  string
	}{
		"other body":       {models.ErrDifferent, 422, false, `"pointer":"/external_id","code":"different_body"`},
		"in flight":        {models.ErrInFlight, 409, true, "in flight"},
		"busy":             {models.ErrBusy, 503, true, `"status":503`},
		"too much company": {fmt.Errorf("decide event: %w", models.ErrConflict), 503, true, `"status":503`},
		"unknown account":  {unknown, 422, false, `"pointer":"/account_id","code":"unknown_account"`},
		"broken store":     {errors.New("disk full: secret path"), 500, false, `"status":500`},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			fake := &apiFake{eventFake: eventFake{err: func(models.NewEvent) error { return tt.err }}}
			for path, body := range eventBodies {
				w := exchange(t, fake, http.MethodPost, path, body)
				if w.Code != tt.status || !strings.Contains(w.Body.String(), tt.holds) || (w.Header().Get("Retry-After") != "") != tt.later {
					t.Errorf("%s: %d %s %s", path, w.Code, w.Header(), w.Body)
				}
				if strings.Contains(w.Body.String(), "secret") || strings.Contains(w.Body.String(), "allow") {
					t.Errorf("%s says too much: %s", path, w.Body)
				}
			}
		})
	}
}

// TestBadBodiesAreRefusedAtTheirPlace breaks each address's body in one place at a time
// (S10, S12): nothing reaches the store.
func TestBadBodiesAreRefusedAtTheirPlace(t *testing.T) {
	swap := func(from, to string) func(string) string {
		return func(s string) string { return strings.Replace(s, from, to, 1) }
	}
	deep := strings.Repeat("[", 40) + strings.Repeat("]", 40)
	all := map[string]struct {
		change func(string) string
		status int
		holds  string
	}{
		"nothing":          {func(string) string { return "" }, 400, `"code":"syntax"`},
		"a list":           {func(s string) string { return "[" + s + "]" }, 422, `"code":"type"`},
		"null":             {func(string) string { return "null" }, 422, `"code":"type"`},
		"two bodies":       {func(s string) string { return s + s }, 400, `"code":"trailing"`},
		"cut short":        {func(s string) string { return s[:len(s)-1] }, 400, `"code":"syntax"`},
		"unknown field":    {swap("{", `{"mood":1,`), 422, `"pointer":"/mood","code":"unknown_field"`},
		"a field twice":    {swap("{", `{"account_id":"C-2",`), 400, `"pointer":"/account_id","code":"duplicate"`},
		"other capitals":   {swap(`"account_id"`, `"Account_ID"`), 422, `"pointer":"/Account_ID","code":"unknown_field"`},
		"twice, capitals":  {swap("{", `{"ACCOUNT_ID":"C-2",`), 400, `"pointer":"/account_id","code":"duplicate"`},
		"store's field":    {swap("{", `{"source":"other",`), 422, `"pointer":"/source","code":"unknown_field"`},
		"decision's field": {swap("{", `{"outcome":"allow",`), 422, `"pointer":"/outcome","code":"unknown_field"`},
		"too deep":         {swap(`"C-1"`, deep), 400, `"code":"too_deep"`},
		"too large":        {swap(`"C-1"`, `"`+strings.Repeat("x", jsonBytes)+`"`), 413, `"code":"too_large"`},
		"not UTF-8":        {swap(`"C-1"`, "\"\xff\""), 400, `"code":"not_utf8"`},
		"number for text":  {swap(`"C-1"`, `1`), 422, `"pointer":"/account_id","code":"type"`},
		"null for text":    {swap(`"C-1"`, `null`), 422, `"pointer":"/account_id","code":"type"`},
		"no time":          {swap(`"at":"2026`, `"at":"x`), 422, `"pointer":"/at","code":"time"`},
		"far year":         {swap(`"at":"2026`, `"at":"9026`), 422, `"pointer":"/at","code":"time"`},
	}
	for path, body := range eventBodies {
		for name, tt := range all {
			refused(t, path, name, tt.change(body), tt.status, tt.holds)
		}
	}
	pay, check, login := "/api/v1/transactions", "/api/v1/identity-checks", "/api/v1/logins"
	for name, tt := range map[string]struct {
		path, from, to string
		status         int
		holds          string
	}{
		"NaN":                  {pay, "19900", "NaN", 400, `"pointer":"/amount_fen","code":"syntax"`},
		"NaN of a place":       {pay, "30.65", "NaN", 400, `"pointer":"/lat","code":"syntax"`},
		"infinity":             {pay, "30.65", "1e999", 422, `"pointer":"/lat","code":"number"`},
		"fraction of a fen":    {pay, "19900", "199.5", 422, `"pointer":"/amount_fen","code":"whole_number"`},
		"exponent":             {pay, "19900", "1e3", 422, `"pointer":"/amount_fen","code":"whole_number"`},
		"beyond 64 bits":       {pay, "19900", "92233720368547758080", 422, `"pointer":"/amount_fen","code":"whole_number"`},
		"amount in a text":     {pay, "19900", `"19900"`, 422, `"pointer":"/amount_fen","code":"type"`},
		"kind of another":      {pay, `"purchase"`, `"login"`, 422, `"pointer":"/kind","code":"choice"`},
		"repayment among them": {pay, `"purchase"`, `"repayment"`, 422, `"pointer":"/kind","code":"choice"`},
		"kind in capitals":     {pay, `"purchase"`, `"Purchase"`, 422, `"pointer":"/kind","code":"choice"`},
		"no kind":              {login, `"kind":"login",`, "", 422, `"pointer":"/kind","code":"choice"`},
		"money of a login":     {login, "{", `{"amount_fen":1,`, 422, `"pointer":"/amount_fen","code":"unknown_field"`},
		"passed left out":      {check, `"passed":false,`, "", 422, `"pointer":"/passed","code":"required"`},
		"passed in a text":     {check, `false`, `"false"`, 422, `"pointer":"/passed","code":"type"`},
	} {
		refused(t, tt.path, name, strings.Replace(eventBodies[tt.path], tt.from, tt.to, 1), tt.status, tt.holds)
	}
}

func refused(t *testing.T, path, name, body string, status int, holds string) {
	t.Helper()
	fake := &apiFake{}
	w := exchange(t, fake, http.MethodPost, path, body)
	if w.Code != status || !strings.Contains(w.Body.String(), holds) || w.Header().Get("Content-Type") != "application/problem+json" {
		t.Errorf("%s %s: %d %s, want %d %s", path, name, w.Code, w.Body, status, holds)
	}
	if len(fake.events) > 0 {
		t.Errorf("%s %s reached the store", path, name)
	}
}

// TestAddressesTakeTheirTypeAndNoParameters covers what stands around a body.
func TestAddressesTakeTheirTypeAndNoParameters(t *testing.T) {
	for path, body := range eventBodies {
		for header, status := range map[string]int{"text/plain": 415, "": 415, "application/json; charset=latin1": 415, "application/json; charset=UTF-8": 201} {
			if w := exchange(t, &apiFake{}, http.MethodPost, path, body, "Content-Type", header); w.Code != status {
				t.Errorf("%s as %q: %d", path, header, w.Code)
			}
		}
		if w := exchange(t, &apiFake{}, http.MethodPost, path+"?account_id=C-2", body); w.Code != http.StatusBadRequest {
			t.Errorf("%s with a parameter: %d", path, w.Code)
		}
	}
}

// TestDecisionsChallengesAndLabels covers the addresses that come after an event.
func TestDecisionsChallengesAndLabels(t *testing.T) {
	id := models.ID(5 << models.IDBits)
	dec, chl := "/api/v1/decisions/"+id.Public(models.PrefixDecision), "/api/v1/challenges/"+models.ID(77).Public(models.PrefixChallenge)+"/result"
	label := func(at string) string { return `{"external_id":"T-5","bad":true,"at":"` + at + `"}` }
	for name, tt := range map[string]struct {
		method, path, body string
		outcome            models.Outcome
		status             int
		holds              string
	}{
		"a decision":           {"GET", dec, "", models.OutcomeHold, 200, `"now":{"disposition":"pending"}`},
		"with its challenge":   {"GET", dec, "", models.OutcomeStepUp, 200, `"now":{"disposition":"pending","challenge":"open"}`},
		"a final one":          {"GET", dec, "", "", 200, `"now":{"disposition":"final"}`},
		"another's":            {"GET", "/api/v1/decisions/" + models.ID(6).Public(models.PrefixDecision), "", "", 404, `"status":404`},
		"of another kind":      {"GET", "/api/v1/decisions/" + id.Public(models.PrefixCase), "", "", 404, `"status":404`},
		"with a parameter":     {"GET", dec + "?a=1", "", "", 400, "query"},
		"passed":               {"POST", chl, `{"passed":true,"finding":"face matches"}`, "", 200, `"state":"passed"`},
		"failed":               {"POST", chl, `{"passed":false}`, "", 200, `"escalation":"hold"`},
		"nothing said":         {"POST", chl, `{"finding":"x"}`, "", 422, `"pointer":"/passed","code":"required"`},
		"null said":            {"POST", chl, `{"passed":null}`, "", 422, `"pointer":"/passed","code":"required"`},
		"another's challenge":  {"POST", strings.Replace(chl, models.ID(77).Public(models.PrefixChallenge), models.ID(78).Public(models.PrefixChallenge), 1), `{"passed":true}`, "", 404, `"status":404`},
		"no challenge":         {"POST", "/api/v1/challenges/x/result", `{"passed":true}`, "", 404, `"status":404`},
		"a label":              {"POST", "/api/v1/labels", label("2026-03-20T00:00:00Z"), "", 201, `"bad":true`},
		"label without time":   {"POST", "/api/v1/labels", `{"external_id":"T-5","bad":true}`, "", 422, `"pointer":"/at","code":"required"`},
		"label of nothing":     {"POST", "/api/v1/labels", `{"external_id":"T-6","bad":true,"at":"2026-03-20T00:00:00Z"}`, "", 404, `"status":404`},
		"label without name":   {"POST", "/api/v1/labels", `{"external_id":"","bad":true,"at":"2026-03-20T00:00:00Z"}`, "", 422, `"pointer":"/external_id","code":"length"`},
		"label without saying": {"POST", "/api/v1/labels", `{"external_id":"订单 5","at":"2026-03-20T00:00:00Z"}`, "", 422, `"errors":[{"pointer":"/bad","code":"required"}]`},
	} {
		w := exchange(t, &apiFake{eventFake: eventFake{outcome: tt.outcome}}, tt.method, tt.path, tt.body)
		if w.Code != tt.status || !strings.Contains(w.Body.String(), tt.holds) {
			t.Errorf("%s: %d %s, want %d %s", name, w.Code, w.Body, tt.status, tt.holds)
		}
	}
	fake := &apiFake{}
	exchange(t, fake, "POST", chl, `{"passed":true}`)
	if w := exchange(t, fake, "POST", chl, `{"passed":true}`); w.Code != http.StatusConflict {
		t.Errorf("a second answer: %d", w.Code)
	}
	exchange(t, fake, "POST", "/api/v1/labels", label("2026-03-20T00:00:00Z"))
	if w := exchange(t, fake, "POST", "/api/v1/labels", label("2026-03-21T00:00:00Z")); w.Code != http.StatusOK {
		t.Errorf("a second label: %d", w.Code)
	}
}
