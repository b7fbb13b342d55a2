package data

import (
	"context"
	"errors"
	"strconv"
	"sync"
	"testing"

	"gorm.io/gorm"

	"candor/models"
)

var anna = person(7, "Anna")

// remark is the smallest audited write there is.
func remark(s *Store, text string) error {
	return s.write(context.Background(), anna, func(tx *writeTx) error {
		return tx.audit("test.remark", target{kind: "test", id: text}, nil, text, "")
	})
}

func TestWriteRefusesWhatNobodyAnswersFor(t *testing.T) {
	forEachDB(t, func(t *testing.T, s *Store, _ *clock) {
		ctx := context.Background()
		role := models.Role{Key: "tester", Name: "Tester", Permissions: []models.Permission{models.PermCaseRead}}
		err := s.write(ctx, models.Actor{}, func(tx *writeTx) error { return tx.insert(&role) })
		if !errors.Is(err, models.ErrNoActor) {
			t.Errorf("without actor: err = %v", err)
		}
		err = s.write(ctx, anna, func(tx *writeTx) error { return tx.insert(&role) })
		if !errors.Is(err, errUnaudited) {
			t.Errorf("without audit entry: err = %v", err)
		}
		var n int64
		if err := s.read(ctx, func(db *gorm.DB) error {
			return db.Model(&models.Role{}).Where("key = ?", "tester").Count(&n).Error
		}); err != nil || n != 0 {
			t.Errorf("the refused role was stored: %d, %v", n, err)
		}
	})
}

func TestReadCannotWrite(t *testing.T) {
	forEachDB(t, func(t *testing.T, s *Store, _ *clock) {
		err := s.read(context.Background(), func(db *gorm.DB) error {
			return db.Exec("INSERT INTO settings (name, value) VALUES ('a', 'b')").Error
		})
		if err == nil {
			t.Error("a write inside read was accepted")
		}
	})
}

func TestUnitsCommittedTogetherFailAlone(t *testing.T) {
	forEachDB(t, func(t *testing.T, s *Store, _ *clock) {
		const n = 200
		boom := errors.New("boom")
		errs := make([]error, n)
		var wg sync.WaitGroup
		for i := range n {
			wg.Go(func() {
				errs[i] = s.write(context.Background(), anna, func(tx *writeTx) error {
					row := models.Role{Key: "r" + strconv.Itoa(i), Name: "R", Permissions: []models.Permission{}}
					if err := tx.insert(&row); err != nil {
						return err
					}
					switch i % 10 {
					case 3:
						return boom
					case 7:
						panic("deliberate")
					}
					return tx.audit("test.role", target{kind: "role", id: row.Key}, nil, nil, "")
				})
			})
		}
		wg.Wait()
		for i, err := range errs {
			if failed := i%10 == 3 || i%10 == 7; failed != (err != nil) {
				t.Fatalf("unit %d: err = %v", i, err)
			}
		}
		var kept int64
		if err := s.read(context.Background(), func(db *gorm.DB) error {
			return db.Model(&models.Role{}).Where("name = ?", "R").Count(&kept).Error
		}); err != nil || kept != n*8/10 {
			t.Errorf("kept %d roles, want %d (%v)", kept, n*8/10, err)
		}
		chain, err := s.VerifyAudit(context.Background(), nil)
		if err != nil || !chain.OK {
			t.Errorf("chain = %+v, %v", chain, err)
		}
	})
}

func TestSecondOpenOfAFolderIsRefused(t *testing.T) {
	c := newClock()
	s := openTest(t, Options{Dir: t.TempDir(), Now: c.now, Rand: zeros{}})
	for range 100 {
		if again, err := Open(context.Background(), Options{Dir: s.dir, Now: c.now, Rand: zeros{}}); !errors.Is(err, ErrInUse) {
			t.Fatalf("opened twice: %v, %v", again, err)
		}
	}
}

// zeros is a source of "randomness" for tests that do not depend on it.
type zeros struct{}

func (zeros) Read(b []byte) (int, error) { clear(b); return len(b), nil }
