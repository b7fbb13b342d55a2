package data

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"
	"gorm.io/gorm"

	"candor/engine/factor"
	"candor/engine/learn"
	"candor/engine/validate"
	"candor/models"
)

// queriesOf counts the queries that a store's reader runs from here on.
func queriesOf(t *testing.T, s *Store) *int {
	t.Helper()
	n := 0
	add := func(*gorm.DB) { n++ }
	if err := errors.Join(s.r.Callback().Query().Before("gorm:query").Register("test:query", add),
		s.r.Callback().Row().Before("gorm:row").Register("test:row", add)); err != nil {
		t.Fatal(err)
	}
	return &n
}

func TestTrainingDataKnowsMonthsAndGroups(t *testing.T) {
	forEachDB(t, func(t *testing.T, s *Store, _ *clock) {
		ctx := context.Background()
		put := func(external string, declared map[string]string, months ...int) {
			p := sent(external)
			p.Personal, p.Declared, p.Statements = nil, declared, nil
			for _, m := range months {
				p.Statements = append(p.Statements, models.Statement{Month: m, BillFen: 1000})
			}
			if _, _, err := s.PutAccount(ctx, anna, p); err != nil {
				t.Fatal(err)
			}
		}
		put("A1", map[string]string{"sex": "female", "age": "24"}, 202511, 202512, 202601)
		put("A2", map[string]string{}, 202512)
		put("A3", map[string]string{"sex": "male", "age": "old", "marital_status": "single"})
		put("A4", map[string]string{"age": "61"}, 202602)
		queries := queriesOf(t, s)
		d, err := s.TrainingData(ctx, "default_next_month")
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff([]int{202601, 202512, 0, 202602}, d.Months); diff != "" {
			t.Errorf("months (-want +got):\n%s", diff)
		}
		want := map[string][]string{
			"sex": {"female", "", "male", ""}, "age": {"under_25", "", "", "60_over"}, "marital_status": {"", "", "single", ""},
		}
		if diff := cmp.Diff(want, d.Groups); diff != "" {
			t.Errorf("groups (-want +got):\n%s", diff)
		}
		if len(d.Rows) != 4 || len(d.Labels) != 4 || *queries > 2 {
			t.Errorf("%d rows, %d labels, %d queries", len(d.Rows), len(d.Labels), *queries)
		}
		if _, err := s.TrainingData(ctx, "nothing"); !errors.Is(err, models.ErrNotFound) {
			t.Errorf("no outcomes: %v", err)
		}
	})
}

func TestTrainingDataRefusesWhatIsNoDeclaration(t *testing.T) {
	forEachDB(t, func(t *testing.T, s *Store, _ *clock) {
		ctx := context.Background()
		a, _, err := s.PutAccount(ctx, anna, sent("A1"))
		if err != nil {
			t.Fatal(err)
		}
		err = s.write(ctx, anna, func(tx *writeTx) error {
			if err := tx.db.Exec("UPDATE accounts SET declared = ? WHERE id = ?", `["sex"]`, a.ID).Error; err != nil {
				return err
			}
			return tx.audit(models.ActionAccountPut, target{kind: "account", id: a.PublicID()}, nil, nil, "")
		})
		if err != nil {
			t.Fatal(err)
		}
		if _, err := s.TrainingData(ctx, "default_next_month"); err == nil {
			t.Error("a list was taken for what an account declared")
		}
	})
}

// madeHistory draws accounts of two months in whose history utilisation and lateness tell bad from good.
func madeHistory(rows int, seed uint64) learn.Data {
	r := rand.New(rand.NewPCG(seed, 1))
	d := learn.Data{Specs: factor.Catalogue, Label: "made up", Groups: map[string][]string{"sex": nil}}
	_, use, _ := factor.Lookup("utilisation_now")
	_, late, _ := factor.Lookup("standing_last")
	for i := range rows {
		v := slices.Repeat([]float64{math.NaN()}, len(factor.Catalogue))
		v[use], v[late] = r.Float64(), float64(r.IntN(4))
		d.Rows, d.Labels = append(d.Rows, v), append(d.Labels, r.Float64() < 1/(1+math.Exp(4-3*v[use]-v[late])))
		d.Months = append(d.Months, 202601+i%2)
		d.Groups["sex"] = append(d.Groups["sex"], fmt.Sprint("s", i%2))
	}
	return d
}

// trainAndKeep trains a card, stores it with its validation, and returns what was kept of that.
func trainAndKeep(t *testing.T, s *Store, d learn.Data) validate.Report {
	t.Helper()
	ctx := context.Background()
	o := learn.Options{Folds: 3, Seed: 7}
	trained, err := learn.Train(d, o)
	if err != nil {
		t.Fatal(err)
	}
	document, err := s.Validate(ctx, d, trained, o)
	if err != nil {
		t.Fatal(err)
	}
	m, err := s.SaveModel(ctx, anna, NewModel{Card: trained.Card, Report: trained.Report, Validation: document})
	if err != nil {
		t.Fatal(err)
	}
	kept, err := s.Model(ctx, m.ID)
	if err != nil || string(kept.Validation) != string(document) {
		t.Fatalf("kept %d bytes of %d, %v", len(kept.Validation), len(document), err)
	}
	list, err := s.Models(ctx, 0, 10)
	if err != nil || list[0].Validation != nil || !list[0].Validated || !kept.Validated {
		t.Errorf("in the list %+v, %v", list[0], err)
	}
	var r validate.Report
	if err := json.Unmarshal(kept.Validation, &r); err != nil {
		t.Fatal(err)
	}
	return r
}

func TestValidationIsKeptWithItsModel(t *testing.T) {
	forEachDB(t, func(t *testing.T, s *Store, _ *clock) {
		ctx := context.Background()
		first := trainAndKeep(t, s, madeHistory(3000, 1))
		if first.CutScore != 550 || first.Comparison.Skipped != validate.SkippedNone || first.OutOfTime.Month != 202602 || first.OutOfTime.AUC == nil {
			t.Errorf("first model: cut %d, %+v, %+v", first.CutScore, first.Comparison, first.OutOfTime)
		}
		same := trainAndKeep(t, s, madeHistory(3000, 1))
		if c := same.Comparison; c.Champion != first.Card || !c.SameRows {
			t.Errorf("trained again on the same rows: %+v", c)
		}
		plain, err := s.SaveModel(ctx, anna, NewModel{Card: testCard()})
		if err != nil {
			t.Fatal(err)
		}
		if list, err := s.Models(ctx, 0, 10); err != nil || list[0].ID != plain.ID || list[0].Validated {
			t.Errorf("a model without validation: %+v, %v", list[0], err)
		}
		other := trainAndKeep(t, s, madeHistory(3000, 2))
		if c := other.Comparison; c.Champion != first.Card || c.SameRows || c.Difference == nil {
			t.Errorf("trained on others: %+v", c)
		}
	})
}

func TestValidateRefusesScoresOfOtherRows(t *testing.T) {
	forEachDB(t, func(t *testing.T, s *Store, _ *clock) {
		d := madeHistory(3000, 3)
		trained, err := learn.Train(d, learn.Options{Folds: 2})
		if err != nil {
			t.Fatal(err)
		}
		trained.Out = trained.Out[1:]
		if _, err := s.Validate(context.Background(), d, trained, learn.Options{}); err == nil {
			t.Error("scores of fewer rows were measured")
		}
	})
}
