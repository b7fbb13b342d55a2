package main

import (
	"errors"
	"fmt"
	"io"
	"text/tabwriter"

	"candor/engine/learn"
	"candor/engine/score"
	"candor/models"
)

// trainCmd learns a scorecard from the outcomes of a label.
type trainCmd struct {
	Label    string `name:"label" help:"Name of the outcome to learn, such as default_next_month. Of a file: by default the first of its mapping."`
	Method   string `name:"method" enum:"boosted,woe" default:"boosted" help:"Kind of card: boosted (one smooth shape a factor, grown together) or woe (weights of evidence)."`
	Champion bool   `name:"champion" help:"Insist that the model decides at once. Only a lender's first model may, and does so anyway; any later one is a challenger until a second person agrees, and with this flag nothing is trained."`
	Pairs    int    `name:"pairs" default:"0" help:"Pairs of factors that a boosted card may have, 0 to 10: those that a test finds to say more together."`
	Folds    int    `name:"folds" default:"5" help:"Folds of the validation, 2 to 20."`
	FoldSeed int64  `name:"fold-seed" default:"7" help:"Seed that deals the folds."`
	JSON     bool   `name:"json" help:"Print one JSON object: model, auc, ks, gini, brier, log_loss, ece, ece_corrected, folds, seconds (out-of-fold means); of a report also rows, bads, rejected, unknown, memory_mb and cards."`

	Report bool     `name:"report" help:"Fit and validate both kinds of card on --file, without a store."`
	Map    string   `name:"map" help:"Mapping of the file: ${mappings}, or the path of a mapping file."`
	File   string   `name:"file" help:"CSV file, plain or gzip."`
	Target string   `name:"target" help:"Instead of a mapping: the column of the outcome."`
	Bad    string   `name:"bad" help:"Instead of a mapping: the value of that column that is bad."`
	Drop   []string `name:"drop" help:"Instead of a mapping: columns that are no factors."`
	Card   string   `name:"card" help:"Where to write the card of a report, as JSON."`
}

// Validate refuses flags that do not go together, before anything is opened.
func (c trainCmd) Validate() error {
	guess := c.Target != "" || c.Bad != ""
	switch {
	case !c.Report && c.Label == "":
		return errors.New("--label is needed: the outcome to learn")
	case !c.Report && (c.Map != "" || c.File != "" || guess || len(c.Drop) > 0 || c.Card != ""):
		return errors.New("--map, --file, --target, --bad, --drop and --card are for --report")
	case c.Report && c.File == "":
		return errors.New("--report needs --file")
	case c.Report && (c.Map != "") == guess:
		return errors.New("--report needs --map, or --target and --bad")
	case guess && (c.Target == "" || c.Bad == ""):
		return errors.New("--target and --bad go together")
	case c.Report && c.Champion:
		return errors.New("--champion is for a model that is stored")
	}
	return nil
}

// method is the kind of card as the artefact names it.
func (c trainCmd) method() string {
	if c.Method == "woe" {
		return learn.MethodWoE
	}
	return learn.MethodBoosted
}

// trainSummary is what --json prints.
type trainSummary struct {
	Model   string  `json:"model"`
	State   string  `json:"state"`
	AUC     float64 `json:"auc"`
	KS      float64 `json:"ks"`
	Gini    float64 `json:"gini"`
	Brier   float64 `json:"brier"`
	LogLoss float64 `json:"log_loss"`
	ECE     float64 `json:"ece"`
	NetECE  float64 `json:"ece_corrected"` // without what chance adds to it
	Folds   int     `json:"folds"`
	Seconds float64 `json:"seconds"`
}

// Run trains, stores the model with its report, and prints it.
func (c trainCmd) Run(env *Env) error {
	if c.Report {
		return c.fromFile(env)
	}
	store, err := env.Open()
	if err != nil {
		return err
	}
	begun := env.Now()
	model, card, report, err := c.train(env, store)
	took := seconds(env.Now().Sub(begun).Seconds())
	if err = errors.Join(err, store.Close()); err != nil {
		return err
	}
	if c.JSON {
		return printJSON(env, trainSummary{
			Model: model.PublicID(), State: string(model.State), AUC: report.AUC, KS: report.KS, Gini: report.Gini,
			Brier: report.Brier, LogLoss: report.LogLoss, ECE: report.ECE,
			NetECE: report.ECECorrected, Folds: len(report.Folds), Seconds: took,
		})
	}
	return printReport(env.Stdout, model, card, report, took)
}

// printReport writes the training report for a person.
func printReport(out io.Writer, m *models.Model, card score.Scorecard, r learn.Report, took float64) error {
	w := tabwriter.NewWriter(out, 0, 4, 2, ' ', 0)
	fmt.Fprintf(w, "model\t%s (%s), %s\n", m.PublicID(), m.Name, m.State)
	fmt.Fprintf(w, "label\t%s: %d of %d accounts bad (%.2f %%)\n", m.Label, r.Bads, r.Rows, 100*float64(r.Bads)/float64(r.Rows))
	fmt.Fprintf(w, "folds\t%s\n", r.Recipe)
	fmt.Fprintf(w, "out of fold\tAUC %.4f (sd %.4f)  KS %.4f  Gini %.4f  Brier %.4f  log loss %.4f  ECE %.4f, less chance %.4f\n",
		r.AUC, r.AUCSD, r.KS, r.Gini, r.Brier, r.LogLoss, r.ECE, r.ECECorrected)
	fmt.Fprintf(w, "scale\tbase %d, %d points at odds %g:1, %d points double the odds\n", card.Base, card.Scale.Score, card.Scale.Odds, card.Scale.PDO)
	fmt.Fprintf(w, "took\t%.1f s\n\n", took)
	printFactors(w, r, nil)
	return w.Flush()
}

// printFactors writes what a card is made of; names are those of codes, by factor.
func printFactors(w io.Writer, r learn.Report, names map[string]map[int]string) {
	fmt.Fprintln(w, "factor\tIV\tmean points\tbins and points")
	for _, f := range r.Factors {
		fmt.Fprintf(w, "%s\t%.3f\t%.1f\t", f.Key, f.IV, f.MeanPoints)
		for i, b := range f.Bins {
			if i > 0 {
				fmt.Fprint(w, ", ")
			}
			fmt.Fprintf(w, "%s %+d", binLabel(b, names[f.Key]), b.Points)
		}
		fmt.Fprintln(w)
	}
	if len(r.Dropped) > 0 {
		fmt.Fprintln(w, "\nleft out\twhy\tIV")
		for _, d := range r.Dropped {
			fmt.Fprintf(w, "%s\t%s\t%.3f\n", d.Key, d.Why, d.IV)
		}
	}
}

// binName writes a bin's values.
func binName(b score.Bin) string {
	switch {
	case b.Kind == score.BinMissing:
		return "missing"
	case b.Kind == score.BinCodes:
		return fmt.Sprint(b.Codes)
	case b.UpTo != nil:
		return fmt.Sprintf("≤%.4g", *b.UpTo)
	case b.Over != nil:
		return fmt.Sprintf(">%.4g", *b.Over)
	}
	return "any"
}
