package data

import (
	"context"
	"errors"
	"testing"
	"time"

	"candor/models"
)

// TestProofIsTheOwnPasswordInTheOwnSession checks what giving the password again notes, what it refuses, and that guesses are held up.
func TestProofIsTheOwnPasswordInTheOwnSession(t *testing.T) {
	forEachDB(t, func(t *testing.T, s *Store, c *clock) {
		ctx := context.Background()
		u, other := hire(t, s, "wei", models.RoleAdmin), hire(t, s, "mei", models.RoleLead)
		here, there := enter(t, s, "wei", "192.0.2.1", ""), enter(t, s, "wei", "192.0.2.2", "")
		theirs := enter(t, s, "mei", "192.0.2.3", "")
		self := person(u.ID, "Wei")
		c.advance(models.ProofFor)
		proved := func(token string) bool {
			t.Helper()
			p, err := s.Presence(ctx, token)
			if err != nil {
				t.Fatal(err)
			}
			return p.Session.Proved(s.Now())
		}
		newest := func() models.AuditEntry {
			t.Helper()
			return must[[]models.AuditEntry](t)(s.AuditEntries(ctx, models.AuditFilter{Limit: 1}))[0]
		}
		if proved(here.Token) {
			t.Fatal("a sign-in of five minutes ago counts")
		}
		fresh := must[string](t)(s.Prove(ctx, self, models.Prove{UserID: u.ID, Password: goodPassword, Token: here.Token}))
		if !proved(fresh) || proved(there.Token) {
			t.Errorf("here %t, in the other browser %t", proved(fresh), proved(there.Token))
		}
		if _, err := s.Presence(ctx, here.Token); !errors.Is(err, models.ErrNotFound) {
			t.Errorf("the id from before still opens the session: %v", err)
		}
		if e := newest(); e.Action != models.ActionSessionProved || e.ActorID != u.PublicID() {
			t.Errorf("recorded %s by %s", e.Action, e.ActorID)
		}
		_, err := s.Prove(ctx, self, models.Prove{UserID: u.ID, Password: goodPassword, Token: theirs.Token})
		if !errors.Is(err, models.ErrNotFound) || proved(theirs.Token) {
			t.Errorf("another person's session: %v", err)
		}
		c.advance(time.Minute)
		wrong := models.Prove{UserID: other.ID, Password: "guess", Token: theirs.Token}
		for range 3 {
			var bad *models.Invalid
			if _, err := s.Prove(ctx, person(other.ID, "Mei"), wrong); !errors.As(err, &bad) || bad.Fields["current"].Code != "password_wrong" {
				t.Errorf("a guess: %v", err)
			}
			if e := newest(); e.Action != models.ActionSignInFailed || e.ObjectID != other.PublicID() {
				t.Errorf("recorded %s about %s", e.Action, e.ObjectID)
			}
		}
		wrong.Password = goodPassword
		var wait *models.Wait
		if _, err := s.Prove(ctx, person(other.ID, "Mei"), wrong); !errors.As(err, &wait) || proved(theirs.Token) {
			t.Errorf("the right password during the wait: %v", err)
		}
	})
}
