package data

import (
	"context"
	"encoding/hex"
	"errors"
	"maps"
	"net/netip"
	"slices"
	"sync"
	"time"

	"gorm.io/gorm"
	"gorm.io/gorm/clause"

	"candor/engine/decide"
	"candor/models"
)

// listKey is something that may be on a list.
type listKey struct{ kind, token string }

// listed is an entry in force, as events meet it.
type listed struct {
	id   models.ID
	lane models.ListLane
}

// listIndex is the entries in force by what events carry.
type listIndex struct {
	at       map[listKey][]listed
	networks decide.Networks[listed]
	phones   bool // there are any …
	payments bool // … and any that appeals allowed
}

// listsMax bounds how many entries a process keeps at hand.
const listsMax = 200_000

// liveLists reads the entries in force.
func (s *Store) liveLists(ctx context.Context) (listIndex, error) {
	var entries []models.ListEntry
	now := s.Now()
	err := s.read(ctx, func(db *gorm.DB) error {
		return db.Select("id", "lane", "kind", "token").Where("ended_at IS NULL AND (ends_at IS NULL OR ends_at > ?)", now).
			Order("id").Limit(listsMax).Find(&entries).Error
	})
	out := listIndex{at: make(map[listKey][]listed, len(entries))}
	for _, e := range entries {
		v := listed{e.ID, e.Lane}
		if e.Kind == models.ListNetwork {
			if p, err := netip.ParsePrefix(e.Token); err == nil {
				out.networks.Add(p, v)
			}
			continue
		}
		k := listKey{e.Kind, e.Token}
		out.at[k] = append(out.at[k], v)
		out.phones = out.phones || e.Kind == models.ListPhone
		out.payments = out.payments || e.Kind == models.ListPayment
	}
	return out, err
}

// listHits finds what about an event is on a list, in a fixed order, each lane of a kind
// once, and notes which entries it met. Networks were looked up when the plain address was
// there.
func (g *eventGroup) listHits(w *eventWork, e *models.Event, a *models.Account) []decide.ListHit {
	lists := &w.live.lists
	if len(lists.at) == 0 && len(w.networks) == 0 {
		return nil
	}
	var hits []decide.ListHit
	meet := func(kind string, met []listed) {
		for i, v := range met {
			g.met = append(g.met, listMeeting{v.id, e.ID})
			if !slices.ContainsFunc(met[:i], func(o listed) bool { return o.lane == v.lane }) {
				hits = append(hits, decide.ListHit{Lane: string(v.lane), Kind: kind})
			}
		}
	}
	if len(lists.at) > 0 {
		for _, k := range [...]listKey{
			{models.ListAccount, e.AccountID.Public(models.PrefixAccount)}, {models.ListDevice, e.Body.Device}, {models.ListCard, e.Body.Card},
			{models.ListIP, e.Body.IP}, {models.ListPayee, e.Body.Payee}, {models.ListMerchant, e.Body.Merchant},
		} {
			if k.token != "" {
				meet(k.kind, lists.at[k])
			}
		}
	}
	meet(models.ListNetwork, w.networks)
	if lists.phones && len(a.PhoneIndex) > 0 {
		meet(models.ListPhone, lists.at[listKey{models.ListPhone, hex.EncodeToString(a.PhoneIndex)}])
	}
	if lists.payments {
		if same := models.SamePayment(e); same != "" {
			meet(models.ListPayment, lists.at[listKey{models.ListPayment, same}])
		}
	}
	return hits
}

// listMeeting is an event that met an entry.
type listMeeting struct{ entry, event models.ID }

// listCounts gathers how often entries were met until it is written, as minuteCounts does.
type listCounts struct {
	mu sync.Mutex
	n  map[models.ID]models.ListHit
}

// add counts meetings onto what is gathered. The caller holds the lock.
func (c *listCounts) add(h models.ListHit) {
	if c.n == nil {
		c.n = map[models.ID]models.ListHit{}
	}
	was := c.n[h.EntryID]
	h.N += was.N
	if was.EventID > h.EventID {
		h.LastAt, h.EventID = was.LastAt, was.EventID
	}
	c.n[h.EntryID] = h
}

// countLists takes in which entries a batch met.
func (g *eventGroup) countLists(c *listCounts) {
	if len(g.met) == 0 {
		return
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	decided := make(map[models.ID]time.Time, len(g.fresh))
	for _, w := range g.fresh {
		decided[w.out.Event.ID] = stamp(w.out.Event.ID.Time())
	}
	for _, m := range g.met {
		if at, ok := decided[m.event]; ok {
			c.add(models.ListHit{EntryID: m.entry, N: 1, LastAt: at, EventID: m.event})
		}
	}
}

// flushLists writes how often entries were met onto what other replicas have.
func (s *Store) flushLists(ctx context.Context) error {
	c := &s.desk.lists
	c.mu.Lock()
	gathered := c.n
	c.n = nil
	c.mu.Unlock()
	if len(gathered) == 0 {
		return nil
	}
	var rows []models.ListHit
	for _, id := range slices.Sorted(maps.Keys(gathered)) {
		rows = append(rows, gathered[id])
	}
	newer := func(column string) any {
		return gorm.Expr("CASE WHEN excluded.event_id > list_hits.event_id THEN excluded." + column + " ELSE list_hits." + column + " END")
	}
	err := s.commit(ctx, func(db *gorm.DB) error {
		return db.Clauses(clause.OnConflict{
			Columns: []clause.Column{{Name: "entry_id"}},
			DoUpdates: clause.Assignments(map[string]any{
				"n": gorm.Expr("list_hits.n + excluded.n"), "last_at": newer("last_at"), "event_id": newer("event_id"),
			}),
		}).CreateInBatches(rows, 500).Error
	})
	if err != nil { // kept for the next time
		c.mu.Lock()
		defer c.mu.Unlock()
		for _, h := range rows {
			c.add(h)
		}
		return errors.Join(errors.New("count list hits"), err)
	}
	return nil
}
