package models

import "time"

// Candidate reports whether the version runs beside the live one, or could again.
func (p *Policy) Candidate() bool {
	return p.State == PolicyShadow || p.State == PolicyRollout || p.State == PolicyPaused
}

// Shadow lets an approved version run beside the live one and decide nothing. The approval
// is for the document with that hash and must not be older than ApprovalTTL.
func (p *Policy) Shadow(hash string, now time.Time) error {
	if p.State != PolicyApproved {
		return ErrState
	}
	if err := p.bound(hash, p.ApprovedAt, now); err != nil {
		return err
	}
	p.State, p.TrialAt = PolicyShadow, &now
	return nil
}

// Rollout lets a candidate decide for a share of the accounts, 1 to 99 in a hundred.
func (p *Policy) Rollout(percent int) error {
	if p.State != PolicyShadow && p.State != PolicyRollout {
		return ErrState
	}
	if percent < 1 || percent > 99 {
		var bad Invalid
		bad.Add("percent", "range_between", "min", "1", "max", "99")
		return bad.OrNil()
	}
	p.State, p.Percent = PolicyRollout, percent
	return nil
}

// Publish makes a candidate the live version, after the version previous. An approved one
// that never ran beside the live version can be published too, unless the policy in force
// wants a shadow first.
func (p *Policy) Publish(hash string, previous int, shadowFirst bool, now time.Time) error {
	switch p.State {
	case PolicyShadow, PolicyRollout:
		if hash != p.SubmittedHash {
			return &Refused{Code: "payload_changed"}
		}
	case PolicyApproved:
		since := p.ApprovedAt
		if p.Due(now) { // scheduled while the approval was young
			since = nil
		}
		if err := p.bound(hash, since, now); err != nil {
			return err
		}
		if shadowFirst {
			return &Refused{Code: "shadow_first"}
		}
	default:
		return ErrState
	}
	p.State, p.Previous, p.PublishedAt = PolicyLive, previous, &now
	return nil
}

// Pause takes a candidate out for a reason: the live version decides everything until it
// resumes.
func (p *Policy) Pause(reason string) error {
	if p.State != PolicyShadow && p.State != PolicyRollout {
		return ErrState
	}
	var bad Invalid
	checkReason(&bad, "reason", reason)
	if err := bad.OrNil(); err != nil {
		return err
	}
	p.Resumes, p.State, p.DecideReason = p.State, PolicyPaused, reason
	return nil
}

// Resume lets a paused candidate go on where it was.
func (p *Policy) Resume() error {
	if p.State != PolicyPaused {
		return ErrState
	}
	p.State, p.Resumes, p.DecideReason = p.Resumes, "", ""
	return nil
}

// Withdraw ends a candidate for a reason; it never became live.
func (p *Policy) Withdraw(reason string, now time.Time) error {
	if !p.Candidate() {
		return ErrState
	}
	var bad Invalid
	checkReason(&bad, "reason", reason)
	if err := bad.OrNil(); err != nil {
		return err
	}
	p.State, p.ArchivedAt, p.DecideReason = PolicyArchived, &now, reason
	return nil
}

// Rollback makes the version that brings the one before the live version back, at once. It
// is a version of its own: what was decided under each stays told apart. The policy in force
// approves it, because a second person once approved what comes back; where the policy wants
// a second person for rollbacks too it is refused.
func (p *Policy) Rollback(version int, before *Policy, by ID, name, reason string, now time.Time) (*Policy, error) {
	if p.State != PolicyLive || p.Previous == 0 || p.Previous != before.Version {
		return nil, ErrState
	}
	var bad Invalid
	checkReason(&bad, "reason", reason)
	if err := bad.OrNil(); err != nil {
		return nil, err
	}
	if p.Document.Release.RollbackNeedsSecond {
		return nil, &Refused{Code: "rollback_needs_second"}
	}
	return &Policy{
		Version: version, Base: before.Version, State: PolicyLive, Document: before.Document, Note: reason,
		MadeBy: by, MadeName: name, MadeAt: now, Previous: before.Previous, RollbackOf: p.Version,
		ApprovedName: before.ApprovedName, ApprovedAt: &now, PublishedAt: &now, Lane: LanePolicy, Revision: 1,
	}, nil
}

// TrialCount is how often the live version and a candidate said so of one event. Where the
// candidate could not be evaluated its outcome is "failed".
type TrialCount struct {
	Version     int     `gorm:"primaryKey" class:"C1"`
	LiveOutcome Outcome `gorm:"primaryKey" class:"C1"`
	Outcome     Outcome `gorm:"primaryKey" class:"C1"`
	N           int64   `class:"C1"`
}

// TrialFailed stands in for the outcome of a candidate that could not be evaluated.
const TrialFailed Outcome = "failed"

// TrialFlip is one event of which the two said different things.
type TrialFlip struct {
	Version     int     `gorm:"primaryKey" class:"C1"`
	EventID     ID      `gorm:"primaryKey" class:"C1"`
	LiveOutcome Outcome `class:"C1"`
	Outcome     Outcome `class:"C1"`
	Risk        int     `class:"C2f"` // as the candidate sees it
	Decided     bool    `class:"C1"`  // the candidate's word counted
}

// Stop is a stretch of time in which people decide instead of the engine.
type Stop struct {
	ID        ID         `gorm:"primaryKey" class:"C1"`
	Lane      string     `class:"C1"`
	Reason    string     `class:"C1"`
	MadeBy    ID         `class:"C1"`
	MadeName  string     `class:"C1"`
	MadeAt    time.Time  `class:"C1"`
	EndedBy   ID         `class:"C1"`
	EndedName string     `class:"C1"`
	EndedAt   *time.Time `class:"C1"`
	EndReason string     `class:"C1"`
	Version   int64      `class:"C1"`
}

// PublicID is the stop's id as the audit log writes it.
func (s *Stop) PublicID() string { return s.ID.Public(PrefixStop) }

// NewStop begins a stop for a reason.
func NewStop(id, by ID, name, reason string, now time.Time) (*Stop, error) {
	var bad Invalid
	checkReason(&bad, "reason", reason)
	if err := bad.OrNil(); err != nil {
		return nil, err
	}
	return &Stop{ID: id, Lane: LanePolicy, Reason: reason, MadeBy: by, MadeName: name, MadeAt: now, Version: 1}, nil
}

// End lets the engine decide again, for a reason.
func (s *Stop) End(by ID, name, reason string, now time.Time) error {
	if s.EndedAt != nil {
		return ErrState
	}
	var bad Invalid
	checkReason(&bad, "reason", reason)
	if err := bad.OrNil(); err != nil {
		return err
	}
	s.EndedBy, s.EndedName, s.EndedAt, s.EndReason = by, name, &now, reason
	return nil
}
