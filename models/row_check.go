package models

// RowCheck is what holding the rows of today against the record found: the record says of a thing what it became, and a row that
// is something else was changed by no one who is on record.
type RowCheck struct {
	Rows     int64        `json:"rows"`     // that were held against an entry
	Tables   []RowTable   `json:"tables"`   // in their order
	Findings []RowFinding `json:"findings"` // at most RowFindingsMost, the earliest table first
	More     int64        `json:"more"`     // findings beyond those
}

// RowTable is how many rows of a table were held against what the record last said of them, and how many were not, or not wholly.
type RowTable struct {
	Table  string `json:"table"`
	Rows   int64  `json:"rows"`
	Before int64  `json:"before"` // written by a version whose entries did not say what the row became: not held, or only in what they say
	Erased int64  `json:"erased"` // whose words nobody can open any more, because the person was erased: held but for those
}

// RowFindingsMost bounds the findings that are named; the others are counted.
const RowFindingsMost = 100

// What can be wrong with a row.
const (
	RowDiffers = "differs" // a field is not what the entry says
	RowGone    = "gone"    // the record tells of a row that is not there
	RowUntold  = "untold"  // no entry tells of a row that is there
)

// RowFinding is a row that the record contradicts.
type RowFinding struct {
	Table   string `json:"table"`
	ID      string `json:"id"` // as entries write it
	Field   string `json:"field,omitempty"`
	Problem string `json:"problem"`
	Seq     int64  `json:"seq"` // the entry that it contradicts, 0 where none tells of it or the program itself says what it must be
}

// OK reports whether every row is what the record says.
func (c *RowCheck) OK() bool { return len(c.Findings) == 0 }

// Found adds a finding.
func (c *RowCheck) Found(f RowFinding) {
	if len(c.Findings) < RowFindingsMost {
		c.Findings = append(c.Findings, f)
		return
	}
	c.More++
}

// Unheld is how many rows could not be held against the record, or not wholly, because of when they were written and because of erasure.
func (c *RowCheck) Unheld() (before, erased int64) {
	for _, t := range c.Tables {
		before, erased = before+t.Before, erased+t.Erased
	}
	return before, erased
}

// RowTables is the tables whose rows are held against the record, in the order of a check. Of the others the entries do not carry
// enough to say what a row must be.
func RowTables() []string {
	return append([]string{
		"users", "roles", "api_keys", "policies", "models", "promotions", "stops", "limit_changes", "sanctions", "accounts", "list_entries",
	}, MarkedTables()...)
}

// MarkedTables is those of RowTables of which entries carry marks of fields instead of their values.
func MarkedTables() []string { return []string{"cases", "flags", "appeals", "notes", "former_notes"} }
