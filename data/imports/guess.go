package imports

import (
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"

	"candor/engine/score"
)

// missingWords are what exports write for a value that is not known.
var missingWords = []string{"NA", "N/A", "NaN", "nan", "NULL", "null", "None", "none", "?", "."}

// Guess is what to guess the mapping of a file from.
type Guess struct {
	Target string   // column of the outcome
	Bad    string   // its value that is bad; every other is good
	Drop   []string // columns that are no factors
}

// guessedReason is the reason code of every guessed factor: nothing is known about what it means.
const guessedReason = "limited_background"

// outcomesMost is how many values an outcome may have: more is a measure, not an outcome.
const outcomesMost = 20

// GuessTable makes a mapping of a table for a file that has none: a column whose values are all numbers, or mean not known, is a
// number, any other is of names, and no side is safer. It is for a first look: a mapping that names codes, sides and reasons
// learns better. ErrBroken for a file that cannot be read or has not the columns.
func GuessTable(file io.Reader, g Guess) (*Mapping, error) {
	body, err := unzip(file)
	if err != nil {
		return nil, err
	}
	guard := &guard{r: body}
	c := csv.NewReader(guard)
	c.ReuseRecord = true
	header, err := c.Read()
	if err != nil {
		return nil, broken(err, 1)
	}
	r := &reader{m: &Mapping{}}
	if err := r.begin(header); err != nil {
		return nil, err
	}
	for _, name := range append([]string{g.Target}, g.Drop...) {
		if _, ok := r.at[name]; !ok {
			return nil, fmt.Errorf("%w: line 1: no column %s", ErrBroken, name)
		}
	}
	seen := guessed{target: r.at[g.Target], text: make([]bool, len(r.header)), outcomes: map[string]bool{}}
	for line := 2; ; line++ {
		guard.taken = 0
		record, err := c.Read()
		if errors.Is(err, io.EOF) {
			return seen.mapping(r.header, g)
		}
		if err != nil {
			return nil, broken(err, line)
		}
		seen.look(record)
	}
}

// guessed is what a file's values say about its columns.
type guessed struct {
	target   int
	text     []bool
	outcomes map[string]bool
}

func (s *guessed) look(record []string) {
	if len(s.outcomes) <= outcomesMost {
		s.outcomes[strings.Clone(strings.TrimSpace(record[s.target]))] = true
	}
	for i, value := range record {
		value = strings.TrimSpace(value)
		if s.text[i] || value == "" || slices.Contains(missingWords, value) {
			continue
		}
		_, err := strconv.ParseFloat(value, 64)
		s.text[i] = err != nil
	}
}

func (s *guessed) mapping(header []string, g Guess) (*Mapping, error) {
	if !s.outcomes[g.Bad] || len(s.outcomes) > outcomesMost {
		return nil, fmt.Errorf("column %s has no value %s, or more than %d values", g.Target, g.Bad, outcomesMost)
	}
	codes := map[string]string{}
	for value := range s.outcomes {
		codes[value] = "good"
		if value == "" || slices.Contains(missingWords, value) {
			codes[value] = ""
		}
	}
	codes[g.Bad] = "bad"
	m := &Mapping{
		Name: "guessed", Source: "guessed", Table: &Table{Missing: missingWords},
		Labels: []Outcome{{Name: g.Target, Value: Field{Column: g.Target, Codes: codes}}},
	}
	for i, name := range header {
		if i == s.target || slices.Contains(g.Drop, name) {
			continue
		}
		m.Table.Factors = append(m.Table.Factors, Column{
			Key: name, Column: name, Categorical: s.text[i], Aspect: score.AspectCredit, Reason: guessedReason,
		})
	}
	return m, m.validate()
}
