package main

import (
	"log/slog"
	"net/http"
	"strings"
	"sync"
	"time"

	"github.com/labstack/echo/v4"

	"candor/handlers"
	"candor/models"
)

// strangerEvery is how often the refusal of requests without a good key is recorded for an
// address: a stranger must not be able to fill the record.
const strangerEvery = time.Minute

// strangers remembers which addresses were recorded lately.
type strangers struct {
	mu   sync.Mutex
	last map[string]time.Time
}

// strangersMax bounds what is remembered.
const strangersMax = 10_000

// due reports whether an address's refusal is to be recorded now.
func (s *strangers) due(ip string, now time.Time) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	if last, ok := s.last[ip]; ok && now.Sub(last) < strangerEvery {
		return false
	}
	if s.last == nil || len(s.last) >= strangersMax {
		s.last = map[string]time.Time{}
	}
	s.last[ip] = now
	return true
}

// refusals records what machines were refused on the addresses that change something:
// which route, where in the body and by which code; never what was sent.
func (s *server) refusals(r route) echo.MiddlewareFunc {
	return func(next echo.HandlerFunc) echo.HandlerFunc {
		if r.Method == http.MethodGet || !strings.HasPrefix(r.Path, "/api/v1/") {
			return next
		}
		return func(c echo.Context) error {
			err := next(c)
			status := c.Response().Status
			if err != nil {
				status = handlers.StatusOf(err)
			}
			if line := handlers.RefusalOf(c).Status; err == nil && line != 0 {
				status = line // a batch was answered, one of its lines was refused
			}
			if status < 400 || status >= 500 {
				return err
			}
			by := handlers.Actor(c)
			if by.ID == "" {
				if !s.unknown.due(c.RealIP(), s.site.Now()) {
					return err
				}
				by.Kind, by.ID, by.Name, by.Source = models.ActorKey, "key:unknown", "unknown", "api"
			}
			if err != nil { // the answer is written here, so that its first field is known
				c.Error(err)
			}
			what := handlers.RefusalOf(c)
			if e := s.store.RecordRefusal(c.Request().Context(), by, r.Name, status, what.Pointer, what.Code); e != nil {
				s.log.Error("record refusal", slog.String("request_id", handlers.RequestID(c)), slog.String("error", e.Error()))
			}
			return nil
		}
	}
}
