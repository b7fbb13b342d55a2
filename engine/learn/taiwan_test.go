package learn_test

import (
	"compress/gzip"
	"encoding/csv"
	"math"
	"os"
	"path/filepath"
	"strconv"
	"testing"
	"time"

	"candor/engine/factor"
	"candor/engine/learn"
)

// taiwanFile finds the public data set beside the repository, or skips the test by name.
func taiwanFile(tb testing.TB) string {
	tb.Helper()
	const name = "taiwan_credit_default.csv.gz"
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
	file, err := os.Open(taiwanFile(tb))
	if err != nil {
		tb.Fatal(err)
	}
	defer file.Close()
	unzipped, err := gzip.NewReader(file)
	if err != nil {
		tb.Fatal(err)
	}
	records, err := csv.NewReader(unzipped).ReadAll()
	if err != nil {
		tb.Fatal(err)
	}
	column := make(map[string]int)
	for i, name := range records[0] {
		column[name] = i
	}
	d := learn.Data{Specs: factor.Catalogue, Label: "default in the next month"}
	for _, record := range records[1:] {
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

func TestTrainOnRealClientsReachesTheReference(t *testing.T) {
	d := taiwan(t)
	start := time.Now()
	card, report, err := learn.Train(d, learn.Options{Folds: 5, Seed: 7})
	if err != nil {
		t.Fatal(err)
	}
	took := time.Since(start)
	t.Logf("AUC %.4f (sd %.4f) KS %.4f Gini %.4f Brier %.4f log loss %.4f ECE %.4f, %d factors, %.1f s", report.AUC, report.AUCSD,
		report.KS, report.Gini, report.Brier, report.LogLoss, report.ECE, len(card.Factors), took.Seconds())
	for _, f := range report.Factors {
		t.Logf("%-24s IV %.3f weight %.3f bins %d", f.Key, f.IV, f.Weight, len(f.Bins))
	}
	for _, x := range report.Dropped {
		t.Logf("dropped %-24s %-12s IV %.3f", x.Key, x.Why, x.IV)
	}
	if report.AUC < 0.766 {
		t.Errorf("mean out-of-fold AUC %.4f, want at least 0.766", report.AUC)
	}
}
