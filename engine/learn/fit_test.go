package learn_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"candor/engine/factor"
	"candor/engine/learn"
	"candor/engine/score"
)

func TestFitLearnsTheCardThatTrainingMeasures(t *testing.T) {
	d := madeUp(3000, 5)
	for _, method := range []string{learn.MethodWoE, learn.MethodBoosted} {
		trained, err := learn.Train(d, learn.Options{Method: method, Folds: 2, Seed: 7})
		if err != nil {
			t.Fatal(err)
		}
		card, err := learn.Fit(d, learn.Options{Method: method, Seed: 7})
		if err != nil {
			t.Fatal(err)
		}
		want := trained.Card
		want.ID, want.Training = card.ID, score.Training{Rows: 3000, Bads: trained.Report.Bads, Seed: 7, SHA256: trained.Report.SHA256}
		if diff := cmp.Diff(want, card); diff != "" {
			t.Errorf("%s:\n%s", method, diff)
		}
	}
}

func TestFitRefusesWhatTrainingRefuses(t *testing.T) {
	d := madeUp(3000, 5)
	for name, c := range map[string]struct {
		d learn.Data
		o learn.Options
	}{
		"an unknown method": {d, learn.Options{Method: "black_box"}},
		"no factors":        {learn.Data{Rows: d.Rows, Labels: d.Labels}, learn.Options{}},
		"too few":           {learn.Data{Specs: d.Specs, Rows: d.Rows[:300], Labels: d.Labels[:300]}, learn.Options{}},
		"nothing to tell": {learn.Data{
			Specs: []factor.Spec{{Key: "steady", Aspect: score.AspectCredit, Direction: factor.None, Reason: "r"}}, Rows: ones(len(d.Rows)), Labels: d.Labels,
		}, learn.Options{}},
	} {
		t.Run(name, func(t *testing.T) {
			if card, err := learn.Fit(c.d, c.o); err == nil {
				t.Errorf("a card of %d factors", len(card.Factors))
			}
		})
	}
}

// ones is a factor that is the same for everybody.
func ones(n int) [][]float64 {
	rows := make([][]float64, n)
	for i := range rows {
		rows[i] = []float64{1}
	}
	return rows
}
