package data

import (
	"context"
	"crypto/subtle"
	"encoding/base64"
	"encoding/binary"
	"fmt"
	"io"
	"strings"

	"gorm.io/gorm"

	"candor/models"
)

// Sizes of a link's token: the id, and as much of the keyed hash as cannot be guessed (160 bits).
const (
	linkNonce = 16
	linkMAC   = 20
	linkBytes = 8 + linkMAC
)

func linkTarget(l *models.CustomerLink) target {
	return target{kind: "link", id: l.PublicID(), accountID: l.AccountID}
}

// CustomerToken is what opens a link: its id, and a hash of id and nonce under a key that is not
// in the database. It can be made again at any time, such as when a notice leaves.
func (s *Store) CustomerToken(l *models.CustomerLink) string {
	b := binary.BigEndian.AppendUint64(nil, uint64(l.ID))
	return base64.RawURLEncoding.EncodeToString(append(b, s.linkMAC(l)...))
}

func (s *Store) linkMAC(l *models.CustomerLink) []byte {
	b := binary.BigEndian.AppendUint64(nil, uint64(l.ID))
	return s.vault.MAC("customer link", append(b, l.Nonce...))[:linkMAC]
}

// MakeCustomerLink makes a link for a measure that took effect, for an appeal against one, or for what was
// asked for a case, and returns it with its token. about is the public id of any of them.
func (s *Store) MakeCustomerLink(ctx context.Context, actor models.Actor, about string) (*models.CustomerLink, string, error) {
	var l *models.CustomerLink
	err := s.write(ctx, actor, func(tx *writeTx) (err error) {
		l, err = tx.customerLink(about)
		return err
	})
	if err != nil {
		return nil, "", fmt.Errorf("make customer link: %w", err)
	}
	return l, s.CustomerToken(l), nil
}

// customerLink makes a link within a unit of work.
func (tx *writeTx) customerLink(about string) (*models.CustomerLink, error) {
	l, err := linkTo(tx.db, about)
	if err != nil {
		return nil, err
	}
	var live int64
	err = tx.db.Model(&models.CustomerLink{}).Where("account_id = ? AND ended_at IS NULL AND expires_at > ?", l.AccountID, tx.now).Count(&live).Error
	if err != nil {
		return nil, err
	}
	if live >= models.LinksLiveMax {
		return nil, &models.Refused{Code: "links_many"}
	}
	id, err := tx.id()
	if err != nil {
		return nil, err
	}
	l.ID, l.AboutID, l.Nonce, l.Version = id, about, make([]byte, linkNonce), 1
	l.MadeBy, l.MadeName, l.MadeAt, l.ExpiresAt = tx.actor.UserID, tx.actor.Name, tx.now, tx.now.Add(models.LinkTTL)
	if _, err := io.ReadFull(tx.store.rand, l.Nonce); err != nil {
		return nil, fmt.Errorf("make nonce: %w", err)
	}
	if err := tx.insert(l); err != nil {
		return nil, err
	}
	return l, tx.audit(models.ActionLinkMade, linkTarget(l), nil, map[string]any{"about": about, "expires_at": l.ExpiresAt}, "")
}

// linkTo is whom and what a link is for that is about something: a measure that took effect, or a case for which something was asked.
func linkTo(db *gorm.DB, about string) (*models.CustomerLink, error) {
	if !strings.HasPrefix(about, models.PrefixCase+"_") {
		sn, err := aboutSanction(db, about)
		if err != nil {
			return nil, err
		}
		if sn.StartsAt == nil {
			return nil, &models.Refused{Code: "link_not_started"}
		}
		return &models.CustomerLink{AccountID: sn.AccountID, SanctionID: sn.ID}, nil
	}
	id, err := models.ParseID(models.PrefixCase, about)
	if err != nil {
		return nil, err
	}
	var c models.Case
	if err := db.Select("id", "account_id").Where("id = ?", id).Take(&c).Error; err != nil {
		return nil, err
	}
	var asked int64
	if err := db.Model(&models.Evidence{}).Where("case_id = ?", id).Count(&asked).Error; err != nil {
		return nil, err
	}
	if asked == 0 {
		return nil, &models.Refused{Code: "link_not_asked"}
	}
	return &models.CustomerLink{AccountID: c.AccountID, CaseID: id}, nil
}

// aboutSanction is the measure of a public id, which may be that of an appeal against it.
func aboutSanction(db *gorm.DB, about string) (*models.Sanction, error) {
	var sanction models.ID
	if strings.HasPrefix(about, models.PrefixAppeal+"_") {
		id, err := models.ParseID(models.PrefixAppeal, about)
		if err != nil {
			return nil, err
		}
		var a models.Appeal
		if err := db.Select("id", "sanction_id").Where("id = ?", id).Take(&a).Error; err != nil {
			return nil, err
		}
		sanction = a.SanctionID
	} else {
		id, err := models.ParseID(models.PrefixSanction, about)
		if err != nil {
			return nil, err
		}
		sanction = id
	}
	var sn models.Sanction
	return &sn, db.Where("id = ?", sanction).Take(&sn).Error
}

// CustomerLinks returns the newest links for a measure, which may be named by an appeal, or for a case.
func (s *Store) CustomerLinks(ctx context.Context, about string) ([]models.CustomerLink, error) {
	var list []models.CustomerLink
	err := s.read(ctx, func(db *gorm.DB) error {
		if id, err := models.ParseID(models.PrefixCase, about); err == nil {
			return db.Where("case_id = ?", id).Order("id DESC").Limit(listMax).Find(&list).Error
		}
		sn, err := aboutSanction(db, about)
		if err != nil {
			return err
		}
		return db.Where("sanction_id = ?", sn.ID).Order("id DESC").Limit(listMax).Find(&list).Error
	})
	return list, err
}

// RevokeCustomerLink takes a link back, and ends the session of the browser that opened it.
func (s *Store) RevokeCustomerLink(ctx context.Context, actor models.Actor, id models.ID) (*models.CustomerLink, error) {
	var l models.CustomerLink
	err := s.write(ctx, actor, func(tx *writeTx) error {
		l = models.CustomerLink{}
		if err := tx.take(&l, id); err != nil {
			return err
		}
		return tx.endLink(&l, models.LinkRevoked, tx.actor.Name)
	})
	if err != nil {
		return nil, err
	}
	return &l, nil
}

// endLink ends a link with its session.
func (tx *writeTx) endLink(l *models.CustomerLink, why models.LinkEnd, name string) error {
	if err := l.End(why, name, tx.now); err != nil {
		return err
	}
	if err := tx.update(l, &l.Version, "ended_at", "ended_why", "ended_name"); err != nil {
		return err
	}
	if err := tx.db.Where("link_id = ?", l.ID).Delete(&models.CustomerSession{}).Error; err != nil {
		return err
	}
	return tx.audit(models.ActionLinkEnded, linkTarget(l), nil, map[string]any{"why": why}, "")
}

// readToken takes a token apart; a token that could never be one is malformed.
func readToken(token string) (id models.ID, mac []byte, err error) {
	b, err := base64.RawURLEncoding.Strict().DecodeString(token)
	if err != nil || len(b) != linkBytes {
		return 0, nil, &models.LinkRefused{Why: "malformed"}
	}
	n := int64(binary.BigEndian.Uint64(b))
	if n <= 0 {
		return 0, nil, &models.LinkRefused{Why: "malformed"}
	}
	return models.ID(n), b[8:], nil
}

// linkOf finds the link of a token, whatever its state; a *models.LinkRefused when the token is
// no link's.
func (s *Store) linkOf(db *gorm.DB, token string) (*models.CustomerLink, error) {
	id, mac, err := readToken(token)
	if err != nil {
		return nil, err
	}
	var found []models.CustomerLink
	if err := db.Where("id = ?", id).Limit(1).Find(&found).Error; err != nil {
		return nil, err
	}
	l := models.CustomerLink{ID: id, Nonce: make([]byte, linkNonce)} // as much work for a link that is not there
	if len(found) == 1 {
		l = found[0]
	}
	if subtle.ConstantTimeCompare(mac, s.linkMAC(&l)) != 1 || len(found) == 0 {
		return nil, &models.LinkRefused{Why: "guessed"}
	}
	return &l, nil
}
