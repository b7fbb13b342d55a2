package models

import (
	"slices"
	"strconv"
	"strings"
	"time"
)

// Snapshot is what an account could do at one moment, to be compared and restored.
type Snapshot struct {
	At     time.Time      `json:"at"`
	Status AccountStatus  `json:"status"`
	Reach  []Function     `json:"reach"`
	Until  *time.Time     `json:"until,omitempty"`
	Lines  []LineSnapshot `json:"lines"`
}

// LineSnapshot is one line of a Snapshot.
type LineSnapshot struct {
	LineID     ID         `json:"line_id"`
	Product    Product    `json:"product"`
	LimitFen   int64      `json:"limit_fen"`
	TempFen    *int64     `json:"temp_fen,omitempty"`
	TempUntil  *time.Time `json:"temp_until,omitempty"`
	InForceFen int64      `json:"in_force_fen"`
}

// TakeSnapshot records what the account and its lines are now.
func TakeSnapshot(a *Account, lines []CreditLine, now time.Time) *Snapshot {
	s := &Snapshot{At: now, Status: a.Status, Reach: append([]Function{}, a.Reach...), Until: a.StatusUntil}
	for i := range lines {
		l := &lines[i]
		s.Lines = append(s.Lines, LineSnapshot{
			LineID: l.ID, Product: l.Product, LimitFen: l.LimitFen,
			TempFen: l.TempFen, TempUntil: l.TempUntil, InForceFen: l.InForceFen(),
		})
	}
	return s
}

// Restore gives the lines back what the snapshot shows they had and lost since: a
// granted limit is raised to the snapshot's, never lowered, and a temporary limit
// that would still run is set again. Lines named in keep are left as they are: the
// customer asked for what they have now.
func (s *Snapshot) Restore(lines []CreditLine, now time.Time, keep ...ID) {
	for _, was := range s.Lines {
		for i := range lines {
			l := &lines[i]
			if l.ID != was.LineID || slices.Contains(keep, l.ID) {
				continue
			}
			l.LimitFen = max(l.LimitFen, was.LimitFen)
			if l.TempFen == nil && was.TempFen != nil && was.TempUntil != nil && now.Before(*was.TempUntil) {
				l.TempFen, l.TempUntil = was.TempFen, was.TempUntil
			}
		}
	}
}

// Line returns what the snapshot says about a line; ok is false for one that came later.
func (s *Snapshot) Line(id ID) (was LineSnapshot, ok bool) {
	for _, l := range s.Lines {
		if l.LineID == id {
			return l, true
		}
	}
	return LineSnapshot{}, false
}

// Compare lists what an overturn put back, one field a row: status, functions and each
// line's limit in force, before the sanction, during it and after. A field that did not
// come back says why: another sanction still holds it, the customer asked for the lower
// limit, or a temporary limit has run out since.
func (s *Snapshot) Compare(during, after *Snapshot, keep ...ID) []RestoredField {
	fields := []RestoredField{
		restored(RestoredField{Field: "status", Before: string(s.Status), Sanction: string(during.Status), After: string(after.Status)},
			after.Status.rank() <= s.Status.rank(), "other_sanction"),
		restored(RestoredField{Field: "reach", Before: JoinFunctions(s.Reach), Sanction: JoinFunctions(during.Reach), After: JoinFunctions(after.Reach)},
			within(after.Reach, s.Reach), "other_sanction"),
	}
	for _, l := range after.Lines {
		was, ok := s.Line(l.LineID)
		if !ok {
			continue
		}
		now, _ := during.Line(l.LineID)
		why := "other_sanction"
		switch {
		case slices.Contains(keep, l.LineID):
			why = "customer_request"
		case was.TempFen != nil && l.TempFen == nil:
			why = "temporary_ended"
		}
		fields = append(fields, restored(RestoredField{
			Field: "limit:" + string(l.Product), Before: fen(was.InForceFen), Sanction: fen(now.InForceFen), After: fen(l.InForceFen),
		}, l.InForceFen >= was.InForceFen, why))
	}
	return fields
}

// restored completes a row with whether the field is back and, when not, why.
func restored(f RestoredField, back bool, why string) RestoredField {
	if f.Restored = back; !back {
		f.Note = why
	}
	return f
}

// rank orders the statuses, mildest first.
func (s AccountStatus) rank() int {
	return slices.Index([]AccountStatus{StatusActive, StatusRestricted, StatusFrozen, StatusDeactivated, StatusClosed}, s)
}

func within(part, whole []Function) bool {
	for _, f := range part {
		if !slices.Contains(whole, f) {
			return false
		}
	}
	return true
}

// JoinFunctions writes functions as one text, separated by commas.
func JoinFunctions(functions []Function) string {
	names := make([]string, len(functions))
	for i, f := range functions {
		names[i] = string(f)
	}
	return strings.Join(names, ",")
}

func fen(n int64) string { return strconv.FormatInt(n, 10) }
