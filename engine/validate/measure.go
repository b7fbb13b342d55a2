package validate

import (
	"errors"
	"fmt"

	"candor/engine/learn"
	"candor/engine/score"
)

// Schema is the version of the report's shape.
const Schema = 1

// Options are what a validation holds a card against.
type Options struct {
	CutScore int              // lowest score that is approved, for the fairness slices; the card's score at its stated odds when 0
	MinGroup int              // fewest accounts of a group or month that is worth measuring, 100 when 0
	Champion *score.Scorecard // the card that decides now; nil for none
	// Fit trains a card on some of the rows as the whole one was trained, for the test out of time; nil leaves that test out.
	Fit func(learn.Data) (score.Scorecard, error)
}

// Report is everything that the validation found. Shares and probabilities are within 0..1, scores and changes in points.
type Report struct {
	Schema         int            `json:"schema"`
	Card           string         `json:"card"`
	Label          string         `json:"label"` // what bad means
	Rows           int            `json:"rows"`
	Bads           int            `json:"bads"`
	SHA256         string         `json:"sha256"` // of the data, learn.Data.Fingerprint
	Folds          int            `json:"folds"`
	CutScore       int            `json:"cut_score"`
	MinGroup       int            `json:"min_group"`
	Bags           int            `json:"bags"` // models that the card is the mean of, 0 for a card that is none
	Checks         []Check        `json:"checks"`
	Discrimination Discrimination `json:"discrimination"`
	Calibration    Calibration    `json:"calibration"`
	Lift           []Lift         `json:"lift"`
	PSI            Number         `json:"psi"` // scores out of fold against the final card's on the same rows
	Factors        []Shape        `json:"factors"`
	Months         []Month        `json:"months"` // empty when no month is known
	OutOfTime      OutOfTime      `json:"out_of_time"`
	Missing        []Missing      `json:"missing"`
	Fairness       []Attribute    `json:"fairness"` // empty when nothing was declared
	Comparison     Comparison     `json:"comparison"`
}

// outs is what each account's fold says about it.
type outs struct {
	scores []int
	pd     []float64
}

// errEmpty says that there is nobody to measure.
var errEmpty = errors.New("no accounts to validate on")

// Measure validates a trained card on the data that it was trained on. It fails when the parts of the data, or its out-of-fold
// scores, are not of one length, when the card does not fit the data, and when Options.Fit does.
func Measure(d learn.Data, t learn.Trained, o Options) (Report, error) {
	if err := fits(d, t); err != nil {
		return Report{}, fmt.Errorf("validate: %w", err)
	}
	if o.MinGroup == 0 {
		o.MinGroup = defaultGroup
	}
	if o.CutScore == 0 {
		o.CutScore = t.Card.Scale.Score
	}
	final, err := apply(t.Card, d)
	if err != nil {
		return Report{}, fmt.Errorf("validate: %w", err)
	}
	out := outs{scores: make([]int, len(t.Out)), pd: make([]float64, len(t.Out))}
	folds := 0
	for i, x := range t.Out {
		out.scores[i], out.pd[i] = x.Score, x.PD
		folds = max(folds, x.Fold+1)
	}
	r := Report{
		Schema: Schema, Card: t.Card.ID, Label: t.Card.Label, Rows: len(d.Rows), Bads: countBads(d.Labels), SHA256: t.Report.SHA256, Folds: folds,
		CutScore: o.CutScore, MinGroup: o.MinGroup, Bags: len(t.Card.BaseBags),
		Discrimination: discriminate(out.scores, d.Labels, final), Calibration: calibrate(out.pd, d.Labels), Lift: lift(out.scores, d.Labels),
		PSI: Number(learn.ScorePSI(final.scores, out.scores)), Factors: shapes(d, final), Months: stability(d, out, o.MinGroup),
		Missing: missing(d, final), Fairness: fairness(d, out, o), Comparison: versus(o.Champion, d, out, t.Report.SHA256),
	}
	if r.OutOfTime, err = outOfTime(d, out, o); err != nil {
		return Report{}, fmt.Errorf("validate: %w", err)
	}
	r.check()
	return r, nil
}

// fits reports parts of different length.
func fits(d learn.Data, t learn.Trained) error {
	n := len(d.Rows)
	switch {
	case n == 0:
		return errEmpty
	case len(d.Labels) != n:
		return fmt.Errorf("%d rows but %d labels", n, len(d.Labels))
	case len(t.Out) != n:
		return fmt.Errorf("%d rows but %d scores out of fold", n, len(t.Out))
	case d.Months != nil && len(d.Months) != n:
		return fmt.Errorf("%d rows but %d months", n, len(d.Months))
	}
	for name, groups := range d.Groups {
		if len(groups) != n {
			return fmt.Errorf("%d rows but %d of attribute %q", n, len(groups), name)
		}
	}
	for i, row := range d.Rows {
		if len(row) != len(d.Specs) {
			return fmt.Errorf("row %d has %d values, want %d", i, len(row), len(d.Specs))
		}
	}
	return nil
}
