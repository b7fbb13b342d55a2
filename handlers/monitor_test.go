package handlers

import (
	"context"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/labstack/echo/v4"

	"candor/models"
)

// TestBoardReadsOnceForAll shares a second's counts between all who watch, and reads minutes
// that are over only once.
func TestBoardReadsOnceForAll(t *testing.T) {
	store := watched(t)
	store.counts = append(store.counts, models.MinuteCount{Minute: testNow.Unix()/60 - 10, Kind: models.CountOutcome, Name: "allow", N: 5})
	var b board
	ctx := context.Background()
	at := func(seconds int) snapshot {
		t.Helper()
		now, err := b.read(ctx, store, testNow.Add(time.Duration(seconds)*time.Second))
		if err != nil {
			t.Fatal(err)
		}
		return now
	}
	first := at(0)
	at(0)
	if store.reads != 1 || first.pulse.Total != 105 {
		t.Errorf("%d reads, %d decisions", store.reads, first.pulse.Total)
	}
	store.counts = append(store.counts, models.MinuteCount{Minute: testNow.Unix() / 60, Kind: models.CountOutcome, Name: "allow", N: 1})
	if next := at(1); store.reads != 2 || next.pulse.Total != 106 {
		t.Errorf("%d reads, %d decisions", store.reads, next.pulse.Total)
	}
	store.counts = nil
	if later := at(300); later.pulse.Total != 5 {
		t.Errorf("minutes that are over were forgotten: %d", later.pulse.Total)
	}
	if gone := at(3 * 3600); gone.pulse.Total != 0 {
		t.Errorf("an hour that is over still counts: %d", gone.pulse.Total)
	}
}

// TestStreamsAreBoundedAndEnd opens more streams than there may be, and stops them all.
func TestStreamsAreBoundedAndEnd(t *testing.T) {
	s := testSite(t)
	h := &Monitor{Site: s, Store: watched(t)}
	visitor := as(t, models.RoleReviewer, "en")
	e := echo.New()
	e.GET("/monitor/stream", func(c echo.Context) error {
		SetVisitor(c, visitor)
		return h.Stream(c)
	})
	server := httptest.NewServer(e)
	defer server.Close()
	var open []*http.Response
	for range streamsOfOne {
		resp, err := http.Get(server.URL + "/monitor/stream")
		if err != nil {
			t.Fatal(err)
		}
		open = append(open, resp)
		if resp.StatusCode != 200 || resp.Header.Get("Content-Type") != "text/event-stream" || resp.Header.Get("Content-Encoding") != "" {
			t.Errorf("%d %v", resp.StatusCode, resp.Header)
		}
	}
	b := make([]byte, 400)
	for got := ""; !strings.Contains(got, `data: {"clock"`); {
		n, err := open[0].Body.Read(b)
		if err != nil {
			t.Fatal(err)
		}
		got += string(b[:n])
	}
	resp, err := http.Get(server.URL + "/monitor/stream")
	if err != nil {
		t.Fatal(err)
	}
	resp.Body.Close()
	if resp.StatusCode != http.StatusServiceUnavailable || resp.Header.Get("Retry-After") == "" {
		t.Errorf("one too many: %d", resp.StatusCode)
	}
	h.Stop()
	h.Stop()
	for _, resp := range open {
		for {
			if _, err := resp.Body.Read(b); err != nil {
				break
			}
		}
		resp.Body.Close()
	}
	want(t, call(s, visitor, h.Stream, http.MethodGet, "/monitor/stream?since=x", nil), 400)
}

// TestAStreamEndsWithItsSession ends when the visitor may no longer read.
func TestAStreamEndsWithItsSession(t *testing.T) {
	s := testSite(t)
	h := &Monitor{Site: s, Store: watched(t), Still: func(echo.Context) bool { return false }}
	done := make(chan int)
	go func() {
		done <- call(s, as(t, models.RoleReviewer, "en"), h.Stream, http.MethodGet, "/monitor/stream", nil).Code
	}()
	select {
	case <-done:
	case <-time.After(20 * time.Second):
		t.Error("the stream goes on")
	}
}
