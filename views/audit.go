package views

import "candor/views/ui"

// AuditRow is one entry of the record in words, for lists and for the history of one thing.
type AuditRow struct {
	Seq       int64
	At        ui.TimeArgs
	Actor     string
	ActorHref string // every entry of this actor
	Role      string // the actor's roles at the time
	Person    bool   // a person of the staff did it
	Action    string // in words
	Code      string // the action's code
	Object    string // the kind of thing it is about
	ObjectID  string
	ObjHref   string // the thing's own page, if it has one
	Account   string // public id, empty for none
	Reason    string
	Source    string
	IP        string
	Result    string // what became of the act, in words
	Undone    bool   // it was refused, or failed
	Items     string // the entries of a batch's items, which its own stands for
	Href      string // the entry's own page; empty when the reader may not open it
	Icon      string
	Tone      ui.Tone
}

// AuditFilter is the filter form with what is in it now.
type AuditFilter struct {
	Fields  []ui.FieldArgs
	More    []ui.FieldArgs // folded away until one of them narrows the list
	MoreOn  bool
	Chips   []ui.ChipArgs
	Clear   string
	CSVHref string
	Presets []ui.Tab // spans of days up to today
}

// AuditLogPage is a page of the record.
type AuditLogPage struct {
	Views []ui.Tab // kept under a name
	Keep  string   // the page that keeps this one
	Page
	Filter    AuditFilter
	Rows      []AuditRow
	NewerHref string
	OlderHref string
	CanVerify bool
	NoMatch   bool
	Dossier   string // of the account that the log is narrowed to; empty for none
}

// AuditEntryPage is one entry with everything it holds.
type AuditEntryPage struct {
	Page
	Row     AuditRow
	Facts   []ui.Pair
	Diff    []ui.DiffRow
	Chain   []ui.Pair
	Holds   bool
	Verdict string
	Older   string // addresses of the entries before and after about the same thing
	Newer   string
	All     string // address of every entry about the same thing
}

// AuditVerifyPage is what a verification found.
type AuditVerifyPage struct {
	Page
	OK      bool
	Verdict string
	Text    string
	Facts   []ui.Pair
	BadHref string
	Rows    AuditRows
}
