package validate

import (
	"candor/engine/learn"
	"candor/engine/score"
)

// Comparison holds the card against the champion on the same accounts: the card out of fold, the champion as it stands.
type Comparison struct {
	Skipped    string      `json:"skipped,omitempty"` // why there is none, one of the Skipped constants; the rest is then empty
	Champion   string      `json:"champion,omitempty"`
	SameRows   bool        `json:"same_rows,omitempty"` // the champion was trained on these very rows: it has seen the answers
	AUC        *Estimate   `json:"auc,omitempty"`       // of the champion
	KS         *Number     `json:"ks,omitempty"`
	Brier      *Number     `json:"brier,omitempty"`
	Difference *Difference `json:"difference,omitempty"` // AUC of the card less that of the champion
	ROC        []Point     `json:"roc,omitempty"`        // of the champion
}

// versus compares with the champion. One that cannot be read on this data is said so and is no error.
func versus(champion *score.Scorecard, d learn.Data, out outs, sha string) Comparison {
	if champion == nil {
		return Comparison{Skipped: SkippedNone}
	}
	s, err := apply(*champion, d)
	if err != nil {
		return Comparison{Skipped: SkippedUnreadable, Champion: champion.ID}
	}
	theirs, ours := place(risks(s.scores), d.Labels), place(risks(out.scores), d.Labels)
	t := tallyScores(s.scores, d.Labels)
	auc, difference := theirs.estimate(), ours.less(theirs)
	ks, at := t.ks()
	brier := Number(learn.Brier(s.pd, d.Labels))
	return Comparison{
		Champion: champion.ID, SameRows: champion.Training.SHA256 != "" && champion.Training.SHA256 == sha,
		AUC: &auc, KS: &ks, Brier: &brier, Difference: &difference, ROC: t.roc(at),
	}
}
