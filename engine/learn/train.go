package learn

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"math"
	"sync"

	"candor/engine/factor"
	"candor/engine/score"
)

// How a card is trained, as Scorecard.Method has it.
const (
	MethodWoE     = "woe_logistic"
	MethodBoosted = "boosted_additive"
)

// Options are the choices of one training.
type Options struct {
	Method   string              // MethodWoE, which "" means, or MethodBoosted
	Folds    int                 // 2 to 20, 5 when 0
	Seed     int64               // deals the folds and draws the bags
	Pairs    int                 // of factors that a boosted card may have, 0 to 10
	Progress func(done, all int) // called after each fit, one call at a time; may be nil
	Stopped  func() error        // asked before each fit and between the rounds of a boosting, by several fits at once; may be nil
}

// stop is what ends the training early, nil for nothing.
func (o *Options) stop() error {
	if o.Stopped == nil {
		return nil
	}
	return o.Stopped()
}

// Trained is a card and how good it is.
type Trained struct {
	Card   score.Scorecard
	Report Report
	Out    []OutOfFold // of each row of the data
}

// OutOfFold is what the card of the folds that an account was not in says about it.
type OutOfFold struct {
	Fold  int     // that was left out
	Score int     // whole points, within the scale
	PD    float64 // probability of bad at the sum of the points
}

// Limits and defaults of a training.
const (
	defaultFolds = 5
	mostFolds    = 20
	workers      = 2    // fits at once; the result does not depend on it
	leakingAUC   = 0.98 // above this a single factor knows the outcome
	eceGroups    = 10
)

// errNothingLeft says that no factor tells bad from good.
var errNothingLeft = errors.New("no factor tells bad accounts from good ones")

// Train learns a scorecard from labelled history and measures it out of fold. It fails on data that cannot be trained on: rows of
// the wrong length, infinite values, labels of one class, fewer than MinBads of either class, or no factor that says anything. When
// Options.Stopped returns an error it soon fails with that one, and nothing of it is returned.
func Train(d Data, o Options) (Trained, error) {
	if o.Folds == 0 {
		o.Folds = defaultFolds
	}
	if o.Folds < 2 || o.Folds > mostFolds {
		return Trained{}, fmt.Errorf("train: %d folds, want 2 to %d", o.Folds, mostFolds)
	}
	switch o.Method {
	case "", MethodWoE, MethodBoosted:
	default:
		return Trained{}, fmt.Errorf("train: method %q, want %s or %s", o.Method, MethodWoE, MethodBoosted)
	}
	if o.Pairs < 0 || o.Pairs > score.MaxPairs {
		return Trained{}, fmt.Errorf("train: %d pairs, want 0 to %d", o.Pairs, score.MaxPairs)
	}
	if err := d.check(); err != nil {
		return Trained{}, fmt.Errorf("train: %w", err)
	}
	t := &trainer{specs: d.Specs, columns: d.columns(), labels: d.Labels, options: o, scale: accounts}
	dropped := t.screen()
	fold := deal(d.Labels, o.Folds, o.Seed)
	final, tests, err := t.fitAll(fold, o)
	if err != nil {
		return Trained{}, fmt.Errorf("train: %w", err)
	}
	report := t.report(tests)
	report.SHA256 = d.Fingerprint()
	report.Recipe = fmt.Sprintf("stratified %d-fold, shuffled, seed %d", o.Folds, o.Seed)
	report.addModel(t.specs, final, dropped)
	report.settle()
	card := final.card
	card.Label = d.Label
	card.Training = score.Training{
		Rows: report.Rows, Bads: report.Bads, Seed: o.Seed, Folds: o.Folds, SHA256: report.SHA256,
		AUC: report.AUC, KS: report.KS,
	}
	if err := name(&card); err != nil {
		return Trained{}, fmt.Errorf("train: %w", err)
	}
	return Trained{Card: card, Report: report, Out: outOfFold(tests, len(d.Rows))}, nil
}

// outOfFold puts the accounts of all folds in the order of the rows.
func outOfFold(tests []test, rows int) []OutOfFold {
	out := make([]OutOfFold, rows)
	for fold, t := range tests {
		for _, a := range t.accounts {
			out[a.row] = OutOfFold{Fold: fold, Score: a.score, PD: a.pd}
		}
	}
	return out
}

// name gives a card the fingerprint of its own document as id, so that two cards share one only when they are the same.
func name(card *score.Scorecard) error {
	document, err := score.Write(*card)
	if err != nil {
		return err
	}
	sum := sha256.Sum256(document)
	card.ID = "card-" + hex.EncodeToString(sum[:6])
	return nil
}

// screen finds the factors that the whole data rules out, and notes the rest as usable.
func (t *trainer) screen() []Dropped {
	var dropped []Dropped
	bads := float64(countBads(t.labels))
	book := tally{good: float64(len(t.labels)) - bads, bad: bads}
	for j, spec := range t.specs {
		first, known, varies := math.NaN(), 0, false
		for _, x := range t.columns[j] {
			if math.IsNaN(x) {
				continue
			}
			if known == 0 {
				first = x
			}
			known++
			varies = varies || x != first
		}
		// A value that is always the same still says something when not every account has it.
		if known == 0 || (!varies && known == len(t.labels)) {
			why := DroppedConstant
			if known == 0 {
				why = DroppedMissing
			}
			dropped = append(dropped, Dropped{Key: spec.Key, Why: why})
			continue
		}
		s := sample{values: t.columns[j], labels: t.labels, book: book}
		b := s.bin(spec)
		if auc := 1 - AUC(b.apply(s.values), t.labels); auc > leakingAUC {
			dropped = append(dropped, Dropped{Key: spec.Key, Why: DroppedLeaking, IV: b.value, AUC: auc})
			continue
		}
		t.usable = append(t.usable, j)
	}
	return dropped
}

// test is one fold's outcome.
type test struct {
	accounts []scored
	factors  int
}

// job is one fit: a fold left out, or none for the card itself.
type job struct {
	fold  int // -1 for none
	model model
	test  test
	err   error
}

// fitAll fits the card on all rows and one model per fold, a few at a time. Each job writes its own place, so the outcome does not
// depend on which is done first.
func (t *trainer) fitAll(fold []int, o Options) (model, []test, error) {
	jobs := make([]job, o.Folds+1)
	queue := make(chan *job, len(jobs))
	for i := range jobs {
		jobs[i].fold = i - 1
		queue <- &jobs[i]
	}
	close(queue)
	var wait sync.WaitGroup
	var telling sync.Mutex
	done := 0
	for range workers {
		wait.Go(func() {
			for j := range queue {
				t.run(j, fold)
				telling.Lock()
				done++
				if o.Progress != nil {
					o.Progress(done, len(jobs))
				}
				telling.Unlock()
			}
		})
	}
	wait.Wait()
	tests := make([]test, o.Folds)
	for i := range jobs {
		if jobs[i].err != nil {
			return model{}, nil, jobs[i].err
		}
		if i > 0 {
			tests[i-1] = jobs[i].test
		}
	}
	return jobs[0].model, tests, nil
}

// model fits by the method that was asked for.
func (t *trainer) model(rows []int) (model, error) {
	if err := t.options.stop(); err != nil {
		return model{}, err
	}
	if t.options.Method == MethodBoosted {
		s := boosted
		s.pairs, s.stop = t.options.Pairs, t.options.stop
		return t.boost(rows, s, t.options.Seed)
	}
	return t.fit(rows)
}

// run does one fit.
func (t *trainer) run(j *job, fold []int) {
	var training, left []int
	for i, f := range fold {
		if f == j.fold {
			left = append(left, i)
		} else {
			training = append(training, i)
		}
	}
	if j.model, j.err = t.model(training); j.err != nil || j.fold < 0 {
		return
	}
	j.test.factors = len(j.model.factors)
	j.test.accounts, j.err = j.model.apply(t, left)
}

// report measures the folds.
func (t *trainer) report(tests []test) Report {
	r := Report{Rows: len(t.labels), Bads: countBads(t.labels)}
	var allPD []float64
	var allBad []bool
	n := float64(len(tests))
	for _, f := range tests {
		var risk, pd []float64
		var bad []bool
		for _, a := range f.accounts {
			risk, pd, bad = append(risk, -float64(a.score)), append(pd, a.pd), append(bad, t.labels[a.row])
		}
		one := FoldReport{
			Rows: len(bad), Bads: countBads(bad), Factors: f.factors, AUC: AUC(risk, bad), KS: KS(risk, bad), Brier: Brier(pd, bad),
		}
		r.Folds = append(r.Folds, one)
		r.AUC += one.AUC / n
		r.KS += one.KS / n
		r.Brier += one.Brier / n
		r.LogLoss += LogLoss(pd, bad) / n
		allPD, allBad = append(allPD, pd...), append(allBad, bad...)
	}
	for _, f := range r.Folds {
		r.AUCSD += (f.AUC - r.AUC) * (f.AUC - r.AUC) / n
	}
	r.AUCSD, r.Gini = math.Sqrt(r.AUCSD), Gini(r.AUC)
	r.Calibration = Calibration(allPD, allBad, eceGroups)
	r.ECE, r.ECEChance, r.ECECorrected = ECE(r.Calibration), ECEChance(r.Calibration), ECECorrected(r.Calibration)
	return r
}

// addModel adds what the final card is made of.
func (r *Report) addModel(specs []factor.Spec, m model, screened []Dropped) {
	r.Method, r.Bags, r.Rounds = m.card.Method, len(m.card.BaseBags), m.rounds
	for i, c := range m.factors {
		bins := m.card.Factors[i].Bins
		f := FactorReport{Key: m.card.Factors[i].Key, Pair: m.card.Factors[i].Pair, IV: c.binned.value, Bins: bins, MeanPoints: (score.Factor{Bins: bins}).MeanDistance()}
		if m.card.Method == MethodWoE {
			f.Weight = c.weight
		}
		r.Factors = append(r.Factors, f)
	}
	r.Dropped = append(append([]Dropped{}, screened...), m.dropped...) // never nil, which JSON would write as null
}
