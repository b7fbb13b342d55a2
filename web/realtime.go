package main

import (
	"github.com/labstack/echo/v4"

	"candor/handlers"
	"candor/models"
)

// realtime is the pages of decisions about events.
type realtime struct {
	monitor     *handlers.Monitor
	decisions   *handlers.Decisions
	challenges  *handlers.Challenges
	proofs      *handlers.Proofs
	events      *handlers.Events
	corrections *handlers.Corrections
	lists       *handlers.Lists
	listChanges *handlers.ListChanges
}

// wireRealtime gives those pages the record. It comes after wireAccess, whose sessions tell
// whether a stream may go on.
func (s *server) wireRealtime() {
	s.realtime = realtime{
		monitor: &handlers.Monitor{Site: s.site, Store: s.store, Still: func(c echo.Context) bool {
			return s.sessions.Still(c, models.PermMonitorRead)
		}},
		decisions:   &handlers.Decisions{Site: s.site, Store: s.store},
		challenges:  &handlers.Challenges{Site: s.site, Store: s.store},
		proofs:      &handlers.Proofs{Site: s.site, Store: s.store},
		events:      &handlers.Events{Site: s.site, Store: s.store},
		corrections: &handlers.Corrections{Site: s.site, Store: s.store},
		lists:       &handlers.Lists{Site: s.site, Store: s.store},
		listChanges: &handlers.ListChanges{Site: s.site, Store: s.store},
	}
}
