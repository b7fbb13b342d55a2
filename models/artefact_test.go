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
