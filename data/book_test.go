package data

import (
	"context"
	"errors"
	"math"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"gorm.io/gorm"

	"candor/engine/decide"
	"candor/engine/factor"
	"candor/engine/learn"
	"candor/engine/score"
	"candor/models"
)

// sent is what a core system says about one customer.
func sent(externalID string) models.PutAccount {
	opened := start.AddDate(-2, 0, 0)
	months := 30
	return models.PutAccount{
		Source: "core", ExternalID: externalID, Lang: "zh-CN", Education: 2, EmploymentMonths: &months,
		IncomeFen: 900_000, OpenedAt: &opened, Declared: map[string]string{"sex": "female"},
		Personal: &models.Personal{Name: "李娜", Phone: "100 0000 1234", IDNumber: "110101199001011230", Email: "li@example.com"},
		Lines:    []models.CreditLine{{Product: models.ProductPayLater, LimitFen: 1_000_000, UsedFen: 250_000}},
		Statements: []models.Statement{
			{Month: 202602, BillFen: 250_000, PaidFen: 90_000, Standing: 0},
			{Month: 202601, BillFen: 90_000, PaidFen: 80_000, Standing: -1},
			{Month: 202512, BillFen: 80_000, Standing: 2, DaysPastDue: 60},
		},
		Checks: []models.IdentityCheck{
			{Kind: "name_match", Passed: true, Strength: 1, CheckedAt: start}, {Kind: "face", Passed: true, Strength: 97.5, CheckedAt: start},
		},
		Labels: []models.Label{{Name: "default_next_month", Bad: false}},
	}
}

func vectorOf(t *testing.T, s *Store, id models.ID) factor.Vector {
	t.Helper()
	var f models.Features
	if err := s.read(context.Background(), func(db *gorm.DB) error { return db.Where("account_id = ?", id).Take(&f).Error }); err != nil {
		t.Fatal(err)
	}
	v, err := factor.Decode(f.Vector)
	if err != nil {
		t.Fatal(err)
	}
	return v
}

func factorOf(v factor.Vector, key string) float64 {
	_, at, _ := factor.Lookup(key)
	return v[at]
}

func TestPutAccountKeepsWhatWasSentAndKnowsARepeat(t *testing.T) {
	forEachDB(t, func(t *testing.T, s *Store, c *clock) {
		ctx := context.Background()
		a, created, err := s.PutAccount(ctx, anna, sent("A1"))
		if err != nil || !created {
			t.Fatal(created, err)
		}
		got, err := s.Account(ctx, a.ID)
		if err != nil {
			t.Fatal(err)
		}
		if got.LimitFen != 1_000_000 || got.UsedFen != 250_000 || got.DaysPastDue != 0 || got.Status != models.StatusActive || got.Version != a.Version {
			t.Errorf("account %+v", got)
		}
		p, err := openAll(s, got)
		if want := *sent("").Personal; err != nil || p != want {
			t.Errorf("identity %+v, %v", p, err)
		}
		v := vectorOf(t, s, a.ID)
		for key, want := range map[string]float64{
			"utilisation_now": 0.25, "standing_last": 0, "worst_standing_3m": 2, "name_match": 1, "face_similarity": 97.5,
			"education": 2, "employment_months": 30, "account_months": 23,
		} {
			if got := factorOf(v, key); got != want {
				t.Errorf("%s = %v, want %v", key, got, want)
			}
		}
		if got := factorOf(v, "cluster_size"); !math.IsNaN(got) {
			t.Errorf("cluster_size = %v although nothing was looked for", got)
		}
		before := state(t, s)
		c.advance(time.Hour)
		again, created, err := s.PutAccount(ctx, anna, sent("A1"))
		if err != nil || created || again.Version != a.Version {
			t.Errorf("again: created %t, version %d, %v", created, again.Version, err)
		}
		if diff := cmp.Diff(before, state(t, s)); diff != "" {
			t.Errorf("a repeat changed something:\n%s", diff)
		}
	})
}

func TestPutAccountReplacesListsAndGuardsVersions(t *testing.T) {
	forEachDB(t, func(t *testing.T, s *Store, _ *clock) {
		ctx := context.Background()
		a, _, err := s.PutAccount(ctx, anna, sent("A1"))
		if err != nil {
			t.Fatal(err)
		}
		next := sent("A1")
		next.Personal, next.Version = nil, a.Version
		next.Lines = []models.CreditLine{{Product: models.ProductPayLater, LimitFen: 1_200_000, UsedFen: 600_000}, {Product: models.ProductCashLoan, LimitFen: 500_000}}
		next.Statements = next.Statements[:1]
		b, created, err := s.PutAccount(ctx, anna, next)
		if err != nil || created || b.ID != a.ID || b.LimitFen != 1_700_000 || b.UsedFen != 600_000 {
			t.Fatalf("%+v, %v", b, err)
		}
		if p, err := openAll(s, b); err != nil || p.Name != "李娜" {
			t.Errorf("identity that was not sent: %+v, %v", p, err)
		}
		if got := factorOf(vectorOf(t, s, a.ID), "history_months"); got != 1 {
			t.Errorf("history_months = %v after one statement was sent", got)
		}
		next.Education = 1 // sent on the version that is gone
		if _, _, err := s.PutAccount(ctx, anna, next); !errors.Is(err, models.ErrConflict) {
			t.Errorf("stale version: %v", err)
		}
		next.Education, next.Lines[0].LimitFen = 9, -1
		var bad *models.Invalid
		if _, _, err := s.PutAccount(ctx, anna, next); !errors.As(err, &bad) {
			t.Fatalf("nonsense: %v", err)
		}
		for _, field := range []string{"education", "lines.0.limit_fen"} {
			if _, named := bad.Fields[field]; !named {
				t.Errorf("%s is not named in %v", field, bad)
			}
		}
	})
}

// trained gives a store n accounts and a model that looks at use and standing.
func trained(t *testing.T, s *Store, n int) []models.ID {
	t.Helper()
	ctx := context.Background()
	ids, err := s.BulkIDs(n)
	if err != nil {
		t.Fatal(err)
	}
	entries := make([]Entry, n)
	for i := range entries {
		standing := 0
		if i%10 == 3 {
			standing = 4
		}
		entries[i] = Entry{
			Account: models.Account{ID: ids[i], Source: "core", ExternalID: "B" + ids[i].Public("x")},
			Lines:   []models.CreditLine{{Product: models.ProductPayLater, LimitFen: 1_000_000, UsedFen: int64(i%100) * 10_000}},
			Statements: []models.Statement{
				{Month: 202602, BillFen: int64(i%100) * 10_000, Standing: standing, DaysPastDue: 30 * standing}, {Month: 202601, BillFen: 5_000, Standing: -1},
			},
			Devices: []models.Device{{Label: "iPhone", City: "Wuhan", FirstSeen: start, LastSeen: start}},
		}
	}
	if err := s.BulkEntries(ctx, anna, models.ActionAccountImported, "test", entries); err != nil {
		t.Fatal(err)
	}
	if _, err := s.SaveModel(ctx, anna, NewModel{Card: testCard(), Report: learn.Report{Rows: n}}); err != nil {
		t.Fatal(err)
	}
	return ids
}

// testCard gives 0 to 60 points for use and −240 for standing 3 and worse.
func testCard() score.Scorecard {
	half, two := 0.5, 2.0
	return score.Scorecard{
		Schema: score.Schema, ID: "card-test", Method: "woe_logistic", Label: "test", Base: 640, Min: 350, Max: 950,
		Scale: score.Scale{Score: 600, Odds: 3, PDO: 60},
		Factors: []score.Factor{
			{Key: "standing_last", Aspect: score.AspectCredit, Reason: factor.LateRecently, Bins: []score.Bin{
				{Kind: score.BinRange, UpTo: &two, Points: 0}, {Kind: score.BinRange, Over: &two, Points: -240}, {Kind: score.BinMissing},
			}},
			{Key: "utilisation_now", Aspect: score.AspectCredit, Reason: factor.HighUtilisation, Bins: []score.Bin{
				{Kind: score.BinRange, UpTo: &half, Points: 60}, {Kind: score.BinRange, Over: &half, Points: 0}, {Kind: score.BinMissing},
			}},
		},
	}
}

func TestReplayFindsADecisionThatDoesNotComeOutAgain(t *testing.T) {
	forEachDB(t, func(t *testing.T, s *Store, _ *clock) {
		ctx := context.Background()
		ids := trained(t, s, 3)
		if _, err := s.Rescore(ctx, anna, nil); err != nil {
			t.Fatal(err)
		}
		var good models.Decision
		if err := s.read(ctx, func(db *gorm.DB) error { return db.Where("account_id = ?", ids[0]).Take(&good).Error }); err != nil {
			t.Fatal(err)
		}
		forged := map[string]func(*models.Decision){
			"another score": func(d *models.Decision) { d.Score++ },
			"another band":  func(d *models.Decision) { d.Band = "fair" },
			"another input": func(d *models.Decision) {
				d.Input = decide.Input{Vector: make(factor.Vector, len(factor.Catalogue))}.Encode()
			},
			"broken input":   func(d *models.Decision) { d.Input = []byte{1} },
			"another result": func(d *models.Decision) { d.Result = append([]byte(" "), d.Result...) },
		}
		for name, forge := range forged {
			d := good
			forge(&d)
			err := s.write(ctx, anna, func(tx *writeTx) error {
				var err error
				if d.ID, err = tx.id(); err != nil {
					return err
				}
				if err := tx.insert(&d); err != nil {
					return err
				}
				return tx.audit("test.forged", target{kind: "test"}, nil, nil, "")
			})
			if err != nil {
				t.Fatal(err)
			}
			if r, err := s.Replay(ctx, d.ID); err != nil || r.Differing != 1 || r.First[0] != d.PublicID() {
				t.Errorf("%s: %+v, %v", name, r, err)
			}
		}
		r, err := s.ReplayAll(ctx, nil)
		if err != nil || r.Decisions != 3+len(forged) || r.Differing != len(forged) {
			t.Errorf("all: %+v, %v", r, err)
		}
		if _, err := s.Replay(ctx, 42); !errors.Is(err, models.ErrNotFound) {
			t.Errorf("unknown decision: %v", err)
		}
	})
}

// What links say is computed in two ways: for one account by queries, for the book in memory.
func TestRelationsOfOneAccountAndOfTheBookAgree(t *testing.T) {
	forEachDB(t, func(t *testing.T, s *Store, _ *clock) {
		ctx := context.Background()
		ids := trained(t, s, 12)
		edges := []struct {
			a, b int
			kind string
		}{{0, 1, "device"}, {1, 2, "card"}, {0, 3, "device"}, {0, 3, "card"}, {4, 13 % 12, "phone"}, {5, 6, "address"}}
		err := s.write(ctx, anna, func(tx *writeTx) error {
			for _, e := range edges {
				for _, x := range [][2]int{{e.a, e.b}, {e.b, e.a}} {
					r := models.Relationship{AccountID: ids[x[0]], OtherID: ids[x[1]], Kind: e.kind, Since: start}
					if err := tx.insert(&r); err != nil {
						return err
					}
				}
			}
			return tx.audit("test.links", target{kind: "test"}, nil, nil, "")
		})
		if err != nil {
			t.Fatal(err)
		}
		if _, err := s.RefreshRelations(ctx, anna); err != nil {
			t.Fatal(err)
		}
		if again, err := s.RefreshRelations(ctx, anna); err != nil || again != 0 {
			t.Errorf("nothing changed, but %d moved, %v", again, err)
		}
		for _, id := range ids {
			fromBook := vectorOf(t, s, id)
			err := s.write(ctx, anna, func(tx *writeTx) error {
				var a models.Account
				if err := tx.take(&a, id); err != nil {
					return err
				}
				if err := tx.refreshFeatures(&a, true); err != nil {
					return err
				}
				return tx.audit("test.features", target{kind: "test"}, nil, nil, "")
			})
			if err != nil {
				t.Fatal(err)
			}
			for _, key := range []string{"shared_identity", "linked_defaults", "linked_default_share", "cluster_size", "shared_devices"} {
				if a, b := factorOf(fromBook, key), factorOf(vectorOf(t, s, id), key); a != b {
					t.Errorf("%s: %v from the book, %v alone", key, a, b)
				}
			}
		}
		if got := factorOf(vectorOf(t, s, ids[2]), "shared_identity"); got != 1 {
			t.Errorf("an account on another's card shares with %v", got)
		}
		v := vectorOf(t, s, ids[0]) // linked to 1 and, twice, to 3, who is in default
		if got := []float64{factorOf(v, "shared_identity"), factorOf(v, "linked_defaults"), factorOf(v, "linked_default_share"), factorOf(v, "cluster_size")}; !cmp.Equal(got, []float64{2, 1, 0.5, 5}) {
			t.Errorf("first account: %v", got)
		}
	})
}

// A sanction lowers what may be used, not what is known of the customer: or each cut would
// raise utilisation and so call for the next.
func TestCutLimitDoesNotMoveTheFactors(t *testing.T) {
	forEachDB(t, func(t *testing.T, s *Store, c *clock) {
		ctx := context.Background()
		a, _, err := s.PutAccount(ctx, anna, sent("A1"))
		if err != nil {
			t.Fatal(err)
		}
		ends := c.now().Add(time.Hour)
		if _, err := s.ProposeSanction(ctx, anna, models.ProposeSanction{
			AccountID: a.ID, Kind: models.SanctionLimitCut, CutProduct: models.ProductPayLater, CutFen: 250_000,
			ReasonCode: "unusual_spending", Reason: "a test", EndsAt: &ends, Version: a.Version,
		}); err != nil {
			t.Fatal(err)
		}
		again := sent("A1")
		again.Education = 3
		b, _, err := s.PutAccount(ctx, anna, again)
		if err != nil || b.LimitFen != 250_000 {
			t.Fatalf("limit in force %d, %v", b.LimitFen, err)
		}
		if got := factorOf(vectorOf(t, s, a.ID), "utilisation_now"); got != 0.25 {
			t.Errorf("utilisation %v of what was granted", got)
		}
	})
}
