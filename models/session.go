package models

import (
	"crypto/sha256"
	"crypto/subtle"
	"encoding/hex"
	"errors"
	"time"
)

// ErrSignIn is a sign-in that did not succeed: no such user, a disabled one, or another
// password. Which of them it was is not told.
var ErrSignIn = errors.New("sign-in refused")

// Wait is a sign-in that was not looked at, because too many failed before it. It ends by
// itself.
type Wait struct {
	Until time.Time
}

// Error says when the wait ends.
func (e *Wait) Error() string {
	return "too many failed sign-ins: wait until " + e.Until.Format(time.RFC3339)
}

// Session is one sign-in. The cookie holds a random id; the row only its SHA-256.
type Session struct {
	IDHash    []byte            `gorm:"primaryKey" class:"C3"`
	UserID    ID                `class:"C1"`
	CreatedAt time.Time         `class:"C1"`
	LastSeen  time.Time         `class:"C1"`
	IP        string            `class:"C1"`
	Agent     string            `class:"C1"`
	Values    map[string]string `gorm:"serializer:json" class:"C1"`
	Renew     bool              `class:"C1"` // the person's rights changed: take a new id at the next page
	ProvedAt  *time.Time        `class:"C1"` // when the person last gave the password in it; nil means at its start
}

// Session limits (OWASP ASVS 5.0, 7.1 and 7.3): idle and absolute age, sessions a user may
// hold, and how often the time of the last request is written down. Because of the last, a
// session may end up to a minute early, never late.
const (
	SessionIdle     = 15 * time.Minute
	SessionAbsolute = 8 * time.Hour
	SessionMax      = 3
	SessionTouch    = time.Minute
)

// ProofFor is how long a password counts for the acts that ask who is really there: publishing, taking data away, changing who may
// do what. A session lives for SessionIdle without use, so a shorter bound is what a screen left open gives to whoever sits down at
// it; five minutes is time to read what one approves and to fill in a form once.
const ProofFor = 5 * time.Minute

// Proved reports whether the person gave the password lately enough in this session for an act that asks who is really there. A
// proof from the future, after a clock was set back, is none.
func (s *Session) Proved(now time.Time) bool {
	at := s.CreatedAt
	if s.ProvedAt != nil {
		at = *s.ProvedAt
	}
	age := now.Sub(at)
	return age >= 0 && age < ProofFor
}

// Prove is a signed-in person's password, given again in the session of a token.
type Prove struct {
	UserID   ID
	Password string
	Token    string
}

// Live reports whether the session is still good at the given time.
func (s *Session) Live(now time.Time) bool {
	return now.Sub(s.LastSeen) < SessionIdle && now.Sub(s.CreatedAt) < SessionAbsolute
}

// Ends is when the session ends if nothing more is asked for. byAge says that it ends then whatever is done.
func (s *Session) Ends() (at time.Time, byAge bool) {
	idle, age := s.LastSeen.Add(SessionIdle), s.CreatedAt.Add(SessionAbsolute)
	if age.Before(idle) {
		return age, true
	}
	return idle, false
}

// Ref names the session on pages and in the record: ten hex digits of its stored hash,
// which tell the sessions of one person apart and open nothing.
func (s *Session) Ref() string { return hex.EncodeToString(s.IDHash)[:min(10, 2*len(s.IDHash))] }

// Opens reports whether a token is this session's.
func (s *Session) Opens(token string) bool {
	sum := sha256.Sum256([]byte(token))
	return subtle.ConstantTimeCompare(sum[:], s.IDHash) == 1
}

// SignIn is one try to sign in. Device is the mark of an earlier sign-in from the same
// browser, or empty.
type SignIn struct {
	Login, Password, Device string
	IP, Agent, RequestID    string
}

// Admission is a sign-in that succeeded. Token and Device go into cookies and are stored as
// SHA-256 only.
type Admission struct {
	User   User
	Token  string
	Device string
	Ended  int // older sessions that ended because of SessionMax
}

// Presence is who is behind a request, as of now: the session, the person and the person's
// roles.
type Presence struct {
	Session Session
	User    User
	Roles   []Role
}

// Attempt counts failed sign-ins for one login, address or device, for the growing delay.
type Attempt struct {
	KeyHash  []byte     `gorm:"primaryKey" class:"C1"`
	Failures int        `class:"C1"`
	LastAt   time.Time  `class:"C1"`
	OpenAt   time.Time  `class:"C1"` // no try is looked at before this
	GoodAt   *time.Time `class:"C1"` // the last sign-in that succeeded here
}

// Tried is what failed sign-ins are counted by.
type Tried string

// What is counted. A login at one address, or on a known device, is tried by one person, so
// its wait is strict. An address may be a whole office. A login alone is what an attacker
// with many addresses shares with its owner, so its wait is short, and known devices and
// addresses are not held up by it.
const (
	TriedDevice  Tried = "device"
	TriedPlace   Tried = "place"
	TriedAddress Tried = "address"
	TriedLogin   Tried = "login"
)

// wait is how long nothing is looked at after so many failures: not at all for the free
// ones, then a second, doubling with each.
func (t Tried) wait(failures int) time.Duration {
	free, most := 3, 5*time.Minute
	switch t {
	case TriedAddress:
		free = 20
	case TriedLogin:
		free, most = 30, time.Minute
	case TriedDevice, TriedPlace:
	}
	if failures < free {
		return 0
	}
	return min(time.Second<<min(failures-free, 12), most)
}

// Fail records one more failure. Failures more than an hour old are forgotten, and every
// wait ends by itself, so no stranger can lock a person out for good.
func (a *Attempt) Fail(now time.Time, by Tried) {
	if now.Sub(a.LastAt) > time.Hour {
		a.Failures = 0
	}
	a.Failures++
	a.LastAt = now
	a.OpenAt = now.Add(by.wait(a.Failures))
}

// Undo takes back one Fail that turned out to be a success.
func (a *Attempt) Undo() {
	a.Failures = max(0, a.Failures-1)
	a.OpenAt = a.LastAt
}

// Succeed forgets the failures of a place where its own person has just signed in.
func (a *Attempt) Succeed(now time.Time) {
	a.Failures, a.LastAt, a.OpenAt, a.GoodAt = 0, now, now, &now
}

// KnownFor is how long a place counts as known after a sign-in from it.
const KnownFor = 90 * 24 * time.Hour

// Known reports whether somebody has signed in here recently.
func (a *Attempt) Known(now time.Time) bool {
	return a.GoodAt != nil && now.Sub(*a.GoodAt) < KnownFor
}
