package models

import (
	"strconv"

	"candor/engine/decide"
	"candor/engine/factor"
	"candor/engine/score"
)

// ArtefactMax is how long a model file may be, in bytes: what score.Read takes.
const ArtefactMax = 4 << 20

// ReadArtefact reads a model file from outside, and refuses by the field "file" what this
// lender could not score with: a document that score.Read refuses, a factor that the
// catalogue does not have or has under another aspect or reason, a scale beyond the scores
// that policies know, and names that would not fit a page.
func ReadArtefact(file []byte) (score.Scorecard, error) {
	var bad Invalid
	refuse := func(code string, args ...string) (score.Scorecard, error) {
		bad.Add("file", code, args...)
		return score.Scorecard{}, bad.OrNil()
	}
	if len(file) == 0 {
		return refuse("required")
	}
	if len(file) > ArtefactMax {
		return refuse("model_size", "max", strconv.Itoa(ArtefactMax>>20))
	}
	card, err := score.Read(file)
	if err != nil {
		return refuse("model_unreadable", "why", err.Error())
	}
	for i := range card.Factors {
		if code, key := foreign(&card.Factors[i]); code != "" {
			return refuse(code, "factor", key)
		}
	}
	if card.Min < decide.ScoreMin || card.Max > decide.ScoreMax {
		return refuse("model_scale", "min", strconv.Itoa(decide.ScoreMin), "max", strconv.Itoa(decide.ScoreMax))
	}
	if !plain(card.ID, 1, textMax) || !plain(card.Method, 0, textMax) || !plain(card.Label, 0, textMax) {
		return refuse("model_names")
	}
	if _, err := score.Compile(card, factor.Keys()); err != nil {
		return refuse("model_unreadable", "why", err.Error())
	}
	return card, nil
}

// foreign says what is wrong with a factor beside the catalogue, "" for nothing. A pair
// stands under the aspect and the reason of one of its two.
func foreign(f *score.Factor) (code, key string) {
	keys := []string{f.Key}
	if f.Pair != nil {
		keys = f.Pair.Keys[:]
	}
	code, key = "model_factor_meaning", f.Key
	for _, k := range keys {
		spec, _, known := factor.Lookup(k)
		if !known {
			return "model_factor", k
		}
		if spec.Aspect == f.Aspect && spec.Reason == f.Reason {
			code, key = "", ""
		}
	}
	return code, key
}
