package main

import (
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"slices"
	"sync"
	"sync/atomic"
	"syscall"
	"testing"
	"time"
)

// slowClients is how many connections never finish their headers, and slowGone the time by
// which the server has hung up on all of them.
const (
	slowClients = 4000
	slowGone    = 10 * time.Second
)

// TestSlowClientsAreDropped opens connections that send their headers one byte at a time
// and never finish; all are gone once the header time is over, and others are served
// meanwhile (F20).
func TestSlowClientsAreDropped(t *testing.T) {
	address := listenTest(t)
	quick := &probe{url: "http://" + address}
	quick.run(t, 50)
	alone := quick.p99()

	connections := dialSlow(t, address, affordable(t))
	opened := time.Now()
	stop := make(chan struct{})
	var trickled, gone sync.WaitGroup
	trickled.Go(func() { trickle(connections, stop) })
	var left atomic.Int64
	for part := range slices.Chunk(connections, 500) {
		gone.Go(func() {
			for _, c := range part {
				if stillOpen(t, c, opened.Add(slowGone)) {
					left.Add(1)
				}
			}
		})
	}
	meanwhile := &probe{url: quick.url}
	meanwhile.run(t, 200)
	gone.Wait()
	took := time.Since(opened)
	close(stop)
	trickled.Wait()
	for _, c := range connections {
		if err := c.Close(); err != nil {
			t.Error(err)
		}
	}
	if n := left.Load(); n > 0 {
		t.Errorf("%d of %d slow connections are still open after %s", n, len(connections), slowGone)
	}
	t.Logf("%d slow connections gone after %s; p99 of others %s alone, %s meanwhile",
		len(connections), took.Round(time.Millisecond), alone, meanwhile.p99())
}

// listenTest serves a store with the server's own limits and returns its address.
func listenTest(t *testing.T) string {
	t.Helper()
	env := testEnv(t)
	s, err := newServer(env, openTestStore(t, env))
	if err != nil {
		t.Fatal(err)
	}
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	server := s.httpServer()
	go func() { _ = server.Serve(listener) }() // ends with Close below
	t.Cleanup(func() {
		if err := server.Close(); err != nil {
			t.Error(err)
		}
	})
	return listener.Addr().String()
}

// affordable raises the limit on open files as far as it goes. Each connection takes two,
// its client's and its server's; where that is not allowed, the test says how many it had.
func affordable(t *testing.T) int {
	t.Helper()
	var limit syscall.Rlimit
	if err := syscall.Getrlimit(syscall.RLIMIT_NOFILE, &limit); err != nil {
		t.Fatal(err)
	}
	limit.Cur = limit.Max
	if err := syscall.Setrlimit(syscall.RLIMIT_NOFILE, &limit); err != nil {
		t.Log(err)
	}
	if err := syscall.Getrlimit(syscall.RLIMIT_NOFILE, &limit); err != nil {
		t.Fatal(err)
	}
	const others = 400 // files of the rest of the test program
	if need := uint64(2*slowClients + others); limit.Cur < need {
		t.Logf("%d open files are allowed, %d are needed: fewer slow clients", limit.Cur, need)
		return int(limit.Cur-min(limit.Cur, others)) / 2
	}
	return slowClients
}

func dialSlow(t *testing.T, address string, n int) []net.Conn {
	t.Helper()
	connections := make([]net.Conn, n)
	for i := range connections {
		var err error
		if connections[i], err = net.Dial("tcp", address); err != nil {
			t.Fatal(err)
		}
		if _, err := fmt.Fprint(connections[i], "GET / HTTP/1.1\r\nHost: a\r\nX-Slow: "); err != nil {
			t.Fatal(err)
		}
	}
	return connections
}

// trickle sends each connection another byte now and then, so that none of them is idle.
func trickle(connections []net.Conn, stop chan struct{}) {
	tick := time.NewTicker(500 * time.Millisecond)
	defer tick.Stop()
	for {
		select {
		case <-stop:
			return
		case <-tick.C:
			for _, c := range connections {
				_, _ = c.Write([]byte("a")) // fails once the server hung up, which is what is wanted
			}
		}
	}
}

// stillOpen waits until the server hangs up, and reports whether it had not by the end.
func stillOpen(t *testing.T, c net.Conn, end time.Time) bool {
	if err := c.SetReadDeadline(end); err != nil {
		t.Error(err)
	}
	_, err := io.Copy(io.Discard, c)
	return os.IsTimeout(err)
}

// probe is another user, who asks for a page again and again.
type probe struct {
	url   string
	times []time.Duration
}

// run asks n times for a page that reads the database; every one must be answered.
func (p *probe) run(t *testing.T, n int) {
	t.Helper()
	for range n {
		started := time.Now()
		if resp, _ := ask(t, http.MethodGet, p.url+"/readyz", nil); resp.StatusCode != http.StatusOK {
			t.Errorf("others are not served: %d", resp.StatusCode)
		}
		p.times = append(p.times, time.Since(started))
		time.Sleep(5 * time.Millisecond)
	}
}

func (p *probe) p99() time.Duration {
	slices.Sort(p.times)
	return p.times[len(p.times)*99/100].Round(10 * time.Microsecond)
}
