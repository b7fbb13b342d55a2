package models

import (
	"slices"
	"time"
)

// ExportKind is the list that an export is of.
type ExportKind string

// The lists that leave as CSV.
const (
	ExportQueue    ExportKind = "queue"
	ExportAccounts ExportKind = "accounts"
	ExportAppeals  ExportKind = "appeals"
	ExportAudit    ExportKind = "audit"
	ExportLists    ExportKind = "lists"
	ExportItems    ExportKind = "items" // of a batch
	ExportRadar    ExportKind = "radar"
	ExportOutbox   ExportKind = "outbox"

	ExportDecisions  ExportKind = "decisions" // about one account
	ExportChallenges ExportKind = "challenges"
	ExportUsers      ExportKind = "users"
	ExportBatches    ExportKind = "batches"
	ExportApprovals  ExportKind = "approvals" // never by a job
)

// Needs is the permission that the list is read with, and so its export is asked for and taken away with.
func (k ExportKind) Needs() Permission {
	switch k {
	case ExportQueue, ExportItems, ExportChallenges, ExportBatches:
		return PermCaseRead
	case ExportAccounts, ExportOutbox:
		return PermAccountRead
	case ExportAppeals:
		return PermAppealRead
	case ExportAudit:
		return PermAuditRead
	case ExportLists:
		return PermMonitorRead
	case ExportDecisions, ExportApprovals:
		return PermScoreRead
	case ExportRadar:
		return PermRadarRead
	case ExportUsers:
		return PermUserRead
	}
	return ""
}

// Bounds of exports.
const (
	ExportAtOnce = 5_000          // rows that leave with the answer; more, however many, are written by a job
	ExportsOpen  = 3              // files of one person that may wait and be written together
	ExportFor    = 24 * time.Hour // how long a file that is ready is kept
)

// ExportState is the stage of an export that is written by a job.
type ExportState string

// An export waits, is written, and ends in one of three ways; a file that was ready is gone after ExportFor.
const (
	ExportQueued    ExportState = "queued"
	ExportRunning   ExportState = "running"
	ExportDone      ExportState = "done"
	ExportFailed    ExportState = "failed"
	ExportCancelled ExportState = "cancelled"
	ExportExpired   ExportState = "expired"
)

// ExportFilter is what narrows the list: the filter of its kind, the others are nil.
type ExportFilter struct {
	Queue    *CaseFilter    `json:",omitempty"`
	Accounts *AccountFilter `json:",omitempty"`
	Appeals  *AppealFilter  `json:",omitempty"`
	Audit    *AuditFilter   `json:",omitempty"`
	Lists    *ListFilter    `json:",omitempty"`
	Items    *ItemFilter    `json:",omitempty"`
	Radar    *RadarFilter   `json:",omitempty"`
	Outbox   *OutboxFilter  `json:",omitempty"`

	Decisions  *DecisionFilter  `json:",omitempty"`
	Challenges *ChallengeFilter `json:",omitempty"`
	Users      *UserFilter      `json:",omitempty"`
	Batches    *BatchFilter     `json:",omitempty"`
	Approvals  *ApprovalFilter  `json:",omitempty"`
}

// DecisionFilter is whose decisions are wanted.
type DecisionFilter struct{ Account ID }

// Of reports whether the filter is one of a list.
func (f ExportFilter) Of(kind ExportKind) bool {
	return map[ExportKind]bool{
		ExportQueue: f.Queue != nil, ExportAccounts: f.Accounts != nil, ExportAppeals: f.Appeals != nil, ExportAudit: f.Audit != nil, ExportLists: f.Lists != nil,
		ExportItems: f.Items != nil, ExportDecisions: f.Decisions != nil, ExportRadar: f.Radar != nil, ExportOutbox: f.Outbox != nil,
		ExportChallenges: f.Challenges != nil, ExportUsers: f.Users != nil, ExportBatches: f.Batches != nil,
		ExportApprovals: f.Approvals != nil,
	}[kind]
}

// AskExport asks for a list as CSV. Query is the filter as the list's address holds it, Columns the keys of those that are wanted,
// for lists whose columns can be chosen. Scores says that what the reader may see of scores is in it.
type AskExport struct {
	Kind    ExportKind
	Filter  ExportFilter
	Query   string
	Columns []string
	Scores  bool
	Lang    string
	Login   string
	Clear   bool   // identity in clear; of accounts alone
	Reason  string // needed for Clear
}

// Validate refuses a list that cannot be exported, and identity in clear without a reason or of another list than the accounts.
func (a *AskExport) Validate() error {
	var bad Invalid
	if !a.Filter.Of(a.Kind) {
		bad.Add("of", "choice")
	}
	if a.Clear && a.Kind != ExportAccounts {
		bad.Add("clear", "choice")
	}
	if a.Clear {
		checkReason(&bad, "reason", a.Reason)
	}
	return bad.OrNil()
}

// Export is the list as it would be kept while a job writes it. Its id is the store's to give.
func (a *AskExport) Export(actor Actor, now time.Time) *Export {
	return &Export{
		Kind: a.Kind, State: ExportQueued, Filter: a.Filter, Query: a.Query, Columns: append([]string{}, a.Columns...), Scores: a.Scores, Lang: a.Lang, Clear: a.Clear,
		AskedBy: actor.UserID, AskedName: actor.Name, AskedLogin: a.Login, AskedAt: now, Version: 1,
	}
}

// Export is a list that a job writes as CSV, or wrote. Its content is in chunks that a key of its own seals.
type Export struct {
	ID         ID           `gorm:"primaryKey" class:"C1"`
	Kind       ExportKind   `class:"C1"`
	State      ExportState  `class:"C1"`
	Filter     ExportFilter `gorm:"serializer:json" class:"C1"`
	Query      string       `class:"C1"`
	Columns    []string     `gorm:"serializer:json" class:"C1"`
	Scores     bool         `class:"C1"`
	Lang       string       `class:"C1"`
	AskedBy    ID           `class:"C1"`
	AskedName  string       `class:"C1"`
	AskedLogin string       `class:"C1"`
	AskedAt    time.Time    `class:"C1"`
	EndedAt    *time.Time   `class:"C1"`
	ExpiresAt  *time.Time   `class:"C1"` // when the file goes; nil before it is ready
	Step       int64        `class:"C1"` // rows that are written …
	Steps      int64        `class:"C1"` // … of so many
	Bytes      int64        `class:"C1"`
	Chunks     int          `class:"C1"`
	Problem    string       `class:"C1"` // why it failed, in the words of the program
	Key        Sealed       `gorm:"column:key_sealed" class:"C2"`
	Version    int64        `class:"C1"`
	Clear      bool         `gorm:"-" class:"C1"` // never of one that is kept
	Ranked     []ID         `gorm:"-" class:"C1"` // cases in the order that the queue had when the first were read
}

// PublicID is the export's id as pages write it.
func (e *Export) PublicID() string { return e.ID.Public(PrefixExport) }

// Open reports whether the export waits or is written.
func (e *Export) Open() bool { return e.State == ExportQueued || e.State == ExportRunning }

// Ready reports whether there is a file to be taken.
func (e *Export) Ready(now time.Time) bool {
	return e.State == ExportDone && e.ExpiresAt != nil && now.Before(*e.ExpiresAt)
}

// Needs is every permission that the file is taken away with: what it holds may be read with them.
func (e *Export) Needs() []Permission {
	if e.Kind == ExportDecisions { // which stand on the account's page
		return []Permission{PermAccountRead, e.Kind.Needs()}
	}
	if e.Scores {
		return []Permission{e.Kind.Needs(), PermScoreRead}
	}
	return []Permission{e.Kind.Needs()}
}

// Tells reports whether the file may say what was decided of a case that its asker was given to judge again after it was written.
func (e *Export) Tells(unjudged []SampleItem) bool {
	if e.EndedAt == nil || (e.Kind != ExportAudit && e.Kind != ExportQueue) {
		return false
	}
	return slices.ContainsFunc(unjudged, func(i SampleItem) bool { return !i.SampleID.Time().Before(e.AskedAt.Truncate(time.Millisecond)) })
}

// Cancel ends an export that waits or is written; what is written of it is lost.
func (e *Export) Cancel(now time.Time) error {
	if !e.Open() {
		return ErrState
	}
	e.State, e.EndedAt, e.Key, e.Chunks = ExportCancelled, &now, nil, 0
	return nil
}

// Finish keeps the file for ExportFor.
func (e *Export) Finish(now time.Time, rows, bytes int64, chunks int) {
	until := now.Add(ExportFor)
	e.State, e.EndedAt, e.ExpiresAt = ExportDone, &now, &until
	e.Step, e.Steps, e.Bytes, e.Chunks = rows, rows, bytes, chunks
}

// Fail ends an export that cannot be written.
func (e *Export) Fail(now time.Time, problem string) {
	e.State, e.EndedAt, e.Problem, e.Key, e.Chunks = ExportFailed, &now, problem, nil, 0
}

// ExportChunk is a piece of an export's file.
type ExportChunk struct {
	ExportID ID     `gorm:"primaryKey;autoIncrement:false" class:"C1"`
	N        int    `gorm:"primaryKey;autoIncrement:false" class:"C1"`
	Content  Sealed `gorm:"column:content_sealed" class:"C2"`
}

// ExportRows is some rows of the list that an export is of, in its order. Of the lists the export's own holds them.
type ExportRows struct {
	Cases    []CaseItem
	Accounts []AccountItem
	Appeals  []AppealRow
	Entries  []AuditEntry
	Listed   []ListedEntry
	Items    []BatchRow
	Batch    Batch        // that the items are of
	Decided  []Decision   // without what they were made from
	Radar    []RadarEntry // with the next two, lists that people work off
	Sent     []OutboxItem
	Asked    []ChallengeItem
	Users    []User
	Batches  []Batch
	Pending  []Approval
	Before   int64        // cases of the order that come before these
	Withheld []SampleItem // whose outcome is left out, because whoever asked is to judge them again
	Next     CaseCursor   // where the rows after these begin
	More     bool         // there are such rows
	All      int64        // rows in all, also those after these; 0 where nobody counted
}

// Len is how many rows there are.
func (r *ExportRows) Len() int {
	return len(r.Cases) + len(r.Accounts) + len(r.Appeals) + len(r.Entries) + len(r.Listed) + len(r.Items) + len(r.Decided) +
		len(r.Radar) + len(r.Sent) + len(r.Asked) + len(r.Users) + len(r.Batches) + len(r.Pending)
}

// Add appends rows that follow.
func (r *ExportRows) Add(next *ExportRows) {
	r.Cases, r.Accounts, r.Appeals = append(r.Cases, next.Cases...), append(r.Accounts, next.Accounts...), append(r.Appeals, next.Appeals...)
	r.Entries, r.Listed = append(r.Entries, next.Entries...), append(r.Listed, next.Listed...)
	r.Items, r.Batch, r.Decided = append(r.Items, next.Items...), next.Batch, append(r.Decided, next.Decided...)
	r.Radar, r.Sent, r.Asked = append(r.Radar, next.Radar...), append(r.Sent, next.Sent...), append(r.Asked, next.Asked...)
	r.Users, r.Batches = append(r.Users, next.Users...), append(r.Batches, next.Batches...)
	r.Pending = append(r.Pending, next.Pending...)
	r.Next, r.More = next.Next, next.More
}
