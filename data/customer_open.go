package data

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"gorm.io/gorm"

	"candor/models"
)

// CustomerDoor tells what it takes to open a link: a *models.LinkRefused when it cannot be, and
// a *models.Wait when too many tries came from the address before. It opens nothing, so that a
// program that follows links in messages does not use the link up.
func (s *Store) CustomerDoor(ctx context.Context, try models.LinkTry) (*models.LinkDoor, error) {
	if err := s.linkWait(ctx, try.IP); err != nil {
		return nil, err
	}
	var door *models.LinkDoor
	err := s.read(ctx, func(db *gorm.DB) (err error) {
		door, err = s.door(db, try, s.Now())
		return err
	})
	return door, s.missed(ctx, try.IP, err)
}

// door finds a link and holds it against the browser that wants to open it.
func (s *Store) door(db *gorm.DB, try models.LinkTry, now time.Time) (*models.LinkDoor, error) {
	l, err := s.linkOf(db, try.Token)
	if err != nil {
		return nil, err
	}
	var a models.Account
	if err := db.Where("id = ?", l.AccountID).Take(&a).Error; err != nil {
		return nil, err
	}
	why := ""
	switch l.State(now) {
	case models.LinkUnused:
	case models.LinkOpened:
		own, err := ownBrowser(db, l.ID, try.Cookie)
		if err != nil {
			return nil, err
		}
		if !own {
			why = "reused"
		}
	case models.LinkExpired:
		why = "expired"
	case models.LinkEnded:
		why = "ended"
	}
	if why == "" && a.ErasedAt != nil {
		why = "ended"
	}
	if why != "" {
		return nil, &models.LinkRefused{Why: why, Link: l.ID}
	}
	return &models.LinkDoor{Link: *l, Lang: a.Lang, AskTail: len(a.PhoneTailIndex) > 0}, nil
}

// ownBrowser reports whether a cookie is that of the browser which opened the link.
func ownBrowser(db *gorm.DB, link models.ID, cookie string) (bool, error) {
	var found []models.CustomerSession
	err := db.Where("link_id = ?", link).Limit(1).Find(&found).Error
	return err == nil && len(found) == 1 && cookie != "" && bytes.Equal(found[0].IDHash, hashSecret(cookie)), err
}

// OpenCustomerLink opens a link for one browser and returns what its cookie is to hold. A wrong
// answer to the question is *models.Invalid with the field "tail"; models.LinkTriesMax of them
// end the link.
func (s *Store) OpenCustomerLink(ctx context.Context, try models.LinkTry) (string, *models.CustomerVisit, error) {
	if err := s.linkWait(ctx, try.IP); err != nil {
		return "", nil, err
	}
	secret, err := s.newSecret()
	if err != nil {
		return "", nil, err
	}
	l, err := s.linkNamed(ctx, try)
	if err != nil {
		return "", nil, s.missed(ctx, try.IP, err)
	}
	var visit *models.CustomerVisit
	var refused error
	by := models.CustomerVisit{Link: *l}
	err = s.write(ctx, by.Actor(try.RequestID, try.IP), func(tx *writeTx) error {
		visit, refused = nil, nil
		var held models.CustomerLink
		if err := tx.take(&held, l.ID); err != nil {
			return err
		}
		door, err := s.door(tx.db, try, tx.now)
		if err != nil {
			return err
		}
		door.Link = held
		if refused, err = tx.answer(door, try.Tail); err != nil || refused != nil {
			return err
		}
		visit = &models.CustomerVisit{Link: door.Link, Lang: door.Lang}
		return tx.bind(&visit.Link, secret)
	})
	if err = errors.Join(err, refused); err != nil {
		return "", nil, s.missed(ctx, try.IP, err)
	}
	return secret, visit, nil
}

func (s *Store) linkNamed(ctx context.Context, try models.LinkTry) (l *models.CustomerLink, err error) {
	err = s.read(ctx, func(db *gorm.DB) error {
		l, err = s.linkOf(db, try.Token)
		return err
	})
	return l, err
}

// answer holds what was typed against the last digits of the phone, where there is one. A wrong
// answer is counted and recorded in this unit, which therefore does not fail.
func (tx *writeTx) answer(door *models.LinkDoor, tail string) (refused, err error) {
	if !door.AskTail {
		return nil, nil
	}
	var a models.Account
	if err := tx.db.Select("id", "phone_tail_index").Where("id = ?", door.Link.AccountID).Take(&a).Error; err != nil {
		return nil, err
	}
	tail = plainTail(tail)
	if given := tx.store.vault.Index(indexPhoneTail, tail); len([]rune(tail)) == tailLength && bytes.Equal(given, a.PhoneTailIndex) {
		return nil, nil
	}
	l := &door.Link
	l.Miss(tx.now)
	if err := tx.update(l, &l.Version, "tries", "ended_at", "ended_why"); err != nil {
		return nil, err
	}
	if l.EndedAt != nil {
		if err := tx.db.Where("link_id = ?", l.ID).Delete(&models.CustomerSession{}).Error; err != nil {
			return nil, err
		}
	}
	err = tx.audit(models.ActionLinkMissed, linkTarget(l), nil, map[string]any{"tries": l.Tries, "ended": l.EndedAt != nil}, "")
	if l.EndedAt != nil {
		return &models.LinkRefused{Why: "ended", Link: l.ID}, err
	}
	var bad models.Invalid
	bad.Add("tail", "link_tail", "left", fmt.Sprint(models.LinkTriesMax-l.Tries))
	return &bad, err
}

// bind gives the link to the browser that will hold the secret, in the place of the session that
// the same browser had before.
func (tx *writeTx) bind(l *models.CustomerLink, secret string) error {
	again := l.OpenedAt != nil
	if !again {
		l.OpenedAt = &tx.now
	}
	if err := tx.update(l, &l.Version, "opened_at"); err != nil {
		return err
	}
	if err := tx.db.Where("link_id = ?", l.ID).Delete(&models.CustomerSession{}).Error; err != nil {
		return err
	}
	session := models.CustomerSession{IDHash: hashSecret(secret), LinkID: l.ID, CreatedAt: tx.now, LastSeen: tx.now}
	if err := tx.insert(&session); err != nil {
		return err
	}
	return tx.audit(models.ActionLinkOpened, linkTarget(l), nil, map[string]any{"again": again}, "")
}

// CustomerVisit returns the customer behind a cookie, and notes that the session is in use;
// models.ErrNotFound when there is none, its time is over or the link has ended.
func (s *Store) CustomerVisit(ctx context.Context, cookie string) (*models.CustomerVisit, error) {
	if cookie == "" {
		return nil, models.ErrNotFound
	}
	var visit models.CustomerVisit
	var session models.CustomerSession
	err := s.read(ctx, func(db *gorm.DB) error {
		if err := db.Where("id_hash = ?", hashSecret(cookie)).Take(&session).Error; err != nil {
			return err
		}
		if err := db.Where("id = ?", session.LinkID).Take(&visit.Link).Error; err != nil {
			return err
		}
		var a models.Account
		if err := db.Where("id = ?", visit.Link.AccountID).Take(&a).Error; err != nil {
			return err
		}
		if now := s.Now(); !session.Live(now) || !visit.Link.Live(now) || a.ErasedAt != nil {
			return models.ErrNotFound
		}
		visit.Lang = a.Lang
		return nil
	})
	if err != nil {
		return nil, err
	}
	if s.Now().Sub(session.LastSeen) >= models.SessionTouch {
		err = s.keep(ctx, func(db *gorm.DB, now time.Time) error {
			return db.Model(&models.CustomerSession{}).Where("id_hash = ?", session.IDHash).Update("last_seen", now).Error
		})
	}
	return &visit, err
}

// LeaveCustomerLink ends a link at the customer's wish: it opens nothing any more.
func (s *Store) LeaveCustomerLink(ctx context.Context, actor models.Actor, id models.ID) error {
	return s.write(ctx, actor, func(tx *writeTx) error {
		var l models.CustomerLink
		if err := tx.take(&l, id); err != nil {
			return err
		}
		return tx.endLink(&l, models.LinkLeft, "")
	})
}

// linkTried is what failed tries to open links are counted by: the network they come from.
func linkTried(ip string) []tried {
	return []tried{triedKey(models.TriedAddress, "customer link", network(ip))}
}

// linkWait is a *models.Wait while an address has to wait.
func (s *Store) linkWait(ctx context.Context, ip string) error {
	return s.read(ctx, func(db *gorm.DB) error {
		var found []models.Attempt
		err := db.Where("key_hash = ?", linkTried(ip)[0].key).Limit(1).Find(&found).Error
		if err == nil && len(found) == 1 && found[0].OpenAt.After(s.Now()) {
			return &models.Wait{Until: found[0].OpenAt}
		}
		return err
	})
}

// missed counts a refused try against the address it came from, and returns why it was refused.
func (s *Store) missed(ctx context.Context, ip string, cause error) error {
	var refused *models.LinkRefused
	var bad *models.Invalid
	if cause == nil || (!errors.As(cause, &refused) && !errors.As(cause, &bad)) {
		return cause
	}
	err := s.keep(ctx, func(db *gorm.DB, now time.Time) error {
		err := reserveAll(db, now, linkTried(ip))
		var wait *models.Wait
		if errors.As(err, &wait) { // others from there were counted meanwhile
			return nil
		}
		return err
	})
	return errors.Join(cause, err)
}

// plainTail is what a person typed as four digits, without blanks.
func plainTail(s string) string { return strings.Join(strings.Fields(s), "") }
