package models

import (
	"encoding/hex"
	"fmt"
	"math"
	"slices"
	"strconv"
	"time"

	"candor/engine/decide"
	"candor/engine/rules"
	"candor/engine/watch"
)

// Event is something that happened on an account and, unless it is history that was only
// recorded, the engine's decision about it: one row, so that neither can be without the
// other. All but Disposition and CorrectedAt never changes.
type Event struct {
	ID            ID          `gorm:"primaryKey" class:"C1"` // grows with the time of receipt
	AccountID     ID          `class:"C1"`
	Kind          EventKind   `class:"C1"`
	Source        string      `class:"C1"` // the API key's name, or the map of an import
	ExternalID    string      `class:"C1"` // the sender's own number, unique within the source
	EventKey      []byte      `class:"C1"` // of source and external id: what makes a repeat one
	At            time.Time   `class:"C1"` // when it happened, as the sender says
	AmountFen     int64       `class:"C2f"`
	Body          EventBody   `gorm:"serializer:json" class:"C2f"`
	BodyHash      []byte      `class:"C1"` // of all that was sent, to tell a repeat from another event
	Late          bool        `class:"C1"` // came after the lateness window: not in the account's state …
	CorrectedAt   *time.Time  `class:"C1"` // … until the state was built anew with it
	Outcome       Outcome     `class:"C1"` // "" for history
	Risk          int         `class:"C2f"`
	Disposition   Disposition `class:"C1"`
	PolicyVersion int         `class:"C1"`
	ModelID       ID          `class:"C1"` // the account's scorecard, 0 without a score
	Input         []byte      `class:"C2f"`
	Result        []byte      `class:"C2f"`
	Micros        int64       `class:"C1"` // from the request's arrival to the decision, microseconds
	BatchID       ID          `class:"C1"` // its unit of work, named by an audit entry
}

// PublicID is the decision's id as pages and the API write it: the event is its decision.
func (e *Event) PublicID() string { return e.ID.Public(PrefixDecision) }

// EventKind is what happened.
type EventKind string

// The kinds of event, named as engine/watch names them.
const (
	EventPurchase       EventKind = "purchase"
	EventDraw           EventKind = "draw"
	EventTransferOut    EventKind = "transfer_out"
	EventRefund         EventKind = "refund"
	EventRepayment      EventKind = "repayment"
	EventLogin          EventKind = "login"
	EventLoginFailed    EventKind = "login_failed"
	EventPasswordChange EventKind = "password_change"
	EventPhoneChange    EventKind = "phone_change"
	EventDeviceBind     EventKind = "device_bind"
	EventIdentityPassed EventKind = "identity_passed"
	EventIdentityFailed EventKind = "identity_failed"
)

// TransactionKinds are the kinds that move money out of the lender or back from a shop.
func TransactionKinds() []EventKind {
	return []EventKind{EventPurchase, EventDraw, EventTransferOut, EventRefund}
}

// LoginKinds are what happens at an account's door.
func LoginKinds() []EventKind {
	return []EventKind{EventLogin, EventLoginFailed, EventPasswordChange, EventPhoneChange, EventDeviceBind}
}

// IdentityKinds are the results of a check of who the customer is.
func IdentityKinds() []EventKind { return []EventKind{EventIdentityPassed, EventIdentityFailed} }

// Money reports whether an event of the kind has an amount.
func (k EventKind) Money() bool { return k == EventRepayment || slices.Contains(TransactionKinds(), k) }

// Spends reports whether the kind uses a credit line.
func (k EventKind) Spends() bool { return k == EventPurchase || k == EventDraw }

// PaysBack reports whether the kind gives a credit line back what was used.
func (k EventKind) PaysBack() bool { return k == EventRefund || k == EventRepayment }

// Function is what an account must still be able to do for the event, "" for none.
func (k EventKind) Function() Function {
	switch k {
	case EventPurchase:
		return FunctionPurchase
	case EventDraw:
		return FunctionDraw
	case EventTransferOut:
		return FunctionTransfer
	}
	return ""
}

// Outcome is a rung of the ladder that an event can end on.
type Outcome = rules.Outcome

// The outcome ladder, mildest first.
const (
	OutcomeAllow   = rules.Allow
	OutcomeMonitor = rules.Monitor
	OutcomeStepUp  = rules.StepUp
	OutcomeHold    = rules.Hold
	OutcomeDecline = rules.Decline
)

// Disposition is what became of an event that did not go through at once.
type Disposition string

// The dispositions. An event that was allowed or declined is final as it was decided.
const (
	DispositionFinal     Disposition = ""
	DispositionPending   Disposition = "pending"   // its amount is reserved
	DispositionReleased  Disposition = "released"  // it went through after all
	DispositionCancelled Disposition = "cancelled" // it did not, and its amount is free again
)

// Goes reports whether the event's money moved or is reserved.
func (e *Event) Goes() bool {
	return e.Outcome != OutcomeDecline && e.Disposition != DispositionCancelled
}

// Word is the disposition as the API says it.
func (d Disposition) Word() string {
	if d == DispositionFinal {
		return "final"
	}
	return string(d)
}

// Decided is the decision in full. It fails on history, which has none.
func (e *Event) Decided() (decide.EventResult, error) { return decide.DecodeEventResult(e.Result) }

// Settle ends a pending event one way or the other.
func (e *Event) Settle(to Disposition) error {
	if e.Disposition != DispositionPending || (to != DispositionReleased && to != DispositionCancelled) {
		return ErrState
	}
	e.Disposition = to
	return nil
}

// EventBody is what is kept of what was sent. Device, card, payee and IP address identify
// people, so they are keyed tokens; of the address the network is kept, and coordinates
// are rounded to about a kilometre.
type EventBody struct {
	Product  Product  `json:"product,omitempty"`
	Merchant string   `json:"merchant,omitempty"`
	Category string   `json:"category,omitempty"`
	City     string   `json:"city,omitempty"`
	Device   string   `json:"device,omitempty"`
	Card     string   `json:"card,omitempty"`
	Payee    string   `json:"payee,omitempty"`
	IP       string   `json:"ip,omitempty"`
	Prefix   string   `json:"prefix,omitempty"` // of the address: 203.0.113.0/24
	Network  string   `json:"network,omitempty"`
	Lat      *float64 `json:"lat,omitempty"` // degrees
	Lon      *float64 `json:"lon,omitempty"`
	Centre   bool     `json:"centre,omitempty"`   // both are of the city, because none were sent
	Original string   `json:"original,omitempty"` // refund: the purchase's external id
	Check    string   `json:"check,omitempty"`    // identity check: its kind
}

// PlaceByCity takes the centre of a known city where no coordinates were sent. It is kept with the event, so that states are built anew
// from what was known when it was decided, also from the events of before cities were known.
func (b *EventBody) PlaceByCity() {
	if b.Lat != nil || b.Lon != nil {
		return
	}
	if lat, lon, ok := watch.CityPlace(b.City); ok {
		b.Lat, b.Lon, b.Centre = &lat, &lon, true
	}
}

// Watched is the event as engine/watch takes it.
func (e *Event) Watched() (watch.Event, error) {
	kind, ok := watch.ParseKind(string(e.Kind))
	if !ok {
		return watch.Event{}, fmt.Errorf("no event kind %q", e.Kind)
	}
	b := &e.Body
	w := watch.Event{
		ID: int64(e.ID), Kind: kind, At: e.At.UnixMicro(), AmountFen: e.AmountFen, Product: b.Product.Number(),
		Merchant: watch.Token(b.Merchant), City: watch.Token(b.City), Network: watch.Token(b.Network),
		Device: keyed(b.Device), Card: keyed(b.Card), Payee: keyed(b.Payee), IP: keyed(b.IP),
	}
	if b.Lat != nil && b.Lon != nil {
		w.Lat, w.Lon, w.HasPlace = float32(*b.Lat), float32(*b.Lon), true
	}
	return w, nil
}

// keyed reads a token of 16 hexadecimal digits, 0 for none.
func keyed(token string) uint64 {
	v, err := strconv.ParseUint(token, 16, 64)
	if err != nil {
		return 0
	}
	return v
}

// TokenOf writes the first eight bytes of a blind index as a token.
func TokenOf(index []byte) string {
	if len(index) < 8 {
		return ""
	}
	return hex.EncodeToString(index[:8])
}

// Rounded is a coordinate to two decimals, about a kilometre.
func Rounded(degrees *float64) *float64 {
	if degrees == nil {
		return nil
	}
	r := math.Round(*degrees*100) / 100
	return &r
}

// Number is the product as engine/watch counts them: 1 pay later, 2 cash loan, 0 none.
func (p Product) Number() uint8 {
	switch p {
	case ProductPayLater:
		return 1
	case ProductCashLoan:
		return 2
	}
	return 0
}
