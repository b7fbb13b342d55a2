package views

import "candor/views/ui"

// AuditRows is what holding the rows of today against the record found.
type AuditRows struct {
	OK       bool
	Verdict  string
	Findings []AuditRowFinding
	More     string    // how many findings are not named; "" for none
	Tables   []ui.Pair // rows held against the record, by table
	Before   string    // how many rows could not be held wholly because an earlier version wrote them; "" for none
	Erased   string    // of how many rows the words could not be held because the person was erased; "" for none
}

// AuditRowFinding is a row that the record contradicts.
type AuditRowFinding struct {
	Table, ID, Href, Field, Problem string
	Entry, EntryHref                string
}
