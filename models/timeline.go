package models

import (
	"cmp"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"
)

// TimelineKind is a kind of thing that happens on an account, as its timeline is narrowed.
type TimelineKind string

// The kinds, in the order of their filter. Everything on record about an account is of one.
const (
	TimelineEvents     TimelineKind = "events" // transactions, sign-ins, checks, and what people did about them
	TimelineScores     TimelineKind = "scores"
	TimelineFlags      TimelineKind = "flags"
	TimelineCases      TimelineKind = "cases"
	TimelineMeasures   TimelineKind = "measures" // limits and sanctions
	TimelineAppeals    TimelineKind = "appeals"
	TimelineMessages   TimelineKind = "messages"
	TimelineContacts   TimelineKind = "contacts" // that staff noted
	TimelineNotes      TimelineKind = "notes"
	TimelineChallenges TimelineKind = "challenges"
	TimelineRecord     TimelineKind = "record" // data that came in, and whatever else is on record
	TimelineViews      TimelineKind = "views"  // of personal data
)

// TimelineKinds is every kind, in the order of the filter.
func TimelineKinds() []TimelineKind {
	return []TimelineKind{
		TimelineEvents, TimelineScores, TimelineFlags, TimelineCases, TimelineMeasures, TimelineAppeals, TimelineMessages, TimelineContacts,
		TimelineNotes, TimelineChallenges, TimelineRecord, TimelineViews,
	}
}

// TimelineKindOf is the kind of an entry of the record, "" for one that a row of another
// table tells better: a note by its words, an assessment by its score, a flag by its reason.
func TimelineKindOf(action string) TimelineKind {
	switch action {
	case ActionNoteAdded, ActionContactLogged, ActionAccountScored, ActionFlagRaised, ActionCaseFlagged, ActionEventsDecided:
		return ""
	}
	noun, _, _ := strings.Cut(action, ".")
	switch noun {
	case "event", "state":
		return TimelineEvents
	case "override":
		return TimelineScores
	case "flag":
		return TimelineFlags
	case "case", "radar":
		return TimelineCases
	case "limit", "sanction", "aside":
		return TimelineMeasures
	case "appeal", "evidence":
		return TimelineAppeals
	case "message":
		return TimelineMessages
	case "note", "hardship":
		return TimelineNotes
	case "challenge":
		return TimelineChallenges
	case "personal":
		return TimelineViews
	}
	return TimelineRecord
}

// TimelineActions is the actions of record that belong to some kinds.
func TimelineActions(kinds []TimelineKind) []string {
	var list []string
	for _, a := range append(Actions(), ActionPersonalRefused) {
		if k := TimelineKindOf(a); k != "" && slices.Contains(kinds, k) {
			list = append(list, a)
		}
	}
	return list
}

// The sources of a timeline. Of one millisecond, a higher source is the newer.
const (
	SourceHistory  = iota // events from before there was anybody to decide them
	SourceDecided         // events with their decisions
	SourceScores          // assessments
	SourceFlags           //
	SourceNotes           //
	SourceEntries         // of the record
	TimelineSource        // how many there are
)

// TimelineMark is the place of an item in a timeline, and what pages follow each other by.
type TimelineMark struct {
	Milli  int64 // since 1970
	Source int
	ID     int64 // the row's, or an entry's number
}

// Compare orders marks by time, the oldest first.
func (m TimelineMark) Compare(o TimelineMark) int {
	return cmp.Or(cmp.Compare(m.Milli, o.Milli), cmp.Compare(m.Source, o.Source), cmp.Compare(m.ID, o.ID))
}

// At is the time of the mark.
func (m TimelineMark) At() time.Time { return time.UnixMilli(m.Milli).UTC() }

// String writes the mark as addresses carry it: 1764115200000-5-42.
func (m TimelineMark) String() string { return fmt.Sprintf("%d-%d-%d", m.Milli, m.Source, m.ID) }

// ParseTimelineMark reads what String wrote; false for anything else.
func ParseTimelineMark(s string) (TimelineMark, bool) {
	since, before := strings.CutPrefix(s, "-")
	parts := strings.Split(since, "-")
	if len(parts) != 3 {
		return TimelineMark{}, false
	}
	var m TimelineMark
	var errs [3]error
	m.Milli, errs[0] = strconv.ParseInt(parts[0], 10, 64)
	m.Source, errs[1] = strconv.Atoi(parts[1])
	m.ID, errs[2] = strconv.ParseInt(parts[2], 10, 64)
	for _, err := range errs {
		if err != nil {
			return TimelineMark{}, false
		}
	}
	if before {
		m.Milli = -m.Milli
	}
	if m.String() != s || m.ID < 0 {
		return TimelineMark{}, false
	}
	switch {
	case m.Source == SourceHistory:
		return m, m.Milli >= historyStart && m.Milli < historyEnd
	case m.Source > SourceHistory && m.Source < TimelineSource:
		return m, m.Milli >= epochMS && m.Milli < timelineEnd
	}
	return m, false
}

// timelineEnd is where 41 bits of milliseconds of an id end, so that every mark has ids on either side. History was somewhere
// else before, and lies within the years that have four digits: a file may write 1900 or 9999 for a time that nobody knows.
const (
	timelineEnd  = epochMS + 1<<41 - 1
	historyStart = -62_135_596_800_000 // the year 1
	historyEnd   = 253_402_300_799_999 // the last millisecond of the year 9999
)

// TimelineFilter is a page of an account's timeline, the newest item first.
type TimelineFilter struct {
	AccountID ID
	Kinds     []TimelineKind
	After     *TimelineMark // the page of items older than this one
	Before    *TimelineMark // the page of items newer than this one; After wins
	From      *TimelineMark // the page that this item leads
	Until     *time.Time    // the page of what happened before this time
	Limit     int
}

// Start is the mark that every item of the page is older than, nil for the newest page; for a
// page of newer items up is true and every item is newer.
func (f TimelineFilter) Start() (at *TimelineMark, up bool) {
	switch {
	case f.After != nil:
		return f.After, false
	case f.Before != nil:
		return f.Before, true
	case f.From != nil:
		next := *f.From
		next.ID++
		return &next, false
	case f.Until != nil:
		return &TimelineMark{Milli: min(max(f.Until.UnixMilli(), historyStart), historyEnd-1)}, false
	}
	return nil, false
}

// TimelineItem is one thing that happened. One of the pointers is set.
type TimelineItem struct {
	Mark     TimelineMark
	At       time.Time // when it happened; an event may have been received later
	Event    *Event
	Decision *Decision
	Before   int // the score before Decision, 0 for none
	Flag     *Flag
	Note     *NoteText
	Entry    *AuditEntry
}

// Timeline is one page of an account's timeline.
type Timeline struct {
	Account Account
	Masked  Personal
	Items   []TimelineItem
	Newer   bool
	Older   bool
}
