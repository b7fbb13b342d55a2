package main

import "candor/handlers"

// access is the pages of signing in, users, roles and keys.
type access struct {
	sessions *handlers.SessionStore
	entrance *handlers.Entrance
	profile  *handlers.Profile
	users    *handlers.Users
	roles    *handlers.Roles
	keys     *handlers.Keys
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
	}
}
