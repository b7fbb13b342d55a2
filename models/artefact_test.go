package models_test

import (
	"encoding/json"
	"errors"
	"math"
	"os"
	"testing"

	"candor/engine/decide"
	"candor/engine/factor"
	"candor/engine/score"
	"candor/models"
)

// FuzzReadArtefact holds that a file from outside is either refused by its field or scores
// any account within the scale that policies know.
func FuzzReadArtefact(f *testing.F) {
	b, err := os.ReadFile("../data/demo/small.json")
	if err != nil {
		f.Fatal(err)
	}
	var small struct {
		Card json.RawMessage `json:"card"`
	}
	if err := json.Unmarshal(b, &small); err != nil {
		f.Fatal(err)
	}
	if _, err := models.ReadArtefact(small.Card); err != nil {
		f.Fatal(err)
	}
	f.Add([]byte(small.Card), 1.0)
	f.Add([]byte(`{"schema":1}`), math.NaN())
	f.Fuzz(func(t *testing.T, file []byte, x float64) {
		card, err := models.ReadArtefact(file)
		if err != nil {
			var bad *models.Invalid
			if !errors.As(err, &bad) || bad.Fields["file"].Code == "" {
				t.Fatalf("refused as %v", err)
			}
			return
		}
		e, err := score.Compile(card, factor.Keys())
		if err != nil {
			t.Fatalf("accepted but not compiled: %v", err)
		}
		vector := make(factor.Vector, len(factor.Catalogue))
		for i := range vector {
			vector[i] = x
		}
		if got := e.Score(vector, nil); got < decide.ScoreMin || got > decide.ScoreMax {
			t.Errorf("score %d", got)
		}
	})
}

// TestAPairIsTakenByItsTwoFactors: a factor of two keys stands under what one of them means.
func TestAPairIsTakenByItsTwoFactors(t *testing.T) {
	half, spec := 0.5, factor.Catalogue[0]
	axis := []score.Bin{{Kind: score.BinRange, UpTo: &half}, {Kind: score.BinRange, Over: &half}, {Kind: score.BinMissing}}
	card := func(first, second string, aspect score.Aspect) []byte {
		cells := make([]score.Bin, len(axis)*len(axis))
		for i := range cells {
			cells[i] = score.Bin{Kind: score.BinCell, Points: i}
		}
		b, err := score.Write(score.Scorecard{
			Schema: score.Schema, ID: "pair", Method: "boosted_additive", Label: "x", Scale: score.Scale{Score: 600, Odds: 3, PDO: 60}, Base: 600, Min: 350, Max: 950,
			Factors: []score.Factor{{
				Key: score.PairKey(first, second), Aspect: aspect, Reason: spec.Reason, Bins: cells,
				Pair: &score.Pair{Keys: [2]string{first, second}, Axes: [2][]score.Bin{axis, axis}},
			}},
		})
		if err != nil {
			t.Fatal(err)
		}
		return b
	}
	other := factor.Catalogue[1].Key
	if _, err := models.ReadArtefact(card(spec.Key, other, spec.Aspect)); err != nil {
		t.Errorf("a pair of the catalogue: %v", err)
	}
	for name, test := range map[string]struct {
		file []byte
		code string
	}{
		"a stranger":    {card(spec.Key, "star_sign", spec.Aspect), "model_factor"},
		"neither means": {card(spec.Key, other, score.AspectBackground), "model_factor_meaning"},
	} {
		var bad *models.Invalid
		if _, err := models.ReadArtefact(test.file); !errors.As(err, &bad) || bad.Fields["file"].Code != test.code {
			t.Errorf("%s: %v", name, err)
		}
	}
}
