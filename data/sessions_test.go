package data

import (
	"context"
	"errors"
	"testing"
	"time"

	"gorm.io/gorm"

	"candor/models"
)

func live(s *Store, token string) bool {
	_, err := s.Presence(context.Background(), token)
	return err == nil
}

func TestSessionEndsWhenIdleAndWhenOld(t *testing.T) {
	forEachDB(t, func(t *testing.T, s *Store, c *clock) {
		ctx := context.Background()
		hire(t, s, "wei", models.RoleAdmin, models.RoleLead)
		token := enter(t, s, "wei", "192.0.2.1", "").Token
		c.advance(15*time.Minute - time.Second)
		if !live(s, token) {
			t.Error("idle for 14:59: over")
		}
		c.advance(2 * time.Second)
		if live(s, token) {
			t.Error("idle for 15:01: still good")
		}
		token = enter(t, s, "wei", "192.0.2.1", "").Token
		begun := c.now()
		for c.now().Sub(begun) < 8*time.Hour-10*time.Minute {
			c.advance(10 * time.Minute)
			if err := s.TouchSession(ctx, token); err != nil {
				t.Fatal(err)
			}
		}
		c.advance(begun.Add(8*time.Hour - time.Second).Sub(c.now()))
		if !live(s, token) {
			t.Error("in use for 7:59:59: over")
		}
		c.advance(2 * time.Second)
		if live(s, token) {
			t.Error("in use for 8:00:01: still good")
		}
		if err := s.SweepSessions(ctx); err != nil {
			t.Fatal(err)
		}
		var left int64
		if err := s.read(ctx, func(db *gorm.DB) error { return db.Model(&models.Session{}).Count(&left).Error }); err != nil || left != 0 {
			t.Errorf("%d dead sessions are left, %v", left, err)
		}
	})
}

func TestUseIsWrittenDownOnceAMinute(t *testing.T) {
	forEachDB(t, func(t *testing.T, s *Store, c *clock) {
		ctx := context.Background()
		hire(t, s, "wei", models.RoleAdmin)
		token := enter(t, s, "wei", "192.0.2.1", "").Token
		for _, step := range []struct {
			after time.Duration
			seen  time.Duration
		}{{59 * time.Second, 0}, {time.Second, time.Minute}, {30 * time.Second, time.Minute}} {
			c.advance(step.after)
			if err := s.TouchSession(ctx, token); err != nil {
				t.Fatal(err)
			}
			p, err := s.Presence(ctx, token)
			if err != nil || !p.Session.LastSeen.Equal(start.Add(step.seen)) {
				t.Errorf("at %v: last seen %v, %v", c.now(), p.Session.LastSeen, err)
			}
		}
	})
}

func TestPresenceHoldsRightsAsOfNow(t *testing.T) {
	forEachDB(t, func(t *testing.T, s *Store, _ *clock) {
		ctx := context.Background()
		boss := hire(t, s, "boss", models.RoleAdmin)
		u := hire(t, s, "wei", models.RoleReviewer)
		token := enter(t, s, "wei", "192.0.2.1", "").Token
		p, err := s.Presence(ctx, token)
		if err != nil || !models.Can(p.Roles, models.PermCaseWork) || p.User.Login != "wei" || p.Session.Renew || p.Session.Values == nil {
			t.Fatalf("presence = %+v, %v", p, err)
		}
		changed, err := s.ChangeUser(ctx, person(boss.ID, "Boss"), models.ChangeUser{ID: u.ID, Name: "Wei", Roles: []string{models.RoleAuditor}, Version: u.Version})
		if err != nil {
			t.Fatal(err)
		}
		p, err = s.Presence(ctx, token)
		if err != nil || models.Can(p.Roles, models.PermCaseWork) || !p.Session.Renew {
			t.Errorf("after the change: %+v, %v", p, err)
		}
		fresh, err := s.RenewSession(ctx, token)
		if err != nil || live(s, token) || !live(s, fresh) {
			t.Errorf("renewed: old %t, new %t, %v", live(s, token), live(s, fresh), err)
		}
		if _, err := s.RenewSession(ctx, token); !errors.Is(err, models.ErrNotFound) {
			t.Errorf("renewed twice: %v", err)
		}
		if _, err := s.ChangeUser(ctx, person(boss.ID, "Boss"), models.ChangeUser{ID: u.ID, Name: "Wei", Roles: changed.Roles, Disabled: true, Version: changed.Version}); err != nil {
			t.Fatal(err)
		}
		if live(s, fresh) {
			t.Error("a disabled person's session is still good")
		}
	})
}

func TestFourthSignInEndsTheOldest(t *testing.T) {
	forEachDB(t, func(t *testing.T, s *Store, c *clock) {
		ctx := context.Background()
		u := hire(t, s, "wei", models.RoleAdmin)
		var tokens []string
		for i, want := range []int{0, 0, 0, 1} {
			a := enter(t, s, "wei", "192.0.2.1", "")
			if a.Ended != want {
				t.Errorf("sign-in %d ended %d sessions", i+1, a.Ended)
			}
			tokens = append(tokens, a.Token)
			c.advance(time.Minute)
		}
		if live(s, tokens[0]) || !live(s, tokens[1]) || !live(s, tokens[3]) {
			t.Error("not the oldest session ended")
		}
		list, err := s.Sessions(ctx, u.ID)
		if err != nil || len(list) != 3 || !list[0].CreatedAt.After(list[2].CreatedAt) {
			t.Fatalf("sessions = %+v, %v", list, err)
		}
		if err := s.EndSession(ctx, person(u.ID, "Wei"), u.ID, list[2].Ref()); err != nil || live(s, tokens[1]) {
			t.Errorf("ended by reference: live %t, %v", live(s, tokens[1]), err)
		}
		if err := s.EndSession(ctx, person(u.ID, "Wei"), u.ID+1, list[0].Ref()); !errors.Is(err, models.ErrNotFound) {
			t.Errorf("another person's session: %v", err)
		}
		n, err := s.EndSessions(ctx, person(u.ID, "Wei"), u.ID, tokens[3])
		if err != nil || n != 1 || live(s, tokens[2]) || !live(s, tokens[3]) {
			t.Errorf("ended %d others, %v", n, err)
		}
		if err := s.SignOut(ctx, person(u.ID, "Wei"), tokens[3]); err != nil || live(s, tokens[3]) {
			t.Errorf("signed out: live %t, %v", live(s, tokens[3]), err)
		}
	})
}

func TestSessionCarriesValues(t *testing.T) {
	forEachDB(t, func(t *testing.T, s *Store, _ *clock) {
		ctx := context.Background()
		hire(t, s, "wei", models.RoleAdmin)
		token := enter(t, s, "wei", "192.0.2.1", "").Token
		if err := s.SaveSessionValues(ctx, token, map[string]string{"flash": "saved"}); err != nil {
			t.Fatal(err)
		}
		p, err := s.Presence(ctx, token)
		if err != nil || p.Session.Values["flash"] != "saved" {
			t.Errorf("values = %v, %v", p.Session.Values, err)
		}
	})
}
