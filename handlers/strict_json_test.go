package handlers

import (
	"encoding/json"
	"errors"
	"net/http"
	"reflect"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// status and place of a refusal; "" when the body is taken.
func verdict(body string) string {
	var b accountBody
	err := decodeStrict([]byte(body), &b)
	if err == nil {
		return ""
	}
	var f *jsonFault
	if !errors.As(err, &f) {
		return err.Error()
	}
	return strings.TrimSpace(http.StatusText(f.Status) + " " + f.Pointer + " " + f.Code)
}

func TestStrictJSONRefusesAtTheRightPlace(t *testing.T) {
	deep := strings.Repeat(`[`, 40) + strings.Repeat(`]`, 40)
	tests := map[string]struct{ body, want string }{
		"empty object":             {`{}`, ""},
		"whole body":               {`{"income_fen":1,"lines":[{"product":"paylater","limit_fen":5}],"declared":{"sex":"f"},"personal":null}`, ""},
		"space around it":          {" \n{}\n ", ""},
		"nothing":                  {``, "Bad Request  syntax"},
		"cut short":                {`{"lines":[{"product":`, "Bad Request /lines/0/product syntax"},
		"not an object":            {`[]`, "Unprocessable Entity  type"},
		"null":                     {`null`, "Unprocessable Entity  type"},
		"a field twice":            {`{"lang":"en","lang":"zh-CN"}`, "Bad Request /lang duplicate"},
		"a field twice inside":     {`{"lines":[{"product":"paylater"},{"product":"a","product":"b"}]}`, "Bad Request /lines/1/product duplicate"},
		"twice in other capitals":  {`{"lang":"en","Lang":"en"}`, "Bad Request /Lang duplicate"},
		"other capitals":           {`{"Lang":"en"}`, "Unprocessable Entity /Lang unknown_field"},
		"unknown field":            {`{"mood":1}`, "Unprocessable Entity /mood unknown_field"},
		"unknown field inside":     {`{"statements":[{"month":202601,"mood":1}]}`, "Unprocessable Entity /statements/0/mood unknown_field"},
		"escaped pointer":          {`{"a/b~c":1}`, "Unprocessable Entity /a~1b~0c unknown_field"},
		"dash is no field":         {`{"-":1}`, "Unprocessable Entity /- unknown_field"},
		"too deep":                 {`{"lines":` + deep + `}`, "Bad Request /lines" + strings.Repeat("/0", 32) + " too_deep"},
		"NaN":                      {`{"income_fen":NaN}`, "Bad Request /income_fen syntax"},
		"infinity by exponent":     {`{"checks":[{"strength":1e999}]}`, "Unprocessable Entity /checks/0/strength number"},
		"fraction of a fen":        {`{"income_fen":1.5}`, "Unprocessable Entity /income_fen whole_number"},
		"whole number as exponent": {`{"income_fen":1e3}`, "Unprocessable Entity /income_fen whole_number"},
		"beyond 64 bits":           {`{"income_fen":92233720368547758080}`, "Unprocessable Entity /income_fen whole_number"},
		"number for a text":        {`{"lang":1}`, "Unprocessable Entity /lang type"},
		"text for a number":        {`{"education":"1"}`, "Unprocessable Entity /education type"},
		"text for a boolean":       {`{"labels":[{"bad":"yes"}]}`, "Unprocessable Entity /labels/0/bad type"},
		"null for a number":        {`{"education":null}`, "Unprocessable Entity /education type"},
		"object for a list":        {`{"lines":{}}`, "Unprocessable Entity /lines type"},
		"list for an object":       {`{"personal":[]}`, "Unprocessable Entity /personal type"},
		"list for a map":           {`{"declared":[]}`, "Unprocessable Entity /declared type"},
		"number in a map":          {`{"declared":{"sex":1}}`, "Unprocessable Entity /declared/sex type"},
		"no time":                  {`{"opened_at":"yesterday"}`, "Unprocessable Entity /opened_at time"},
		"number for a time":        {`{"opened_at":1}`, "Unprocessable Entity /opened_at type"},
		"something after it":       {`{} {}`, "Bad Request  trailing"},
		"comma at the end":         {`{"lang":"en",}`, "Bad Request  syntax"},
		"not UTF-8":                {"{\"lang\":\"\xff\"}", "Bad Request  not_utf8"},
		"too large":                {`{"employer":"` + strings.Repeat("x", jsonBytes) + `"}`, "Request Entity Too Large  too_large"},
		"form before content":      {`{"mood":1,"lang":"en","lang":"en"}`, "Bad Request /lang duplicate"},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			if got := verdict(tt.body); strings.Join(strings.Fields(got), " ") != strings.Join(strings.Fields(tt.want), " ") {
				t.Errorf("got %q, want %q", got, tt.want)
			}
		})
	}
}

func TestStrictJSONTellsAbsentFromEmpty(t *testing.T) {
	var b accountBody
	if err := decodeStrict([]byte(`{"lines":[],"employment_months":0}`), &b); err != nil {
		t.Fatal(err)
	}
	if b.Lines == nil || b.Statements != nil || b.EmploymentMonths == nil || *b.EmploymentMonths != 0 {
		t.Errorf("body = %+v", b)
	}
	if cmd := b.command(); cmd.Lines == nil || cmd.Statements != nil {
		t.Errorf("command = %+v", cmd)
	}
}

// FuzzStrictJSON holds that nothing panics, and that what is taken means the same to the
// standard decoder, which every other reader of the body is likely to use.
func FuzzStrictJSON(f *testing.F) {
	for _, seed := range []string{`{}`, `{"lang":"en","lang":"en"}`, `{"income_fen":1e3}`, `{"lines":[{"product":"x"}]}`, `{"declared":{"a":"b"}}`, `[[[[`, `{"opened_at":"2026-01-01T00:00:00Z"}`} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, body []byte) {
		var mine, theirs accountBody
		if err := decodeStrict(body, &mine); err != nil {
			var fault *jsonFault
			if !errors.As(err, &fault) || fault.Status < 400 || fault.Status > 422 {
				t.Fatalf("err = %v", err)
			}
			return
		}
		if err := json.Unmarshal(body, &theirs); err != nil {
			t.Fatalf("taken, but the standard decoder says %v", err)
		}
		if mine.OpenedAt != nil && theirs.OpenedAt != nil {
			utc := theirs.OpenedAt.UTC()
			theirs.OpenedAt = &utc
		}
		if len(mine.Checks)+len(mine.Labels)+len(mine.Statements) > 0 {
			return // times inside keep their zone in the standard decoder
		}
		if !reflect.DeepEqual(mine, theirs) {
			t.Fatal(cmp.Diff(mine, theirs))
		}
	})
}
