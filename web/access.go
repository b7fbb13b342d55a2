package main

import (
	"context"
	"fmt"
	"io"
	"time"

	"candor/handlers"
)

// access is the pages of signing in, users, roles and keys.
type access struct {
	sessions *handlers.SessionStore
	entrance *handlers.Entrance
	profile  *handlers.Profile
	users    *handlers.Users
	roles    *handlers.Roles
	keys     *handlers.Keys
	typed    *handlers.Typed
	proof    *handlers.Proof
}

// wireAccess gives those pages the record and the sessions.
func (s *server) wireAccess() {
	sessions := handlers.NewSessionStore(s.store, s.site.Now, s.config != nil && s.config.Secure)
	s.access = access{
		sessions: sessions,
		entrance: &handlers.Entrance{Site: s.site, Store: s.store, Sessions: sessions, Log: s.log},
		profile:  &handlers.Profile{Site: s.site, Store: s.store, Sessions: sessions},
		users:    &handlers.Users{Site: s.site, Store: s.store},
		roles:    &handlers.Roles{Site: s.site, Store: s.store},
		keys:     &handlers.Keys{Site: s.site, Store: s.store},
		typed:    &handlers.Typed{Site: s.site, Store: s.store},
		proof:    &handlers.Proof{Site: s.site, Store: s.store, Sessions: sessions, Log: s.log},
	}
}

// invite prints the one-time setup token while there are no users: nobody can sign in
// before somebody at the machine has used it.
func (s *server) invite(ctx context.Context, out io.Writer, addr string) error {
	token, err := s.store.SetupToken(ctx)
	if err != nil || token == "" {
		return err
	}
	_, err = fmt.Fprintf(out, "\nThere are no users yet. Make the first administrator at http://%s/setup with this token, which works once:\n\n    %s\n\n", addr, token)
	return err
}

// sweepTime is how often sessions that are over and old counts of failures are removed.
const sweepTime = 10 * time.Minute

func (s *server) sweep(ctx context.Context) {
	if err := s.store.RefreshKeys(); err != nil {
		s.log.Error("refresh keys", "error", err.Error())
	}
	if err := s.store.SweepSessions(ctx); err != nil {
		s.log.Error("sweep sessions", "error", err.Error())
	}
}
