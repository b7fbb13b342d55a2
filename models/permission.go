package models

import (
	"cmp"
	"slices"
	"strings"
	"unicode/utf8"
)

// Permission names one thing that may be done. The zero value permits nothing.
type Permission string

// Permissions that stand for a state of the visitor rather than a right.
const (
	Public   Permission = "public"    // anybody
	SignedIn Permission = "signed_in" // any user with a session
)

// The rights that roles are made of.
const (
	PermCaseRead          Permission = "case.read"
	PermCaseWork          Permission = "case.work"
	PermCaseAssign        Permission = "case.assign"
	PermAccountRead       Permission = "account.read"
	PermAccountReveal     Permission = "account.reveal"
	PermAccountNote       Permission = "account.note"
	PermAccountHardship   Permission = "account.hardship" // put a hardship flag on, end it, and know what it is about
	PermScoreRead         Permission = "score.read"
	PermScoreOverride     Permission = "score.override"
	PermLimitPropose      Permission = "limit.propose"
	PermLimitApprove      Permission = "limit.approve"
	PermSanctionPropose   Permission = "sanction.propose"
	PermSanctionApprove   Permission = "sanction.approve"
	PermAppealRead        Permission = "appeal.read"
	PermAppealIntake      Permission = "appeal.intake"
	PermAppealDecide      Permission = "appeal.decide"
	PermAppealAnswer      Permission = "appeal.answer" // for the desk that an appeal is referred to
	PermPolicyRead        Permission = "policy.read"
	PermPolicyEdit        Permission = "policy.edit"
	PermPolicyApprove     Permission = "policy.approve"
	PermPolicyRelease     Permission = "policy.release" // bring an approved version into force, take it out
	PermPolicyStop        Permission = "policy.stop"    // leave every decision to people
	PermRadarRead         Permission = "radar.read"
	PermRadarWork         Permission = "radar.work"
	PermModelRead         Permission = "model.read"
	PermModelTrain        Permission = "model.train"   // train, import, propose
	PermModelPromote      Permission = "model.promote" // approve another's proposal, return to the champion before
	PermDriftClose        Permission = "drift.close"
	PermMonitorRead       Permission = "monitor.read"
	PermListManage        Permission = "list.manage"
	PermBulkWork          Permission = "bulk.work"      // act on many cases at once
	PermBulkLimit         Permission = "bulk.limit"     // change many limits at once
	PermBulkApprove       Permission = "bulk.approve"   // answer another's batch, stop and undo it
	PermDossierExport     Permission = "dossier.export" // take an account's whole file away
	PermUserRead          Permission = "user.read"
	PermUserManage        Permission = "user.manage"
	PermKeyManage         Permission = "key.manage"
	PermMessageSend       Permission = "message.send"
	PermAuditRead         Permission = "audit.read"
	PermAuditVerify       Permission = "audit.verify"
	PermFileRead          Permission = "file.read"
	PermFileAdd           Permission = "file.add"
	PermLinkMake          Permission = "link.make"
	PermAPIAccountWrite   Permission = "api.account.write"
	PermAPIScoreRead      Permission = "api.score.read"
	PermAPIEventWrite     Permission = "api.event.write"
	PermAPIDecisionRead   Permission = "api.decision.read"
	PermAPIChallengeWrite Permission = "api.challenge.write"
	PermAPILabelWrite     Permission = "api.label.write"
	PermAPIListRead       Permission = "api.list.read"
	PermAPIListWrite      Permission = "api.list.write" // add within what one person may, propose beyond
)

// Permissions is every right a role may hold, in the order pages list them.
func Permissions() []Permission {
	return []Permission{
		PermCaseRead, PermCaseWork, PermCaseAssign,
		PermAccountRead, PermAccountReveal, PermAccountNote, PermAccountHardship, PermScoreRead, PermScoreOverride,
		PermLimitPropose, PermLimitApprove, PermSanctionPropose, PermSanctionApprove,
		PermAppealRead, PermAppealIntake, PermAppealDecide, PermAppealAnswer, PermRadarRead, PermRadarWork,
		PermPolicyRead, PermPolicyEdit, PermPolicyApprove, PermPolicyRelease, PermPolicyStop,
		PermModelRead, PermModelTrain, PermModelPromote, PermDriftClose, PermMonitorRead, PermListManage,
		PermBulkWork, PermBulkLimit, PermBulkApprove, PermDossierExport,
		PermUserRead, PermUserManage, PermKeyManage, PermAuditRead, PermAuditVerify,
		PermFileRead, PermFileAdd, PermLinkMake, PermMessageSend,
	}
}

// Scopes is every right an API key may hold.
func Scopes() []Permission {
	return []Permission{
		PermAPIAccountWrite, PermAPIScoreRead, PermAPIEventWrite, PermAPIDecisionRead, PermAPIChallengeWrite, PermAPILabelWrite,
		PermAPIListRead, PermAPIListWrite,
	}
}

// Role is a named set of permissions. Built-in roles can be neither changed nor removed.
type Role struct {
	Key         string       `gorm:"primaryKey" class:"C1"`
	Name        string       `class:"C1"`
	Permissions []Permission `gorm:"serializer:json" class:"C1"`
	Builtin     bool         `class:"C1"`
	Version     int64        `class:"C1"`
}

// ChangeRole asks for another name or other permissions of a role that is not built in.
// Version is the role's, as the asker read it.
type ChangeRole struct {
	Key, Name   string
	Permissions []Permission
	Version     int64
}

// Normalise trims the words, and puts the permissions in the order of Permissions, once each;
// ones that do not exist stay, for Validate to name.
func (r *Role) Normalise() {
	r.Key, r.Name = strings.ToLower(strings.TrimSpace(r.Key)), strings.TrimSpace(r.Name)
	order := map[Permission]int{}
	for i, p := range Permissions() {
		order[p] = i - len(Permissions())
	}
	slices.SortFunc(r.Permissions, func(a, b Permission) int {
		return cmp.Or(cmp.Compare(order[a], order[b]), cmp.Compare(a, b))
	})
	r.Permissions = slices.Compact(r.Permissions)
}

// Validate refuses a role without a key, a name or a permission, and permissions that do not exist.
func (r *Role) Validate() error {
	var bad Invalid
	if !validSlug(r.Key) {
		bad.Add("key", "slug")
	}
	if n := utf8.RuneCountInString(r.Name); n < 1 || n > 80 {
		bad.Add("name", "length", "min", "1", "max", "80")
	}
	if len(r.Permissions) == 0 {
		bad.Add("permissions", "required")
	}
	for _, p := range r.Permissions {
		if !slices.Contains(Permissions(), p) {
			bad.Add("permissions", "unknown", "value", string(p))
		}
	}
	return bad.OrNil()
}

// validSlug accepts 2 to 40 lower-case letters, digits and underscores, a letter first.
func validSlug(s string) bool {
	if len(s) < 2 || len(s) > 40 || s[0] < 'a' || s[0] > 'z' {
		return false
	}
	for i := range len(s) {
		c := s[i]
		if (c < 'a' || c > 'z') && (c < '0' || c > '9') && c != '_' {
			return false
		}
	}
	return true
}

// The keys of the built-in roles.
const (
	RoleReviewer = "reviewer"
	RoleLead     = "lead"
	RoleService  = "service"
	RoleAdmin    = "admin"
	RoleAuditor  = "auditor"
)

// BuiltinRoles is the roles every lender starts with. A lead may do all a reviewer may;
// service never sees raw scores, rules or thresholds; an auditor changes nothing.
func BuiltinRoles() []Role {
	reviewer := []Permission{
		PermCaseRead, PermCaseWork, PermAccountRead, PermAccountReveal, PermAccountNote, PermScoreRead,
		PermLimitPropose, PermSanctionPropose, PermAppealRead, PermRadarRead, PermRadarWork, PermModelRead, PermMonitorRead, PermBulkWork,
		PermFileRead, PermFileAdd,
	}
	lead := append(slices.Clone(reviewer), PermAccountHardship, PermCaseAssign, PermScoreOverride, PermLimitApprove,
		PermSanctionApprove, PermAppealDecide, PermAppealAnswer, PermPolicyRead, PermPolicyApprove, PermPolicyRelease, PermPolicyStop, PermModelPromote, PermListManage, PermAuditRead,
		PermBulkLimit, PermBulkApprove, PermLinkMake, PermDossierExport, PermMessageSend)
	return []Role{
		{Key: RoleReviewer, Name: "Reviewer", Permissions: reviewer, Builtin: true},
		{Key: RoleLead, Name: "Lead", Permissions: lead, Builtin: true},
		{Key: RoleService, Name: "Customer service", Permissions: []Permission{
			PermAccountRead, PermAccountReveal, PermAccountNote, PermAccountHardship, PermAppealRead, PermAppealIntake, PermAppealDecide, PermRadarRead, PermRadarWork,
			PermFileRead, PermFileAdd, PermLinkMake, PermMessageSend,
		}, Builtin: true},
		{Key: RoleAdmin, Name: "Administrator", Permissions: []Permission{
			PermPolicyRead, PermPolicyEdit, PermPolicyApprove, PermPolicyRelease, PermPolicyStop, PermModelRead, PermModelTrain, PermModelPromote, PermDriftClose, PermMonitorRead, PermListManage, PermUserRead,
			PermUserManage, PermKeyManage, PermAuditRead, PermCaseRead, PermAccountRead, PermScoreRead, PermAppealRead, PermRadarRead,
		}, Builtin: true},
		{Key: RoleAuditor, Name: "Auditor", Permissions: []Permission{
			PermCaseRead, PermAccountRead, PermScoreRead, PermAppealRead, PermRadarRead, PermPolicyRead, PermModelRead, PermMonitorRead,
			PermUserRead, PermAuditRead, PermAuditVerify, PermDossierExport,
		}, Builtin: true},
	}
}
