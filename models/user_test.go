package models

import (
	"errors"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"
)

func TestValidatePassword(t *testing.T) {
	for _, c := range []struct{ name, password, code string }{
		{"three plain words", "quiet river lantern", ""},
		{"a Chinese sentence", "雨后的山路上有一只白猫", "length"},
		{"a longer Chinese sentence", "雨后的山路上有一只白色小猫", ""},
		{"random digits", "839201746520", ""},
		{"random letters", "xkqzjvwnpemd", ""},
		{"words of this place among others", "candor keeps nine copper kettles", ""},
		{"eleven characters", "elevenchars", "length"},
		{"128 characters", strings.Repeat("ab cdeX", 19)[:128], ""},
		{"129 characters", strings.Repeat("ab cdeX", 19)[:129], "length"},
		{"not text", "quiet river \xff\xfe lantern", "length"},
		{"the login in it", "my Wei.Chen 1984 secret", "password_login"},
		{"a common word and a year", "Password2026!", "password_weak"},
		{"swapped letters", "P@55w0rd!!!!", "password_weak"},
		{"the product and a number", "candor123456", "password_weak"},
		{"two common words", "adminpassword1", "password_weak"},
		{"a row of keys", "qwertyuiop[]", "password_weak"},
		{"counting", "123456789012", "password_weak"},
		{"counting letters", "abcdefghijklm", "password_weak"},
		{"one character", "aaaaaaaaaaaa", "password_weak"},
		{"one character of many bytes", "风风风风风风风风风风风风", "password_weak"},
		{"a repeated unit", "ab1!ab1!ab1!", "password_weak"},
		{"empty", "", "length"},
	} {
		err := ValidatePassword("password", "wei.chen", c.password)
		var bad *Invalid
		switch {
		case c.code == "" && err != nil:
			t.Errorf("%s: refused: %v", c.name, err)
		case c.code != "" && (!errors.As(err, &bad) || bad.Fields["password"].Code != c.code):
			t.Errorf("%s: err = %v, want %s", c.name, err, c.code)
		}
	}
}

func TestValidatePasswordNeverPanics(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		password := rapid.OneOf(rapid.String(), rapid.StringMatching(`[a-z0-9!@$]{0,140}`)).Draw(t, "password")
		if err := ValidatePassword("p", rapid.String().Draw(t, "login"), password); err == nil && len(password) < PasswordMin {
			t.Fatalf("accepted %q", password)
		}
	})
}

func TestValidateUser(t *testing.T) {
	for _, c := range []struct {
		name, field string
		user        User
	}{
		{"good", "", User{Login: "Wei.Chen-2", Name: "陈伟", Roles: []string{RoleLead}}},
		{"no login", "login", User{Name: "Wei", Roles: []string{RoleLead}}},
		{"login with a space", "login", User{Login: "wei chen", Name: "Wei", Roles: []string{RoleLead}}},
		{"login in Chinese", "login", User{Login: "陈伟", Name: "Wei", Roles: []string{RoleLead}}},
		{"name of spaces", "name", User{Login: "wei", Name: "  ", Roles: []string{RoleLead}}},
		{"name too long", "name", User{Login: "wei", Name: strings.Repeat("伟", 81), Roles: []string{RoleLead}}},
		{"no role", "roles", User{Login: "wei", Name: "Wei"}},
		{"unknown language", "lang", User{Login: "wei", Name: "Wei", Roles: []string{RoleLead}, Lang: "fr"}},
	} {
		c.user.Normalise()
		err := c.user.Validate()
		var bad *Invalid
		errors.As(err, &bad)
		if c.field == "" && err != nil || c.field != "" && (bad == nil || bad.Fields[c.field].Code == "") {
			t.Errorf("%s: %v", c.name, err)
		}
	}
}

func TestWaitGrowsAndEnds(t *testing.T) {
	now := time.Date(2026, 3, 2, 9, 0, 0, 0, time.UTC)
	for _, c := range []struct {
		by       Tried
		failures int
		want     time.Duration
	}{
		{TriedPlace, 2, 0}, {TriedPlace, 3, time.Second}, {TriedPlace, 6, 8 * time.Second}, {TriedPlace, 40, 5 * time.Minute},
		{TriedDevice, 3, time.Second}, {TriedAddress, 19, 0}, {TriedAddress, 20, time.Second}, {TriedAddress, 1000, 5 * time.Minute},
		{TriedLogin, 29, 0}, {TriedLogin, 30, time.Second}, {TriedLogin, 10_000, time.Minute},
	} {
		a := Attempt{LastAt: now}
		for range c.failures {
			a.Fail(now, c.by)
		}
		if got := a.OpenAt.Sub(now); got != c.want {
			t.Errorf("%s after %d failures: %v, want %v", c.by, c.failures, got, c.want)
		}
	}
	a := Attempt{Failures: 30, LastAt: now}
	if a.Fail(now.Add(time.Hour+time.Second), TriedPlace); a.Failures != 1 {
		t.Errorf("failures of an hour ago still count: %d", a.Failures)
	}
	if a.Known(now) {
		t.Error("a place nobody signed in from is known")
	}
	a.Succeed(now)
	if !a.Known(now.Add(KnownFor-time.Second)) || a.Known(now.Add(KnownFor)) || a.Failures != 0 {
		t.Errorf("after a success: %+v", a)
	}
}

func TestSessionLive(t *testing.T) {
	now := time.Date(2026, 3, 2, 9, 0, 0, 0, time.UTC)
	for _, c := range []struct {
		name      string
		idle, age time.Duration
		want      bool
	}{
		{"fresh", 0, 0, true},
		{"idle 14:59", 14*time.Minute + 59*time.Second, time.Hour, true},
		{"idle 15:00", 15 * time.Minute, time.Hour, false},
		{"age 7:59:59", 0, 8*time.Hour - time.Second, true},
		{"age 8:00:00", 0, 8 * time.Hour, false},
	} {
		s := Session{CreatedAt: now.Add(-c.age), LastSeen: now.Add(-c.idle)}
		if s.Live(now) != c.want {
			t.Errorf("%s: live = %t", c.name, !c.want)
		}
	}
}
