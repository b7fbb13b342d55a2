// Command candor is a risk operations console for consumer credit in one binary.
//
// main reads the arguments and runs one command, each in a file of its own and thin; the
// server's wiring is in server.go, its route list in routes.go, and what wraps every
// request in middleware.go. Nothing imports this package.
package main
