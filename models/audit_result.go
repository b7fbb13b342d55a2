package models

import "slices"

// AuditResult is what became of an act on record.
type AuditResult string

// The results. A proposal that a second person turns down is an act that was done: the entry is of the turning down.
const (
	ResultDone    AuditResult = "done"
	ResultRefused AuditResult = "refused" // whoever acted was turned away
	ResultFailed  AuditResult = "failed"  // it was tried and did not come about
)

// AuditResults lists every result in the order of the filter.
func AuditResults() []AuditResult { return []AuditResult{ResultDone, ResultRefused, ResultFailed} }

// ActionsOf is the actions whose entries are of acts that were refused, or that failed; of every other action they were done.
func ActionsOf(r AuditResult) []string {
	switch r {
	case ResultRefused:
		return []string{ActionSignInFailed, ActionPersonalRefused, ActionEventRefused, ActionLinkMissed}
	case ResultFailed:
		return []string{ActionJobFailed, ActionMessageFailed, ActionEventFailed, ActionBulkLeftOut}
	}
	return nil
}

// Result is what became of the entry's act.
func (e *AuditEntry) Result() AuditResult {
	for _, r := range []AuditResult{ResultRefused, ResultFailed} {
		if slices.Contains(ActionsOf(r), e.Action) {
			return r
		}
	}
	return ResultDone
}
