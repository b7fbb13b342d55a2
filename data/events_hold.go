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

// padded is the sizes that lists of values in a statement are padded to, so that a database
// meets few different statements and keeps them prepared. Up to 16 it is every size: rows to
// write are not padded but taken in parts of these sizes, and small batches are the commonest.
var padded = [...]int{1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 20, 24, 28, 32, 40, 48, 56, 64, 96, 128}

// within writes "(?, ?, …)" for n values, padded, with the values that fill it.
func (tx *writeTx) within(values []any) (string, []any) {
	size := len(values)
	for _, p := range padded {
		if p >= size {
			size = p
			break
		}
	}
	for len(values) < size {
		values = append(values, values[len(values)-1])
	}
	var q strings.Builder
	q.WriteByte('(')
	for i := range values {
		if i > 0 {
			q.WriteByte(',')
		}
		q.WriteString(tx.store.dialect.place(i + 1))
	}
	q.WriteByte(')')
	return q.String(), values
}

// query runs a statement with one padded list of values and hands over each row.
func (tx *writeTx) query(before string, values []any, after string, each func(*sql.Rows) error) (err error) {
	pool, err := tx.sqlTx()
	if err != nil {
		return err
	}
	list, values := tx.within(values)
	rows, err := pool.QueryContext(tx.ctx, before+list+after, values...)
	if err != nil {
		return err
	}
	defer func() {
		if e := rows.Close(); err == nil {
			err = e
		}
	}()
	for rows.Next() {
		if err := each(rows); err != nil {
			return err
		}
	}
	return rows.Err()
}

// known reads back the events of the batch that were decided before, and puts aside those
// that stand in it twice.
func (g *eventGroup) known() error {
	keys := make([]any, 0, eventBatchMax)
	for _, w := range g.batch {
		keys = append(keys, w.row.EventKey)
	}
	found := map[string]models.ID{}
	err := g.tx.query("SELECT id, event_key FROM events WHERE event_key IN ", keys, "", func(rows *sql.Rows) error {
		var id models.ID
		var key []byte
		if err := rows.Scan(&id, &key); err != nil {
			return err
		}
		found[string(key)] = id
		return nil
	})
	if err != nil {
		return err
	}
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
		w.out = models.Decided{}
		g.fresh = append(g.fresh, w)
	}
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

// hold takes the accounts of the batch in the order of their ids, then their lines and
// states, so that units that concern one account wait for each other.
func (g *eventGroup) hold() error {
	g.accounts = map[models.ID]*eventAccount{}
	for _, w := range g.fresh {
		if _, ok := g.accounts[w.account]; !ok {
			a := &eventAccount{}
			g.accounts[w.account] = a
			a.account.ID = w.account
			g.order = append(g.order, a)
		}
	}
	slices.SortFunc(g.order, func(a, b *eventAccount) int { return cmp.Compare(a.account.ID, b.account.ID) })
	ids := make([]any, len(g.order), eventBatchMax)
	for i, a := range g.order {
		ids[i] = int64(a.account.ID)
	}
	lock := ""
	if g.tx.store.dialect == postgresql {
		lock = " FOR UPDATE"
	}
	for _, read := range []func([]any, string) error{g.holdAccounts, g.holdLines, g.holdStates, g.holdFlags, g.holdFactors} {
		if err := read(slices.Clone(ids), lock); err != nil {
			return err
		}
	}
	return nil
}

func (g *eventGroup) holdAccounts(ids []any, lock string) error {
	n := 0
	err := g.tx.query("SELECT id, status, reach, lang, jurisdiction, score, band, opened_at, income_fen, days_past_due, limit_fen, used_fen, phone_index FROM accounts WHERE id IN ",
		ids, " ORDER BY id"+lock, func(rows *sql.Rows) error {
			var id models.ID
			var reach string
			var score sql.NullInt64
			var opened sql.NullTime
			var row models.Account
			if err := rows.Scan(&id, &row.Status, &reach, &row.Lang, &row.Jurisdiction, &score, &row.Band, &opened, &row.IncomeFen, &row.DaysPastDue,
				&row.LimitFen, &row.UsedFen, &row.PhoneIndex); err != nil {
				return err
			}
			row.ID, row.Reach = id, readReach(reach)
			if score.Valid {
				v := int(score.Int64)
				row.Score = &v
			}
			if opened.Valid {
				at := opened.Time
				row.OpenedAt = &at
			}
			g.accounts[id].account = row
			n++
			return nil
		})
	if err == nil && n != len(g.order) {
		err = unknownAccount() // which of them shows when each is tried alone
	}
	return err
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

func (g *eventGroup) holdLines(ids []any, lock string) error {
	return g.tx.query("SELECT id, account_id, product, limit_fen, temp_fen, cap_fen, used_fen, version FROM credit_lines WHERE account_id IN ",
		ids, " ORDER BY id"+lock, func(rows *sql.Rows) error {
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

func (g *eventGroup) holdStates(ids []any, lock string) error {
	return g.tx.query("SELECT account_id, version, state FROM account_states WHERE account_id IN ", ids, " ORDER BY account_id"+lock,
		func(rows *sql.Rows) error {
			var id models.ID
			var version int64
			var state sql.RawBytes
			if err := rows.Scan(&id, &version, &state); err != nil {
				return err
			}
			a := g.accounts[id]
			a.version = version
			if err := a.state.Decode(state); err != nil {
				return fmt.Errorf("account %d: %w", id, err)
			}
			return nil
		})
}

// holdFlags notes which accounts have an open case. The empty text keeps the databases from
// walking all open cases instead of those of a few accounts.
func (g *eventGroup) holdFlags(ids []any, _ string) error {
	return g.tx.query("SELECT account_id FROM cases WHERE state || '' = 'open' AND account_id IN ", ids, "", func(rows *sql.Rows) error {
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
func (g *eventGroup) holdFactors(ids []any, _ string) error {
	vector := make(factor.Vector, len(factor.Catalogue))
	return g.tx.query("SELECT account_id, vector FROM features WHERE account_id IN ", ids, "", func(rows *sql.Rows) error {
		var id models.ID
		var blob sql.RawBytes
		if err := rows.Scan(&id, &blob); err != nil {
			return err
		}
		if err := factor.DecodeInto(vector, blob); err != nil {
			return fmt.Errorf("account %d: %w", id, err)
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
