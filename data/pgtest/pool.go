package pgtest

import (
	"fmt"
	"strings"
	"sync"
	"testing"
)

// Pool hands out schemas that one function has filled. A schema that a test gives back is
// emptied for the next one, which costs a tenth of making it again; one whose tables
// or triggers the test has changed, or whose test failed, is dropped. It is safe for use by tests in parallel.
type Pool struct {
	Fill func(url string) error // makes what every schema starts with: its tables and the first rows

	mu   sync.Mutex
	free []*schema
}

// schema is one that was filled, with what is needed to bring it back to that.
type schema struct {
	name  string
	shape string   // after filling
	first []string // tables that had rows then; copies stand in the schema <name>_first
}

// Schema returns the URL of a schema as Fill leaves it. It is given back after the test.
func (p *Pool) Schema(t testing.TB) string {
	t.Helper()
	s := p.take()
	if s == nil {
		s = p.make(t)
	}
	t.Cleanup(func() { p.giveBack(t, s) })
	return within(s.name)
}

func (p *Pool) take() *schema {
	p.mu.Lock()
	defer p.mu.Unlock()
	if len(p.free) == 0 {
		return nil
	}
	s := p.free[len(p.free)-1]
	p.free = p.free[:len(p.free)-1]
	return s
}

func (p *Pool) make(t testing.TB) *schema {
	t.Helper()
	s := &schema{name: fresh(t)}
	run(t, "CREATE SCHEMA "+s.name)
	run(t, "CREATE SCHEMA "+s.name+"_first")
	if err := p.Fill(within(s.name)); err != nil {
		t.Fatal(err)
	}
	s.shape, s.first = shape(t, s.name), filled(t, s.name)
	for _, table := range s.first {
		run(t, fmt.Sprintf("CREATE TABLE %[1]s_first.%[2]s AS TABLE %[1]s.%[2]s", s.name, table))
	}
	return s
}

// giveBack empties a schema for the next test, or drops it when it is no longer what it was.
func (p *Pool) giveBack(t testing.TB, s *schema) {
	t.Helper()
	if t.Failed() || shape(t, s.name) != s.shape {
		run(t, "DROP SCHEMA "+s.name+", "+s.name+"_first CASCADE")
		return
	}
	var names []string
	for _, table := range filled(t, s.name) {
		names = append(names, s.name+"."+table)
	}
	statements := []string{"BEGIN"}
	if len(names) > 0 {
		statements = append(statements, "TRUNCATE "+strings.Join(names, ", ")+" CASCADE")
	}
	for _, table := range s.first {
		statements = append(statements, fmt.Sprintf("INSERT INTO %[1]s.%[2]s SELECT * FROM %[1]s_first.%[2]s", s.name, table))
	}
	run(t, strings.Join(append(statements, "COMMIT"), ";"))
	p.mu.Lock()
	defer p.mu.Unlock()
	p.free = append(p.free, s)
}

// shape is a digest of a schema's tables, columns, constraints and triggers; rows do not count.
func shape(t testing.TB, name string) string {
	t.Helper()
	var digest string
	err := cluster.db.QueryRow(`WITH tables AS (SELECT * FROM pg_class WHERE relnamespace = $1::regnamespace), parts AS (
		SELECT concat_ws(' ', 'table', oid, relname, relkind, reltype) AS part FROM tables
		UNION ALL SELECT concat_ws(' ', 'column', attrelid, attnum, attname, atttypid, attnotnull, atthasdef) FROM pg_attribute WHERE attrelid IN (SELECT oid FROM tables)
		UNION ALL SELECT concat_ws(' ', 'constraint', oid, conname) FROM pg_constraint WHERE connamespace = $1::regnamespace
		UNION ALL SELECT concat_ws(' ', 'trigger', oid, tgenabled) FROM pg_trigger WHERE tgrelid IN (SELECT oid FROM tables)
	) SELECT coalesce(md5(string_agg(part, ',' ORDER BY part)), '') FROM parts`, name).Scan(&digest)
	if err != nil {
		t.Errorf("look at schema %s: %v", name, err)
	}
	return digest
}

// filled is the tables that have had rows since they were made or last emptied.
func filled(t testing.TB, name string) []string {
	t.Helper()
	var all string
	err := cluster.db.QueryRow(`SELECT coalesce(string_agg(relname, ' ' ORDER BY relname), '') FROM pg_class
		WHERE relnamespace = $1::regnamespace AND relkind = 'r' AND pg_relation_size(oid) > 0`, name).Scan(&all)
	if err != nil {
		t.Errorf("look at schema %s: %v", name, err)
	}
	return strings.Fields(all)
}
