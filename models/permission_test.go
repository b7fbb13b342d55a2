package models

import (
	"errors"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestBuiltinRolesKeepDutiesApart(t *testing.T) {
	roles := map[string]Role{}
	for _, r := range BuiltinRoles() {
		if err := r.Validate(); err != nil || !r.Builtin {
			t.Errorf("%s: builtin %t, %v", r.Key, r.Builtin, err)
		}
		roles[r.Key] = r
		for i, p := range r.Permissions {
			if slices.Contains(r.Permissions[:i], p) {
				t.Errorf("%s holds %s twice", r.Key, p)
			}
		}
	}
	can := func(key string, p Permission) bool { return Can([]Role{roles[key]}, p) }
	for _, p := range roles[RoleReviewer].Permissions {
		if !can(RoleLead, p) {
			t.Errorf("a lead may not %s, which a reviewer may", p)
		}
	}
	for _, never := range []struct {
		key  string
		perm Permission
	}{
		{RoleService, PermScoreRead}, {RoleService, PermPolicyRead}, {RoleService, PermModelRead},
		{RoleReviewer, PermLimitApprove}, {RoleReviewer, PermSanctionApprove}, {RoleLead, PermUserManage},
		{RoleAdmin, PermSanctionPropose}, {RoleAdmin, PermAccountReveal},
	} {
		if can(never.key, never.perm) {
			t.Errorf("%s may %s", never.key, never.perm)
		}
	}
	for _, p := range roles[RoleAuditor].Permissions {
		if !slices.Contains([]Permission{PermCaseRead, PermAccountRead, PermScoreRead, PermAppealRead, PermPolicyRead,
			PermModelRead, PermUserRead, PermAuditRead, PermAuditVerify, PermMonitorRead, PermRadarRead, PermDossierExport}, p) {
			t.Errorf("an auditor may %s", p)
		}
	}
}

func TestRoleNormaliseAndValidate(t *testing.T) {
	r := Role{Key: " Night_Shift ", Name: " Night shift ", Permissions: []Permission{PermAuditRead, "no.such", PermCaseRead, PermAuditRead}}
	r.Normalise()
	want := Role{Key: "night_shift", Name: "Night shift", Permissions: []Permission{PermCaseRead, PermAuditRead, "no.such"}}
	if diff := cmp.Diff(want, r); diff != "" {
		t.Error(diff)
	}
	var bad *Invalid
	if err := r.Validate(); !errors.As(err, &bad) || bad.Fields["permissions"].Args["value"] != "no.such" {
		t.Errorf("an unknown permission: %v", err)
	}
	empty := Role{Key: "1st"}
	if err := empty.Validate(); !errors.As(err, &bad) || len(bad.Fields) != 3 {
		t.Errorf("an empty role: %v", err)
	}
}

func TestZeroPermissionPermitsNothing(t *testing.T) {
	if Can(BuiltinRoles(), "") {
		t.Error("the zero permission is held by a role")
	}
	for _, p := range Scopes() {
		if slices.Contains(Permissions(), p) {
			t.Errorf("scope %s can be put into a role", p)
		}
	}
}
