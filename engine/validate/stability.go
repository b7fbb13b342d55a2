package validate

import (
	"fmt"
	"slices"

	"candor/engine/learn"
	"candor/engine/score"
)

// Month is the accounts of one month.
type Month struct {
	Month   int      `json:"month"` // yyyymm
	Count   int      `json:"count"`
	Bad     int      `json:"bad"`
	BadRate Estimate `json:"bad_rate"`
	MeanPD  Number   `json:"mean_pd"`
	AUC     Estimate `json:"auc"` // unknown for too few accounts to rank
	PSI     Number   `json:"psi"` // of scores against the first month; null for the first one and for too few accounts
}

// OutOfTime is a card trained on all months but the last and tested on the last, the nearest to using it that history allows.
type OutOfTime struct {
	Skipped   string      `json:"skipped,omitempty"` // why there is none, one of the Skipped constants; the rest is then empty
	From      int         `json:"from,omitempty"`    // first month trained on, yyyymm
	To        int         `json:"to,omitempty"`      // last one
	TrainRows int         `json:"train_rows,omitempty"`
	TrainBads int         `json:"train_bads,omitempty"`
	Month     int         `json:"month,omitempty"` // tested on
	Rows      int         `json:"rows,omitempty"`
	Bads      int         `json:"bads,omitempty"`
	AUC       *Estimate   `json:"auc,omitempty"`
	KS        *Number     `json:"ks,omitempty"`
	Brier     *Number     `json:"brier,omitempty"`
	MeanPD    *Number     `json:"mean_pd,omitempty"`
	Folds     *Estimate   `json:"folds,omitempty"` // AUC on the same rows out of fold, where other accounts of the month were seen
	Change    *Difference `json:"change,omitempty"`
}

// Why there is no result out of time, or no comparison.
const (
	SkippedMonths     = "one_month"   // fewer than two months are known
	SkippedFit        = "no_fit"      // the caller trains no second card
	SkippedTrain      = "too_few"     // of either class in the earlier months
	SkippedTest       = "too_few_new" // in the last month
	SkippedNone       = "no_champion" // nothing decides yet
	SkippedUnreadable = "unreadable"  // the champion reads factors that the data has not
)

// rankable is how many accounts of each class an AUC needs to be worth printing.
const rankable = 10

// rankedEstimate is the AUC of some accounts, unknown when too few of either class are among them.
func rankedEstimate(scores []int, bad []bool) Estimate {
	bads := countBads(bad)
	if bads < rankable || len(bad)-bads < rankable {
		return Unknown()
	}
	return place(risks(scores), bad).estimate()
}

// byMonth lists the rows of each known month, in rising order.
func byMonth(months []int) (order []int, rows map[int][]int) {
	rows = map[int][]int{}
	for i, m := range months {
		if m == 0 {
			continue
		}
		if rows[m] == nil {
			order = append(order, m)
		}
		rows[m] = append(rows[m], i)
	}
	slices.Sort(order)
	return order, rows
}

// stability measures each month; the first one with enough accounts is what the others are held against.
func stability(d learn.Data, out outs, least int) []Month {
	order, rows := byMonth(d.Months)
	var first []int
	list := []Month{}
	for _, month := range order {
		in := rows[month]
		scores, bad := picked(out.scores, in), picked(d.Labels, in)
		m := Month{Month: month, Count: len(in), Bad: countBads(bad), MeanPD: Number(mean(picked(out.pd, in))), AUC: rankedEstimate(scores, bad), PSI: nan}
		m.BadRate = Wilson(m.Bad, m.Count)
		switch {
		case m.Count < least:
		case first == nil:
			first = scores
		default:
			m.PSI = Number(learn.ScorePSI(first, scores))
		}
		list = append(list, m)
	}
	return list
}

// outOfTime trains on the earlier months and tests on the last one.
func outOfTime(d learn.Data, out outs, o Options) (OutOfTime, error) {
	order, rows := byMonth(d.Months)
	if len(order) < 2 {
		return OutOfTime{Skipped: SkippedMonths}, nil
	}
	if o.Fit == nil {
		return OutOfTime{Skipped: SkippedFit}, nil
	}
	last := order[len(order)-1]
	var early []int
	for i, m := range d.Months {
		if m != 0 && m != last {
			early = append(early, i)
		}
	}
	train, test := part(d, early), part(d, rows[last])
	bads, newBads := countBads(train.Labels), countBads(test.Labels)
	if bads < learn.MinBads || len(early)-bads < learn.MinBads {
		return OutOfTime{Skipped: SkippedTrain}, nil
	}
	if len(test.Rows) < o.MinGroup || newBads < rankable || len(test.Rows)-newBads < rankable {
		return OutOfTime{Skipped: SkippedTest}, nil
	}
	card, err := o.Fit(train)
	if err != nil {
		return OutOfTime{}, fmt.Errorf("train on the months before %d: %w", last, err)
	}
	t := OutOfTime{
		From: order[0], To: order[len(order)-2], TrainRows: len(early), TrainBads: bads, Month: last, Rows: len(test.Rows), Bads: newBads,
	}
	return t, t.test(card, test, picked(out.scores, rows[last]))
}

// test measures the card of the earlier months on the last one, beside the out-of-fold scores of the same accounts.
func (t *OutOfTime) test(card score.Scorecard, test learn.Data, folds []int) error {
	s, err := apply(card, test)
	if err != nil {
		return err
	}
	now, then := place(risks(s.scores), test.Labels), place(risks(folds), test.Labels)
	auc, before, change := now.estimate(), then.estimate(), now.less(then)
	ks, _ := tallyScores(s.scores, test.Labels).ks()
	brier, pd := Number(learn.Brier(s.pd, test.Labels)), Number(mean(s.pd))
	t.AUC, t.Folds, t.Change, t.KS, t.Brier, t.MeanPD = &auc, &before, &change, &ks, &brier, &pd
	return nil
}

// part returns some rows of the data, without months and groups.
func part(d learn.Data, rows []int) learn.Data {
	return learn.Data{Specs: d.Specs, Label: d.Label, Rows: picked(d.Rows, rows), Labels: picked(d.Labels, rows)}
}
