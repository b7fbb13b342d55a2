package models

import (
	"slices"
	"strconv"
	"time"
)

// TellCustomer sends a customer one of the prepared wordings as a letter.
type TellCustomer struct {
	AccountID ID
	Wording   Prepared
}

// PreparedValues are the variables of a prepared wording as they are stored: what is true of the account now.
func (d *AccountDetail) PreparedValues(code Prepared, now time.Time) map[string]string {
	switch code {
	case PreparedMeasure:
		s := d.ActiveSanction()
		since := now
		if s.StartsAt != nil {
			since = *s.StartsAt
		}
		return map[string]string{"kind": string(s.Kind), "since": since.Format(time.RFC3339)}
	case PreparedAppeal, PreparedEvidence:
		a := d.OpenAppeal()
		return map[string]string{"kind": string(a.Kind), "received": a.ReceivedAt.Format(time.RFC3339), "due": a.DueAt.Format(time.RFC3339)}
	case PreparedPastDue:
		return map[string]string{"amount": strconv.FormatInt(d.PastDue.Fen, 10), "n": strconv.Itoa(d.Account.DaysPastDue)}
	}
	return nil
}

// Tell is the message that says a prepared wording. One that is not true of the account, or that no letter says, is a *Refused.
func (d *AccountDetail) Tell(code Prepared, now time.Time) (*Message, error) {
	if !slices.Contains(d.Written(), code) {
		return nil, &Refused{Code: "wording_untrue"}
	}
	m := &Message{AccountID: d.Account.ID, Template: TemplateContact, Lang: d.Account.Lang, Values: map[string]string{"wording": string(code)}, ObjectID: d.Account.PublicID(), CreatedAt: now}
	for name, value := range d.PreparedValues(code, now) {
		m.Values[name] = value
	}
	switch code {
	case PreparedMeasure:
		m.ObjectID = d.ActiveSanction().PublicID()
	case PreparedAppeal, PreparedEvidence:
		m.ObjectID = d.OpenAppeal().PublicID()
	}
	return m, nil
}
