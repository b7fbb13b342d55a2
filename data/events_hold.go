package data

import (
	"cmp"
	"database/sql"
	"fmt"
	"math"
	"slices"
	"strings"

	"candor/engine/factor"
	"candor/models"
)

// read brings back, in one trip, which events of the batch were decided before and what the
// rest is decided on: the accounts in the order of their ids, so that units that concern one
// account wait for each other, then their lines and states.
func (g *eventGroup) read() error {
	g.accounts = map[models.ID]*eventAccount{}
	keys, ids := make([]any, len(g.batch)), make([]any, 0, len(g.batch))
	for i, w := range g.batch {
		keys[i] = w.row.EventKey
		if _, ok := g.accounts[w.account]; !ok {
			g.accounts[w.account] = &eventAccount{}
			ids = append(ids, int64(w.account))
		}
	}
	slices.SortFunc(ids, func(a, b any) int { return cmp.Compare(a.(int64), b.(int64)) })
	lock := ""
	if g.tx.store.dialect == postgresql {
		lock = " FOR UPDATE"
	}
	found := map[string]models.ID{}
	known, err := g.knownStep(keys, found)
	if err != nil {
		return err
	}
	steps := []step{known}
	for _, read := range []func([]any, string) (step, error){g.holdAccounts, g.holdLines, g.holdStates, g.holdFlags, g.holdFactors} {
		s, err := read(ids, lock)
		if err != nil {
			return err
		}
		steps = append(steps, s)
	}
	if err := g.tx.trip(steps...); err != nil {
		return err
	}
	return g.sortOut(found)
}

// knownStep finds the events of the batch that were decided before.
func (g *eventGroup) knownStep(keys []any, found map[string]models.ID) (step, error) {
	return g.tx.selecting("SELECT id, event_key FROM events WHERE event_key ", keys, "", func(row scanner) error {
		var id models.ID
		var key []byte
		if err := row.Scan(&id, &key); err != nil {
			return err
		}
		found[string(key)] = id
		return nil
	})
}

// sortOut reads back the events that were decided before and takes the accounts of the rest;
// an event that stands in the batch twice is put aside.
func (g *eventGroup) sortOut(found map[string]models.ID) error {
	first := map[string]bool{}
	for _, w := range g.batch {
		key := string(w.row.EventKey)
		if id, ok := found[key]; ok {
			w.out = models.Decided{Repeat: true}
			if err := g.tx.decided(id, &w.out); err != nil {
				return err
			}
			continue
		}
		if first[key] {
			return fmt.Errorf("%w: an event twice in one batch", models.ErrConflict)
		}
		first[key] = true
		a := g.accounts[w.account]
		if a.account.ID == 0 {
			return unknownAccount() // which of them shows when each is tried alone
		}
		if !slices.Contains(g.order, a) {
			g.order = append(g.order, a)
		}
		w.out = models.Decided{}
		g.fresh = append(g.fresh, w)
	}
	slices.SortFunc(g.order, func(a, b *eventAccount) int { return cmp.Compare(a.account.ID, b.account.ID) })
	return nil
}

// decided reads an event and its challenge.
func (tx *writeTx) decided(id models.ID, into *models.Decided) error {
	if err := tx.db.Where("id = ?", id).Take(&into.Event).Error; err != nil {
		return err
	}
	var asked []models.Challenge
	if err := tx.db.Where("event_id = ?", id).Limit(1).Find(&asked).Error; err != nil {
		return err
	}
	if len(asked) == 1 {
		into.Challenge = &asked[0]
	}
	return nil
}

func (g *eventGroup) holdAccounts(ids []any, lock string) (step, error) {
	return g.tx.selecting("SELECT id, status, reach, lang, jurisdiction, score, band, opened_at, income_fen, days_past_due, limit_fen, used_fen, phone_index FROM accounts WHERE id ",
		ids, " ORDER BY id"+lock, func(r scanner) error {
			var reach string
			var score sql.NullInt64
			var opened sql.NullTime
			var row models.Account
			if err := r.Scan(&row.ID, &row.Status, &reach, &row.Lang, &row.Jurisdiction, &score, &row.Band, &opened, &row.IncomeFen, &row.DaysPastDue,
				&row.LimitFen, &row.UsedFen, &row.PhoneIndex); err != nil {
				return err
			}
			row.Reach = readReach(reach)
			if score.Valid {
				v := int(score.Int64)
				row.Score = &v
			}
			if opened.Valid {
				at := opened.Time
				row.OpenedAt = &at
			}
			g.accounts[row.ID].account = row
			return nil
		})
}

// readReach reads the list of functions as it is stored; the empty one is the commonest.
func readReach(s string) []models.Function {
	if s == "[]" || s == "null" || s == "" {
		return nil
	}
	var out []models.Function
	for _, f := range models.Functions() {
		if strings.Contains(s, `"`+string(f)+`"`) {
			out = append(out, f)
		}
	}
	return out
}

func (g *eventGroup) holdLines(ids []any, lock string) (step, error) {
	return g.tx.selecting("SELECT id, account_id, product, limit_fen, temp_fen, cap_fen, used_fen, version FROM credit_lines WHERE account_id ",
		ids, " ORDER BY id"+lock, func(rows scanner) error {
			var l models.CreditLine
			var temp, ceiling sql.NullInt64
			if err := rows.Scan(&l.ID, &l.AccountID, &l.Product, &l.LimitFen, &temp, &ceiling, &l.UsedFen, &l.Version); err != nil {
				return err
			}
			if temp.Valid {
				l.TempFen = &temp.Int64
			}
			if ceiling.Valid {
				l.CapFen = &ceiling.Int64
			}
			a := g.accounts[l.AccountID]
			a.lines, a.used = append(a.lines, l), append(a.used, l.UsedFen)
			return nil
		})
}

func (g *eventGroup) holdStates(ids []any, lock string) (step, error) {
	return g.tx.selecting("SELECT account_id, version, state FROM account_states WHERE account_id ", ids, " ORDER BY account_id"+lock,
		func(rows scanner) error {
			var id models.ID
			var version int64
			var state sql.RawBytes
			if err := rows.Scan(&id, &version, &state); err != nil {
				return err
			}
			a := g.accounts[id]
			a.version = version
			err := a.state.Decode(state)
			if a.unread = err != nil; a.unread && g.batch[0].failed == nil {
				return fmt.Errorf("account %d: state: %w: %w", id, errUnread, err)
			}
			return nil
		})
}

// holdFlags notes which accounts have an open case. The empty text keeps the databases from
// walking all open cases instead of those of a few accounts.
func (g *eventGroup) holdFlags(ids []any, _ string) (step, error) {
	return g.tx.selecting("SELECT account_id FROM cases WHERE state || '' = 'open' AND account_id ", ids, "", func(rows scanner) error {
		var id models.ID
		if err := rows.Scan(&id); err != nil {
			return err
		}
		g.accounts[id].flagged = true
		return nil
	})
}

// heldFactors is what events read of the factors that the account's score rests on.
var heldFactors = [...]string{"name_match", "document_match", "shared_identity", "linked_sanctioned"}

// holdFactors reads what the latest assessment's factors say about identity and links.
func (g *eventGroup) holdFactors(ids []any, _ string) (step, error) {
	vector := make(factor.Vector, len(factor.Catalogue))
	return g.tx.selecting("SELECT account_id, vector FROM features WHERE account_id ", ids, "", func(rows scanner) error {
		var id models.ID
		var blob sql.RawBytes
		if err := rows.Scan(&id, &blob); err != nil {
			return err
		}
		if err := factor.DecodeInto(vector, blob); err != nil && g.batch[0].failed != nil {
			return nil // nothing is decided on them
		} else if err != nil {
			return fmt.Errorf("account %d: factors: %w: %w", id, errUnread, err)
		}
		g.accounts[id].factors = pick(vector)
		return nil
	})
}

// pick takes the held factors out of a vector.
func pick(v factor.Vector) (out [len(heldFactors)]float64) {
	for i, key := range heldFactors {
		out[i] = math.NaN()
		if _, at, ok := factor.Lookup(key); ok && at < len(v) {
			out[i] = v[at]
		}
	}
	return out
}
