package models

// BatchKind is what a batch does to each of its items.
type BatchKind string

// The kinds of batch.
const (
	BatchAssign  BatchKind = "assign"  // give cases to one person
	BatchRelease BatchKind = "release" // give one's own cases back to the queue
	BatchClear   BatchKind = "clear"   // close cases: the flags were wrong
	BatchConfirm BatchKind = "confirm" // close cases: the flags were right
	BatchLimit   BatchKind = "limit"   // change limits of credit lines
	BatchLift    BatchKind = "lift"    // end sanctions

	BatchSnooze   BatchKind = "snooze"   // put cases off until a time
	BatchEscalate BatchKind = "escalate" // give cases to a linked queue
	BatchMove     BatchKind = "move"     // put cases into any queue
	BatchTag      BatchKind = "tag"      // put a tag on the accounts of cases
	BatchUntag    BatchKind = "untag"    // take a tag off them
)

// BatchKinds is every kind, in the order pages list them.
func BatchKinds() []BatchKind {
	return []BatchKind{BatchAssign, BatchRelease, BatchSnooze, BatchEscalate, BatchMove, BatchTag, BatchUntag, BatchClear, BatchConfirm, BatchLimit, BatchLift}
}

// Need is the permission beside PermBulkWork that making a batch of the kind takes.
func (k BatchKind) Need() Permission {
	switch k {
	case BatchAssign, BatchMove:
		return PermCaseAssign
	case BatchLimit:
		return PermBulkLimit
	case BatchLift:
		return PermSanctionPropose
	case BatchTag, BatchUntag:
		return PermAccountNote
	}
	return PermCaseWork
}

// OnCases reports whether the items are cases.
func (k BatchKind) OnCases() bool { return k != BatchLimit && k != BatchLift }

// Object is the prefix of the ids of what a batch of the kind acts on.
func (k BatchKind) Object() string {
	switch k {
	case BatchLimit:
		return PrefixLine
	case BatchLift:
		return PrefixSanction
	}
	return PrefixCase
}

// Queues reports whether the batch puts cases into another queue.
func (k BatchKind) Queues() bool { return k == BatchEscalate || k == BatchMove }

// Closes reports whether the batch decides the cases that are its items.
func (k BatchKind) Closes() bool { return k == BatchClear || k == BatchConfirm }

// Tags reports whether the batch changes tags of the accounts of its cases, and nothing of the cases.
func (k BatchKind) Tags() bool { return k == BatchTag || k == BatchUntag }

// NeedsReason reports whether the batch must say why.
func (k BatchKind) NeedsReason() bool {
	return k != BatchAssign && k != BatchRelease && k != BatchSnooze && k != BatchMove && !k.Tags()
}

// TakesReason reports whether the batch may say why.
func (k BatchKind) TakesReason() bool { return k.NeedsReason() || k == BatchSnooze }
