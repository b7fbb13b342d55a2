package data

import (
	"context"
	"errors"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"gorm.io/gorm"

	"candor/models"
)

// refusedField fails unless err refuses the field for the reason.
func refusedField(t *testing.T, what string, err error, field, code string) {
	t.Helper()
	var bad *models.Invalid
	if !errors.As(err, &bad) || bad.Fields[field].Code != code {
		t.Errorf("%s: err = %v, want %s=%s", what, err, field, code)
	}
}

func TestAddUser(t *testing.T) {
	forEachDB(t, func(t *testing.T, s *Store, _ *clock) {
		ctx := context.Background()
		u, initial, err := s.AddUser(ctx, anna, models.AddUser{Login: "Li.Na", Name: " 李娜 ", Roles: []string{models.RoleReviewer}})
		if err != nil || u.Login != "li.na" || u.Name != "李娜" || !u.MustChange || len(initial) != 19 {
			t.Fatalf("user %+v, initial %q, %v", u, initial, err)
		}
		a, err := s.SignIn(ctx, models.SignIn{Login: "li.na", Password: initial, IP: "192.0.2.1"})
		if err != nil || !a.User.MustChange {
			t.Fatalf("first sign-in: %+v, %v", a, err)
		}
		if _, err := s.SetPassword(ctx, person(u.ID, "Li Na"), models.SetPassword{UserID: u.ID, Current: initial, New: goodPassword, Token: a.Token}); err != nil {
			t.Fatal(err)
		}
		if got, err := s.User(ctx, u.ID); err != nil || got.MustChange {
			t.Errorf("after the change: %+v, %v", got, err)
		}
		_, _, err = s.AddUser(ctx, anna, models.AddUser{Login: "li.na", Name: "Other", Roles: []string{"no_such_role"}})
		refusedField(t, "taken login", err, "login", "taken")
		refusedField(t, "unknown role", err, "roles", "unknown")
		_, _, err = s.AddUser(ctx, anna, models.AddUser{Login: "x", Name: "", Password: "short"})
		for field, code := range map[string]string{"login": "slug", "name": "length", "roles": "required", "password": "length"} {
			refusedField(t, "empty user", err, field, code)
		}
	})
}

func TestNobodyTakesAwayTheLastManagement(t *testing.T) {
	forEachDB(t, func(t *testing.T, s *Store, _ *clock) {
		ctx := context.Background()
		boss, other := hire(t, s, "boss", models.RoleAdmin), hire(t, s, "other", models.RoleReviewer)
		self, cli := person(boss.ID, "Boss"), models.Operator("op")
		change := func(actor models.Actor, c models.ChangeUser) error {
			c.Name = "Name"
			_, err := s.ChangeUser(ctx, actor, c)
			return err
		}
		reviewer, admin := []string{models.RoleReviewer}, []string{models.RoleAdmin}
		err := change(cli, models.ChangeUser{ID: boss.ID, Roles: admin, Disabled: true, Version: 1})
		refusedField(t, "last admin disabled", err, "disabled", "last_admin")
		refusedField(t, "last admin's role taken", change(cli, models.ChangeUser{ID: boss.ID, Roles: reviewer, Version: 1}), "roles", "last_admin")
		if err := change(self, models.ChangeUser{ID: other.ID, Roles: admin, Version: 1}); err != nil {
			t.Fatal(err)
		}
		refusedField(t, "own role taken", change(self, models.ChangeUser{ID: boss.ID, Roles: reviewer, Version: 1}), "roles", "own_admin")
		refusedField(t, "disabling oneself", change(self, models.ChangeUser{ID: boss.ID, Roles: admin, Disabled: true, Version: 1}), "disabled", "own_admin")
		if err := change(self, models.ChangeUser{ID: other.ID, Roles: reviewer, Version: 1}); !errors.Is(err, models.ErrConflict) {
			t.Errorf("stale version: %v", err)
		}
		if err := change(person(other.ID, "Other"), models.ChangeUser{ID: boss.ID, Roles: reviewer, Version: 1}); err != nil {
			t.Errorf("another administrator: %v", err)
		}
		got, err := s.User(ctx, boss.ID)
		if err != nil || !cmp.Equal(got.Roles, reviewer) || got.Version != 2 {
			t.Errorf("user = %+v, %v", got, err)
		}
	})
}

func TestOwnRoleCannotTakeManagementAway(t *testing.T) {
	forEachDB(t, func(t *testing.T, s *Store, _ *clock) {
		ctx := context.Background()
		hire(t, s, "boss", models.RoleAdmin)
		role, err := s.AddRole(ctx, anna, models.Role{Key: "deputy", Name: "Deputy", Permissions: []models.Permission{models.PermUserManage, models.PermUserRead, models.PermUserRead}})
		if err != nil || len(role.Permissions) != 2 || role.Permissions[0] != models.PermUserRead {
			t.Fatalf("role = %+v, %v", role, err)
		}
		deputy := hire(t, s, "deputy", "deputy")
		token := enter(t, s, "deputy", "192.0.2.1", "").Token
		less := models.ChangeRole{Key: "deputy", Name: "Deputy", Permissions: []models.Permission{models.PermUserRead}, Version: 1}
		_, err = s.ChangeRole(ctx, person(deputy.ID, "Deputy"), less)
		refusedField(t, "through the role", err, "permissions", "own_admin")
		if _, err := s.ChangeRole(ctx, models.Operator("op"), less); err != nil {
			t.Fatal(err)
		}
		p, err := s.Presence(ctx, token)
		if err != nil || models.Can(p.Roles, models.PermUserManage) || !p.Session.Renew {
			t.Errorf("after the change: %+v, %v", p, err)
		}
		if n, err := s.RoleUsers(ctx); err != nil || n["deputy"] != 1 || n["admin"] != 1 {
			t.Errorf("users of roles = %v, %v", n, err)
		}
	})
}

func TestRoles(t *testing.T) {
	forEachDB(t, func(t *testing.T, s *Store, _ *clock) {
		ctx := context.Background()
		hire(t, s, "boss", models.RoleAdmin)
		_, err := s.AddRole(ctx, anna, models.Role{Key: "admin", Name: "Mine", Permissions: []models.Permission{models.PermCaseRead}})
		refusedField(t, "a key that is there", err, "key", "taken")
		_, err = s.AddRole(ctx, anna, models.Role{Key: "api", Name: "Api", Permissions: []models.Permission{models.PermAPIScoreRead}})
		refusedField(t, "a scope in a role", err, "permissions", "unknown")
		var refused *models.Refused
		_, err = s.ChangeRole(ctx, anna, models.ChangeRole{Key: "admin", Name: "Mine", Permissions: []models.Permission{models.PermCaseRead}, Version: 1})
		if !errors.As(err, &refused) || refused.Code != "role_builtin" {
			t.Errorf("a built-in role: %v", err)
		}
		if _, err := s.ChangeRole(ctx, anna, models.ChangeRole{Key: "nothing"}); !errors.Is(err, models.ErrNotFound) {
			t.Errorf("an unknown role: %v", err)
		}
		list, err := s.Roles(ctx)
		if err != nil || len(list) != len(models.BuiltinRoles()) {
			t.Errorf("%d roles, %v", len(list), err)
		}
	})
}

func TestUsersList(t *testing.T) {
	forEachDB(t, func(t *testing.T, s *Store, _ *clock) {
		ctx := context.Background()
		hire(t, s, "cai", models.RoleLead)
		hire(t, s, "an_na", models.RoleAdmin)
		b := hire(t, s, "anxna", models.RoleReviewer, models.RoleAuditor)
		if _, err := s.ChangeUser(ctx, models.Operator("op"), models.ChangeUser{ID: b.ID, Name: "张伟", Roles: b.Roles, Disabled: true, Version: 1}); err != nil {
			t.Fatal(err)
		}
		for _, c := range []struct {
			name   string
			filter models.UserFilter
			want   []string
		}{
			{"all, in order of login", models.UserFilter{Limit: 10}, []string{"an_na", "anxna", "cai"}},
			{"the page behind a login", models.UserFilter{After: "an_na", Limit: 1}, []string{"anxna"}},
			{"a text is not a pattern", models.UserFilter{Text: "N_N", Limit: 10}, []string{"an_na"}},
			{"a name", models.UserFilter{Text: "张", Limit: 10}, []string{"anxna"}},
			{"a role", models.UserFilter{Role: models.RoleAuditor, Limit: 10}, []string{"anxna"}},
			{"disabled", models.UserFilter{State: "disabled", Limit: 10}, []string{"anxna"}},
			{"active leads", models.UserFilter{State: "active", Role: models.RoleLead, Limit: 10}, []string{"cai"}},
		} {
			list, err := s.Users(ctx, c.filter)
			var got []string
			for _, u := range list {
				got = append(got, u.Login)
			}
			if err != nil || !cmp.Equal(got, c.want) {
				t.Errorf("%s: %v, %v", c.name, got, err)
			}
		}
	})
}

func TestDisplayAndPasswordReset(t *testing.T) {
	forEachDB(t, func(t *testing.T, s *Store, _ *clock) {
		ctx := context.Background()
		boss, u := hire(t, s, "boss", models.RoleAdmin), hire(t, s, "wei", models.RoleLead)
		token := enter(t, s, "wei", "192.0.2.1", "").Token
		off, zone, nowhere := true, "America/New_York", "Asia/Nowhere"
		got, err := s.SetDisplay(ctx, person(u.ID, "Wei"), u.ID, models.Display{Theme: "dark", Zone: &zone, KeysOff: &off})
		if err != nil || got.Zone != zone || got.Theme != "dark" || got.Lang != "zh-CN" || !got.KeysOff || got.Version != 1 {
			t.Errorf("display: %+v, %v", got, err)
		}
		_, err = s.SetDisplay(ctx, person(u.ID, "Wei"), u.ID, models.Display{Lang: "fr"})
		refusedField(t, "unknown language", err, "lang", "choice")
		_, err = s.SetDisplay(ctx, person(u.ID, "Wei"), u.ID, models.Display{Zone: &nowhere})
		refusedField(t, "unknown zone", err, "zone", "choice")
		if kept, err := s.User(ctx, u.ID); err != nil || kept.Zone != zone {
			t.Errorf("zone %q, %v", kept.Zone, err)
		}
		initial, err := s.ResetPassword(ctx, person(boss.ID, "Boss"), u.ID, 1)
		if err != nil || live(s, token) {
			t.Fatalf("reset: live %t, %v", live(s, token), err)
		}
		if _, err := s.SignIn(ctx, models.SignIn{Login: "wei", Password: initial, IP: "192.0.2.1"}); err != nil {
			t.Errorf("with the password that was shown: %v", err)
		}
		if _, err := s.ResetPassword(ctx, person(boss.ID, "Boss"), u.ID, 1); !errors.Is(err, models.ErrConflict) {
			t.Errorf("stale reset: %v", err)
		}
	})
}

func TestKeys(t *testing.T) {
	forEachDB(t, func(t *testing.T, s *Store, c *clock) {
		ctx := context.Background()
		soon := start.Add(time.Hour)
		key, secret, err := s.AddKey(ctx, anna, models.AddKey{Name: "Core", Scopes: []models.Permission{models.PermAPIScoreRead}, ExpiresAt: &soon})
		if err != nil || key.Tail != secret[len(secret)-4:] || len(secret) != len("candor_")+13+1+43 {
			t.Fatalf("key %+v, secret %q, %v", key, secret, err)
		}
		got, err := s.KeyBySecret(ctx, secret)
		if err != nil || got.ID != key.ID || !cmp.Equal(got.Scopes, key.Scopes) {
			t.Fatalf("found %+v, %v", got, err)
		}
		last := secret[len(secret)-1]
		for name, wrong := range map[string]string{
			"empty": "", "no mark": secret[7:], "only the prefix": key.Prefix, "prefix and nothing": key.Prefix + "_",
			"another end": secret[:len(secret)-1] + string(last^1), "unknown id": "candor_0000000000001_" + secret[21:], "spaces": " " + secret,
		} {
			if _, err := s.KeyBySecret(ctx, wrong); !errors.Is(err, models.ErrNotFound) {
				t.Errorf("%s: %v", name, err)
			}
		}
		if err := s.TouchKey(ctx, got); err != nil {
			t.Fatal(err)
		}
		used := s.Now()
		c.advance(time.Second)
		if err := s.TouchKey(ctx, got); err != nil { // as another request does that found the key at the same time
			t.Fatal(err)
		}
		if list, err := s.Keys(ctx, 10); err != nil || len(list) != 1 || list[0].UsedAt == nil || !list[0].UsedAt.Equal(used) {
			t.Errorf("used at %v, %+v, %v", used, list, err)
		}
		c.advance(time.Hour)
		if _, err := s.KeyBySecret(ctx, secret); !errors.Is(err, models.ErrNotFound) {
			t.Errorf("expired: %v", err)
		}
		forever, secret, err := s.AddKey(ctx, anna, models.AddKey{Name: "Other", Scopes: models.Scopes()})
		if err != nil {
			t.Fatal(err)
		}
		if _, err := s.RevokeKey(ctx, anna, forever.ID); err != nil {
			t.Fatal(err)
		}
		if _, err := s.KeyBySecret(ctx, secret); !errors.Is(err, models.ErrNotFound) {
			t.Errorf("revoked: %v", err)
		}
		if _, err := s.RevokeKey(ctx, anna, forever.ID); !errors.Is(err, models.ErrState) {
			t.Errorf("revoked twice: %v", err)
		}
		_, _, err = s.AddKey(ctx, anna, models.AddKey{Name: " ", Scopes: []models.Permission{models.PermUserManage}, ExpiresAt: &start})
		for field, code := range map[string]string{"name": "length", "scopes": "unknown", "expires": "future"} {
			refusedField(t, "bad key", err, field, code)
		}
		list, err := s.Keys(ctx, 10)
		if err != nil || len(list) != 2 || list[0].ID != forever.ID || list[1].UsedAt == nil {
			t.Errorf("keys = %+v, %v", list, err)
		}
	})
}

func TestSetup(t *testing.T) {
	forEachDB(t, func(t *testing.T, s *Store, _ *clock) {
		ctx := context.Background()
		first, err := s.SetupToken(ctx)
		if err != nil {
			t.Fatal(err)
		}
		token, err := s.SetupToken(ctx) // a restart prints another
		if err != nil || token == first || len(token) != 43 {
			t.Fatalf("token %q, %v", token, err)
		}
		cmd := models.FinishSetup{Token: first, Login: "chen", Name: "Chen", Password: goodPassword}
		for _, wrong := range []string{first, "", "x"} {
			cmd.Token = wrong
			_, err := s.FinishSetup(ctx, cmd, "192.0.2.1", "r1")
			refusedField(t, "token "+wrong, err, "token", "setup_token")
		}
		cmd.Token, cmd.Password, cmd.Name = token, "short", ""
		_, err = s.FinishSetup(ctx, cmd, "192.0.2.1", "r1")
		refusedField(t, "short password", err, "password", "length")
		refusedField(t, "no name", err, "name", "length")
		cmd.Password, cmd.Name = goodPassword, "Chen"
		u, err := s.FinishSetup(ctx, cmd, "192.0.2.1", "r1")
		if err != nil || !cmp.Equal(u.Roles, []string{models.RoleAdmin}) {
			t.Fatalf("user %+v, %v", u, err)
		}
		enter(t, s, "chen", "192.0.2.1", "")
		cmd.Login = "second"
		if _, err := s.FinishSetup(ctx, cmd, "192.0.2.1", "r1"); !errors.Is(err, models.ErrState) {
			t.Errorf("the token did not die: %v", err)
		}
		if again, err := s.SetupToken(ctx); again != "" || err != nil {
			t.Errorf("a token with users there: %q, %v", again, err)
		}
		var kept []setting
		if err := s.read(ctx, func(db *gorm.DB) error { return db.Find(&kept).Error }); err != nil || len(kept) != 0 {
			t.Errorf("settings = %v, %v", kept, err)
		}
	})
}
