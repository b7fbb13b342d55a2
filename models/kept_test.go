package models

import (
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"
)

// keptCase is a measure that came after another, and an appeal against it.
type keptCase struct {
	first, second Sanction
	lifted        bool // the first, before the verdict
	verdict       Verdict
	want          []RestoredField
}

// keptCases has an earlier measure take what the second takes, more of it, or less.
func keptCases() map[string]keptCase {
	ends, all := noon.AddDate(0, 0, 30), "draw,purchase,raise,transfer"
	restrict := func(f ...Function) Sanction { return Sanction{Kind: SanctionRestrict, Reach: f, EndsAt: &ends} }
	freeze := Sanction{Kind: SanctionFreeze, ReasonCode: "cash_out"}
	cut := func(fen int64) Sanction {
		return Sanction{Kind: SanctionLimitCut, CutProduct: ProductPayLater, CutFen: fen, EndsAt: &ends}
	}
	partly := func(parts ...string) Verdict { return Verdict{Outcome: OutcomePartly, Parts: parts} }
	milder := func(fen int64) Verdict {
		return Verdict{Outcome: OutcomeReplace, Reason: "receipts match", Replacement: &Replacement{Kind: SanctionLimitCut, CutProduct: ProductPayLater, CutFen: fen, EndsAt: &ends}}
	}
	row := func(field, before, during, after, note string) RestoredField {
		return RestoredField{Field: field, Before: before, Sanction: during, After: after, Restored: note == "", Note: note}
	}
	payLater, cashLoan := row("limit:paylater", "1200000", "1200000", "1200000", ""), row("limit:cashloan", "500000", "500000", "500000", "")
	return map[string]keptCase{
		"a freeze before": {freeze, restrict(FunctionPurchase, FunctionDraw), true, partly("reach:purchase"), []RestoredField{
			row("status", "frozen", "restricted", "restricted", "part_stands"), row("reach", all, "draw,purchase", "draw", "part_stands"),
			row("limit:paylater", "0", "1200000", "1200000", ""), row("limit:cashloan", "0", "500000", "500000", "")}},
		"the same function before": {restrict(FunctionPurchase), restrict(FunctionPurchase, FunctionDraw), true, partly("reach:draw"), []RestoredField{
			row("status", "restricted", "restricted", "restricted", "part_stands"), row("reach", "purchase", "draw,purchase", "purchase", "part_stands"), payLater, cashLoan}},
		"the same function taken twice": {restrict(FunctionPurchase), restrict(FunctionPurchase, FunctionDraw), false, partly("reach:draw"), []RestoredField{
			row("status", "restricted", "restricted", "restricted", "part_stands"), row("reach", "purchase", "draw,purchase", "purchase", "part_stands"), payLater, cashLoan}},
		"a line given back that another cuts": {cut(300_000), freeze, false, partly("limit:paylater"), []RestoredField{
			row("status", "active", "frozen", "frozen", "part_stands"), row("reach", "", all, all, "part_stands"),
			row("limit:paylater", "300000", "0", "300000", ""), row("limit:cashloan", "500000", "0", "0", "part_stands")}},
		"a line cut to nothing before": {cut(0), freeze, true, partly("limit:cashloan"), []RestoredField{
			row("status", "active", "frozen", "frozen", "part_stands"), row("reach", "", all, all, "part_stands"),
			row("limit:paylater", "0", "0", "0", "part_stands"), row("limit:cashloan", "500000", "0", "500000", "")}},
		"status and functions given back, held by another": {restrict(FunctionRaise), freeze, false,
			partly("status", "reach:draw", "reach:purchase", "reach:raise", "reach:transfer"), []RestoredField{
				row("status", "restricted", "frozen", "restricted", ""), row("reach", "raise", all, "raise", ""),
				row("limit:paylater", "1200000", "0", "0", "part_stands"), row("limit:cashloan", "500000", "0", "0", "part_stands")}},
		"a milder measure that takes what an earlier one took": {cut(300_000), freeze, true, milder(400_000), []RestoredField{
			row("status", "active", "frozen", "active", ""), row("reach", "", all, "", ""),
			row("limit:paylater", "300000", "0", "400000", "replaced"), row("limit:cashloan", "500000", "0", "500000", "")}},
	}
}

// TestTheProofSaysWhatStandsBesideOtherMeasures has an appeal change a measure that came after another,
// which is over by then or in force still: what the measure itself still takes did not come back.
func TestTheProofSaysWhatStandsBesideOtherMeasures(t *testing.T) {
	for name, tt := range keptCases() {
		t.Run(name, func(t *testing.T) {
			w := newWorld()
			w.impose(tt.first)
			w.impose(tt.second)
			if tt.lifted {
				w.lift(0)
			}
			got, err := w.appeal(len(w.active)-1, tt.verdict)
			if err != nil {
				t.Fatal(err)
			}
			if d := cmp.Diff(tt.want, got); d != "" {
				t.Error(d)
			}
		})
	}
}

// takenAlone is what a measure takes from an account that nothing else is against, as fields of a proof.
func takenAlone(m Sanction) map[string]bool {
	w := newWorld()
	was := w.snapshot()
	w.account.Apply([]Sanction{m}, w.lines)
	is := w.snapshot()
	taken := map[string]bool{"status": is.Status != was.Status, "reach": len(is.Reach) > 0}
	for i, l := range is.Lines {
		taken[PartLimit+string(l.Product)] = l.InForceFen < was.Lines[i].InForceFen
	}
	return taken
}

// saysWhatStands checks a proof against the measure that stands after the verdict, looked at alone:
// every part of it has its line, which says that it stands and by what; no other line does; and what
// else did not come back is held by another measure in force.
func saysWhatStands(t *rapid.T, w *world, m *Sanction, note string, after *Snapshot, proof []RestoredField) {
	mine, others := takenAlone(*m), map[string]bool{}
	for _, o := range w.active {
		if o.ID != m.ID {
			for field, taken := range takenAlone(o) {
				others[field] = others[field] || taken
			}
		}
	}
	for _, p := range m.Parts() {
		field := p
		if f, isFunction := strings.CutPrefix(p, PartReach); isFunction {
			if field = "reach"; !slices.Contains(after.Reach, Function(f)) {
				t.Fatalf("%s stands and works", f)
			}
		}
		if !mine[field] {
			t.Fatalf("%s stands and takes nothing", p)
		}
	}
	if len(proof) != len(mine) {
		t.Fatalf("%d lines of proof: %+v", len(proof), proof)
	}
	for _, f := range proof {
		switch {
		case mine[f.Field] && (f.Restored || f.Note != note):
			t.Fatalf("the proof does not say that %s stands: %+v", f.Field, f)
		case !mine[f.Field] && f.Note == note:
			t.Fatalf("the proof says that %s stands, which is not taken: %+v", f.Field, f)
		case !f.Restored && !mine[f.Field] && (f.Note != "other_sanction" || !others[f.Field]):
			t.Fatalf("nothing else holds %s: %+v", f.Field, f)
		case f.Restored != (f.Note == ""):
			t.Fatalf("%+v", f)
		}
	}
}

// TestProofsTellWhoseTheTakingIs looks at one line of proof beside measures that are over, that take
// nothing of it, and that take it although the customer's wish or a date would explain it as well.
func TestProofsTellWhoseTheTakingIs(t *testing.T) {
	frozen := Sanction{Kind: SanctionFreeze, State: SanctionActive}
	over := Sanction{Kind: SanctionFreeze, State: SanctionExpired}
	cut := Sanction{Kind: SanctionLimitCut, CutProduct: ProductPayLater, CutFen: 500, State: SanctionActive}
	var none *int64
	nothing := int64(0)
	for name, tt := range map[string]struct {
		by    Sanction
		field string
		fen   int64
		cap   *int64
		row   RestoredField
		want  string
	}{
		"a freeze and the customer's wish": {frozen, "limit:paylater", 900, &nothing, RestoredField{Note: "customer_request"}, "part_stands"},
		"a freeze of an empty line":        {frozen, "limit:paylater", 0, &nothing, RestoredField{Restored: true}, "part_stands"},
		"a cut and a temporary limit":      {cut, "limit:paylater", 900, &cut.CutFen, RestoredField{Note: "temporary_ended"}, "part_stands"},
		"a cut above the customer's wish":  {cut, "limit:paylater", 400, &cut.CutFen, RestoredField{Note: "customer_request"}, "customer_request"},
		"a cut of just the limit":          {cut, "limit:paylater", 500, &cut.CutFen, RestoredField{Restored: true}, ""},
		"a cut of another line":            {cut, "limit:cashloan", 900, none, RestoredField{Restored: true}, ""},
		"no line of the account":           {frozen, "limit:mortgage", 900, none, RestoredField{Restored: true}, ""},
		"over, and the limit withheld":     {over, "limit:paylater", 900, none, RestoredField{Note: "other_sanction"}, "part_stands"},
		"over, and another cuts":           {over, "limit:paylater", 900, &nothing, RestoredField{Note: "other_sanction"}, "other_sanction"},
		"over, and another freezes":        {over, "status", 900, &nothing, RestoredField{Note: "other_sanction"}, "other_sanction"},
		"over, and all is back":            {over, "reach", 900, none, RestoredField{Restored: true}, ""},
	} {
		t.Run(name, func(t *testing.T) {
			tt.row.Field = tt.field
			lines := []CreditLine{{Product: ProductPayLater, LimitFen: tt.fen, CapFen: tt.cap}, {Product: ProductCashLoan, LimitFen: tt.fen, CapFen: tt.cap}}
			got := tt.by.KeptBy([]RestoredField{tt.row}, lines, "part_stands")[0]
			if got.Note != tt.want || got.Restored != (tt.want == "") {
				t.Errorf("%+v, want %q", got, tt.want)
			}
			if lines[0].CapFen != tt.cap {
				t.Error("looking changed the line")
			}
		})
	}
}
