package data

import (
	"bytes"
	"compress/gzip"
	"context"
	"errors"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"gorm.io/gorm"

	"candor/data/imports"
	"candor/engine/learn"
	"candor/models"
)

const header = "ID,LIMIT_BAL,SEX,EDUCATION,MARRIAGE,AGE,PAY_0,PAY_2,PAY_3,PAY_4,PAY_5,PAY_6," +
	"BILL_AMT1,BILL_AMT2,BILL_AMT3,BILL_AMT4,BILL_AMT5,BILL_AMT6," +
	"PAY_AMT1,PAY_AMT2,PAY_AMT3,PAY_AMT4,PAY_AMT5,PAY_AMT6,default.payment.next.month\n"

const clientA = "1,20000,2,2,1,24,2,2,-1,-1,-2,-2,3913,3102,689,0,0,0,0,689,0,0,0,0,1\n"

const clientB = "2,120000,1,5,2,26,-1,2,0,0,0,2,-2682,1725,2682,3272,3455,3261,0,1000,1000,1000,0,2000,0\n"

func importText(t *testing.T, s *Store, text string, dry bool) (ImportResult, []imports.Reject, error) {
	t.Helper()
	m, err := imports.Load("uci-credit-default")
	if err != nil {
		t.Fatal(err)
	}
	var rejects []imports.Reject
	r, err := s.Import(context.Background(), anna, ImportJob{
		Mapping: m, Name: "clients.csv", DryRun: dry,
		Open:   func() (io.ReadCloser, error) { return io.NopCloser(strings.NewReader(text)), nil },
		Reject: func(r imports.Reject) error { rejects = append(rejects, r); return nil },
	})
	return r, rejects, err
}

// state is everything an import could change, to see that it did not.
func state(t *testing.T, s *Store) map[string]int64 {
	t.Helper()
	counts := map[string]int64{}
	err := s.read(context.Background(), func(db *gorm.DB) error {
		for _, table := range []string{"accounts", "credit_lines", "statements", "labels", "features", "imports", "audit_entries", "decisions", "cases", "flags"} {
			var n int64
			if err := db.Table(table).Count(&n).Error; err != nil {
				return err
			}
			counts[table] = n
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return counts
}

func TestImportReadsARealRow(t *testing.T) {
	forEachDB(t, func(t *testing.T, s *Store, _ *clock) {
		r, rejects, err := importText(t, s, header+clientA+clientB, false)
		if err != nil || len(rejects) > 0 {
			t.Fatal(err, rejects)
		}
		if want := (ImportResult{Rows: 2, Imported: 2, Created: 2}); r != want {
			t.Errorf("result %+v, want %+v", r, want)
		}
		a, err := s.accountBy(context.Background(), "uci-credit-default", "1")
		if err != nil {
			t.Fatal(err)
		}
		if a.LimitFen != 2_000_000 || a.UsedFen != 391_300 || a.DaysPastDue != 60 || a.Education != 2 || len(a.Name) > 0 || a.Score != nil {
			t.Errorf("account 1: %+v", a)
		}
		if want := map[string]string{"sex": "female", "marital_status": "married", "age": "24"}; !cmp.Equal(a.Declared, want) {
			t.Errorf("declared %v", a.Declared)
		}
		b, err := s.accountBy(context.Background(), "uci-credit-default", "2")
		if err != nil || b.UsedFen != 0 || b.Education != 0 {
			t.Errorf("account 2: used %d, education %d, %v", b.UsedFen, b.Education, err)
		}
		var newest models.Statement
		var label models.Label
		if err := s.read(context.Background(), func(db *gorm.DB) error {
			if err := db.Where("account_id = ?", a.ID).Take(&label).Error; err != nil {
				return err
			}
			return db.Where("account_id = ?", a.ID).Order("month DESC").Take(&newest).Error
		}); err != nil {
			t.Fatal(err)
		}
		if newest.Month != 200509 || newest.BillFen != 391_300 || newest.PaidFen != 0 || newest.Standing != 2 || newest.DaysPastDue != 60 {
			t.Errorf("newest statement %+v", newest)
		}
		if label.Name != "default_next_month" || !label.Bad {
			t.Errorf("label %+v", label)
		}
	})
}

func TestImportTheSameFileTwiceChangesNothing(t *testing.T) {
	forEachDB(t, func(t *testing.T, s *Store, c *clock) {
		if _, _, err := importText(t, s, header+clientA+clientB, false); err != nil {
			t.Fatal(err)
		}
		before := state(t, s)
		c.advance(time.Hour)
		r, _, err := importText(t, s, header+clientA+clientB, false)
		if want := (ImportResult{Rows: 2, Unchanged: 2}); err != nil || r != want {
			t.Errorf("result %+v, %v", r, err)
		}
		if diff := cmp.Diff(before, state(t, s)); diff != "" {
			t.Errorf("the second import changed something:\n%s", diff)
		}
		changed := strings.Replace(clientA, "3913", "4000", 1)
		r, _, err = importText(t, s, header+changed+clientB, false)
		if want := (ImportResult{Rows: 2, Imported: 1, Unchanged: 1}); err != nil || r != want {
			t.Errorf("after a change: %+v, %v", r, err)
		}
		if a, err := s.accountBy(context.Background(), "uci-credit-default", "1"); err != nil || a.UsedFen != 400_000 {
			t.Errorf("changed account: used %d, %v", a.UsedFen, err)
		}
	})
}

// knowledge is all that a store knows of an account, without ids, versions and times.
func knowledge(t *testing.T, s *Store, externalID string) map[string]any {
	t.Helper()
	a, err := s.accountBy(context.Background(), "uci-credit-default", externalID)
	if err != nil {
		t.Fatal(err)
	}
	d, err := s.AccountDetail(context.Background(), a.ID)
	if err != nil {
		t.Fatal(err)
	}
	var labels []models.Label
	if err := s.read(context.Background(), func(db *gorm.DB) error { return db.Where("account_id = ?", a.ID).Find(&labels).Error }); err != nil {
		t.Fatal(err)
	}
	out := map[string]any{
		"limit": a.LimitFen, "used": a.UsedFen, "late": a.DaysPastDue, "education": a.Education, "declared": a.Declared, "vector": vectorOf(t, s, a.ID),
		"label": labels[0].Bad, "labels": len(labels), "lines": len(d.Lines), "line": d.Lines[0].UsedFen,
	}
	for i := range d.Statements {
		d.Statements[i].AccountID = 0
	}
	out["statements"] = d.Statements
	return out
}

// A changed account is written another way than a new one; both must end the same, also
// where a sanction sends it the slow way.
func TestChangedAccountEndsAsIfItWereNew(t *testing.T) {
	changed := "1,30000,1,1,3,25,3,2,2,-1,-2,-2,31000,3102,689,0,0,0,0,700,0,0,0,0,0\n"
	forEachDB(t, func(t *testing.T, s *Store, c *clock) {
		if _, _, err := importText(t, s, header+changed, false); err != nil {
			t.Fatal(err)
		}
		want := knowledge(t, s, "1")
		for _, way := range []string{"together", "alone"} {
			if _, _, err := importText(t, s, header+clientA, false); err != nil {
				t.Fatal(err)
			}
			if cmp.Equal(want, knowledge(t, s, "1"), cmpopts.EquateNaNs()) {
				t.Fatal("the other row changed nothing")
			}
			if way == "alone" {
				a, err := s.accountBy(context.Background(), "uci-credit-default", "1")
				if err != nil {
					t.Fatal(err)
				}
				ends := c.now().Add(time.Hour)
				if _, err := s.ProposeSanction(context.Background(), anna, models.ProposeSanction{
					AccountID: a.ID, Kind: models.SanctionRestrict, Reach: []models.Function{models.FunctionDraw}, ReasonCode: "over_limit", Reason: "a test", EndsAt: &ends, Version: a.Version,
				}); err != nil {
					t.Fatal(err)
				}
			}
			r, _, err := importText(t, s, header+changed, false)
			if err != nil || r.Imported != 1 || r.Created != 0 {
				t.Fatalf("%+v, %v", r, err)
			}
			if diff := cmp.Diff(want, knowledge(t, s, "1"), cmpopts.EquateNaNs()); diff != "" {
				t.Errorf("%s:\n%s", way, diff)
			}
		}
	})
}

func TestImportKeepsWhatLinksSay(t *testing.T) {
	forEachDB(t, func(t *testing.T, s *Store, _ *clock) {
		ctx := context.Background()
		if _, _, err := importText(t, s, header+clientA+clientB, false); err != nil {
			t.Fatal(err)
		}
		a, errA := s.accountBy(ctx, "uci-credit-default", "1")
		b, errB := s.accountBy(ctx, "uci-credit-default", "2")
		err := errors.Join(errA, errB, s.write(ctx, anna, func(tx *writeTx) error {
			links := []models.Relationship{{AccountID: a.ID, OtherID: b.ID, Kind: "card", Since: start}, {AccountID: b.ID, OtherID: a.ID, Kind: "card", Since: start}}
			if err := tx.insert(&links); err != nil {
				return err
			}
			return tx.audit("test.links", target{kind: "test"}, nil, nil, "")
		}))
		if err != nil {
			t.Fatal(err)
		}
		if n, err := s.RefreshRelations(ctx, anna); err != nil || n != 2 {
			t.Fatalf("%d moved, %v", n, err)
		}
		if r, _, err := importText(t, s, header+strings.Replace(clientA, "3913", "4000", 1)+clientB, false); err != nil || r.Imported != 1 {
			t.Fatalf("%+v, %v", r, err)
		}
		v := vectorOf(t, s, a.ID)
		if got := []float64{factorOf(v, "cluster_size"), factorOf(v, "shared_identity"), factorOf(v, "utilisation_now")}; !cmp.Equal(got, []float64{2, 1, 0.2}) {
			t.Errorf("cluster, shared, utilisation %v", got)
		}
	})
}

func TestImportDryRunChangesNothing(t *testing.T) {
	forEachDB(t, func(t *testing.T, s *Store, _ *clock) {
		before := state(t, s)
		r, rejects, err := importText(t, s, header+clientA+strings.Replace(clientB, "120000", "many", 1), true)
		if want := (ImportResult{Rows: 2, Imported: 1, Created: 1, Rejected: 1}); err != nil || r != want {
			t.Errorf("result %+v, %v", r, err)
		}
		if want := []imports.Reject{{Line: 3, Column: "LIMIT_BAL", Value: "many", Reason: "is not an amount"}}; !cmp.Equal(rejects, want) {
			t.Errorf("rejects %+v", rejects)
		}
		if diff := cmp.Diff(before, state(t, s)); diff != "" {
			t.Errorf("a dry run changed something:\n%s", diff)
		}
	})
}

func TestBrokenFileChangesNothing(t *testing.T) {
	var zipped bytes.Buffer
	z := gzip.NewWriter(&zipped)
	if _, err := io.WriteString(z, header+strings.Repeat(clientA, 1)+clientB); err != nil {
		t.Fatal(err)
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	many := strings.Repeat("x", 70<<10)
	files := map[string]string{
		"empty":                   "",
		"a column is missing":     strings.Replace(header, "PAY_AMT6", "OTHER", 1) + clientA,
		"a column is there twice": strings.Replace(header, "AGE", "SEX", 1) + clientA,
		"a quote does not end":    header + clientA + "\"2,3\n" + many,
		"a quote in a field":      header + clientA + "2,1\"2,\n",
		"not UTF-8":               header + clientA + "\xff\xfe" + clientB,
		"binary":                  header + clientA + "\x00" + clientB,
		"gzip cut short":          zipped.String()[:zipped.Len()-6],
		"a row without end":       header + clientA + many,
	}
	forEachDB(t, func(t *testing.T, s *Store, _ *clock) {
		before := state(t, s)
		for name, text := range files {
			if _, _, err := importText(t, s, text, false); !errors.Is(err, imports.ErrBroken) {
				t.Errorf("%s: err = %v", name, err)
			}
		}
		if diff := cmp.Diff(before, state(t, s)); diff != "" {
			t.Errorf("broken files changed something:\n%s", diff)
		}
	})
}

// realClients is where the public clients are, or skips by name.
func realClients(t testing.TB) string { return dataset(t, "taiwan_credit_default.csv.gz") }

// dataset is where a public data set is, beside the repository, or skips by its name.
func dataset(t testing.TB, name string) string {
	t.Helper()
	if dir := os.Getenv("CANDOR_DATASETS"); dir != "" {
		return filepath.Join(dir, name)
	}
	path := filepath.Join("..", "..", "shared", "data", name)
	for range 4 {
		if _, err := os.Stat(path); err == nil {
			return path
		}
		path = filepath.Join("..", path)
	}
	t.Skipf("%s: not found in ../shared/data nor in CANDOR_DATASETS", name)
	return ""
}

// The whole way on real clients: 18,000 of them in, a card trained, every account scored,
// every breakdown adding up, and every decision reproduced to the bit.
func TestRealClientsFromFileToReplay(t *testing.T) {
	path := realClients(t)
	s := openTest(t, Options{Dir: t.TempDir(), Now: newClock().now, Rand: zeros{}})
	ctx := context.Background()
	m, err := imports.Load("uci-credit-default")
	if err != nil {
		t.Fatal(err)
	}
	at := time.Now()
	r, err := s.Import(ctx, anna, ImportJob{Mapping: m, Name: path, Open: func() (io.ReadCloser, error) { return os.Open(path) }})
	if want := (ImportResult{Rows: 18_000, Imported: 18_000, Created: 18_000}); err != nil || r != want {
		t.Fatalf("%+v, %v", r, err)
	}
	t.Logf("imported in %.2f s", time.Since(at).Seconds())
	d, err := s.TrainingData(ctx, "default_next_month")
	if err != nil || len(d.Rows) != 18_000 {
		t.Fatalf("%d rows, %v", len(d.Rows), err)
	}
	at = time.Now()
	trained, err := learn.Train(d, learn.Options{Seed: 7})
	if err != nil {
		t.Fatal(err)
	}
	t.Logf("trained in %.2f s, AUC %.4f", time.Since(at).Seconds(), trained.Report.AUC)
	if trained.Report.AUC < 0.766 {
		t.Errorf("mean out-of-fold AUC %.4f", trained.Report.AUC)
	}
	if model, err := s.SaveModel(ctx, anna, NewModel{Card: trained.Card, Report: trained.Report}); err != nil || model.State != models.ModelChampion {
		t.Fatalf("first model is %v, %v", model, err)
	}
	at = time.Now()
	scored, err := s.Rescore(ctx, anna, nil)
	if err != nil || scored.Accounts != 18_000 || scored.Flagged == 0 {
		t.Fatalf("%+v, %v", scored, err)
	}
	t.Logf("rescored in %.2f s, %d flagged", time.Since(at).Seconds(), scored.Flagged)
	at = time.Now()
	replayed, err := s.ReplayAll(ctx, nil)
	if err != nil || replayed.Decisions != 18_000 || replayed.Identical != 18_000 {
		t.Errorf("%+v, %v", replayed, err)
	}
	t.Logf("replayed in %.2f s", time.Since(at).Seconds())
	before := state(t, s)
	again, err := s.Import(ctx, anna, ImportJob{Mapping: m, Name: path, Open: func() (io.ReadCloser, error) { return os.Open(path) }})
	if err != nil || again.Unchanged != 18_000 || again.Imported != 0 {
		t.Errorf("again: %+v, %v", again, err)
	}
	if diff := cmp.Diff(before, state(t, s)); diff != "" {
		t.Errorf("the second import changed something:\n%s", diff)
	}
}
