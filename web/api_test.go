package main

import (
	"bytes"
	"context"
	"encoding/json"
	"io"
	"net/http"
	"os"
	"strings"
	"testing"

	"github.com/getkin/kin-openapi/openapi3"
	"github.com/getkin/kin-openapi/openapi3filter"
	"github.com/getkin/kin-openapi/routers"
	"github.com/getkin/kin-openapi/routers/legacy"

	"candor/data"
	"candor/data/demo"
	"candor/models"
)

// machine is a client of the API with a key, whose every exchange is held against the
// description.
type machine struct {
	t      *testing.T
	base   string
	secret string
	router routers.Router
}

func newMachine(t *testing.T, store *data.Store, base, name string, scopes ...models.Permission) *machine {
	t.Helper()
	m := &machine{t: t, base: base}
	if len(scopes) > 0 {
		_, secret, err := store.AddKey(context.Background(), models.Operator("test"), models.AddKey{Name: name, Scopes: scopes})
		if err != nil {
			t.Fatal(err)
		}
		m.secret = secret
	}
	b, err := os.ReadFile("../handlers/openapi.yaml")
	if err != nil {
		t.Fatal(err)
	}
	doc, err := openapi3.NewLoader().LoadFromData(b)
	if err != nil {
		t.Fatal(err)
	}
	if m.router, err = legacy.NewRouter(doc); err != nil {
		t.Fatal(err)
	}
	return m
}

// send answers with status, headers and body.
func (m *machine) send(method, path, body string, headers ...string) (int, http.Header, []byte) {
	m.t.Helper()
	r, err := http.NewRequest(method, m.base+path, strings.NewReader(body))
	if err != nil {
		m.t.Fatal(err)
	}
	if m.secret != "" {
		r.Header.Set("Authorization", "Bearer "+m.secret)
	}
	if body != "" {
		r.Header.Set("Content-Type", "application/json")
	}
	for i := 0; i+1 < len(headers); i += 2 {
		r.Header.Set(headers[i], headers[i+1])
	}
	resp, err := http.DefaultClient.Do(r)
	if err != nil {
		m.t.Fatal(err)
	}
	defer resp.Body.Close()
	answer, err := io.ReadAll(resp.Body)
	if err != nil {
		m.t.Fatal(err)
	}
	m.conforms(r, resp, answer)
	return resp.StatusCode, resp.Header, answer
}

func (m *machine) conforms(r *http.Request, resp *http.Response, answer []byte) {
	m.t.Helper()
	lookup := r.Clone(r.Context())
	lookup.URL.Scheme, lookup.URL.Host, lookup.Host = "", "", ""
	route, params, err := m.router.FindRoute(lookup)
	if err != nil {
		m.t.Errorf("%s %s is not described: %v", r.Method, r.URL.Path, err)
		return
	}
	err = openapi3filter.ValidateResponse(context.Background(), &openapi3filter.ResponseValidationInput{
		RequestValidationInput: &openapi3filter.RequestValidationInput{Request: lookup, PathParams: params, Route: route},
		Status:                 resp.StatusCode, Header: resp.Header, Body: io.NopCloser(bytes.NewReader(answer)),
		Options: &openapi3filter.Options{IncludeResponseStatus: true},
	})
	if err != nil {
		m.t.Errorf("%s %s answers %d outside the description: %v\n%s", r.Method, r.URL.Path, resp.StatusCode, err, answer)
	}
}

const customer = `{"personal":{"name":"Test Person"},"lines":[{"product":"paylater","limit_fen":500000,"used_fen":450000}],
 "statements":[{"month":202601,"bill_fen":400000,"paid_fen":1000,"standing":2,"days_past_due":40},{"month":202602,"bill_fen":450000,"paid_fen":0,"standing":3,"days_past_due":70}],
 "checks":[{"kind":"name_match","passed":true,"strength":1,"checked_at":"2026-01-01T00:00:00Z"}]}`

// TestMachineKeepsAnAccountAndReadsItsScore takes the whole way of a machine: put, put
// again, change under a version, read the score.
func TestMachineKeepsAnAccountAndReadsItsScore(t *testing.T) {
	env := testEnv(t)
	store := openTestStore(t, env)
	base := serveTest(t, env, store)
	m := newMachine(t, store, base, "core", models.Scopes()...)
	status, _, first := m.send(http.MethodPut, "/api/v1/accounts/C-1", customer)
	if status != http.StatusCreated || !strings.Contains(string(first), `"score":null`) {
		t.Fatalf("before any model: %d %s", status, first)
	}
	if status, _, answer := m.send(http.MethodGet, "/api/v1/accounts/C-1/score", ""); status != http.StatusNotFound {
		t.Errorf("score before any model: %d %s", status, answer)
	}
	if _, err := demo.Seed(context.Background(), store, demo.Options{Accounts: 300, Seed: 1}); err != nil {
		t.Fatal(err)
	}
	status, headers, once := m.send(http.MethodPut, "/api/v1/accounts/C-2", customer)
	if status != http.StatusCreated || headers.Get("Location") == "" {
		t.Fatalf("put: %d %s", status, once)
	}
	status, again, twice := m.send(http.MethodPut, "/api/v1/accounts/C-2", customer)
	if status != http.StatusOK || !bytes.Equal(once, twice) || again.Get("ETag") != headers.Get("ETag") {
		t.Errorf("the same again: %d %s, was %s", status, twice, once)
	}
	changed := strings.Replace(customer, "450000}]", "100000}]", 1)
	if status, _, answer := m.send(http.MethodPut, "/api/v1/accounts/C-2", changed, "If-Match", `"999"`); status != http.StatusPreconditionFailed {
		t.Errorf("another version: %d %s", status, answer)
	}
	status, after, answer := m.send(http.MethodPut, "/api/v1/accounts/C-2", changed, "If-Match", headers.Get("ETag"))
	if status != http.StatusOK || after.Get("ETag") == headers.Get("ETag") {
		t.Errorf("changed: %d %s", status, answer)
	}
	var put struct {
		AccountID  string `json:"account_id"`
		DecisionID string `json:"decision_id"`
	}
	if err := json.Unmarshal(answer, &put); err != nil {
		t.Fatal(err)
	}
	_, _, byOurs := m.send(http.MethodGet, "/api/v1/accounts/"+put.AccountID+"/score", "")
	status, _, byTheirs := m.send(http.MethodGet, "/api/v1/accounts/C-2/score", "")
	if status != http.StatusOK || !bytes.Equal(byOurs, byTheirs) {
		t.Errorf("score: %d %s", status, byTheirs)
	}
	checkSum(t, byTheirs, put.DecisionID)
}

// checkSum fails when lines do not sum to the score.
func checkSum(t *testing.T, answer []byte, decision string) {
	t.Helper()
	var score struct {
		Score      int    `json:"score"`
		DecisionID string `json:"decision_id"`
		Lines      []struct {
			Points int `json:"points"`
		} `json:"lines"`
		Reasons []json.RawMessage `json:"reasons"`
	}
	if err := json.Unmarshal(answer, &score); err != nil {
		t.Fatal(err)
	}
	sum := 0
	for _, l := range score.Lines {
		sum += l.Points
	}
	if sum != score.Score || score.DecisionID != decision || len(score.Lines) < 5 || len(score.Reasons) == 0 {
		t.Errorf("lines sum to %d: %s", sum, answer)
	}
}

// TestMachinesAreKeptApart covers keys that are missing, wrong, of another scope, or of
// another source.
func TestMachinesAreKeptApart(t *testing.T) {
	env := testEnv(t)
	store := openTestStore(t, env)
	base := serveTest(t, env, store)
	writer := newMachine(t, store, base, "core", models.PermAPIAccountWrite)
	reader := newMachine(t, store, base, "app", models.PermAPIScoreRead)
	stranger := newMachine(t, store, base, "")
	if status, _, answer := writer.send(http.MethodPut, "/api/v1/accounts/C-1", customer); status != http.StatusCreated {
		t.Fatalf("put: %d %s", status, answer)
	}
	cookie := "candor=nobody"
	for name, c := range map[string]struct {
		m            *machine
		method, path string
		headers      []string
		status       int
	}{
		"no key":             {stranger, http.MethodPut, "/api/v1/accounts/C-1", nil, http.StatusUnauthorized},
		"a cookie":           {stranger, http.MethodPut, "/api/v1/accounts/C-1", []string{"Cookie", cookie}, http.StatusUnauthorized},
		"a made-up key":      {stranger, http.MethodGet, "/api/v1/accounts/C-1/score", []string{"Authorization", "Bearer candor_0000000000000_x"}, http.StatusUnauthorized},
		"only reads":         {reader, http.MethodPut, "/api/v1/accounts/C-1", nil, http.StatusForbidden},
		"only writes":        {writer, http.MethodGet, "/api/v1/accounts/C-1/score", nil, http.StatusForbidden},
		"another's number":   {reader, http.MethodGet, "/api/v1/accounts/C-1/score", nil, http.StatusNotFound},
		"nobody's account":   {reader, http.MethodGet, "/api/v1/accounts/acc_0000000000001/score", nil, http.StatusNotFound},
		"refused by a rule":  {writer, http.MethodPut, "/api/v1/accounts/C-9?", nil, http.StatusUnprocessableEntity},
		"a machine's method": {writer, http.MethodPut, "/api/v1/accounts/C-1", []string{"Content-Type", "text/csv"}, http.StatusUnsupportedMediaType},
	} {
		t.Run(name, func(t *testing.T) {
			body := ""
			if c.method == http.MethodPut {
				body = `{"statements":[{"month":202613}]}`
			}
			m := *c.m
			m.t = t
			status, headers, answer := m.send(c.method, c.path, body, c.headers...)
			if status != c.status || headers.Get("Content-Type") != "application/problem+json" {
				t.Errorf("%d %s %s", status, headers.Get("Content-Type"), answer)
			}
			if status == http.StatusUnauthorized && headers.Get("WWW-Authenticate") == "" {
				t.Error("no WWW-Authenticate")
			}
		})
	}
}

func TestLargeBodiesAreCutOff(t *testing.T) {
	env := testEnv(t)
	store := openTestStore(t, env)
	m := newMachine(t, store, serveTest(t, env, store), "core", models.PermAPIAccountWrite)
	status, _, answer := m.send(http.MethodPut, "/api/v1/accounts/C-1", `{"employer":"`+strings.Repeat("x", 70_000)+`"}`)
	if status != http.StatusRequestEntityTooLarge {
		t.Errorf("%d %s", status, answer)
	}
}
