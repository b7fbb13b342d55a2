package data

import (
	"context"
	"errors"
	"fmt"
	"io"
	"strings"
	"time"

	"gorm.io/gorm"

	"candor/models"
)

// SetPassword changes a person's own password after checking the present one, ends the
// person's other sessions and returns the new token of the one it was made in.
func (s *Store) SetPassword(ctx context.Context, actor models.Actor, cmd models.SetPassword) (string, error) {
	user, err := s.User(ctx, cmd.UserID)
	if err != nil {
		return "", err
	}
	if err := models.ValidatePassword("new", user.Login, cmd.New); err != nil {
		return "", err
	}
	if err := s.checkCurrent(ctx, actor, user, cmd.Current); err != nil {
		return "", err
	}
	if cmd.New == cmd.Current {
		var bad models.Invalid
		bad.Add("new", "password_same")
		return "", bad.OrNil()
	}
	hash, err := s.passwords.Hash(ctx, cmd.New)
	if err != nil {
		return "", err
	}
	token, err := s.newSecret()
	if err != nil {
		return "", err
	}
	err = s.write(ctx, actor, func(tx *writeTx) error {
		if err := tx.setPassword(user.ID, hash, false); err != nil {
			return err
		}
		if _, err := tx.endSessions(user.ID, hashSecret(cmd.Token), "password changed"); err != nil {
			return err
		}
		if err := renew(tx.db, hashSecret(cmd.Token), hashSecret(token)); err != nil {
			return err
		}
		return tx.proved(token, user.ID)
	})
	if err != nil {
		return "", fmt.Errorf("set password: %w", err)
	}
	return token, nil
}

// Prove checks the password of somebody who is signed in, notes in the session that it was right just now, and returns the session's
// new token: the old one, which somebody may have seen before, opens nothing of what the password opens (S41). It fails with
// models.Invalid in the field "current", with a *models.Wait when too many tries failed before, and with models.ErrNotFound when the
// session is not the person's.
func (s *Store) Prove(ctx context.Context, actor models.Actor, cmd models.Prove) (string, error) {
	user, err := s.User(ctx, cmd.UserID)
	if err != nil {
		return "", err
	}
	if err := s.checkCurrent(ctx, actor, user, cmd.Password); err != nil {
		return "", err
	}
	token, err := s.newSecret()
	if err != nil {
		return "", err
	}
	err = s.write(ctx, actor, func(tx *writeTx) error {
		if err := tx.proved(cmd.Token, user.ID); err != nil {
			return err
		}
		if err := renew(tx.db, hashSecret(cmd.Token), hashSecret(token)); err != nil {
			return err
		}
		session := models.Session{IDHash: hashSecret(token)}
		return tx.audit(models.ActionSessionProved, sessionTarget(&session), nil, nil, "")
	})
	if err != nil {
		return "", fmt.Errorf("prove: %w", err)
	}
	return token, nil
}

// proved notes in a person's session that the password was given in it just now.
func (tx *writeTx) proved(token string, user models.ID) error {
	done := tx.db.Model(&models.Session{}).Where("id_hash = ? AND user_id = ?", hashSecret(token), user).Update("proved_at", tx.now)
	if done.Error == nil && done.RowsAffected == 0 {
		return models.ErrNotFound
	}
	return done.Error
}

// checkCurrent checks the present password under the same growing delay as a sign-in from
// an unknown place, so that a stolen session cannot guess it.
func (s *Store) checkCurrent(ctx context.Context, actor models.Actor, user *models.User, given string) error {
	used := []tried{triedKey(models.TriedPlace, "current", user.Login)}
	err := s.keep(ctx, func(db *gorm.DB, now time.Time) error { return reserveAll(db, now, used) })
	if err != nil {
		return err
	}
	_, err = s.checkPassword(ctx, user, given)
	if errors.Is(err, models.ErrSignIn) {
		var bad models.Invalid
		bad.Add("current", "password_wrong")
		return errors.Join(bad.OrNil(), s.signInFailed(ctx, models.SignIn{RequestID: actor.RequestID, IP: actor.IP}, user))
	}
	return errors.Join(err, s.release(context.WithoutCancel(ctx), used))
}

// setPassword stores a hash and records it. mustChange asks for another at the next page.
func (tx *writeTx) setPassword(id models.ID, hash string, mustChange bool) error {
	var user models.User
	if err := tx.take(&user, id); err != nil {
		return err
	}
	user.PasswordHash, user.MustChange = hash, mustChange
	if err := tx.update(&user, &user.Version, "password_hash", "must_change"); err != nil {
		return err
	}
	return tx.audit(models.ActionPasswordChanged, userTarget(&user), nil, nil, "")
}

// ResetPassword gives a user a random password, which is returned to be shown once and has
// to be changed first of all, and ends the user's sessions.
func (s *Store) ResetPassword(ctx context.Context, actor models.Actor, id models.ID, version int64) (string, error) {
	initial, err := s.initialPassword()
	if err != nil {
		return "", err
	}
	hash, err := s.passwords.Hash(ctx, initial)
	if err != nil {
		return "", err
	}
	err = s.write(ctx, actor, func(tx *writeTx) error {
		var user models.User
		if err := tx.take(&user, id); err != nil {
			return err
		}
		if err := expect(user.Version, version); err != nil {
			return err
		}
		if err := tx.setPassword(id, hash, true); err != nil {
			return err
		}
		_, err := tx.endSessions(id, nil, "password reset")
		return err
	})
	if err != nil {
		return "", fmt.Errorf("reset password: %w", err)
	}
	return initial, nil
}

// initialPassword returns 80 random bits in four groups of Crockford's Base32, which are
// easy to read out.
func (s *Store) initialPassword() (string, error) {
	id := make([]byte, 16)
	if _, err := io.ReadFull(s.rand, id); err != nil {
		return "", fmt.Errorf("make password: %w", err)
	}
	var b strings.Builder
	for i, v := range id {
		if i > 0 && i%4 == 0 {
			b.WriteByte('-')
		}
		b.WriteByte("0123456789abcdefghjkmnpqrstvwxyz"[v&31])
	}
	return b.String(), nil
}
