package models

// Audit actions, noun.verb. Those in reasoned need a reason from whoever acts.
const (
	ActionSetup             = "setup.done"
	ActionSetupToken        = "setup.token_made"
	ActionSignedIn          = "session.signed_in"
	ActionSignInFailed      = "session.sign_in_failed"
	ActionSignedOut         = "session.signed_out"
	ActionSessionEnded      = "session.ended"
	ActionUserAdded         = "user.added"
	ActionUserChanged       = "user.changed"
	ActionUserDisplay       = "user.display_changed"
	ActionPasswordChanged   = "user.password_changed"
	ActionRoleAdded         = "role.added"
	ActionRoleChanged       = "role.changed"
	ActionKeyAdded          = "key.added"
	ActionKeyRevoked        = "key.revoked"
	ActionAccountImported   = "account.imported"
	ActionAccountPut        = "account.put"
	ActionPersonalRevealed  = "personal.revealed"
	ActionPersonalSearched  = "personal.searched"
	ActionNoteAdded         = "note.added"
	ActionContactLogged     = "contact.logged"
	ActionBookRescored      = "book.rescored"
	ActionAccountScored     = "account.scored"
	ActionOverrideProposed  = "override.proposed"
	ActionOverrideSet       = "override.set"
	ActionOverrideRejected  = "override.rejected"
	ActionOverrideTakenBack = "override.withdrawn"
	ActionOverrideLapsed    = "override.lapsed"
	ActionOverrideEnded     = "override.ended"
	ActionAsideProposed     = "aside.proposed"
	ActionAsideSet          = "aside.set"
	ActionAsideRejected     = "aside.rejected"
	ActionAsideTakenBack    = "aside.withdrawn"
	ActionAsideLapsed       = "aside.lapsed"
	ActionAsideEnded        = "aside.ended"
	ActionDisputeOpened     = "dispute.opened"
	ActionDisputeAnswered   = "dispute.answered"
	ActionDisputeTakenBack  = "dispute.withdrawn"
	ActionModelTrained      = "model.trained"
	ActionModelPromoted     = "model.promoted"
	ActionModelImported     = "model.imported"
	ActionModelShadow       = "model.shadow_changed"
	ActionModelReturned     = "model.returned"
	ActionTrainingAsked     = "training.asked"
	ActionTrainingEnded     = "training.ended"
	ActionRetrainSet        = "training.scheduled"
	ActionPromotionAsked    = "promotion.proposed"
	ActionPromotionEnded    = "promotion.ended"
	ActionRescoreAsked      = "book.rescore_asked"
	ActionOutcomesObserved  = "outcomes.observed"
	ActionCaseClaimed       = "case.claimed"
	ActionCaseReleased      = "case.released"
	ActionCaseAssigned      = "case.assigned"
	ActionCaseDecided       = "case.decided"
	ActionCaseTaken         = "case.taken"
	ActionCaseSnoozed       = "case.snoozed"
	ActionCaseReturned      = "case.returned"
	ActionCaseAsked         = "case.asked"  // the customer for documents
	ActionCaseGiven         = "case.given"  // something that was asked for
	ActionCaseLapsed        = "case.lapsed" // what was asked for is not waited for any more
	ActionCaseReceived      = "case.received"
	ActionCaseWaived        = "case.waived"
	ActionCaseCalledOff     = "case.called_off"
	ActionCaseNoMore        = "case.no_more" // said by the customer
	ActionCaseEscalated     = "case.escalated"
	ActionCaseMoved         = "case.moved"
	ActionViewSaved         = "view.saved"
	ActionViewRemoved       = "view.removed"
	ActionQueueSet          = "view.settings"
	ActionFlagRaised        = "flag.raised"
	ActionFlagOverturned    = "flag.overturned"
	ActionLimitProposed     = "limit.proposed"
	ActionLimitApproved     = "limit.approved"
	ActionLimitRejected     = "limit.rejected"
	ActionLimitWithdrawn    = "limit.withdrawn"
	ActionLimitApplied      = "limit.applied"
	ActionLimitRestored     = "limit.restored"
	ActionLimitSuperseded   = "limit.superseded"
	ActionLimitReinstated   = "limit.reinstated"
	ActionLimitLapsed       = "limit.lapsed"
	ActionSanctionProposed  = "sanction.proposed"
	ActionSanctionApplied   = "sanction.applied"
	ActionSanctionApproved  = "sanction.approved"
	ActionSanctionRejected  = "sanction.rejected"
	ActionSanctionLifted    = "sanction.lifted"
	ActionSanctionEnded     = "sanction.ended"
	ActionAppealReceived    = "appeal.received"
	ActionAppealMoved       = "appeal.moved"
	ActionAppealDecided     = "appeal.decided"
	ActionAppealExecuted    = "appeal.executed"
	ActionAppealOverdue     = "appeal.overdue"
	ActionPolicyDrafted     = "policy.drafted"
	ActionPolicyEdited      = "policy.edited"
	ActionPolicySubmitted   = "policy.submitted"
	ActionPolicyApproved    = "policy.approved"
	ActionPolicyRejected    = "policy.rejected"
	ActionPolicyPublished   = "policy.published"
	ActionPolicyDiscarded   = "policy.discarded"
	ActionPolicyReopened    = "policy.reopened"
	ActionPolicyShadow      = "policy.shadow"
	ActionPolicyRollout     = "policy.rollout"
	ActionPolicyPaused      = "policy.paused"
	ActionPolicyResumed     = "policy.resumed"
	ActionPolicyWithdrawn   = "policy.withdrawn"
	ActionPolicyRolledBack  = "policy.rolled_back"
	ActionStopBegun         = "stop.begun"
	ActionStopEnded         = "stop.ended"
	ActionMessageQueued     = "message.queued"
	ActionMessageReleased   = "message.released"
	ActionMessageRecalled   = "message.recalled"
	ActionEventsDecided     = "events.decided"
	ActionEventRefused      = "event.refused"
	ActionEventFailed       = "event.failed"
	ActionEventSettled      = "event.settled"
	ActionEventLabelled     = "event.labelled"
	ActionStateRebuilt      = "state.rebuilt"
	ActionLinkKindsSet      = "link_kinds.set"
	ActionChallengeAsked    = "challenge.asked"
	ActionChallengeEnded    = "challenge.ended"
	ActionListAdded         = "list.added"
	ActionListEnded         = "list.ended"
	ActionListRead          = "list.read"
	ActionListProposed      = "list.proposed"
	ActionListDecided       = "list.decided"
	ActionListExported      = "list.exported"
	ActionRulesRecounted    = "rules.recounted"
	ActionJobFailed         = "job.failed"
	ActionDemoSeeded        = "demo.seeded"
	ActionDataMigrated      = "data.migrated"
	ActionAuditExported     = "audit.exported"
	ActionKeysRotated       = "vault.rotated"
	ActionKeysRetired       = "vault.retired"
	ActionKeyMade           = "vault.key_made"
	ActionRetireAsked       = "vault.retire_asked"
	ActionPersonalUnread    = "personal.unreadable"
	ActionAccountErased     = "account.erased"
	ActionRadarRefreshed    = "radar.refreshed"
	ActionRadarClaimed      = "radar.claimed"
	ActionRadarReleased     = "radar.released"
	ActionRadarClosed       = "radar.closed"
	ActionDriftOpened       = "drift.opened"
	ActionDriftClosed       = "drift.closed"
	ActionDriftRebuilt      = "drift.rebuilt"
	ActionDriftMeasured     = "drift.measured"
	ActionBacktestAsked     = "backtest.asked"
	ActionBacktestEnded     = "backtest.ended"
	ActionEffectAsked       = "policy.effect_asked"
	ActionEffectMade        = "policy.effect_made"
	ActionEffectTaken       = "policy.effect_exported"
	ActionGuardCrossed      = "policy.guard_crossed"
	ActionGuardClosed       = "policy.guard_closed"
	ActionPolicyCounted     = "policy.counted"
	ActionPolicyScheduled   = "policy.scheduled"
	ActionPolicyCalledOff   = "policy.called_off"
	// ActionPolicyNotPublished is a version that did not become live at its moment.
	ActionPolicyNotPublished = "policy.not_published"
	ActionAppealWarned       = "appeal.warned"
	ActionAppealEscalated    = "appeal.escalated"
	ActionEvidenceLapsed     = "appeal.evidence_lapsed"
	ActionOpinionAsked       = "appeal.opinion_asked"
	ActionOpinionGiven       = "appeal.opinion_given"
	ActionAppealReferred     = "appeal.referred"
	ActionAppealAnswered     = "appeal.answered"
	ActionAppealsMuted       = "sanction.appeals_muted"
	ActionAppealsUnmuted     = "sanction.appeals_unmuted"
	ActionSanctionSpared     = "sanction.spared"
	ActionSanctionReplaced   = "sanction.replaced"
	ActionFileAdded          = "file.added"
	ActionFileViewed         = "file.viewed"
	ActionMessageDelayed     = "message.delayed"
	ActionMessageDelivered   = "message.delivered"
	ActionMessageFailed      = "message.failed"
	ActionMessageRetried     = "message.retried"
	ActionMessageHanded      = "message.handed"
	ActionBulkDrafted        = "bulk.drafted"
	ActionBulkConfirmed      = "bulk.confirmed"
	ActionBulkProposed       = "bulk.proposed"
	ActionBulkApproved       = "bulk.approved"
	ActionBulkRejected       = "bulk.rejected"
	ActionBulkEnded          = "bulk.ended"
	ActionBulkCancelled      = "bulk.cancelled"
	ActionBulkUndoAsked      = "bulk.undo_asked"
	ActionBulkLeftOut        = "bulk.left_out" // an item was not done, or not undone
	ActionCaseReopened       = "case.reopened"
	ActionSanctionReturned   = "sanction.returned"
	ActionLinkMade           = "link.made"
	ActionLinkOpened         = "link.opened"
	ActionLinkMissed         = "link.missed"
	ActionLinkEnded          = "link.ended"
	ActionAppealsExported    = "appeal.metrics_exported"
	ActionDossierExported    = "account.dossier_exported"
	ActionSampleDrawn        = "sample.drawn"
	ActionSampleJudged       = "sample.judged"
	ActionSampleExported     = "sample.exported"
	ActionNotePinned         = "note.pinned"
	ActionNoteUnpinned       = "note.unpinned"
	ActionNoteEdited         = "note.edited"
	ActionCaseUnassigned     = "case.unassigned"
	ActionViewRestored       = "view.restored"
	ActionTagAdded           = "tag.added"
	ActionTagRemoved         = "tag.removed"
	ActionHardshipSet        = "hardship.set"
	ActionHardshipEnded      = "hardship.ended"
	ActionFactorNoted        = "factor.noted"
	ActionContactChosen      = "account.contact"
	ActionSessionProved      = "session.proved"
	ActionExportAsked        = "export.asked"
	ActionExportEnded        = "export.ended"
	ActionExportTaken        = "export.taken"
	ActionDeclineTold        = "decline.told"
	ActionDeclineDenied      = "decline.denied"
	ActionCaseFlagged        = "case.flagged" // flags opened it, or were put on it
	ActionCaseOpened         = "case.opened"  // by hand
)

// Actions is every action there is, in the order pages list them.
func Actions() []string {
	return []string{
		ActionSetup, ActionSetupToken, ActionSignedIn, ActionSignInFailed, ActionSignedOut, ActionSessionEnded, ActionUserAdded,
		ActionUserChanged, ActionUserDisplay, ActionPasswordChanged, ActionRoleAdded, ActionRoleChanged, ActionKeyAdded,
		ActionKeyRevoked, ActionAccountImported, ActionAccountPut, ActionPersonalRevealed, ActionPersonalSearched,
		ActionNoteAdded, ActionContactLogged, ActionBookRescored, ActionAccountScored, ActionOverrideProposed,
		ActionOverrideSet, ActionOverrideRejected, ActionOverrideTakenBack, ActionOverrideLapsed, ActionOverrideEnded,
		ActionAsideProposed, ActionAsideSet, ActionAsideRejected, ActionAsideTakenBack, ActionAsideLapsed, ActionAsideEnded,
		ActionDisputeOpened, ActionDisputeAnswered, ActionDisputeTakenBack,
		ActionModelTrained, ActionModelPromoted, ActionModelImported, ActionModelShadow, ActionModelReturned, ActionTrainingAsked,
		ActionTrainingEnded, ActionRetrainSet, ActionPromotionAsked, ActionPromotionEnded, ActionRescoreAsked, ActionOutcomesObserved, ActionCaseClaimed, ActionCaseReleased, ActionCaseAssigned,
		ActionCaseDecided, ActionCaseTaken, ActionCaseSnoozed, ActionCaseReturned, ActionCaseAsked, ActionCaseGiven, ActionCaseLapsed, ActionCaseReceived, ActionCaseWaived, ActionCaseCalledOff, ActionCaseNoMore, ActionCaseEscalated, ActionCaseMoved, ActionViewSaved, ActionViewRemoved, ActionQueueSet, ActionFlagRaised, ActionFlagOverturned, ActionLimitProposed, ActionLimitApproved, ActionLimitRejected,
		ActionLimitWithdrawn, ActionLimitApplied, ActionLimitRestored, ActionLimitSuperseded, ActionLimitReinstated, ActionLimitLapsed, ActionSanctionProposed,
		ActionSanctionApplied, ActionSanctionApproved, ActionSanctionRejected, ActionSanctionLifted, ActionSanctionEnded,
		ActionAppealReceived, ActionAppealMoved, ActionAppealDecided, ActionAppealExecuted, ActionAppealOverdue,
		ActionPolicyDrafted, ActionPolicyEdited, ActionPolicySubmitted, ActionPolicyApproved, ActionPolicyRejected,
		ActionPolicyPublished, ActionPolicyDiscarded, ActionPolicyReopened, ActionPolicyShadow, ActionPolicyRollout, ActionPolicyPaused,
		ActionPolicyResumed, ActionPolicyWithdrawn, ActionPolicyRolledBack, ActionStopBegun, ActionStopEnded, ActionMessageQueued, ActionMessageReleased, ActionMessageRecalled,
		ActionEventsDecided, ActionEventRefused, ActionEventFailed, ActionEventSettled, ActionEventLabelled, ActionStateRebuilt,
		ActionLinkKindsSet, ActionChallengeAsked, ActionChallengeEnded, ActionListAdded, ActionListEnded,
		ActionListRead, ActionListProposed, ActionListDecided, ActionListExported, ActionRulesRecounted,
		ActionJobFailed, ActionDemoSeeded, ActionDataMigrated, ActionAuditExported, ActionKeysRotated, ActionKeysRetired,
		ActionKeyMade, ActionRetireAsked, ActionPersonalUnread, ActionAccountErased,
		ActionRadarRefreshed, ActionRadarClaimed, ActionRadarReleased, ActionRadarClosed,
		ActionDriftOpened, ActionDriftClosed, ActionDriftRebuilt, ActionDriftMeasured,
		ActionBacktestAsked, ActionBacktestEnded,
		ActionEffectAsked, ActionEffectMade, ActionEffectTaken, ActionGuardCrossed, ActionGuardClosed,
		ActionPolicyCounted, ActionPolicyScheduled, ActionPolicyCalledOff, ActionPolicyNotPublished,
		ActionAppealWarned, ActionAppealEscalated, ActionEvidenceLapsed, ActionOpinionAsked, ActionOpinionGiven, ActionAppealReferred, ActionAppealAnswered, ActionAppealsMuted, ActionAppealsUnmuted, ActionSanctionSpared, ActionSanctionReplaced,
		ActionFileAdded, ActionFileViewed,
		ActionMessageDelayed, ActionMessageDelivered, ActionMessageFailed, ActionMessageRetried, ActionMessageHanded,
		ActionBulkDrafted, ActionBulkConfirmed, ActionBulkProposed, ActionBulkApproved, ActionBulkRejected, ActionBulkEnded,
		ActionBulkCancelled, ActionBulkUndoAsked, ActionBulkLeftOut, ActionCaseReopened, ActionSanctionReturned,
		ActionLinkMade, ActionLinkOpened, ActionLinkMissed, ActionLinkEnded,
		ActionAppealsExported,
		ActionDossierExported,
		ActionSampleDrawn, ActionSampleJudged, ActionSampleExported,
		ActionNotePinned, ActionNoteUnpinned, ActionNoteEdited, ActionCaseUnassigned, ActionViewRestored,
		ActionTagAdded, ActionTagRemoved, ActionHardshipSet, ActionHardshipEnded, ActionFactorNoted,
		ActionContactChosen,
		ActionSessionProved,
		ActionExportAsked, ActionExportEnded, ActionExportTaken,
		ActionDeclineTold, ActionDeclineDenied,
		ActionCaseFlagged, ActionCaseOpened,
	}
}

// ReasonNeeded reports whether an action may not be recorded without a reason.
func ReasonNeeded(action string) bool {
	switch action {
	case ActionPersonalRevealed, ActionAsideProposed, ActionAsideSet, ActionAsideRejected, ActionDisputeOpened, ActionDisputeAnswered, ActionOverrideProposed, ActionOverrideSet, ActionOverrideRejected, ActionCaseDecided, ActionCaseTaken, ActionCaseEscalated,
		ActionLimitProposed, ActionLimitRejected, ActionSanctionProposed, ActionSanctionApplied,
		ActionSanctionRejected, ActionSanctionLifted, ActionAppealReceived, ActionAppealDecided,
		ActionPolicySubmitted, ActionPolicyRejected, ActionAccountErased, ActionPromotionAsked, ActionModelReturned, ActionRadarClosed, ActionDriftClosed,
		ActionPolicyPaused, ActionPolicyWithdrawn, ActionPolicyRolledBack, ActionStopBegun, ActionStopEnded, ActionGuardClosed,
		ActionBulkRejected, ActionDossierExported, ActionSampleJudged, ActionCaseOpened:
		return true
	}
	return false
}
