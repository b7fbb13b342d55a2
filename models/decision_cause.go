package models

import "encoding/json"

// CauseOverride is the cause of an assessment that follows a score set by hand, or the end of one.
const CauseOverride = "override"

// DecisionCause is who asked for the assessment of one account alone, and after what.
type DecisionCause struct {
	Kind ActorKind
	Name string
	Why  string // CauseOverride, "" for an assessment that was asked for itself
}

// DecisionCauses reads the causes of decisions from the entries of ActionAccountScored that were committed with them.
func DecisionCauses(entries []AuditEntry) map[ID]DecisionCause {
	causes := make(map[ID]DecisionCause, len(entries))
	for i := range entries {
		var after struct{ Decision, Cause string }
		if json.Unmarshal([]byte(entries[i].After), &after) != nil {
			continue
		}
		if id, err := ParseID(PrefixDecision, after.Decision); err == nil {
			causes[id] = DecisionCause{Kind: entries[i].ActorKind, Name: entries[i].ActorName, Why: after.Cause}
		}
	}
	return causes
}
