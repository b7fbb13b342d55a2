//go:build cgo

package csqlite_test

import (
	"database/sql"
	"strings"
	"testing"

	_ "github.com/mattn/go-sqlite3"

	"candor/data/csqlite"
)

// planOf is how SQLite would read the open cases, the state as it stands in the words or as it is bound.
func planOf(t *testing.T, db *sql.DB, state string, bound ...any) string {
	t.Helper()
	rows, err := db.Query("EXPLAIN QUERY PLAN SELECT id FROM cases WHERE account = 7 AND state = "+state, bound...)
	if err != nil {
		t.Fatal(err)
	}
	defer rows.Close()
	var plan []string
	for rows.Next() {
		var id, parent, unused int
		var step string
		if err := rows.Scan(&id, &parent, &unused, &step); err != nil {
			t.Fatal(err)
		}
		plan = append(plan, step)
	}
	if err := rows.Err(); err != nil {
		t.Fatal(err)
	}
	return strings.Join(plan, "\n")
}

// TestAPlanHangsOnTheWordsAlone: a bound value that would open the way to an index of some rows does not, as planning by values is what has
// statements planned again and again; a word does.
func TestAPlanHangsOnTheWordsAlone(t *testing.T) {
	if !csqlite.Configure() {
		t.Fatal("SQLite refused")
	}
	db, err := sql.Open("sqlite3", ":memory:")
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	db.SetMaxOpenConns(1)
	if _, err := db.Exec("CREATE TABLE cases (id INTEGER PRIMARY KEY, account INT, state TEXT); CREATE INDEX open_cases ON cases (account) WHERE state = 'open'"); err != nil {
		t.Fatal(err)
	}
	if bound := planOf(t, db, "?", "open"); strings.Contains(bound, "open_cases") {
		t.Errorf("planned by what is bound: %s", bound)
	}
	if words := planOf(t, db, "'open'"); !strings.Contains(words, "open_cases") {
		t.Errorf("a word of the statement does not open the way: %s", words)
	}
}
