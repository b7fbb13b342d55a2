package main

import (
	"compress/gzip"
	"context"
	"io"
	"net/http"
	"regexp"
	"testing"

	"candor/data/demo"
	"candor/models"
)

// Bounds of what a reviewer's browser fetches.
const (
	queuePageMost = 60_000  // bytes of a queue of 50 rows, before compression
	firstPageMost = 120_000 // bytes on the wire of a first visit: page, style, scripts, pictures
)

// TestFirstPageIsLight counts what a first visit of a full queue fetches, as it goes over the wire.
func TestFirstPageIsLight(t *testing.T) {
	env := testEnv(t)
	store := openTestStore(t, env)
	if _, err := demo.Seed(context.Background(), store, demo.Options{Accounts: 2500, Seed: 1, Password: demoPassword}); err != nil {
		t.Fatal(err)
	}
	base := serveTest(t, env, store)
	addTestUser(t, store, "light", models.RoleReviewer)
	cookie := sessionOf(t, store, "light")
	page, wire := getPacked(t, base+"/queue", cookie)
	if rows := len(regexp.MustCompile(`href="/cases/`).FindAllString(page, -1)); rows < 50 {
		t.Fatalf("%d rows on the page", rows)
	}
	if len(page) > queuePageMost {
		t.Errorf("a queue of 50 rows has %d bytes, more than %d", len(page), queuePageMost)
	}
	total := wire
	for _, part := range regexp.MustCompile(`(?:href|src)="(/static/[^"#]+)"`).FindAllStringSubmatch(page, -1) {
		_, n := getPacked(t, base+part[1], cookie)
		total += n
	}
	_, icons := getPacked(t, base+regexp.MustCompile(`href="(/static/icons[^"#]+)#`).FindStringSubmatch(page)[1], cookie)
	if total += icons; total > firstPageMost {
		t.Errorf("a first page weighs %d bytes, more than %d", total, firstPageMost)
	}
	t.Logf("page %d bytes, %d packed; first visit %d", len(page), wire, total)
}

// getPacked asks for a path as a browser does, and returns the text and its bytes on the wire.
func getPacked(t *testing.T, address, cookie string) (text string, wire int) {
	t.Helper()
	r, err := http.NewRequest(http.MethodGet, address, nil)
	if err != nil {
		t.Fatal(err)
	}
	r.Header.Set("Cookie", cookie)
	r.Header.Set("Accept-Encoding", "gzip")
	resp, err := http.DefaultTransport.RoundTrip(r)
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	counted := &counter{from: resp.Body}
	var body io.Reader = counted
	if resp.Header.Get("Content-Encoding") == "gzip" {
		if body, err = gzip.NewReader(counted); err != nil {
			t.Fatal(err)
		}
	}
	b, err := io.ReadAll(body)
	if err != nil || resp.StatusCode != http.StatusOK {
		t.Fatalf("%s: status %d, %v", address, resp.StatusCode, err)
	}
	return string(b), counted.n
}

// counter counts what is read through it.
type counter struct {
	from io.Reader
	n    int
}

func (c *counter) Read(p []byte) (int, error) {
	n, err := c.from.Read(p)
	c.n += n
	return n, err
}
