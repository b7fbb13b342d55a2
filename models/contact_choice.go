package models

import (
	"slices"
	"time"
)

// ContactWay is a way by which a customer may or may not be reached.
type ContactWay string

// The ways. WayNight is no channel: whether messages may come in the quiet hours.
const (
	WaySMS    ContactWay = "sms"
	WayEmail  ContactWay = "email"
	WayLetter ContactWay = "letter"
	WayCall   ContactWay = "call"
	WayNight  ContactWay = "night"
)

// ContactWays lists every way in the order pages show them.
func ContactWays() []ContactWay {
	return []ContactWay{WaySMS, WayEmail, WayLetter, WayCall, WayNight}
}

// ContactChoice is what a customer said about one way, from At until EndedAt, which is nil for what holds now.
type ContactChoice struct {
	ID        ID         `gorm:"primaryKey" class:"C1"`
	AccountID ID         `class:"C1"`
	Way       ContactWay `class:"C1"`
	Allowed   bool       `class:"C1"`
	Told      string     `class:"C1"` // how the customer said so: one of AppealChannels, or ChannelPortal for their own page
	ByKind    ActorKind  `class:"C1"`
	ByName    string     `class:"C1"` // of the member of staff who noted it
	At        time.Time  `class:"C1"`
	EndedAt   *time.Time `class:"C1"`
}

// ContactChoices is what holds of one account, by way. Nil is a customer who said nothing.
type ContactChoices map[ContactWay]ContactChoice

// ChoicesNow picks what holds out of a history.
func ChoicesNow(history []ContactChoice) ContactChoices {
	now := ContactChoices{}
	for _, c := range history {
		if c.EndedAt == nil {
			now[c.Way] = c
		}
	}
	return now
}

// Allows reports whether the customer may be reached by a way. One who said nothing may be by every channel, and not in quiet hours.
func (c ContactChoices) Allows(way ContactWay) bool {
	if said, ok := c[way]; ok {
		return said.Allowed
	}
	return way != WayNight
}

// AllowsChannel is Allows for a channel of messages. A webhook reaches a system of the lender's, not the customer.
func (c ContactChoices) AllowsChannel(channel Channel) bool {
	return channel == ChannelWebhook || c.Allows(ContactWay(channel))
}

// ChoicesSeen tells one state of the choices from another, 0 for a customer who never said anything.
func ChoicesSeen(history []ContactChoice) int64 {
	last := ID(0)
	for _, c := range history {
		last = max(last, c.ID)
	}
	return int64(last)
}

// ContactAnswer is what is chosen for one way.
type ContactAnswer string

// The answers. An open one ends what was said before, as if nothing had been.
const (
	AnswerOpen    ContactAnswer = ""
	AnswerAllowed ContactAnswer = "allowed"
	AnswerRefused ContactAnswer = "refused"
)

// Answer is what holds of a way.
func (c ContactChoices) Answer(way ContactWay) ContactAnswer {
	said, ok := c[way]
	switch {
	case !ok:
		return AnswerOpen
	case said.Allowed:
		return AnswerAllowed
	}
	return AnswerRefused
}

// ChooseContact sets what a customer says about every way. Seen is ChoicesSeen of the history that it was answered over.
type ChooseContact struct {
	AccountID ID
	Seen      int64
	Told      string
	Answers   map[ContactWay]ContactAnswer
}

// Validate refuses answers that there are not, and choices that nobody was told of. Staff are told by AppealChannels; the customer's
// own page is the portal.
func (c *ChooseContact) Validate(byCustomer bool) error {
	var bad Invalid
	for _, way := range ContactWays() {
		switch c.Answers[way] {
		case AnswerOpen, AnswerAllowed, AnswerRefused:
		default:
			bad.Add(string(way), "choice")
		}
	}
	if byCustomer != (c.Told == ChannelPortal) || !byCustomer && !slices.Contains(AppealChannels(), c.Told) {
		bad.Add("told", "choice")
	}
	return bad.OrNil()
}
