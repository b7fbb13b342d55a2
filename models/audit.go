package models

import (
	"crypto/sha256"
	"encoding/binary"
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
	From, To   time.Time
	Reveals    bool
	Bulk       string // the public id of a batch whose items' entries are wanted
	Folded     bool   // entries of a batch's items are left out, for its own entry stands for them
	Before     int64
	After      int64
	Limit      int
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

// Audit actions, noun.verb. Those in reasoned need a reason from whoever acts.
const (
	ActionSetup            = "setup.done"
	ActionSetupToken       = "setup.token_made"
	ActionSignedIn         = "session.signed_in"
	ActionSignInFailed     = "session.sign_in_failed"
	ActionSignedOut        = "session.signed_out"
	ActionSessionEnded     = "session.ended"
	ActionUserAdded        = "user.added"
	ActionUserChanged      = "user.changed"
	ActionUserDisplay      = "user.display_changed"
	ActionPasswordChanged  = "user.password_changed"
	ActionRoleAdded        = "role.added"
	ActionRoleChanged      = "role.changed"
	ActionKeyAdded         = "key.added"
	ActionKeyRevoked       = "key.revoked"
	ActionAccountImported  = "account.imported"
	ActionAccountPut       = "account.put"
	ActionPersonalRevealed = "personal.revealed"
	ActionPersonalSearched = "personal.searched"
	ActionNoteAdded        = "note.added"
	ActionBookRescored     = "book.rescored"
	ActionAccountScored    = "account.scored"
	ActionOverrideSet      = "override.set"
	ActionOverrideEnded    = "override.ended"
	ActionModelTrained     = "model.trained"
	ActionModelPromoted    = "model.promoted"
	ActionModelImported    = "model.imported"
	ActionModelShadow      = "model.shadow_changed"
	ActionModelReturned    = "model.returned"
	ActionTrainingAsked    = "training.asked"
	ActionTrainingEnded    = "training.ended"
	ActionRetrainSet       = "training.scheduled"
	ActionPromotionAsked   = "promotion.proposed"
	ActionPromotionEnded   = "promotion.ended"
	ActionRescoreAsked     = "book.rescore_asked"
	ActionOutcomesObserved = "outcomes.observed"
	ActionCaseClaimed      = "case.claimed"
	ActionCaseReleased     = "case.released"
	ActionCaseAssigned     = "case.assigned"
	ActionCaseDecided      = "case.decided"
	ActionCaseTaken        = "case.taken"
	ActionCaseSnoozed      = "case.snoozed"
	ActionCaseReturned     = "case.returned"
	ActionCaseEscalated    = "case.escalated"
	ActionCaseMoved        = "case.moved"
	ActionViewSaved        = "view.saved"
	ActionViewRemoved      = "view.removed"
	ActionQueueSet         = "view.settings"
	ActionFlagRaised       = "flag.raised"
	ActionFlagOverturned   = "flag.overturned"
	ActionLimitProposed    = "limit.proposed"
	ActionLimitApproved    = "limit.approved"
	ActionLimitRejected    = "limit.rejected"
	ActionLimitWithdrawn   = "limit.withdrawn"
	ActionLimitApplied     = "limit.applied"
	ActionLimitRestored    = "limit.restored"
	ActionLimitLapsed      = "limit.lapsed"
	ActionSanctionProposed = "sanction.proposed"
	ActionSanctionApplied  = "sanction.applied"
	ActionSanctionApproved = "sanction.approved"
	ActionSanctionRejected = "sanction.rejected"
	ActionSanctionLifted   = "sanction.lifted"
	ActionSanctionEnded    = "sanction.ended"
	ActionAppealReceived   = "appeal.received"
	ActionAppealMoved      = "appeal.moved"
	ActionAppealDecided    = "appeal.decided"
	ActionAppealExecuted   = "appeal.executed"
	ActionAppealOverdue    = "appeal.overdue"
	ActionPolicyDrafted    = "policy.drafted"
	ActionPolicyEdited     = "policy.edited"
	ActionPolicySubmitted  = "policy.submitted"
	ActionPolicyApproved   = "policy.approved"
	ActionPolicyRejected   = "policy.rejected"
	ActionPolicyPublished  = "policy.published"
	ActionPolicyDiscarded  = "policy.discarded"
	ActionPolicyReopened   = "policy.reopened"
	ActionPolicyShadow     = "policy.shadow"
	ActionPolicyRollout    = "policy.rollout"
	ActionPolicyPaused     = "policy.paused"
	ActionPolicyResumed    = "policy.resumed"
	ActionPolicyWithdrawn  = "policy.withdrawn"
	ActionPolicyRolledBack = "policy.rolled_back"
	ActionStopBegun        = "stop.begun"
	ActionStopEnded        = "stop.ended"
	ActionMessageQueued    = "message.queued"
	ActionMessageReleased  = "message.released"
	ActionMessageRecalled  = "message.recalled"
	ActionEventsDecided    = "events.decided"
	ActionEventRefused     = "event.refused"
	ActionEventSettled     = "event.settled"
	ActionEventLabelled    = "event.labelled"
	ActionStateRebuilt     = "state.rebuilt"
	ActionChallengeAsked   = "challenge.asked"
	ActionChallengeEnded   = "challenge.ended"
	ActionListAdded        = "list.added"
	ActionListEnded        = "list.ended"
	ActionListRead         = "list.read"
	ActionListProposed     = "list.proposed"
	ActionListDecided      = "list.decided"
	ActionListExported     = "list.exported"
	ActionRulesRecounted   = "rules.recounted"
	ActionJobFailed        = "job.failed"
	ActionDemoSeeded       = "demo.seeded"
	ActionDataMigrated     = "data.migrated"
	ActionAuditExported    = "audit.exported"
	ActionKeysRotated      = "vault.rotated"
	ActionKeysRetired      = "vault.retired"
	ActionKeyMade          = "vault.key_made"
	ActionRetireAsked      = "vault.retire_asked"
	ActionPersonalUnread   = "personal.unreadable"
	ActionAccountErased    = "account.erased"
	ActionRadarRefreshed   = "radar.refreshed"
	ActionRadarClaimed     = "radar.claimed"
	ActionRadarReleased    = "radar.released"
	ActionRadarClosed      = "radar.closed"
	ActionDriftOpened      = "drift.opened"
	ActionDriftClosed      = "drift.closed"
	ActionDriftRebuilt     = "drift.rebuilt"
	ActionDriftMeasured    = "drift.measured"
	ActionBacktestAsked    = "backtest.asked"
	ActionBacktestEnded    = "backtest.ended"
	ActionEffectAsked      = "policy.effect_asked"
	ActionEffectMade       = "policy.effect_made"
	ActionEffectTaken      = "policy.effect_exported"
	ActionGuardCrossed     = "policy.guard_crossed"
	ActionGuardClosed      = "policy.guard_closed"
	ActionAppealWarned     = "appeal.warned"
	ActionAppealEscalated  = "appeal.escalated"
	ActionEvidenceLapsed   = "appeal.evidence_lapsed"
	ActionOpinionAsked     = "appeal.opinion_asked"
	ActionOpinionGiven     = "appeal.opinion_given"
	ActionSanctionSpared   = "sanction.spared"
	ActionSanctionReplaced = "sanction.replaced"
	ActionFileAdded        = "file.added"
	ActionFileViewed       = "file.viewed"
	ActionMessageDelayed   = "message.delayed"
	ActionMessageDelivered = "message.delivered"
	ActionMessageFailed    = "message.failed"
	ActionMessageRetried   = "message.retried"
	ActionMessageHanded    = "message.handed"
	ActionBulkDrafted      = "bulk.drafted"
	ActionBulkConfirmed    = "bulk.confirmed"
	ActionBulkProposed     = "bulk.proposed"
	ActionBulkApproved     = "bulk.approved"
	ActionBulkRejected     = "bulk.rejected"
	ActionBulkEnded        = "bulk.ended"
	ActionBulkCancelled    = "bulk.cancelled"
	ActionBulkUndoAsked    = "bulk.undo_asked"
	ActionBulkLeftOut      = "bulk.left_out" // an item was not done, or not undone
	ActionCaseReopened     = "case.reopened"
	ActionSanctionReturned = "sanction.returned"
	ActionLinkMade         = "link.made"
	ActionLinkOpened       = "link.opened"
	ActionLinkMissed       = "link.missed"
	ActionLinkEnded        = "link.ended"
	ActionAppealsExported  = "appeal.metrics_exported"
	ActionDossierExported  = "account.dossier_exported"
	ActionSampleDrawn      = "sample.drawn"
	ActionSampleJudged     = "sample.judged"
	ActionSampleExported   = "sample.exported"
	ActionNotePinned       = "note.pinned"
	ActionNoteUnpinned     = "note.unpinned"
)

// Actions is every action there is, in the order pages list them.
func Actions() []string {
	return []string{
		ActionSetup, ActionSetupToken, ActionSignedIn, ActionSignInFailed, ActionSignedOut, ActionSessionEnded, ActionUserAdded,
		ActionUserChanged, ActionUserDisplay, ActionPasswordChanged, ActionRoleAdded, ActionRoleChanged, ActionKeyAdded,
		ActionKeyRevoked, ActionAccountImported, ActionAccountPut, ActionPersonalRevealed, ActionPersonalSearched,
		ActionNoteAdded, ActionBookRescored, ActionAccountScored, ActionOverrideSet, ActionOverrideEnded,
		ActionModelTrained, ActionModelPromoted, ActionModelImported, ActionModelShadow, ActionModelReturned, ActionTrainingAsked,
		ActionTrainingEnded, ActionRetrainSet, ActionPromotionAsked, ActionPromotionEnded, ActionRescoreAsked, ActionOutcomesObserved, ActionCaseClaimed, ActionCaseReleased, ActionCaseAssigned,
		ActionCaseDecided, ActionCaseTaken, ActionCaseSnoozed, ActionCaseReturned, ActionCaseEscalated, ActionCaseMoved, ActionViewSaved, ActionViewRemoved, ActionQueueSet, ActionFlagRaised, ActionFlagOverturned, ActionLimitProposed, ActionLimitApproved, ActionLimitRejected,
		ActionLimitWithdrawn, ActionLimitApplied, ActionLimitRestored, ActionLimitLapsed, ActionSanctionProposed,
		ActionSanctionApplied, ActionSanctionApproved, ActionSanctionRejected, ActionSanctionLifted, ActionSanctionEnded,
		ActionAppealReceived, ActionAppealMoved, ActionAppealDecided, ActionAppealExecuted, ActionAppealOverdue,
		ActionPolicyDrafted, ActionPolicyEdited, ActionPolicySubmitted, ActionPolicyApproved, ActionPolicyRejected,
		ActionPolicyPublished, ActionPolicyDiscarded, ActionPolicyReopened, ActionPolicyShadow, ActionPolicyRollout, ActionPolicyPaused,
		ActionPolicyResumed, ActionPolicyWithdrawn, ActionPolicyRolledBack, ActionStopBegun, ActionStopEnded, ActionMessageQueued, ActionMessageReleased, ActionMessageRecalled,
		ActionEventsDecided, ActionEventRefused, ActionEventSettled, ActionEventLabelled, ActionStateRebuilt,
		ActionChallengeAsked, ActionChallengeEnded, ActionListAdded, ActionListEnded,
		ActionListRead, ActionListProposed, ActionListDecided, ActionListExported, ActionRulesRecounted,
		ActionJobFailed, ActionDemoSeeded, ActionDataMigrated, ActionAuditExported, ActionKeysRotated, ActionKeysRetired,
		ActionKeyMade, ActionRetireAsked, ActionPersonalUnread, ActionAccountErased,
		ActionRadarRefreshed, ActionRadarClaimed, ActionRadarReleased, ActionRadarClosed,
		ActionDriftOpened, ActionDriftClosed, ActionDriftRebuilt, ActionDriftMeasured,
		ActionBacktestAsked, ActionBacktestEnded,
		ActionEffectAsked, ActionEffectMade, ActionEffectTaken, ActionGuardCrossed, ActionGuardClosed,
		ActionAppealWarned, ActionAppealEscalated, ActionEvidenceLapsed, ActionOpinionAsked, ActionOpinionGiven, ActionSanctionSpared, ActionSanctionReplaced,
		ActionFileAdded, ActionFileViewed,
		ActionMessageDelayed, ActionMessageDelivered, ActionMessageFailed, ActionMessageRetried, ActionMessageHanded,
		ActionBulkDrafted, ActionBulkConfirmed, ActionBulkProposed, ActionBulkApproved, ActionBulkRejected, ActionBulkEnded,
		ActionBulkCancelled, ActionBulkUndoAsked, ActionBulkLeftOut, ActionCaseReopened, ActionSanctionReturned,
		ActionLinkMade, ActionLinkOpened, ActionLinkMissed, ActionLinkEnded,
		ActionAppealsExported,
		ActionDossierExported,
		ActionSampleDrawn, ActionSampleJudged, ActionSampleExported,
		ActionNotePinned, ActionNoteUnpinned,
	}
}

// ReasonNeeded reports whether an action may not be recorded without a reason.
func ReasonNeeded(action string) bool {
	switch action {
	case ActionPersonalRevealed, ActionOverrideSet, ActionCaseDecided, ActionCaseTaken, ActionCaseEscalated,
		ActionLimitProposed, ActionLimitRejected, ActionSanctionProposed, ActionSanctionApplied,
		ActionSanctionRejected, ActionSanctionLifted, ActionAppealReceived, ActionAppealDecided,
		ActionPolicySubmitted, ActionPolicyRejected, ActionAccountErased, ActionPromotionAsked, ActionModelReturned, ActionRadarClosed, ActionDriftClosed,
		ActionPolicyPaused, ActionPolicyWithdrawn, ActionPolicyRolledBack, ActionStopBegun, ActionStopEnded, ActionGuardClosed,
		ActionBulkRejected, ActionDossierExported, ActionSampleJudged:
		return true
	}
	return false
}
