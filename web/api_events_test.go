package main

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/getkin/kin-openapi/openapi3filter"

	"candor/data"
	"candor/models"
)

func init() {
	openapi3filter.RegisterBodyDecoder("application/x-ndjson", openapi3filter.FileBodyDecoder)
}

// eventHouse is a served store with one account and a machine of every scope.
func eventHouse(t *testing.T) (store *data.Store, base string, m *machine) {
	t.Helper()
	env := testEnv(t)
	store = openTestStore(t, env)
	base = serveTest(t, env, store)
	m = newMachine(t, store, base, "core", models.Scopes()...)
	if status, _, answer := m.send(http.MethodPut, "/api/v1/accounts/C-1", customer); status != http.StatusCreated {
		t.Fatalf("put: %d %s", status, answer)
	}
	return store, base, m
}

// bought is the body of a purchase; 50,000 fen are free.
func bought(id string, fen int) string {
	return fmt.Sprintf(`{"external_id":%q,"account_id":"C-1","kind":"purchase","at":%q,"amount_fen":%d,"currency":"CNY","product":"paylater","merchant":"M-1","device":"D-1"}`,
		id, time.Now().UTC().Format(time.RFC3339Nano), fen)
}

func field(t *testing.T, answer []byte, name string) string {
	t.Helper()
	var fields map[string]any
	if err := json.Unmarshal(answer, &fields); err != nil {
		t.Fatalf("%v: %s", err, answer)
	}
	return fmt.Sprint(fields[name])
}

// TestAnEventTakesItsWayThroughTheAPI decides, repeats, reads back and labels an event:
// the same bytes each time, over the whole server.
func TestAnEventTakesItsWayThroughTheAPI(t *testing.T) {
	_, _, m := eventHouse(t)
	body := bought("T-1", 19_900)
	status, _, first := m.send(http.MethodPost, "/api/v1/transactions", body)
	if status != http.StatusCreated || field(t, first, "external_id") != "T-1" {
		t.Fatalf("%d %s", status, first)
	}
	status, _, again := m.send(http.MethodPost, "/api/v1/transactions", body)
	if status != http.StatusOK || !bytes.Equal(first, again) {
		t.Errorf("again: %d\n%s\n%s", status, first, again)
	}
	if status, _, answer := m.send(http.MethodPost, "/api/v1/transactions", strings.Replace(body, "19900", "19901", 1)); status != http.StatusUnprocessableEntity || !bytes.Contains(answer, []byte("different_body")) {
		t.Errorf("another body: %d %s", status, answer)
	}
	status, _, now := m.send(http.MethodGet, "/api/v1/decisions/"+field(t, first, "decision_id"), "")
	if status != http.StatusOK || !bytes.HasPrefix(now, bytes.TrimSuffix(first, []byte("}"))) || field(t, now, "now") == "<nil>" {
		t.Errorf("read back: %d\n%s\n%s", status, first, now)
	}
	if status, _, answer := m.send(http.MethodPost, "/api/v1/transactions", bought("T-2", 50_000)); status != http.StatusCreated || field(t, answer, "outcome") != "decline" {
		t.Errorf("over the line: %d %s", status, answer)
	}
	label := `{"external_id":"T-1","bad":true,"at":"2026-03-20T00:00:00Z"}`
	for i, want := range []int{http.StatusCreated, http.StatusOK} {
		if status, _, answer := m.send(http.MethodPost, "/api/v1/labels", label); status != want {
			t.Errorf("label %d: %d %s", i, status, answer)
		}
	}
	at := time.Now().UTC().Format(time.RFC3339)
	for path, body := range map[string]string{
		"/api/v1/logins":          `{"external_id":"L-1","account_id":"C-1","kind":"login_failed","at":"` + at + `","ip":"203.0.113.9"}`,
		"/api/v1/repayments":      `{"external_id":"R-1","account_id":"C-1","at":"` + at + `","amount_fen":100,"currency":"CNY","product":"paylater"}`,
		"/api/v1/identity-checks": `{"external_id":"I-1","account_id":"C-1","at":"` + at + `","check":"face","passed":true}`,
	} {
		if status, _, answer := m.send(http.MethodPost, path, body); status != http.StatusCreated {
			t.Errorf("%s: %d %s", path, status, answer)
		}
	}
}

// TestFiftyRequestsAtOnceAreOneEvent holds what a sender that retries in a hurry is told.
func TestFiftyRequestsAtOnceAreOneEvent(t *testing.T) {
	store, _, m := eventHouse(t)
	body := bought("T-1", 1_000)
	var mu sync.Mutex
	var wg sync.WaitGroup
	statuses, answers := map[int]int{}, map[string]bool{}
	for range 50 {
		wg.Go(func() {
			status, headers, answer := m.send(http.MethodPost, "/api/v1/transactions", body)
			mu.Lock()
			defer mu.Unlock()
			statuses[status]++
			switch {
			case status < 300:
				answers[string(answer)] = true
			case status != http.StatusConflict || headers.Get("Retry-After") == "":
				t.Errorf("%d %s", status, answer)
			}
		})
	}
	wg.Wait()
	n, err := store.EventCount(context.Background())
	if statuses[http.StatusCreated] != 1 || len(answers) != 1 || n != 1 || err != nil {
		t.Errorf("statuses %v, %d answers, %d events, %v", statuses, len(answers), n, err)
	}
}

// TestRefusalsAreRecordedAndLeaveNothing sends what is refused for each reason: a problem
// document, one entry that says where and why, and no event.
func TestRefusalsAreRecordedAndLeaveNothing(t *testing.T) {
	ctx := context.Background()
	store, base, m := eventHouse(t)
	reader := newMachine(t, store, base, "reader", models.PermAPIScoreRead)
	body := bought("T-1", 1_000)
	ahead := time.Now().Add(time.Hour).UTC().Format(time.RFC3339)
	for name, tt := range map[string]struct {
		m             *machine
		body          string
		status        int
		pointer, code string
	}{
		"no amount":        {m, strings.Replace(body, ":1000,", ":0,", 1), 422, "/amount_fen", "range_between"},
		"negative":         {m, strings.Replace(body, ":1000,", ":-1,", 1), 422, "/amount_fen", "range_between"},
		"too much":         {m, strings.Replace(body, ":1000,", ":1000000001,", 1), 422, "/amount_fen", "range_between"},
		"currency":         {m, strings.Replace(body, "CNY", "USD", 1), 422, "/currency", "choice"},
		"unknown account":  {m, strings.Replace(body, "C-1", "C-2", 1), 422, "/account_id", "unknown_account"},
		"clock ahead":      {m, strings.Replace(`{"external_id":"T-1","account_id":"C-1","kind":"purchase","at":"@","amount_fen":1,"currency":"CNY","product":"paylater"}`, "@", ahead, 1), 422, "/at", "clock_ahead"},
		"too old":          {m, `{"external_id":"T-1","account_id":"C-1","kind":"purchase","at":"2020-01-01T00:00:00Z","amount_fen":1,"currency":"CNY","product":"paylater"}`, 422, "/at", "too_old"},
		"a field twice":    {m, strings.Replace(body, "{", `{"account_id":"C-9",`, 1), 400, "/account_id", "duplicate"},
		"NaN":              {m, strings.Replace(body, ":1000,", ":NaN,", 1), 400, "/amount_fen", "syntax"},
		"another's number": {newMachine(t, store, base, "app", models.Scopes()...), body, 422, "/account_id", "unknown_account"},
		"another scope":    {reader, body, 403, "", ""},
	} {
		t.Run(name, func(t *testing.T) {
			c := *tt.m
			c.t = t
			status, headers, answer := c.send(http.MethodPost, "/api/v1/transactions", tt.body)
			if status != tt.status || headers.Get("Content-Type") != "application/problem+json" || !bytes.Contains(answer, []byte(`"`+tt.pointer+`"`)) && tt.pointer != "" {
				t.Errorf("%d %s", status, answer)
			}
			e := newestRefusal(t, store)
			want := fmt.Sprintf(`{"code":%q,"pointer":%q,"route":"api.transaction","status":%d}`, tt.code, tt.pointer, tt.status)
			if e.After != want || e.RequestID != headers.Get("X-Request-Id") || e.ActorKind != models.ActorKey {
				t.Errorf("entry = %+v, want %s", e, want)
			}
		})
	}
	if n, err := store.EventCount(ctx); n != 0 || err != nil {
		t.Errorf("%d events, %v", n, err)
	}
	stranger := newMachine(t, store, base, "")
	before := refusals(t, store)
	for range 5 { // an address without a good key fills nothing
		if status, _, answer := stranger.send(http.MethodPost, "/api/v1/transactions", body); status != http.StatusUnauthorized {
			t.Errorf("no key: %d %s", status, answer)
		}
	}
	if n := refusals(t, store) - before; n != 1 {
		t.Errorf("%d entries about a stranger's five requests", n)
	}
}

func refusals(t *testing.T, store *data.Store) int {
	t.Helper()
	list, err := store.AuditEntries(context.Background(), models.AuditFilter{Action: models.ActionEventRefused, Limit: 100})
	if err != nil {
		t.Fatal(err)
	}
	return len(list)
}

func newestRefusal(t *testing.T, store *data.Store) models.AuditEntry {
	t.Helper()
	list, err := store.AuditEntries(context.Background(), models.AuditFilter{Action: models.ActionEventRefused, Limit: 1})
	if err != nil || len(list) != 1 {
		t.Fatalf("%d entries, %v", len(list), err)
	}
	return list[0]
}

// TestABatchOverTheServer sends lines of which one is broken: the rest is decided in order,
// the same again is answered with the same decisions, and the refusal is recorded once.
func TestABatchOverTheServer(t *testing.T) {
	store, _, m := eventHouse(t)
	var lines []string
	for i := range 300 {
		lines = append(lines, `{"type":"transaction",`+bought(fmt.Sprintf("T-%03d", i), 1_000)[1:])
	}
	lines[7] = strings.Replace(lines[7], "CNY", "EUR", 1)
	lines[9] = "{"
	send := func() (answers [][]byte) {
		status, headers, answer := m.send(http.MethodPost, "/api/v1/batch", strings.Join(lines, "\n"), "Content-Type", "application/x-ndjson")
		if status != http.StatusOK || headers.Get("Content-Type") != "application/x-ndjson" {
			t.Fatalf("%d %s", status, answer)
		}
		return bytes.Split(bytes.TrimSuffix(answer, []byte("\n")), []byte("\n"))
	}
	first := send()
	if len(first) != len(lines) {
		t.Fatalf("%d answers", len(first))
	}
	last := ""
	for i, a := range first {
		want := map[int]string{7: "422", 9: "400"}[i]
		if want == "" {
			want = "201"
		}
		if field(t, a, "line") != fmt.Sprint(i+1) || field(t, a, "status") != want {
			t.Fatalf("line %d: %s", i+1, a)
		}
		if want == "201" {
			id := a[bytes.Index(a, []byte("dec_")):][:17]
			if last >= string(id) {
				t.Fatalf("line %d was decided before the line above it", i+1)
			}
			last = string(id)
		}
	}
	for i, a := range send() {
		if i == 7 || i == 9 {
			continue
		}
		if !bytes.Equal(a, bytes.Replace(first[i], []byte(`"status":201`), []byte(`"status":200`), 1)) {
			t.Fatalf("line %d again: %s", i+1, a)
		}
	}
	if e := newestRefusal(t, store); refusals(t, store) != 2 || e.After != `{"code":"choice","pointer":"/lines/8/currency","route":"api.batch","status":422}` {
		t.Errorf("%d entries, %s", refusals(t, store), e.After)
	}
	if n, err := store.EventCount(context.Background()); n != 298 || err != nil {
		t.Errorf("%d events, %v", n, err)
	}
}

// TestSourcesSeeTheirOwnDecisions asks with another source's key.
func TestSourcesSeeTheirOwnDecisions(t *testing.T) {
	store, base, m := eventHouse(t)
	_, _, first := m.send(http.MethodPost, "/api/v1/transactions", bought("T-1", 100))
	other := newMachine(t, store, base, "app", models.Scopes()...)
	if status, _, answer := other.send(http.MethodGet, "/api/v1/decisions/"+field(t, first, "decision_id"), ""); status != http.StatusNotFound {
		t.Errorf("%d %s", status, answer)
	}
	if status, _, answer := other.send(http.MethodPost, "/api/v1/labels", `{"external_id":"T-1","bad":true,"at":"2026-03-20T00:00:00Z"}`); status != http.StatusNotFound {
		t.Errorf("%d %s", status, answer)
	}
	writer := newMachine(t, store, base, "writer", models.PermAPIEventWrite)
	for path, body := range map[string]string{"/api/v1/labels": `{}`, "/api/v1/challenges/" + models.ID(7).Public(models.PrefixChallenge) + "/result": `{"passed":true}`} {
		if status, _, answer := writer.send(http.MethodPost, path, body); status != http.StatusForbidden {
			t.Errorf("%s: %d %s", path, status, answer)
		}
	}
}
