package main

import (
	"bytes"
	"io"
	"net/http"
	"runtime"
	"runtime/debug"
	"strings"
	"testing"
)

// ask sends one request and returns the answer with its body read.
func ask(t *testing.T, method, url string, body io.Reader, headers ...string) (*http.Response, string) {
	t.Helper()
	r, err := http.NewRequest(method, url, body)
	if err != nil {
		t.Fatal(err)
	}
	for i := 0; i+1 < len(headers); i += 2 {
		r.Header.Set(headers[i], headers[i+1])
	}
	client := &http.Client{CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
	resp, err := client.Do(r)
	if err != nil {
		t.Fatal(err)
	}
	defer func() {
		if err := resp.Body.Close(); err != nil {
			t.Error(err)
		}
	}()
	b, err := io.ReadAll(resp.Body)
	if err != nil {
		t.Fatal(err)
	}
	return resp, string(b)
}

func TestEveryAnswerCarriesTheHeaders(t *testing.T) {
	env := testEnv(t)
	env.Config.Secure = true
	base := serveTest(t, env, openTestStore(t, env))
	for _, path := range []string{"/", "/livez", "/gallery", "/nowhere", "/static/css/candor.css", "/static/nowhere", "/api/nowhere"} {
		resp, _ := ask(t, http.MethodGet, base+path, nil, "Origin", "https://elsewhere.example")
		for name, want := range map[string]string{
			"Content-Security-Policy": "default-src 'none'", "X-Content-Type-Options": "nosniff", "Referrer-Policy": "same-origin",
			"Cross-Origin-Opener-Policy": "same-origin", "Strict-Transport-Security": "max-age=31536000", "X-Request-Id": "",
		} {
			if got := resp.Header.Get(name); !strings.HasPrefix(got, want) || got == "" {
				t.Errorf("%s: %s = %q", path, name, got)
			}
		}
		if policy := resp.Header.Get("Content-Security-Policy"); strings.Contains(policy, "unsafe") {
			t.Errorf("%s: policy %q", path, policy)
		}
		if resp.Header.Get("Access-Control-Allow-Origin") != "" {
			t.Errorf("%s lets another origin read it", path)
		}
		if !strings.HasPrefix(path, "/static/") && resp.Header.Get("Cache-Control") != "no-store" {
			t.Errorf("%s: Cache-Control = %q", path, resp.Header.Get("Cache-Control"))
		}
	}
}

func TestOtherOriginsCannotPost(t *testing.T) {
	env := testEnv(t)
	s, err := newServer(env, openTestStore(t, env))
	if err != nil {
		t.Fatal(err)
	}
	base := serveTest(t, env, s.store)
	for _, r := range s.routes() {
		if r.Method == http.MethodGet || strings.HasPrefix(r.Path, "/api/") {
			continue
		}
		for _, site := range []string{"cross-site", "same-site"} {
			if resp, _ := ask(t, r.Method, base+r.Path, nil, "Sec-Fetch-Site", site); resp.StatusCode != http.StatusForbidden {
				t.Errorf("%s from a %s page: %d", r.Name, site, resp.StatusCode)
			}
		}
		if resp, _ := ask(t, r.Method, base+r.Path, nil, "Origin", "https://elsewhere.example"); resp.StatusCode != http.StatusForbidden {
			t.Errorf("%s from another origin: %d", r.Name, resp.StatusCode)
		}
	}
}

func TestErrorPagesSayWhatHappened(t *testing.T) {
	env := testEnv(t)
	base := serveTest(t, env, openTestStore(t, env))
	resp, body := ask(t, http.MethodGet, base+"/nowhere", nil, "Accept-Language", "en")
	if resp.StatusCode != http.StatusNotFound || !strings.Contains(body, "There is nothing here") || !strings.Contains(body, resp.Header.Get("X-Request-Id")) {
		t.Errorf("404 page: %d %s", resp.StatusCode, body)
	}
	_, body = ask(t, http.MethodGet, base+"/nowhere", nil, "Accept-Language", "zh-CN")
	if !strings.Contains(body, "此处没有内容") {
		t.Errorf("404 page in Chinese: %s", body)
	}
	if resp, body = ask(t, http.MethodGet, base+"/api/nowhere", nil); resp.Header.Get("Content-Type") != "application/problem+json" {
		t.Errorf("api 404: %q %s", resp.Header.Get("Content-Type"), body)
	}
	if resp, _ = ask(t, "TRACE", base+"/livez", nil); resp.StatusCode != http.StatusMethodNotAllowed {
		t.Errorf("TRACE: %d", resp.StatusCode)
	}
}

// endless is a body that never ends.
type endless struct{ sent int64 }

func (e *endless) Read(b []byte) (int, error) {
	e.sent += int64(len(b))
	return copy(b, bytes.Repeat([]byte("a"), len(b))), nil
}

// TestHugeBodiesAreCutOff streams bodies without a length until the server stops reading (F19).
func TestHugeBodiesAreCutOff(t *testing.T) {
	env := testEnv(t)
	base := serveTest(t, env, openTestStore(t, env))
	defer debug.SetGCPercent(debug.SetGCPercent(100)) // whatever the environment says: garbage counts here
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	for _, path := range []string{"/signin", "/api/v1/accounts/a"} {
		body := &endless{}
		r, err := http.NewRequest(http.MethodPost, base+path, io.LimitReader(body, 512<<20))
		if err != nil {
			t.Fatal(err)
		}
		if strings.HasPrefix(path, "/api/") {
			r.Method = http.MethodPut
		}
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
		if resp, err := http.DefaultClient.Do(r); err == nil {
			if resp.StatusCode < 400 {
				t.Errorf("%s: %d", path, resp.StatusCode)
			}
			if err := resp.Body.Close(); err != nil {
				t.Error(err)
			}
		}
		if body.sent > 64<<20 {
			t.Errorf("%s: %d bytes were taken", path, body.sent)
		}
	}
	runtime.ReadMemStats(&after)
	if grown := int64(after.HeapInuse) - int64(before.HeapInuse); grown > 32<<20 {
		t.Errorf("heap grew by %d bytes", grown)
	}
}

func TestLargeHeadersAreRefused(t *testing.T) {
	resp, _ := ask(t, http.MethodGet, "http://"+listenTest(t)+"/livez", nil, "X-Large", strings.Repeat("a", 64<<10))
	if resp.StatusCode != http.StatusRequestHeaderFieldsTooLarge {
		t.Errorf("status %d", resp.StatusCode)
	}
}
