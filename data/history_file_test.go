package data

import (
	"bytes"
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"strings"
	"testing"
	"time"

	"candor/data/imports"
	"candor/engine/learn"
	"candor/engine/score"
)

// creditFiles is the public files of clients and loans, with the best mean out-of-fold AUC that logistic regressions, boosted trees
// and the like reached on the same folds, and how far off probabilities may be. The last is what ten groups of so few rows can
// show: a model that is right about each row would be off by 0.011 on heloc and 0.013 on gastonstat, by chance.
var creditFiles = []struct {
	mapping, file string
	best, ece     float64
}{
	{"uci-credit-default", "taiwan_credit_default", 0.7825, 0.010},
	{"german-credit", "german_credit", 0.7904, 0.05},
	{"south-german-credit", "south_german_credit", 0.7913, 0.05},
	{"heloc", "heloc", 0.7990, 0.013},
	{"gastonstat", "gastonstat_credit_scoring", 0.8467, 0.012},
	{"lending-club", "lending_club_small_2007_2010", 0.6781, 0.010},
}

// A card of whole points, without sex, marital status or age, reaches on every file what opaque models reach with them.
func TestRealCreditFilesReachTheReferences(t *testing.T) {
	mean, best := 0.0, 0.0
	for _, f := range creditFiles {
		m, err := imports.Load(f.mapping)
		if err != nil {
			t.Fatal(err)
		}
		file, err := os.Open(dataset(t, f.file+".csv.gz"))
		if err != nil {
			t.Fatal(err)
		}
		d, err := History(m, file, m.Labels[0].Name, time.Now(), nil)
		file.Close()
		if err != nil || d.Rejected > 0 {
			t.Fatalf("%s: %d rejected, %v", f.mapping, d.Rejected, err)
		}
		trained, err := learn.Train(d.Data, learn.Options{Method: learn.MethodBoosted, Seed: 7})
		if err != nil {
			t.Fatal(err)
		}
		r := trained.Report
		t.Logf("%-20s AUC %.4f (best %.4f) KS %.4f Brier %.4f log loss %.4f ECE %.4f (less chance %.4f), %d factors", f.mapping, r.AUC, f.best, r.KS,
			r.Brier, r.LogLoss, r.ECE, r.ECECorrected, len(r.Factors))
		if r.AUC < f.best-0.002 {
			t.Errorf("%s: AUC %.4f, want %.4f less 0.002", f.mapping, r.AUC, f.best)
		}
		if r.ECE > f.ece {
			t.Errorf("%s: expected calibration error %.4f, want at most %.3f", f.mapping, r.ECE, f.ece)
		}
		for _, s := range d.Specs {
			switch s.Key {
			case "sex", "marital_status", "age", "foreign_worker":
				t.Errorf("%s: %s is a factor", f.mapping, s.Key)
			}
		}
		mean, best = mean+r.AUC/float64(len(creditFiles)), best+f.best/float64(len(creditFiles))
	}
	if mean < best {
		t.Errorf("mean AUC %.4f, want %.4f", mean, best)
	}
}

// The same file gives the same card, byte for byte.
func TestHistoryOfAFileIsAFunctionOfIt(t *testing.T) {
	card := func() []byte {
		file := bytes.NewReader(tableFile(600, 1))
		d, err := History(tableMapping(t), file, "bad", time.Now(), nil)
		if err != nil {
			t.Fatal(err)
		}
		trained, err := learn.Train(d.Data, learn.Options{Method: learn.MethodBoosted, Seed: 7})
		if err != nil {
			t.Fatal(err)
		}
		b, err := score.Write(trained.Card)
		if err != nil {
			t.Fatal(err)
		}
		return b
	}
	if !bytes.Equal(card(), card()) {
		t.Error("the same file gave two cards")
	}
}

// tableMapping is of the files of tableFile.
func tableMapping(t *testing.T) *imports.Mapping {
	t.Helper()
	m, err := imports.Parse([]byte(`{
		"name": "made-up", "source": "made-up", "currency": "", "unit": 0, "lang": "en", "id": {"column": "id"},
		"declared": {"sex": {"column": "sex"}},
		"table": {"month": {"column": "month", "layout": "2006-01"}, "factors": [
			{"key": "amount", "column": "amount", "special": [-9], "safer": "down", "aspect": "credit", "reason": "high_exposure"},
			{"key": "income", "column": "income", "helper": true, "aspect": "background", "reason": "high_exposure"},
			{"key": "share", "op": "ratio", "of": ["amount", "income"], "safer": "down", "aspect": "credit", "reason": "high_exposure"},
			{"key": "colour", "column": "colour", "categorical": true, "aspect": "background", "reason": "limited_background"},
			{"key": "size", "column": "size", "order": ["small", "large"], "apart": ["other"], "aspect": "background", "reason": "limited_background"}
		]},
		"labels": [{"name": "bad", "value": {"column": "outcome", "codes": {"0": "good", "1": "bad", "": ""}}}]
	}`))
	if err != nil {
		t.Fatal(err)
	}
	return m
}

const tableHeader = "id,sex,month,amount,income,colour,size,outcome\n"

// tableFile makes a file of so many rows, of which the larger amounts go bad more often.
func tableFile(rows int, seed uint64) []byte {
	r := rand.New(rand.NewPCG(seed, 1))
	var b bytes.Buffer
	b.WriteString(tableHeader)
	for i := range rows {
		amount, income, outcome := r.IntN(1000), 1+r.IntN(5000), 0
		if r.Float64() < 0.2+float64(amount)/2000 {
			outcome = 1
		}
		fmt.Fprintf(&b, "%d,%s,2025-%02d,%d,%d,%s,%s,%d\n", i, []string{"f", "m"}[r.IntN(2)], 1+r.IntN(12), amount, income,
			[]string{"red", "blue", ""}[r.IntN(3)], []string{"small", "large", "other"}[r.IntN(3)], outcome)
	}
	return b.Bytes()
}

func TestHistoryReadsATable(t *testing.T) {
	file := tableHeader + "1,f,2025-01,500,1000,red,small,0\n2,m,2025-02,-9,0,blue,other,1\n3,f,2025-02,,10,,large,\n"
	d, err := History(tableMapping(t), strings.NewReader(file), "bad", time.Now(), nil)
	if err != nil || len(d.Rows) != 2 || d.Unknown != 1 || d.Rejected != 0 {
		t.Fatalf("%d rows, %d unknown, %d rejected, %v", len(d.Rows), d.Unknown, d.Rejected, err)
	}
	if got := fmt.Sprint(d.Rows, d.Labels, d.Months, d.Groups["sex"]); got != "[[500 0.5 1 0] [-9 NaN 0 -1]] [false true] [202501 202502] [f m]" {
		t.Error(got)
	}
	if got := fmt.Sprint(d.Names["colour"], d.Specs[0].Codes, d.Specs[2].Codes, d.Specs[3].Codes); got != "map[0:blue 1:red] [-9] [0 1] [-1]" {
		t.Error(got)
	}
}

func TestHistoryRefusesWhatNothingShouldBeLearntFrom(t *testing.T) {
	good := "1,f,2025-01,500,1000,red,small,0\n"
	tests := map[string]struct{ rows, want string }{
		"twice the same id":   {good + good, "line 3: id 1 is the same as in line 2"},
		"a future month":      {good + "2,f,2099-01,500,1000,red,small,0\n", "line 3: 209901 is in the future"},
		"text that is no row": {"1,\"f,2025-01", "line"},
	}
	for name, tt := range tests {
		_, err := History(tableMapping(t), strings.NewReader(tableHeader+tt.rows), "bad", time.Now(), nil)
		if !errors.Is(err, imports.ErrBroken) || !strings.Contains(err.Error(), tt.want) {
			t.Errorf("%s: %v, want one that says %q", name, err, tt.want)
		}
	}
	rejects := map[string]string{
		"2,f,2025-01,lots,1000,red,small,0\n":    "amount lots is not a number",
		"2,f,2025-01,NaN,1000,red,small,0\n":     "amount NaN is not a number",
		"2,f,2025-01,1e300,1000,red,small,0\n":   "amount 1e300 is too large",
		"2,f,2025-01,500,1000,red,huge,0\n":      "size huge is not one of small, large, other",
		"2,f,2025-01,500,1000,red,small,maybe\n": "outcome maybe is not one of",
		"2,f,someday,500,1000,red,small,0\n":     "month someday is not a date",
	}
	for row, want := range rejects {
		var got string
		d, err := History(tableMapping(t), strings.NewReader(tableHeader+good+row), "bad", time.Now(), func(r imports.Reject) error {
			got = r.Column + " " + r.Value + " " + r.Reason
			return nil
		})
		if err != nil || d.Rejected != 1 || len(d.Rows) != 1 || !strings.HasPrefix(got, want) {
			t.Errorf("%q: %d rejected, %q, want %q; %v", row, d.Rejected, got, want, err)
		}
	}
	forEachDB(t, func(t *testing.T, s *Store, _ *clock) {
		job := ImportJob{Mapping: tableMapping(t), Name: "a table"}
		if _, err := s.Import(t.Context(), anna, job); !errors.Is(err, imports.ErrTable) {
			t.Errorf("importing a table: %v", err)
		}
	})
	events, err := imports.Load("fraud-handbook")
	if err != nil {
		t.Fatal(err)
	}
	if _, err := History(events, strings.NewReader(""), "bad", time.Now(), nil); !errors.Is(err, imports.ErrNotAccounts) {
		t.Errorf("a mapping of transactions: %v", err)
	}
}

func TestGuessedTable(t *testing.T) {
	m, err := imports.GuessTable(bytes.NewReader(tableFile(600, 2)), imports.Guess{Target: "outcome", Bad: "1", Drop: []string{"id", "sex", "month"}})
	if err != nil {
		t.Fatal(err)
	}
	d, err := History(m, bytes.NewReader(tableFile(600, 2)), "outcome", time.Now(), nil)
	if err != nil || len(d.Rows) != 600 || len(d.Specs) != 4 || !d.Specs[2].Categorical || d.Specs[0].Categorical {
		t.Fatalf("%d rows, %+v, %v", len(d.Rows), d.Specs, err)
	}
	for name, g := range map[string]imports.Guess{
		"no such column": {Target: "fate", Bad: "1"}, "no such value": {Target: "outcome", Bad: "7"}, "a measure": {Target: "amount", Bad: "7"},
	} {
		if _, err := imports.GuessTable(bytes.NewReader(tableFile(600, 2)), g); err == nil {
			t.Errorf("%s: guessed", name)
		}
	}
}
