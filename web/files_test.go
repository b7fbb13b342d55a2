package main

import (
	"bytes"
	"context"
	"image"
	"image/png"
	"io"
	"mime/multipart"
	"net/http"
	"os"
	"path/filepath"
	"regexp"
	"runtime"
	"runtime/debug"
	"strings"
	"testing"

	"candor/data"
	"candor/models"
)

// form is a form with a file, ready to be sent.
func multipartForm(t *testing.T, name string, content []byte, fields ...string) (body *bytes.Buffer, kind string) {
	t.Helper()
	body = &bytes.Buffer{}
	w := multipart.NewWriter(body)
	for i := 0; i+1 < len(fields); i += 2 {
		if err := w.WriteField(fields[i], fields[i+1]); err != nil {
			t.Fatal(err)
		}
	}
	if name != "" {
		part, err := w.CreateFormFile("file", name)
		if err == nil {
			_, err = part.Write(content)
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return body, w.FormDataContentType()
}

func smallPNG(t *testing.T) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := png.Encode(&b, image.NewGray(image.Rect(0, 0, 40, 20))); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// filesDesk is a served lender with one account and a person who may add files.
func filesDesk(t *testing.T, set func(*Config)) (base, cookie, account string, store *data.Store) {
	t.Helper()
	env := testEnv(t)
	if set != nil {
		set(env.Config)
	}
	store = openTestStore(t, env)
	a, _, err := store.PutAccount(context.Background(), models.Operator("test"), models.PutAccount{
		Source: "test", ExternalID: "A-1", Personal: &models.Personal{Name: "王小明", Phone: "10012345678"}, Lang: "en",
		Lines: []models.CreditLine{{Product: models.ProductPayLater, LimitFen: 1_000_000}},
	})
	if err != nil {
		t.Fatal(err)
	}
	addTestUser(t, store, "service", models.RoleService)
	addTestUser(t, store, "auditor", models.RoleAuditor)
	return serveTest(t, env, store), sessionOf(t, store, "service"), a.PublicID(), store
}

// addFile sends a file to an account and returns the answer.
func addFile(t *testing.T, base, cookie, owner, name string, content []byte) (*http.Response, string) {
	t.Helper()
	body, kind := multipartForm(t, name, content)
	return ask(t, http.MethodPost, base+"/files/of/"+owner, body, "Cookie", cookie, "Content-Type", kind, "Sec-Fetch-Site", "same-origin", "Accept-Language", "en")
}

var fileID = regexp.MustCompile(`fil_[0-9a-z]{13}`)

// TestUploadedFilesAreNeverRendered uploads what a browser might run: it is refused, or handed
// out as something that cannot (S19).
func TestUploadedFilesAreNeverRendered(t *testing.T) {
	base, cookie, account, _ := filesDesk(t, nil)
	page := []byte("<html><script>alert(1)</script></html>")
	for _, name := range []string{"a.html", "a.svg", "a.png", "a.jpg", "a.pdf", "a.xhtml", "a.htm", "a.txt.html", "a"} {
		if resp, body := addFile(t, base, cookie, account, name, page); resp.StatusCode != http.StatusUnprocessableEntity || !strings.Contains(body, `class="error"`) {
			t.Errorf("%s: %d", name, resp.StatusCode)
		}
	}
	for name, content := range map[string][]byte{"页 \"one\".txt": page, "t.csv": []byte("=cmd|' /C calc'!A0\n"), "p.png": append(smallPNG(t), page...)} {
		if resp, body := addFile(t, base, cookie, account, name, content); resp.StatusCode != http.StatusSeeOther {
			t.Fatalf("%s: %d %s", name, resp.StatusCode, body)
		}
	}
	_, list := ask(t, http.MethodGet, base+"/files/of/"+account, nil, "Cookie", cookie)
	ids := fileID.FindAllString(list, -1)
	if len(ids) != 3 {
		t.Fatalf("%d files in the list", len(ids))
	}
	for _, id := range ids {
		resp, body := ask(t, http.MethodGet, base+"/files/"+id+"/download", nil, "Cookie", cookie)
		how, kind := resp.Header.Get("Content-Disposition"), resp.Header.Get("Content-Type")
		if !strings.HasPrefix(how, "attachment; ") || !strings.Contains(how, "filename*=UTF-8''") || strings.ContainsAny(how, "\r\n") {
			t.Errorf("disposition %s", how)
		}
		if resp.Header.Get("Content-Security-Policy") != "default-src 'none'; sandbox" || resp.Header.Get("X-Content-Type-Options") != "nosniff" || resp.Header.Get("Cache-Control") != "no-store" {
			t.Errorf("headers %v", resp.Header)
		}
		switch {
		case kind == "image/png" && strings.Contains(body, "alert"):
			t.Error("the picture still holds the page behind it")
		case kind != "image/png" && kind != "text/plain; charset=utf-8":
			t.Errorf("sent as %s", kind)
		case strings.HasPrefix(body, "=cmd") && !strings.HasSuffix(how, ".csv.txt"):
			t.Errorf("a table with a formula is offered as %s", how)
		}
		picture, shown := ask(t, http.MethodGet, base+"/files/"+id+"/picture", nil, "Cookie", cookie)
		if isPicture := kind == "image/png"; (picture.StatusCode == http.StatusOK) != isPicture || (!isPicture && strings.Contains(shown, "<script>alert")) {
			t.Errorf("%s shown as a picture: %d", kind, picture.StatusCode)
		}
		if one, html := ask(t, http.MethodGet, base+"/files/"+id, nil, "Cookie", cookie); one.StatusCode != http.StatusOK || strings.Contains(html, "<script>alert") {
			t.Errorf("the page of a file: %d", one.StatusCode)
		}
	}
}

// TestFilesAreForThoseWhoMay asks for another's file as somebody without the right, and for
// what is not there.
func TestFilesAreForThoseWhoMay(t *testing.T) {
	base, cookie, account, store := filesDesk(t, nil)
	addFile(t, base, cookie, account, "a.txt", []byte("hello"))
	_, list := ask(t, http.MethodGet, base+"/files/of/"+account, nil, "Cookie", cookie)
	id := fileID.FindString(list)
	auditor := sessionOf(t, store, "auditor")
	for _, path := range []string{"/files/of/" + account, "/files/" + id, "/files/" + id + "/download", "/files/" + id + "/picture"} {
		if resp, _ := ask(t, http.MethodGet, base+path, nil, "Cookie", auditor); resp.StatusCode != http.StatusForbidden {
			t.Errorf("%s as an auditor: %d", path, resp.StatusCode)
		}
	}
	if resp, _ := addFile(t, base, auditor, account, "b.txt", []byte("b")); resp.StatusCode != http.StatusForbidden {
		t.Errorf("an auditor adds a file: %d", resp.StatusCode)
	}
	for _, path := range []string{"/files/fil_0000000000000", "/files/../../etc/passwd", "/files/of/usr_0000000000001", "/files/" + id + "/picture", "/files/of/nothing"} {
		if resp, _ := ask(t, http.MethodGet, base+path, nil, "Cookie", cookie); resp.StatusCode != http.StatusNotFound {
			t.Errorf("%s: %d", path, resp.StatusCode)
		}
	}
	looks, err := store.AuditEntries(context.Background(), models.AuditFilter{Action: models.ActionFileViewed, Limit: 10})
	if err != nil || len(looks) != 0 {
		t.Errorf("%d looks on record, %v", len(looks), err)
	}
	ask(t, http.MethodGet, base+"/files/"+id+"/download", nil, "Cookie", cookie)
	looks, err = store.AuditEntries(context.Background(), models.AuditFilter{Action: models.ActionFileViewed, Limit: 10})
	if err != nil || len(looks) != 1 || looks[0].ActorName != "Service" || looks[0].ObjectID != id {
		t.Errorf("looks %+v, %v", looks, err)
	}
}

// TestFormsWithFilesAreStrict sends what no form of ours sends.
func TestFormsWithFilesAreStrict(t *testing.T) {
	base, cookie, account, _ := filesDesk(t, nil)
	send := func(body io.Reader, kind string) int {
		resp, _ := ask(t, http.MethodPost, base+"/files/of/"+account, body, "Cookie", cookie, "Content-Type", kind, "Sec-Fetch-Site", "same-origin")
		return resp.StatusCode
	}
	extra, kind := multipartForm(t, "a.txt", []byte("x"), "owner", "acc_1")
	if got := send(extra, kind); got != http.StatusBadRequest {
		t.Errorf("an unknown field: %d", got)
	}
	var two bytes.Buffer
	w := multipart.NewWriter(&two)
	for range 2 {
		part, err := w.CreateFormFile("file", "a.txt")
		if err == nil {
			_, err = part.Write([]byte("x"))
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	if got := send(&two, w.FormDataContentType()); got != http.StatusBadRequest {
		t.Errorf("two files: %d", got)
	}
	none, kind := multipartForm(t, "", nil)
	if got := send(none, kind); got != http.StatusUnprocessableEntity {
		t.Errorf("no file: %d", got)
	}
	if got := send(strings.NewReader("file=a"), "application/x-www-form-urlencoded"); got != http.StatusBadRequest {
		t.Errorf("no form with files: %d", got)
	}
	cut, kind := multipartForm(t, "a.txt", []byte("x"))
	if got := send(bytes.NewReader(cut.Bytes()[:cut.Len()-10]), kind); got != http.StatusBadRequest {
		t.Errorf("cut short: %d", got)
	}
	large, kind := multipartForm(t, "a.txt", bytes.Repeat([]byte("a"), models.FileMax+1))
	if got := send(large, kind); got != http.StatusUnprocessableEntity {
		t.Errorf("one byte too many: %d", got)
	}
	fits, kind := multipartForm(t, "a.txt", bytes.Repeat([]byte("a"), models.FileMax))
	if got := send(fits, kind); got != http.StatusSeeOther {
		t.Errorf("as large as may be: %d", got)
	}
}

// TestAGigabyteIsRefusedEarly streams a gigabyte into the form of a file: little is read, and
// memory grows by less than 32 MB (S32).
func TestAGigabyteIsRefusedEarly(t *testing.T) {
	base, cookie, account, _ := filesDesk(t, nil)
	head := "--B\r\nContent-Disposition: form-data; name=\"file\"; filename=\"a.txt\"\r\n\r\n"
	for name, length := range map[string]int64{"said": 1 << 30, "not said": -1} {
		t.Run(name, func(t *testing.T) {
			defer debug.SetGCPercent(debug.SetGCPercent(100)) // whatever the environment says: garbage counts here
			runtime.GC()
			var before, after runtime.MemStats
			runtime.ReadMemStats(&before)
			body := &endless{}
			r, err := http.NewRequest(http.MethodPost, base+"/files/of/"+account, io.MultiReader(strings.NewReader(head), io.LimitReader(body, 1<<30)))
			if err != nil {
				t.Fatal(err)
			}
			r.ContentLength = length
			r.Header.Set("Cookie", cookie)
			r.Header.Set("Content-Type", "multipart/form-data; boundary=B")
			if resp, err := http.DefaultClient.Do(r); err == nil { // else the connection was cut, which is an answer too
				if resp.StatusCode != http.StatusRequestEntityTooLarge && resp.StatusCode != http.StatusUnprocessableEntity {
					t.Errorf("status %d", resp.StatusCode)
				}
				if err := resp.Body.Close(); err != nil {
					t.Error(err)
				}
			}
			runtime.ReadMemStats(&after)
			if body.sent > 24<<20 {
				t.Errorf("%d MB were taken", body.sent>>20)
			}
			if grown := int64(after.Sys) - int64(before.Sys); grown > 32<<20 {
				t.Errorf("memory grew by %d MB", grown>>20)
			}
		})
	}
}

// TestScanCommandDecides runs commands that pass, refuse, fail, hang on input and are not there.
func TestScanCommandDecides(t *testing.T) {
	dir := t.TempDir()
	script := func(name, body string) string {
		path := filepath.Join(dir, name)
		if err := os.WriteFile(path, []byte("#!/bin/sh\n"+body+"\n"), 0o755); err != nil {
			t.Fatal(err)
		}
		return path
	}
	grep := script("grep", `if grep -q EICAR; then exit 1; fi; exit 0`)
	for name, tt := range map[string]struct {
		command, content string
		want             int
		says             string
	}{
		"clean":            {grep, "hello", http.StatusSeeOther, ""},
		"found":            {grep, "x EICAR y", http.StatusUnprocessableEntity, "found something"},
		"does not read":    {script("deaf", "exit 0"), strings.Repeat("long\n", 100_000), http.StatusSeeOther, ""},
		"fails":            {script("fails", "exit 2"), "hello", http.StatusServiceUnavailable, "could not look"},
		"is not there":     {filepath.Join(dir, "nothing"), "hello", http.StatusServiceUnavailable, "could not look"},
		"kills itself":     {script("dies", "kill -9 $$"), "hello", http.StatusServiceUnavailable, "could not look"},
		"with its options": {grep + " --no-summary -", "hello", http.StatusSeeOther, ""},
	} {
		t.Run(name, func(t *testing.T) {
			base, cookie, account, _ := filesDesk(t, func(c *Config) { c.ScanCommand = tt.command })
			resp, body := addFile(t, base, cookie, account, "a.txt", []byte(tt.content))
			if resp.StatusCode != tt.want || !strings.Contains(body, tt.says) {
				t.Errorf("%d %q", resp.StatusCode, body[:min(len(body), 300)])
			}
		})
	}
}
