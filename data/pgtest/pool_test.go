package pgtest_test

import (
	"database/sql"
	"os"
	"testing"

	_ "github.com/jackc/pgx/v5/stdlib"

	"candor/data/pgtest"
)

func TestMain(m *testing.M) {
	code := m.Run()
	pgtest.Stop()
	os.Exit(code)
}

// do runs one statement on a schema; row is what it returns, where it returns something.
func do(t *testing.T, url, statement string, row ...any) {
	t.Helper()
	db, err := sql.Open("pgx", url)
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	if len(row) > 0 {
		err = db.QueryRow(statement).Scan(row...)
	} else {
		_, err = db.Exec(statement)
	}
	if err != nil {
		t.Fatalf("%s: %v", statement, err)
	}
}

// TestASchemaComesBackAsItWasFilled gives a schema back in each state that a test can leave it in:
// the next test gets the first rows and no others, in the same schema or, where the test changed more
// than rows, in a new one.
func TestASchemaComesBackAsItWasFilled(t *testing.T) {
	fills := 0
	pool := &pgtest.Pool{Fill: func(url string) error {
		fills++
		do(t, url, "CREATE TABLE heads (lane TEXT PRIMARY KEY, n BIGSERIAL)")
		do(t, url, "CREATE TABLE rows (id BIGINT PRIMARY KEY, lane TEXT REFERENCES heads)")
		do(t, url, "CREATE FUNCTION refuse() RETURNS trigger AS $$ BEGIN RAISE EXCEPTION 'append only'; END $$ LANGUAGE plpgsql")
		do(t, url, "CREATE TRIGGER kept BEFORE UPDATE OR DELETE ON rows FOR EACH ROW EXECUTE FUNCTION refuse()")
		do(t, url, "INSERT INTO heads (lane) VALUES ('main')")
		return nil
	}}
	for _, left := range []struct {
		by    string
		fills int // schemas made so far, this one included
	}{
		{"SELECT 1", 1},
		{"INSERT INTO rows VALUES (1, 'main')", 1},
		{"UPDATE heads SET lane = 'other', n = 7", 1},
		{"DELETE FROM heads", 1},
		{"INSERT INTO heads (lane) SELECT generate_series(1, 500)::text", 1},
		{"ALTER TABLE rows DISABLE TRIGGER kept", 1}, // dropped: the next row has another schema
		{"DROP TRIGGER kept ON rows", 2},
		{"CREATE INDEX more ON rows (lane)", 3},
		{"ALTER TABLE rows RENAME TO lines", 4},
		{"CREATE TABLE another (id BIGINT)", 5},
		{"ALTER TABLE heads DROP CONSTRAINT heads_pkey CASCADE", 6},
		{"ALTER TABLE rows ALTER lane SET NOT NULL", 7},
		{"SELECT 1", 8},
	} {
		t.Run(left.by, func(t *testing.T) {
			url := pool.Schema(t)
			var lanes, rows, n, kept int
			do(t, url, "SELECT count(*), count(*) FILTER (WHERE lane = 'main'), max(n), (SELECT count(*) FROM rows) FROM heads", &lanes, &kept, &n, &rows)
			if lanes != 1 || kept != 1 || n != 1 || rows != 0 {
				t.Errorf("a test begins with %d heads, of them %d first ones with number %d, and %d rows", lanes, kept, n, rows)
			}
			if fills != left.fills {
				t.Errorf("%d schemas are made, expected %d", fills, left.fills)
			}
			do(t, url, left.by)
		})
	}
}

// TestSchemasInUseAreTwo takes two at once, as two tests in parallel do.
func TestSchemasInUseAreTwo(t *testing.T) {
	pool := &pgtest.Pool{Fill: func(url string) error { do(t, url, "CREATE TABLE rows (id BIGINT)"); return nil }}
	one, other := pool.Schema(t), pool.Schema(t)
	do(t, one, "INSERT INTO rows VALUES (1)")
	var n int
	do(t, other, "SELECT count(*) FROM rows", &n)
	if one == other || n != 0 {
		t.Errorf("%s and %s: %d rows", one, other, n)
	}
}
