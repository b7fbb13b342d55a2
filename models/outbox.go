package models

import (
	"cmp"
	"slices"
	"time"
)

// Outlets says which gateways the lender has set up.
type Outlets struct{ SMS, Email, Webhook bool }

// None reports that no gateway is set up, so that messages stop in the development inbox.
func (o Outlets) None() bool { return o == Outlets{} }

// Plan is the channels by which a message to an account leaves: those that are set up, for which the account has an address, and
// which the customer does not refuse. Without any gateway it is those that the account has an address for. When there is none, a
// person hands over a letter: always one that the customer must get, another only to who does not refuse letters. Nil is a message
// that the customer does not want by any channel.
func (o Outlets) Plan(a *Account, chosen ContactChoices, mandatory bool) []Channel {
	var plan []Channel
	if a.ErasedAt == nil {
		if len(a.Phone) > 0 && (o.SMS || o.None()) && chosen.Allows(WaySMS) {
			plan = append(plan, ChannelSMS)
		}
		if len(a.Email) > 0 && (o.Email || o.None()) && chosen.Allows(WayEmail) {
			plan = append(plan, ChannelEmail)
		}
		if o.Webhook {
			plan = append(plan, ChannelWebhook)
		}
	}
	if len(plan) == 0 && (mandatory || chosen.Allows(WayLetter)) {
		return []Channel{ChannelLetter}
	}
	return plan
}

// Deliveries makes what a released message leaves by. One that the customer does not want by any channel is one delivery that ended,
// on the channel it would have left by.
func (o Outlets) Deliveries(m *Message, a *Account, chosen ContactChoices, ids func() (ID, error), now time.Time) ([]Delivery, error) {
	var list []Delivery
	mandatory := Mandatory(m.Template)
	plan := o.Plan(a, chosen, mandatory)
	withheld := len(plan) == 0
	if withheld {
		plan = o.Plan(a, nil, mandatory)[:1]
	}
	for _, channel := range plan {
		id, err := ids()
		if err != nil {
			return nil, err
		}
		d := Delivery{
			ID: id, MessageID: m.ID, AccountID: a.ID, Channel: channel, State: DeliveryQueued, Mandatory: mandatory,
			Most: DeliveryTries, NextAt: now, CreatedAt: now, Inbox: o.None() && channel != ChannelLetter,
		}
		switch {
		case withheld:
			d.State, d.DoneAt, d.Code, d.Inbox = DeliveryDead, &now, CodeWithheld, false
		case channel == ChannelLetter:
			d.State = DeliveryByHand
		}
		list = append(list, d)
	}
	return list, nil
}

// Anew makes what a message that the customer must get leaves by besides, once a channel that it was planned for is refused: the
// channels of the plan as it would be made now by which it neither leaves nor left. A person hands over a letter when there is none
// and nothing that was planned goes on.
func (o Outlets) Anew(m *Message, a *Account, chosen ContactChoices, planned []Delivery, ids func() (ID, error), now time.Time) ([]Delivery, error) {
	list, err := o.Deliveries(m, a, chosen, ids, now)
	if err != nil {
		return nil, err
	}
	had := func(c Channel) bool {
		return slices.ContainsFunc(planned, func(d Delivery) bool { return d.Channel == c })
	}
	list = slices.DeleteFunc(list, func(d Delivery) bool { return had(d.Channel) })
	goesOn := slices.ContainsFunc(planned, func(d Delivery) bool { return d.State != DeliveryDead && chosen.AllowsChannel(d.Channel) })
	if len(list) > 0 || goesOn || had(ChannelLetter) {
		return list, nil
	}
	id, err := ids()
	if err != nil {
		return nil, err
	}
	return []Delivery{{
		ID: id, MessageID: m.ID, AccountID: a.ID, Channel: ChannelLetter, State: DeliveryByHand, Mandatory: true, Most: DeliveryTries, NextAt: now, CreatedAt: now,
	}}, nil
}

// Parcel is a delivery that a worker holds, with what it takes to write and address it. Name and To are in clear and live only in
// memory.
type Parcel struct {
	Delivery Delivery
	Message  Message
	Account  Account
	Name     string
	To       string // phone or e-mail address; "" for a webhook
	Link     string // path that opens the customer's page; a secret, "" for none
}

// Notice is a parcel put into words for its channel.
type Notice struct {
	Key     string // the idempotency key
	Message string // public id of the message
	Channel Channel
	To      string
	Lang    string
	Subject string
	Text    string
	HTML    string // of an e-mail
	Account struct{ ID, Source, ExternalID string }
	About   string // public id of the measure or appeal
	Code    string // which message, see WordingCode
	At      time.Time
}

// OutboxFilter narrows the outbox; zero fields do not narrow. Held asks for messages that have not left yet.
type OutboxFilter struct {
	State         DeliveryState
	Held          bool
	Channel       Channel
	NotChannel    bool // every other channel
	Inbox         bool
	Before, After ID
	Limit         int
}

// OutboxItem is a line of the outbox. A held message has no delivery yet.
type OutboxItem struct {
	Delivery Delivery
	Message  Message
	Name     string // masked
	To       string // masked
	External string // the lender's own number of the account
}

// Cursor is the id that pages of the outbox are kept apart by.
func (i *OutboxItem) Cursor() ID { return cmp.Or(i.Delivery.ID, i.Message.ID) }

// OutboxPage is one page of the outbox.
type OutboxPage struct {
	Items        []OutboxItem
	Newer, Older bool
}

// OutboxCountMost is where counts of the outbox end.
const OutboxCountMost = 1000

// OutboxCounts is how many there are in each state, at most OutboxCountMost and one more.
type OutboxCounts struct {
	Held  int
	State map[DeliveryState]int
}

// DeliveryDetail is a delivery with everything its page shows.
type DeliveryDetail struct {
	OutboxItem
	Account Account
	Tries   []Try
	Entries []AuditEntry
}

// Unsure reports whether an earlier attempt may have reached the customer without anybody having noted it.
func (d *DeliveryDetail) Unsure() bool {
	return slices.ContainsFunc(d.Tries, func(t Try) bool { return t.Result == TryUnknown })
}
