package data

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"time"

	"candor/models"
)

// BareRows is what a rescoring is measured against: n rows into an empty SQLite file of its
// own, multi-row and durable like a rescoring's, with no reading, scoring or record around
// it. A narrow row is run, account, score and band; a wide one is the given decision with
// its blobs and index. It returns how long the rows took, without making the file.
func BareRows(ctx context.Context, path string, n int, like *models.Decision, wide bool) (time.Duration, error) {
	db, err := openPool(dialSQLite(path, false), config(time.Now), 1)
	if err != nil {
		return 0, err
	}
	pool, err := db.DB()
	if err != nil {
		return 0, err
	}
	took, err := bareRows(ctx, pool, n, like, wide)
	if closed := pool.Close(); err == nil {
		err = closed
	}
	return took, err
}

func bareRows(ctx context.Context, pool *sql.DB, n int, like *models.Decision, wide bool) (time.Duration, error) {
	schema := "CREATE TABLE scores (run BIGINT, account BIGINT, score INTEGER, band TEXT, PRIMARY KEY (run, account)) WITHOUT ROWID"
	into, width := "scores", 4
	row := func(args []any, i int) []any { return append(args, int64(1), int64(i), 350+i%600, like.Band) }
	if wide {
		schema = "CREATE TABLE decisions (id INTEGER PRIMARY KEY, account_id BIGINT, run_id BIGINT, kind TEXT, at DATETIME, model_id BIGINT," +
			" policy_version INTEGER, score INTEGER, band TEXT, outcome TEXT, input BLOB, result BLOB);" +
			" CREATE INDEX decisions_account ON decisions (account_id, id)"
		into, width = "decisions", 12
		row = func(args []any, i int) []any {
			return append(args, int64(i+1), int64(i), int64(1), like.Kind, like.At, int64(like.ModelID), like.PolicyVersion,
				350+i%600, like.Band, like.Outcome, like.Input, like.Result)
		}
	}
	if _, err := pool.ExecContext(ctx, schema); err != nil {
		return 0, err
	}
	begun := time.Now()
	for from := 0; from < n; from += rescoreBatch {
		if err := bareBatch(ctx, pool, into, width, from, min(from+rescoreBatch, n), row); err != nil {
			return 0, fmt.Errorf("bare rows: %w", err)
		}
	}
	return time.Since(begun), nil
}

// bareBatch commits the rows from one to another, prepared as a rescoring's are.
func bareBatch(ctx context.Context, pool *sql.DB, into string, width, from, to int, row func([]any, int) []any) error {
	tx, err := pool.BeginTx(ctx, nil)
	if err != nil {
		return err
	}
	full, err := tx.PrepareContext(ctx, "INSERT INTO "+into+" VALUES "+sqlite.values(bulkRows, width, nil))
	if err != nil {
		return errors.Join(err, tx.Rollback())
	}
	args := make([]any, 0, bulkRows*width)
	for i := from; i < to && err == nil; i += bulkRows {
		rows := min(bulkRows, to-i)
		args = args[:0]
		for j := range rows {
			args = row(args, i+j)
		}
		if rows == bulkRows {
			_, err = full.ExecContext(ctx, args...)
		} else {
			_, err = tx.ExecContext(ctx, "INSERT INTO "+into+" VALUES "+sqlite.values(rows, width, nil), args...)
		}
	}
	if err = errors.Join(err, full.Close()); err != nil {
		return errors.Join(err, tx.Rollback())
	}
	return tx.Commit()
}
