package simulate

import (
	"encoding/json"
	"time"

	"candor/models"
)

// Event is one thing that happens.
type Event struct {
	Offset     time.Duration // from the start
	At         time.Time
	ExternalID string
	AccountID  string // the lender's own number
	Kind       models.EventKind
	Attack     string // its script, "" for ordinary life
	Bad        bool   // what it will turn out to be
	Labelled   bool   // whether anybody will say so
	// Needs is the external id of an earlier event without which this one makes no sense,
	// as a refund without its purchase.
	Needs string

	body body
}

// The types of a line of POST /api/v1/batch.
const (
	typeTransaction = "transaction"
	typeLogin       = "login"
	typeRepayment   = "repayment"
	typeIdentity    = "identity_check"
)

// paths is the address of each type by itself.
var paths = map[string]string{
	typeTransaction: "/api/v1/transactions", typeLogin: "/api/v1/logins",
	typeRepayment: "/api/v1/repayments", typeIdentity: "/api/v1/identity-checks",
}

// body is an event as the API takes it; each type knows some of the fields.
type body struct {
	Type       string    `json:"type,omitempty"`
	ExternalID string    `json:"external_id"`
	AccountID  string    `json:"account_id"`
	Kind       string    `json:"kind,omitempty"`
	At         time.Time `json:"at"`
	AmountFen  int64     `json:"amount_fen,omitempty"`
	Currency   string    `json:"currency,omitempty"`
	Product    string    `json:"product,omitempty"`
	Merchant   string    `json:"merchant,omitempty"`
	City       string    `json:"city,omitempty"`
	Device     string    `json:"device,omitempty"`
	Card       string    `json:"card,omitempty"`
	Payee      string    `json:"payee,omitempty"`
	IP         string    `json:"ip,omitempty"`
	Network    string    `json:"network,omitempty"`
	Lat        *float64  `json:"lat,omitempty"`
	Lon        *float64  `json:"lon,omitempty"`
	OriginalID string    `json:"original_id,omitempty"`
	Check      string    `json:"check,omitempty"`
	Passed     *bool     `json:"passed,omitempty"`
}

// typeOf is the type of a line for a kind of event.
func typeOf(kind models.EventKind) string {
	switch kind {
	case models.EventRepayment:
		return typeRepayment
	case models.EventIdentityPassed, models.EventIdentityFailed:
		return typeIdentity
	}
	if kind.Money() {
		return typeTransaction
	}
	return typeLogin
}

// Path is where the event is sent by itself.
func (e *Event) Path() string { return paths[typeOf(e.Kind)] }

// Body is the event as its own address takes it.
func (e *Event) Body() ([]byte, error) { return json.Marshal(e.body) }

// Line is the event as a line of POST /api/v1/batch.
func (e *Event) Line() ([]byte, error) {
	b := e.body
	b.Type = typeOf(e.Kind)
	line, err := json.Marshal(b)
	return append(line, '\n'), err
}

// label is a label as POST /api/v1/labels takes it.
type label struct {
	ExternalID string    `json:"external_id"`
	Bad        bool      `json:"bad"`
	At         time.Time `json:"at"`
}

// Label is the body that says what the event turned out to be, known so much later.
func (e *Event) Label(delay time.Duration) ([]byte, error) {
	return json.Marshal(label{e.ExternalID, e.Bad, e.At.Add(delay)})
}

// gear is what somebody acts with, and where.
type gear struct {
	device, ip, network, city string
	lat, lon                  float64
}

// set puts the gear into the body of a kind of event, as far as its type has fields for it.
func (g gear) set(b *body, kind models.EventKind) {
	if typeOf(kind) == typeRepayment {
		return
	}
	b.City, b.Device, b.IP = g.city, g.device, g.ip
	if typeOf(kind) == typeIdentity {
		return
	}
	b.Network, b.Lat, b.Lon = g.network, &g.lat, &g.lon
}

// finish gives the event its number and its place in time, and writes those of its fields
// that follow from others.
func (e *Event) finish(start time.Time, id string) {
	e.At, e.ExternalID = start.Add(e.Offset).UTC().Truncate(time.Microsecond), id
	e.Labelled = typeOf(e.Kind) == typeTransaction || typeOf(e.Kind) == typeLogin
	b := &e.body
	b.ExternalID, b.AccountID, b.At = e.ExternalID, e.AccountID, e.At
	switch typeOf(e.Kind) {
	case typeTransaction, typeLogin:
		b.Kind = string(e.Kind)
	case typeIdentity:
		passed := e.Kind == models.EventIdentityPassed
		b.Passed = &passed
	}
	if e.Kind.Money() {
		b.Currency = models.Currency
	}
}
