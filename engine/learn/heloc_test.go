package learn_test

import (
	"strconv"
	"testing"

	"candor/engine/factor"
	"candor/engine/learn"
	"candor/engine/score"
)

// leastBureauAUC is a little under the 0.799 that weights of evidence over ten quantiles reach on the same rows with fractions of
// points; boosted trees reach 0.795.
const leastBureauAUC = 0.795

// The learner knows nothing of the catalogue: bureau records of home-equity applicants, with three special codes in every column
// and no direction given, train as well.
func TestTrainOnBureauRecordsNeedsNoCatalogue(t *testing.T) {
	column, records := dataset(t, "heloc.csv.gz")
	d := learn.Data{Label: "90 days past due or worse within 24 months"}
	names := make([]string, len(column))
	for name, i := range column {
		names[i] = name
	}
	target := column["RiskPerformance"]
	for i, name := range names {
		if i != target {
			d.Specs = append(d.Specs, factor.Spec{
				Key: name, Aspect: score.AspectCredit, Direction: factor.None, Codes: []float64{-9, -8, -7}, Reason: name,
			})
		}
	}
	for _, record := range records {
		row := make([]float64, 0, len(d.Specs))
		for i, text := range record {
			if i == target {
				continue
			}
			x, err := strconv.ParseFloat(text, 64)
			if err != nil {
				t.Fatalf("%s: %v", names[i], err)
			}
			row = append(row, x)
		}
		d.Rows, d.Labels = append(d.Rows, row), append(d.Labels, record[target] == "Bad")
	}
	trained, err := learn.Train(d, learn.Options{Folds: 5, Seed: 7})
	if err != nil {
		t.Fatal(err)
	}
	card, report := trained.Card, trained.Report
	t.Logf("AUC %.4f (sd %.4f) KS %.4f Brier %.4f ECE %.4f, %d factors", report.AUC, report.AUCSD, report.KS, report.Brier,
		report.ECE, len(card.Factors))
	if report.AUC < leastBureauAUC {
		t.Errorf("mean out-of-fold AUC %.4f, want at least %.3f", report.AUC, leastBureauAUC)
	}
}
