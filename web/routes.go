package main

import (
	"fmt"
	"net/http"
	"slices"
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
	list := slices.Concat(
		s.healthRoutes(), s.accessRoutes(), s.reviewRoutes(), s.accountRoutes(), s.hardshipRoutes(), s.asideRoutes(), s.measureRoutes(), s.appealRoutes(), s.customerRoutes(),
		s.governanceRoutes(), s.proofRoutes(), s.modelRoutes(), s.eventRoutes(), s.machineRoutes(), s.staticRoutes(),
	)
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
	s.wireAccess()
	s.wireReview()
	s.wireMeasures()
	s.wireGovernance()
	s.wireRealtime()
	s.wireCustomers()
	w := tabwriter.NewWriter(env.Stdout, 0, 4, 2, ' ', 0)
	for _, r := range s.routes() {
		fmt.Fprintf(w, "%s\t%s\t%s\t%s\n", r.Method, r.Path, r.Needs, r.Name)
	}
	return w.Flush()
}

// healthRoutes say whether the server lives and is ready.
func (s *server) healthRoutes() []route {
	return []route{
		{http.MethodGet, "/livez", "health.live", models.Public, s.live},
		{http.MethodGet, "/readyz", "health.ready", models.Public, s.readiness},
	}
}

// accessRoutes are signing in, people, roles and keys.
func (s *server) accessRoutes() []route {
	return []route{
		{http.MethodGet, "/signin", "signin.ask", models.Public, s.entrance.Ask},
		{http.MethodPost, "/signin", "signin", models.Public, s.entrance.SignIn},
		{http.MethodPost, "/signout", "signout", models.Public, s.entrance.SignOut},
		{http.MethodGet, "/setup", "setup.ask", models.Public, s.entrance.AskSetup},
		{http.MethodPost, "/setup", "setup", models.Public, s.entrance.Setup},
		{http.MethodGet, "/profile", "profile.show", models.SignedIn, s.profile.Show},
		{http.MethodPost, "/profile/display", "profile.display", models.Public, s.profile.Display},
		{http.MethodGet, "/profile/password", "profile.password.ask", models.SignedIn, s.profile.AskPassword},
		{http.MethodPost, "/profile/password", "profile.password", models.SignedIn, s.profile.Password},
		{http.MethodGet, "/session", "session.lasts", models.SignedIn, s.profile.Lasts},
		{http.MethodPost, "/session", "session.stay", models.SignedIn, s.profile.Stay},
		{http.MethodGet, "/drafts", "draft.list", models.SignedIn, s.typed.List},
		{http.MethodPost, "/drafts", "draft.save", models.SignedIn, s.typed.Save},
		{http.MethodPost, "/proof", "proof.give", models.SignedIn, s.proof.Give},
		{http.MethodPost, "/profile/sessions/end", "profile.session.end", models.SignedIn, s.profile.EndSession},
		{http.MethodGet, "/users", "user.list", models.PermUserRead, s.users.List},
		{http.MethodGet, "/users/new", "user.new", models.PermUserManage, s.users.New},
		{http.MethodPost, "/users", "user.add", models.PermUserManage, s.users.Add},
		{http.MethodGet, "/users/:id", "user.show", models.PermUserRead, s.users.Show},
		{http.MethodPost, "/users/:id", "user.change", models.PermUserManage, s.users.Change},
		{http.MethodPost, "/users/:id/password", "user.password.reset", models.PermUserManage, s.users.Reset},
		{http.MethodPost, "/users/:id/sessions/end", "user.session.end", models.PermUserManage, s.users.EndSession},
		{http.MethodGet, "/roles", "role.list", models.PermUserRead, s.roles.List},
		{http.MethodGet, "/roles/new", "role.new", models.PermUserManage, s.roles.New},
		{http.MethodPost, "/roles", "role.add", models.PermUserManage, s.roles.Add},
		{http.MethodGet, "/roles/:key", "role.show", models.PermUserRead, s.roles.Show},
		{http.MethodPost, "/roles/:key", "role.change", models.PermUserManage, s.roles.Change},
		{http.MethodGet, "/keys", "key.list", models.PermKeyManage, s.keys.List},
		{http.MethodPost, "/keys", "key.add", models.PermKeyManage, s.keys.Add},
		{http.MethodPost, "/keys/:id/revoke", "key.revoke", models.PermKeyManage, s.keys.Revoke},
		{http.MethodPost, "/keys/rotate", "key.rotate", models.PermKeyManage, s.keys.Rotate},
		{http.MethodPost, "/keys/retire", "key.retire", models.PermKeyManage, s.keys.Retire},
	}
}

// staticRoutes are the files that pages fetch.
func (s *server) staticRoutes() []route {
	return []route{
		{http.MethodGet, "/static/*", "static", models.Public, s.static},
	}
}
