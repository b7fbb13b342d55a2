package models

import "time"

// Channel is a way by which a message reaches a customer.
type Channel string

// The channels. A webhook hands the message to a lender who tells customers with systems of their own.
const (
	ChannelSMS     Channel = "sms"
	ChannelEmail   Channel = "email"
	ChannelWebhook Channel = "webhook"
	ChannelLetter  Channel = "letter" // paper, handed over by a person
)

// Channels lists every channel in the order pages show them.
func Channels() []Channel { return []Channel{ChannelSMS, ChannelEmail, ChannelWebhook, ChannelLetter} }

// DeliveryState is the stage of a message on one channel.
type DeliveryState string

// A delivery waits, is with a gateway, waits to be tried again, and ends delivered or dead. One by hand waits for a person.
const (
	DeliveryQueued    DeliveryState = "queued"
	DeliverySending   DeliveryState = "sending"
	DeliveryRetry     DeliveryState = "retry"
	DeliveryDelivered DeliveryState = "delivered"
	DeliveryDead      DeliveryState = "dead"
	DeliveryByHand    DeliveryState = "by_hand"
)

// DeliveryStates lists every state: those that want a person first.
func DeliveryStates() []DeliveryState {
	return []DeliveryState{DeliveryDead, DeliveryByHand, DeliveryQueued, DeliverySending, DeliveryRetry, DeliveryDelivered}
}

// Bounds of a delivery's life. The lease outlasts the longest call to a gateway, so that two workers hold one delivery only when the
// first has stopped.
const (
	DeliveryLease = 60 * time.Second
	DeliveryTries = 8 // attempts before it is given up, and again after each time a person asks
)

// DeliveryBackoff is how long a delivery waits after the given number of failed attempts in a row: 10 s, 1 min, 5 min, 15 min, 1 h,
// 3 h, then 6 h. It has no chance in it, so that the next try can be told exactly.
func DeliveryBackoff(failed int) time.Duration {
	steps := []time.Duration{10 * time.Second, time.Minute, 5 * time.Minute, 15 * time.Minute, time.Hour, 3 * time.Hour, 6 * time.Hour}
	return steps[min(max(failed, 1), len(steps))-1]
}

// Delivery is one message on one channel. Its public id is the key under which a gateway knows it: every attempt names the same, so
// that a gateway that saw it before an answer was lost can leave the second out.
type Delivery struct {
	ID         ID            `gorm:"primaryKey" class:"C1"`
	MessageID  ID            `class:"C1"`
	AccountID  ID            `class:"C1"`
	Channel    Channel       `class:"C1"`
	State      DeliveryState `class:"C1"`
	Inbox      bool          `class:"C1"` // no gateway was set up: it stays in the development inbox
	Mandatory  bool          `class:"C1"` // no cap on contacts holds it up
	Attempts   int           `class:"C1"`
	Most       int           `class:"C1"` // the attempt after which it is given up
	NextAt     time.Time     `class:"C1"`
	Waits      ContactRule   `class:"C1"` // the contact rule that holds it until NextAt
	Owner      string        `class:"C1"`
	LeaseUntil *time.Time    `class:"C1"`
	Token      int64         `class:"C1"` // tells holders apart
	Code       string        `class:"C1"` // of the last failure, see HandOver
	CreatedAt  time.Time     `class:"C1"`
	DoneAt     *time.Time    `class:"C1"` // delivered or given up
}

// PublicID is the delivery's id as pages and gateways write it.
func (d *Delivery) PublicID() string { return d.ID.Public(PrefixDelivery) }

// Try is one attempt to hand a delivery to its gateway. It is kept before the gateway is called, so that one whose answer nobody
// noted is known.
type Try struct {
	DeliveryID ID         `gorm:"primaryKey" class:"C1"`
	N          int        `gorm:"primaryKey" class:"C1"`
	StartedAt  time.Time  `class:"C1"`
	EndedAt    *time.Time `class:"C1"`
	Result     TryResult  `class:"C1"`
	Code       string     `class:"C1"`
}

// TableName says whose tries they are.
func (Try) TableName() string { return "delivery_tries" }

// TryResult is how an attempt ended.
type TryResult string

// The results. An unknown one may have reached the customer: whoever made it stopped before the answer was noted.
const (
	TryStarted  TryResult = "started"
	TryAccepted TryResult = "accepted"
	TryFailed   TryResult = "failed"  // worth another attempt
	TryRefused  TryResult = "refused" // another attempt would be refused as well
	TryUnknown  TryResult = "unknown"
)

// Codes of what goes wrong. None names anybody; an answer of a gateway is its number after http_ or smtp_.
const (
	CodeTimeout   = "timeout"
	CodeNetwork   = "network"
	CodeTLS       = "tls"
	CodeLogin     = "login"      // the gateway refused our credentials
	CodeNoAddress = "no_address" // the customer's address is gone or does not open
	CodeAddress   = "address"    // the customer's address is none
	CodeRedirect  = "redirect"
	CodeBlocked   = "blocked_host" // the gateway's name leads into a private network
	CodeNoGateway = "no_gateway"   // it was set up when the message became ready, and is not now
	CodeLost      = "lost"         // no attempt came to an end
	CodeCompose   = "compose"      // it could not be put into words
	CodeWithheld  = "withheld"     // the customer does not want messages by this channel
)

// HandOver is what came of handing a delivery to a gateway, with one of the codes above when it went wrong.
type HandOver struct {
	Result TryResult
	Code   string
}

// Due reports whether a worker may take the delivery: its time has come and nobody else holds it.
func (d *Delivery) Due(now time.Time) bool {
	switch d.State {
	case DeliveryQueued, DeliveryRetry, DeliverySending:
		return !d.NextAt.After(now) && (d.LeaseUntil == nil || d.LeaseUntil.Before(now))
	}
	return false
}

// Take gives the delivery to a worker for DeliveryLease and counts an attempt. Whoever held it before loses it.
func (d *Delivery) Take(owner string, now time.Time) (*Try, error) {
	if !d.Due(now) || d.Attempts >= d.Most {
		return nil, ErrState
	}
	until := now.Add(DeliveryLease)
	d.State, d.Owner, d.LeaseUntil, d.Waits = DeliverySending, owner, &until, ContactFree
	d.Token++
	d.Attempts++
	return &Try{DeliveryID: d.ID, N: d.Attempts, StartedAt: now, Result: TryStarted}, nil
}

// Lose gives up a delivery whose every attempt was begun and none of the last ended: whatever stops its workers would go on doing so.
func (d *Delivery) Lose(now time.Time) error {
	if !d.Due(now) || d.Attempts < d.Most {
		return ErrState
	}
	d.State, d.DoneAt, d.Code, d.LeaseUntil, d.Owner = DeliveryDead, &now, CodeLost, nil, ""
	return nil
}

// Withhold gives up a due delivery by a channel that the customer refused after it was planned. A message that they must get is
// planned anew then, see Outlets.Anew.
func (d *Delivery) Withhold(now time.Time) error {
	if !d.Due(now) {
		return ErrState
	}
	d.State, d.DoneAt, d.Code, d.LeaseUntil, d.Owner, d.Waits = DeliveryDead, &now, CodeWithheld, nil, "", ContactFree
	return nil
}

// Delay puts a due delivery off because a contact rule holds it.
func (d *Delivery) Delay(wait ContactRule, until, now time.Time) error {
	if !d.Due(now) || wait == ContactFree || !until.After(now) {
		return ErrState
	}
	d.Waits, d.NextAt, d.LeaseUntil, d.Owner = wait, until, nil, ""
	if d.State == DeliverySending {
		d.State = DeliveryRetry // what its last holder did is not known
	}
	return nil
}

// Record ends the attempt of whoever holds the token: delivered, put off by DeliveryBackoff, or dead when the gateway refused it or
// the attempts are used up. A holder who lost the delivery gets ErrConflict.
func (d *Delivery) Record(token int64, h HandOver, now time.Time) error {
	if d.State != DeliverySending || d.Token != token {
		return ErrConflict
	}
	d.LeaseUntil, d.Owner, d.Code = nil, "", h.Code
	switch {
	case h.Result == TryAccepted:
		d.State, d.DoneAt, d.Code = DeliveryDelivered, &now, ""
	case h.Result == TryRefused || d.Attempts >= d.Most:
		d.State, d.DoneAt = DeliveryDead, &now
	default:
		d.State, d.NextAt = DeliveryRetry, now.Add(DeliveryBackoff(d.Attempts-(d.Most-DeliveryTries)))
	}
	return nil
}

// Again lets a dead delivery be tried anew, under the same key.
func (d *Delivery) Again(now time.Time) error {
	if d.State != DeliveryDead {
		return ErrState
	}
	d.State, d.NextAt, d.DoneAt, d.Most = DeliveryQueued, now, nil, d.Attempts+DeliveryTries
	return nil
}

// Handed says that a person gave the letter to the customer.
func (d *Delivery) Handed(now time.Time) error {
	if d.State != DeliveryByHand {
		return ErrState
	}
	d.State, d.DoneAt = DeliveryDelivered, &now
	return nil
}
