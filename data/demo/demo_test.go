package demo

import (
	"bytes"
	"context"
	"crypto/rand"
	"encoding/json"
	"flag"
	"os"
	"strings"
	"testing"
	"time"

	"candor/data"
	"candor/engine/learn"
	"candor/engine/validate"
	"candor/models"
)

var update = flag.Bool("update", false, "write testdata anew")

var until = time.Date(2026, 3, 2, 9, 0, 0, 0, time.UTC)

// fixed is a clock that stands still.
func fixed() time.Time { return until }

func open(t testing.TB) *data.Store {
	t.Helper()
	s, err := data.Open(context.Background(), data.Options{Dir: t.TempDir(), Now: fixed, Rand: rand.Reader})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := s.Close(); err != nil {
			t.Error(err)
		}
	})
	return s
}

func TestSameSeedMakesTheSameLender(t *testing.T) {
	first, err := Seed(context.Background(), open(t), Options{Accounts: 300, Seed: 5})
	if err != nil {
		t.Fatal(err)
	}
	again, err := Seed(context.Background(), open(t), Options{Accounts: 300, Seed: 5})
	if err != nil {
		t.Fatal(err)
	}
	other, err := Seed(context.Background(), open(t), Options{Accounts: 300, Seed: 6})
	if err != nil {
		t.Fatal(err)
	}
	if first.Digest != again.Digest || first.Run.Flagged != again.Run.Flagged {
		t.Errorf("seed 5 gave %s with %d flagged, then %s with %d", first.Digest, first.Run.Flagged, again.Digest, again.Run.Flagged)
	}
	if first.Digest == other.Digest {
		t.Error("seeds 5 and 6 gave the same lender")
	}
}

func TestNobodyIsReal(t *testing.T) {
	b := newBook(3, 2000, until)
	for i, c := range b.part(0, b.size()) {
		p := c.entry.Personal
		if !strings.HasPrefix(p.Phone, "10") || len(p.Phone) != 11 {
			t.Fatalf("customer %d: phone %s", i, p.Phone)
		}
		if len(p.IDNumber) != 18 || strings.HasSuffix(p.IDNumber, string("0123456789X"[checkDigit(p.IDNumber[:17])])) {
			t.Fatalf("customer %d: ID number %s has a valid check digit or the wrong length", i, p.IDNumber)
		}
		if _, domain, _ := strings.Cut(p.Email, "@"); !strings.HasPrefix(domain, "example.") {
			t.Fatalf("customer %d: mail %s", i, p.Email)
		}
	}
}

// mover is a clock that stories move.
type mover struct{ at time.Time }

func (m *mover) now() time.Time { return m.at }

func TestStoriesEndAsTold(t *testing.T) {
	clock := &mover{at: until}
	s, err := data.Open(context.Background(), data.Options{Dir: t.TempDir(), Now: clock.now, Rand: rand.Reader})
	if err != nil {
		t.Fatal(err)
	}
	defer func() {
		if err := s.Close(); err != nil {
			t.Error(err)
		}
	}()
	ctx := context.Background()
	out, err := Seed(ctx, s, Options{Accounts: 200, Seed: 5, Password: "see every reason", Clock: func(at time.Time) { clock.at = at }})
	if err != nil {
		t.Fatal(err)
	}
	if !clock.at.Equal(until) {
		t.Errorf("the clock ends at %v", clock.at)
	}
	for id, want := range map[string]models.AccountStatus{
		Steady: models.StatusActive, Spender: models.StatusActive, Stolen: models.StatusRestricted,
		Defaulter: models.StatusDeactivated, Teacher: models.StatusDeactivated, Ring + "3": models.StatusActive, Late: models.StatusActive,
	} {
		d, err := s.AccountDetail(ctx, out.Personas[id])
		if err != nil {
			t.Fatal(err)
		}
		t.Logf("%-15s score %v %-10s limit %d used %d, %d decisions, %d open flags, %d sanctions, %d appeals, %d limit changes",
			id, *d.Account.Score, d.Account.Band, d.Account.LimitFen, d.Account.UsedFen, len(d.Decisions), len(d.OpenFlags), len(d.Sanctions), len(d.Appeals), len(d.Limits))
		if d.Account.Status != want {
			t.Errorf("%s is %s, want %s", id, d.Account.Status, want)
		}
		if flagged := d.Account.Hardship(until) != nil; flagged != (id == Late || id == Ring+"3") {
			t.Errorf("%s: in hardship %t", id, flagged)
		}
		switch id {
		case Teacher:
			if len(d.Appeals) != 1 || d.Appeals[0].Stage != models.AppealReceived {
				t.Errorf("teacher's appeals: %+v", d.Appeals)
			}
		case Defaulter:
			if len(d.Appeals) != 1 || d.Appeals[0].Stage != models.AppealClosed || d.Appeals[0].Outcome != models.OutcomeUphold {
				t.Errorf("defaulter's appeals: %+v", d.Appeals)
			}
		case Spender:
			if d.Account.LimitFen != 1_500_000 {
				t.Errorf("spender's limit %d", d.Account.LimitFen)
			}
		case Ring + "3":
			if len(d.OpenFlags) == 0 || d.OpenCase == nil {
				t.Error("the ring is not in the queue")
			}
		}
	}
	hard, err := s.Cases(ctx, models.CaseFilter{Hardship: models.HardshipYes, Sort: models.SortRisk, Limit: 9, Now: until})
	if err != nil || len(hard.Items) != 1 || hard.Items[0].AccountID != out.Personas[Ring+"3"] {
		t.Errorf("cases in hardship: %+v, %v", hard.Items, err)
	}
	waiting, err := s.Approvals(ctx, 10)
	if err != nil || len(waiting) != 1 {
		t.Errorf("%d approvals wait, %v", len(waiting), err)
	}
	replayed, err := s.ReplayAll(ctx, nil)
	if err != nil || replayed.Differing > 0 {
		t.Errorf("%+v, %v", replayed, err)
	}
	if chain, err := s.VerifyAudit(ctx, nil); err != nil || !chain.OK {
		t.Errorf("%+v, %v", chain, err)
	}
	if rows, err := s.VerifyRows(ctx, nil); err != nil || !rows.OK() || rows.Rows == 0 {
		t.Errorf("rows: %+v, %v", rows, err)
	}
}

// The check digit of GB 11643-1999's own example, 34052419800101001X, tells that the rule
// which the made-up numbers break is the right one.
func TestCheckDigitOfTheStandardsExample(t *testing.T) {
	if got := checkDigit("34052419800101001"); got != 10 {
		t.Errorf("check digit %d, want 10", got)
	}
}

func TestOutcomesAreRareAndDependOnBehaviour(t *testing.T) {
	book := newBook(1, 20_000, until).part(0, 20_000) // without the personas
	var bads, late, lateBads int
	for _, c := range book {
		if c.entry.Labels[0].Bad {
			bads++
		}
		if c.late > 0 {
			late++
			if c.entry.Labels[0].Bad {
				lateBads++
			}
		}
	}
	rate, lateRate := float64(bads)/float64(len(book)), float64(lateBads)/float64(late)
	t.Logf("default rate %.4f; late %.4f, of them %.3f default", rate, float64(late)/float64(len(book)), lateRate)
	if rate < 0.04 || rate > 0.06 {
		t.Errorf("default rate %.4f, want about 0.05", rate)
	}
	if lateRate < 3*rate {
		t.Errorf("late customers default at %.3f, hardly more than all at %.3f", lateRate, rate)
	}
}

func TestCardForSmallBooks(t *testing.T) {
	if *update {
		s := open(t)
		out, err := Seed(context.Background(), s, Options{Accounts: 8000, Seed: 1})
		if err != nil {
			t.Fatal(err)
		}
		var report learn.Report
		if err := json.Unmarshal(out.Model.Report, &report); err != nil {
			t.Fatal(err)
		}
		b, err := json.Marshal(small{Card: out.Model.Artefact, Report: report, Validation: out.Model.Validation})
		if err != nil {
			t.Fatal(err)
		}
		var pretty bytes.Buffer
		if err := json.Indent(&pretty, b, "", "\t"); err != nil {
			t.Fatal(err)
		}
		pretty.WriteByte('\n')
		if err := os.WriteFile("small.json", pretty.Bytes(), 0o644); err != nil {
			t.Fatal(err)
		}
		smallDocument = pretty.Bytes()
	}
	n, err := smallModel()
	if err != nil {
		t.Fatal(err)
	}
	if len(n.Card.Factors) < 8 || n.Report.AUC < 0.75 || n.Report.AUC > 0.87 {
		t.Errorf("%d factors, AUC %.3f", len(n.Card.Factors), n.Report.AUC)
	}
	var v validate.Report
	if err := json.Unmarshal(n.Validation, &v); err != nil {
		t.Fatal(err)
	}
	if v.Card != n.Card.ID || v.Rows != n.Report.Rows || len(v.Fairness) != 3 || len(v.Checks) != 11 {
		t.Errorf("validation of %s on %d rows, %d attributes, %d checks", v.Card, v.Rows, len(v.Fairness), len(v.Checks))
	}
}
