package models

import (
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"slices"
	"strconv"
	"strings"
	"time"
)

// MakeBatch asks for a dry run. Exactly one of IDs, Cases, Accounts and File chooses the items:
// ticked rows, all that match a filter of the queue or of the book, or a file of limits. For limits
// Accounts and Cases may both be set: the accounts of a filter of the book that have a case in a view of the queue.
type MakeBatch struct {
	Kind       BatchKind
	IDs        []ID
	Cases      *CaseFilter
	Accounts   *AccountFilter
	View       string
	File       *BatchFile
	AssignTo   ID
	Until      time.Time // when cases that are put off come back
	ToQueue    CaseQueue // that cases are escalated or moved to
	Tag        string    // that is put on or taken off, as NormTag gives it
	Product    Product   // of a limit change by a filter …
	ToFen      int64     // … to an amount, when it is above 0 …
	ByBP       int64     // … or by a share of what it is
	ReasonCode string    // the first principal reason
	Further    []string  // those after it
	Reason     string
	Alone      bool
}

// BatchFile is a file of limits as it was sent.
type BatchFile struct {
	Name    string
	Content []byte
}

// Validate refuses what no dry run can be made of, by field.
func (m *MakeBatch) Validate() error {
	var bad Invalid
	if m.Kind.NeedsReason() {
		checkReason(&bad, "reason", m.Reason)
	}
	chosen := len(m.IDs) > 0 || m.Cases != nil || m.Accounts != nil || m.File != nil
	switch m.Kind {
	case BatchAssign:
		if m.AssignTo == 0 {
			bad.Add("user", "required")
		}
	case BatchRelease, BatchClear, BatchLift:
	case BatchTag, BatchUntag:
		CheckTag(&bad, "tag", m.Tag)
	case BatchSnooze:
		if m.Until.IsZero() {
			bad.Add("until", "required")
		}
	case BatchEscalate:
		if !slices.ContainsFunc(CaseQueues(), func(q CaseQueue) bool { return slices.Contains(q.Links(), m.ToQueue) }) {
			bad.Add("to", "choice")
		}
	case BatchMove:
		if !slices.Contains(CaseQueues(), m.ToQueue) {
			bad.Add("to", "choice")
		}
	case BatchConfirm:
		if len(m.IDs) > BatchAdverseMax {
			bad.Add("", "batch_adverse", "most", strconv.Itoa(BatchAdverseMax))
		}
	case BatchLimit:
		m.validateLimit(&bad)
	default:
		bad.Add("act", "choice")
	}
	if !chosen {
		bad.Add("", "batch_none")
	}
	if len(m.IDs) > BatchItemsMax {
		bad.Add("", "batch_many", "most", strconv.Itoa(BatchItemsMax))
	}
	return bad.OrNil()
}

func (m *MakeBatch) validateLimit(bad *Invalid) {
	// The engine has reasons for each account of its own, and none for many at once.
	checkPrincipal(bad, Principal(m.ReasonCode, m.Further), limitReasonFault(true))
	if m.File != nil {
		return
	}
	if m.Product != ProductPayLater && m.Product != ProductCashLoan {
		bad.Add("product", "choice")
	}
	switch {
	case (m.ToFen > 0) == (m.ByBP != 0):
		bad.Add("to", "batch_one_of")
	case m.ToFen > MaxFen:
		bad.Add("to", "range")
	case m.ByBP < -10_000 || m.ByBP > 10_000:
		bad.Add("by", "batch_percent")
	}
}

// Sum is the SHA-256 of a dry run: what is to be done, and to which eligible items as they
// were seen. Items come in the order of their places.
func (b *Batch) Sum(items []BatchItem) string {
	var out []byte
	number := func(n int64) { out = binary.BigEndian.AppendUint64(out, uint64(n)) }
	for _, s := range []string{string(b.Kind), b.ReasonCode, b.Reason} {
		number(int64(len(s)))
		out = append(out, s...)
	}
	if len(b.Principal) > 1 { // one alone is the coded one, which stands there
		out = append(out, strings.Join(b.Principal, ",")...)
	}
	number(int64(b.AssignTo))
	if b.SnoozeUntil != nil {
		number(b.SnoozeUntil.UnixMicro())
	}
	out = append(append(out, b.ToQueue...), b.Tag...)
	for i := range items {
		if it := &items[i]; it.State == ItemEligible {
			for _, n := range []int64{int64(it.ObjectID), it.Seen, it.FromFen, it.ToFen} {
				number(n)
			}
		}
	}
	sum := sha256.Sum256(out)
	return hex.EncodeToString(sum[:])
}

// BatchFilter narrows the list of batches; After is the id that the page lies below.
type BatchFilter struct {
	States []BatchState
	After  ID
	Limit  int
}

// ItemFilter narrows the items of a batch; After is the place that the page lies behind.
type ItemFilter struct {
	Batch ID
	State ItemState
	After int
	Limit int
}

// BatchDetail is a batch with a page of its items.
type BatchDetail struct {
	Batch Batch
	Items []BatchRow
	Codes []CodeCount // why items were left out, the most frequent first
	More  bool        // there are items behind the last
	Hard  int         // accounts with a hardship flag in force among what a dry run would do; see Batch.Warns
}

// Warns reports whether the batch says which of its accounts have a hardship flag in force: limits, and cases to close, that nobody has
// begun with.
func (b *Batch) Warns() bool {
	return (b.Kind == BatchLimit || b.Kind.Closes()) && (b.State == BatchDraft || b.State == BatchWaiting)
}

// BatchRow is an item with the account it is about.
type BatchRow struct {
	BatchItem
	ExternalID string
	Name       string // masked
	Product    Product
	Hardship   *time.Time // until when a flag of the account warns, where the batch does; nil for none
}

// CodeCount is how many items have a code.
type CodeCount struct {
	State ItemState
	Code  string
	N     int
}

// ConfirmBatch confirms a dry run as it was read: Hash is what it showed.
type ConfirmBatch struct {
	ID      ID
	Version int64
	Hash    string
	Sure    bool
}

// BatchRefusal says why a row of a file cannot be an item.
type BatchRefusal struct {
	Line   int               `json:"line"`
	Column string            `json:"column,omitempty"`
	Value  string            `json:"value,omitempty"`
	Code   string            `json:"code"`
	Args   map[string]string `json:"args,omitempty"`
}
