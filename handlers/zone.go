package handlers

import (
	"sync"
	"time"

	"github.com/labstack/echo/v4"
)

// zones are the zones that were read so far, by name: reading one opens a file.
var zones sync.Map

// zone is in which the reader of a request reads and types times: the own choice, else the lender's. Letters, files that leave and
// what customers see stay in the lender's, so that two people never date one thing differently.
func (s *Site) zone(c echo.Context) *time.Location {
	u := CurrentVisitor(c).User
	if u == nil || u.Zone == "" {
		return s.Zone
	}
	if known, ok := zones.Load(u.Zone); ok {
		if zone, ok := known.(*time.Location); ok {
			return zone
		}
	}
	zone, err := time.LoadLocation(u.Zone)
	if err != nil { // taken on by another version of the program
		return s.Zone
	}
	zones.Store(u.Zone, zone)
	return zone
}
