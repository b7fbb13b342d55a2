package validate

import (
	"math"

	"candor/engine/learn"
)

// Discrimination is how well scores rank bad accounts below good ones.
type Discrimination struct {
	AUC    Estimate `json:"auc"`    // DeLong's interval
	Gini   Number   `json:"gini"`   // 2·AUC - 1
	KS     Number   `json:"ks"`     // 0..1
	KSAt   int      `json:"ks_at"`  // the score up to which the shares of bad and good differ most, 0 when KS is not known
	Fit    Number   `json:"fit"`    // AUC of the final card on the rows it was trained on
	ROC    []Point  `json:"roc"`    // thinned to what a drawing shows
	Width  int      `json:"width"`  // points of one group of Scores
	Scores []Group  `json:"scores"` // how scores are spread
}

// Point is one threshold of an ROC curve: the shares of the good and of the bad accounts with at most this score.
type Point struct {
	Score int    `json:"score"`
	Good  Number `json:"good"`
	Bad   Number `json:"bad"`
}

// Group is the accounts with scores in From..From+Width-1.
type Group struct {
	From  int `json:"from"`
	Count int `json:"count"`
	Bad   int `json:"bad"`
}

// rocStep is how far good and bad shares together move between two drawn points of a curve.
const rocStep = 0.025

// spreadGroups is about how many groups the spread of scores has.
const spreadGroups = 24

// discriminate measures the ranking of out-of-fold scores.
func discriminate(scores []int, labels []bool, final *scored) Discrimination {
	t := tallyScores(scores, labels)
	d := Discrimination{AUC: place(risks(scores), labels).estimate(), Fit: tallyScores(final.scores, labels).auc()}
	d.Gini = Number(learn.Gini(float64(d.AUC.Value)))
	d.KS, d.KSAt = t.ks()
	d.ROC = t.roc(d.KSAt)
	d.Width = max(1, (final.card.Max-final.card.Min+spreadGroups-1)/spreadGroups)
	for from := final.card.Min; from < final.card.Max; from += d.Width {
		d.Scores = append(d.Scores, t.group(from, d.Width, from+d.Width >= final.card.Max))
	}
	return d
}

// ks returns the Kolmogorov–Smirnov distance and the score at which it is reached, the lowest of several. NaN and 0 when a class
// is absent.
func (t tallies) ks() (widest Number, at int) {
	if t.all[0] == 0 || t.all[1] == 0 {
		return nan, 0
	}
	good, bad := 0, 0
	for i := range t.good {
		good, bad = good+t.good[i], bad+t.bad[i]
		gap := Number(math.Abs(float64(good)/float64(t.all[0]) - float64(bad)/float64(t.all[1])))
		if gap > widest || at == 0 {
			widest, at = gap, t.from+i
		}
	}
	return widest, at
}

// roc returns the curve from no account to all of them, with the threshold keep among its points; nil when a class is absent.
func (t tallies) roc(keep int) []Point {
	if t.all[0] == 0 || t.all[1] == 0 {
		return nil
	}
	points := []Point{{Score: t.from - 1}}
	good, bad, last := 0, 0, 0.0
	for i := range t.good {
		if t.good[i]+t.bad[i] == 0 {
			continue
		}
		good, bad = good+t.good[i], bad+t.bad[i]
		p := Point{Score: t.from + i, Good: share(good, t.all[0]), Bad: share(bad, t.all[1])}
		if moved := float64(p.Good + p.Bad); moved-last >= rocStep || p.Score == keep || i+1 == len(t.good) {
			points, last = append(points, p), moved
		}
	}
	return points
}

// group counts the accounts with scores in from..from+width-1, and above for the last group.
func (t tallies) group(from, width int, last bool) Group {
	g := Group{From: from}
	for i := range t.good {
		if s := t.from + i; s >= from && (s < from+width || last) {
			g.Count += t.good[i] + t.bad[i]
			g.Bad += t.bad[i]
		}
	}
	return g
}

// Lift is a tenth of the accounts in order of score, the riskiest first. Equal scores stay together, so that counts differ.
type Lift struct {
	From    int    `json:"from"` // lowest score
	To      int    `json:"to"`   // highest
	Count   int    `json:"count"`
	Bad     int    `json:"bad"`
	BadRate Number `json:"bad_rate"`
	Capture Number `json:"capture"` // share of all bad accounts in this tenth and those before
	Lift    Number `json:"lift"`    // bad rate over that of all accounts
}

// deciles is how many groups lift and calibration tables have.
const deciles = 10

// lift returns the gains table (Siddiqi, 2006, chapter 6, "gains table").
func lift(scores []int, labels []bool) []Lift {
	values := make([]float64, len(scores))
	for i, s := range scores {
		values[i] = float64(s)
	}
	all, found := countBads(labels), 0
	var table []Lift
	for _, rows := range grouped(values, deciles) {
		l := Lift{From: scores[rows[0]], To: scores[rows[len(rows)-1]], Count: len(rows), Bad: countBads(picked(labels, rows))}
		found += l.Bad
		l.BadRate, l.Capture = share(l.Bad, l.Count), share(found, all)
		l.Lift = l.BadRate / share(all, len(labels))
		table = append(table, l)
	}
	return table
}
