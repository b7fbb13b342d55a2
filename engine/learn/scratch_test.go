package learn_test

import (
	"candor/engine/learn"
	"testing"
)

func TestScratch(t *testing.T) {
	d := taiwan(t)
	s := 0.0
	k := 0.0
	b := 0.0
	e := 0.0
	for seed := int64(1); seed <= 8; seed++ {
		_, r, err := learn.Train(d, learn.Options{Seed: seed})
		if err != nil {
			t.Fatal(err)
		}
		s += r.AUC / 8
		k += r.KS / 8
		b += r.Brier / 8
		e += r.ECE / 8
	}
	t.Logf("AUC %.4f KS %.4f Brier %.5f ECE %.4f", s, k, b, e)
}
