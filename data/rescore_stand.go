package data

import (
	"encoding/binary"

	"candor/models"
)

// stillStands makes sure that the accounts whose decision stands are as they were read; the others' scores are written only where
// they are. errStale otherwise.
func (tx *writeTx) stillStands(b *scoreBatch) error {
	if b.standing == 0 || b.nothingElse(tx.store) {
		return nil
	}
	same, err := tx.sameSums(b.rows)
	if same || err != nil {
		return err
	}
	// Not every account has factors, and those of a batch that was read again are not all between its ends.
	now, err := find[models.Account](tx.db, "id, version, decision_id", "WHERE id >= ? AND id <= ? AND status <> 'closed' ORDER BY id",
		int64(b.rows[0].ID), int64(b.rows[len(b.rows)-1].ID))
	if err != nil {
		return err
	}
	for i, j := 0, 0; i < len(b.rows); i++ {
		was := &b.rows[i]
		for j < len(now) && now[j].ID < was.ID {
			j++
		}
		if j == len(now) || now[j].ID != was.ID || now[j].Version != was.Version || now[j].DecisionID != was.DecisionID {
			return errStale
		}
	}
	return nil
}

// nothingElse reports whether nothing but this rescoring has been committed since before the batch was read: all writes of SQLite
// go through one loop of one process, and the units of a rescoring do not touch each other's accounts.
func (b *scoreBatch) nothingElse(s *Store) bool {
	return s.dialect == sqlite && b.alone && s.strange.Load() == b.seen
}

// sameSums compares the accounts between the ends of a batch with what was read of them in one statement that gives one row. No
// version and no decision of an account ever goes back, so that while there are as many accounts, none has moved when the sum of
// versions has not, nor the sums of the upper and then of the lower halves of the decisions.
func (tx *writeTx) sameSums(rows []scoreRow) (bool, error) {
	const half = 1 << 32
	want := [4]int64{int64(len(rows))}
	for i := range rows {
		want[1] += rows[i].Version
		want[2] += int64(rows[i].DecisionID) / half
		want[3] += int64(rows[i].DecisionID) % half
	}
	pool, err := tx.sqlTx()
	if err != nil {
		return false, err
	}
	var have [4]int64
	err = pool.QueryRowContext(tx.ctx, numbered(tx.db.Name(), "SELECT COUNT(*), CAST(COALESCE(SUM(version), 0) AS BIGINT), "+
		"CAST(COALESCE(SUM(decision_id / 4294967296), 0) AS BIGINT), CAST(COALESCE(SUM(decision_id % 4294967296), 0) AS BIGINT) "+
		"FROM accounts WHERE id >= ? AND id <= ? AND status <> 'closed'"), int64(rows[0].ID), int64(rows[len(rows)-1].ID)).
		Scan(&have[0], &have[1], &have[2], &have[3])
	return have == want, err
}

// storeStands keeps which decisions of a batch stand, and puts each into the digest with its account and what it says.
func (tx *writeTx) storeStands(run *models.Run, b *scoreBatch) error {
	if b.standing == 0 {
		return nil
	}
	st := models.Stand{RunID: run.ID, At: tx.now}
	for i := range b.rows {
		if b.scored[i].stands {
			st.Add(b.rows[i].ID, b.rows[i].DecisionID)
		}
	}
	return tx.insert(&st)
}

// appendStand appends what the digest of a batch takes of a decision that stands, as appendDigest writes it: no row of it is written.
func appendStand(b []byte, row *scoreRow, s *scored) []byte {
	text := func(v string) { b = append(binary.BigEndian.AppendUint64(append(b, 's'), uint64(len(v))), v...) }
	number := func(v int64) { b = binary.BigEndian.AppendUint64(append(b, 'i'), uint64(v)) }
	text("stands")
	number(int64(row.ID))
	number(int64(row.DecisionID))
	number(int64(s.result.Score))
	text(s.result.Band)
	text(string(s.result.Outcome))
	return b
}
