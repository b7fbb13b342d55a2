package main

import (
	"context"
	"strings"

	"candor/handlers"
	"candor/models"
)

// customers is what comes from customers: files, and the pages they see.
type customers struct {
	files    *handlers.Files
	links    *handlers.Links
	customer *handlers.Customer
}

// wireCustomers gives those pages the record.
func (s *server) wireCustomers() {
	s.customers = customers{
		files:    &handlers.Files{Site: s.site, Store: s.store},
		links:    &handlers.Links{Site: s.site, Store: s.store, Secure: s.config != nil && s.config.Secure},
		customer: &handlers.Customer{Site: s.site, Store: s.store, Sessions: s.sessions, Log: s.log},
	}
	s.site.Attached = s.store
	s.site.Unjudged = func(ctx context.Context, v *handlers.Visitor, account models.ID) ([]models.ID, error) {
		if v.UserID() == 0 { // only people draw samples
			return nil, nil
		}
		return s.store.UnjudgedCases(ctx, v.UserID(), account)
	}
	s.site.UnjudgedAll = func(ctx context.Context, v *handlers.Visitor) ([]models.SampleItem, error) {
		if v.UserID() == 0 || !v.Can(models.PermCaseAssign) { // only leads draw samples
			return nil, nil
		}
		return s.store.Unjudged(ctx, v.UserID())
	}
}

// takesFiles reports whether a path is one that a form with several files is sent to.
func takesFiles(path string) bool {
	return path == "/c/appeal" || strings.HasPrefix(path, "/accounts/") && (strings.HasSuffix(path, "/appeal") || strings.HasSuffix(path, "/limit"))
}

// takesFile reports whether a path is one that a form with a file is sent to.
func takesFile(path string) bool {
	return strings.HasPrefix(path, "/files/of/") || path == "/c/files" || strings.HasPrefix(path, "/c/evidence/")
}
