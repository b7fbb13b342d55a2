package models

import (
	"slices"
	"time"
)

// AppealMute is until when appeals against a measure are not taken by the customer's link, and why. It is the measure's own, so that a
// new one is never muted; staff can take an appeal in all the while, and the customer's page says so. The zero value mutes nothing.
type AppealMute struct {
	MuteReason string     `class:"C1"`
	MutedBy    ID         `class:"C1"`
	MutedName  string     `class:"C1"`
	MutedAt    *time.Time `class:"C1"`
	MuteUntil  *time.Time `class:"C1"`
}

// Bounds of a mute: how many appeals must have been upheld before it, and for how long it is at most.
const (
	MuteAfter = 2
	MuteMax   = 180 * 24 * time.Hour
)

// Muted reports whether appeals by the customer's link are not taken at the given time.
func (m AppealMute) Muted(now time.Time) bool { return m.MuteUntil != nil && now.Before(*m.MuteUntil) }

// MuteAppeals asks that no more appeals against a measure are taken by the customer's link.
type MuteAppeals struct {
	SanctionID ID
	Version    int64
	Until      *time.Time
	Reason     string
}

// MayMute refuses a mute before MuteAfter appeals were upheld, of what nobody can appeal against, and by whoever had a part in the measure.
func (s *Sanction) MayMute(upheld int, by ID, now time.Time) error {
	switch {
	case s.Muted(now):
		return ErrState
	case upheld < MuteAfter:
		return &Refused{Code: "mute_early"}
	case by == 0 || slices.Contains(s.People(), by):
		return &Refused{Code: "own_decision"}
	}
	return s.AppealRefusal(now)
}

// Mute mutes the measure. upheld is how many appeals against it were.
func (s *Sanction) Mute(upheld int, cmd MuteAppeals, by Actor, now time.Time) error {
	if err := s.MayMute(upheld, by.UserID, now); err != nil {
		return err
	}
	var bad Invalid
	checkDate(&bad, "mute_until", cmd.Until, now, MuteMax)
	checkReason(&bad, "mute_reason", cmd.Reason)
	if err := bad.OrNil(); err != nil {
		return err
	}
	s.AppealMute = AppealMute{MuteReason: cmd.Reason, MutedBy: by.UserID, MutedName: by.Name, MutedAt: &now, MuteUntil: cmd.Until}
	return nil
}

// EndMute lets the customer appeal by the link again before the day, for a reason.
func (s *Sanction) EndMute(reason string, now time.Time) error {
	if !s.Muted(now) {
		return ErrState
	}
	var bad Invalid
	checkReason(&bad, "mute_reason", reason)
	if err := bad.OrNil(); err != nil {
		return err
	}
	s.MuteUntil = &now
	return nil
}

// Upheld counts the appeals of a measure that were decided against the customer.
func Upheld(appeals []Appeal) (n int) {
	for i := range appeals {
		if appeals[i].Outcome == OutcomeUphold && appeals[i].DecidedAt != nil {
			n++
		}
	}
	return n
}
