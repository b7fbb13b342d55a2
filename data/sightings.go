package data

import (
	"context"
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
	sightMax = 200
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

// sightNeed is what of a sighting must be read.
type sightNeed int

const (
	needNothing sightNeed = iota
	needSeen              // whether this account used it
	needCount             // everybody who did
)

// crossFacts counts the accounts that share what the event came with, and says what is known
// of its merchant. What is not in memory is read in one trip.
func (s *Store) crossFacts(ctx context.Context, w *eventWork) (crossFacts, error) {
	var out crossFacts
	var steps []step
	now, tokens, merchant := s.Now(), sightTokens(&w.row.Body), w.row.Body.Merchant
	have, seen, need := s.desk.sights.recall(tokens, w.account, now)
	if need != [3]sightNeed{} {
		steps = append(steps, s.sightStep(tokens, w.account, need, &have, &seen))
	}
	var known bool
	var days []models.MerchantDay
	if out.merchant, known = s.desk.merchants.recall(merchant, now); !known {
		steps = append(steps, s.merchantStep(merchant, now, &days))
	}
	if err := s.look(ctx, steps...); err != nil {
		return out, err
	}
	if !known {
		out.merchant = s.desk.merchants.learn(merchant, now, days)
	}
	var linked []models.ID
	for i, token := range tokens {
		if token == "" {
			continue
		}
		if need[i] != needNothing {
			if need[i] == needCount {
				have[i].at = now
			}
			s.desk.sights.remember(listKey{sightKinds[i], token}, w.account, have[i], seen[i])
		}
		out.accounts[i], out.fresh[i] = have[i].n, !seen[i] && have[i].n < sightMax
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

// recall is what is known from memory, and what must be read.
func (c *sightCache) recall(tokens [3]string, account models.ID, now time.Time) (have [3]sight, seen [3]bool, need [3]sightNeed) {
	c.mu.RLock()
	defer c.mu.RUnlock()
	for i, token := range tokens {
		if token == "" {
			continue
		}
		key := listKey{sightKinds[i], token}
		v, ok := c.count[key]
		seen[i] = c.seen[sightPair{key, account}]
		switch {
		case !ok || now.Sub(v.at) >= sightFor || now.Before(v.at):
			need[i] = needCount
			continue
		case !seen[i] && v.n < sightMax:
			need[i] = needSeen
		}
		have[i] = v
	}
	return have, seen, need
}

// linkedMax bounds how many flagged accounts of one thing are told apart.
const linkedMax = 20

// sightStep reads who was seen with each thing, and which of them have an open case. Sharing
// an address links nobody: a carrier gives one to thousands.
func (s *Store) sightStep(tokens [3]string, account models.ID, need [3]sightNeed, have *[3]sight, seen *[3]bool) step {
	q, args := s.sightQuery(tokens, account, need)
	return step{sql: q, args: args, each: func(row scanner) error {
		var i int
		var id models.ID
		var flagged bool
		if err := row.Scan(&i, &id, &flagged); err != nil {
			return err
		}
		seen[i] = seen[i] || id == account
		if need[i] == needSeen {
			return nil
		}
		have[i].n++
		if flagged && len(have[i].flagged) < linkedMax {
			have[i].flagged = append(have[i].flagged, id)
		}
		return nil
	}}
}

// sightQuery asks for what is needed of each kind in turn, at most sightMax accounts each.
func (s *Store) sightQuery(tokens [3]string, account models.ID, need [3]sightNeed) (string, []any) {
	var parts []string
	var args []any
	arg := func(v any) string {
		args = append(args, v)
		return s.dialect.place(len(args))
	}
	for i, kind := range sightKinds {
		from := fmt.Sprintf("FROM sightings g WHERE g.kind = '%s' AND g.token = ", kind)
		switch {
		case need[i] == needSeen:
			parts = append(parts, fmt.Sprintf("SELECT %d AS k, g.account_id, FALSE AS flagged %s%s AND g.account_id = %s", i, from, arg(tokens[i]), arg(int64(account))))
		case need[i] == needCount:
			flagged := "EXISTS (SELECT 1 FROM cases c WHERE c.account_id = g.account_id AND c.state = 'open')"
			if kind == "ip" {
				flagged = "FALSE"
			}
			parts = append(parts, fmt.Sprintf("SELECT * FROM (SELECT %d AS k, g.account_id, %s AS flagged %s%s LIMIT %d) AS s%d",
				i, flagged, from, arg(tokens[i]), sightMax, i))
		}
	}
	return strings.Join(parts, " UNION ALL "), args
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
