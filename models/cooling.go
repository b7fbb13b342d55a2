package models

import "time"

// Cooling is something settled that takes effect by itself at a time, and can be stopped until
// then: exactly one of Message, Appeal and Limit is set.
type Cooling struct {
	Account Account
	Name    string // of the account, masked
	At      time.Time
	Message *Message
	Appeal  *Appeal
	Limit   *LimitChange
}

// Settled returns who settled it; nobody for a message, which follows from what it is about.
func (c *Cooling) Settled() string {
	switch {
	case c.Appeal != nil:
		return c.Appeal.DecidedName
	case c.Limit != nil:
		return c.Limit.MadeName
	}
	return ""
}
