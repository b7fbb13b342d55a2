package models

import (
	"net/netip"
	"slices"
	"strings"
	"time"

	"candor/engine/decide"
)

// ListLane is what being on a list means.
type ListLane string

// The lanes of a list entry.
const (
	ListAllow ListLane = "allow"
	ListWatch ListLane = "watch"
	ListBlock ListLane = "block"
)

// ListLanes is every lane.
func ListLanes() []ListLane { return []ListLane{ListBlock, ListWatch, ListAllow} }

// What may be on a list. The phone is the account's, the network that of an event's address.
const (
	ListAccount  = "account"
	ListDevice   = "device"
	ListCard     = "card"
	ListIP       = "ip"
	ListNetwork  = "cidr"
	ListPhone    = "phone"
	ListPayee    = "payee"
	ListMerchant = "merchant"
)

// ListKinds is what may be on a list.
func ListKinds() []string {
	return []string{ListAccount, ListDevice, ListCard, ListIP, ListNetwork, ListPhone, ListPayee, ListMerchant}
}

// ListedKinds is what is found on a list: what may be put there, and payments that appeals allowed.
func ListedKinds() []string { return append(ListKinds(), ListPayment) }

// Where an entry came from.
const (
	ListByStaff  = "staff"
	ListByImport = "import"
	ListByAPI    = "api"
)

// ListSources is every source.
func ListSources() []string { return []string{ListByStaff, ListByImport, ListByAPI} }

// ListEntry puts one account, device, card, address, network, phone, payee or merchant on a
// list. The token of an account is its id, that of a merchant its name and that of a network
// its prefix; all else is kept under a key only.
type ListEntry struct {
	ID       ID         `gorm:"primaryKey" class:"C1"`
	Lane     ListLane   `class:"C1"`
	Kind     string     `class:"C1"`
	Token    string     `class:"C2f"`
	Reason   string     `class:"C1"`
	Source   string     `class:"C1"`
	ChangeID ID         `class:"C1"` // the import or approval that it came by, 0 for none
	MadeBy   ID         `class:"C1"`
	MadeName string     `class:"C1"`
	MadeAt   time.Time  `class:"C1"`
	EndsAt   *time.Time `class:"C1"`
	EndedAt  *time.Time `class:"C1"`
	EndName  string     `class:"C1"`
}

// PublicID is the entry's id as pages and the record write it.
func (l *ListEntry) PublicID() string { return l.ID.Public(PrefixListEntry) }

// ListHit is how often an entry was met by events. It is added up from decisions.
type ListHit struct {
	EntryID ID        `gorm:"primaryKey;autoIncrement:false" class:"C1"`
	N       int64     `class:"C1"`
	LastAt  time.Time `class:"C1"`
	EventID ID        `class:"C1"` // that met it last
}

// AddListEntry asks for an entry. Value is as the source sends it: it is stored as a token.
type AddListEntry struct {
	Lane   ListLane
	Kind   string
	Value  string
	Reason string
	EndsAt *time.Time
}

// Validate checks lane, kind, value, end and reason.
func (c AddListEntry) Validate(now time.Time) error {
	var bad Invalid
	if !slices.Contains(ListLanes(), c.Lane) {
		bad.Add("lane", "choice")
	}
	switch {
	case c.Kind == ListPayment: // exports have them, so that somebody reads them back
		bad.Add("kind", "list_payment")
	case !slices.Contains(ListKinds(), c.Kind):
		bad.Add("kind", "choice")
	}
	c.checkValue(&bad)
	if c.EndsAt != nil {
		checkDate(&bad, "ends_at", c.EndsAt, now, 5*DurationMax)
	}
	checkReason(&bad, "reason", c.Reason)
	return bad.OrNil()
}

// CheckListReason refuses a reason for taking an entry off its list that is none, or too long.
func CheckListReason(reason string) error {
	var bad Invalid
	checkReason(&bad, "reason", reason)
	return bad.OrNil()
}

func (c AddListEntry) checkValue(bad *Invalid) {
	checkName(bad, "value", c.Value, 1, 64)
	if c.Tokened() {
		return
	}
	switch c.Kind {
	case ListAccount:
		if _, err := ParseID(PrefixAccount, c.Value); err != nil {
			bad.Add("value", "unknown_account")
		}
	case ListIP:
		if _, err := netip.ParseAddr(c.Value); err != nil {
			bad.Add("value", "list_address")
		}
	case ListNetwork:
		if _, fault, args := ParseNetwork(c.Value); fault != "" {
			bad.Add("value", fault, args...)
		}
	case ListPhone:
		if n := len(digits(c.Value)); n < 6 || n > 20 {
			bad.Add("value", "list_phone")
		}
	}
}

// tokenMark begins a value that is a token already, as exports write it.
const tokenMark = "token:"

// Tokened reports whether the value is the token of an earlier export, which only the kinds
// have that are kept under a key.
func (c AddListEntry) Tokened() bool {
	token, marked := strings.CutPrefix(c.Value, tokenMark)
	if !marked || !KeyedKind(c.Kind) {
		return false
	}
	want := 16
	if c.Kind == ListPhone {
		want = 32
	}
	return len(token) == want && strings.Trim(token, "0123456789abcdef") == ""
}

// TokenValue is a token as a value that Tokened knows.
func TokenValue(token string) string { return tokenMark + token }

// Token is the token of a value for which Tokened is true.
func (c AddListEntry) Token() string { return strings.TrimPrefix(c.Value, tokenMark) }

// KeyedKind reports whether values of a kind identify a person and are kept under a key only.
func KeyedKind(kind string) bool {
	return kind != ListAccount && kind != ListMerchant && kind != ListNetwork && kind != ListPayment
}

// Exported is the entry's value as exports write it and imports read it back.
func (l *ListEntry) Exported() string {
	if KeyedKind(l.Kind) {
		return tokenMark + l.Token
	}
	return l.Token
}

func digits(s string) string {
	return strings.Map(func(r rune) rune {
		if r < '0' || r > '9' {
			return -1
		}
		return r
	}, s)
}

// ParseNetwork reads a network such as 203.0.113.0/24 or 2001:db8::/32. What is none comes
// back with the code of why and its arguments: everything at once (/0), a single address,
// which belongs under its own kind, and bits below the prefix, of which nobody knows whether
// the address or the length was meant.
func ParseNetwork(s string) (network netip.Prefix, fault string, args []string) {
	p, err := netip.ParsePrefix(s)
	if err != nil {
		return p, "list_network", nil
	}
	plain := decide.PlainPrefix(p)
	switch {
	case plain.Bits() == 0:
		return p, "list_everything", nil
	case plain.IsSingleIP():
		return p, "list_single", nil
	case plain.Addr() != p.Addr().Unmap():
		return p, "list_host_bits", []string{"network", plain.String()}
	}
	return plain, "", nil
}

// PrivateNetwork reports whether no address of the internet lies in the network: such
// addresses come from behind a proxy or from a test, and may be anybody's.
func PrivateNetwork(p netip.Prefix) bool {
	a := p.Addr()
	return a.IsPrivate() || a.IsLoopback() || a.IsLinkLocalUnicast() || netip.MustParsePrefix("100.64.0.0/10").Overlaps(p)
}

// MaskedValue is a value as pages and files of refused rows repeat it: enough of it to find
// the row again.
func MaskedValue(kind, value string) string {
	switch kind {
	case ListAccount, ListMerchant, ListNetwork, ListPayment:
		return value
	case ListPhone:
		return maskKeep(value, 3, 4)
	}
	return maskKeep(value, 2, 2)
}

// ListFilter narrows the entries of the lists; zero fields do not narrow.
type ListFilter struct {
	Lane   ListLane
	Kind   string
	Source string
	Change ID   // those that came by one import or approval
	Ended  bool // those that are over; otherwise those in force
	After  ID   // the page of entries older than this one
	Limit  int
}

// ListedEntry is an entry with how often it was met.
type ListedEntry struct {
	ListEntry
	Hits ListHit
}

// ListPage is one page of entries, newest first.
type ListPage struct {
	Items   []ListedEntry
	Older   bool
	Waiting []ListChange // changes that are read or wait for a second person, newest first
}

// ListDetail is an entry with what was recorded of it.
type ListDetail struct {
	Entry   ListEntry
	Hits    ListHit
	Notes   []string    // codes of what a reader should know
	Near    []ListEntry // other entries in force on networks that overlap this one
	Entries []AuditEntry
}
