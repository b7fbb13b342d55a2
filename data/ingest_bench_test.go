package data

import (
	"context"
	"crypto/rand"
	"crypto/sha256"
	"database/sql"
	"fmt"
	"strings"
	"testing"
	"time"

	"candor/models"
)

// ingestBatch is how many events one commit carries in both benchmarks.
const ingestBatch = 64

// ingestRows makes the events of the n-th batch, as they are written, spread over accounts.
func ingestRows(b *testing.B, s *Store, accounts []models.ID, n int) []models.Event {
	rows := make([]models.Event, ingestBatch)
	for i := range rows {
		id, err := s.ids.make()
		if err != nil {
			b.Fatal(err)
		}
		key := sha256.Sum256([]byte(fmt.Sprint(n, i)))
		rows[i] = models.Event{
			ID: id, AccountID: accounts[(n*7919+i*104729)%len(accounts)], Kind: models.EventPurchase, Source: "bench",
			ExternalID: fmt.Sprintf("%d-%d", n, i), EventKey: key[:16], BodyHash: key[:], At: s.Now(), AmountFen: int64(1000 + i),
			Body:    models.EventBody{Product: models.ProductPayLater, Merchant: "m-17", City: "Hangzhou", Device: "0123456789abcdef"},
			Outcome: models.OutcomeAllow, PolicyVersion: 1, Input: key[:], Result: key[:], Micros: 100, BatchID: id,
		}
	}
	return rows
}

// BenchmarkIngest compares events a second through the store, with its digest and audit
// entry, with what a prepared statement and a commit a batch reach on the same file.
func BenchmarkIngest(b *testing.B) {
	b.Run("store", func(b *testing.B) { ingest(b, storeIngest) })
	b.Run("prepared", func(b *testing.B) { ingest(b, preparedIngest) })
}

func ingest(b *testing.B, write func(*testing.B, *Store, []models.Event)) {
	s := openTest(b, Options{Dir: b.TempDir(), Now: time.Now, Rand: rand.Reader})
	accounts := make([]models.ID, 2000)
	entries := make([]Entry, len(accounts))
	for i := range accounts {
		id, err := s.ids.make()
		if err != nil {
			b.Fatal(err)
		}
		accounts[i] = id
		entries[i].Account = models.Account{ID: id, Source: "bench", ExternalID: fmt.Sprint(i), Status: models.StatusActive}
	}
	if err := s.BulkEntries(context.Background(), models.System("bench"), models.ActionDemoSeeded, "bench", entries); err != nil {
		b.Fatal(err)
	}
	n := 0
	for b.Loop() {
		n++
		b.StopTimer()
		rows := ingestRows(b, s, accounts, n)
		b.StartTimer()
		write(b, s, rows)
	}
	b.ReportMetric(float64(n*ingestBatch)/b.Elapsed().Seconds(), "events/s")
}

func storeIngest(b *testing.B, s *Store, rows []models.Event) {
	err := s.write(context.Background(), models.System("bench"), func(tx *writeTx) error {
		digest := newDigest()
		var values [][]any
		for i := range rows {
			v, err := eventValues(&rows[i])
			if err != nil {
				return err
			}
			for _, x := range v {
				if err := digestValue(digest, x); err != nil {
					return err
				}
			}
			values = append(values, v)
		}
		if _, err := tx.chunks("INSERT INTO events ("+strings.Join(eventColumns, ", ")+") ", "", nil, values); err != nil {
			return err
		}
		return tx.audit(models.ActionEventsDecided, target{kind: "batch", id: "bench"}, nil, map[string]any{"sha256": digestHex(digest)}, "")
	})
	if err != nil {
		b.Fatal(err)
	}
}

func preparedIngest(b *testing.B, s *Store, rows []models.Event) {
	pool, err := s.w.DB()
	if err != nil {
		b.Fatal(err)
	}
	tx, err := pool.Begin()
	if err != nil {
		b.Fatal(err)
	}
	defer func() { _ = tx.Rollback() }() // a benchmark that fails must not keep the only writer
	insert, err := tx.Prepare("INSERT INTO events (" + strings.Join(eventColumns, ", ") + ") VALUES " + s.dialect.values(1, len(eventColumns), nil))
	if err != nil {
		b.Fatal(err)
	}
	for i := range rows {
		if err := preparedOne(insert, &rows[i]); err != nil {
			b.Fatal(err)
		}
	}
	if err := tx.Commit(); err != nil {
		b.Fatal(err)
	}
}

func preparedOne(insert *sql.Stmt, e *models.Event) error {
	v, err := eventValues(e)
	if err == nil {
		_, err = insert.Exec(v...)
	}
	return err
}
