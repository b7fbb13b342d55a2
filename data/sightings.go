package data

import (
	"context"
	"slices"
	"sync"
	"time"

	"gorm.io/gorm"

	"candor/engine/watch"
	"candor/models"
)

// How many accounts use a device, a card or an address is known to sightFor: until then a
// process may count from memory. A count is exact up to sightMax, which means so many or
// more.
const (
	sightFor = 10 * time.Second
	sightMax = 1000
)

// sightsMax bounds how many counts a process remembers.
const sightsMax = 500_000

// crossFacts is what other accounts say about an event.
type crossFacts struct {
	accounts [3]int  // that use its device, card, address; this account among them
	fresh    [3]bool // this account is not known to have used it
	flagged  int     // other accounts among them that have an open case
	merchant watch.MerchantFacts
}

// sightKinds is what sightings count, in the order of crossFacts.
var sightKinds = [3]string{"device", "card", "ip"}

func sightTokens(b *models.EventBody) [3]string { return [3]string{b.Device, b.Card, b.IP} }

// sight is a count from memory.
type sight struct {
	n       int
	flagged []models.ID
	at      time.Time
}

// sightCache is counts of accounts, and which account is known to have used what.
type sightCache struct {
	mu    sync.RWMutex
	count map[listKey]sight
	seen  map[sightPair]bool
}

type sightPair struct {
	key     listKey
	account models.ID
}

// crossFacts counts the accounts that share what the event came with.
func (s *Store) crossFacts(ctx context.Context, w *eventWork) (crossFacts, error) {
	var out crossFacts
	var linked []models.ID
	now := s.Now()
	for i, token := range sightTokens(&w.row.Body) {
		if token == "" {
			continue
		}
		key := listKey{sightKinds[i], token}
		c := &s.desk.sights
		c.mu.RLock()
		have, ok := c.count[key]
		seen := c.seen[sightPair{key, w.account}]
		c.mu.RUnlock()
		if !ok || now.Sub(have.at) >= sightFor || now.Before(have.at) || !seen {
			var err error
			if have, seen, err = s.countSight(ctx, key, w.account); err != nil {
				return out, err
			}
			have.at = now
			c.remember(key, w.account, have, seen)
		}
		out.accounts[i], out.fresh[i] = have.n, !seen
		for _, other := range have.flagged {
			if other != w.account && !slices.Contains(linked, other) {
				linked = append(linked, other)
			}
		}
		if !seen {
			out.accounts[i]++
		}
	}
	out.flagged = len(linked)
	return out, nil
}

// linkedMax bounds how many flagged accounts of one thing are told apart.
const linkedMax = 20

func (s *Store) countSight(ctx context.Context, key listKey, account models.ID) (v sight, seen bool, err error) {
	var ids []models.ID
	var own int64
	err = s.read(ctx, func(db *gorm.DB) error {
		q := db.Model(&models.Sighting{}).Where("kind = ? AND token = ?", key.kind, key.token)
		if err := q.Session(&gorm.Session{}).Limit(sightMax).Pluck("account_id", &ids).Error; err != nil {
			return err
		}
		if len(ids) > 1 || len(ids) == 1 && ids[0] != account {
			err := db.Table("sightings g").Joins("JOIN cases c ON c.account_id = g.account_id AND c.state = 'open'").
				Where("g.kind = ? AND g.token = ?", key.kind, key.token).Limit(linkedMax).Pluck("g.account_id", &v.flagged).Error
			if err != nil {
				return err
			}
		}
		return q.Session(&gorm.Session{}).Where("account_id = ?", account).Count(&own).Error
	})
	v.n = len(ids)
	return v, own > 0, err
}

func (c *sightCache) remember(key listKey, account models.ID, v sight, seen bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.count == nil || len(c.count) >= sightsMax || len(c.seen) >= sightsMax {
		c.count, c.seen = map[listKey]sight{}, map[sightPair]bool{}
	}
	c.count[key] = v
	if seen {
		c.seen[sightPair{key, account}] = true
	}
}

// sightRows is the sightings that a batch adds, each once.
func (g *eventGroup) sightRows() []models.Sighting {
	var rows []models.Sighting
	known := map[sightPair]bool{}
	for _, w := range g.fresh {
		for i, token := range sightTokens(&w.row.Body) {
			p := sightPair{listKey{sightKinds[i], token}, w.account}
			if token == "" || !w.cross.fresh[i] || known[p] {
				continue
			}
			known[p] = true
			rows = append(rows, models.Sighting{Kind: sightKinds[i], Token: token, AccountID: w.account, At: g.tx.now})
		}
	}
	return rows
}
