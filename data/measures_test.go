package data

import (
	"context"
	"errors"
	"testing"
	"time"

	"gorm.io/gorm"

	"candor/data/vault"
	"candor/models"
)

// The people of these tests. Anna proposes, Ben is a second person, Cleo serves customers.
var (
	ben  = person(8, "Ben")
	cleo = person(9, "Cleo")
)

func withRole(a models.Actor, role string) models.Actor {
	a.Role = role
	return a
}

// lenderAccount puts an account with a pay-later line of 10,000 yuan and a cash loan of
// 5,000 into the store: a good band, a monthly income, and 2,000 in use.
func lenderAccount(t *testing.T, s *Store, external string) *models.Account {
	t.Helper()
	score := 640
	var a models.Account
	err := s.write(context.Background(), models.System("test"), func(tx *writeTx) error {
		id, err := tx.id()
		if err != nil {
			return err
		}
		name, err := s.vault.Seal("张小明", vault.Place{Table: "accounts", Column: "name_sealed", Row: int64(id)})
		if err != nil {
			return err
		}
		a = models.Account{
			ID: id, Source: "test", ExternalID: external, Status: models.StatusActive, Name: name, Lang: "zh-CN", IncomeFen: 1_000_000,
			Reach: []models.Function{}, Declared: map[string]string{}, LimitFen: 1_500_000, UsedFen: 200_000,
			Score: &score, Band: "good", CreatedAt: tx.now, UpdatedAt: tx.now, Version: 1,
		}
		if err := tx.insert(&a); err != nil {
			return err
		}
		for i, p := range []models.Product{models.ProductPayLater, models.ProductCashLoan} {
			id, err := tx.id()
			if err != nil {
				return err
			}
			line := models.CreditLine{ID: id, AccountID: a.ID, Product: p, LimitFen: []int64{1_000_000, 500_000}[i], UsedFen: []int64{200_000, 0}[i], Version: 1}
			if err := tx.insert(&line); err != nil {
				return err
			}
		}
		return tx.audit(models.ActionAccountPut, target{kind: "account", id: a.PublicID(), accountID: a.ID}, nil, nil, "")
	})
	if err != nil {
		t.Fatal(err)
	}
	return &a
}

// measured reads an account with its lines and everything that can hold them down.
func measured(t *testing.T, s *Store, id models.ID) *models.LimitContext {
	t.Helper()
	c, err := s.LimitContext(context.Background(), id)
	if err != nil {
		t.Fatal(err)
	}
	return c
}

func line(c *models.LimitContext, p models.Product) *models.CreditLine {
	for i := range c.Lines {
		if c.Lines[i].Product == p {
			return &c.Lines[i]
		}
	}
	return nil
}

// runAll does every job that is due.
func runAll(t *testing.T, s *Store) int {
	t.Helper()
	n, err := s.RunJobs(context.Background(), "test", 10_000)
	if err != nil {
		t.Fatal(err)
	}
	return n
}

func audited(t *testing.T, s *Store, action string) int {
	t.Helper()
	found, err := s.AuditEntries(context.Background(), models.AuditFilter{Action: action, Limit: 1000})
	if err != nil {
		t.Fatal(err)
	}
	return len(found)
}

func wantRefused(t *testing.T, err error, code string) {
	t.Helper()
	var refused *models.Refused
	if !errors.As(err, &refused) || refused.Code != code {
		t.Errorf("err = %v, want refused: %s", err, code)
	}
}

func wantInvalid(t *testing.T, err error, field, code string) {
	t.Helper()
	var bad *models.Invalid
	if !errors.As(err, &bad) || bad.Fields[field].Code != code {
		t.Errorf("err = %v, want %s=%s", err, field, code)
	}
}

func must[T any](t *testing.T) func(T, error) T {
	return func(v T, err error) T {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
		return v
	}
}

func ok(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func days(c *clock, n int) *time.Time {
	at := c.now().Add(time.Duration(n) * 24 * time.Hour)
	return &at
}

func messages(t *testing.T, s *Store, id models.ID) []string {
	t.Helper()
	found, err := s.Messages(context.Background(), id)
	if err != nil {
		t.Fatal(err)
	}
	var templates []string
	for i := len(found) - 1; i >= 0; i-- {
		templates = append(templates, found[i].Template)
	}
	return templates
}

func count(t *testing.T, s *Store, model any, where string, args ...any) int64 {
	t.Helper()
	var n int64
	err := s.read(context.Background(), func(db *gorm.DB) error { return db.Model(model).Where(where, args...).Count(&n).Error })
	if err != nil {
		t.Fatal(err)
	}
	return n
}
