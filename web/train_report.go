package main

import (
	"errors"
	"fmt"
	"io"
	"math"
	"os"
	"runtime"
	"strings"
	"text/tabwriter"

	"candor/data"
	"candor/data/imports"
	"candor/engine/learn"
	"candor/engine/score"
	"candor/engine/validate"
)

// trainReport is what train --report --json prints: the card that would decide, then both kinds of card beside each other.
type trainReport struct {
	trainSummary
	Map      string          `json:"map"`
	Label    string          `json:"label"`
	Rows     int             `json:"rows"`
	Bads     int             `json:"bads"`
	Rejected int             `json:"rejected"` // rows with a value that cannot be read
	Unknown  int             `json:"unknown"`  // rows without an outcome
	Recipe   string          `json:"recipe"`
	MemoryMB float64         `json:"memory_mb"` // most that the process held
	Cards    []cardReport    `json:"cards"`     // woe_logistic and boosted_additive
	Dropped  []learn.Dropped `json:"dropped"`

	Validation validate.Report `json:"validation"` // of the card that would decide
}

// cardReport is one kind of card, measured out of fold.
type cardReport struct {
	Method  string               `json:"method"`
	Card    string               `json:"card"`
	AUC     float64              `json:"auc"`
	AUCSD   float64              `json:"auc_sd"`
	KS      float64              `json:"ks"`
	Brier   float64              `json:"brier"`
	LogLoss float64              `json:"log_loss"`
	ECE     float64              `json:"ece"`
	Chance  float64              `json:"ece_chance"`    // what ECE would be on average were every probability right
	NetECE  float64              `json:"ece_corrected"` // without what chance adds to it
	Seconds float64              `json:"seconds"`
	Factors []learn.FactorReport `json:"factors"`
}

// fromFile fits and validates on the history in a file, without a store.
func (c trainCmd) fromFile(env *Env) error {
	mapping, err := c.mapping()
	if err != nil {
		return err
	}
	label := c.Label
	if label == "" {
		if len(mapping.Labels) == 0 {
			return fmt.Errorf("mapping %s has no labels", mapping.Name)
		}
		label = mapping.Labels[0].Name
	}
	rejects := rejectFile{path: c.File + ".rejects.csv"}
	history, err := c.history(env, mapping, label, rejects.add)
	if err = errors.Join(err, rejects.close()); err != nil {
		return err
	}
	r := trainReport{
		Map: mapping.Name, Label: label, Rejected: history.Rejected, Unknown: history.Unknown, Dropped: []learn.Dropped{},
	}
	decides, err := c.both(env, history.Data, &r)
	if err != nil {
		return err
	}
	if err := writeCardFile(c.Card, decides.Card); err != nil {
		return err
	}
	var memory runtime.MemStats
	runtime.ReadMemStats(&memory)
	r.MemoryMB = float64(memory.Sys>>10) / 1024
	if c.JSON {
		err = printJSON(env, r)
	} else {
		err = r.print(env.Stdout, decides, history.Names)
	}
	if err == nil && r.Rejected > 0 {
		err = errRejected
	}
	return err
}

// both trains both kinds of card into the report and returns the one that would decide, validated.
func (c trainCmd) both(env *Env, d learn.Data, r *trainReport) (decides learn.Trained, err error) {
	for _, method := range []string{learn.MethodWoE, learn.MethodBoosted} {
		begun := env.Now()
		o := learn.Options{Method: method, Pairs: c.Pairs, Folds: c.Folds, Seed: c.FoldSeed, Progress: bar(env, "training "+method)}
		trained, err := learn.Train(d, o)
		if err != nil {
			return decides, err
		}
		r.add(trained, seconds(env.Now().Sub(begun).Seconds()), method == c.method())
		if method != c.method() {
			continue
		}
		decides, o.Progress = trained, nil
		r.Validation, err = validate.Measure(d, trained, validate.Options{
			Fit: func(part learn.Data) (score.Scorecard, error) { return learn.Fit(part, o) },
		})
		if err != nil {
			return decides, err
		}
	}
	return decides, nil
}

// mapping loads the mapping, or guesses one.
func (c trainCmd) mapping() (*imports.Mapping, error) {
	if c.Map != "" {
		return imports.Load(c.Map)
	}
	file, err := os.Open(c.File)
	if err != nil {
		return nil, err
	}
	m, err := imports.GuessTable(file, imports.Guess{Target: c.Target, Bad: c.Bad, Drop: c.Drop})
	return m, errors.Join(err, file.Close())
}

func (c trainCmd) history(env *Env, m *imports.Mapping, label string, reject func(imports.Reject) error) (imports.Labelled, error) {
	file, err := os.Open(c.File)
	if err != nil {
		return imports.Labelled{}, err
	}
	history, err := data.History(m, file, label, env.Now(), reject)
	if err = errors.Join(err, file.Close()); err == nil && len(history.Rows) == 0 {
		err = fmt.Errorf("no row of %s has an outcome %q", c.File, label)
	}
	return history, err
}

// add takes one kind of card; decides is the one that would decide.
func (r *trainReport) add(t learn.Trained, took float64, decides bool) {
	m := t.Report
	r.Cards = append(r.Cards, cardReport{
		Method: t.Card.Method, Card: t.Card.ID, AUC: m.AUC, AUCSD: m.AUCSD, KS: m.KS, Brier: m.Brier, LogLoss: m.LogLoss,
		ECE: m.ECE, Chance: m.ECEChance, NetECE: m.ECECorrected, Seconds: took, Factors: m.Factors,
	})
	if !decides {
		return
	}
	r.Rows, r.Bads, r.Recipe, r.Dropped = m.Rows, m.Bads, m.Recipe, m.Dropped
	r.trainSummary = trainSummary{
		Model: t.Card.ID, State: "not stored", AUC: m.AUC, KS: m.KS, Gini: m.Gini, Brier: m.Brier, LogLoss: m.LogLoss,
		ECE: m.ECE, NetECE: m.ECECorrected, Folds: len(m.Folds), Seconds: took,
	}
}

func (r trainReport) print(out io.Writer, t learn.Trained, names map[string]map[int]string) error {
	w := tabwriter.NewWriter(out, 0, 4, 2, ' ', 0)
	fmt.Fprintf(w, "label\t%s: %d of %d bad (%.2f %%); %d rows rejected, %d without an outcome\n", r.Label, r.Bads, r.Rows,
		100*float64(r.Bads)/float64(r.Rows), r.Rejected, r.Unknown)
	fmt.Fprintf(w, "folds\t%s\n\n", r.Recipe)
	fmt.Fprintln(w, "card, out of fold\tAUC\tsd\tKS\tBrier\tlog loss\tECE\tby chance\tless chance\tfactors\tseconds")
	for _, c := range r.Cards {
		fmt.Fprintf(w, "%s\t%.4f\t%.4f\t%.4f\t%.4f\t%.4f\t%.4f\t%.4f\t%.4f\t%d\t%.1f\n",
			c.Method, c.AUC, c.AUCSD, c.KS, c.Brier, c.LogLoss, c.ECE, c.Chance, c.NetECE, len(c.Factors), c.Seconds)
	}
	passed, failed := 0, 0
	for _, c := range r.Validation.Checks {
		passed, failed = passed+toInt(c.State == validate.StatePassed), failed+toInt(c.State == validate.StateFailed)
	}
	fmt.Fprintf(w, "\nvalidation\t%d checks passed, %d failed (all of it with --json)\n", passed, failed)
	fmt.Fprintf(w, "%s: base %d, %d points double the odds\n", t.Card.Method, t.Card.Base, t.Card.Scale.PDO)
	printFactors(w, t.Report, names)
	return w.Flush()
}

// writeCardFile writes a card to a file, if one is named.
func writeCardFile(path string, card score.Scorecard) error {
	if path == "" {
		return nil
	}
	document, err := score.Write(card)
	if err != nil {
		return err
	}
	return os.WriteFile(path, document, 0o600)
}

// binLabel writes a bin's values, by name where they have names.
func binLabel(b score.Bin, names map[int]string) string {
	switch {
	case len(names) == 0 || b.Kind == score.BinMissing:
		return binName(b)
	case b.Kind == score.BinRange && b.UpTo != nil:
		return "≤" + names[int(math.Floor(*b.UpTo))]
	case b.Kind == score.BinRange && b.Over != nil:
		return ">" + names[int(math.Floor(*b.Over))]
	}
	list := make([]string, len(b.Codes))
	for i, code := range b.Codes {
		list[i] = names[int(code)]
	}
	return strings.Join(list, "|")
}

// toInt counts.
func toInt(is bool) int {
	if is {
		return 1
	}
	return 0
}
