package data

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"
	"testing"
	"time"

	"candor/engine/decide"
	"candor/engine/factor"
	"candor/engine/score"
	"candor/models"
)

var (
	ctx = context.Background()
	bob = person(8, "Bob")
)

// fixture is a small book made by hand.
type fixture struct {
	*testing.T
	s     *Store
	model models.ID
}

// must runs a unit of work that has to succeed.
func (f *fixture) must(work func(tx *writeTx) error) {
	f.Helper()
	err := f.s.write(ctx, models.System("test"), func(tx *writeTx) error {
		if err := work(tx); err != nil {
			return err
		}
		return errors.Join(tx.audit("test.fixture", target{kind: "test"}, nil, nil, ""), tx.tellFixture())
	})
	if err != nil {
		f.Fatal(err)
	}
}

// tellFixture records rows that a test made by hand and that entries mark.
func (tx *writeTx) tellFixture() error {
	var err error
	for _, account := range slices.Sorted(maps.Keys(tx.marks)) {
		err = errors.Join(err, tx.audit(models.ActionCaseFlagged, aboutAccount(account), nil, nil, ""))
	}
	return err
}

func newFixture(t *testing.T, s *Store) *fixture { return &fixture{T: t, s: s} }

// account adds an account whose identity is made from a number.
func (f *fixture) account(n int) models.Account {
	f.Helper()
	a := models.Account{
		Reach: []models.Function{}, Declared: map[string]string{}, Source: "test", ExternalID: fmt.Sprintf("EXT-%03d", n), Status: models.StatusActive, Lang: "en",
		LimitFen: 1_000_000, UsedFen: int64(n) * 1000, ContentHash: "x", CreatedAt: start, UpdatedAt: start, Version: 1,
	}
	f.must(func(tx *writeTx) (err error) {
		if a.ID, err = tx.id(); err != nil {
			return err
		}
		err = tx.sealPersonal(&a, models.Personal{
			Name: fmt.Sprintf("Person Number%c", 'A'+n%26), Phone: fmt.Sprintf("0000000%04d", n),
			IDNumber: fmt.Sprintf("0000001990010%05d", n), Email: fmt.Sprintf("p%d@example.invalid", n),
		})
		if err != nil {
			return err
		}
		return tx.insert(&a)
	})
	return a
}

// open adds an account with one open case of one flag.
func (f *fixture) open(n int, severity models.Severity, total int, due time.Duration) models.Case {
	f.Helper()
	a := f.account(n)
	c := models.Case{
		AccountID: a.ID, State: models.CaseOpen, Band: "poor", OpenedAt: f.s.Now(), DueAt: f.s.Now().Add(due), Version: 1,
	}
	f.must(func(tx *writeTx) (err error) {
		if c.ID, err = tx.id(); err != nil {
			return err
		}
		flag := models.Flag{
			CaseID: c.ID, AccountID: a.ID, Source: "model", Code: "score_low", Severity: severity, Value: float64(total), Threshold: 480,
			ExposureFen: int64(n) * 1000, RaisedAt: tx.now, State: models.FlagOpen,
		}
		if flag.ID, err = tx.id(); err != nil {
			return err
		}
		c.Extend(&flag, total)
		if err := tx.insert(&c); err != nil {
			return err
		}
		return tx.insert(&flag)
	})
	return c
}

// card is a scorecard of two factors.
func card() score.Scorecard {
	half := 0.5
	return score.Scorecard{
		Schema: score.Schema, ID: "test", Method: "woe_logistic", Label: "default", Base: 600, Min: 350, Max: 950,
		Scale: score.Scale{Score: 600, Odds: 20, PDO: 50},
		Factors: []score.Factor{
			{Key: "utilisation_now", Aspect: score.AspectCredit, Reason: factor.HighUtilisation, Bins: []score.Bin{
				{Kind: score.BinMissing, Points: -10}, {Kind: score.BinRange, UpTo: &half, Points: 40}, {Kind: score.BinRange, Over: &half, Points: -60},
			}},
			{Key: "face_similarity", Aspect: score.AspectIdentity, Reason: factor.IdentityUnverified, Bins: []score.Bin{
				{Kind: score.BinMissing, Points: -20}, {Kind: score.BinRange, Points: 15},
			}},
		},
	}
}

// scored adds the model once, and an assessment of the account by it.
func (f *fixture) scored(a models.Account, utilisation float64) models.Decision {
	f.Helper()
	artefact, err := score.Write(card())
	if err != nil {
		f.Fatal(err)
	}
	vector := factor.Compute(factor.Facts{LimitFen: 1_000_000, UsedFen: int64(utilisation * 1_000_000), Identity: factor.UnknownIdentity()})
	assessor, err := decide.NewAssessor(card(), decide.Default())
	if err != nil {
		f.Fatal(err)
	}
	in := decide.Input{Vector: vector}
	result := assessor.Assess(in)
	blob, err := result.Encode()
	if err != nil {
		f.Fatal(err)
	}
	d := models.Decision{
		AccountID: a.ID, Kind: "assessment", At: f.s.Now(), PolicyVersion: 1, Score: result.Score, Band: result.Band,
		Outcome: string(result.Outcome), Input: in.Encode(), Result: blob,
	}
	f.must(func(tx *writeTx) (err error) {
		if f.model == 0 {
			if f.model, err = tx.id(); err != nil {
				return err
			}
			m := models.Model{
				ID: f.model, Name: "Test card", Method: "woe_logistic", State: models.ModelChampion, Artefact: artefact, Report: []byte("{}"), CreatedAt: tx.now, Version: 1,
			}
			if err := tx.insert(&m); err != nil {
				return err
			}
		}
		if d.ID, err = tx.id(); err != nil {
			return err
		}
		d.ModelID = f.model
		if err := tx.insert(&d); err != nil {
			return err
		}
		return tx.db.Model(&models.Account{}).Where("id = ?", a.ID).
			Updates(map[string]any{"score": d.Score, "band": d.Band, "decision_id": d.ID, "scored_at": tx.now}).Error
	})
	return d
}

// entries counts the record's entries of one action.
func (f *fixture) entries(action string) []models.AuditEntry {
	f.Helper()
	list, err := f.s.AuditEntries(ctx, models.AuditFilter{Action: action, Limit: 1000})
	if err != nil {
		f.Fatal(err)
	}
	return list
}
