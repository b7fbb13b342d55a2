package watch

import (
	"crypto/sha256"
	"encoding/binary"
)

// Kind says what happened in an Event.
type Kind uint8

// The kinds of event. A kind is part of encoded states: its number never changes, new ones go to the end.
const (
	Purchase       Kind = iota + 1 // money to a merchant
	Draw                           // a cash loan is drawn
	TransferOut                    // money leaves to a payee
	Refund                         // a merchant gives money back
	Repayment                      // the customer pays the lender
	Login                          // a session was opened
	LoginFailed                    // a wrong password or code
	PasswordChange                 // the password was changed
	PhoneChange                    // the phone number was changed
	DeviceBind                     // a device was bound to the account
	IdentityPassed                 // an identity check passed
	IdentityFailed                 // an identity check failed
)

// kindNames are the words of the kinds, in their order; index 0 is no kind.
var kindNames = [...]string{
	"", "purchase", "draw", "transfer_out", "refund", "repayment", "login", "login_failed", "password_change",
	"phone_change", "device_bind", "identity_passed", "identity_failed",
}

// String returns the word of a kind, "" for one that does not exist.
func (k Kind) String() string {
	if int(k) < len(kindNames) {
		return kindNames[k]
	}
	return ""
}

// ParseKind returns the kind of a word; ok is false when there is none.
func ParseKind(s string) (k Kind, ok bool) {
	for i, name := range kindNames {
		if i > 0 && name == s {
			return Kind(i), true
		}
	}
	return 0, false
}

// Valid reports whether k is one of the kinds.
func (k Kind) Valid() bool { return k >= Purchase && k <= IdentityFailed }

// Outgoing reports whether k is money that leaves: a purchase, a draw or a transfer out. The windows count these.
func (k Kind) Outgoing() bool { return k >= Purchase && k <= TransferOut }

// Money reports whether events of kind k have an amount.
func (k Kind) Money() bool { return k >= Purchase && k <= Repayment }

// failed reports whether k is an attempt that did not succeed. Its device and place do not become known to the account, or a
// thief's tries would vouch for the thief.
func (k Kind) failed() bool { return k == LoginFailed || k == IdentityFailed }

// known reports whether values and place of an event of kind k become known to the account: the merchant acts in a refund, not the customer.
func (k Kind) known() bool { return !k.failed() && k != Refund }

// Product is the line that an event uses.
const (
	NoProduct uint8 = iota
	PayLater
	CashLoan
)

// Event is one thing that happened to an account. Fields of no meaning for its kind are zero.
type Event struct {
	ID        int64 // orders events of the same microsecond; unique within an account
	Kind      Kind
	At        int64 // Unix time in microseconds, from 1970 up to MaxAt
	AmountFen int64 // above 0 for money, else 0; memory takes more than MaxAmountFen as MaxAmountFen
	Product   uint8 // NoProduct, PayLater or CashLoan

	Merchant uint64 // Token of each, 0 when not given
	Device   uint64
	Card     uint64
	IP       uint64
	Network  uint64 // autonomous system or carrier
	City     uint64
	Payee    uint64

	Lat, Lon float32 // degrees, when HasPlace
	HasPlace bool
}

// Limits of what a state remembers of one event.
const (
	MaxAt        = 1<<32*1_000_000 - 1 // microseconds: the year 2106
	MaxAmountFen = 1<<32 - 1           // 42,949,672.95 yuan
)

// Token returns the first 8 bytes of the SHA-256 of s as a big-endian number: the same for a string on any machine and in any
// year. It is 0 for "" only.
func Token(s string) uint64 {
	if s == "" {
		return 0
	}
	sum := sha256.Sum256([]byte(s))
	return max(binary.BigEndian.Uint64(sum[:]), 1)
}
