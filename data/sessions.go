package data

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/base64"
	"errors"
	"fmt"
	"io"
	"sync"
	"time"

	"gorm.io/gorm"
	"gorm.io/gorm/clause"

	"candor/models"
)

// keep writes what belongs to signing in and is nobody's decision: the time of a session's
// last request, its messages and its id, the time of a key's last use, the counts of failed
// tries, the time of the last page of a customer's session, that the page of a case is in
// use, that a person has seen a note that mentions them, and what is typed but not sent yet. It is the one way past the rule that each write leaves an audit entry, and for these
// alone; the starts and ends of sessions go through write.
func (s *Store) keep(ctx context.Context, fn func(db *gorm.DB, now time.Time) error) error {
	return translate(s.commit(ctx, func(db *gorm.DB) error { return fn(db, s.Now()) }))
}

// secretBytes is the length of random ids that open something: 256 bits.
const secretBytes = 32

// newSecret returns 256 random bits as 43 characters that fit into a cookie.
func (s *Store) newSecret() (string, error) {
	var b [secretBytes]byte
	if _, err := io.ReadFull(s.rand, b[:]); err != nil {
		return "", fmt.Errorf("make secret: %w", err)
	}
	return base64.RawURLEncoding.EncodeToString(b[:]), nil
}

// hashSecret is what is stored of a secret. SHA-256 is enough for 256 random bits.
func hashSecret(secret string) []byte {
	sum := sha256.Sum256([]byte(secret))
	return sum[:]
}

// present is a session with whose it is.
type present struct {
	models.Session `gorm:"embedded"`
	Person         models.User `gorm:"embedded;embeddedPrefix:person_"`
}

// TableName is the table that the row stands in.
func (present) TableName() string { return "sessions" }

var presentColumns = sync.OnceValues(func() (string, error) {
	session, err := allColumns[models.Session]("")
	user, userErr := allColumns[models.User]("person_")
	return session + ", " + user, errors.Join(err, userErr)
})

// Presence returns who is behind a session's token, with rights as they are now.
// models.ErrNotFound when the token is unknown or old, or the person is disabled.
func (s *Store) Presence(ctx context.Context, token string) (*models.Presence, error) {
	var p models.Presence
	err := s.read(ctx, func(db *gorm.DB) error {
		columns, err := presentColumns()
		if err != nil {
			return err
		}
		who, err := findOne[present](db, columns, "JOIN users ON users.id = sessions.user_id WHERE id_hash = ?", hashSecret(token))
		if err != nil {
			return err
		}
		p.Session, p.User = who.Session, who.Person
		if p.User.Disabled || !p.Session.Live(s.Now()) {
			return models.ErrNotFound
		}
		keys := make([]any, len(p.User.Roles))
		for i, key := range p.User.Roles {
			keys[i] = key
		}
		p.Roles, err = find[models.Role](db, "", `WHERE "key" IN `+places(len(keys))+` ORDER BY "key"`, keys...)
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("session: %w", err)
	}
	return &p, nil
}

// TouchSession writes down that the session is in use, at most once a minute.
func (s *Store) TouchSession(ctx context.Context, token string) error {
	return s.keep(ctx, func(db *gorm.DB, now time.Time) error {
		return db.Model(&models.Session{}).
			Where("id_hash = ? AND last_seen <= ?", hashSecret(token), now.Add(-models.SessionTouch)).
			Update("last_seen", now).Error
	})
}

// SaveSessionValues replaces what the session carries from page to page.
func (s *Store) SaveSessionValues(ctx context.Context, token string, values map[string]string) error {
	return s.keep(ctx, func(db *gorm.DB, _ time.Time) error {
		return db.Model(&models.Session{IDHash: hashSecret(token)}).Select("values").
			Updates(&models.Session{Values: values}).Error
	})
}

// RenewSession gives a session another token and returns it; the old one opens nothing any
// more. Age and last use stay.
func (s *Store) RenewSession(ctx context.Context, token string) (string, error) {
	fresh, err := s.newSecret()
	if err != nil {
		return "", err
	}
	err = s.keep(ctx, func(db *gorm.DB, _ time.Time) error { return renew(db, hashSecret(token), hashSecret(fresh)) })
	if err != nil {
		return "", fmt.Errorf("renew session: %w", err)
	}
	return fresh, nil
}

func renew(db *gorm.DB, from, to []byte) error {
	done := db.Model(&models.Session{}).Where("id_hash = ?", from).
		Updates(map[string]any{"id_hash": to, "renew": false})
	if done.Error == nil && done.RowsAffected == 0 {
		return models.ErrNotFound
	}
	return done.Error
}

// SignOut ends the session of a token. One that is over already is no error.
func (s *Store) SignOut(ctx context.Context, actor models.Actor, token string) error {
	return s.write(ctx, actor, func(tx *writeTx) error {
		session := models.Session{IDHash: hashSecret(token)}
		if err := tx.db.Delete(&session).Error; err != nil {
			return err
		}
		return tx.audit(models.ActionSignedOut, sessionTarget(&session), nil, nil, "")
	})
}

// Sessions returns a person's live sessions, newest first.
func (s *Store) Sessions(ctx context.Context, user models.ID) ([]models.Session, error) {
	var list []models.Session
	err := s.read(ctx, func(db *gorm.DB) error {
		now := s.Now()
		return db.Where("user_id = ? AND last_seen > ? AND created_at > ?", user,
			now.Add(-models.SessionIdle), now.Add(-models.SessionAbsolute)).
			Order("created_at DESC, id_hash").Limit(2 * models.SessionMax).Find(&list).Error
	})
	return list, err
}

// EndSession ends the one session of a person that has the given reference.
func (s *Store) EndSession(ctx context.Context, actor models.Actor, user models.ID, ref string) error {
	return s.write(ctx, actor, func(tx *writeTx) error {
		list, err := tx.sessions(user)
		if err != nil {
			return err
		}
		for i := range list {
			if list[i].Ref() == ref {
				return tx.endSession(&list[i], "")
			}
		}
		return models.ErrNotFound
	})
}

// EndSessions ends every session of a person but the one of the token, which may be empty,
// and returns how many ended.
func (s *Store) EndSessions(ctx context.Context, actor models.Actor, user models.ID, exceptToken string) (int, error) {
	ended := 0
	err := s.write(ctx, actor, func(tx *writeTx) error {
		var err error
		if ended, err = tx.endSessions(user, hashSecret(exceptToken), ""); err != nil || ended > 0 {
			return err
		}
		return models.ErrNotFound
	})
	return ended, err
}

// SweepSessions removes what is over: dead sessions, drafts older than models.DraftFor, sendings of forms older than
// models.FormKeyFor, counts of failures older than a day and
// marks of devices and places that have not been used for models.KnownFor.
func (s *Store) SweepSessions(ctx context.Context) error {
	return s.keep(ctx, func(db *gorm.DB, now time.Time) error {
		err := db.Where("last_seen <= ? OR created_at <= ?", now.Add(-models.SessionIdle), now.Add(-models.SessionAbsolute)).
			Delete(&models.Session{}).Error
		if err != nil {
			return err
		}
		if err := db.Where("created_at <= ?", now.Add(-models.LinkTTL)).Delete(&models.CustomerSession{}).Error; err != nil {
			return err
		}
		if err := db.Where("at <= ?", now.Add(-models.FormKeyFor)).Delete(&models.FormKey{}).Error; err != nil {
			return err
		}
		if err := db.Where("at <= ?", now.Add(-models.DraftFor)).Delete(&models.Draft{}).Error; err != nil {
			return err
		}
		return db.Where("last_at < ? AND (good_at IS NULL OR good_at < ?)", now.Add(-24*time.Hour), now.Add(-models.KnownFor)).
			Delete(&models.Attempt{}).Error
	})
}

func sessionTarget(session *models.Session) target {
	return target{kind: "session", id: session.Ref()}
}

// sessions are all of a person's rows, oldest first, also dead ones.
func (tx *writeTx) sessions(user models.ID) ([]models.Session, error) {
	var list []models.Session
	err := tx.db.Clauses(clause.Locking{Strength: "UPDATE"}).Where("user_id = ?", user).
		Order("created_at, id_hash").Find(&list).Error
	return list, err
}

// endSession ends one session and records it.
func (tx *writeTx) endSession(session *models.Session, reason string) error {
	if err := tx.db.Delete(session).Error; err != nil {
		return err
	}
	return tx.audit(models.ActionSessionEnded, sessionTarget(session),
		map[string]any{"user": session.UserID.Public(models.PrefixUser), "started": session.CreatedAt}, nil, reason)
}

// endSessions ends all of a person's sessions but one and returns how many were live.
func (tx *writeTx) endSessions(user models.ID, except []byte, reason string) (int, error) {
	list, err := tx.sessions(user)
	if err != nil {
		return 0, err
	}
	ended := 0
	for i := range list {
		if bytes.Equal(list[i].IDHash, except) {
			continue
		}
		if !list[i].Live(tx.now) {
			if err := tx.db.Delete(&list[i]).Error; err != nil {
				return 0, err
			}
			continue
		}
		if err := tx.endSession(&list[i], reason); err != nil {
			return 0, err
		}
		ended++
	}
	return ended, nil
}

// startSession adds a session for a person, and ends the oldest beyond models.SessionMax.
func (tx *writeTx) startSession(user models.ID, in models.SignIn, token string) (session models.Session, ended int, err error) {
	list, err := tx.sessions(user)
	if err != nil {
		return session, 0, err
	}
	live := 0
	for i := range list {
		if list[i].Live(tx.now) {
			live++
		}
	}
	for i := range list {
		switch {
		case !list[i].Live(tx.now):
			err = tx.db.Delete(&list[i]).Error
		case live >= models.SessionMax:
			live, ended = live-1, ended+1
			err = tx.endSession(&list[i], fmt.Sprintf("more than %d sessions", models.SessionMax))
		}
		if err != nil {
			return session, 0, err
		}
	}
	session = models.Session{
		IDHash: hashSecret(token), UserID: user, CreatedAt: tx.now, LastSeen: tx.now,
		IP: in.IP, Agent: shorten(in.Agent, 200), Values: map[string]string{}, ProvedAt: &tx.now,
	}
	return session, ended, tx.insert(&session)
}

// shorten cuts a text to at most n bytes without cutting a character.
func shorten(s string, n int) string {
	if len(s) <= n {
		return s
	}
	for n > 0 && s[n]&0xC0 == 0x80 {
		n--
	}
	return s[:n]
}
