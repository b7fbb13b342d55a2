package models

import "time"

// Cooling is something settled that takes effect by itself at a time, and can be stopped until
// then: exactly one of Message, Appeal, Limit, Batch and Policy is set.
type Cooling struct {
	Account Account   // none for a batch and a policy
	Name    string    // of the account, masked
	At      time.Time // zero for a policy that waits for a person; now for a batch at work
	Message *Message
	Appeal  *Appeal
	Limit   *LimitChange
	Batch   *Batch
	Policy  *Policy
}

// Settled returns who settled it; nobody for a message, which follows from what it is about.
func (c *Cooling) Settled() string {
	switch {
	case c.Appeal != nil:
		return c.Appeal.DecidedName
	case c.Limit != nil:
		return c.Limit.MadeName
	case c.Batch != nil && c.Batch.State == BatchUndoing:
		return c.Batch.UndoneName
	case c.Batch != nil:
		return c.Batch.MadeName
	case c.Policy != nil && c.Policy.Scheduled():
		return c.Policy.PublishName
	case c.Policy != nil:
		return c.Policy.ApprovedName
	}
	return ""
}
