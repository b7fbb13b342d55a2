package learn

import (
	"strconv"

	"candor/engine/score"
)

// Why a factor is not in the card.
const (
	DroppedConstant = "constant"    // every known value is the same
	DroppedMissing  = "all_missing" // no account has a value
	DroppedLeaking  = "leaking"     // alone it tells bad from good almost perfectly: it knows the outcome
	DroppedWeak     = "weak"        // information value below 0.01
	DroppedSign     = "sign"        // its points would run against its own bad rate beside the others
	DroppedFaint    = "faint"       // it would move a score by under two points on average
	DroppedIdle     = "idle"        // beside the others its bins are less than five points apart
)

// Dropped is a factor that the card does without.
type Dropped struct {
	Key string  `json:"key"`
	Why string  `json:"why"`
	IV  float64 `json:"iv"`            // information value, 0 where it was not computed
	AUC float64 `json:"auc,omitempty"` // leaking factors: what the factor alone reaches
}

// FactorReport is one factor of the card.
type FactorReport struct {
	Key    string  `json:"key"`
	IV     float64 `json:"iv"`               // information value, above 0.01
	Weight float64 `json:"weight,omitempty"` // of a woe_logistic card: regression weight on the weight of evidence, above 0
	// MeanPoints is how far the factor moves a score on average: the mean distance of its points from 0.
	MeanPoints float64     `json:"mean_points"`
	Bins       []score.Bin `json:"bins"`
	Pair       *score.Pair `json:"pair,omitempty"` // of a pair: what its cells are
}

// FoldReport is one fold: a card trained on the others and measured on it.
type FoldReport struct {
	Rows    int     `json:"rows"`
	Bads    int     `json:"bads"`
	Factors int     `json:"factors"` // in the fold's card
	AUC     float64 `json:"auc"`
	KS      float64 `json:"ks"`
	Brier   float64 `json:"brier"`
}

// Report says how good a trained card is. All measures are out of fold, of whole points, and averaged over the folds; the
// calibration and its error pool the folds, where every account stands once.
type Report struct {
	Method       string           `json:"method"`
	Bags         int              `json:"bags,omitempty"`   // of a boosted card: models that it is the mean of
	Rounds       int              `json:"rounds,omitempty"` // of a boosted card: of the boosting
	AUC          float64          `json:"auc"`              // mean over folds
	AUCSD        float64          `json:"auc_sd"`           // standard deviation over folds (over n)
	KS           float64          `json:"ks"`
	Gini         float64          `json:"gini"`
	Brier        float64          `json:"brier"`
	LogLoss      float64          `json:"log_loss"`
	ECE          float64          `json:"ece"`           // ten groups of equal count, folds pooled
	ECEChance    float64          `json:"ece_chance"`    // what it would be on average were every probability right; see ECEChance
	ECECorrected float64          `json:"ece_corrected"` // ECE without what chance adds to it; 0 in reports from before it was measured
	Calibration  []CalibrationBin `json:"calibration"`
	Factors      []FactorReport   `json:"factors"`
	Dropped      []Dropped        `json:"dropped"`
	Folds        []FoldReport     `json:"folds"`
	Recipe       string           `json:"recipe"` // how the folds were dealt
	Rows         int              `json:"rows"`
	Bads         int              `json:"bads"`
	SHA256       string           `json:"sha256"` // Data.Fingerprint
}

// settle leaves twelve significant digits of what the report says in fractions. Their last bits depend on whether a machine
// fuses a product and a sum, and no measure here is known to as many.
func (r *Report) settle() {
	all := []*float64{&r.AUC, &r.AUCSD, &r.KS, &r.Gini, &r.Brier, &r.LogLoss, &r.ECE, &r.ECEChance, &r.ECECorrected}
	for i := range r.Calibration {
		b := &r.Calibration[i]
		all = append(all, &b.From, &b.To, &b.Predicted, &b.Observed)
	}
	for i := range r.Factors {
		f := &r.Factors[i]
		all = append(all, &f.IV, &f.Weight, &f.MeanPoints)
	}
	for i := range r.Dropped {
		all = append(all, &r.Dropped[i].IV, &r.Dropped[i].AUC)
	}
	for i := range r.Folds {
		all = append(all, &r.Folds[i].AUC, &r.Folds[i].KS, &r.Folds[i].Brier)
	}
	for _, x := range all {
		*x = steady(*x)
	}
}

// steady is x to twelve significant digits.
func steady(x float64) float64 {
	v, err := strconv.ParseFloat(strconv.FormatFloat(x, 'g', 12, 64), 64)
	if err != nil {
		return x // never: what FormatFloat writes ParseFloat reads
	}
	return v
}
