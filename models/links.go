package models

import (
	"slices"
	"strings"
	"time"
)

// How far an account's links are followed.
const (
	LinksMax     = 79  // linked accounts that are shown: with the account itself what a picture takes
	LinkShareMax = 200 // accounts that share a thing are counted up to here
	LinkHub      = 20  // a thing that more accounts share links nobody: a shop's network, a carrier's address
	LinkThings   = 40  // things that are looked up, those seen last
)

// LinkKinds is what accounts can share, in the order of their filter. Device, card and network
// address come from events as well as from the lender's own records.
func LinkKinds() []string {
	return []string{"device", "card", "ip", "address", "phone", "id", "transfer", "contact"}
}

// LinkFilter narrows an account's links; zero fields do not narrow.
type LinkFilter struct {
	AccountID ID
	Kind      string
	Token     string // of one thing: only who shares it
	Hubs      bool   // follow hubs too
}

// Validate refuses a kind that nothing has and a token that is none.
func (f LinkFilter) Validate() error {
	var bad Invalid
	if f.Kind != "" && !slices.Contains(LinkKinds(), f.Kind) {
		bad.Add("kind", "choice")
	}
	if f.Token != "" && keyed(f.Token) == 0 {
		bad.Add("only", "choice")
	}
	return bad.OrNil()
}

// IsThing reports whether a token is one of a thing that events come with: a device, a card or a network address.
func IsThing(kind, token string) bool {
	return (kind == "device" || kind == "card" || kind == "ip") && len(token) == 16 && keyed(token) != 0 && strings.ToLower(token) == token
}

// LinkThing is a device, a card or a network address that the account's events came with.
type LinkThing struct {
	Kind     string
	Token    string
	Accounts int  // that it was seen with, this one among them; LinkShareMax means so many or more
	Others   []ID // of them, those that are shown
	First    time.Time
	Last     time.Time
	N        int // of this account's newest events
}

// Hub reports whether so many accounts share the thing that it says nothing about any of them.
func (t *LinkThing) Hub() bool { return t.Accounts > LinkHub }

// Shared reports whether anybody else has it.
func (t *LinkThing) Shared() bool { return t.Accounts > 1 }

// LinkPerson is an account at the other end of a link.
type LinkPerson struct {
	ID          ID
	Masked      Personal
	Status      AccountStatus
	DaysPastDue int
	Score       *int
	Band        string
	Outcome     CaseOutcome // of the last case a person decided, "" for none
	Open        bool        // a case is open
}

// Bad reports whether a person found the account bad, or what it may do was taken away.
func (p *LinkPerson) Bad() bool {
	return p.Outcome == CaseConfirmed || p.Status == StatusFrozen || p.Status == StatusDeactivated || p.Status == StatusRestricted
}

// Good reports whether a person looked at the account and found nothing.
func (p *LinkPerson) Good() bool { return !p.Bad() && p.Outcome == CaseCleared }

// AccountLinks is what an account shares with others, and who they are.
type AccountLinks struct {
	Account Account
	Masked  Personal
	Direct  []Relationship // to other accounts, as the lender's records say
	Between []Relationship // among the accounts that are shown, once each
	Things  []LinkThing    // the most telling first: shared by few, then by hubs, then by nobody
	People  []LinkPerson   // in the order in which they were found, at most LinksMax
	More    bool           // there are more than LinksMax
	Sampled int            // events that the things were read from
	View    LinkView       // which kinds come first and which are left out
	Cut     bool           // of the things only the last LinkThings were looked up
}
