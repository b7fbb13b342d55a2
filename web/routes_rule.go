package main

import (
	"net/http"

	"candor/models"
)

// governanceRoutes are the policy and the editors of its parts.
func (s *server) governanceRoutes() []route {
	return []route{
		{http.MethodGet, "/policy", "policy.list", models.PermPolicyRead, s.policies.List},
		{http.MethodPost, "/policy/draft", "policy.draft", models.PermPolicyEdit, s.policies.Draft},
		{http.MethodGet, "/policy/:version", "policy.show", models.PermPolicyRead, s.policies.Show},
		{http.MethodPost, "/policy/:version", "policy.save", models.PermPolicyEdit, s.policies.Save},
		{http.MethodGet, "/policy/:version/diff", "policy.diff", models.PermPolicyRead, s.policies.Diff},
		{http.MethodPost, "/policy/:version/submit", "policy.submit", models.PermPolicyEdit, s.policies.Submit},
		{http.MethodPost, "/policy/:version/approve", "policy.approve", models.PermPolicyApprove, s.policies.Approve},
		{http.MethodPost, "/policy/:version/reject", "policy.reject", models.PermPolicyApprove, s.policies.Reject},
		{http.MethodGet, "/policy/:version/discard", "policy.discard.ask", models.PermPolicyEdit, s.policies.AskDiscard},
		{http.MethodPost, "/policy/:version/discard", "policy.discard", models.PermPolicyEdit, s.policies.Discard},
		{http.MethodGet, "/policy/:version/release", "policy.release", models.PermPolicyRead, s.releases.Show},
		{http.MethodPost, "/policy/:version/reopen", "policy.reopen", models.PermPolicyEdit, s.releases.Reopen},
		{http.MethodPost, "/policy/:version/shadow", "policy.shadow", models.PermPolicyRelease, s.releases.Shadow},
		{http.MethodPost, "/policy/:version/rollout", "policy.rollout", models.PermPolicyRelease, s.releases.Rollout},
		{http.MethodPost, "/policy/:version/publish", "policy.publish", models.PermPolicyRelease, s.releases.Publish},
		{http.MethodPost, "/policy/:version/schedule", "policy.schedule", models.PermPolicyRelease, s.releases.Schedule},
		{http.MethodPost, "/policy/:version/calloff", "policy.calloff", models.PermPolicyRelease, s.releases.CallOff},
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
		{http.MethodGet, "/policy/:version/grounds", "ground.list", models.PermPolicyRead, s.grounds.List},
		{http.MethodGet, "/policy/:version/grounds/:code", "ground.show", models.PermPolicyRead, s.grounds.Show},
		{http.MethodPost, "/policy/:version/grounds/:code", "ground.save", models.PermPolicyEdit, s.grounds.Save},
		{http.MethodGet, "/policy/:version/reasons", "quick.show", models.PermPolicyRead, s.quick.Show},
		{http.MethodPost, "/policy/:version/reasons", "quick.save", models.PermPolicyEdit, s.quick.Save},
	}
}

// proofRoutes are backtests, thresholds, reports on what a version did, and rule quality.
func (s *server) proofRoutes() []route {
	return []route{
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
	}
}

// modelRoutes are models, drift, the record, help and the list of commands.
func (s *server) modelRoutes() []route {
	return []route{
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
		{http.MethodGet, "/audit/views", "audit.views", models.PermAuditRead, s.audit.Views},
		{http.MethodPost, "/audit/views", "audit.view.save", models.PermAuditRead, s.audit.SaveView},
		{http.MethodPost, "/audit/views/:id/remove", "audit.view.remove", models.PermAuditRead, s.audit.RemoveView},
		{http.MethodPost, "/audit/views/:id/restore", "audit.view.restore", models.PermAuditRead, s.audit.RestoreView},
		{http.MethodPost, "/audit/verify", "audit.verify", models.PermAuditVerify, s.audit.Verify},
		{http.MethodGet, "/audit/:seq", "audit.show", models.PermAuditRead, s.audit.Show},
		{http.MethodGet, "/help", "help", models.SignedIn, s.help.Show},
		{http.MethodGet, "/commands", "commands", models.SignedIn, s.palette.Show},
	}
}

// eventRoutes are decisions about events.
func (s *server) eventRoutes() []route {
	return []route{
		{http.MethodGet, "/monitor", "monitor.show", models.PermMonitorRead, s.monitor.Show},
		{http.MethodGet, "/monitor/stream", "monitor.stream", models.PermMonitorRead, s.monitor.Stream},
		{http.MethodGet, "/decisions/:id", "decision.show", models.PermScoreRead, s.decisions.Show},
		{http.MethodPost, "/decisions/:id/settle", "decision.settle", models.PermCaseWork, s.decisions.Settle},
		{http.MethodGet, "/challenges", "challenge.list", models.PermCaseRead, s.challenges.List},
		{http.MethodGet, "/challenges/new", "challenge.new", models.PermCaseRead, s.challenges.New},
		{http.MethodGet, "/challenges/:id", "challenge.show", models.PermCaseRead, s.challenges.Show},
		{http.MethodGet, "/accounts/:id/proof", "proof.ask", models.PermCaseWork, s.proofs.Ask},
		{http.MethodPost, "/accounts/:id/proof", "proof.send", models.PermCaseWork, s.proofs.Send},
		{http.MethodPost, "/challenges/:id/cancel", "proof.cancel", models.PermCaseWork, s.challenges.Cancel},
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
	}
}

// machineRoutes are the API.
func (s *server) machineRoutes() []route {
	return []route{
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
		{http.MethodGet, "/api/v1/lists", "api.list.list", models.PermAPIListRead, s.apiLists.List},
		{http.MethodPost, "/api/v1/lists", "api.list.add", models.PermAPIListWrite, s.apiLists.Add},
		{http.MethodGet, "/api/v1/lists/changes/:id", "api.list.change", models.PermAPIListRead, s.apiLists.Change},
		{http.MethodGet, "/api/v1/lists/:id", "api.list.show", models.PermAPIListRead, s.apiLists.Show},
		{http.MethodPost, "/api/v1/lists/:id/end", "api.list.end", models.PermAPIListWrite, s.apiLists.End},
		{http.MethodGet, "/api/openapi.yaml", "api.describe", models.Public, s.api.Describe},
	}
}
