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
	insert := "INSERT INTO events (" + strings.Join(eventColumns, ", ") + ") "
	if err := g.tx.laterOver(insert, "", nil, rows, nil); err != nil {
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
	err := g.tx.laterOver("INSERT INTO account_states (account_id, version, state) ",
		" ON CONFLICT (account_id) DO UPDATE SET version = excluded.version, state = excluded.state"+
			" WHERE account_states.version = excluded.version - 1", nil, rows, all("states", rows))
	if err != nil {
		return fmt.Errorf("states: %w", err)
	}
	return nil
}

// all is a look at whether a statement touched as many rows as it was to: one that it did not
// touch is of another version.
func all(what string, rows [][]any) func(int64) error {
	want := int64(len(rows))
	return func(touched int64) error {
		if touched != want {
			return fmt.Errorf("%d of %d %s: %w", touched, want, what, models.ErrConflict)
		}
		return nil
	}
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
	err := g.tx.laterOver("UPDATE credit_lines SET used_fen = v.column2 FROM (",
		") AS v WHERE credit_lines.id = v.column1 AND credit_lines.version = v.column3", []string{"BIGINT", "BIGINT", "BIGINT"}, lines, all("lines", lines))
	if err == nil {
		err = g.tx.laterOver("UPDATE accounts SET used_fen = v.column2 FROM (",
			") AS v WHERE accounts.id = v.column1", []string{"BIGINT", "BIGINT"}, accounts, nil)
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
	err := g.tx.laterOver("INSERT INTO sightings (kind, token, account_id, at) ", " ON CONFLICT DO NOTHING", nil, rows, nil)
	if err != nil {
		return fmt.Errorf("sightings: %w", err)
	}
	return nil
}
