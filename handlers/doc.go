// Package handlers answers requests: it reads a form strictly, calls one method of the
// store, and chooses the response. Rules live on models, decisions in engine, atomic work
// in data, markup in views.
//
// Each resource has one type that embeds *Site and declares the few store methods it
// needs, so that tests can put functions in their place. Page structs are made from models
// by pure functions in the *_view.go files.
//
// # Decision, 2026-11-26: a form held back by the password travels with the page that asks
//
// Context: acts of web/proof.go ask for the password again, and what was typed must not be lost, with scripting or without. Choice:
// the page that asks carries the held form in hidden fields, as a refused form shows again what was typed, and sends it to its own
// address with the password beside it; nothing is stored, so nothing of it is left to seal, to erase or to replay. The page is not
// cached, and only who typed the words gets them. Price: a form with a file could not be held this way, and none of these has one.
package handlers
