package data

import (
	"context"
	"errors"
	"strings"
	"time"

	"candor/data/password"
	"candor/models"
)

// busyWait is how long someone is asked to wait when too many passwords are being checked.
const busyWait = 3 * time.Second

// nobody is the actor of a try to sign in that named no user.
const nobody = "nobody"

// SignIn checks a login and a password and starts a session. It fails with
// models.ErrSignIn, without saying what was wrong, or with a *models.Wait when too many
// tries failed before; then the password is not looked at.
func (s *Store) SignIn(ctx context.Context, in models.SignIn) (*models.Admission, error) {
	in.Login = strings.ToLower(strings.TrimSpace(in.Login))
	used, err := s.reserve(ctx, in)
	if err != nil {
		return nil, err
	}
	user, err := s.UserByLogin(ctx, in.Login)
	if errors.Is(err, models.ErrNotFound) {
		user, err = &models.User{}, nil
	}
	if err != nil {
		return nil, err
	}
	rehash, err := s.checkPassword(ctx, user, in.Password)
	switch {
	case errors.Is(err, models.ErrSignIn):
		return nil, errors.Join(err, s.signInFailed(ctx, in, user))
	case err != nil: // not looked at: not counted
		return nil, errors.Join(err, s.release(context.WithoutCancel(ctx), used))
	}
	return s.admit(ctx, in, user, admission{used: used, rehash: rehash})
}

// admission is what a checked password hands to the write that starts the session.
type admission struct {
	used   []tried
	rehash string // the hash under today's parameters, when the stored one has others
}

// checkPassword fails with models.ErrSignIn unless the password is the user's and the user
// may sign in. It takes the same time for a user that is not there.
func (s *Store) checkPassword(ctx context.Context, user *models.User, given string) (rehash string, err error) {
	hash := user.PasswordHash
	if user.Disabled {
		hash = ""
	}
	match, stale, err := s.passwords.Check(ctx, given, hash)
	if errors.Is(err, password.ErrBusy) {
		return "", &models.Wait{Until: s.Now().Add(busyWait)}
	}
	if err != nil {
		return "", err
	}
	if !match {
		return "", models.ErrSignIn
	}
	if stale {
		return s.passwords.Hash(ctx, given)
	}
	return "", nil
}

// signInFailed records a refused try. A login that is nobody's is not written down: people
// type passwords into the wrong field.
func (s *Store) signInFailed(ctx context.Context, in models.SignIn, user *models.User) error {
	actor := models.Actor{Kind: models.ActorUser, ID: nobody, Name: nobody, Source: "ui", RequestID: in.RequestID, IP: in.IP}
	on := target{kind: "user"}
	if user.ID != 0 {
		on = userTarget(user)
	}
	return s.write(context.WithoutCancel(ctx), actor, func(tx *writeTx) error {
		return tx.audit(models.ActionSignInFailed, on, nil, nil, "")
	})
}

// admit starts the session of a person whose password was right.
func (s *Store) admit(ctx context.Context, in models.SignIn, checked *models.User, a admission) (*models.Admission, error) {
	token, err := s.newSecret()
	if err != nil {
		return nil, err
	}
	device := in.Device
	if len(a.used) != 1 || a.used[0].by != models.TriedDevice { // not one of ours
		if device, err = s.newSecret(); err != nil {
			return nil, err
		}
	}
	out := models.Admission{Token: token, Device: device}
	actor := models.Actor{
		Kind: models.ActorUser, ID: checked.PublicID(), UserID: checked.ID, Name: checked.Name,
		Role: strings.Join(checked.Roles, ","), Source: "ui", RequestID: in.RequestID, IP: in.IP,
	}
	err = s.write(ctx, actor, func(tx *writeTx) error {
		var user models.User
		if err := tx.take(&user, checked.ID); err != nil {
			return err
		}
		if user.Disabled || user.PasswordHash != checked.PasswordHash { // changed since it was checked
			return models.ErrSignIn
		}
		user.SignedInAt = &tx.now
		if a.rehash != "" {
			user.PasswordHash = a.rehash
		}
		// Not a change that an administrator's open form should trip over: no new version.
		if err := tx.db.Model(&user).Select("signed_in_at", "password_hash").Updates(&user).Error; err != nil {
			return err
		}
		if err := tx.admit(in, device, a.used); err != nil {
			return err
		}
		session, ended, err := tx.startSession(user.ID, in, token)
		if err != nil {
			return err
		}
		out.User, out.Ended = user, ended
		return tx.audit(models.ActionSignedIn, sessionTarget(&session), nil, nil, "")
	})
	if err != nil {
		return nil, err
	}
	return &out, nil
}
