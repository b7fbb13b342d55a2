package learn_test

import (
	"bytes"
	"math"
	"runtime"
	"testing"

	"candor/engine/factor"
	"candor/engine/learn"
	"candor/engine/score"
)

func boosted(t *testing.T, d learn.Data) learn.Trained {
	t.Helper()
	trained, err := learn.Train(d, learn.Options{Method: learn.MethodBoosted, Seed: 7})
	if err != nil {
		t.Fatal(err)
	}
	return trained
}

func TestABoostedCardIsTheSameBytesOnAnyNumberOfCores(t *testing.T) {
	first := document(t, madeUp(3000, 1), learn.Options{Method: learn.MethodBoosted, Seed: 7})
	before := runtime.GOMAXPROCS(1)
	defer runtime.GOMAXPROCS(before)
	if !bytes.Equal(first, document(t, madeUp(3000, 1), learn.Options{Method: learn.MethodBoosted, Seed: 7})) {
		t.Error("training again on one core gave other bytes")
	}
	if bytes.Equal(first, document(t, madeUp(3000, 1), learn.Options{Method: learn.MethodBoosted, Seed: 8})) {
		t.Error("another seed drew the same bags")
	}
}

// Points of a factor with a safe side never go the other way; missing has a bin of its own; every bag has points in every bin, and
// their mean is the card to within the rounding.
func TestABoostedCardKeepsItsPromises(t *testing.T) {
	d := madeUp(4000, 3)
	card := boosted(t, d).Card
	if card.Method != learn.MethodBoosted || len(card.BaseBags) < 8 {
		t.Fatalf("method %s, %d bags", card.Method, len(card.BaseBags))
	}
	if mean := meanOf(card.BaseBags); math.Abs(mean-float64(card.Base)) > 1 {
		t.Errorf("base %d, mean of the bags %.2f", card.Base, mean)
	}
	safer := map[string]factor.Direction{}
	for _, s := range d.Specs {
		safer[s.Key] = s.Direction
	}
	for _, f := range card.Factors {
		var points []int
		for _, b := range f.Bins {
			if mean := meanOf(b.Bags); math.Abs(mean-float64(b.Points)) > 1 {
				t.Errorf("%s: %d points, mean of the bags %.2f", f.Key, b.Points, mean)
			}
			if b.Kind == score.BinRange {
				points = append(points, b.Points)
			}
		}
		for i := 1; i < len(points); i++ {
			if safer[f.Key] == factor.Down && points[i] > points[i-1] || safer[f.Key] == factor.Up && points[i] < points[i-1] {
				t.Errorf("%s is safer %s and has points %v", f.Key, safer[f.Key], points)
			}
		}
	}
}

func meanOf(list []int) float64 {
	sum := 0
	for _, x := range list {
		sum += x
	}
	return float64(sum) / float64(len(list))
}

// A shape that only shows when another factor is accounted for is found, and noise gets no line.
func TestBoostingSharesBetweenFactorsAndLeavesNoiseOut(t *testing.T) {
	d := rare(6, 20_000)
	for i, row := range d.Rows { // commoner bads than in the events that the data is made for
		d.Labels[i] = d.Labels[i] || row[0] > 0.7 && i%3 == 0
	}
	trained := boosted(t, d)
	for _, f := range trained.Card.Factors {
		if f.Key == "noise" {
			t.Errorf("noise has a line: %+v", f.Bins)
		}
	}
	why := map[string]string{}
	for _, x := range trained.Report.Dropped {
		why[x.Key] = x.Why
	}
	if why["same"] != learn.DroppedConstant || why["never"] != learn.DroppedMissing {
		t.Errorf("dropped %v", why)
	}
}

func TestBoostedTrainingRefusesWhatTheOtherRefuses(t *testing.T) {
	d := madeUp(1500, 5)
	clear(d.Labels[100:])
	if _, err := learn.Train(d, learn.Options{Method: learn.MethodBoosted}); err == nil {
		t.Error("too few bads were enough")
	}
	if _, err := learn.Train(madeUp(1500, 5), learn.Options{Method: "forest"}); err == nil {
		t.Error("an unknown method trained something")
	}
}
