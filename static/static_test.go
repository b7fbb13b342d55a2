package static

import (
	"bytes"
	"compress/gzip"
	"crypto/sha512"
	"encoding/base64"
	"encoding/json"
	"io"
	"io/fs"
	"net/http"
	"net/http/httptest"
	"os"
	"regexp"
	"strings"
	"testing"
	"testing/fstest"
)

func get(t *testing.T, method, target string, header http.Header) *http.Response {
	t.Helper()
	r := httptest.NewRequest(method, target, nil)
	for k, v := range header {
		r.Header[k] = v
	}
	w := httptest.NewRecorder()
	Handler().ServeHTTP(w, r)
	return w.Result()
}

func TestHandlerServesOnlyEmbeddedFiles(t *testing.T) {
	for _, c := range []struct {
		name, method, target string
		status               int
		cache, contentType   string
	}{
		{"style sheet for a year", "GET", URL(Sheet), 200, "public, max-age=31536000, immutable", "text/css; charset=utf-8"},
		{"script for a year", "GET", URL("js/candor.js"), 200, "public, max-age=31536000, immutable", "text/javascript; charset=utf-8"},
		{"sprite without checksum for minutes", "GET", "/static/icons.svg", 200, "public, max-age=300", "image/svg+xml"},
		{"old checksum for minutes", "GET", "/static/favicon.svg?v=000000000000", 200, "public, max-age=300", "image/svg+xml"},
		{"head", "HEAD", URL("favicon.svg"), 200, "public, max-age=31536000, immutable", "image/svg+xml"},
		{"no directory listing", "GET", "/static/js/", 404, "", ""},
		{"no directory", "GET", "/static/js", 404, "", ""},
		{"no root", "GET", "/static/", 404, "", ""},
		{"no hidden file", "GET", "/static/vendor/.gitkeep", 404, "", ""},
		{"no source sheet", "GET", "/static/css/20-base.css", 404, "", ""},
		{"no package file", "GET", "/static/package.json", 404, "", ""},
		{"no climbing", "GET", "/static/../static.go", 404, "", ""},
		{"no posting", "POST", "/static/icons.svg", 405, "", ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			res := get(t, c.method, c.target, nil)
			if res.StatusCode != c.status {
				t.Fatalf("status %d, want %d", res.StatusCode, c.status)
			}
			if c.status != 200 {
				return
			}
			if got := res.Header.Get("Cache-Control"); got != c.cache {
				t.Errorf("Cache-Control %q, want %q", got, c.cache)
			}
			if got := res.Header.Get("Content-Type"); got != c.contentType {
				t.Errorf("Content-Type %q, want %q", got, c.contentType)
			}
			if res.Header.Get("X-Content-Type-Options") != "nosniff" {
				t.Error("nosniff is missing")
			}
		})
	}
}

func TestHandlerAnswersAKnownFileWith304(t *testing.T) {
	tag := get(t, "GET", "/static/icons.svg", nil).Header.Get("ETag")
	res := get(t, "GET", "/static/icons.svg", http.Header{"If-None-Match": {tag}})
	if res.StatusCode != http.StatusNotModified {
		t.Errorf("status %d", res.StatusCode)
	}
}

func TestURLNamesContent(t *testing.T) {
	if got := URL("icons.svg"); !regexp.MustCompile(`^/static/icons\.svg\?v=[0-9a-f]{12}$`).MatchString(got) {
		t.Errorf("URL = %q", got)
	}
	if got := URL("none.js"); got != "/static/none.js" {
		t.Errorf("URL of a missing file = %q", got)
	}
	if !Has(Sheet) || Has("css") || Has("vendor/.gitkeep") {
		t.Error("Has is wrong about a file, a folder or a hidden file")
	}
}

func TestSheetsAreJoinedInNameOrder(t *testing.T) {
	got := collect(fstest.MapFS{
		"css/20-b.css": {Data: []byte("b {\n\tcolor: red;\n}\n")},
		"css/10-a.css": {Data: []byte("/* about a */\na { margin: 0, 1px }\n")},
	})
	if want := "a{margin:0,1px}b{color:red}"; string(got[Sheet].body) != want {
		t.Errorf("got %q, want %q", got[Sheet].body, want)
	}
}

// TestStyleSheetStaysSmall bounds what a first visit fetches: the sheet of every page at once, at most a tenth of the
// 120 KB that a first page may weigh with everything on it.
func TestStyleSheetStaysSmall(t *testing.T) {
	sheet := assets()[Sheet]
	if n := len(sheet.packed); n > 12_000 {
		t.Errorf("%s has %d bytes on the wire, more than 12,000", Sheet, n)
	}
	if n := len(sheet.body); n > 52_000 {
		t.Errorf("%s has %d bytes, more than 52,000", Sheet, n)
	}
}

func TestFilesAreServedCompressedToThoseWhoAsk(t *testing.T) {
	for _, encoding := range []string{"", "gzip"} {
		r := httptest.NewRequest(http.MethodGet, URL(Sheet), nil)
		r.Header.Set("Accept-Encoding", encoding)
		w := httptest.NewRecorder()
		Handler().ServeHTTP(w, r)
		if got := w.Header().Get("Content-Encoding"); got != encoding || w.Header().Get("Vary") != "Accept-Encoding" {
			t.Errorf("asked for %q: %q, Vary %q", encoding, got, w.Header().Get("Vary"))
		}
		var body io.Reader = w.Body
		if encoding == "gzip" {
			unpacked, err := gzip.NewReader(w.Body)
			if err != nil {
				t.Fatal(err)
			}
			body = unpacked
		}
		if got, err := io.ReadAll(body); err != nil || !bytes.Equal(got, assets()[Sheet].body) {
			t.Errorf("asked for %q: %d bytes, %v", encoding, len(got), err)
		}
	}
}

func TestScriptKeepsTheRules(t *testing.T) {
	src, err := fs.ReadFile(files, "js/candor.js")
	if err != nil {
		t.Fatal(err)
	}
	if n := strings.Count(string(src), "\n"); n > 400 {
		t.Errorf("candor.js has %d lines, more than 400", n)
	}
	for _, banned := range []string{"eval(", "new Function", "innerHTML", "localStorage", "sessionStorage", "document.cookie", "http:", "https:"} {
		if strings.Contains(string(src), banned) {
			t.Errorf("candor.js contains %q", banned)
		}
	}
}

func TestNothingEmbeddedNamesAnotherHost(t *testing.T) {
	for name, a := range assets() {
		if strings.HasPrefix(name, "vendor/") {
			continue
		}
		for _, m := range regexp.MustCompile(`https?://[^"' )]+`).FindAllString(string(a.body), -1) {
			if m != "http://www.w3.org/2000/svg" {
				t.Errorf("%s names %s", name, m)
			}
		}
	}
}

// TestVendoredFilesMatchTheLock ties each copied file to its pinned package: package.json records the file's own
// hash, taken from the package whose archive hash the lock holds.
func TestVendoredFilesMatchTheLock(t *testing.T) {
	var manifest struct {
		Vendored map[string]struct{ Package, Version, Integrity string }
	}
	var lock struct {
		Packages map[string]struct{ Version, Resolved, Integrity string }
	}
	readJSON(t, "package.json", &manifest)
	readJSON(t, "package-lock.json", &lock)
	for name, p := range lock.Packages {
		if p.Resolved != "" {
			t.Errorf("the lock names a host for %s", name)
		}
		if name != "" && !strings.HasPrefix(p.Integrity, "sha512-") {
			t.Errorf("the lock has no hash for %s", name)
		}
	}
	for file, v := range manifest.Vendored {
		if got := lock.Packages["node_modules/"+v.Package].Version; got != v.Version {
			t.Errorf("%s is recorded for %s %s, the lock has %s", file, v.Package, v.Version, got)
		}
		a, ok := assets()[file]
		if !ok {
			continue // not fetched: pages work without it
		}
		sum := sha512.Sum512(a.body)
		if got := "sha512-" + base64.StdEncoding.EncodeToString(sum[:]); got != v.Integrity {
			t.Errorf("%s has %s, want %s", file, got, v.Integrity)
		}
	}
}

func readJSON(t *testing.T, name string, into any) {
	t.Helper()
	raw, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	if err := json.Unmarshal(raw, into); err != nil {
		t.Fatal(err)
	}
}
