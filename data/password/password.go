package password

import (
	"context"
	"errors"
	"fmt"

	"github.com/alexedwards/argon2id"
)

// ErrBusy is a password that was not looked at because too many others wait.
var ErrBusy = errors.New("too many passwords are being checked")

const (
	atOnce  = 2
	waiting = 64
)

// Hasher hashes and checks passwords. It is safe for use by many goroutines.
type Hasher struct {
	params argon2id.Params
	nobody string // a hash of nobody's password, so that an unknown login costs the same time
	queue  chan struct{}
	slots  chan struct{}
}

// New returns a hasher with the parameters of this version.
func New() *Hasher {
	p := argon2id.Params{Memory: 19 * 1024, Iterations: 2, Parallelism: 1, SaltLength: 16, KeyLength: 32}
	return &Hasher{
		params: p,
		nobody: fmt.Sprintf("$argon2id$v=19$m=%d,t=%d,p=%d$%s$%s", p.Memory, p.Iterations, p.Parallelism,
			"AAAAAAAAAAAAAAAAAAAAAA", "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"),
		queue: make(chan struct{}, atOnce+waiting), slots: make(chan struct{}, atOnce),
	}
}

// enter waits for one of the slots. It gives up with ErrBusy at once when the queue is
// full, and with the context's error when that ends first.
func (h *Hasher) enter(ctx context.Context) (leave func(), err error) {
	select {
	case h.queue <- struct{}{}:
	default:
		return nil, ErrBusy
	}
	select {
	case h.slots <- struct{}{}:
		return func() { <-h.slots; <-h.queue }, nil
	case <-ctx.Done():
		<-h.queue
		return nil, ctx.Err()
	}
}

// Hash returns the encoded Argon2id hash of a password with a fresh salt.
func (h *Hasher) Hash(ctx context.Context, password string) (string, error) {
	leave, err := h.enter(ctx)
	if err != nil {
		return "", fmt.Errorf("hash password: %w", err)
	}
	defer leave()
	hash, err := argon2id.CreateHash(password, &h.params)
	if err != nil {
		return "", fmt.Errorf("hash password: %w", err)
	}
	return hash, nil
}

// Check reports whether the password is the one that was hashed, and whether the hash was
// made with other parameters than today's, so that it should be made again. An empty hash
// is nobody's: it takes as long and never matches.
func (h *Hasher) Check(ctx context.Context, password, hash string) (match, stale bool, err error) {
	leave, err := h.enter(ctx)
	if err != nil {
		return false, false, fmt.Errorf("check password: %w", err)
	}
	defer leave()
	known := hash != ""
	if !known {
		hash = h.nobody
	}
	match, params, err := argon2id.CheckHash(password, hash)
	if err != nil {
		return false, false, fmt.Errorf("check password: %w", err)
	}
	return match && known, *params != h.params, nil
}
