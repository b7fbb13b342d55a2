package learn_test

import (
	"bytes"
	"math"
	"math/rand/v2"
	"testing"

	"candor/engine/factor"
	"candor/engine/learn"
	"candor/engine/score"
)

// rare makes bads of two causes that a card of few bins would miss: the far tail of the first factor, and a missing second one
// for a tenth of the rows. The third says nothing.
func rare(seed uint64, rows int) learn.Data {
	r := rand.New(rand.NewPCG(seed, 7))
	d := learn.Data{Label: "bad", Specs: []factor.Spec{
		{Key: "tail", Aspect: score.AspectCredit, Direction: factor.Down, Reason: "tail"},
		{Key: "gap", Aspect: score.AspectCredit, Direction: factor.None, Reason: "gap"},
		{Key: "noise", Aspect: score.AspectCredit, Direction: factor.None, Reason: "noise"},
		{Key: "same", Aspect: score.AspectCredit, Direction: factor.None, Reason: "same"},
		{Key: "never", Aspect: score.AspectCredit, Direction: factor.None, Reason: "never"},
	}}
	for range rows {
		x := []float64{r.Float64(), r.Float64(), r.Float64(), 1, math.NaN()}
		p := 0.005
		if x[0] > 0.99 {
			p = 0.8
		}
		if r.IntN(10) == 0 {
			x[1] = math.NaN()
			p = max(p, 0.1)
		}
		d.Rows, d.Labels = append(d.Rows, x), append(d.Labels, r.Float64() < p)
	}
	return d
}

var rareOptions = learn.AdditiveOptions{Scale: score.Scale{Score: 500, Odds: 20, PDO: 40}, Min: 0, Max: 1000}

func keysOf(d learn.Data) []string {
	keys := make([]string, len(d.Specs))
	for i, s := range d.Specs {
		keys[i] = s.Key
	}
	return keys
}

func TestAdditiveFindsTailsAndGapsOutOfSample(t *testing.T) {
	card, report, err := learn.TrainAdditive(rare(1, 20_000), rareOptions)
	if err != nil {
		t.Fatal(err)
	}
	test := rare(2, 20_000)
	e, err := score.Compile(card, keysOf(test))
	if err != nil {
		t.Fatal(err)
	}
	risk, pd, p := make([]float64, len(test.Rows)), make([]float64, len(test.Rows)), score.Points{}
	for i, row := range test.Rows {
		e.Evaluate(row, &p)
		risk[i], pd[i] = -float64(p.Sum), card.Scale.PD(p.Sum)
	}
	auc, ap := learn.AUC(risk, test.Labels), learn.AveragePrecision(risk, test.Labels)
	t.Logf("AUC %.4f, average precision %.4f", auc, ap)
	if auc < 0.84 || ap < 0.26 {
		t.Errorf("AUC %.4f, average precision %.4f", auc, ap)
	}
	if ece := learn.ECE(learn.Calibration(pd, test.Labels, 10)); ece > 0.01 {
		t.Errorf("expected calibration error %.4f", ece)
	}
	why := map[string]string{}
	for _, d := range report.Dropped {
		why[d.Key] = d.Why
	}
	if why["same"] != learn.DroppedConstant || why["never"] != learn.DroppedMissing {
		t.Errorf("dropped %v", why)
	}
	if report.Shapes[0].Key != "tail" || report.Rows != 20_000 {
		t.Errorf("report %+v", report)
	}
}

// Points of a factor with a safe side never go the other way, whatever the sample says.
func TestAdditiveKeepsToTheSafeSide(t *testing.T) {
	d := rare(3, 20_000)
	for _, way := range []factor.Direction{factor.Down, factor.Up} {
		d.Specs[0].Direction, d.Specs[2].Direction = way, way
		card, _, err := learn.TrainAdditive(d, rareOptions)
		if err != nil {
			t.Fatal(err)
		}
		for _, f := range card.Factors {
			if f.Key == "gap" {
				continue
			}
			last := 0
			for i, b := range f.Bins {
				rises := b.Points >= last
				if b.Kind == score.BinRange && i > 0 && rises != (way == factor.Up) {
					t.Errorf("%s towards %s: bin %d has %d points after %d", f.Key, way, i, b.Points, last)
				}
				last = b.Points
			}
		}
	}
}

func TestAdditiveIsAFunctionOfTheData(t *testing.T) {
	write := func(d learn.Data) []byte {
		card, _, err := learn.TrainAdditive(d, rareOptions)
		if err != nil {
			t.Fatal(err)
		}
		b, err := score.Write(card)
		if err != nil {
			t.Fatal(err)
		}
		return b
	}
	a, b := write(rare(4, 20_000)), write(rare(4, 20_000))
	if !bytes.Equal(a, b) {
		t.Error("the same data gave two cards")
	}
	if bytes.Equal(a, write(rare(5, 20_000))) {
		t.Error("other data gave the same card")
	}
}

func TestAdditiveRefuses(t *testing.T) {
	few := rare(1, 2000)
	if _, _, err := learn.TrainAdditive(few, rareOptions); err == nil {
		t.Error("too few bads were enough")
	}
	o := rareOptions
	o.Rounds = -1
	if _, _, err := learn.TrainAdditive(rare(1, 20_000), o); err == nil {
		t.Error("no rounds were enough")
	}
	constant := rare(1, 20_000)
	constant.Specs = constant.Specs[3:]
	for i := range constant.Rows {
		constant.Rows[i] = constant.Rows[i][3:]
	}
	if _, _, err := learn.TrainAdditive(constant, rareOptions); err == nil {
		t.Error("there was nothing to learn from")
	}
}
