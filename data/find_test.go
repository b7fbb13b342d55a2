package data

import (
	"reflect"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"gorm.io/gorm"

	"candor/models"
)

// sameRows reads a whole table both ways.
func sameRows[T any](t *testing.T, db *gorm.DB, order string) {
	t.Helper()
	var want []T
	if err := db.Order(order).Find(&want).Error; err != nil {
		t.Fatal(err)
	}
	got, err := find[T](db, "", "ORDER BY "+order)
	if err != nil {
		t.Fatal(err)
	}
	if len(got) == 0 {
		t.Errorf("no %s to compare", reflect.TypeFor[T]())
	}
	if d := cmp.Diff(want, got, cmp.Comparer(func(a, b time.Time) bool { return a.Equal(b) && a.Location().String() == b.Location().String() })); d != "" {
		t.Errorf("%s (-GORM +find):\n%s", reflect.TypeFor[T](), d)
	}
}

func TestFindReadsWhatGORMReads(t *testing.T) {
	forEachDB(t, func(t *testing.T, s *Store, _ *clock) {
		f := newFixture(t, s)
		f.open(7, models.SeverityHigh, 400, time.Hour)
		held := f.open(8, models.SeverityLow, 500, time.Hour)
		if _, err := s.ClaimCase(ctx, anna, held.ID); err != nil {
			t.Fatal(err)
		}
		err := s.read(ctx, func(db *gorm.DB) error {
			sameRows[models.Account](t, db, "id")
			sameRows[models.Case](t, db, "id")
			sameRows[models.Flag](t, db, "id")
			sameRows[models.Role](t, db, `"key"`)
			sameRows[models.Policy](t, db, "version")
			sameRows[models.AuditEntry](t, db, "seq")
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
	})
}

func TestFindSaysWhatIsMissing(t *testing.T) {
	forEachDB(t, func(t *testing.T, s *Store, _ *clock) {
		err := s.read(ctx, func(db *gorm.DB) error {
			if _, err := find[models.Role](db, "nonsense", ""); err == nil {
				t.Error("read a column that is not there")
			}
			if rows, err := find[models.Role](db, "", `WHERE "key" IN `+places(0)); err != nil || len(rows) != 0 {
				t.Errorf("none of no keys gave %v, %v", rows, err)
			}
			_, err := findOne[models.Role](db, "", `WHERE "key" = ?`, "nobody")
			return err
		})
		if err := translate(err); err == nil {
			t.Error("found a role that is not there")
		}
	})
}
