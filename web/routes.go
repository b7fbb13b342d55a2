package main

import (
	"fmt"
	"net/http"
	"text/tabwriter"

	"github.com/labstack/echo/v4"

	"candor/models"
)

// route is one line of the route list. A route without a permission is a fault that stops
// the server from starting.
type route struct {
	Method string
	Path   string
	Name   string
	Needs  models.Permission
	Handle echo.HandlerFunc
}

// routes is every route there is, by area, each with the permission it needs.
func (s *server) routes() []route {
	list := []route{
		// health
		{http.MethodGet, "/livez", "health.live", models.Public, s.live},
		{http.MethodGet, "/readyz", "health.ready", models.Public, s.readiness},

		// access

		// review

		// measures

		// governance

		// machines

		// static files
		{http.MethodGet, "/static/*", "static", models.Public, s.static},
	}
	if s.site.Dev {
		list = append(list, route{http.MethodGet, "/gallery", "gallery", models.Public, s.gallery})
	}
	return list
}

// routesCmd prints the route list.
type routesCmd struct{}

// Run prints method, path, permission and name of each route.
func (routesCmd) Run(env *Env) error {
	s := &server{site: newSite(env, nil), log: newLog(env)}
	w := tabwriter.NewWriter(env.Stdout, 0, 4, 2, ' ', 0)
	for _, r := range s.routes() {
		fmt.Fprintf(w, "%s\t%s\t%s\t%s\n", r.Method, r.Path, r.Needs, r.Name)
	}
	return w.Flush()
}
