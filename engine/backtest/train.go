package backtest

import (
	"cmp"
	"encoding/json"
	"errors"
	"fmt"
	"slices"

	"candor/engine/learn"
	"candor/engine/score"
)

// TrainOptions are the choices of a card that is trained on one span of days and measured on a later one, Options.Days.
type TrainOptions struct {
	Days       Days    // that the card learns from
	AlertShare float64 // of the training events, that the card would alert: sets the score it alerts at
}

// The scale of event cards: 500 points at twenty good events to one bad, 40 more for each doubling. One in a hundred bad centres
// near 590, and odds from 1:300 to 70,000:1 fit between the ends.
var (
	cardScale          = score.Scale{Score: 500, Odds: 20, PDO: 40}
	cardLeast, cardMax = 0, 1000
)

// Train plays every event, learns a card from the labelled events of the training days and measures it on those of Options.Days.
// All labels of the training days must be known before the first day that is measured.
func Train(events Source, o Options, t TrainOptions) (*Report, score.Scorecard, error) {
	var card score.Scorecard
	if t.Days.From == 0 || t.Days.To < t.Days.From || o.Days.From == 0 || (o.Days.To != 0 && o.Days.To < o.Days.From) {
		return nil, card, errors.New("backtest: the days to train and to test on need a beginning, and the training an end after it")
	}
	c := &collector{options: o, train: t.Days, known: newKnown(o)}
	c.learn = learn.Data{Specs: CardSpecs(), Label: "bad event"}
	report := &Report{Card: &CardReport{}}
	c.report = report
	o.Monitor = nil // features alone
	p := newPlayer(o, c.visit)
	if err := p.play(events); err != nil {
		return nil, card, err
	}
	report.Played = p.played
	if c.knownBy >= o.Clock.Start(o.Days.From) {
		return nil, card, errors.New("backtest: the labels of the training days are not all known before the first day of the test")
	}
	card, made, err := learn.TrainAdditive(c.learn, learn.AdditiveOptions{Scale: cardScale, Min: cardLeast, Max: cardMax})
	if err != nil {
		return nil, card, fmt.Errorf("backtest: %w", err)
	}
	report.Card.describe(card, made)
	if err := c.measure(card, t.AlertShare); err != nil {
		return nil, card, err
	}
	return report, card, nil
}

// collector gathers the rows of the days to train and to test on.
type collector struct {
	options Options
	train   Days
	known   *known
	report  *Report
	learn   learn.Data
	knownBy int64 // when the last label of the training was known
	tests   []tested
}

// tested is an event to be measured.
type tested struct {
	day, account int64
	bad          bool
	scenario     uint8
	amount       int64
	row          []float64
}

func (c *collector) visit(m *moment) error {
	today := c.options.Clock.Day(m.At)
	out := c.known.out(m, today)
	switch {
	case c.train.Has(today):
		if m.Labelled {
			c.learn.Rows, c.learn.Labels = append(c.learn.Rows, CardRow(&m.vector)), append(c.learn.Labels, m.Bad)
			c.knownBy = max(c.knownBy, m.LabelAt)
		}
	case !c.options.Days.Has(today):
	case out:
		c.report.Withdrawn++
	default:
		c.report.Events++
		if !m.Labelled {
			c.report.Unlabelled++
			return nil
		}
		c.tests = append(c.tests, tested{today, m.Account, m.Bad, m.Scenario, m.AmountFen, CardRow(&m.vector)})
	}
	return nil
}

// describe lists the factors, the heaviest first.
func (r *CardReport) describe(card score.Scorecard, made learn.AdditiveReport) {
	r.Trained, r.TrainedBad = made.Rows, made.Bads
	for _, s := range made.Shapes {
		r.Factors = append(r.Factors, FactorWeight{Factor: s.Key, Weight: s.Weight, Bins: len(s.Bins)})
	}
	slices.SortStableFunc(r.Factors, func(a, b FactorWeight) int { return cmp.Compare(b.Weight, a.Weight) })
	for _, d := range made.Dropped {
		r.Dropped = append(r.Dropped, d.Key+" ("+d.Why+")")
	}
}

// measure scores what was kept for the test with the whole points of the card, as a decision would.
func (c *collector) measure(card score.Scorecard, alertShare float64) error {
	keys := make([]string, len(c.learn.Specs))
	for i, s := range c.learn.Specs {
		keys[i] = s.Key
	}
	e, err := score.Compile(card, keys)
	if err != nil {
		return fmt.Errorf("backtest: %w", err)
	}
	var points score.Points
	sum := func(row []float64) int {
		e.Evaluate(row, &points)
		return points.Sum
	}
	scores := make([]int, len(c.learn.Rows))
	for i, row := range c.learn.Rows {
		scores[i] = sum(row)
	}
	slices.Sort(scores)
	cut := scores[min(max(int(alertShare*float64(len(scores)))-1, 0), len(scores)-1)]
	c.report.Card.AlertAtScore = cut
	t := newTally(c.options)
	t.report = c.report
	alerts := AlertReport{Least: "score"}
	for i := range c.tests {
		x := &c.tests[i]
		s := sum(x.row)
		m := moment{Event: Event{Account: x.account, Bad: x.bad}}
		t.ranked.add(&m, x.day, -float64(s))
		if s <= cut {
			alerts.Events++
			alerts.Bad += count(x.bad)
		}
		if x.bad {
			c.report.Bad++
			t.scenario(x.scenario, s <= cut, s <= cut)
		}
	}
	t.ranked.measure(c.report)
	alerts.Precision, alerts.Recall = share(alerts.Bad, alerts.Events), share(alerts.Bad, c.report.Bad)
	c.report.Alerts, c.report.Recall = []AlertReport{alerts}, alerts.Recall
	t.addScenarios()
	return nil
}

// Attach adds the card's document to the report.
func (r *CardReport) Attach(card score.Scorecard) error {
	b, err := score.Write(card)
	if err != nil {
		return err
	}
	raw := json.RawMessage(b)
	r.Document = &raw
	return nil
}
