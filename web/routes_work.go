package main

import (
	"net/http"

	"candor/models"
)

// reviewRoutes are the daily work on cases.
func (s *server) reviewRoutes() []route {
	return []route{
		{http.MethodGet, "/", "home", models.SignedIn, s.home.Show},
		{http.MethodPost, "/mentions/:id/done", "mention.done", models.SignedIn, s.mentions.Done},
		{http.MethodGet, "/queue", "queue.list", models.PermCaseRead, s.queue.List},
		{http.MethodPost, "/queue/find", "queue.find", models.PermCaseRead, s.queue.Find},
		{http.MethodPost, "/queue/next", "queue.next", models.PermCaseWork, s.queue.Next},
		{http.MethodGet, "/queue/new", "queue.new", models.PermCaseRead, s.queue.New},
		{http.MethodGet, "/queues", "queues.list", models.PermCaseRead, s.queues.List},
		{http.MethodPost, "/queues/star", "queues.star", models.PermCaseRead, s.queues.Star},
		{http.MethodGet, "/queue/narrow", "queue.narrow", models.PermCaseRead, s.views.Narrow},
		{http.MethodGet, "/queue/sheet.css", "queue.sheet", models.PermCaseRead, s.queue.Sheet},
		{http.MethodGet, "/queue/columns", "queue.columns", models.PermCaseRead, s.views.Columns},
		{http.MethodGet, "/queue/views", "view.list", models.PermCaseRead, s.views.Show},
		{http.MethodPost, "/queue/views", "view.save", models.PermCaseRead, s.views.Save},
		{http.MethodPost, "/queue/views/:id/remove", "view.remove", models.PermCaseRead, s.views.Remove},
		{http.MethodPost, "/queue/views/:id/restore", "view.restore", models.PermCaseRead, s.views.Restore},
		{http.MethodPost, "/queue/settings", "view.settings", models.PermCaseRead, s.views.Settings},
		{http.MethodGet, "/cases/:id", "case.show", models.PermCaseRead, s.cases.Show},
		{http.MethodGet, "/cases/:id/preview", "case.preview", models.PermCaseRead, s.cases.Preview},
		{http.MethodPost, "/cases/:id/claim", "case.claim", models.PermCaseWork, s.cases.Claim},
		{http.MethodPost, "/cases/:id/release", "case.release", models.PermCaseWork, s.cases.Release},
		{http.MethodPost, "/cases/:id/decide", "case.decide", models.PermCaseWork, s.cases.Decide},
		{http.MethodPost, "/cases/:id/assign", "case.assign", models.PermCaseAssign, s.cases.Assign},
		{http.MethodPost, "/cases/:id/reopen", "case.reopen", models.PermCaseWork, s.desk.Reopen},
		{http.MethodPost, "/cases/:id/take", "case.take", models.PermCaseAssign, s.desk.Take},
		{http.MethodPost, "/cases/:id/unassign", "case.unassign", models.PermCaseAssign, s.desk.Unassign},
		{http.MethodPost, "/cases/:id/move", "case.move", models.PermCaseAssign, s.desk.Move},
		{http.MethodPost, "/cases/:id/dismiss", "case.dismiss", models.PermCaseWork, s.desk.Dismiss},
		{http.MethodPost, "/cases/:id/snooze", "case.snooze", models.PermCaseWork, s.desk.Snooze},
		{http.MethodGet, "/cases/:id/ask", "case.ask.form", models.PermCaseWork, s.caseAsks.Ask},
		{http.MethodPost, "/cases/:id/ask", "case.ask", models.PermCaseWork, s.caseAsks.Send},
		{http.MethodPost, "/cases/:id/ask/off", "case.ask.off", models.PermCaseWork, s.caseAsks.CallOff},
		{http.MethodPost, "/cases/:id/asked", "case.asked", models.PermCaseWork, s.caseAsks.Settle},
		{http.MethodPost, "/cases/:id/escalate", "case.escalate", models.PermCaseWork, s.desk.Escalate},
		{http.MethodPost, "/cases/:id/tags", "case.tag", models.PermAccountNote, s.cases.Tag},
		{http.MethodPost, "/cases/:id/use", "case.use", models.PermCaseRead, s.desk.Use},
		{http.MethodGet, "/cases/:id/step", "case.step", models.PermCaseRead, s.desk.Step},
	}
}

// accountRoutes are what is known of an account, and work on it that is no measure.
func (s *server) accountRoutes() []route {
	return []route{
		{http.MethodGet, "/accounts", "account.list", models.PermAccountRead, s.accounts.List},
		{http.MethodGet, "/accounts/columns", "account.columns", models.PermAccountRead, s.accounts.Columns},
		{http.MethodPost, "/accounts/named", "account.named", models.PermAccountRead, s.accounts.Named},
		{http.MethodPost, "/accounts/search", "account.search", models.PermAccountRead, s.accounts.Search},
		{http.MethodGet, "/accounts/:id", "account.show", models.PermAccountRead, s.accounts.Show},
		{http.MethodGet, "/accounts/:id/preview", "account.preview", models.PermAccountRead, s.accounts.Preview},
		{http.MethodGet, "/accounts/:id/step", "account.step", models.PermAccountRead, s.accounts.Step},
		{http.MethodGet, "/accounts/:id/timeline", "account.timeline", models.PermAccountRead, s.timelines.Show},
		{http.MethodGet, "/links/kinds", "link_kinds.show", models.PermUserManage, s.linked.Kinds},
		{http.MethodPost, "/links/kinds", "link_kinds.set", models.PermUserManage, s.linked.SetKinds},
		{http.MethodGet, "/accounts/:id/links", "account.links", models.PermScoreRead, s.linked.Show},
		{http.MethodGet, "/accounts/:id/compare", "account.compare", models.PermScoreRead, s.compared.Show},
		{http.MethodGet, "/accounts/:id/contact", "contact.show", models.PermAccountRead, s.contacts.Show},
		{http.MethodPost, "/accounts/:id/contact", "contact.choose", models.PermAccountNote, s.contacts.Choose},
		{http.MethodGet, "/accounts/:id/contacts", "contact.log.ask", models.PermAccountNote, s.contactLogs.Ask},
		{http.MethodPost, "/accounts/:id/contacts", "contact.log", models.PermAccountNote, s.contactLogs.Log},
		{http.MethodGet, "/accounts/:id/message", "message.ask", models.PermMessageSend, s.tells.Ask},
		{http.MethodPost, "/accounts/:id/message", "message.tell", models.PermMessageSend, s.tells.Send},
		{http.MethodGet, "/accounts/:id/dossier", "dossier.ask", models.PermDossierExport, s.dossiers.Ask},
		{http.MethodPost, "/accounts/:id/dossier", "dossier.export", models.PermDossierExport, s.dossiers.Export},
		{http.MethodPost, "/accounts/:id/notes", "account.note", models.PermAccountNote, s.accounts.AddNote},
		{http.MethodPost, "/accounts/:id/notes/:note/pin", "note.pin", models.PermAccountNote, s.accounts.Pin},
		{http.MethodGet, "/accounts/:id/notes/:note", "note.show", models.PermAccountRead, s.notes.Show},
		{http.MethodPost, "/accounts/:id/notes/:note/edit", "note.edit", models.PermAccountNote, s.notes.Edit},
		{http.MethodPost, "/accounts/:id/tags", "account.tag", models.PermAccountNote, s.accounts.Tag},
		{http.MethodGet, "/accounts/:id/reveal", "account.reveal.ask", models.PermAccountReveal, s.accounts.AskReveal},
		{http.MethodPost, "/accounts/:id/reveal", "account.reveal", models.PermAccountReveal, s.accounts.Reveal},
		{http.MethodGet, "/accounts/:id/score", "score.show", models.PermScoreRead, s.scores.Show},
		{http.MethodGet, "/accounts/:id/cohort", "score.cohort", models.PermScoreRead, s.scores.Cohort},
		{http.MethodGet, "/accounts/:id/score/factors/:key", "score.factor", models.PermScoreRead, s.scores.Factor},
		{http.MethodPost, "/accounts/:id/score/factors/:key/note", "factor.note", models.PermPolicyEdit, s.scores.Note},
		{http.MethodPost, "/accounts/:id/rescore", "score.rescore", models.PermScoreOverride, s.scores.Rescore},
		{http.MethodGet, "/accounts/:id/case", "case.open.ask", models.PermCaseWork, s.caseOpens.Ask},
		{http.MethodPost, "/accounts/:id/case", "case.open", models.PermCaseWork, s.caseOpens.Open},
		{http.MethodGet, "/accounts/:id/override", "override.ask", models.PermScoreOverride, s.overrides.Ask},
		{http.MethodPost, "/accounts/:id/override", "override.propose", models.PermScoreOverride, s.overrides.Propose},
		{http.MethodGet, "/overrides/:id", "override.show", models.PermScoreRead, s.overrides.Show},
		{http.MethodPost, "/overrides/:id/approve", "override.approve", models.PermScoreOverride, s.overrides.Approve},
		{http.MethodPost, "/overrides/:id/reject", "override.reject", models.PermScoreOverride, s.overrides.Reject},
		{http.MethodPost, "/overrides/:id/withdraw", "override.withdraw", models.PermScoreOverride, s.overrides.Withdraw},
		{http.MethodPost, "/overrides/:id/end", "override.end", models.PermScoreOverride, s.overrides.End},
		{http.MethodGet, "/accounts/:id/dispute", "dispute.ask", models.PermCaseWork, s.disputes.Ask},
		{http.MethodPost, "/accounts/:id/dispute", "dispute.open", models.PermCaseWork, s.disputes.Open},
		{http.MethodGet, "/disputes/:id", "dispute.show", models.PermScoreRead, s.disputes.Show},
		{http.MethodPost, "/disputes/:id/answer", "dispute.answer", models.PermScoreOverride, s.disputes.Answer},
		{http.MethodPost, "/disputes/:id/withdraw", "dispute.withdraw", models.PermCaseWork, s.disputes.Withdraw},
	}
}

// hardshipRoutes are the flags that say that a customer is in hardship.
func (s *server) hardshipRoutes() []route {
	return []route{
		{http.MethodGet, "/accounts/:id/hardship", "hardship.ask", models.PermAccountHardship, s.hardships.Ask},
		{http.MethodPost, "/accounts/:id/hardship", "hardship.set", models.PermAccountHardship, s.hardships.Set},
		{http.MethodPost, "/accounts/:id/hardship/end", "hardship.end", models.PermAccountHardship, s.hardships.End},
	}
}

// asideRoutes are the rules that are set aside for one account.
func (s *server) asideRoutes() []route {
	return []route{
		{http.MethodGet, "/accounts/:id/aside", "aside.ask", models.PermCaseWork, s.asides.Ask},
		{http.MethodPost, "/accounts/:id/aside", "aside.propose", models.PermCaseWork, s.asides.Propose},
		{http.MethodGet, "/asides/:id", "aside.show", models.PermScoreRead, s.asides.Show},
		{http.MethodPost, "/asides/:id/approve", "aside.approve", models.PermScoreOverride, s.asides.Approve},
		{http.MethodPost, "/asides/:id/reject", "aside.reject", models.PermScoreOverride, s.asides.Reject},
		{http.MethodPost, "/asides/:id/withdraw", "aside.withdraw", models.PermCaseWork, s.asides.Withdraw},
		{http.MethodPost, "/asides/:id/end", "aside.end", models.PermCaseWork, s.asides.End},
	}
}

// measureRoutes are limits, sanctions, batches and what waits for a second person.
func (s *server) measureRoutes() []route {
	return []route{
		{http.MethodGet, "/accounts/:id/limit", "limit.new", models.PermLimitPropose, s.limits.New},
		{http.MethodPost, "/accounts/:id/limit", "limit.propose", models.PermLimitPropose, s.limits.Propose},
		{http.MethodGet, "/limits/:id", "limit.show", models.PermAccountRead, s.limits.Show},
		{http.MethodPost, "/limits/:id/approve", "limit.approve", models.PermLimitApprove, s.limits.Approve},
		{http.MethodPost, "/limits/:id/reject", "limit.reject", models.PermLimitApprove, s.limits.Reject},
		{http.MethodPost, "/limits/:id/withdraw", "limit.withdraw", models.PermLimitPropose, s.limits.Withdraw},
		{http.MethodGet, "/accounts/:id/sanction", "sanction.new", models.PermSanctionPropose, s.sanctions.New},
		{http.MethodPost, "/accounts/:id/sanction", "sanction.propose", models.PermSanctionPropose, s.sanctions.Propose},
		{http.MethodGet, "/sanctions/:id", "sanction.show", models.PermAccountRead, s.sanctions.Show},
		{http.MethodPost, "/sanctions/:id/approve", "sanction.approve", models.PermSanctionApprove, s.sanctions.Approve},
		{http.MethodPost, "/sanctions/:id/reject", "sanction.reject", models.PermSanctionApprove, s.sanctions.Reject},
		{http.MethodPost, "/sanctions/:id/withdraw", "sanction.withdraw", models.PermSanctionPropose, s.sanctions.Withdraw},
		{http.MethodPost, "/sanctions/:id/mute", "sanction.mute", models.PermSanctionApprove, s.sanctions.Mute},
		{http.MethodPost, "/sanctions/:id/unmute", "sanction.unmute", models.PermSanctionApprove, s.sanctions.Unmute},
		{http.MethodPost, "/sanctions/:id/lift", "sanction.lift", models.PermSanctionPropose, s.sanctions.Lift},
		{http.MethodGet, "/approvals", "approval.list", models.PermScoreRead, s.approvals.List},
		{http.MethodGet, "/approvals/new", "approval.new", models.PermScoreRead, s.approvals.New},
		{http.MethodGet, "/batches", "batch.list", models.PermCaseRead, s.batches.List},
		{http.MethodPost, "/batches/cases", "batch.cases", models.PermBulkWork, s.batches.Cases},
		{http.MethodGet, "/batches/limits", "batch.limits.ask", models.PermBulkLimit, s.batches.AskLimits},
		{http.MethodPost, "/batches/limits", "batch.limits", models.PermBulkLimit, s.batches.Limits},
		{http.MethodGet, "/batches/file", "batch.file.ask", models.PermBulkLimit, s.batches.AskFile},
		{http.MethodPost, "/batches/file", "batch.file", models.PermBulkLimit, s.batches.File},
		{http.MethodGet, "/batches/lift", "batch.lift.ask", models.PermBulkWork, s.batches.AskLift},
		{http.MethodPost, "/batches/lift", "batch.lift", models.PermBulkWork, s.batches.Lift},
		{http.MethodGet, "/batches/:id", "batch.show", models.PermCaseRead, s.batches.Show},
		{http.MethodGet, "/batches/:id/rejects.csv", "batch.rejects", models.PermCaseRead, s.batches.Rejects},
		{http.MethodPost, "/batches/:id/confirm", "batch.confirm", models.PermBulkWork, s.batches.Confirm},
		{http.MethodPost, "/batches/:id/approve", "batch.approve", models.PermBulkApprove, s.batches.Approve},
		{http.MethodPost, "/batches/:id/reject", "batch.reject", models.PermBulkApprove, s.batches.Reject},
		{http.MethodPost, "/batches/:id/discard", "batch.discard", models.PermBulkWork, s.batches.Discard},
		{http.MethodPost, "/batches/:id/cancel", "batch.cancel", models.PermBulkWork, s.batches.Cancel},
		{http.MethodPost, "/batches/:id/undo", "batch.undo", models.PermBulkWork, s.batches.Undo},
		{http.MethodGet, "/exports", "export.list", models.SignedIn, s.exports.List},
		{http.MethodGet, "/exports/new", "export.ask", models.SignedIn, s.exports.Ask},
		{http.MethodPost, "/exports", "export.make", models.SignedIn, s.exports.Make},
		{http.MethodGet, "/exports/:id/file", "export.take", models.SignedIn, s.exports.Take},
		{http.MethodPost, "/exports/:id/cancel", "export.cancel", models.SignedIn, s.exports.Cancel},
		{http.MethodGet, "/samples", "sample.list", models.PermCaseAssign, s.samples.List},
		{http.MethodPost, "/samples", "sample.draw", models.PermCaseAssign, s.samples.Draw},
		{http.MethodGet, "/samples/:id", "sample.show", models.PermCaseAssign, s.samples.Show},
		{http.MethodGet, "/samples/:id/items.csv", "sample.file", models.PermCaseAssign, s.samples.File},
		{http.MethodGet, "/samples/:id/items/:n", "sample.item", models.PermCaseAssign, s.samples.Item},
		{http.MethodPost, "/samples/:id/items/:n", "sample.judge", models.PermCaseAssign, s.samples.Judge},
	}
}

// appealRoutes are appeals, the radar, and what customers are told.
func (s *server) appealRoutes() []route {
	return []route{
		{http.MethodGet, "/appeals", "appeal.list", models.PermAppealRead, s.appeals.List},
		{http.MethodGet, "/appeals/new", "appeal.fresh", models.PermAppealRead, s.appeals.New},
		{http.MethodGet, "/appeals/columns", "appeal.columns", models.PermAppealRead, s.appeals.Columns},
		{http.MethodGet, "/accounts/:id/appeal", "appeal.new", models.PermAppealIntake, s.appeals.NewIntake},
		{http.MethodPost, "/accounts/:id/appeal", "appeal.file", models.PermAppealIntake, s.appeals.File},
		{http.MethodGet, "/appeals/:id", "appeal.show", models.PermAppealRead, s.appeals.Show},
		{http.MethodGet, "/appeals/:id/preview", "appeal.preview", models.PermAppealRead, s.appeals.Preview},
		{http.MethodPost, "/appeals/:id/acknowledge", "appeal.acknowledge", models.PermAppealIntake, s.appeals.Acknowledge},
		{http.MethodPost, "/appeals/:id/request", "appeal.request", models.PermAppealDecide, s.appeals.Request},
		{http.MethodPost, "/appeals/:id/receive", "appeal.receive", models.PermAppealDecide, s.appeals.Receive},
		{http.MethodPost, "/appeals/:id/review", "appeal.review", models.PermAppealDecide, s.appeals.Review},
		{http.MethodPost, "/appeals/:id/decide", "appeal.decide", models.PermAppealDecide, s.appeals.Decide},
		{http.MethodPost, "/appeals/:id/execute", "appeal.execute", models.PermAppealDecide, s.appeals.Execute},
		{http.MethodPost, "/appeals/:id/close", "appeal.close", models.PermAppealDecide, s.appeals.Close},
		{http.MethodPost, "/appeals/:id/withdraw", "appeal.withdraw", models.PermAppealIntake, s.appeals.Withdraw},
		{http.MethodGet, "/appeals/metrics", "appeal.metrics", models.PermAppealRead, s.appeals.Metrics},
		{http.MethodGet, "/appeals/metrics.csv", "appeal.metrics_file", models.PermAppealRead, s.appeals.MetricsFile},
		{http.MethodGet, "/appeals/next", "appeal.next", models.PermAppealDecide, s.appeals.Next},
		{http.MethodPost, "/appeals/:id/duplicate", "appeal.duplicate", models.PermAppealIntake, s.appeals.Duplicate},
		{http.MethodPost, "/appeals/:id/opinion", "appeal.opinion", models.PermAppealDecide, s.appeals.Ask},
		{http.MethodPost, "/appeals/:id/advise", "appeal.advise", models.PermAppealDecide, s.appeals.Advise},
		{http.MethodPost, "/appeals/:id/answer", "appeal.answer", models.PermAppealAnswer, s.appeals.Answer},
		{http.MethodGet, "/radar", "radar.list", models.PermRadarRead, s.radar.List},
		{http.MethodGet, "/radar/new", "radar.new", models.PermRadarRead, s.radar.New},
		{http.MethodPost, "/radar/next", "radar.next", models.PermRadarWork, s.radar.Next},
		{http.MethodGet, "/radar/:id", "radar.show", models.PermRadarRead, s.radar.Show},
		{http.MethodPost, "/radar/:id/claim", "radar.claim", models.PermRadarWork, s.radar.Claim},
		{http.MethodPost, "/radar/:id/release", "radar.release", models.PermRadarWork, s.radar.Release},
		{http.MethodPost, "/radar/:id/close", "radar.close", models.PermRadarWork, s.radar.Close},
		{http.MethodGet, "/files/of/:id", "file.list", models.PermFileRead, s.files.Of},
		{http.MethodPost, "/files/of/:id", "file.add", models.PermFileAdd, s.files.Add},
		{http.MethodGet, "/files/:id", "file.show", models.PermFileRead, s.files.Show},
		{http.MethodGet, "/files/:id/picture", "file.picture", models.PermFileRead, s.files.Picture},
		{http.MethodGet, "/files/:id/download", "file.download", models.PermFileRead, s.files.Download},
		{http.MethodGet, "/links/of/:id", "link.list", models.PermLinkMake, s.links.Of},
		{http.MethodPost, "/links/of/:id", "link.make", models.PermLinkMake, s.links.Make},
		{http.MethodPost, "/links/:id/revoke", "link.revoke", models.PermLinkMake, s.links.Revoke},
	}
}

// customerRoutes are what customers see: whoever has no good link of their own gets one and the same page.
func (s *server) customerRoutes() []route {
	return []route{
		{http.MethodGet, "/c", "customer.show", models.Public, s.customer.Show},
		{http.MethodGet, "/c/:token", "customer.door", models.Public, s.customer.Door},
		{http.MethodPost, "/c/:token", "customer.open", models.Public, s.customer.Open},
		{http.MethodPost, "/c/language", "customer.language", models.Public, s.customer.Language},
		{http.MethodPost, "/c/appeal", "customer.appeal", models.Public, s.customer.Appeal},
		{http.MethodPost, "/c/files", "customer.file.add", models.Public, s.customer.AddFile},
		{http.MethodGet, "/c/files/:id", "customer.file", models.Public, s.customer.File},
		{http.MethodPost, "/c/evidence/:id", "customer.answer", models.Public, s.customer.Answer},
		{http.MethodPost, "/c/no-more", "customer.no_more", models.Public, s.customer.NoMore},
		{http.MethodGet, "/c/letters/:id", "customer.letter", models.Public, s.customer.Letter},
		{http.MethodGet, "/c/withdraw", "customer.withdraw.ask", models.Public, s.customer.AskWithdraw},
		{http.MethodPost, "/c/withdraw", "customer.withdraw", models.Public, s.customer.Withdraw},
		{http.MethodGet, "/c/deny", "customer.deny.ask", models.Public, s.customer.AskDeny},
		{http.MethodPost, "/c/deny", "customer.deny", models.Public, s.customer.Deny},
		{http.MethodPost, "/c/contact", "customer.contact", models.Public, s.customer.Contact},
		{http.MethodGet, "/c/leave", "customer.leave.ask", models.Public, s.customer.AskLeave},
		{http.MethodPost, "/c/leave", "customer.leave", models.Public, s.customer.Leave},

		{http.MethodGet, "/messages/:id", "message.show", models.PermAccountRead, s.messages.Show},
		{http.MethodPost, "/messages/:id/recall", "message.recall", models.PermAccountNote, s.messages.Recall},
		{http.MethodGet, "/outbox", "outbox.list", models.PermAccountRead, s.outgoing.List},
		{http.MethodGet, "/outbox/:id", "delivery.show", models.PermAccountRead, s.outgoing.Show},
		{http.MethodPost, "/outbox/:id/retry", "delivery.retry", models.PermMessageSend, s.outgoing.Retry},
		{http.MethodPost, "/outbox/:id/handed", "delivery.hand", models.PermMessageSend, s.outgoing.Handed},
		{http.MethodGet, "/inbox", "inbox.list", models.PermAccountRead, s.outgoing.Inbox},
	}
}
