package data

import (
	"context"
	"crypto/rand"
	"database/sql"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"sync"
	"testing"
	"testing/fstest"

	"github.com/pressly/goose/v3"
	"gorm.io/driver/postgres"
	"gorm.io/gorm"

	"candor/data/pgtest"
	"candor/data/vault"
	"candor/models"
)

// releases is which steps lenders made by earlier versions have gone: all up to the last one, but those that were added below it
// later.
var releases = []struct {
	last  int64
	later []int64
}{
	{last: 151, later: []int64{127, 131, 133, 143, 144}},
	{last: 152},
}

// TestLendersOfEarlierVersionsAreBroughtUp makes the tables that an earlier version made and opens them with this one: they end as
// those of a new lender, column by column, although some steps come after higher ones.
func TestLendersOfEarlierVersionsAreBroughtUp(t *testing.T) {
	for _, r := range releases {
		t.Run(strconv.FormatInt(r.last, 10), func(t *testing.T) {
			t.Run("sqlite", func(t *testing.T) {
				fresh := dialSQLite(filepath.Join(t.TempDir(), "new.db"), false)
				earlier := dialSQLite(filepath.Join(t.TempDir(), "old.db"), false)
				sameTables(t, sqlite, fresh, earlier, r.last, r.later)
			})
			t.Run("postgres", func(t *testing.T) {
				sameTables(t, postgresql, postgres.Open(pgtest.Schema(t)), postgres.Open(pgtest.Schema(t)), r.last, r.later)
			})
		})
	}
}

func sameTables(t *testing.T, d dialect, fresh, earlier gorm.Dialector, last int64, later []int64) {
	t.Helper()
	ctx := context.Background()
	old, pool := openBare(t, earlier)
	steps, err := migrations(d)
	if err != nil {
		t.Fatal(err)
	}
	names, err := fs.Glob(steps, "*.sql")
	if err != nil {
		t.Fatal(err)
	}
	known := fstest.MapFS{}
	for _, name := range names {
		version, err := goose.NumericComponent(name)
		if err != nil {
			t.Fatal(err)
		}
		if version <= last && !slices.Contains(later, version) {
			known[name] = steps.(fstest.MapFS)[name]
		}
	}
	was, err := goose.NewProvider(map[dialect]goose.Dialect{sqlite: goose.DialectSQLite3, postgresql: goose.DialectPostgres}[d], pool, known)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := was.Up(ctx); err != nil {
		t.Fatal(err)
	}
	made, _ := openBare(t, fresh)
	for _, db := range []*gorm.DB{old, made} {
		if err := (&Store{w: db, dialect: d}).migrate(ctx); err != nil {
			t.Fatal(err)
		}
	}
	want, have := columnsOf(t, made, d), columnsOf(t, old, d)
	if len(want) == 0 || !slices.Equal(want, have) {
		t.Errorf("a new lender has %q, an earlier one %q", lacking(want, have), lacking(have, want))
	}
}

// openBare opens a database on one connection until the test ends.
func openBare(t *testing.T, dial gorm.Dialector) (*gorm.DB, *sql.DB) {
	t.Helper()
	db, err := openPool(dial, config(newClock().now), 1)
	if err != nil {
		t.Fatal(err)
	}
	pool, err := db.DB()
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := pool.Close(); err != nil {
			t.Error(err)
		}
	})
	return db, pool
}

// columnsOf lists tables, columns and types, and the names of indexes.
func columnsOf(t *testing.T, db *gorm.DB, d dialect) (out []string) {
	t.Helper()
	list := "SELECT m.name || ' ' || p.name || ' ' || p.type FROM sqlite_master m JOIN pragma_table_info(m.name) p WHERE m.type = 'table' " +
		"UNION ALL SELECT 'index ' || name FROM sqlite_master WHERE type = 'index'"
	if d == postgresql {
		list = "SELECT table_name || ' ' || column_name || ' ' || data_type FROM information_schema.columns WHERE table_schema = current_schema() " +
			"UNION ALL SELECT 'index ' || indexname FROM pg_indexes WHERE schemaname = current_schema()"
	}
	if err := db.Raw(list).Scan(&out).Error; err != nil {
		t.Fatal(err)
	}
	slices.Sort(out)
	return out
}

// lacking is what of one list the other has not.
func lacking(of, in []string) (out []string) {
	for _, s := range of {
		if _, found := slices.BinarySearch(in, s); !found {
			out = append(out, s)
		}
	}
	return out
}

// TestManyProcessesOpenOneFreshSchema opens eight stores at once on a schema without a table: all open, and what every lender starts
// with is there once.
func TestManyProcessesOpenOneFreshSchema(t *testing.T) {
	const n = 8
	url, c := pgtest.Schema(t), newClock()
	first := t.TempDir()
	_, err := loadSigner(filepath.Join(first, "keys", "audit.json"), rand.Reader)
	ok(t, err)
	_, err = vault.Load(filepath.Join(first, "keys", "vault.json"), nil)
	ok(t, err)
	stores, errs := make([]*Store, n), make([]error, n)
	var wg sync.WaitGroup
	for i := range n {
		dir := t.TempDir()
		ok(t, os.CopyFS(dir, os.DirFS(first)))
		wg.Go(func() {
			stores[i], errs[i] = Open(context.Background(), Options{Dir: dir, URL: url, Now: c.now, Rand: rand.Reader})
		})
	}
	wg.Wait()
	ok(t, errors.Join(errs...))
	s := stores[0]
	for _, one := range []struct {
		what any
		want int64
	}{
		{&models.Policy{}, 1}, {&models.AuditHead{}, 1}, {&models.AuditEntry{}, 1}, {&models.Role{}, int64(len(models.BuiltinRoles()))},
	} {
		var have int64
		ok(t, s.w.Model(one.what).Count(&have).Error)
		if have != one.want {
			t.Errorf("%d rows of %T, not %d", have, one.what, one.want)
		}
	}
	for _, s := range stores {
		ok(t, s.Close())
	}
}
