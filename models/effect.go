package models

import (
	"slices"
	"time"

	"candor/engine/effect"
)

// EffectAsk is how a report on what a policy version did is to be made. Either Days, or From and To.
type EffectAsk struct {
	Days       int        `json:"days"`           // length of both windows, one of EffectDays, 0 where From and To are given
	From       *time.Time `json:"from,omitempty"` // the window after, UTC
	To         *time.Time `json:"to,omitempty"`
	FollowDays int        `json:"follow_days"` // how long each account is followed after its assessment, one of EffectFollows
	NewOnly    bool       `json:"new_only"`    // only accounts that were taken on within the window
}

// EffectDays is the lengths of window to choose from, in days.
func EffectDays() []int { return []int{7, 30, 90} }

// EffectFollows is the times of following to choose from, in days.
func EffectFollows() []int { return []int{7, 30, 90, 180} }

// EffectYoung is how long after its publication the daily look watches a version.
const EffectYoung = 90 * 24 * time.Hour

const day = 24 * time.Hour

// DailyEffect is what the daily look asks of a version of an age: the longest windows for which both the window and the time of following
// are over, the shortest ones until then.
func DailyEffect(age time.Duration) EffectAsk {
	days := EffectDays()[0]
	for _, d := range EffectDays() {
		if age >= 2*time.Duration(d)*day {
			days = d
		}
	}
	return EffectAsk{Days: days, FollowDays: days}
}

// EffectWindow is a span of time, From inclusive, To exclusive.
type EffectWindow struct {
	From time.Time `json:"from"`
	To   time.Time `json:"to"`
}

// Holds reports whether a moment is in the window.
func (w EffectWindow) Holds(at time.Time) bool { return !at.Before(w.From) && at.Before(w.To) }

// Windows are the windows before and after a publication, of equal length, to the millisecond of ids. The one after ends at most now and when
// the next version was published (nil for none); the one before ends with the publication. A window that begins before the publication, ends
// past that or is empty is refused as *Invalid by field.
func (a EffectAsk) Windows(published time.Time, next *time.Time, now time.Time) (before, after EffectWindow, err error) {
	last := now
	if next != nil && next.Before(now) {
		last = *next
	}
	var bad Invalid
	if !slices.Contains(EffectFollows(), a.FollowDays) {
		bad.Add("follow", "choice")
	}
	after = EffectWindow{From: published, To: published.Add(time.Duration(a.Days) * day)}
	switch {
	case a.From != nil || a.To != nil:
		after = a.dated(&bad, published, last)
	case !slices.Contains(EffectDays(), a.Days):
		bad.Add("days", "choice")
	case after.To.After(last):
		after.To = last
	}
	if err := bad.OrNil(); err != nil {
		return before, after, err
	}
	after.From, after.To = after.From.UTC().Truncate(time.Millisecond), after.To.UTC().Truncate(time.Millisecond)
	if !after.From.Before(after.To) {
		bad.Add("", "effect_empty")
		return before, after, bad.OrNil()
	}
	end := published.UTC().Truncate(time.Millisecond)
	return EffectWindow{From: end.Add(-after.To.Sub(after.From)), To: end}, after, nil
}

// dated is the window after by its dates. A day that holds the publication begins with it.
func (a EffectAsk) dated(bad *Invalid, published, last time.Time) EffectWindow {
	if a.From == nil {
		bad.Add("from", "required")
	}
	if a.To == nil {
		bad.Add("to", "required")
	}
	if bad.OrNil() != nil {
		return EffectWindow{}
	}
	w := EffectWindow{From: *a.From, To: *a.To}
	if w.From.Before(published) && published.Sub(w.From) < day {
		w.From = published
	}
	if w.To.After(last) && w.To.Sub(last) <= day {
		w.To = last
	}
	switch {
	case w.From.Before(published):
		bad.Add("from", "effect_from")
	case w.To.After(last):
		bad.Add("to", "effect_to")
	case !w.From.Before(w.To):
		bad.Add("to", "effect_order")
	}
	return w
}

// EffectState is the stage of a report.
type EffectState string

// A report is asked for, then counted by a job.
const (
	EffectQueued EffectState = "queued"
	EffectDone   EffectState = "done"
)

// EffectReport is what was counted before and after one publication. Once done it never changes: counting again makes another.
type EffectReport struct {
	ID            ID          `gorm:"primaryKey" class:"C1"`
	PolicyVersion int         `class:"C1"`
	Ask           EffectAsk   `gorm:"serializer:json" class:"C1"`
	State         EffectState `class:"C1"`
	AskedName     string      `class:"C1"`
	AskedAt       time.Time   `class:"C1"`
	MadeAt        *time.Time  `class:"C1"` // when it was counted: followings end here at the latest
	Body          EffectBody  `gorm:"serializer:json" class:"C1"`
	AuditSeq      int64       `class:"C1"` // the entry of the publication
	Version       int64       `class:"C1"`
}

// TableName is what the report is called outside: models.Impact is about a draft, before it is published.
func (EffectReport) TableName() string { return "impact_reports" }

// PublicID is the report's id as pages write it.
func (r *EffectReport) PublicID() string { return r.ID.Public(PrefixReport) }

// EffectPatience is for how long a report that waits keeps others of the same version from being asked for.
const EffectPatience = time.Hour

// GuardAlert says that a version crossed a guard. There is at most one of a version and a guard: it is opened once.
type GuardAlert struct {
	ID            ID              `gorm:"primaryKey" class:"C1"`
	PolicyVersion int             `class:"C1"`
	Guard         effect.Guard    `class:"C1"`
	ReportID      ID              `class:"C1"`
	ValueBP       int             `gorm:"column:value_bp" class:"C1"` // when it was opened, basis points
	BoundBP       int             `gorm:"column:bound_bp" class:"C1"`
	State         DriftAlertState `class:"C1"`
	OpenedAt      time.Time       `class:"C1"`
	ClosedAt      *time.Time      `class:"C1"`
	ClosedBy      ID              `class:"C1"`
	ClosedName    string          `class:"C1"`
	Note          string          `class:"C1"`
	Version       int64           `class:"C1"`
}

// TableName keeps the alert beside its reports.
func (GuardAlert) TableName() string { return "impact_alerts" }

// PublicID is the alert's id as pages write it.
func (a *GuardAlert) PublicID() string { return a.ID.Public(PrefixGuard) }

// Close ends the alert; a note says what was decided.
func (a *GuardAlert) Close(user ID, name, note string, now time.Time) error {
	if err := checkClosing(a.State, note); err != nil {
		return err
	}
	a.State, a.Note, a.ClosedAt, a.ClosedBy, a.ClosedName = DriftAlertClosed, note, &now, user, name
	return nil
}

// EffectPage is one report of a version with what its page shows around it.
type EffectPage struct {
	Policy  Policy
	Before  int            // the version that was live until the publication, 0 for none
	Next    *time.Time     // when the next version was published, nil for none
	Seq     int64          // audit entry of the publication, 0 for one from before they were kept
	Report  *EffectReport  // nil: none is done yet
	History []EffectReport // newest first, without bodies
	Alerts  []GuardAlert   // of this version, oldest first
}

// Waits reports whether a report is being counted, and when it was asked for.
func (d *EffectPage) Waits() (since time.Time, waits bool) {
	for i := range d.History {
		if d.History[i].State == EffectQueued {
			return d.History[i].AskedAt, true
		}
	}
	return since, false
}
