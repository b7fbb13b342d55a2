package models

import (
	"testing"

	"candor/engine/decide"
)

// TestWhoMayJudge goes through everything that keeps a person from an appeal.
func TestWhoMayJudge(t *testing.T) {
	policy := decide.Default()
	policy.Appeals.ServiceKinds = []string{string(SanctionRestrict)}
	roles := []Role{{Key: "judge", Permissions: []Permission{PermAppealDecide}}, {Key: "approver", Permissions: []Permission{PermSanctionApprove, PermAppealDecide}}, {Key: "other", Permissions: []Permission{PermAppealRead}}}
	d := AppealDetail{Sanction: Sanction{Kind: SanctionFreeze, MadeBy: 1}, Policy: &Policy{Document: policy}, Opinions: []Opinion{{GivenBy: 4, GivenAt: &noon}}}
	d.Barred = Barred{People: []ID{1}, Teams: []string{"fraud"}}
	people := []User{
		{ID: 1, Name: "made it", Roles: []string{"approver"}}, {ID: 2, Name: "of the team", Team: "fraud", Roles: []string{"approver"}},
		{ID: 3, Name: "gone", Disabled: true, Roles: []string{"approver"}}, {ID: 4, Name: "advised", Roles: []string{"approver"}},
		{ID: 5, Name: "no permission", Roles: []string{"other", "nothing"}}, {ID: 6, Name: "not this kind", Roles: []string{"judge"}},
		{ID: 7, Name: "free", Team: "care", Roles: []string{"other", "approver"}},
	}
	if got := d.MayJudge(people, roles); len(got) != 1 || got[0].ID != 7 {
		t.Errorf("a freeze: %+v", got)
	}
	d.Sanction.Kind = SanctionRestrict
	if got := d.MayJudge(people, roles); len(got) != 2 || got[0].ID != 6 {
		t.Errorf("a restriction: %+v", got)
	}
	if got := people[6].Permissions(roles); len(got) != 3 {
		t.Errorf("permissions = %v", got)
	}
}
