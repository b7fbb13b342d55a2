// Package handlers answers requests: it reads a form strictly, calls one method of the
// store, and chooses the response. Rules live on models, decisions in engine, atomic work
// in data, markup in views.
//
// Each resource has one type that embeds *Site and declares the few store methods it
// needs, so that tests can put functions in their place. Page structs are made from models
// by pure functions in the *_view.go files.
package handlers
