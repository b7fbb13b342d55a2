package models

import (
	"time"

	"candor/engine/counterfactual"
)

// CustomerLink lets one customer see, in one browser, a measure against them and their appeal.
// What opens it is made from the id, the nonce and a key outside the database; nothing that is
// stored opens it.
type CustomerLink struct {
	ID         ID         `gorm:"primaryKey" class:"C1"`
	AccountID  ID         `class:"C1"`
	SanctionID ID         `class:"C1"` // 0 for a link to what was asked for a case
	CaseID     ID         `class:"C1"` // 0 for a link to a measure
	AboutID    string     `class:"C1"` // public id of the measure, appeal or case that it was made on
	Nonce      []byte     `class:"C1"`
	MadeBy     ID         `class:"C1"`
	MadeName   string     `class:"C1"`
	MadeAt     time.Time  `class:"C1"`
	ExpiresAt  time.Time  `class:"C1"`
	Tries      int        `class:"C1"` // wrong answers to the question that it asks
	OpenedAt   *time.Time `class:"C1"` // since then it belongs to one browser
	EndedAt    *time.Time `class:"C1"`
	EndedWhy   LinkEnd    `class:"C1"`
	EndedName  string     `class:"C1"` // of the member of staff who took it back
	Version    int64      `class:"C1"`
}

// PublicID is the link's id as pages and the record write it. It opens nothing.
func (l *CustomerLink) PublicID() string { return l.ID.Public(PrefixLink) }

// LinkEnd is why a link ended before its time.
type LinkEnd string

// Why a link ended.
const (
	LinkNotEnded LinkEnd = ""
	LinkRevoked  LinkEnd = "revoked"    // staff took it back
	LinkLeft     LinkEnd = "left"       // the customer ended it
	LinkTried    LinkEnd = "many_tries" // too many wrong answers
)

// LinkState is what has become of a link.
type LinkState string

// The states of a link.
const (
	LinkUnused  LinkState = "unused"
	LinkOpened  LinkState = "opened"
	LinkExpired LinkState = "expired"
	LinkEnded   LinkState = "ended"
)

// Bounds of links: how long one can be opened and used, how many wrong answers it takes, and how
// many an account may have that still open something.
const (
	LinkTTL      = 14 * 24 * time.Hour
	LinkTriesMax = 5
	LinksLiveMax = 5
)

// State is what has become of the link by now.
func (l *CustomerLink) State(now time.Time) LinkState {
	switch {
	case l.EndedAt != nil:
		return LinkEnded
	case !now.Before(l.ExpiresAt):
		return LinkExpired
	case l.OpenedAt != nil:
		return LinkOpened
	}
	return LinkUnused
}

// Live reports whether the link opens something still.
func (l *CustomerLink) Live(now time.Time) bool {
	s := l.State(now)
	return s == LinkUnused || s == LinkOpened
}

// End ends a link for a reason; ErrState when it is over.
func (l *CustomerLink) End(why LinkEnd, name string, now time.Time) error {
	if !l.Live(now) {
		return ErrState
	}
	l.EndedAt, l.EndedWhy, l.EndedName = &now, why, name
	return nil
}

// Miss counts a wrong answer; the last one that is allowed ends the link.
func (l *CustomerLink) Miss(now time.Time) {
	if l.Tries++; l.Tries >= LinkTriesMax {
		l.EndedAt, l.EndedWhy = &now, LinkTried
	}
}

// CustomerSession is the one browser that opened a link. The cookie holds a random id, the row
// its SHA-256.
type CustomerSession struct {
	IDHash    []byte    `gorm:"primaryKey" class:"C3"`
	LinkID    ID        `class:"C1"`
	CreatedAt time.Time `class:"C1"`
	LastSeen  time.Time `class:"C1"`
}

// Ages of a customer's session: how long between two pages and in all, until the browser that
// the link belongs to has to open it again.
const (
	CustomerIdle     = 30 * time.Minute
	CustomerAbsolute = 4 * time.Hour
)

// Live reports whether the session is still good.
func (s *CustomerSession) Live(now time.Time) bool {
	return now.Sub(s.LastSeen) < CustomerIdle && now.Sub(s.CreatedAt) < CustomerAbsolute
}

// LinkRefused is a link that opens nothing, and why. Only the log learns the reason: whoever
// holds the link sees one page for all of them.
type LinkRefused struct {
	Why  string // malformed, guessed, expired, ended, reused
	Link ID     // 0 when there is no such link
}

// Error names the reason and the link, never what was sent.
func (e *LinkRefused) Error() string {
	return "customer link refused: " + e.Why + " " + e.Link.Public(PrefixLink)
}

// Is makes a *LinkRefused an ErrNotFound.
func (e *LinkRefused) Is(target error) bool { return target == ErrNotFound }

// LinkTry is one try to open a link. Cookie is what the browser holds from an opening before,
// or empty; Tail is the answer to the question for the last digits of the phone.
type LinkTry struct {
	Token, Cookie, Tail string
	IP, RequestID       string
}

// LinkDoor is a link that can be opened, and what that takes.
type LinkDoor struct {
	Link    CustomerLink
	Lang    string // the customer's
	AskTail bool   // there is a phone: its last digits are asked for
}

// CustomerVisit is a customer behind a link, in the browser that it belongs to.
type CustomerVisit struct {
	Link CustomerLink
	Lang string
}

// CustomerName stands for the customer wherever the name of who acted is kept: a word of ours for no
// person, which pages put into the reader's language.
const CustomerName = "customer"

// ByCustomer reports whether the customer sent the appeal in without staff.
func (a *Appeal) ByCustomer() bool { return a.Channel == ChannelPortal && a.FiledBy == 0 }

// ByCustomer reports whether the customer gave the evidence through a link.
func (e *Evidence) ByCustomer() bool { return e.ByKind == ActorCustomer }

// Actor is the customer in the record: no user, and named by the link alone.
func (v *CustomerVisit) Actor(requestID, ip string) Actor {
	return Actor{
		Kind: ActorCustomer, ID: v.Link.PublicID(), Name: CustomerName, Source: "portal", RequestID: requestID, IP: ip,
	}
}

// CustomerCase is what a link shows: the measure and the appeal against it, and nothing else
// about the account that the customer's own pages do not need.
type CustomerCase struct {
	Account  Account
	Name     string // masked
	Sanction Sanction
	Asked    *Case      // for which documents were asked, instead of the measure; nil for a link to one
	Others   []Sanction // in force besides
	Policy   *Policy    // in force, whose wordings are used
	Appeal   *Appeal    // the newest against the measure, nil for none
	Words    string     // of the appeal
	Evidence []EvidenceItem
	Files    []FileRow              // that the customer handed in
	Letters  []Message              // that have left, newest first
	Contact  []ContactChoice        // how they may be reached, newest first
	Next     *counterfactual.Result // what would help, nil before the first score
}

// CustomerAnswer is what the customer gives to one request for evidence.
type CustomerAnswer struct {
	EvidenceID ID
	Words      string
	File       *NewFile // nil for none
}

// Validate refuses an answer that is neither words nor a file.
func (a *CustomerAnswer) Validate() error {
	var bad Invalid
	if a.File == nil || a.Words != "" {
		checkReason(&bad, "words", a.Words)
	}
	return bad.OrNil()
}

// Answer notes that the customer answered the request, in time or late; what it shows is for staff to judge.
func (e *Evidence) Answer(by Actor, now time.Time) error {
	if e.ReceivedAt != nil {
		return ErrState
	}
	e.given(by, now)
	return nil
}
