package models

import (
	"slices"
	"strings"
)

// PartStatus is the part of a measure that is the account's status. A function is PartReach and its
// name, the limit of a line PartLimit and its product.
const (
	PartStatus = "status"
	PartReach  = "reach:"
	PartLimit  = "limit:"
)

// Parts lists what a measure still takes and can give back on its own. A cut is one thing and has
// no parts. The status of a restriction is that functions are missing, so it is no part of its own.
func (s *Sanction) Parts() []string {
	var parts []string
	add := func(part string) {
		if !slices.Contains(s.Spared, part) {
			parts = append(parts, part)
		}
	}
	if s.Kind.NeedsApproval() {
		add(PartStatus)
	}
	for _, f := range s.Kind.lost(s.Reach) {
		add(PartReach + string(f))
	}
	if s.Kind.NeedsApproval() && s.Snapshot != nil {
		for _, l := range s.Snapshot.Lines {
			add(PartLimit + string(l.Product))
		}
	}
	return parts
}

// checkParts refuses parts that the measure does not have, none or all of them, and functions of an
// account that stays frozen or deactivated: it could not use them.
func (s *Sanction) checkParts(bad *Invalid, parts []string) {
	have := s.Parts()
	status, functions := slices.Contains(parts, PartStatus), false
	for i, p := range parts {
		if !slices.Contains(have, p) || slices.Contains(parts[:i], p) {
			bad.Add("parts", "choice")
			return
		}
		functions = functions || strings.HasPrefix(p, PartReach)
	}
	switch {
	case len(parts) == 0:
		bad.Add("parts", "required")
	case len(parts) == len(have):
		bad.Add("parts", "parts_all")
	case functions && !status && slices.Contains(have, PartStatus):
		bad.Add("parts", "parts_need_status")
	}
}

// Spare takes parts out of what a measure takes; the rest stands. They come back when the account is
// computed anew from the measures in force.
func (s *Sanction) Spare(parts []string) {
	for _, p := range parts {
		if !slices.Contains(s.Spared, p) {
			s.Spared = append(s.Spared, p)
		}
	}
}

// Lost is the functions that the measure takes away.
func (s *Sanction) Lost() []Function {
	return slices.DeleteFunc(slices.Clone(s.Kind.lost(s.Reach)), func(f Function) bool { return slices.Contains(s.Spared, PartReach+string(f)) })
}

// Status is the account status that the measure brings. Without its own status it is what the
// functions that it still takes make of the account.
func (s *Sanction) Status() AccountStatus {
	switch {
	case s.Kind.Status() == StatusActive:
		return StatusActive
	case s.Kind.NeedsApproval() && !slices.Contains(s.Spared, PartStatus):
		return s.Kind.Status()
	case len(s.Lost()) > 0:
		return StatusRestricted
	}
	return StatusActive
}

// Keeps reports whether the measure by itself takes what a line of proof is about, whatever others take
// besides. A cut takes nothing from a limit that is no higher.
func (s *Sanction) Keeps(field string, lines []CreditLine) bool {
	switch field {
	case PartStatus:
		return s.Status() != StatusActive
	case "reach":
		return len(s.Lost()) > 0
	}
	for _, l := range lines {
		if PartLimit+string(l.Product) == field {
			l.CapFen = nil
			ceiling, capped := s.Ceiling(l.Product)
			return capped && (s.Kind.NeedsApproval() || ceiling < l.InForceFen())
		}
	}
	return false
}

// KeptBy says of each line of proof that the measure still takes that it did not come back, and why:
// part_stands or replaced. It does so too where the account had no more before, because a measure
// that is over by now had taken the same then: what stands today stands by this one. A measure that
// is over itself takes nothing; it only explains limits that its verdict did not give back.
func (s *Sanction) KeptBy(rows []RestoredField, lines []CreditLine, note string) []RestoredField {
	for i := range rows {
		row := &rows[i]
		switch {
		case !s.Keeps(row.Field, lines):
		case s.State == SanctionActive:
			row.Restored, row.Note = false, note
		case row.Note == "other_sanction" && uncapped(lines, row.Field):
			row.Note = note
		}
	}
	return rows
}

// uncapped reports whether a line of proof is about a limit that no measure in force lowers.
func uncapped(lines []CreditLine, field string) bool {
	return slices.ContainsFunc(lines, func(l CreditLine) bool { return PartLimit+string(l.Product) == field && l.CapFen == nil })
}

// keepLines returns the lines whose granted limit a partly overturned measure does not give back.
func (s *Sanction) keepLines(parts []string) []ID {
	var keep []ID
	if s.Snapshot == nil {
		return nil
	}
	for _, l := range s.Snapshot.Lines {
		if !slices.Contains(parts, PartLimit+string(l.Product)) {
			keep = append(keep, l.LineID)
		}
	}
	return keep
}
