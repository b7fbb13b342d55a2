package main

import (
	"fmt"
	"net/http"
	"text/tabwriter"

	"github.com/labstack/echo/v4"

	"candor/models"
)

// route is one line of the route list. A route without a permission is a fault that stops
// the server from starting.
type route struct {
	Method string
	Path   string
	Name   string
	Needs  models.Permission
	Handle echo.HandlerFunc
}

// routes is every route there is, by area, each with the permission it needs.
func (s *server) routes() []route {
	list := []route{
		// health
		{http.MethodGet, "/livez", "health.live", models.Public, s.live},
		{http.MethodGet, "/readyz", "health.ready", models.Public, s.readiness},

		// access
		{http.MethodGet, "/signin", "signin.ask", models.Public, s.entrance.Ask},
		{http.MethodPost, "/signin", "signin", models.Public, s.entrance.SignIn},
		{http.MethodPost, "/signout", "signout", models.Public, s.entrance.SignOut},
		{http.MethodGet, "/setup", "setup.ask", models.Public, s.entrance.AskSetup},
		{http.MethodPost, "/setup", "setup", models.Public, s.entrance.Setup},
		{http.MethodGet, "/profile", "profile.show", models.SignedIn, s.profile.Show},
		{http.MethodPost, "/profile/display", "profile.display", models.Public, s.profile.Display},
		{http.MethodGet, "/profile/password", "profile.password.ask", models.SignedIn, s.profile.AskPassword},
		{http.MethodPost, "/profile/password", "profile.password", models.SignedIn, s.profile.Password},
		{http.MethodPost, "/profile/sessions/end", "profile.session.end", models.SignedIn, s.profile.EndSession},
		{http.MethodGet, "/users", "user.list", models.PermUserRead, s.users.List},
		{http.MethodGet, "/users/new", "user.new", models.PermUserManage, s.users.New},
		{http.MethodPost, "/users", "user.add", models.PermUserManage, s.users.Add},
		{http.MethodGet, "/users/:id", "user.show", models.PermUserRead, s.users.Show},
		{http.MethodPost, "/users/:id", "user.change", models.PermUserManage, s.users.Change},
		{http.MethodPost, "/users/:id/password", "user.password.reset", models.PermUserManage, s.users.Reset},
		{http.MethodPost, "/users/:id/sessions/end", "user.session.end", models.PermUserManage, s.users.EndSession},
		{http.MethodGet, "/roles", "role.list", models.PermUserRead, s.roles.List},
		{http.MethodGet, "/roles/new", "role.new", models.PermUserManage, s.roles.New},
		{http.MethodPost, "/roles", "role.add", models.PermUserManage, s.roles.Add},
		{http.MethodGet, "/roles/:key", "role.show", models.PermUserRead, s.roles.Show},
		{http.MethodPost, "/roles/:key", "role.change", models.PermUserManage, s.roles.Change},
		{http.MethodGet, "/keys", "key.list", models.PermKeyManage, s.keys.List},
		{http.MethodPost, "/keys", "key.add", models.PermKeyManage, s.keys.Add},
		{http.MethodPost, "/keys/:id/revoke", "key.revoke", models.PermKeyManage, s.keys.Revoke},
		{http.MethodPost, "/keys/rotate", "key.rotate", models.PermKeyManage, s.keys.Rotate},
		{http.MethodPost, "/keys/retire", "key.retire", models.PermKeyManage, s.keys.Retire},

		// review
		{http.MethodGet, "/", "home", models.SignedIn, s.home.Show},
		{http.MethodPost, "/mentions/:id/done", "mention.done", models.SignedIn, s.mentions.Done},
		{http.MethodGet, "/queue", "queue.list", models.PermCaseRead, s.queue.List},
		{http.MethodPost, "/queue/next", "queue.next", models.PermCaseWork, s.queue.Next},
		{http.MethodGet, "/queue/new", "queue.new", models.PermCaseRead, s.queue.New},
		{http.MethodGet, "/queue/narrow", "queue.narrow", models.PermCaseRead, s.views.Narrow},
		{http.MethodGet, "/queue/columns", "queue.columns", models.PermCaseRead, s.views.Columns},
		{http.MethodGet, "/queue/views", "view.list", models.PermCaseRead, s.views.Show},
		{http.MethodPost, "/queue/views", "view.save", models.PermCaseRead, s.views.Save},
		{http.MethodPost, "/queue/views/:id/remove", "view.remove", models.PermCaseRead, s.views.Remove},
		{http.MethodPost, "/queue/settings", "view.settings", models.PermCaseRead, s.views.Settings},
		{http.MethodGet, "/cases/:id", "case.show", models.PermCaseRead, s.cases.Show},
		{http.MethodPost, "/cases/:id/claim", "case.claim", models.PermCaseWork, s.cases.Claim},
		{http.MethodPost, "/cases/:id/release", "case.release", models.PermCaseWork, s.cases.Release},
		{http.MethodPost, "/cases/:id/decide", "case.decide", models.PermCaseWork, s.cases.Decide},
		{http.MethodPost, "/cases/:id/assign", "case.assign", models.PermCaseAssign, s.cases.Assign},
		{http.MethodPost, "/cases/:id/take", "case.take", models.PermCaseAssign, s.desk.Take},
		{http.MethodPost, "/cases/:id/move", "case.move", models.PermCaseAssign, s.desk.Move},
		{http.MethodPost, "/cases/:id/snooze", "case.snooze", models.PermCaseWork, s.desk.Snooze},
		{http.MethodPost, "/cases/:id/escalate", "case.escalate", models.PermCaseWork, s.desk.Escalate},
		{http.MethodPost, "/cases/:id/use", "case.use", models.PermCaseRead, s.desk.Use},
		{http.MethodGet, "/cases/:id/step", "case.step", models.PermCaseRead, s.desk.Step},
		{http.MethodGet, "/accounts", "account.list", models.PermAccountRead, s.accounts.List},
		{http.MethodPost, "/accounts/search", "account.search", models.PermAccountRead, s.accounts.Search},
		{http.MethodGet, "/accounts/:id", "account.show", models.PermAccountRead, s.accounts.Show},
		{http.MethodGet, "/accounts/:id/timeline", "account.timeline", models.PermAccountRead, s.timelines.Show},
		{http.MethodGet, "/accounts/:id/links", "account.links", models.PermScoreRead, s.linked.Show},
		{http.MethodGet, "/accounts/:id/compare", "account.compare", models.PermScoreRead, s.compared.Show},
		{http.MethodGet, "/accounts/:id/dossier", "dossier.ask", models.PermDossierExport, s.dossiers.Ask},
		{http.MethodPost, "/accounts/:id/dossier", "dossier.export", models.PermDossierExport, s.dossiers.Export},
		{http.MethodPost, "/accounts/:id/notes", "account.note", models.PermAccountNote, s.accounts.AddNote},
		{http.MethodPost, "/accounts/:id/notes/:note/pin", "note.pin", models.PermAccountNote, s.accounts.Pin},
		{http.MethodGet, "/accounts/:id/reveal", "account.reveal.ask", models.PermAccountReveal, s.accounts.AskReveal},
		{http.MethodPost, "/accounts/:id/reveal", "account.reveal", models.PermAccountReveal, s.accounts.Reveal},
		{http.MethodGet, "/accounts/:id/score", "score.show", models.PermScoreRead, s.scores.Show},
		{http.MethodPost, "/accounts/:id/rescore", "score.rescore", models.PermScoreOverride, s.scores.Rescore},
		{http.MethodGet, "/accounts/:id/override", "override.ask", models.PermScoreOverride, s.overrides.Ask},
		{http.MethodPost, "/accounts/:id/override", "override.set", models.PermScoreOverride, s.overrides.Set},

		// measures
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
		{http.MethodPost, "/sanctions/:id/lift", "sanction.lift", models.PermSanctionPropose, s.sanctions.Lift},
		{http.MethodGet, "/approvals", "approval.list", models.PermScoreRead, s.approvals.List},
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
		{http.MethodGet, "/appeals", "appeal.list", models.PermAppealRead, s.appeals.List},
		{http.MethodGet, "/accounts/:id/appeal", "appeal.new", models.PermAppealIntake, s.appeals.NewIntake},
		{http.MethodPost, "/accounts/:id/appeal", "appeal.file", models.PermAppealIntake, s.appeals.File},
		{http.MethodGet, "/appeals/:id", "appeal.show", models.PermAppealRead, s.appeals.Show},
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
		{http.MethodGet, "/radar", "radar.list", models.PermRadarRead, s.radar.List},
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

		// what customers see: whoever has no good link of their own gets one and the same page
		{http.MethodGet, "/c", "customer.show", models.Public, s.customer.Show},
		{http.MethodGet, "/c/:token", "customer.door", models.Public, s.customer.Door},
		{http.MethodPost, "/c/:token", "customer.open", models.Public, s.customer.Open},
		{http.MethodPost, "/c/language", "customer.language", models.Public, s.customer.Language},
		{http.MethodPost, "/c/appeal", "customer.appeal", models.Public, s.customer.Appeal},
		{http.MethodPost, "/c/files", "customer.file.add", models.Public, s.customer.AddFile},
		{http.MethodGet, "/c/files/:id", "customer.file", models.Public, s.customer.File},
		{http.MethodPost, "/c/evidence/:id", "customer.answer", models.Public, s.customer.Answer},
		{http.MethodGet, "/c/letters/:id", "customer.letter", models.Public, s.customer.Letter},
		{http.MethodGet, "/c/withdraw", "customer.withdraw.ask", models.Public, s.customer.AskWithdraw},
		{http.MethodPost, "/c/withdraw", "customer.withdraw", models.Public, s.customer.Withdraw},
		{http.MethodGet, "/c/leave", "customer.leave.ask", models.Public, s.customer.AskLeave},
		{http.MethodPost, "/c/leave", "customer.leave", models.Public, s.customer.Leave},

		{http.MethodGet, "/messages/:id", "message.show", models.PermAccountRead, s.messages.Show},
		{http.MethodPost, "/messages/:id/recall", "message.recall", models.PermAccountNote, s.messages.Recall},
		{http.MethodGet, "/outbox", "outbox.list", models.PermAccountRead, s.outgoing.List},
		{http.MethodGet, "/outbox/:id", "delivery.show", models.PermAccountRead, s.outgoing.Show},
		{http.MethodPost, "/outbox/:id/retry", "delivery.retry", models.PermMessageSend, s.outgoing.Retry},
		{http.MethodPost, "/outbox/:id/handed", "delivery.hand", models.PermMessageSend, s.outgoing.Handed},
		{http.MethodGet, "/inbox", "inbox.list", models.PermAccountRead, s.outgoing.Inbox},

		// governance
		{http.MethodGet, "/policy", "policy.list", models.PermPolicyRead, s.policies.List},
		{http.MethodPost, "/policy/draft", "policy.draft", models.PermPolicyEdit, s.policies.Draft},
		{http.MethodGet, "/policy/:version", "policy.show", models.PermPolicyRead, s.policies.Show},
		{http.MethodPost, "/policy/:version", "policy.save", models.PermPolicyEdit, s.policies.Save},
		{http.MethodGet, "/policy/:version/diff", "policy.diff", models.PermPolicyRead, s.policies.Diff},
		{http.MethodPost, "/policy/:version/submit", "policy.submit", models.PermPolicyEdit, s.policies.Submit},
		{http.MethodPost, "/policy/:version/approve", "policy.approve", models.PermPolicyApprove, s.policies.Approve},
		{http.MethodPost, "/policy/:version/reject", "policy.reject", models.PermPolicyApprove, s.policies.Reject},
		{http.MethodPost, "/policy/:version/discard", "policy.discard", models.PermPolicyEdit, s.policies.Discard},
		{http.MethodGet, "/policy/:version/release", "policy.release", models.PermPolicyRead, s.releases.Show},
		{http.MethodPost, "/policy/:version/reopen", "policy.reopen", models.PermPolicyEdit, s.releases.Reopen},
		{http.MethodPost, "/policy/:version/shadow", "policy.shadow", models.PermPolicyRelease, s.releases.Shadow},
		{http.MethodPost, "/policy/:version/rollout", "policy.rollout", models.PermPolicyRelease, s.releases.Rollout},
		{http.MethodPost, "/policy/:version/publish", "policy.publish", models.PermPolicyRelease, s.releases.Publish},
		{http.MethodPost, "/policy/:version/pause", "policy.pause", models.PermPolicyRelease, s.releases.Pause},
		{http.MethodPost, "/policy/:version/resume", "policy.resume", models.PermPolicyRelease, s.releases.Resume},
		{http.MethodPost, "/policy/:version/withdraw", "policy.withdraw", models.PermPolicyRelease, s.releases.Withdraw},
		{http.MethodPost, "/policy/:version/rollback", "policy.rollback", models.PermPolicyRelease, s.releases.Rollback},
		{http.MethodGet, "/policy/stop", "policy.stop", models.PermPolicyRead, s.releases.Stop},
		{http.MethodPost, "/policy/stop/begin", "policy.stop.begin", models.PermPolicyStop, s.releases.BeginStop},
		{http.MethodPost, "/policy/stop/end", "policy.stop.end", models.PermPolicyStop, s.releases.EndStop},
		{http.MethodGet, "/policy/:version/rules", "rule.list", models.PermPolicyRead, s.ruleEditor.List},
		{http.MethodPost, "/policy/:version/rules", "rule.add", models.PermPolicyEdit, s.ruleEditor.Add},
		{http.MethodGet, "/policy/:version/new-rule", "rule.new", models.PermPolicyEdit, s.ruleEditor.New},
		{http.MethodGet, "/policy/:version/rules/:key", "rule.show", models.PermPolicyRead, s.ruleEditor.Show},
		{http.MethodPost, "/policy/:version/rules/:key", "rule.save", models.PermPolicyEdit, s.ruleEditor.Save},
		{http.MethodPost, "/policy/:version/rules/:key/switch", "rule.switch", models.PermPolicyEdit, s.ruleEditor.Switch},
		{http.MethodPost, "/policy/:version/rules/:key/move", "rule.move", models.PermPolicyEdit, s.ruleEditor.Move},
		{http.MethodPost, "/policy/:version/rules/:key/remove", "rule.remove", models.PermPolicyEdit, s.ruleEditor.Remove},
		{http.MethodGet, "/policy/:version/fields", "rule.fields", models.PermPolicyRead, s.ruleEditor.Fields},
		{http.MethodGet, "/policy/:version/try", "policy.try", models.PermPolicyRead, s.ruleEditor.Try},
		{http.MethodPost, "/policy/:version/try", "policy.try.number", models.PermPolicyRead, s.ruleEditor.Find},
		{http.MethodGet, "/policy/:version/ladder", "ladder.show", models.PermPolicyRead, s.ladder.Show},
		{http.MethodPost, "/policy/:version/ladder", "ladder.save", models.PermPolicyEdit, s.ladder.Save},
		{http.MethodGet, "/policy/:version/wordings", "wording.list", models.PermPolicyRead, s.wordings.List},
		{http.MethodGet, "/policy/:version/wordings/:code", "wording.show", models.PermPolicyRead, s.wordings.Show},
		{http.MethodPost, "/policy/:version/wordings/:code", "wording.save", models.PermPolicyEdit, s.wordings.Save},
		{http.MethodPost, "/policy/:version/wordings/:code/preview", "wording.preview", models.PermPolicyEdit, s.wordings.Preview},
		{http.MethodGet, "/policy/:version/backtests", "backtest.list", models.PermPolicyRead, s.backtests.List},
		{http.MethodPost, "/policy/:version/backtests", "backtest.ask", models.PermPolicyEdit, s.backtests.Ask},
		{http.MethodGet, "/backtests", "backtest.all", models.PermPolicyRead, s.backtests.All},
		{http.MethodGet, "/backtests/:id", "backtest.show", models.PermPolicyRead, s.backtests.Show},
		{http.MethodPost, "/backtests/:id/cancel", "backtest.cancel", models.PermPolicyEdit, s.backtests.Cancel},
		{http.MethodPost, "/backtests/:id/repeat", "backtest.repeat", models.PermPolicyEdit, s.backtests.Repeat},
		{http.MethodGet, "/policy/:version/thresholds", "policy.thresholds", models.PermPolicyRead, s.thresholds.Show},
		{http.MethodPost, "/policy/:version/thresholds", "policy.thresholds.save", models.PermPolicyEdit, s.thresholds.Save},
		{http.MethodGet, "/policy/:version/impact", "policy.effect", models.PermPolicyRead, s.effects.Show},
		{http.MethodGet, "/policy/:version/impact.csv", "policy.effect.file", models.PermPolicyRead, s.effects.File},
		{http.MethodPost, "/policy/:version/impact", "policy.effect.ask", models.PermPolicyApprove, s.effects.Ask},
		{http.MethodPost, "/policy/:version/impact/alerts/:id/close", "policy.effect.close", models.PermPolicyApprove, s.effects.Close},
		{http.MethodGet, "/rules", "rule_quality.list", models.PermPolicyRead, s.ruleQuality.List},
		{http.MethodGet, "/rules/:key", "rule_quality.show", models.PermPolicyRead, s.ruleQuality.Show},
		{http.MethodPost, "/rules/:key/off", "rule_quality.off", models.PermPolicyEdit, s.ruleQuality.Off},
		{http.MethodGet, "/policy/:version/file", "policy.file", models.PermPolicyRead, s.policyFiles.Download},
		{http.MethodGet, "/policy/import", "policy.import.ask", models.PermPolicyEdit, s.policyFiles.Ask},
		{http.MethodPost, "/policy/import", "policy.import", models.PermPolicyEdit, s.policyFiles.Import},
		{http.MethodGet, "/models", "model.list", models.PermModelRead, s.models.List},
		{http.MethodGet, "/models/:id", "model.show", models.PermModelRead, s.models.Show},
		{http.MethodGet, "/models/:id/validation", "model.validation", models.PermModelRead, s.models.Validation},
		{http.MethodGet, "/models/:id/validation.json", "model.validation.document", models.PermModelRead, s.models.ValidationDocument},
		{http.MethodGet, "/models/:id/file", "model.file", models.PermModelRead, s.models.File},
		{http.MethodGet, "/models/:id/compare", "model.compare", models.PermModelRead, s.models.Compare},
		{http.MethodPost, "/models/train", "model.train", models.PermModelTrain, s.models.Train},
		{http.MethodPost, "/models/schedule", "model.schedule", models.PermModelTrain, s.models.Schedule},
		{http.MethodPost, "/models/import", "model.import", models.PermModelTrain, s.models.Import},
		{http.MethodPost, "/models/rescore", "model.rescore", models.PermModelPromote, s.models.Rescore},
		{http.MethodPost, "/models/:id/shadow", "model.shadow", models.PermModelTrain, s.models.Shadow},
		{http.MethodPost, "/models/:id/propose", "model.propose", models.PermModelTrain, s.models.Propose},
		{http.MethodPost, "/models/:id/return", "model.return", models.PermModelPromote, s.models.Return},
		{http.MethodPost, "/trainings/:id/cancel", "training.cancel", models.PermModelTrain, s.models.Cancel},
		{http.MethodGet, "/promotions/:id", "promotion.show", models.PermModelRead, s.promotions.Show},
		{http.MethodPost, "/promotions/:id/approve", "promotion.approve", models.PermModelPromote, s.promotions.Approve},
		{http.MethodPost, "/promotions/:id/reject", "promotion.reject", models.PermModelPromote, s.promotions.Reject},
		{http.MethodPost, "/promotions/:id/withdraw", "promotion.withdraw", models.PermModelTrain, s.promotions.Withdraw},
		{http.MethodGet, "/drift", "drift.show", models.PermModelRead, s.drift.Show},
		{http.MethodGet, "/drift/factors/:key", "drift.factor", models.PermModelRead, s.drift.Factor},
		{http.MethodGet, "/drift/factors/:key/accounts", "drift.accounts", models.PermModelRead, s.drift.Accounts},
		{http.MethodPost, "/drift/alerts/:id/close", "drift.close", models.PermDriftClose, s.drift.Close},
		{http.MethodGet, "/audit", "audit.list", models.PermAuditRead, s.audit.List},
		{http.MethodGet, "/audit/export", "audit.export", models.PermAuditRead, s.audit.Export},
		{http.MethodPost, "/audit/verify", "audit.verify", models.PermAuditVerify, s.audit.Verify},
		{http.MethodGet, "/audit/:seq", "audit.show", models.PermAuditRead, s.audit.Show},
		{http.MethodGet, "/help", "help", models.SignedIn, s.help.Show},
		{http.MethodGet, "/commands", "commands", models.SignedIn, s.palette.Show},

		// decisions about events
		{http.MethodGet, "/monitor", "monitor.show", models.PermMonitorRead, s.monitor.Show},
		{http.MethodGet, "/monitor/stream", "monitor.stream", models.PermMonitorRead, s.monitor.Stream},
		{http.MethodGet, "/decisions/:id", "decision.show", models.PermScoreRead, s.decisions.Show},
		{http.MethodPost, "/decisions/:id/settle", "decision.settle", models.PermCaseWork, s.decisions.Settle},
		{http.MethodGet, "/challenges", "challenge.list", models.PermCaseRead, s.challenges.List},
		{http.MethodGet, "/challenges/:id", "challenge.show", models.PermCaseRead, s.challenges.Show},
		{http.MethodPost, "/challenges/:id/result", "challenge.result", models.PermCaseWork, s.challenges.Result},
		{http.MethodGet, "/accounts/:id/events", "account.events", models.PermAccountRead, s.events.List},
		{http.MethodGet, "/corrections", "correction.list", models.PermMonitorRead, s.corrections.List},
		{http.MethodPost, "/corrections", "correction.rebuild", models.PermCaseWork, s.corrections.Rebuild},
		{http.MethodGet, "/lists", "list.list", models.PermMonitorRead, s.lists.List},
		{http.MethodGet, "/lists/new", "list.new", models.PermListManage, s.lists.New},
		{http.MethodPost, "/lists", "list.add", models.PermListManage, s.lists.Add},
		{http.MethodGet, "/lists/export", "list.export", models.PermMonitorRead, s.lists.Export},
		{http.MethodGet, "/lists/import", "list.import", models.PermListManage, s.listChanges.New},
		{http.MethodPost, "/lists/import", "list.read", models.PermListManage, s.listChanges.Read},
		{http.MethodGet, "/lists/changes/:id", "list.change", models.PermMonitorRead, s.listChanges.Show},
		{http.MethodPost, "/lists/changes/:id/confirm", "list.confirm", models.PermListManage, s.listChanges.Confirm},
		{http.MethodPost, "/lists/changes/:id/approve", "list.approve", models.PermListManage, s.listChanges.Approve},
		{http.MethodPost, "/lists/changes/:id/reject", "list.reject", models.PermListManage, s.listChanges.Reject},
		{http.MethodPost, "/lists/changes/:id/withdraw", "list.withdraw", models.PermListManage, s.listChanges.Withdraw},
		{http.MethodGet, "/lists/:id", "list.show", models.PermMonitorRead, s.lists.Show},
		{http.MethodPost, "/lists/:id/end", "list.end", models.PermListManage, s.lists.End},

		// machines
		{http.MethodPut, "/api/v1/accounts/:id", "api.account.put", models.PermAPIAccountWrite, s.api.PutAccount},
		{http.MethodGet, "/api/v1/accounts/:id/score", "api.score.show", models.PermAPIScoreRead, s.api.Score},
		{http.MethodPost, "/api/v1/transactions", "api.transaction", models.PermAPIEventWrite, s.api.Transaction},
		{http.MethodPost, "/api/v1/logins", "api.login", models.PermAPIEventWrite, s.api.Login},
		{http.MethodPost, "/api/v1/repayments", "api.repayment", models.PermAPIEventWrite, s.api.Repayment},
		{http.MethodPost, "/api/v1/identity-checks", "api.identity_check", models.PermAPIEventWrite, s.api.IdentityCheck},
		{http.MethodPost, "/api/v1/labels", "api.label", models.PermAPILabelWrite, s.api.Label},
		{http.MethodPost, "/api/v1/batch", "api.batch", models.PermAPIEventWrite, s.api.Batch},
		{http.MethodGet, "/api/v1/decisions/:id", "api.decision.show", models.PermAPIDecisionRead, s.api.Decision},
		{http.MethodPost, "/api/v1/challenges/:id/result", "api.challenge.result", models.PermAPIChallengeWrite, s.api.ChallengeResult},
		{http.MethodGet, "/api/openapi.yaml", "api.describe", models.Public, s.api.Describe},

		// static files
		{http.MethodGet, "/static/*", "static", models.Public, s.static},
	}
	if s.site.Dev {
		list = append(list, route{http.MethodGet, "/gallery", "gallery", models.Public, s.gallery})
	}
	return list
}

// routesCmd prints the route list.
type routesCmd struct{}

// Run prints method, path, permission and name of each route.
func (routesCmd) Run(env *Env) error {
	s := &server{site: newSite(env, nil), log: newLog(env)}
	s.wireAccess()
	s.wireReview()
	s.wireMeasures()
	s.wireGovernance()
	s.wireRealtime()
	w := tabwriter.NewWriter(env.Stdout, 0, 4, 2, ' ', 0)
	for _, r := range s.routes() {
		fmt.Fprintf(w, "%s\t%s\t%s\t%s\n", r.Method, r.Path, r.Needs, r.Name)
	}
	return w.Flush()
}
