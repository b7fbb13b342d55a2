package data

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/alexedwards/argon2id"
	"gorm.io/gorm"

	"candor/models"
)

const goodPassword = "quiet river lantern"

// hire adds a user with the good password.
func hire(t *testing.T, s *Store, login string, roles ...string) *models.User {
	t.Helper()
	u, _, err := s.AddUser(context.Background(), anna, models.AddUser{Login: login, Name: strings.ToUpper(login), Roles: roles, Password: goodPassword})
	if err != nil {
		t.Fatal(err)
	}
	return u
}

// enter signs in from an address.
func enter(t *testing.T, s *Store, login, ip, device string) *models.Admission {
	t.Helper()
	a, err := s.SignIn(context.Background(), models.SignIn{Login: login, Password: goodPassword, IP: ip, Device: device, Agent: "test"})
	if err != nil {
		t.Fatal(err)
	}
	return a
}

func TestSignInTellsNobodyWhatWasWrong(t *testing.T) {
	forEachDB(t, func(t *testing.T, s *Store, c *clock) {
		ctx := context.Background()
		hire(t, s, "wei", models.RoleAdmin)
		gone := hire(t, s, "gone", models.RoleReviewer)
		if _, err := s.ChangeUser(ctx, models.Operator("op"), models.ChangeUser{ID: gone.ID, Name: "Gone", Roles: gone.Roles, Disabled: true, Version: 1}); err != nil {
			t.Fatal(err)
		}
		for i, in := range []models.SignIn{
			{Login: "wei", Password: "quiet river lanterns"},
			{Login: "nobody.here", Password: goodPassword},
			{Login: "gone", Password: goodPassword},
			{Login: "", Password: ""},
		} {
			in.IP = fmt.Sprintf("198.51.100.%d", i)
			if _, err := s.SignIn(ctx, in); !errors.Is(err, models.ErrSignIn) || err.Error() != models.ErrSignIn.Error() {
				t.Errorf("%q: err = %v", in.Login, err)
			}
		}
		if a := enter(t, s, " WEI ", "192.0.2.1", ""); a.User.Login != "wei" || len(a.Token) != 43 || a.User.SignedInAt == nil {
			t.Errorf("admission = %+v", a)
		}
		entries, err := s.AuditEntries(ctx, models.AuditFilter{Action: models.ActionSignInFailed, Limit: 10})
		if err != nil || len(entries) != 4 {
			t.Fatalf("%d failed tries recorded, %v", len(entries), err)
		}
		for _, e := range entries {
			if strings.Contains(fmt.Sprintf("%+v", e), "nobody.here") {
				t.Error("a login that is nobody's was written down")
			}
		}
	})
}

func TestFailuresMakeTheNextTryWaitAndTheWaitEnds(t *testing.T) {
	forEachDB(t, func(t *testing.T, s *Store, c *clock) {
		ctx := context.Background()
		hire(t, s, "wei", models.RoleAdmin)
		guess := models.SignIn{Login: "wei", Password: "not the password", IP: "192.0.2.9"}
		var wait *models.Wait
		for i := range 3 {
			if _, err := s.SignIn(ctx, guess); !errors.Is(err, models.ErrSignIn) {
				t.Fatalf("guess %d: %v", i, err)
			}
		}
		right := guess
		right.Password = goodPassword
		if _, err := s.SignIn(ctx, right); !errors.As(err, &wait) || !wait.Until.Equal(start.Add(time.Second)) {
			t.Fatalf("after three failures: %v", err)
		}
		c.advance(time.Second)
		if _, err := s.SignIn(ctx, guess); !errors.Is(err, models.ErrSignIn) {
			t.Fatalf("after the wait: %v", err)
		}
		if _, err := s.SignIn(ctx, right); !errors.As(err, &wait) || !wait.Until.Equal(start.Add(3*time.Second)) {
			t.Fatalf("after the fourth failure: %v", err)
		}
		c.advance(2 * time.Second)
		if _, err := s.SignIn(ctx, right); err != nil {
			t.Fatalf("the right password after the wait: %v", err)
		}
		for i := range 3 { // the count began anew
			if _, err := s.SignIn(ctx, guess); !errors.Is(err, models.ErrSignIn) {
				t.Fatalf("guess %d after success: %v", i, err)
			}
		}
	})
}

// Ten thousand guesses, from one address and from ten thousand, reach the hash at most a
// hundred times, and neither keeps the owner out who comes with a known device.
func TestAttackOnALoginDoesNotLockItsOwnerOut(t *testing.T) {
	forEachDB(t, func(t *testing.T, s *Store, c *clock) {
		ctx := context.Background()
		hire(t, s, "wei", models.RoleAdmin)
		own := enter(t, s, "wei", "192.0.2.1", "")
		looked, most := 0, 10_000
		if s.dialect == postgresql {
			most = 2000 // a commit each
		}
		var mu sync.Mutex
		var wg sync.WaitGroup
		for w := range 8 {
			wg.Go(func() {
				for i := w; i < most; i += 8 {
					ip := "203.0.113.7"
					if i%2 == 0 {
						ip = fmt.Sprintf("10.%d.%d.%d", i>>16&255, i>>8&255, i&255)
					}
					_, err := s.SignIn(ctx, models.SignIn{Login: "wei", Password: "guess", IP: ip})
					var wait *models.Wait
					if errors.As(err, &wait) {
						continue
					}
					if !errors.Is(err, models.ErrSignIn) {
						t.Errorf("guess: %v", err)
					}
					mu.Lock()
					looked++
					mu.Unlock()
				}
			})
		}
		wg.Wait()
		if looked > 100 {
			t.Errorf("%d guesses reached the hash", looked)
		}
		if again := enter(t, s, "wei", "192.0.2.77", own.Device); again.Device != own.Device {
			t.Error("the known device got another mark")
		}
		enter(t, s, "wei", "192.0.2.1", "") // the known place
		_, err := s.SignIn(ctx, models.SignIn{Login: "wei", Password: goodPassword, IP: "192.0.2.200"})
		var wait *models.Wait
		if !errors.As(err, &wait) || wait.Until.Sub(c.now()) > time.Minute {
			t.Errorf("an unknown place: %v", err)
		}
		t.Logf("%d of %d guesses reached the hash", looked, most)
	})
}

func TestOneAddressMayNotTryManyLogins(t *testing.T) {
	forEachDB(t, func(t *testing.T, s *Store, _ *clock) {
		looked := 0
		for i := range 60 {
			_, err := s.SignIn(context.Background(), models.SignIn{Login: fmt.Sprintf("user%d", i), Password: "guess", IP: fmt.Sprintf("2001:db8::%x", i)})
			if errors.Is(err, models.ErrSignIn) {
				looked++
			}
		}
		if looked != 20 {
			t.Errorf("%d logins were tried from one network, want 20", looked)
		}
	})
}

func TestOldHashIsMadeAgainAtSignIn(t *testing.T) {
	forEachDB(t, func(t *testing.T, s *Store, _ *clock) {
		ctx := context.Background()
		u := hire(t, s, "wei", models.RoleAdmin)
		hash := func() (h string) {
			got, err := s.User(ctx, u.ID)
			if err != nil {
				t.Fatal(err)
			}
			return got.PasswordHash
		}
		weak, err := argon2id.CreateHash(goodPassword, &argon2id.Params{Memory: 1024, Iterations: 1, Parallelism: 1, SaltLength: 16, KeyLength: 32})
		if err != nil {
			t.Fatal(err)
		}
		if err := s.keep(ctx, func(db *gorm.DB, _ time.Time) error {
			return db.Model(&models.User{}).Where("id = ?", u.ID).Update("password_hash", weak).Error
		}); err != nil {
			t.Fatal(err)
		}
		enter(t, s, "wei", "192.0.2.1", "")
		if !strings.Contains(hash(), "m=19456,t=2") {
			t.Errorf("hash = %s", hash())
		}
		enter(t, s, "wei", "192.0.2.1", "")
	})
}

func TestPasswordChangeEndsOtherSessions(t *testing.T) {
	forEachDB(t, func(t *testing.T, s *Store, c *clock) {
		ctx := context.Background()
		u := hire(t, s, "wei", models.RoleAdmin)
		here, there := enter(t, s, "wei", "192.0.2.1", ""), enter(t, s, "wei", "192.0.2.2", "")
		self := person(u.ID, "Wei")
		change := models.SetPassword{UserID: u.ID, Current: goodPassword, New: "brass kettle winter moss", Token: here.Token}
		for _, bad := range []struct {
			field, code string
			cmd         models.SetPassword
		}{
			{"current", "password_wrong", models.SetPassword{UserID: u.ID, Current: "wrong", New: change.New, Token: here.Token}},
			{"new", "length", models.SetPassword{UserID: u.ID, Current: goodPassword, New: "short", Token: here.Token}},
			{"new", "password_same", models.SetPassword{UserID: u.ID, Current: goodPassword, New: goodPassword, Token: here.Token}},
		} {
			_, err := s.SetPassword(ctx, self, bad.cmd)
			var invalid *models.Invalid
			if !errors.As(err, &invalid) || invalid.Fields[bad.field].Code != bad.code {
				t.Errorf("%s: %v", bad.code, err)
			}
		}
		token, err := s.SetPassword(ctx, self, change)
		if err != nil {
			t.Fatal(err)
		}
		for name, want := range map[string]struct {
			token string
			live  bool
		}{"the new id": {token, true}, "the old id": {here.Token, false}, "the other browser": {there.Token, false}} {
			if _, err := s.Presence(ctx, want.token); (err == nil) != want.live {
				t.Errorf("%s: %v", name, err)
			}
		}
		for range 3 {
			if _, err := s.SetPassword(ctx, self, models.SetPassword{UserID: u.ID, Current: "guess", New: change.New, Token: token}); err == nil {
				t.Error("a guess was accepted")
			}
		}
		var wait *models.Wait
		if _, err := s.SetPassword(ctx, self, models.SetPassword{UserID: u.ID, Current: "guess", New: change.New, Token: token}); !errors.As(err, &wait) {
			t.Errorf("guessing the present password: %v", err)
		}
	})
}
