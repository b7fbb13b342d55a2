package models

import (
	"errors"
	"fmt"
	"sort"
	"strings"
)

// Sentinels that every layer tests with errors.Is; handlers map them to a status.
var (
	// ErrNotFound: no such row, or not one the actor may know of.
	ErrNotFound = errors.New("not found")
	// ErrConflict: the row changed since the actor read it.
	ErrConflict = errors.New("changed by someone else")
	// ErrUnwarned: a hardship flag came since the actor read the account. It is a conflict, and stops nobody who has read of it.
	ErrUnwarned = fmt.Errorf("not warned of hardship: %w", ErrConflict)
	// ErrForbidden: the actor may not do this. A *Refused says why.
	ErrForbidden = errors.New("not permitted")
	// ErrNoActor: a write without anybody who answers for it.
	ErrNoActor = errors.New("no actor")
	// ErrUnsafe: a scanner found something in a file. ErrUnchecked: it could not look.
	ErrUnsafe    = errors.New("unsafe file")
	ErrUnchecked = errors.New("file could not be checked")
	// ErrState: the thing is in a state from which this step is not possible.
	ErrState = errors.New("not possible in this state")
)

// Problem is why one field was refused: a code that the language catalogues hold a
// sentence for (invalid.<code>) and the values to put into it.
type Problem struct {
	Code string
	Args map[string]string
}

// Invalid is input that a rule refused, by field name. The empty name is the whole form.
type Invalid struct {
	Fields map[string]Problem
}

// Error lists fields and codes in name order.
func (e *Invalid) Error() string {
	names := make([]string, 0, len(e.Fields))
	for name := range e.Fields {
		names = append(names, name)
	}
	sort.Strings(names)
	var b strings.Builder
	b.WriteString("invalid:")
	for _, name := range names {
		b.WriteString(" " + name + "=" + e.Fields[name].Code)
	}
	return b.String()
}

// Add records a problem with a field unless it has one; args are name, value pairs.
func (e *Invalid) Add(field, code string, args ...string) {
	if e.Fields == nil {
		e.Fields = map[string]Problem{}
	}
	if _, taken := e.Fields[field]; taken {
		return
	}
	p := Problem{Code: code, Args: map[string]string{}}
	for i := 0; i+1 < len(args); i += 2 {
		p.Args[args[i]] = args[i+1]
	}
	e.Fields[field] = p
}

// OrNil is the error to return: nil when nothing was added.
func (e *Invalid) OrNil() error {
	if len(e.Fields) == 0 {
		return nil
	}
	return e
}

// Refused is a rule that forbids this actor this act, with a code that the language
// catalogues hold a sentence for (refused.<code>). It is ErrForbidden to errors.Is.
type Refused struct {
	Code string
}

// Error names the code.
func (e *Refused) Error() string { return "refused: " + e.Code }

// Is makes a *Refused an ErrForbidden.
func (e *Refused) Is(target error) bool { return target == ErrForbidden }
