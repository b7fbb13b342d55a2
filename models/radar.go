package models

import (
	"slices"
	"time"

	"candor/engine/misjudge"
)

// RadarState is the stage of a radar item.
type RadarState string

// The states of a radar item.
const (
	RadarOpen     RadarState = "open"
	RadarReviewed RadarState = "reviewed" // a person opened a review of the measure
	RadarRight    RadarState = "right"    // a person looked and found the measure right
	RadarGone     RadarState = "gone"     // the measure is over, or today's policy decides as it was decided
)

// RadarStates is every state, those that wait first.
func RadarStates() []RadarState { return []RadarState{RadarOpen, RadarReviewed, RadarRight, RadarGone} }

// RadarOutcome is what came of looking at a radar item.
type RadarOutcome string

// The outcomes of a radar item.
const (
	RadarLift   RadarOutcome = "lift"   // the sanction was lifted
	RadarAppeal RadarOutcome = "appeal" // an appeal was opened on the customer's behalf
	RadarCase   RadarOutcome = "case"   // the event was put on the account's case
	RadarStands RadarOutcome = "right"  // the measure was found right
)

// Bounds of the radar.
const (
	RadarEventDays = 30    // how far back declined and held events are decided again
	RadarEventMost = 500   // how many of them at most, the newest first
	RadarMinBP     = 2_000 // a measure less likely wrong than this is not shown unless it is asked for, basis points
)

// RadarItem is a measure that stands against a customer, with what the evidence of the last
// look says: how likely it is wrong, and what it costs.
type RadarItem struct {
	ID           ID                `gorm:"primaryKey" class:"C1"`
	AccountID    ID                `class:"C1"`
	Kind         misjudge.Kind     `class:"C1"`
	SubjectID    ID                `class:"C1"` // the sanction, or the event
	State        RadarState        `class:"C1"`
	WrongBP      int               `gorm:"column:wrong_bp" class:"C2f"` // probability of being wrong, basis points
	Harm         int64             `class:"C2f"`                        // points; see engine/misjudge
	Rank         int64             `class:"C2f"`                        // sort key: probability × harm
	Evidence     misjudge.Evidence `gorm:"serializer:json" class:"C2f"`
	Lines        []misjudge.Line   `gorm:"serializer:json" class:"C2f"`
	Digest       string            `class:"C1"` // of the evidence
	FoundAt      time.Time         `class:"C1"`
	JudgedAt     time.Time         `class:"C1"`
	AssigneeID   ID                `class:"C1"`
	AssigneeName string            `class:"C1"`
	LeaseUntil   *time.Time        `class:"C1"`
	ClosedAt     *time.Time        `class:"C1"`
	ClosedBy     ID                `class:"C1"`
	ClosedName   string            `class:"C1"`
	Outcome      RadarOutcome      `class:"C1"`
	Reason       string            `class:"C1"`
	AppealID     ID                `class:"C1"` // that was opened from here
	ClosedDigest string            `class:"C1"`
	ClosedBP     int               `gorm:"column:closed_bp" class:"C2f"`
	Version      int64             `class:"C1"`
}

// PublicID is the item's id as pages write it.
func (r *RadarItem) PublicID() string { return r.ID.Public(PrefixRadar) }

// Event reports whether the item is about an event and not about a sanction.
func (r *RadarItem) Event() bool { return r.Kind == misjudge.KindEvent }

// Finding is the item's lines as the engine gives them.
func (r *RadarItem) Finding() misjudge.Finding {
	return misjudge.Finding{Lines: r.Lines, WrongB: r.WrongBP, Harm: r.Harm, Rank: r.Rank, Digest: r.Digest}
}

// Judge takes a new finding in. A closed item opens again only when the evidence is another
// and speaks more for the customer than when it was closed; while an appeal against the
// measure is open it does not, because somebody is looking already. It reports whether
// anything but the time changed.
func (r *RadarItem) Judge(e misjudge.Evidence, f misjudge.Finding, appealed bool, now time.Time) (changed bool) {
	changed = r.Digest != f.Digest
	r.Evidence, r.Lines, r.Digest = e, f.Lines, f.Digest
	r.WrongBP, r.Harm, r.Rank, r.JudgedAt = f.WrongB, f.Harm, f.Rank, now
	switch r.State {
	case RadarGone:
		r.reopen()
		return true
	case RadarReviewed, RadarRight:
		if !appealed && f.Digest != r.ClosedDigest && f.WrongB > r.ClosedBP {
			r.reopen()
			return true
		}
	}
	return changed
}

func (r *RadarItem) reopen() {
	r.State, r.Outcome, r.Reason, r.AppealID = RadarOpen, "", "", 0
	r.ClosedAt, r.ClosedBy, r.ClosedName, r.ClosedDigest, r.ClosedBP = nil, 0, "", "", 0
	r.AssigneeID, r.AssigneeName, r.LeaseUntil = 0, "", nil
}

// HeldBy returns who holds the item at the given time, 0 when nobody does.
func (r *RadarItem) HeldBy(now time.Time) ID {
	if r.LeaseUntil == nil || !now.Before(*r.LeaseUntil) {
		return 0
	}
	return r.AssigneeID
}

// Claim gives the item to a person for CaseLease, or renews it, as a case's claim does. Who
// made or approved the sanction, nil for an event, is refused.
func (r *RadarItem) Claim(s *Sanction, user ID, name string, now time.Time) error {
	if r.State != RadarOpen {
		return ErrState
	}
	if s != nil && s.Involved(user) {
		return &Refused{Code: "radar_own"}
	}
	if holder := r.HeldBy(now); holder != 0 && holder != user {
		return &Refused{Code: "claimed"}
	}
	until := now.Add(CaseLease)
	r.AssigneeID, r.AssigneeName, r.LeaseUntil = user, name, &until
	return nil
}

// Release gives the item back; only its holder can, or anyone once the lease is over.
func (r *RadarItem) Release(user ID, now time.Time) error {
	if r.State != RadarOpen {
		return ErrState
	}
	if holder := r.HeldBy(now); holder != 0 && holder != user {
		return &Refused{Code: "claimed"}
	}
	r.AssigneeID, r.AssigneeName, r.LeaseUntil = 0, "", nil
	return nil
}

// Outcomes is what may come of the item, by what it is about.
func (r *RadarItem) Outcomes() []RadarOutcome {
	if r.Event() {
		return []RadarOutcome{RadarCase, RadarStands}
	}
	return []RadarOutcome{RadarLift, RadarAppeal, RadarStands}
}

// Close ends the item. Whoever made or approved the sanction is refused, and so is anybody
// but the holder; a reason is needed whatever the outcome.
func (r *RadarItem) Close(s *Sanction, outcome RadarOutcome, reason string, user ID, name string, now time.Time) error {
	if s != nil && s.Involved(user) {
		return &Refused{Code: "radar_own"}
	}
	if r.State != RadarOpen {
		return ErrState
	}
	if r.HeldBy(now) != user {
		return &Refused{Code: "not_claimed"}
	}
	var bad Invalid
	if !slices.Contains(r.Outcomes(), outcome) {
		bad.Add("outcome", "choice")
	}
	checkReason(&bad, "reason", reason)
	if err := bad.OrNil(); err != nil {
		return err
	}
	r.State = RadarReviewed
	if outcome == RadarStands {
		r.State = RadarRight
	}
	r.Outcome, r.Reason, r.ClosedAt, r.ClosedBy, r.ClosedName, r.LeaseUntil = outcome, reason, &now, user, name, nil
	r.ClosedDigest, r.ClosedBP = r.Digest, r.WrongBP
	return nil
}

// Taken is what a sanction takes away from the customer, as its snapshot shows, and for how
// long it has.
func (s *Sanction) Taken(now time.Time) misjudge.Taken {
	t := misjudge.Taken{Functions: len(s.Lost())}
	if s.StartsAt != nil {
		t.Days = max(0, int(now.Sub(*s.StartsAt)/(24*time.Hour)))
	}
	if s.Snapshot == nil {
		return t
	}
	for _, l := range s.Snapshot.Lines {
		if ceiling, capped := s.Ceiling(l.Product); capped {
			t.Fen += max(0, l.InForceFen-ceiling)
		}
	}
	return t
}

// Taken is what an event that was declined or is held keeps from the customer. Days count
// while it is held; a declined one is over.
func (e *Event) Taken(now time.Time) misjudge.Taken {
	t := misjudge.Taken{Fen: e.AmountFen}
	if e.Outcome == OutcomeHold {
		t.Days = max(0, int(now.Sub(e.ID.Time())/(24*time.Hour)))
	}
	return t
}

// CloseRadar closes a radar item. Version is the item's, as the closer read it.
type CloseRadar struct {
	ID      ID
	Version int64
	Outcome RadarOutcome
	Reason  string
}

// RadarFilter narrows the radar; zero fields do not narrow, an empty State is open. Pages
// follow each other by rank, the highest first.
type RadarFilter struct {
	State      RadarState
	Kind       misjudge.Kind
	MinBP      int
	Assignee   ID
	Unassigned bool
	Not        RadarNot
	After      *CaseCursor // the page after this place; Key is the rank
	Before     *CaseCursor // the page before this place; After wins
	Limit      int
	Now        time.Time
}

// RadarNot says which fields of a filter name what is left out instead of what is kept; Who is Assignee and Unassigned.
type RadarNot struct{ Kind, Who bool }

// Cursor is the item's place in the list.
func (r *RadarItem) Cursor() CaseCursor { return CaseCursor{Key: r.Rank, ID: r.ID} }

// RadarEntry is an item with the account it is about, as lists show it.
type RadarEntry struct {
	RadarItem
	Account CaseAccount
	Masked  Personal // of the name alone
}

// RadarPage is one page of the radar.
type RadarPage struct {
	Items []RadarEntry
	Newer bool
	Older bool
}

// RadarDetail is an item with everything its page shows. One of Sanction and Event is there.
type RadarDetail struct {
	Item     RadarItem
	Account  Account
	Masked   Personal
	Sanction *Sanction
	Subject  *Event
	Again    Outcome      // an event: what today's policy would say
	Appeals  []Appeal     // against the sanction, newest first
	Entries  []AuditEntry // about the item, newest first
}

// OpenAppeal is the appeal against the sanction that is not over, nil for none.
func (d *RadarDetail) OpenAppeal() *Appeal {
	for i := range d.Appeals {
		if !d.Appeals[i].Stage.Ended() {
			return &d.Appeals[i]
		}
	}
	return nil
}

// RadarResult is what a look at every measure did.
type RadarResult struct {
	Sanctions int `json:"sanctions"` // in force
	Events    int `json:"events"`    // decided again
	Milder    int `json:"milder"`    // of them, that today's policy decides milder
	Found     int `json:"found"`     // items that are new, or open again
	Gone      int `json:"gone"`      // items whose measure is over
}
