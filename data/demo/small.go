package demo

import (
	_ "embed" // the card below
	"encoding/json"
	"fmt"

	"candor/engine/learn"
	"candor/engine/score"
)

// smallDocument is the card and the report of a demo lender of 8,000 customers, for books
// that are too small to learn from. The package's test writes it with -update.
//
//go:embed small.json
var smallDocument []byte

// small is what smallDocument holds.
type small struct {
	Card   json.RawMessage `json:"card"`
	Report learn.Report    `json:"report"`
}

func smallCard() (score.Scorecard, learn.Report, error) {
	var s small
	if err := json.Unmarshal(smallDocument, &s); err != nil {
		return score.Scorecard{}, learn.Report{}, fmt.Errorf("small card: %w", err)
	}
	card, err := score.Read(s.Card)
	return card, s.Report, err
}
