package handlers

import (
	"slices"
	"time"

	"candor/models"
)

// eventBody is one of the bodies that describe an event.
type eventBody interface {
	event() (models.NewEvent, error)
}

// transactionBody is a purchase, a draw, a transfer out or a refund. The amount is fen.
type transactionBody struct {
	ExternalID string    `json:"external_id"`
	AccountID  string    `json:"account_id"`
	Kind       string    `json:"kind"`
	At         time.Time `json:"at"`
	AmountFen  int64     `json:"amount_fen"`
	Currency   string    `json:"currency"`
	Product    string    `json:"product"`
	Merchant   string    `json:"merchant"`
	Category   string    `json:"category"`
	City       string    `json:"city"`
	Device     string    `json:"device"`
	Card       string    `json:"card"`
	Payee      string    `json:"payee"`
	IP         string    `json:"ip"`
	Network    string    `json:"network"`
	Lat        *float64  `json:"lat"`
	Lon        *float64  `json:"lon"`
	OriginalID string    `json:"original_id"`
}

func (b *transactionBody) event() (models.NewEvent, error) {
	return models.NewEvent{
		ExternalID: b.ExternalID, Account: b.AccountID, Kind: models.EventKind(b.Kind), At: b.At, AmountFen: b.AmountFen,
		Currency: b.Currency, Product: models.Product(b.Product), Merchant: b.Merchant, Category: b.Category, City: b.City,
		Device: b.Device, Card: b.Card, Payee: b.Payee, IP: b.IP, Network: b.Network, Lat: b.Lat, Lon: b.Lon, Original: b.OriginalID,
	}, kindAmong(b.Kind, models.TransactionKinds())
}

// loginBody is what happened at an account's door.
type loginBody struct {
	ExternalID string    `json:"external_id"`
	AccountID  string    `json:"account_id"`
	Kind       string    `json:"kind"`
	At         time.Time `json:"at"`
	City       string    `json:"city"`
	Device     string    `json:"device"`
	IP         string    `json:"ip"`
	Network    string    `json:"network"`
	Lat        *float64  `json:"lat"`
	Lon        *float64  `json:"lon"`
}

func (b *loginBody) event() (models.NewEvent, error) {
	return models.NewEvent{
		ExternalID: b.ExternalID, Account: b.AccountID, Kind: models.EventKind(b.Kind), At: b.At,
		City: b.City, Device: b.Device, IP: b.IP, Network: b.Network, Lat: b.Lat, Lon: b.Lon,
	}, kindAmong(b.Kind, models.LoginKinds())
}

// repaymentBody is money that a customer paid back.
type repaymentBody struct {
	ExternalID string    `json:"external_id"`
	AccountID  string    `json:"account_id"`
	At         time.Time `json:"at"`
	AmountFen  int64     `json:"amount_fen"`
	Currency   string    `json:"currency"`
	Product    string    `json:"product"`
	Card       string    `json:"card"`
}

func (b *repaymentBody) event() (models.NewEvent, error) {
	return models.NewEvent{
		ExternalID: b.ExternalID, Account: b.AccountID, Kind: models.EventRepayment, At: b.At, AmountFen: b.AmountFen,
		Currency: b.Currency, Product: models.Product(b.Product), Card: b.Card,
	}, nil
}

// identityBody is the result of a check of who the customer is.
type identityBody struct {
	ExternalID string    `json:"external_id"`
	AccountID  string    `json:"account_id"`
	At         time.Time `json:"at"`
	Check      string    `json:"check"`
	Passed     *bool     `json:"passed"`
	Device     string    `json:"device"`
	IP         string    `json:"ip"`
	City       string    `json:"city"`
}

func (b *identityBody) event() (models.NewEvent, error) {
	n := models.NewEvent{
		ExternalID: b.ExternalID, Account: b.AccountID, Kind: models.EventIdentityFailed, At: b.At, Check: b.Check,
		Device: b.Device, IP: b.IP, City: b.City,
	}
	if b.Passed == nil {
		var bad models.Invalid
		bad.Add("passed", "required")
		return n, bad.OrNil()
	}
	if *b.Passed {
		n.Kind = models.EventIdentityPassed
	}
	return n, nil
}

// kindAmong refuses a kind that does not belong at an address.
func kindAmong(kind string, kinds []models.EventKind) error {
	var bad models.Invalid
	if !slices.Contains(kinds, models.EventKind(kind)) {
		bad.Add("kind", "choice")
	}
	return bad.OrNil()
}
