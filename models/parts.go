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

// Keeps reports whether the measure still takes what a line of proof is about.
func (s *Sanction) Keeps(field string) bool {
	switch {
	case field == PartStatus:
		return s.Status() != StatusActive
	case field == "reach":
		return len(s.Lost()) > 0
	}
	_, capped := s.Ceiling(Product(strings.TrimPrefix(field, PartLimit)))
	return capped
}

// KeptBy says of each line that did not come back whether it is the measure that still takes it,
// and why then: part_stands or replaced.
func (s *Sanction) KeptBy(rows []RestoredField, note string) []RestoredField {
	for i := range rows {
		if !rows[i].Restored && rows[i].Note == "other_sanction" && s.Keeps(rows[i].Field) {
			rows[i].Note = note
		}
	}
	return rows
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
