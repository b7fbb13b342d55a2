package main

import (
	"context"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"net/netip"
	"time"

	"github.com/labstack/echo/v4"

	"candor/data"
	"candor/data/gateway"
	"candor/handlers"
	"candor/models"
	"candor/static"
	"candor/views"
	"candor/views/text"
)

// server is everything wired together.
type server struct {
	config  *Config
	store   *data.Store
	site    *handlers.Site
	log     *slog.Logger
	echo    *echo.Echo
	unknown strangers
	// gateways carry messages to customers.
	gateways gateway.Gateways
	access
	review
	measures
	governance
	realtime
	customers
}

// Server limits (RELIABILITY of a public listener: F19, F20).
const (
	readHeaderTimeout = 3 * time.Second
	readTimeout       = 15 * time.Second
	writeTimeout      = 60 * time.Second
	idleTimeout       = 60 * time.Second
	maxHeader         = 16 << 10
	maxFormBody       = 1 << 20
	maxModelBody      = models.ArtefactMax + maxFormBody // so that a file a little too long is refused beside its field
	maxAPIBody        = 64 << 10
	maxBatchBody      = 64 << 20
)

// newSite loads the words and sets how pages are drawn.
func newSite(env *Env, bundle *text.Bundle) *handlers.Site {
	zone := time.UTC
	if env.Config != nil {
		if z, err := time.LoadLocation(env.Config.Zone); err == nil {
			zone = z
		}
	}
	return &handlers.Site{
		Texts: bundle, Now: env.Now, Zone: zone, Version: version, Dev: env.Config != nil && env.Config.Dev,
	}
}

func newLog(env *Env) *slog.Logger {
	level := slog.LevelInfo
	if env.Config != nil {
		if err := level.UnmarshalText([]byte(env.Config.LogLevel)); err != nil {
			level = slog.LevelInfo
		}
	}
	return slog.New(slog.NewJSONHandler(env.Stderr, &slog.HandlerOptions{Level: level}))
}

// newServer wires handlers, routes and middleware. It refuses a route without a permission.
func newServer(env *Env, store *data.Store) (*server, error) {
	bundle, err := text.Load()
	if err != nil {
		return nil, fmt.Errorf("language catalogues: %w", err)
	}
	s := &server{config: env.Config, store: store, site: newSite(env, bundle), log: newLog(env)}
	if s.gateways, err = env.Config.gateways(env.Now); err != nil {
		return nil, err
	}
	store.SetOutlets(s.gateways.Outlets())
	if s.site.Public, err = env.Config.public(); err != nil {
		return nil, err
	}
	store.SetLinks(s.site.Public != "")
	s.wireAccess()
	s.wireReview()
	s.wireMeasures()
	s.wireGovernance()
	s.wireRealtime()
	s.wireCustomers()
	e := echo.New()
	e.HideBanner, e.HidePort = true, true
	e.HTTPErrorHandler = s.site.ErrorHandler(s.log)
	if e.IPExtractor, err = ipExtractor(env.Config.Proxies); err != nil {
		return nil, err
	}
	e.Use(s.requestID, s.arrival, s.observe, s.recovered, s.headers, s.bodyLimit, s.sessions.LoadVisitor, s.typed.Settled)
	for _, r := range s.routes() {
		if r.Needs == "" {
			return nil, fmt.Errorf("route %s has no permission", r.Name)
		}
		e.Add(r.Method, r.Path, r.Handle, s.refusals(r), s.guard(r), s.proven(r))
	}
	if err := provenKnown(s.routes()); err != nil {
		return nil, err
	}
	s.echo = e
	return s, nil
}

// ipExtractor believes X-Forwarded-For only from the proxies that were named (S27).
func ipExtractor(proxies []string) (echo.IPExtractor, error) {
	if len(proxies) == 0 {
		return echo.ExtractIPDirect(), nil
	}
	options := []echo.TrustOption{echo.TrustLoopback(false), echo.TrustLinkLocal(false), echo.TrustPrivateNet(false)}
	for _, p := range proxies {
		prefix, err := netip.ParsePrefix(p)
		if err != nil {
			return nil, fmt.Errorf("--proxies: %w", err)
		}
		options = append(options, echo.TrustIPRange(&net.IPNet{
			IP: prefix.Addr().AsSlice(), Mask: net.CIDRMask(prefix.Bits(), prefix.Addr().BitLen()),
		}))
	}
	return echo.ExtractIPFromXFFHeader(options...), nil
}

// Handler is the whole server as one handler.
func (s *server) Handler() http.Handler { return s.originChecked(s.echo) }

// httpServer puts the limits around the handler; echo alone sets none.
func (s *server) httpServer() *http.Server {
	return &http.Server{
		Handler: s.Handler(), ReadHeaderTimeout: readHeaderTimeout, ReadTimeout: readTimeout,
		WriteTimeout: writeTimeout, IdleTimeout: idleTimeout, MaxHeaderBytes: maxHeader,
		ErrorLog: slog.NewLogLogger(s.log.Handler(), slog.LevelDebug),
	}
}

// live answers as long as the process runs.
func (s *server) live(c echo.Context) error { return c.String(http.StatusOK, "ok\n") }

// readiness answers when the record can be read.
func (s *server) readiness(c echo.Context) error {
	ctx, cancel := context.WithTimeout(c.Request().Context(), 2*time.Second)
	defer cancel()
	if err := s.store.Ping(ctx); err != nil {
		return echo.NewHTTPError(http.StatusServiceUnavailable).SetInternal(err)
	}
	return c.String(http.StatusOK, "ok\n")
}

// files serves the embedded files.
var files = static.Handler()

func (s *server) static(c echo.Context) error {
	files.ServeHTTP(c.Response(), c.Request())
	return nil
}

// gallery shows every component in every state, in development mode.
func (s *server) gallery(c echo.Context) error {
	return s.site.Show(c, "ui.gallery", views.Gallery)
}
