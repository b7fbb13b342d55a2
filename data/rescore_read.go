package data

import (
	"context"
	"crypto/sha256"
	"database/sql"
	"fmt"
	"strconv"

	"gorm.io/gorm"

	"candor/engine/factor"
	"candor/models"
)

// scoreRow is what the assessment of one account needs of its rows.
type scoreRow struct {
	ID           models.ID
	Version      int64
	Status       models.AccountStatus // deactivated, or "" for any other
	Score        int                  // 0 before the first
	UsedFen      int64
	Jurisdiction string
	DecisionID   models.ID
	Basis        [sha256.Size]byte // zero for none
	Vector       factor.Vector     // the batch's own
	stored       []byte            // the same as it is stored, where Encode would write the very bytes; else nil
}

// rescoreColumns is read of each account. Each column costs more than what is in it, so that the version, the score, which is less
// than 1024, and whether the account is deactivated come as one number.
const rescoreColumns = "a.id, (a.version * 1024 + COALESCE(a.score, 0)) * 2 + CASE WHEN a.status = 'deactivated' THEN 1 ELSE 0 END, a.used_fen, " +
	"a.decision_id, a.jurisdiction, a.basis, f.vector FROM features f JOIN accounts a ON a.id = f.account_id WHERE a.status <> 'closed' AND "

// encodedSize is how long a vector is whose every factor is stored.
var encodedSize = len(factor.Encode(make(factor.Vector, len(factor.Catalogue))))

// read reads the next accounts after one, or those of the given ids, in the place of what the batch held. It goes past everything
// that reads rows of any kind: a book is long.
func (b *scoreBatch) read(ctx context.Context, s *Store, after models.ID, ids []models.ID) error {
	tail, args := "f.account_id > ?", []any{int64(after)}
	if ids != nil {
		tail, args = "f.account_id IN "+places(len(ids)), numbersOf(ids)
	}
	b.seen = s.strange.Load()
	query := "SELECT " + rescoreColumns + tail + " ORDER BY f.account_id LIMIT " + strconv.Itoa(rescoreBatch)
	return s.read(context.WithoutCancel(ctx), func(db *gorm.DB) error { // one batch is short, and a watched statement is slow
		b.rows = b.rows[:0]
		b.into = [...]any{&b.numbers[0], &b.numbers[1], &b.numbers[2], &b.numbers[3], &b.raw[0], &b.raw[1], &b.raw[2]}
		rows, err := db.Statement.ConnPool.QueryContext(db.Statement.Context, numbered(db.Name(), query), args...)
		if err != nil {
			return err
		}
		defer rows.Close()
		for rows.Next() {
			if err := b.scan(rows); err != nil {
				return err
			}
		}
		return rows.Err()
	})
}

// scan takes one row over. The bytes of a RawBytes are the driver's until the next row.
func (b *scoreBatch) scan(rows *sql.Rows) error {
	if err := rows.Scan(b.into[:]...); err != nil {
		return err
	}
	var n [4]int64
	for i, v := range b.numbers {
		is, ok := v.(int64)
		if !ok {
			return fmt.Errorf("a %T is no number", v)
		}
		n[i] = is
	}
	at := len(b.rows)
	b.rows = append(b.rows, scoreRow{ID: models.ID(n[0]), Version: n[1] >> 11, Score: int(n[1] >> 1 & 1023), UsedFen: n[2], DecisionID: models.ID(n[3])})
	row := &b.rows[at]
	if n[1]&1 != 0 {
		row.Status = models.StatusDeactivated
	}
	place, basis, vector := b.raw[0], b.raw[1], b.raw[2]
	if len(place) > 0 {
		row.Jurisdiction = string(place)
	}
	copy(row.Basis[:], basis)
	row.Vector, row.stored = b.place(at)
	if err := factor.DecodeInto(row.Vector, vector); err != nil {
		return fmt.Errorf("account %s: %w", row.ID.Public(models.PrefixAccount), err)
	}
	if len(vector) != encodedSize {
		row.stored = nil
		return nil
	}
	copy(row.stored, vector)
	return nil
}

// place is the room of one row's vector and of its stored form. All rows of a batch share two slices, which it keeps.
func (b *scoreBatch) place(at int) (factor.Vector, []byte) {
	size := len(factor.Catalogue)
	if b.values == nil {
		b.values, b.bytes = make([]float64, rescoreBatch*size), make([]byte, rescoreBatch*encodedSize)
	}
	return b.values[at*size : (at+1)*size : (at+1)*size], b.bytes[at*encodedSize : (at+1)*encodedSize : (at+1)*encodedSize]
}
