package data

import (
	"encoding/json"
	"fmt"
	"strings"

	"candor/models"
)

// eventSum is what the audit entry of a batch says about it. The digest is over every
// column of its events but the two that may change later.
type eventSum struct {
	Events   int            `json:"events"`
	First    models.ID      `json:"first"`
	Last     models.ID      `json:"last"`
	Outcomes map[string]int `json:"outcomes"`
	SHA256   string         `json:"sha256"`
}

// eventColumns is the columns of an event as they are written; all but the last two go
// into the digest.
var eventColumns = []string{
	"id", "account_id", "kind", "source", "external_id", "event_key", "at", "amount_fen", "body", "body_hash", "late", "outcome",
	"risk", "policy_version", "model_id", "input", "result", "micros", "batch_id", "disposition",
}

// eventValues is an event's values in the order of eventColumns.
func eventValues(e *models.Event) ([]any, error) {
	body, err := json.Marshal(e.Body)
	if err != nil {
		return nil, err
	}
	return eventValuesWith(e, string(body)), nil
}

// eventValuesWith is eventValues with the body as it is stored.
func eventValuesWith(e *models.Event, body string) []any {
	return []any{
		int64(e.ID), int64(e.AccountID), string(e.Kind), e.Source, e.ExternalID, e.EventKey, e.At, e.AmountFen, body,
		e.BodyHash, e.Late, string(e.Outcome), e.Risk, e.PolicyVersion, int64(e.ModelID), e.Input, e.Result, e.Micros,
		int64(e.BatchID), string(e.Disposition),
	}
}

// write stores the batch: events, states, the use of lines, who was seen with what.
func (g *eventGroup) write() (eventSum, error) {
	sum := eventSum{Events: len(g.fresh), Outcomes: map[string]int{}}
	digest := newDigest()
	row, rows := make([]byte, 0, 2048), make([][]any, 0, len(g.fresh))
	for _, w := range g.fresh {
		e := &w.out.Event
		values := eventValuesWith(e, w.body)
		row = row[:0]
		for _, v := range values[:len(values)-1] {
			var err error
			if row, err = appendDigest(row, v); err != nil {
				return sum, err
			}
		}
		digest.Write(row)
		rows = append(rows, values)
		sum.Outcomes[string(e.Outcome)]++
	}
	sum.First, sum.Last, sum.SHA256 = g.fresh[0].out.Event.ID, g.fresh[len(g.fresh)-1].out.Event.ID, digestHex(digest)
	insert := "INSERT INTO events (" + strings.Join(eventColumns, ", ") + ") VALUES "
	if _, err := g.tx.chunks(insert, "", nil, rows); err != nil {
		return sum, fmt.Errorf("events: %w", err)
	}
	for _, step := range []func() error{g.writeStates, g.writeLines, g.writeSights, g.writeFlips} {
		if err := step(); err != nil {
			return sum, err
		}
	}
	return sum, nil
}

// writeStates stores the states over the versions that were read; another replica's in
// between is a conflict, and the batch runs again on what that one left.
func (g *eventGroup) writeStates() error {
	var rows [][]any
	for _, a := range g.order {
		rows = append(rows, []any{int64(a.account.ID), a.version + 1, a.state.Append(nil)})
	}
	n, err := g.tx.chunks("INSERT INTO account_states (account_id, version, state) VALUES ",
		" ON CONFLICT (account_id) DO UPDATE SET version = excluded.version, state = excluded.state"+
			" WHERE account_states.version = excluded.version - 1", nil, rows)
	if err != nil {
		return fmt.Errorf("states: %w", err)
	}
	if n != int64(len(rows)) {
		return fmt.Errorf("states: %w", models.ErrConflict)
	}
	return nil
}

// writeLines stores what the events used of the lines and, with it, the accounts' sums.
// The versions that forms are checked against do not count up: use is not what a limit
// was set from.
func (g *eventGroup) writeLines() error {
	if !g.changed {
		return nil
	}
	var lines, accounts [][]any
	for _, a := range g.order {
		moved := false
		for i := range a.lines {
			if a.lines[i].UsedFen != a.used[i] {
				lines = append(lines, []any{int64(a.lines[i].ID), a.lines[i].UsedFen, a.lines[i].Version})
				moved = true
			}
		}
		if moved {
			a.account.SumLines(a.lines)
			accounts = append(accounts, []any{int64(a.account.ID), a.account.UsedFen})
		}
	}
	n, err := g.tx.chunks("UPDATE credit_lines SET used_fen = v.column2 FROM (VALUES ",
		") AS v WHERE credit_lines.id = v.column1 AND credit_lines.version = v.column3", []string{"BIGINT", "BIGINT", "BIGINT"}, lines)
	if err == nil && n != int64(len(lines)) {
		err = models.ErrConflict
	}
	if err == nil {
		_, err = g.tx.chunks("UPDATE accounts SET used_fen = v.column2 FROM (VALUES ",
			") AS v WHERE accounts.id = v.column1", []string{"BIGINT", "BIGINT"}, accounts)
	}
	if err != nil {
		return fmt.Errorf("lines: %w", err)
	}
	return nil
}

func (g *eventGroup) writeSights() error {
	var rows [][]any
	g.sights = g.sightRows()
	for _, r := range g.sights {
		rows = append(rows, []any{r.Kind, r.Token, int64(r.AccountID), r.At})
	}
	_, err := g.tx.chunks("INSERT INTO sightings (kind, token, account_id, at) VALUES ", " ON CONFLICT DO NOTHING", nil, rows)
	if err != nil {
		return fmt.Errorf("sightings: %w", err)
	}
	return nil
}

// chunks runs a statement over rows, in chunks of padded sizes so that few different
// statements are met, and returns how many rows it touched.
func (tx *writeTx) chunks(before, after string, casts []string, rows [][]any) (touched int64, err error) {
	pool, err := tx.sqlTx()
	if err != nil {
		return 0, err
	}
	for len(rows) > 0 {
		size := 1
		for _, p := range padded {
			if p <= min(len(rows), bulkRows) {
				size = p
			}
		}
		args := make([]any, 0, size*len(rows[0]))
		for _, r := range rows[:size] {
			args = append(args, r...)
		}
		q := tx.store.statement(before, after, casts, size, len(rows[0]))
		done, err := pool.ExecContext(tx.ctx, q, args...)
		if err != nil {
			return touched, err
		}
		n, err := done.RowsAffected()
		if err != nil {
			return touched, err
		}
		touched += n
		rows = rows[size:]
	}
	return touched, nil
}

// statement is a statement over so many rows, built once.
func (s *Store) statement(before, after string, casts []string, rows, width int) string {
	key := statementKey{before, after, rows}
	if q, ok := s.statements.Load(key); ok {
		return q.(string)
	}
	q := before + s.dialect.values(rows, width, casts) + after
	s.statements.Store(key, q)
	return q
}

type statementKey struct {
	before, after string
	rows          int
}
