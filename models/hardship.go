package models

import (
	"slices"
	"time"
)

// HardshipKind is what changed in a customer's life.
type HardshipKind string

// The kinds of hardship. Illness and bereavement are about health and family: no kind is stored, recorded or shown where the flag is.
const (
	HardshipIllness     HardshipKind = "illness"
	HardshipIncomeLost  HardshipKind = "income_lost"
	HardshipDisaster    HardshipKind = "disaster"
	HardshipBereavement HardshipKind = "bereavement"
	HardshipOther       HardshipKind = "other"
)

// HardshipKinds is every kind, in the order of the form.
func HardshipKinds() []HardshipKind {
	return []HardshipKind{HardshipIllness, HardshipIncomeLost, HardshipDisaster, HardshipBereavement, HardshipOther}
}

// HardshipMost is how far ahead a flag may end, and how long ago what it is about may have begun. Whatever lasts longer is asked about anew.
const HardshipMost = 365 * 24 * time.Hour

// HardshipsShown is how many flags of an account its page of them lists, the newest first.
const HardshipsShown = 10

// Hardship is a flag that staff put on an account because the customer said that their circumstances changed. It decides nothing: whoever
// is about to act sees it. Of what it is about, kind and words are sealed.
type Hardship struct {
	ID        ID         `gorm:"primaryKey" class:"C1"`
	AccountID ID         `class:"C1"`
	Kind      Sealed     `gorm:"column:kind_sealed" class:"C2"`
	Note      Sealed     `gorm:"column:note_sealed" class:"C2"`
	Since     time.Time  `class:"C1"`
	EndsAt    time.Time  `class:"C1"`
	MadeName  string     `class:"C1"`
	MadeAt    time.Time  `class:"C1"`
	EndedAt   *time.Time `class:"C1"` // nil while it stands
	EndedName string     `class:"C1"` // "" when its time was over
	EndReason string     `class:"C1"`
	Version   int64      `class:"C1"`
}

// PublicID is its id as the record writes it.
func (h *Hardship) PublicID() string { return h.ID.Public(PrefixHardship) }

// Stands reports whether the flag warns at the given time; its end is heeded before the job runs that records it.
func (h *Hardship) Stands(now time.Time) bool { return h.EndedAt == nil && now.Before(h.EndsAt) }

// End ends a flag that nobody and no time ended yet. Name is "" for the time.
func (h *Hardship) End(name, reason string, now time.Time) error {
	if h.EndedAt != nil {
		return ErrState
	}
	h.EndedAt, h.EndedName, h.EndReason = &now, name, reason
	return nil
}

// EndedWith reports whether the flag ended because the person of its account was made unknown: in that moment, and before its time was over.
func (h *Hardship) EndedWith(a *Account) bool {
	return h.EndedAt != nil && h.EndedName == "" && a.ErasedAt != nil && h.EndedAt.Equal(*a.ErasedAt) && a.ErasedAt.Before(h.EndsAt)
}

// Hardship is until when a flag on the account warns, nil for none that does.
func (a *Account) Hardship(now time.Time) *time.Time {
	if a.HardshipUntil == nil || !now.Before(*a.HardshipUntil) {
		return nil
	}
	return a.HardshipUntil
}

// Warned refuses what was asked for from a form without the warning while a flag stands that came since.
func (a *Account) Warned(unwarned bool, now time.Time) error {
	if unwarned && a.Hardship(now) != nil {
		return ErrUnwarned
	}
	return nil
}

// HardshipText is a flag with what it is about in clear. Of a person made unknown both are Erased.
type HardshipText struct {
	Hardship
	About HardshipKind
	Words string
}

// HardshipDetail is an account with its flags, the newest first.
type HardshipDetail struct {
	Account Account
	Name    string // masked
	Flags   []HardshipText
}

// Open is the flag that stands, nil for none. It may be over, until the job ran that ends it.
func (d *HardshipDetail) Open() *HardshipText {
	for i := range d.Flags {
		if d.Flags[i].EndedAt == nil {
			return &d.Flags[i]
		}
	}
	return nil
}

// SetHardship asks for a flag. A nil Since is now.
type SetHardship struct {
	AccountID     ID
	Kind          HardshipKind
	Since, EndsAt *time.Time
	Note          string
}

// Validate refuses, field by field, what is no flag.
func (c SetHardship) Validate(now time.Time) error {
	var bad Invalid
	if !slices.Contains(HardshipKinds(), c.Kind) {
		bad.Add("kind", "choice")
	}
	if c.Since != nil && c.Since.After(now) {
		bad.Add("since", "date_begun")
	} else if c.Since != nil && now.Sub(*c.Since) > HardshipMost {
		bad.Add("since", "date_far")
	}
	checkDate(&bad, "ends_at", c.EndsAt, now, HardshipMost)
	checkReason(&bad, "note", c.Note)
	return bad.OrNil()
}

// EndHardship ends a flag before its time. Version is the flag's, as the asker read it.
type EndHardship struct {
	AccountID, ID ID
	Version       int64
	Reason        string
}

// Validate wants a reason.
func (c EndHardship) Validate() error {
	var bad Invalid
	checkReason(&bad, "reason", c.Reason)
	return bad.OrNil()
}
