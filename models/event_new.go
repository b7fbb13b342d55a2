package models

import (
	"crypto/sha256"
	"encoding/binary"
	"math"
	"net/netip"
	"slices"
	"time"
)

// NewEvent is an event as its source sends it. Account is the source's own id of the
// account, or ours.
type NewEvent struct {
	Source, ExternalID, Account  string
	Kind                         EventKind
	At                           time.Time
	AmountFen                    int64
	Currency                     string
	Product                      Product
	Merchant, Category           string
	City, Device, Card, Payee    string
	IP, Network, Original, Check string
	Lat, Lon                     *float64
	Arrived                      time.Time // when the request came in, by the server's clock
}

// EventMaxFen bounds the amount of one event: ten million yuan.
const EventMaxFen int64 = 1_000_000_000

// Currency is the one currency there is.
const Currency = "CNY"

// Validate refuses an event that cannot be one. skew is how far the sender's clock may be
// ahead of now, oldest how long ago an event may have happened. Fields are named as the
// API names them.
func (e *NewEvent) Validate(now time.Time, skew, oldest time.Duration) error {
	var bad Invalid
	checkName(&bad, "source", e.Source, 1, 64)
	checkName(&bad, "external_id", e.ExternalID, 1, 64)
	checkName(&bad, "account_id", e.Account, 1, 64)
	switch {
	case e.At.IsZero():
		bad.Add("at", "required")
	case e.At.Sub(now) > skew:
		bad.Add("at", "clock_ahead")
	case now.Sub(e.At) > oldest:
		bad.Add("at", "too_old")
	}
	e.validateMoney(&bad)
	for field, value := range map[string]string{
		"merchant": e.Merchant, "category": e.Category, "city": e.City, "device": e.Device, "card": e.Card,
		"payee": e.Payee, "network": e.Network, "original_id": e.Original,
	} {
		checkName(&bad, field, value, 0, 64)
	}
	if e.IP != "" {
		if _, err := netip.ParseAddr(e.IP); err != nil {
			bad.Add("ip", "ip")
		}
	}
	if slices.Contains(IdentityKinds(), e.Kind) && !slices.Contains(CheckKinds(), e.Check) {
		bad.Add("check", "choice")
	}
	checkPlace(&bad, e.Lat, e.Lon)
	return bad.OrNil()
}

func checkName(bad *Invalid, field, value string, shortest, longest int) {
	if plain(value, shortest, longest) {
		return
	}
	least := "0"
	if shortest > 0 {
		least = "1"
	}
	bad.Add(field, "length", "min", least, "max", "64")
}

func (e *NewEvent) validateMoney(bad *Invalid) {
	if !e.Kind.Money() {
		return
	}
	if e.AmountFen < 1 || e.AmountFen > EventMaxFen {
		bad.Add("amount_fen", "range_between", "min", "1", "max", "1000000000")
	}
	if e.Currency != Currency {
		bad.Add("currency", "choice")
	}
	if e.Product != ProductPayLater && e.Product != ProductCashLoan && e.Kind != EventTransferOut {
		bad.Add("product", "choice")
	}
}

// checkPlace wants both coordinates or none, and on the globe.
func checkPlace(bad *Invalid, lat, lon *float64) {
	if (lat == nil) != (lon == nil) {
		bad.Add("lat", "both_or_none")
		return
	}
	if lat != nil && !(math.Abs(*lat) <= 90) {
		bad.Add("lat", "range_between", "min", "-90", "max", "90")
	}
	if lon != nil && !(math.Abs(*lon) <= 180) {
		bad.Add("lon", "range_between", "min", "-180", "max", "180")
	}
}

// Key is what makes a repeat of the event one: the first half of the SHA-256 of source and
// external id, each preceded by its length.
func (e *NewEvent) Key() []byte {
	sum := hashParts(e.Source, e.ExternalID)
	return sum[:16]
}

// Hash is the SHA-256 over all that was sent but when it arrived.
func (e *NewEvent) Hash() []byte {
	var numbers [32]byte
	binary.BigEndian.PutUint64(numbers[0:], uint64(e.At.UnixMicro()))
	binary.BigEndian.PutUint64(numbers[8:], uint64(e.AmountFen))
	for i, degrees := range []*float64{e.Lat, e.Lon} {
		bits := uint64(math.MaxUint64) // no coordinate has these bits
		if degrees != nil {
			bits = math.Float64bits(*degrees)
		}
		binary.BigEndian.PutUint64(numbers[16+8*i:], bits)
	}
	sum := hashParts(e.Source, e.ExternalID, e.Account, string(e.Kind), string(numbers[:]), e.Currency, string(e.Product),
		e.Merchant, e.Category, e.City, e.Device, e.Card, e.Payee, e.IP, e.Network, e.Original, e.Check)
	return sum[:]
}

func hashParts(parts ...string) [32]byte {
	b := make([]byte, 0, 512)
	for _, p := range parts {
		b = binary.BigEndian.AppendUint32(b, uint32(len(p)))
		b = append(b, p...)
	}
	return sha256.Sum256(b)
}

// Prefix is the network an address belongs to: its first 24 bits, or 48 of IPv6.
func Prefix(ip string) string {
	addr, err := netip.ParseAddr(ip)
	if err != nil {
		return ""
	}
	addr = addr.Unmap()
	bits := 24
	if addr.Is6() {
		bits = 48
	}
	p, err := addr.Prefix(bits)
	if err != nil {
		return ""
	}
	return p.String()
}

// AccountState is the streaming state of an account: what engine/watch remembers of its
// events. It is a function of the events, and can be built anew from them.
type AccountState struct {
	AccountID ID     `gorm:"primaryKey;autoIncrement:false" class:"C1"`
	Version   int64  `class:"C1"`
	State     []byte `class:"C2f"`
}

// EventLabel is what an event turned out to be.
type EventLabel struct {
	EventID ID        `gorm:"primaryKey;autoIncrement:false" class:"C1"`
	Bad     bool      `class:"C2f"`
	Source  string    `class:"C1"`
	At      time.Time `class:"C1"` // when it became known
}

// Sighting says that an account was seen with a device, a card or an address.
type Sighting struct {
	Kind      string    `gorm:"primaryKey" class:"C1"` // device, card, ip
	Token     string    `gorm:"primaryKey" class:"C2f"`
	AccountID ID        `gorm:"primaryKey;autoIncrement:false" class:"C1"`
	At        time.Time `class:"C1"` // first
}

// MinuteCount is one count of a minute's decisions, for the live monitor.
type MinuteCount struct {
	Minute int64  `gorm:"primaryKey;autoIncrement:false" class:"C1"` // since 1970
	Kind   string `gorm:"primaryKey" class:"C1"`                     // outcome, latency, rule
	Name   string `gorm:"primaryKey" class:"C1"`                     // latency: upper end in microseconds
	N      int64  `class:"C1"`
}
