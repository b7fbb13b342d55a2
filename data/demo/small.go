package demo

import (
	"bytes"
	_ "embed" // the card below
	"encoding/json"
	"fmt"

	"candor/data"
	"candor/engine/learn"
	"candor/engine/score"
)

// smallDocument is the card of a demo lender of 8,000 customers with its report and
// validation, for books that are too small to learn from. The package's test writes it
// with -update.
//
//go:embed small.json
var smallDocument []byte

// small is what smallDocument holds.
type small struct {
	Card       json.RawMessage `json:"card"`
	Report     learn.Report    `json:"report"`
	Validation json.RawMessage `json:"validation"`
}

// smallModel is the model that smallDocument holds, ready to be stored.
func smallModel() (data.NewModel, error) {
	var s small
	if err := json.Unmarshal(smallDocument, &s); err != nil {
		return data.NewModel{}, fmt.Errorf("small card: %w", err)
	}
	card, err := score.Read(s.Card)
	if err != nil {
		return data.NewModel{}, fmt.Errorf("small card: %w", err)
	}
	var validation bytes.Buffer
	if err := json.Compact(&validation, s.Validation); err != nil {
		return data.NewModel{}, fmt.Errorf("small card: %w", err)
	}
	return data.NewModel{Card: card, Report: s.Report, Validation: validation.Bytes(), Champion: true}, nil
}
