package main

import (
	"crypto/rand"
	"encoding/hex"
	"fmt"
	"log/slog"
	"net/http"
	"net/url"
	"runtime/debug"
	"strings"
	"time"

	"github.com/labstack/echo/v4"

	"candor/handlers"
	"candor/models"
)

// requestID names each request; a name that the client sends is not believed.
func (s *server) requestID(next echo.HandlerFunc) echo.HandlerFunc {
	return func(c echo.Context) error {
		var b [8]byte
		if _, err := rand.Read(b[:]); err != nil {
			return err
		}
		id := hex.EncodeToString(b[:])
		handlers.SetRequestID(c, id)
		c.Response().Header().Set("X-Request-Id", id)
		return next(c)
	}
}

// arrival notes when a machine's request came in: decisions say how long they took.
func (s *server) arrival(next echo.HandlerFunc) echo.HandlerFunc {
	return func(c echo.Context) error {
		handlers.SetArrived(c, time.Now())
		return next(c)
	}
}

// observe writes one line a request: route, status and time, no personal data and no query.
func (s *server) observe(next echo.HandlerFunc) echo.HandlerFunc {
	return func(c echo.Context) error {
		started := time.Now()
		err := next(c)
		if err != nil {
			c.Error(err)
		}
		level := slog.LevelInfo
		if strings.HasPrefix(c.Path(), "/static/") {
			level = slog.LevelDebug
		}
		s.log.LogAttrs(c.Request().Context(), level, "request",
			slog.String("request_id", handlers.RequestID(c)), slog.String("method", c.Request().Method),
			slog.String("route", c.Path()), slog.Int("status", c.Response().Status),
			slog.Int64("user_id", int64(handlers.CurrentVisitor(c).UserID())),
			slog.Float64("milliseconds", float64(time.Since(started).Microseconds())/1000))
		return nil
	}
}

// recovered makes a panic one failed request (F32).
func (s *server) recovered(next echo.HandlerFunc) echo.HandlerFunc {
	return func(c echo.Context) (err error) {
		defer func() {
			if p := recover(); p != nil {
				err = fmt.Errorf("panic: %v\n%s", p, debug.Stack())
			}
		}()
		return next(c)
	}
}

// policy is what a page may load: its own files, and nothing inline (S22).
const contentPolicy = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; " +
	"connect-src 'self'; form-action 'self'; base-uri 'none'; object-src 'none'; frame-ancestors 'none'"

// headers sets what every answer carries.
func (s *server) headers(next echo.HandlerFunc) echo.HandlerFunc {
	return func(c echo.Context) error {
		h := c.Response().Header()
		h.Set("Content-Security-Policy", contentPolicy)
		h.Set("X-Content-Type-Options", "nosniff")
		h.Set("Referrer-Policy", "same-origin")
		h.Set("Cross-Origin-Opener-Policy", "same-origin")
		h.Set("Cross-Origin-Resource-Policy", "same-origin")
		h.Set("Permissions-Policy", "camera=(), microphone=(), geolocation=(), payment=()")
		h.Set("Cache-Control", "no-store")
		if s.config.Secure {
			h.Set("Strict-Transport-Security", "max-age=31536000; includeSubDomains")
		}
		return next(c)
	}
}

// bodyLimit cuts bodies off, also those that do not say how long they are (F19).
func (s *server) bodyLimit(next echo.HandlerFunc) echo.HandlerFunc {
	return func(c echo.Context) error {
		limit := int64(maxFormBody)
		if path := c.Request().URL.Path; path == "/models/import" || path == "/policy/import" {
			limit = maxModelBody
		}
		if takesFile(c.Request().URL.Path) {
			limit = handlers.UploadMax
		}
		if takesFiles(c.Request().URL.Path) {
			limit = handlers.UploadsMax
		}
		if isAPI(c.Request()) {
			limit = maxAPIBody
			if c.Request().URL.Path == "/api/v1/batch" {
				limit = maxBatchBody
			}
		}
		r := c.Request()
		if r.ContentLength > limit {
			return echo.ErrStatusRequestEntityTooLarge
		}
		r.Body = http.MaxBytesReader(c.Response(), r.Body, limit)
		return next(c)
	}
}

func isAPI(r *http.Request) bool { return strings.HasPrefix(r.URL.Path, "/api/") }

// originChecked refuses state changes that another site's page sends (S24). Machines carry
// a key instead of a cookie and come from no page.
func (s *server) originChecked(next http.Handler) http.Handler {
	protection := http.NewCrossOriginProtection()
	checked := protection.Handler(next)
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if isAPI(r) {
			next.ServeHTTP(w, r)
			return
		}
		checked.ServeHTTP(w, r)
	})
}

// guard lets a request through to a route when its visitor holds the permission.
func (s *server) guard(r route) echo.MiddlewareFunc {
	return func(next echo.HandlerFunc) echo.HandlerFunc {
		return func(c echo.Context) error {
			v := handlers.CurrentVisitor(c)
			switch {
			case v.Can(r.Needs):
				return next(c)
			case v.User != nil || v.Key != nil:
				return models.ErrForbidden
			case isAPI(c.Request()):
				c.Response().Header().Set("WWW-Authenticate", `Bearer realm="candor"`)
				return echo.ErrUnauthorized
			case c.Request().Method == http.MethodGet:
				return c.Redirect(http.StatusSeeOther, "/signin?next="+url.QueryEscape(c.Request().URL.RequestURI()))
			}
			return echo.ErrUnauthorized
		}
	}
}
