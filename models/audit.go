package models

import (
	"crypto/sha256"
	"encoding/binary"
	"encoding/json"
	"time"
)

// AuditEntry is one line of the record of who did what. Each carries the hash of the one
// before, so that a changed, missing, added or moved line shows.
type AuditEntry struct {
	Seq        int64     `gorm:"primaryKey;autoIncrement:false" class:"C1"`
	At         time.Time `class:"C1"`
	ActorKind  ActorKind `class:"C1"`
	ActorID    string    `class:"C1"`
	ActorName  string    `class:"C1"`
	Role       string    `class:"C1"`
	Action     string    `class:"C1"` // noun.verb
	ObjectType string    `class:"C1"`
	ObjectID   string    `class:"C1"`
	AccountID  ID        `class:"C1"`
	Reason     string    `class:"C1"`
	Before     string    `class:"C2f"` // JSON, never identity in clear
	After      string    `class:"C2f"`
	Source     string    `class:"C1"`
	RequestID  string    `class:"C1"`
	IP         string    `class:"C1"`
	PrevHash   []byte    `class:"C1"`
	Hash       []byte    `class:"C1"`
	Seal       []byte    `class:"C1"` // of Hash, by a key outside the database
}

// TableName keeps the table's name short of GORM's plural.
func (AuditEntry) TableName() string { return "audit_entries" }

// Sum is the SHA-256 over every field but Hash and Seal, each preceded by its length, so that no
// two different entries have the same bytes. Time counts in microseconds.
func (e *AuditEntry) Sum() []byte {
	b := make([]byte, 0, 512+len(e.Before)+len(e.After))
	b = binary.BigEndian.AppendUint64(b, uint64(e.Seq))
	b = binary.BigEndian.AppendUint64(b, uint64(e.At.UnixMicro()))
	b = binary.BigEndian.AppendUint64(b, uint64(e.AccountID))
	for _, s := range [...]string{
		string(e.ActorKind), e.ActorID, e.ActorName, e.Role, e.Action, e.ObjectType, e.ObjectID,
		e.Reason, e.Before, e.After, e.Source, e.RequestID, e.IP, string(e.PrevHash),
	} {
		b = binary.BigEndian.AppendUint64(b, uint64(len(s)))
		b = append(b, s...)
	}
	sum := sha256.Sum256(b)
	return sum[:]
}

// MarkKey is the field of After under which an entry carries marks of the fields of rows that its unit wrote: by table and id, then by
// column.
const MarkKey = "marks"

// RowMarks is what stands there.
type RowMarks map[string]map[string]string

// Unmarked is After without marks, which tell a reader nothing, and of how many fields it carries one.
func (e *AuditEntry) Unmarked() (after string, fields int) {
	var said map[string]json.RawMessage
	var marks RowMarks
	if json.Unmarshal([]byte(e.After), &said) != nil || json.Unmarshal(said[MarkKey], &marks) != nil {
		return e.After, 0 // none of these, or a field of the same name that is something else
	}
	for _, of := range marks {
		fields += len(of)
	}
	if delete(said, MarkKey); len(said) == 0 {
		return "", fields
	}
	left, err := json.Marshal(said)
	if err != nil {
		return e.After, fields
	}
	return string(left), fields
}

// AuditHead is the end of the chain: the next entry follows it.
type AuditHead struct {
	Lane string `gorm:"primaryKey" class:"C1"`
	Seq  int64  `class:"C1"`
	Hash []byte `class:"C1"`
	Seal []byte `class:"C1"` // of Seq and Hash, by a key outside the database
}

// Checkpoint is a signed statement that the chain had this head: a signed note in the
// form of the checksum database's (C2SP signed-note).
type Checkpoint struct {
	Seq  int64     `gorm:"primaryKey;autoIncrement:false" class:"C1"`
	At   time.Time `class:"C1"`
	Note string    `class:"C1"`
}

// AuditFilter narrows the audit log; zero fields do not narrow. Before and After are the
// sequence numbers that a page lies below or above.
type AuditFilter struct {
	ActorID    string
	Action     string // exact, or a noun followed by a dot
	ObjectType string
	ObjectID   string
	AccountID  ID
	Role       string // the key of a role that the actor held at the time
	Result     AuditResult
	IP         string
	Not        AuditNot
	From, To   time.Time
	Reveals    bool
	Key        string // the public id of an API key that acted
	Approval   string // what asks for a second person: see ApprovalObject
	Bulk       string // the public id of a batch whose items' entries are wanted
	Folded     bool   // entries of a batch's items are left out, for its own entry stands for them
	Before     int64
	After      int64
	Limit      int
}

// AuditNot says which fields of a filter name what is left out instead of what is kept.
type AuditNot struct {
	Actor, Key, Action, ObjectType, ObjectID, Account, Role, Result, IP bool
}

// Chain is what a verification of the audit chain found.
type Chain struct {
	Entries     int64  `json:"entries"`
	OK          bool   `json:"ok"`
	FirstBad    int64  `json:"first_bad"` // 0 when OK
	Problem     string `json:"problem,omitempty"`
	Checkpoints int    `json:"checkpoints"`
	Head        string `json:"head"`             // hex of the last hash
	Events      int64  `json:"events,omitempty"` // decided events held against their entries
	// FirstEvent and LastEvent are the ends of the batch that an entry does not fit.
	FirstEvent string `json:"first_event,omitempty"`
	LastEvent  string `json:"last_event,omitempty"`
}

// AuditPlace is one entry with the entries about the same object on either side of it.
type AuditPlace struct {
	Entry AuditEntry
	Older int64 // sequence number of the one before about the same object, 0 for none
	Newer int64
	Links bool // the entry's own hash holds, and it follows from the entry before it
}
