package handlers

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"mime/multipart"
	"net/http"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"candor/engine/decide"
	"candor/models"
)

func shippedFile(t interface{ Fatal(...any) }) []byte {
	p := models.Policy{Version: 1, Document: decide.Default()}
	b, err := WritePolicyFile(&p)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

// TestAPolicyFileComesBackToTheByte writes and reads any sound document: the document, its hash and the file are the same again.
func TestAPolicyFileComesBackToTheByte(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		doc := decide.Default()
		doc.Flags[0].Threshold = rapid.Float64Range(350, 950).Draw(t, "threshold")
		doc.Limits[4].CapFen = rapid.Int64Range(20_000_000, 1e12).Draw(t, "cap")
		if rapid.Bool().Draw(t, "old") {
			doc.Contact, doc.Work, doc.Guards = decide.Contact{}, decide.Work{}, decide.Guards{}
		}
		if rapid.Bool().Draw(t, "no caps") {
			doc.Caps = nil
		}
		body := rapid.StringMatching(`[a-zé中 <>&"\\\n]{5,60}`).Draw(t, "words")
		doc.Wordings = []decide.Wording{{Code: "limit_raised", Lang: "en", Body: "Good day {{.to}} " + body}}
		p := models.Policy{Version: 7, Document: doc}
		b, err := WritePolicyFile(&p)
		if err != nil {
			t.Fatal(err)
		}
		f, err := ReadPolicyFile(b)
		if err != nil {
			t.Fatalf("%v in %s", err, b)
		}
		again, err := WritePolicyFile(&models.Policy{Version: f.Version, Document: f.Document})
		if err != nil || !bytes.Equal(b, again) || !f.Unchanged() {
			t.Fatalf("read and written again it is\n%s\n%v", again, err)
		}
	})
}

// TestAPolicyFileIsReadStrictly breaks one thing of a file at a time.
func TestAPolicyFileIsReadStrictly(t *testing.T) {
	whole := string(shippedFile(t))
	swap := func(old, now string) string {
		if !strings.Contains(whole, old) {
			t.Fatalf("the file does not say %s", old)
		}
		return strings.Replace(whole, old, now, 1)
	}
	tests := map[string]struct{ file, field, code string }{
		"sound":              {whole, "", ""},
		"after a mark":       {"\ufeff" + whole, "", ""},
		"nothing":            {"", "file", "file_syntax"},
		"no JSON":            {"PK\x03\x04", "file", "file_syntax"},
		"cut off":            {whole[:len(whole)-20], "file", "file_syntax"},
		"no UTF-8":           {swap("Asia/Shanghai", "Asia/\xff"), "file", "file_not_utf8"},
		"two documents":      {whole + "{}", "file", "file_trailing"},
		"unknown outside":    {swap(`"version": 1`, `"version": 1, "mood": 1`), "file", "file_unknown_field"},
		"unknown inside":     {swap(`"quiet_from": "22:00"`, `"quiet_form": "22:00"`), "contact.quiet_form", "file_unknown_field"},
		"another case":       {swap(`"zone":`, `"Zone":`), "contact.Zone", "file_unknown_field"},
		"twice":              {swap(`"day_most": 6`, `"day_most": 6, "day_most": 7`), "contact.day_most", "file_duplicate"},
		"twice in two cases": {swap(`"day_most": 6`, `"day_most": 6, "DAY_most": 7`), "contact.DAY_most", "file_duplicate"},
		"text for a number":  {swap(`"day_most": 6`, `"day_most": "6"`), "contact.day_most", "file_type"},
		"a fraction":         {swap(`"day_most": 6`, `"day_most": 6.5`), "contact.day_most", "file_whole_number"},
		"beyond a number":    {swap(`"threshold": 480`, `"threshold": 1e999`), "flags.0.threshold", "file_number"},
		"null":               {swap(`"day_most": 6`, `"day_most": null`), "contact.day_most", "file_type"},
		"a short list":       {strings.Replace(whole, "        24,\n        4\n", "        24\n", 1), "sla.case_hours", "file_type"},
		"a rule of ours":     {swap(`"from": 550`, `"from": 349`), "bands.1.from", "ascending"},
		"too long":           {whole + strings.Repeat(" ", PolicyFileMost), "file", "file_large"},
		"no document":        {`{"schema": 1}`, "schema", "choice"},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			_, err := ReadPolicyFile([]byte(tt.file))
			var bad *models.Invalid
			if errors.As(err, &bad) != (tt.field != "") || (bad != nil && bad.Fields[tt.field].Code != tt.code) {
				t.Errorf("%v, want %s=%s", err, tt.field, tt.code)
			}
		})
	}
}

// FuzzPolicyFile reads anything: it never panics, and what is taken is written and read again as the same document.
func FuzzPolicyFile(f *testing.F) {
	f.Add(shippedFile(f))
	f.Add([]byte(`{"document":{"sla":{"case_hours":[1,2,3,4,5]}}}`))
	f.Add([]byte(`{"schema":1,"document":null}`))
	f.Fuzz(func(t *testing.T, b []byte) {
		read, err := ReadPolicyFile(b)
		if err != nil {
			return
		}
		again, err := json.Marshal(read.Document)
		if err != nil {
			t.Fatal(err)
		}
		var doc decide.Policy
		if err := json.Unmarshal(again, &doc); err != nil {
			t.Fatal(err)
		}
	})
}

// policyFileFake takes drafts in.
type policyFileFake struct {
	policyFake
	taken *decide.Policy
}

func (f *policyFileFake) ImportPolicy(_ context.Context, _ models.Actor, doc decide.Policy) (*models.Policy, error) {
	f.taken = &doc
	return &f.policy, f.err
}

func (d *desk) sendFile(t *testing.T, f *policyFileFake, field string, content []byte) (status int, body string) {
	t.Helper()
	var b bytes.Buffer
	form := multipart.NewWriter(&b)
	part, err := form.CreateFormFile(field, "policy.json")
	if err == nil {
		_, err = part.Write(content)
	}
	if err = errors.Join(err, form.Close()); err != nil {
		t.Fatal(err)
	}
	w := d.send(http.MethodPost, "/policy/import", "/policy/import", &b, form.FormDataContentType(), (&PolicyFiles{Site: d.site, Store: f}).Import)
	return w.Code, w.Body.String()
}

func TestAPolicyFileBecomesADraftOrIsRefusedByField(t *testing.T) {
	whole := shippedFile(t)
	d := newDesk(t, models.PermPolicyRead, models.PermPolicyEdit)
	f := &policyFileFake{policyFake: policyFake{policy: draftOf(7, models.PolicyDraft)}}
	if status, _ := d.sendFile(t, f, "file", whole); status != http.StatusSeeOther || f.taken == nil {
		t.Errorf("status %d", status)
	}
	f = &policyFileFake{policyFake: policyFake{policy: draftOf(7, models.PolicyDraft)}}
	bad := bytes.Replace(whole, []byte(`"from": 550`), []byte(`"from": 349`), 1)
	if status, body := d.sendFile(t, f, "file", bad); status != http.StatusUnprocessableEntity || f.taken != nil || !strings.Contains(body, "bands.1.from") || !strings.Contains(body, "Must be above 350") {
		t.Errorf("status %d, %s", status, body)
	}
	if status, body := d.sendFile(t, f, "paper", whole); status != http.StatusUnprocessableEntity || !strings.Contains(body, "Fill this in") {
		t.Errorf("another field: status %d", status)
	}
	f.err = &models.Refused{Code: "draft_open"}
	if status, body := d.sendFile(t, f, "file", whole); status != http.StatusForbidden || !strings.Contains(body, "You have another draft open") {
		t.Errorf("an open draft: status %d", status)
	}
	w := d.ask(http.MethodGet, "/policy/:version/file", "/policy/2/file", nil, (&PolicyFiles{Site: d.site, Store: f}).Download)
	if read, err := ReadPolicyFile(w.Body.Bytes()); w.Code != http.StatusOK || err != nil || read.Version != 2 || !strings.Contains(w.Header().Get("Content-Disposition"), "policy-2.json") {
		t.Errorf("download: status %d, %v", w.Code, err)
	}
}
