package handlers

import (
	"bytes"
	"encoding/json"
	"errors"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/getkin/kin-openapi/openapi3"
	"github.com/getkin/kin-openapi/openapi3filter"
	"github.com/google/go-cmp/cmp"
	"github.com/labstack/echo/v4"

	"candor/models"
)

func init() {
	openapi3filter.RegisterBodyDecoder("application/x-ndjson", openapi3filter.FileBodyDecoder)
}

// batchAnswer is a line of an answer as a client reads it.
type batchAnswer struct {
	Line     int
	Status   int
	Decision *struct {
		ExternalID string `json:"external_id"`
	}
	Problem *struct{ Errors []problemField }
}

// short is the line as tests write it: number, status, and what it is about.
func (a batchAnswer) short() string {
	b, _ := json.Marshal([]int{a.Line, a.Status}) // two numbers
	said := string(b)
	if a.Decision != nil {
		said += " " + a.Decision.ExternalID
	}
	if a.Problem != nil {
		for _, e := range a.Problem.Errors {
			said += " " + e.Pointer + " " + e.Code
		}
	}
	return said
}

// sendBatch sends lines and holds the answer, line by line, against the description.
func sendBatch(t *testing.T, fake *apiFake, body string) []string {
	t.Helper()
	w := exchange(t, fake, http.MethodPost, "/api/v1/batch", body, "Content-Type", "application/x-ndjson")
	if w.Code != http.StatusOK || w.Header().Get("Content-Type") != "application/x-ndjson" {
		t.Fatalf("%d %s %s", w.Code, w.Header(), w.Body)
	}
	doc, err := openapi3.NewLoader().LoadFromData(openAPI)
	if err != nil {
		t.Fatal(err)
	}
	schema := doc.Components.Schemas["BatchAnswer"].Value
	var said []string
	for _, line := range strings.Split(strings.TrimSuffix(w.Body.String(), "\n"), "\n") {
		var a batchAnswer
		var value any
		if err := errors.Join(json.Unmarshal([]byte(line), &a), json.Unmarshal([]byte(line), &value)); err != nil {
			t.Fatalf("%v: %s", err, line)
		}
		if err := schema.VisitJSON(value, openapi3.EnableJSONSchema2020()); err != nil {
			t.Errorf("%v: %s", err, line)
		}
		said = append(said, a.short())
	}
	return said
}

// lineOf is the line of a batch for the body of an address.
func lineOf(kind, path string, pairs ...string) string {
	body := strings.ReplaceAll(eventBodies[path], "\n", " ")
	return strings.NewReplacer(pairs...).Replace(strings.Replace(body, "{", `{"type":"`+kind+`",`, 1))
}

func payment(id string) string {
	return lineOf("transaction", "/api/v1/transactions", `"T-1"`, `"`+id+`"`)
}

// TestABatchIsAnsweredLineByLine mixes every type with lines that are broken in every way:
// each line has its answer in its place, and the others go on.
func TestABatchIsAnsweredLineByLine(t *testing.T) {
	fake := &apiFake{}
	fake.eventFake.err = func(n models.NewEvent) error {
		switch n.ExternalID {
		case "other":
			return models.ErrDifferent
		case "flying":
			return models.ErrInFlight
		case "full":
			return models.ErrBusy
		case "boom":
			panic("a fault in the engine")
		}
		return nil
	}
	said := sendBatch(t, fake, strings.Join([]string{
		payment("T-1"), lineOf("login", "/api/v1/logins"), lineOf("repayment", "/api/v1/repayments"), lineOf("identity_check", "/api/v1/identity-checks") + "\r",
		"", "  \t", "{broken", `[]`, `{"type":1}`, `{"external_id":"x"}`, `{"type":"gift"}`, lineOf("login", "/api/v1/transactions"),
		payment("T-2") + payment("T-3"), strings.Replace(payment("T-4"), "{", `{"Type":"login",`, 1), strings.Replace(payment("T-5"), "19900", "NaN", 1),
		strings.Replace(payment("T-6"), "M-7", strings.Repeat("x", 70_000), 1), strings.Replace(payment("T-7"), `"M-7"`, `"`+strings.Repeat("x", 300_000)+`"`, 1),
		payment("other"), payment("flying"), payment("full"), payment("boom"), payment("T-last"),
	}, "\n"))
	want := []string{
		"[1,201] T-1", "[2,201] L-1", "[3,201] R-1", "[4,201] I-1",
		"[7,400]  syntax", "[8,422]  type", "[9,422] /type type", "[10,422] /type choice", "[11,422] /type choice", "[12,422] /amount_fen unknown_field",
		"[13,400]  syntax", "[14,400] /type duplicate", "[15,400]  syntax", "[16,413]  too_large", "[17,413]  too_large",
		"[18,422] /external_id different_body", "[19,409]", "[20,503]", "[21,500]", "[22,201] T-last",
	}
	if d := cmp.Diff(want, said); d != "" {
		t.Error(d)
	}
	var order []string
	for _, n := range fake.events {
		order = append(order, n.ExternalID)
		if n.Source != "core" {
			t.Errorf("%s is of %q", n.ExternalID, n.Source)
		}
	}
	if d := cmp.Diff([]string{"T-1", "L-1", "R-1", "I-1", "T-last"}, order); d != "" {
		t.Error(d)
	}
}

// TestALongBatchKeepsItsOrder sends more lines than are read ahead.
func TestALongBatchKeepsItsOrder(t *testing.T) {
	var lines, want []string
	for i := range 5 * batchAhead {
		id := "T-" + models.ID(i).Public("x")
		lines = append(lines, payment(id))
		b, _ := json.Marshal([]int{i + 1, 201})
		want = append(want, string(b)+" "+id)
	}
	fake := &apiFake{}
	if d := cmp.Diff(want, sendBatch(t, fake, strings.Join(lines, "\n")+"\n")); d != "" {
		t.Error(d)
	}
	if len(fake.events) != len(lines) {
		t.Errorf("%d events", len(fake.events))
	}
}

// TestABatchNotesItsFirstRefusal holds what the record is told about refused lines.
func TestABatchNotesItsFirstRefusal(t *testing.T) {
	for body, want := range map[string]Refusal{
		payment("T-1"): {},
		payment("T-1") + "\n" + strings.Replace(payment("T-2"), "19900", "1.5", 1) + "\n{": {Pointer: "/lines/2/amount_fen", Code: "whole_number", Status: 422},
		"{": {Pointer: "/lines/1", Code: "syntax", Status: 400},
	} {
		d := newDesk(t)
		e := echo.New()
		r := httptest.NewRequest(http.MethodPost, "/", strings.NewReader(body))
		r.Header.Set("Content-Type", "application/x-ndjson")
		c := e.NewContext(r, httptest.NewRecorder())
		SetVisitor(c, &Visitor{Key: &models.APIKey{ID: 9, Name: "core"}})
		if err := (&API{Site: d.site, Store: &apiFake{}}).Batch(c); err != nil {
			t.Fatal(err)
		}
		if d := cmp.Diff(want, RefusalOf(c)); d != "" {
			t.Error(d)
		}
	}
}

// TestABatchOfAnotherTypeIsRefused covers what stands around the lines.
func TestABatchOfAnotherTypeIsRefused(t *testing.T) {
	for _, kind := range []string{"application/json", "text/plain", ""} {
		if w := exchange(t, &apiFake{}, http.MethodPost, "/api/v1/batch", payment("T-1"), "Content-Type", kind); w.Code != http.StatusUnsupportedMediaType {
			t.Errorf("%q: %d", kind, w.Code)
		}
	}
	if w := exchange(t, &apiFake{}, http.MethodPost, "/api/v1/batch?a=1", payment("T-1"), "Content-Type", "application/x-ndjson"); w.Code != http.StatusBadRequest {
		t.Errorf("with a parameter: %d", w.Code)
	}
}

// FuzzBatchLine holds that any bytes get an answer for each line that is not empty, in
// order, each one JSON document with a status below 500, and nothing decided twice.
func FuzzBatchLine(f *testing.F) {
	f.Add([]byte(payment("T-1") + "\n" + payment("T-2")))
	f.Add([]byte(lineOf("identity_check", "/api/v1/identity-checks") + "\r\n\n{"))
	f.Add([]byte("{\"type\":\"login\",\"type\":\"login\"}\n\xff\xfe\n[[[[\n"))
	f.Add(bytes.Repeat([]byte("x"), 70_000))
	var d *desk
	f.Fuzz(func(t *testing.T, body []byte) {
		if d == nil {
			d = newDesk(t)
		}
		want := 0
		for _, line := range bytes.Split(body, []byte("\n")) {
			if len(bytes.TrimSpace(bytes.TrimRight(line, "\r"))) > 0 {
				want++
			}
		}
		r := httptest.NewRequest(http.MethodPost, "/api/v1/batch", bytes.NewReader(body))
		r.Header.Set("Content-Type", "application/x-ndjson")
		fake := &apiFake{}
		w := d.machine(fake, r)
		answers := json.NewDecoder(w.Body)
		decided, last := 0, 0
		for range want {
			var a batchAnswer
			if err := answers.Decode(&a); err != nil {
				t.Fatalf("%v after %d", err, last)
			}
			if a.Line <= last || a.Status < 200 || a.Status >= 500 || (a.Decision == nil) == (a.Problem == nil) {
				t.Fatalf("answer %+v after %d", a, last)
			}
			if last = a.Line; a.Decision != nil {
				decided++
			}
		}
		if answers.More() || decided != len(fake.events) {
			t.Fatalf("more answers than lines, or %d decisions of %d events", decided, len(fake.events))
		}
	})
}

// FuzzEventBody holds that nothing panics, and that what is taken as an event is written
// back as a body that means the same.
func FuzzEventBody(f *testing.F) {
	for path := range eventBodies {
		f.Add([]byte(eventBodies[path]))
	}
	f.Add([]byte(`{"lat":1e999,"lat":0}`))
	f.Fuzz(func(t *testing.T, body []byte) {
		for _, empty := range []func() eventBody{
			func() eventBody { return &transactionBody{} }, func() eventBody { return &loginBody{} },
			func() eventBody { return &repaymentBody{} }, func() eventBody { return &identityBody{} },
		} {
			b := empty()
			if err := decodeStrict(body, b); err != nil {
				var fault *jsonFault
				if !errors.As(err, &fault) || fault.Status < 400 || fault.Status > 422 {
					t.Fatalf("err = %v", err)
				}
				continue
			}
			n, err := b.event()
			var invalid *models.Invalid
			if err != nil && !errors.As(err, &invalid) {
				t.Fatalf("err = %v", err)
			}
			if n.At.IsZero() {
				continue // left out, which cannot be written
			}
			written, err := json.Marshal(b)
			if err != nil {
				t.Fatal(err)
			}
			again := empty()
			if err := decodeStrict(written, again); err != nil {
				t.Fatalf("%v of %s", err, written)
			}
			m, _ := again.event() // refused as n was, if it was
			if !bytes.Equal(n.Hash(), m.Hash()) {
				t.Fatalf("%s means another event", written)
			}
		}
	})
}
