package models

import (
	"slices"
	"time"
)

// ScheduleMax is how far ahead a version can be set to become live.
const ScheduleMax = 30 * 24 * time.Hour

// FaultNotAllowed is why a scheduled version was not made live when whoever scheduled it may no longer publish.
const FaultNotAllowed = "publish_not_allowed"

// Publishable reports whether the version is at a stage from which it becomes live.
func (p *Policy) Publishable() bool {
	return slices.Contains([]PolicyState{PolicyApproved, PolicyShadow, PolicyRollout}, p.State)
}

// Scheduled reports whether the version becomes live by itself.
func (p *Policy) Scheduled() bool { return p.PublishAt != nil && p.PublishFault == "" }

// Due reports whether the moment has come at which the version becomes live by itself.
func (p *Policy) Due(now time.Time) bool { return p.Scheduled() && !now.Before(*p.PublishAt) }

// Schedule sets the moment at which the version becomes live. Whatever refuses making it live now refuses this, so that a schedule
// begins as something that could be done; an approval that was good then is good at the moment.
func (p *Policy) Schedule(at time.Time, hash string, shadowFirst bool, by Actor, now time.Time) error {
	if p.Scheduled() {
		return &Refused{Code: "already_scheduled"}
	}
	try := *p
	if err := try.Publish(hash, 0, shadowFirst, now); err != nil {
		return err
	}
	var bad Invalid
	checkDate(&bad, "publish_at", &at, now, ScheduleMax)
	if err := bad.OrNil(); err != nil {
		return err
	}
	p.PublishAt, p.PublishBy, p.PublishName, p.PublishFault = &at, by.UserID, by.Name, ""
	return nil
}

// CallOff takes the moment back, or what is said of one that came to nothing.
func (p *Policy) CallOff() error {
	if p.PublishAt == nil {
		return ErrState
	}
	p.unschedule()
	return nil
}

func (p *Policy) unschedule() {
	p.PublishAt, p.PublishBy, p.PublishName, p.PublishFault = nil, 0, "", ""
}

// Settle takes the moment from a version that is no longer at a stage from which it becomes live, and reports whether it had one.
func (p *Policy) Settle() bool {
	if p.PublishAt == nil || p.Publishable() {
		return false
	}
	p.unschedule()
	return true
}
