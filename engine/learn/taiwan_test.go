package learn_test

import (
	"compress/gzip"
	"encoding/csv"
	"math"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"testing"
	"time"

	"candor/engine/factor"
	"candor/engine/learn"
	"candor/engine/score"
)

// dataset reads a public data set beside the repository, by column name and row, or skips the test by the file's name.
func dataset(tb testing.TB, name string) (column map[string]int, records [][]string) {
	tb.Helper()
	file, err := os.Open(datasetPath(tb, name))
	if err != nil {
		tb.Fatal(err)
	}
	defer file.Close()
	unzipped, err := gzip.NewReader(file)
	if err != nil {
		tb.Fatal(err)
	}
	records, err = csv.NewReader(unzipped).ReadAll()
	if err != nil {
		tb.Fatal(err)
	}
	column = make(map[string]int)
	for i, name := range records[0] {
		column[name] = i
	}
	return column, records[1:]
}

// datasetPath walks up from the test's folder to the first that has the file in shared/data.
func datasetPath(tb testing.TB, name string) string {
	tb.Helper()
	if dir := os.Getenv("CANDOR_DATASETS"); dir != "" {
		return filepath.Join(dir, name)
	}
	dir, err := os.Getwd()
	if err != nil {
		tb.Fatal(err)
	}
	for ; dir != filepath.Dir(dir); dir = filepath.Dir(dir) {
		path := filepath.Join(dir, "shared", "data", name)
		if _, err := os.Stat(path); err == nil {
			return path
		}
	}
	tb.Skipf("%s: not found in ../shared/data nor in CANDOR_DATASETS", name)
	return ""
}

// taiwan reads the real credit-card clients of 2005: amounts in NT$, taken as if one were a hundred fen.
func taiwan(tb testing.TB) learn.Data {
	tb.Helper()
	column, records := dataset(tb, "taiwan_credit_default.csv.gz")
	d := learn.Data{Specs: factor.Catalogue, Label: "default in the next month"}
	for _, record := range records {
		number := func(name string) int64 {
			x, err := strconv.ParseFloat(record[column[name]], 64)
			if err != nil {
				tb.Fatalf("%s: %v", name, err)
			}
			return int64(x)
		}
		d.Rows = append(d.Rows, factor.Compute(taiwanFacts(number)))
		d.Labels = append(d.Labels, number("default.payment.next.month") == 1)
	}
	return d
}

// taiwanFacts turns one client into facts.
func taiwanFacts(number func(string) int64) factor.Facts {
	nan := math.NaN()
	f := factor.Facts{
		LimitFen: 100 * number("LIMIT_BAL"), UsedFen: 100 * number("BILL_AMT1"), Identity: factor.UnknownIdentity(),
		Background: factor.Background{EmploymentMonths: nan, AccountMonths: nan},
	}
	if e := number("EDUCATION"); e >= 1 && e <= 4 {
		f.Background.Education = int(e)
	}
	for i, pay := range []string{"PAY_0", "PAY_2", "PAY_3", "PAY_4", "PAY_5", "PAY_6"} {
		n := strconv.Itoa(i + 1)
		f.Statements = append(f.Statements, factor.Statement{
			Month: 200509 - i, BillFen: 100 * number("BILL_AMT"+n), PaidFen: 100 * number("PAY_AMT"+n), Standing: int8(number(pay)),
		})
	}
	return f
}

// The same folds' recipe gives 0.767 with weights of evidence over ten quantiles and 0.783 with tuned boosting of trees; a card of
// whole points must stay near the second.
const leastRealAUC = 0.775

func TestTrainOnRealClientsReachesTheReference(t *testing.T) {
	d := taiwan(t)
	start := time.Now()
	trained, err := learn.Train(d, learn.Options{Folds: 5, Seed: 7})
	if err != nil {
		t.Fatal(err)
	}
	card, report := trained.Card, trained.Report
	t.Logf("AUC %.4f (sd %.4f) KS %.4f Gini %.4f Brier %.4f log loss %.4f ECE %.4f, %d factors, %.1f s", report.AUC, report.AUCSD,
		report.KS, report.Gini, report.Brier, report.LogLoss, report.ECE, len(card.Factors), time.Since(start).Seconds())
	for _, f := range report.Factors {
		t.Logf("%-24s IV %.3f weight %.3f bins %d", f.Key, f.IV, f.Weight, len(f.Bins))
	}
	for _, x := range report.Dropped {
		t.Logf("without %-24s %-12s IV %.3f", x.Key, x.Why, x.IV)
	}
	if report.AUC < leastRealAUC {
		t.Errorf("mean out-of-fold AUC %.4f, want at least %.3f", report.AUC, leastRealAUC)
	}
	if report.ECE > 0.02 {
		t.Errorf("expected calibration error %.4f, want at most 0.02", report.ECE)
	}
	if got := report.Recipe; got != "stratified 5-fold, shuffled, seed 7" {
		t.Errorf("recipe %q", got)
	}
}

// A card over real clients spreads over the scale without piling up at its ends.
func TestScoresOfRealClientsSpreadOverTheScale(t *testing.T) {
	d := taiwan(t)
	trained, err := learn.Train(d, learn.Options{Folds: 2, Seed: 7})
	if err != nil {
		t.Fatal(err)
	}
	card := trained.Card
	evaluator, err := score.Compile(card, factor.Keys())
	if err != nil {
		t.Fatal(err)
	}
	scores := make([]int, len(d.Rows))
	atEnd := 0
	for i, row := range d.Rows {
		scores[i] = evaluator.Score(row, nil)
		if scores[i] == card.Min || scores[i] == card.Max {
			atEnd++
		}
	}
	slices.Sort(scores)
	at := func(percent int) int { return scores[percent*(len(scores)-1)/100] }
	t.Logf("percentiles 0 %d, 1 %d, 5 %d, 25 %d, 50 %d, 75 %d, 95 %d, 99 %d, 100 %d; %d at an end",
		at(0), at(1), at(5), at(25), at(50), at(75), at(95), at(99), at(100), atEnd)
	if at(99)-at(1) < 200 || 100*atEnd > len(scores) {
		t.Errorf("from %d to %d, %d at an end", at(1), at(99), atEnd)
	}
}
