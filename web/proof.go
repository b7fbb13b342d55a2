package main

import (
	"fmt"
	"slices"

	"github.com/labstack/echo/v4"
)

// provenRoutes are the routes, by name, that ask for the password again when it was last given more than models.ProofFor ago: what
// brings a policy or a model into force or leaves every decision to people, what takes personal data out, and what changes who may do what.
// Pausing a version, withdrawing it and calling off its moment are not among them: they stop harm, and a minute may count.
var provenRoutes = []string{
	"policy.approve", "policy.rollout", "policy.publish", "policy.schedule", "policy.rollback", "policy.stop.begin", "policy.stop.end",
	"promotion.approve", "model.return",
	"dossier.export", "audit.export", "list.export", "sample.file", "export.make", "export.take",
	"user.add", "user.change", "user.password.reset", "role.add", "role.change", "key.add",
}

func isProven(r route) bool { return slices.Contains(provenRoutes, r.Name) }

// proven asks for the password before a route of provenRoutes runs; others it leaves alone.
func (s *server) proven(r route) echo.MiddlewareFunc {
	if !isProven(r) {
		return func(next echo.HandlerFunc) echo.HandlerFunc { return next }
	}
	return s.proof.Required(r.Name)
}

// provenKnown refuses a name in provenRoutes that is no route's: a route that was renamed would lose its question in silence.
func provenKnown(routes []route) error {
	for _, name := range provenRoutes {
		if !slices.ContainsFunc(routes, func(r route) bool { return r.Name == name }) {
			return fmt.Errorf("no route is called %s, which is to ask for the password", name)
		}
	}
	return nil
}
