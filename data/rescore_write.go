package data

import (
	"errors"
	"fmt"
	"hash"
	"slices"
	"strconv"

	"candor/models"
)

// batchSum is what the audit entry of a batch says about it.
type batchSum struct {
	Accounts int    `json:"accounts"`
	Standing int    `json:"standing,omitempty"` // of them, with a decision that stands
	Flagged  int    `json:"flagged"`
	Cases    int    `json:"cases"`
	Shadows  int    `json:"shadows,omitempty"` // challengers that scored the same
	SHA256   string `json:"sha256"`            // of every column of every new decision, and of account, decision and result where one stands
}

// storeBatch writes the new decisions of a batch and which of the old stand, the accounts' scores and the flags. errStale
// when an account changed since it was read.
func (tx *writeTx) storeBatch(by *assessors, run *models.Run, b *scoreBatch) (batchSum, error) {
	if err := tx.applyOverrides(by, b); err != nil {
		return batchSum{}, err
	}
	b.count()
	if err := tx.stillStands(b); err != nil {
		return batchSum{}, err
	}
	digest := newDigest()
	decisions, err := tx.storeDecisions(run, b, digest)
	if err != nil {
		return batchSum{}, err
	}
	if err := tx.setScores(b, decisions); err != nil {
		return batchSum{}, err
	}
	if err := tx.storeStands(run, b); err != nil {
		return batchSum{}, fmt.Errorf("stands: %w", err)
	}
	if err := tx.setShadows(run, b); err != nil {
		return batchSum{}, err
	}
	if b.cases, err = tx.raiseFlags(by.policies(), b, decisions); err != nil {
		return batchSum{}, fmt.Errorf("flags: %w", err)
	}
	if err := tx.countDrift(by.live, run.ModelID, b); err != nil {
		return batchSum{}, err
	}
	return batchSum{
		Accounts: len(b.rows), Standing: b.standing, Flagged: b.flagged, Cases: b.cases, Shadows: len(b.shadows), SHA256: digestHex(digest),
	}, nil
}

// count counts what was found, once overrides are in it.
func (b *scoreBatch) count() {
	b.standing, b.flagged = 0, 0
	for i := range b.scored {
		if b.scored[i].stands {
			b.standing++
		}
		if len(b.scored[i].result.Flags) > 0 {
			b.flagged++
		}
	}
}

// storeDecisions writes the new decisions of a batch and returns the one in force of each account. All of them go into the digest.
func (tx *writeTx) storeDecisions(run *models.Run, b *scoreBatch, digest hash.Hash) ([]models.ID, error) {
	rows := tx.rows(digest, "decisions", "id", "account_id", "run_id", "kind", "at", "model_id", "policy_version",
		"score", "band", "outcome", "input", "result")
	ids := make([]models.ID, len(b.rows))
	var buffer []byte
	for i := range b.rows {
		s := &b.scored[i]
		var err error
		if s.stands {
			ids[i] = b.rows[i].DecisionID
			buffer = appendStand(buffer[:0], &b.rows[i], s)
			digest.Write(buffer)
			continue
		}
		if ids[i], err = tx.id(); err != nil {
			return nil, err
		}
		err = rows.add(int64(ids[i]), int64(b.rows[i].ID), int64(run.ID), "assessment", tx.now, int64(run.ModelID),
			s.version, s.result.Score, s.result.Band, string(s.result.Outcome), s.input, s.output)
		if err != nil {
			return nil, err
		}
	}
	return ids, rows.close()
}

// applyOverrides assesses again the accounts whose score a person set until a later date.
func (tx *writeTx) applyOverrides(by *assessors, b *scoreBatch) error {
	var overrides []models.Override
	err := tx.db.Where("account_id >= ? AND account_id <= ?", b.rows[0].ID, b.rows[len(b.rows)-1].ID).
		Where("state = 'active' AND ended_at IS NULL AND ends_at > ?", tx.now).Order("id").Find(&overrides).Error
	if err != nil {
		return err
	}
	byAccount := make(map[models.ID]int, len(overrides))
	for _, o := range overrides {
		byAccount[o.AccountID] = o.Score // the newest is last
	}
	for i := range b.rows {
		if have := byAccount[b.rows[i].ID]; have != b.scored[i].in.Override {
			if err := b.assessOne(by, i, have); err != nil {
				return err
			}
		}
	}
	return nil
}

// setScores writes the new scores onto the accounts, if every one still is as it was read.
// The account's version is not counted up: a score is not something that a form was filled
// in against.
func (tx *writeTx) setScores(b *scoreBatch, decisions []models.ID) error {
	fresh := make([]int, 0, len(b.rows)-b.standing)
	for i := range b.scored {
		if !b.scored[i].stands {
			fresh = append(fresh, i)
		}
	}
	changed := int64(0)
	full := len(fresh) / bulkRows * bulkRows
	for _, part := range []struct {
		of   []int
		rows int
	}{{fresh[:full], bulkRows}, {fresh[full:], len(fresh) - full}} {
		if len(part.of) == 0 {
			continue
		}
		n, err := tx.setScoresOf(b, decisions, part.of, part.rows)
		if err != nil {
			return fmt.Errorf("accounts: %w", err)
		}
		changed += n
	}
	if changed != int64(len(fresh)) {
		return errStale
	}
	return nil
}

// setScoresOf writes some places of a batch, so many rows a statement, and returns how many of
// their accounts were as they had been read. The statement is long: it is prepared once.
func (tx *writeTx) setScoresOf(b *scoreBatch, decisions []models.ID, of []int, rows int) (changed int64, err error) {
	pool, err := tx.sqlTx()
	if err != nil {
		return 0, err
	}
	casts := []string{"BIGINT", "BIGINT", "INTEGER", "TEXT", "BIGINT", tx.store.dialect.blob()}
	set, err := pool.PrepareContext(tx.ctx, "UPDATE accounts SET score = v.column3, band = v.column4, decision_id = v.column5, basis = v.column6, scored_at = "+
		tx.store.dialect.place(rows*len(casts)+1)+
		" FROM (VALUES "+tx.store.dialect.values(rows, len(casts), casts)+") AS v"+
		" WHERE accounts.id = v.column1 AND accounts.version = v.column2")
	if err != nil {
		return 0, err
	}
	defer func() { err = errors.Join(err, set.Close()) }()
	args := make([]any, 0, rows*len(casts)+1)
	for part := range slices.Chunk(of, rows) {
		args = args[:0]
		if tx.store.dialect == sqlite { // its placeholders count from the left
			args = append(args, tx.now)
		}
		for _, i := range part {
			row, s := &b.rows[i], &b.scored[i]
			args = append(args, int64(row.ID), row.Version, s.result.Score, s.result.Band, int64(decisions[i]), s.keptBasis())
		}
		if tx.store.dialect != sqlite {
			args = append(args, tx.now)
		}
		done, err := set.ExecContext(tx.ctx, args...)
		if err != nil {
			return 0, err
		}
		n, err := done.RowsAffected()
		if err != nil {
			return 0, err
		}
		changed += n
	}
	return changed, nil
}

// keptBasis is the basis as the account keeps it: NULL for a decision that cannot stand.
func (s *scored) keptBasis() any {
	if !s.settled {
		return nil
	}
	return s.basis[:]
}

// blob is the type of bytes.
func (d dialect) blob() string {
	if d == postgresql {
		return "BYTEA"
	}
	return "BLOB"
}

// place is the n-th placeholder of a statement.
func (d dialect) place(n int) string {
	if d == postgresql {
		return "$" + strconv.Itoa(n)
	}
	return "?"
}
