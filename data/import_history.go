package data

import (
	"cmp"
	"fmt"
	"maps"
	"slices"

	"candor/engine/watch"
	"candor/models"
)

// history takes past events into a unit of work: the rows, their labels, the states of
// their accounts and the counts of their merchants.
type history struct {
	tx        *writeTx
	book      *book
	states    map[models.ID]*historyState
	order     []models.ID // of states, as first met
	merchants map[merchantDay]watch.DayStats
	sights    [][]any
	seen      map[listKey]bool
}

// historyState is the state of one account and the version that was read.
type historyState struct {
	watch.State
	version int64
}

// take takes in the new events of a batch in their order.
func (h *history) take(batch []pastRow) error {
	if err := h.load(batch); err != nil {
		return err
	}
	labels := h.tx.rows(h.book.events.digest, "event_labels", "event_id", "bad", "source", "at")
	facts := watch.UnknownFacts()
	var v watch.Vector
	h.seen = map[listKey]bool{}
	for i := range batch {
		p := &batch[i]
		if p.skip {
			continue
		}
		id, err := h.tx.id()
		if err != nil {
			return err
		}
		e := &p.row
		e.ID, e.AccountID, e.Input, e.Result = id, p.account, []byte{}, []byte{}
		watched, err := e.Watched()
		if err != nil {
			return err
		}
		state := &h.states[p.account].State
		e.Late = !state.Meet(&watched, &facts, &v)
		h.count(&watched, e.Body.Merchant, v[merchantSeenSlot] == 0, p.sent.Labelled && p.sent.Bad)
		values, err := eventValues(e)
		if err != nil {
			return err
		}
		if err := h.book.events.add(append(values, nil)...); err != nil {
			return err
		}
		if p.sent.Labelled {
			if err := labels.add(int64(id), p.sent.Bad, e.Source, stamp(p.sent.LabelAt)); err != nil {
				return err
			}
		}
		h.sight(e)
	}
	return h.store(labels)
}

// load reads the states of the batch's accounts; those without one begin.
func (h *history) load(batch []pastRow) error {
	for i := range batch {
		if id := batch[i].account; !batch[i].skip && h.states[id] == nil {
			h.states[id] = &historyState{}
			h.order = append(h.order, id)
		}
	}
	for part := range slices.Chunk(h.order, lookupMost) {
		var rows []models.AccountState
		if err := h.tx.db.Where("account_id IN ?", part).Find(&rows).Error; err != nil {
			return err
		}
		for _, r := range rows {
			s := h.states[r.AccountID]
			s.version = r.Version
			if err := s.Decode(r.State); err != nil {
				return fmt.Errorf("account %s: %w", r.AccountID.Public(models.PrefixAccount), err)
			}
		}
	}
	return nil
}

// count adds an event, and what it turned out to be, to its merchant's day.
func (h *history) count(e *watch.Event, merchant string, firstUse, bad bool) {
	if merchant == "" {
		return
	}
	k := merchantDay{merchant, watch.DayOf(e.At)}
	d := watch.MerchantDelta(e, firstUse, false)
	if bad && e.Kind == watch.Purchase {
		d = d.Plus(watch.LabelDelta(true))
	}
	if d != (watch.DayStats{}) {
		h.merchants[k] = h.merchants[k].Plus(d)
	}
}

// sight notes what the account was seen with.
func (h *history) sight(e *models.Event) {
	for i, token := range sightTokens(&e.Body) {
		k := listKey{sightKinds[i], token + "\x00" + e.AccountID.Public(models.PrefixAccount)}
		if token != "" && !h.seen[k] {
			h.seen[k] = true
			h.sights = append(h.sights, []any{sightKinds[i], token, int64(e.AccountID), e.At})
		}
	}
}

// store writes what was gathered.
func (h *history) store(labels *bulk) error {
	if err := h.book.events.close(); err != nil {
		return err
	}
	if err := labels.close(); err != nil { // labels refer to events
		return err
	}
	rows := make([][]any, len(h.order))
	for i, id := range h.order {
		rows[i] = []any{int64(id), h.states[id].version + 1, h.states[id].Append(nil)}
	}
	n, err := h.tx.chunks("INSERT INTO account_states (account_id, version, state) ",
		" ON CONFLICT (account_id) DO UPDATE SET version = excluded.version, state = excluded.state"+
			" WHERE account_states.version = excluded.version - 1", nil, rows)
	if err != nil {
		return fmt.Errorf("states: %w", err)
	}
	if n != int64(len(rows)) { // a running server was faster
		return errStates
	}
	if _, err := h.tx.chunks("INSERT INTO sightings (kind, token, account_id, at) ", " ON CONFLICT DO NOTHING", nil, h.sights); err != nil {
		return fmt.Errorf("sightings: %w", err)
	}
	days := make([]models.MerchantDay, 0, len(h.merchants))
	for _, k := range slices.SortedFunc(maps.Keys(h.merchants), func(a, b merchantDay) int {
		return cmp.Or(cmp.Compare(a.merchant, b.merchant), cmp.Compare(a.day, b.day))
	}) {
		days = append(days, models.MerchantDayOf(k.merchant, k.day, h.merchants[k]))
	}
	if len(days) == 0 {
		return nil
	}
	return h.tx.db.Clauses(merchantClause()).CreateInBatches(days, 500).Error
}
