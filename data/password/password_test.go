package password

import (
	"context"
	"errors"
	"runtime"
	"strings"
	"testing"

	"github.com/alexedwards/argon2id"
)

func TestHashAndCheck(t *testing.T) {
	h, ctx := New(), context.Background()
	hash, err := h.Hash(ctx, "quiet river lantern")
	if err != nil {
		t.Fatal(err)
	}
	if !strings.HasPrefix(hash, "$argon2id$v=19$m=19456,t=2,p=1$") {
		t.Errorf("hash = %q", hash)
	}
	weak, err := argon2id.CreateHash("quiet river lantern", &argon2id.Params{Memory: 1024, Iterations: 1, Parallelism: 1, SaltLength: 16, KeyLength: 32})
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		name, password, hash string
		match, stale         bool
	}{
		{"the right password", "quiet river lantern", hash, true, false},
		{"another password", "quiet river lanterns", hash, false, false},
		{"the right password under older parameters", "quiet river lantern", weak, true, true},
		{"nobody", "quiet river lantern", "", false, false},
		{"nobody, with the empty password", "", "", false, false},
	} {
		match, stale, err := h.Check(ctx, c.password, c.hash)
		if match != c.match || stale != c.stale || err != nil {
			t.Errorf("%s: match %t, stale %t, err %v", c.name, match, stale, err)
		}
	}
	if _, _, err := h.Check(ctx, "x", "not a hash"); err == nil {
		t.Error("a broken hash was accepted")
	}
}

func TestNoMoreThanTheQueueWaits(t *testing.T) {
	h := New()
	ctx, cancel := context.WithCancel(context.Background())
	for range atOnce {
		if _, err := h.enter(ctx); err != nil {
			t.Fatal(err)
		}
	}
	results := make(chan error, waiting)
	for range waiting {
		go func() {
			_, err := h.Hash(ctx, "quiet river lantern")
			results <- err
		}()
	}
	for len(h.queue) < atOnce+waiting {
		runtime.Gosched()
	}
	if _, err := h.Hash(ctx, "quiet river lantern"); !errors.Is(err, ErrBusy) {
		t.Errorf("one more than the queue holds: %v", err)
	}
	cancel()
	for range waiting {
		if err := <-results; !errors.Is(err, context.Canceled) {
			t.Errorf("a waiter whose client left: %v", err)
		}
	}
}

func BenchmarkCheck(b *testing.B) {
	h, ctx := New(), context.Background()
	for b.Loop() {
		if _, _, err := h.Check(ctx, "quiet river lantern", ""); err != nil {
			b.Fatal(err)
		}
	}
}
