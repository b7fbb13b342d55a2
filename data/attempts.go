package data

import (
	"context"
	"crypto/sha256"
	"net/netip"
	"time"

	"gorm.io/gorm"
	"gorm.io/gorm/clause"

	"candor/models"
)

// tried is one thing that a try to sign in is counted by.
type tried struct {
	by  models.Tried
	key []byte
}

// triedKey hashes what is counted; each part is followed by a zero byte.
func triedKey(by models.Tried, parts ...string) tried {
	h := sha256.New()
	h.Write([]byte(by))
	for _, p := range parts {
		h.Write([]byte{0})
		h.Write([]byte(p))
	}
	return tried{by: by, key: h.Sum(nil)}
}

// network is the address that tries are counted by: one for IPv4, and for IPv6 the /64 that
// one subscriber is given. What is no address counts as itself.
func network(ip string) string {
	addr, err := netip.ParseAddr(ip)
	if err != nil {
		return ip
	}
	addr = addr.Unmap().WithZone("")
	if addr.Is4() {
		return addr.String()
	}
	prefix, err := addr.Prefix(64)
	if err != nil {
		return addr.String()
	}
	return prefix.String()
}

// reserve counts a try to sign in as failed before anything is looked at, so that tries
// made at the same moment cannot slip past the count. It returns what was counted, for
// admit to take back, or a *models.Wait.
func (s *Store) reserve(ctx context.Context, in models.SignIn) ([]tried, error) {
	place := triedKey(models.TriedPlace, in.Login, network(in.IP))
	address := triedKey(models.TriedAddress, network(in.IP))
	login := triedKey(models.TriedLogin, in.Login)
	device := triedKey(models.TriedDevice, in.Login, in.Device)
	var used []tried
	err := s.keep(ctx, func(db *gorm.DB, now time.Time) error {
		var known []models.Attempt
		if err := db.Where("key_hash IN ?", [][]byte{place.key, device.key}).Find(&known).Error; err != nil {
			return err
		}
		used = []tried{place, address, login}
		for i := range known {
			switch {
			case !known[i].Known(now):
			case string(known[i].KeyHash) == string(device.key):
				return reserveAll(db, now, setTried(&used, device))
			default:
				used = []tried{place, address}
			}
		}
		return reserveAll(db, now, used)
	})
	return used, err
}

func setTried(used *[]tried, only tried) []tried {
	*used = []tried{only}
	return *used
}

// reserveAll counts a failure for each, or for none when one of them has to wait.
func reserveAll(db *gorm.DB, now time.Time, used []tried) error {
	rows, err := lockAttempts(db, now, used)
	if err != nil {
		return err
	}
	wait := models.Wait{}
	for _, u := range used {
		if open := rows[string(u.key)].OpenAt; open.After(now) && open.After(wait.Until) {
			wait.Until = open
		}
	}
	if !wait.Until.IsZero() {
		return &wait
	}
	for _, u := range used {
		row := rows[string(u.key)]
		row.Fail(now, u.by)
		if err := saveAttempt(db, row); err != nil {
			return err
		}
	}
	return nil
}

// lockAttempts makes the rows that are missing and reads all, locked in order of key.
func lockAttempts(db *gorm.DB, now time.Time, used []tried) (map[string]*models.Attempt, error) {
	keys := make([][]byte, len(used))
	fresh := make([]models.Attempt, len(used))
	for i, u := range used {
		keys[i] = u.key
		fresh[i] = models.Attempt{KeyHash: u.key, LastAt: now, OpenAt: now}
	}
	if err := db.Clauses(clause.OnConflict{DoNothing: true}).Create(&fresh).Error; err != nil {
		return nil, err
	}
	var list []models.Attempt
	err := db.Clauses(clause.Locking{Strength: "UPDATE"}).Where("key_hash IN ?", keys).Order("key_hash").Find(&list).Error
	rows := make(map[string]*models.Attempt, len(list))
	for i := range list {
		rows[string(list[i].KeyHash)] = &list[i]
	}
	return rows, err
}

func saveAttempt(db *gorm.DB, row *models.Attempt) error {
	return db.Model(row).Select("failures", "last_at", "open_at", "good_at").Updates(row).Error
}

// release takes back what reserve counted for a try that was never looked at.
func (s *Store) release(ctx context.Context, used []tried) error {
	return s.keep(ctx, func(db *gorm.DB, now time.Time) error { return undoAttempts(db, now, used) })
}

func undoAttempts(db *gorm.DB, now time.Time, used []tried) error {
	rows, err := lockAttempts(db, now, used)
	if err != nil {
		return err
	}
	for _, u := range used {
		row := rows[string(u.key)]
		row.Undo()
		if err := saveAttempt(db, row); err != nil {
			return err
		}
	}
	return nil
}

// admit takes back what reserve counted for a try that succeeded, and marks the device and
// the place as known. An address and a login only lose this one count, so that an attacker
// cannot clear them with an account of their own.
func (tx *writeTx) admit(in models.SignIn, device string, used []tried) error {
	if err := undoAttempts(tx.db, tx.now, used); err != nil {
		return err
	}
	good := []tried{
		triedKey(models.TriedPlace, in.Login, network(in.IP)),
		triedKey(models.TriedDevice, in.Login, device),
	}
	rows, err := lockAttempts(tx.db, tx.now, good)
	if err != nil {
		return err
	}
	for _, g := range good {
		row := rows[string(g.key)]
		row.Succeed(tx.now)
		if err := saveAttempt(tx.db, row); err != nil {
			return err
		}
	}
	return nil
}
