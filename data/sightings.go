package data

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync"
	"time"

	"candor/engine/watch"
	"candor/models"
)

// How many accounts use a device, a card or an address may be counted from memory for
// sightFor: what this process has seen is in it at once, what other replicas have within
// that time. A count is exact up to sightMax, which means so many or more.
const (
	sightFor = time.Minute
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
	var have [3]sight
	var seen [3]bool
	now, stale := s.Now(), false
	c := &s.desk.sights
	c.mu.RLock()
	for i, token := range sightTokens(&w.row.Body) {
		if token == "" {
			continue
		}
		key, ok := listKey{sightKinds[i], token}, false
		have[i], ok = c.count[key]
		seen[i] = c.seen[sightPair{key, w.account}]
		stale = stale || !ok || !seen[i] || now.Sub(have[i].at) >= sightFor || now.Before(have[i].at)
	}
	c.mu.RUnlock()
	if stale {
		var err error
		if have, seen, err = s.countSights(ctx, sightTokens(&w.row.Body), w.account); err != nil {
			return out, err
		}
	}
	var linked []models.ID
	for i, token := range sightTokens(&w.row.Body) {
		if token == "" {
			continue
		}
		if stale {
			have[i].at = now
			c.remember(listKey{sightKinds[i], token}, w.account, have[i], seen[i])
		}
		out.accounts[i], out.fresh[i] = have[i].n, !seen[i]
		if !seen[i] {
			out.accounts[i]++
		}
		for _, other := range have[i].flagged {
			if other != w.account && !slices.Contains(linked, other) {
				linked = append(linked, other)
			}
		}
	}
	out.flagged = len(linked)
	return out, nil
}

// linkedMax bounds how many flagged accounts of one thing are told apart.
const linkedMax = 20

// countSights reads, in one statement, who was seen with each thing, and which of them have
// an open case.
func (s *Store) countSights(ctx context.Context, tokens [3]string, account models.ID) (v [3]sight, seen [3]bool, err error) {
	pool, err := s.r.DB()
	if err != nil {
		return v, seen, err
	}
	rows, err := pool.QueryContext(ctx, sightQuery(s.dialect), tokens[0], tokens[1], tokens[2])
	if err != nil {
		return v, seen, err
	}
	defer func() { err = errors.Join(err, rows.Close()) }()
	for rows.Next() {
		var i int
		var id models.ID
		var flagged bool
		if err := rows.Scan(&i, &id, &flagged); err != nil {
			return v, seen, err
		}
		v[i].n++
		seen[i] = seen[i] || id == account
		if flagged && len(v[i].flagged) < linkedMax {
			v[i].flagged = append(v[i].flagged, id)
		}
	}
	return v, seen, rows.Err()
}

// sightQuery asks for each kind in turn, at most sightMax accounts each. A token that the
// event does not have is empty, and nothing was ever seen with it.
func sightQuery(d dialect) string {
	var parts []string
	for i, kind := range sightKinds {
		parts = append(parts, fmt.Sprintf("SELECT * FROM (SELECT %d AS k, g.account_id, c.id IS NOT NULL AS flagged FROM sightings g"+
			" LEFT JOIN cases c ON c.account_id = g.account_id AND c.state = 'open'"+
			" WHERE g.kind = '%s' AND g.token = %s LIMIT %d) AS s%d", i, kind, d.place(i+1), sightMax, i))
	}
	return strings.Join(parts, " UNION ALL ")
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

// note puts what a batch has added into what is remembered.
func (c *sightCache) note(rows []models.Sighting) {
	c.mu.Lock()
	defer c.mu.Unlock()
	for _, r := range rows {
		key := listKey{r.Kind, r.Token}
		if have, ok := c.count[key]; ok {
			have.n = min(have.n+1, sightMax)
			c.count[key] = have
			c.seen[sightPair{key, r.AccountID}] = true
		}
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
