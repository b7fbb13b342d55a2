package counterfactual

import (
	"math"
	"testing"

	"github.com/google/go-cmp/cmp"

	"candor/engine/decide"
	"candor/engine/factor"
	"candor/engine/score"
)

func ptr(x float64) *float64 { return &x }

// card is small enough to add up: half of the limit in use, late months, and checks of the identity.
func card() score.Scorecard {
	of := func(key string, edge float64, low, high, missing int) score.Factor {
		spec, _, _ := factor.Lookup(key)
		return score.Factor{Key: key, Aspect: spec.Aspect, Reason: spec.Reason, Bins: []score.Bin{
			{Kind: score.BinRange, UpTo: ptr(edge), Points: low}, {Kind: score.BinRange, Over: ptr(edge), Points: high}, {Kind: score.BinMissing, Points: missing},
		}}
	}
	return score.Scorecard{
		Schema: score.Schema, ID: "small", Scale: score.Scale{Score: 600, Odds: 3, PDO: 60}, Base: 560, Min: 350, Max: 950,
		Factors: []score.Factor{
			of("utilisation_now", 0.5, 30, -30, 0), of("worst_standing_3m", 0.5, 20, -60, 0), of("document_match", 0.5, -20, 25, -10),
			of("linked_defaults", 0.5, 10, -40, 0), of("account_months", 11.5, -10, 15, 0),
		},
	}
}

// state is an account at 565, in the band fair: four fifths of the limit in use, paid on time, the document not checked yet, no
// links, and eighteen months old.
func state() State {
	f := factor.Facts{LimitFen: 1_000_000, UsedFen: 800_000, Identity: factor.UnknownIdentity(), Background: factor.Background{EmploymentMonths: math.NaN(), AccountMonths: 18}}
	f.Identity.NameMatch = 1
	for i := range 6 {
		f.Statements = append(f.Statements, factor.Statement{Month: 202606 - i, BillFen: 800_000, PaidFen: 100_000})
	}
	s := State{Facts: f, Vector: factor.Compute(f)}
	_, at, _ := factor.Lookup("linked_defaults")
	s.Vector[at] = 0
	return s
}

// Changes to the state.
func linked(s *State) {
	_, at, _ := factor.Lookup("linked_defaults")
	s.Vector[at] = 2
}
func late(s *State)    { s.Facts.Statements[0].Standing = 3 }
func checked(s *State) { s.Facts.Identity.Document = 1 }
func failed(s *State)  { s.Facts.Identity.Document = 0 }
func little(s *State)  { s.Facts.UsedFen = 400_000 }

func young(months float64) func(*State) {
	return func(s *State) { s.Facts.Background.AccountMonths = months }
}

func TestAnswers(t *testing.T) {
	type changes []func(*State)
	tests := []struct {
		name   string
		change changes
		policy func(*decide.Policy)
		want   Result // but for the moves and the spending
	}{
		{"a check costs the least", nil, nil, Result{Answer: Reached, Now: 565, Score: 600, Actions: []Action{{Kind: VerifyDocument}}}},
		{"the smallest step of an amount that does", changes{checked}, nil, Result{Answer: Reached, Now: 600, Score: 660, Actions: []Action{{Kind: PayDown, Fen: 300_000}}}},
		{"what others did stays", changes{linked}, nil, Result{Answer: Reached, Now: 515, Score: 550, Actions: []Action{{Kind: VerifyDocument}}}},
		{
			"two where one is not enough", changes{linked, young(3), failed}, nil,
			Result{Answer: Reached, Now: 480, Score: 585, Actions: []Action{{Kind: PayDown, Fen: 300_000}, {Kind: VerifyDocument}}},
		},
		{"late months leave the window one by one", changes{late}, nil, Result{Answer: Reached, Now: 485, Score: 565, Actions: []Action{{Kind: PayOnTime, Months: 3}}, Months: 3}},
		{
			"a cap that the customer can lift", changes{late, checked, little}, nil,
			Result{Answer: Reached, Now: 520, Score: 600, Actions: []Action{{Kind: PayOnTime, Months: 3}}, Months: 3, Caps: []string{"cap_three_months_late"}},
		},
		{
			"a cap that the customer cannot lift", changes{linked},
			func(p *decide.Policy) {
				p.Caps = []decide.Cap{{Key: "cap_links", Factor: "linked_defaults", Op: decide.OpAtLeast, Threshold: 1, Score: 400}}
			},
			Result{Answer: Capped, Now: 400, Score: 400, Caps: []string{"cap_links"}, Held: []string{"cap_links"}},
		},
		{"the account grows older meanwhile", changes{checked, little, young(8)}, nil, Result{Answer: Reached, Now: 635, Score: 660, Actions: []Action{{Kind: PayInFull, Months: 4}}, Months: 4}},
		{"nothing left to do", changes{checked, little}, nil, Result{Answer: Beyond, Now: 660, Score: 660}},
		{
			"as far as it goes", changes{checked, linked}, func(p *decide.Policy) { p.Bands[2].From, p.Bands[3].From = 640, 660 },
			Result{Answer: Beyond, Now: 550, Score: 610, Actions: []Action{{Kind: PayDown, Fen: 300_000}}},
		},
		{"at the top", nil, func(p *decide.Policy) { p.Bands = p.Bands[:2] }, Result{Answer: Top, Now: 565, Score: 565}},
		{"set by hand", changes{func(s *State) { s.Override = 560 }}, nil, Result{Answer: Overridden, Now: 560, Score: 560}},
		{
			"nothing known of its money", changes{func(s *State) { s.Facts.LimitFen, s.Facts.UsedFen, s.Facts.Statements = 0, 0, nil }}, nil,
			Result{Answer: Reached, Now: 575, Score: 610, Actions: []Action{{Kind: VerifyDocument}}},
		},
		{"a short vector of before", changes{func(s *State) { s.Vector = s.Vector[:30] }}, nil, Result{Answer: Reached, Now: 555, Score: 615, Actions: []Action{{Kind: PayDown, Fen: 300_000}}}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			s, p := state(), decide.Default()
			for _, change := range tt.change {
				change(&s)
			}
			if tt.policy != nil {
				tt.policy(&p)
			}
			a, err := decide.NewAssessor(card(), p)
			if err != nil {
				t.Fatal(err)
			}
			got := Search(a, s)
			tt.want.Moves, tt.want.SpendFen, tt.want.Goal = got.Moves, got.SpendFen, nextBand(p, tt.want.Now)
			if b, ok := score.BandOf(p.Bands, tt.want.Score); ok {
				tt.want.Band = b.Name
			}
			if diff := cmp.Diff(tt.want, got, nans); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
			moved := 0
			for _, m := range got.Moves {
				moved += m.Points
			}
			if len(got.Caps) == 0 && moved != got.Score-got.Now {
				t.Errorf("moves give %d of %d points: %+v", moved, got.Score-got.Now, got.Moves)
			}
		})
	}
}

// nans lets a value that is not known be equal to another.
var nans = cmp.Comparer(func(x, y float64) bool { return x == y || math.IsNaN(x) && math.IsNaN(y) })

func nextBand(p decide.Policy, now int) score.Band {
	for _, b := range p.Bands {
		if b.From > now {
			return b
		}
	}
	return score.Band{}
}

func TestMonthsMoveMoneyAsABillSaysIt(t *testing.T) {
	bill := func(fen, paid int64, standing int8) factor.Statement {
		return factor.Statement{Month: 202611, BillFen: fen, PaidFen: paid, Standing: standing}
	}
	tests := []struct {
		name  string
		from  account
		p     plan
		used  int64
		newer []factor.Statement // newest first, without the one it began from
		paid  int64
	}{
		{"at once, before any statement", account{limit: 1000, used: 600, statements: []factor.Statement{bill(600, 0, 0)}}, plan{fen: 200}, 400, nil, 200},
		{
			"in full, twice, over the year's end", account{limit: 1000, used: 600, spend: 100, statements: []factor.Statement{bill(600, 0, 0)}}, plan{pay: PayInFull, months: 2},
			100, []factor.Statement{{Month: 202701, BillFen: 100, PaidFen: 100, Standing: -1}, {Month: 202612, BillFen: 100, PaidFen: 600, Standing: -1}}, 700,
		},
		{
			"what was paid since the bill counts", account{limit: 1000, used: 200, statements: []factor.Statement{bill(600, 0, 0)}}, plan{pay: PayInFull, months: 1},
			0, []factor.Statement{{Month: 202612, PaidFen: 600, Standing: -1}}, 200,
		},
		{
			"what is paid at once counts towards the bill", account{limit: 1000, used: 600, statements: []factor.Statement{bill(600, 0, 0)}}, plan{fen: 500, pay: PayOnTime, months: 1},
			100, []factor.Statement{{Month: 202612, BillFen: 100, PaidFen: 500}}, 500,
		},
		{
			"the minimum, and one more for each month past due", account{limit: 1000, used: 600, statements: []factor.Statement{bill(600, 0, 2)}}, plan{pay: PayOnTime, months: 2},
			378, []factor.Statement{{Month: 202701, BillFen: 378, PaidFen: 42}, {Month: 202612, BillFen: 420, PaidFen: 180}}, 222,
		},
		{
			"nothing is spent beyond the limit", account{limit: 1000, used: 1000, spend: 400, statements: []factor.Statement{bill(1000, 0, 0)}}, plan{pay: PayOnTime, months: 1},
			1000, []factor.Statement{{Month: 202612, BillFen: 1000, PaidFen: 100}}, 100,
		},
		{"a line that rests", account{limit: 1000, statements: []factor.Statement{bill(0, 0, -2)}}, plan{pay: PayInFull, months: 1}, 0, []factor.Statement{{Month: 202612, Standing: -2}}, 0},
		{
			"a credit balance is spent first", account{limit: 1000, used: -50, spend: 80, statements: []factor.Statement{bill(-50, 0, -1)}}, plan{pay: PayOnTime, months: 1},
			30, []factor.Statement{{Month: 202612, BillFen: 30, Standing: -1}}, 0,
		},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			a := tt.from
			a.run(tt.p)
			if a.used != tt.used || a.paid != tt.paid {
				t.Errorf("used %d after paying %d, want %d after %d", a.used, a.paid, tt.used, tt.paid)
			}
			if diff := cmp.Diff(append(tt.newer, tt.from.statements...), a.statements); diff != "" {
				t.Errorf("statements (-want +got):\n%s", diff)
			}
		})
	}
}

func TestUsualSpend(t *testing.T) {
	list := []factor.Statement{{BillFen: 300, PaidFen: 200}, {BillFen: 250, PaidFen: 100}, {BillFen: 600}}
	for _, tt := range []struct {
		name string
		list []factor.Statement
		want int64
	}{
		{"bill less the one before plus what was paid; a month of returns is none", list, 125},
		{"one statement says nothing of spending", list[:1], 0}, {"none either", nil, 0},
	} {
		if got := usualSpend(tt.list); got != tt.want {
			t.Errorf("%s: %d, want %d", tt.name, got, tt.want)
		}
	}
}

func TestAmountsArePlain(t *testing.T) {
	for used, want := range map[int64][]int64{
		-5: nil, 0: nil, 1: {1}, 10_000: {10_000}, 25_000: {10_000, 20_000, 25_000}, 1_000_001: {200_000, 400_000, 600_000, 800_000, 1_000_000, 1_000_001},
	} {
		if diff := cmp.Diff(want, amounts(used)); diff != "" {
			t.Errorf("%d (-want +got):\n%s", used, diff)
		}
	}
}

// A card with a pair: what a plan moves in the pair's cells is one of its moves, and the moves still sum to the change of the score.
func TestMovesOfAPair(t *testing.T) {
	c := card()
	first, second := c.Factors[2], c.Factors[0]
	p := &score.Pair{Keys: [2]string{first.Key, second.Key}}
	for i, f := range []score.Factor{first, second} {
		for _, b := range f.Bins {
			b.Points, b.Count, b.Bad, b.WoE = 0, 0, 0, 0
			p.Axes[i] = append(p.Axes[i], b)
		}
	}
	pair := score.Factor{Key: score.PairKey(first.Key, second.Key), Aspect: first.Aspect, Reason: first.Reason, Pair: p}
	for i := range len(p.Axes[0]) * len(p.Axes[1]) {
		pair.Bins = append(pair.Bins, score.Bin{Kind: score.BinCell, Points: i - 3})
	}
	c.Factors = append(c.Factors, pair)
	a, err := decide.NewAssessor(c, decide.Default())
	if err != nil {
		t.Fatal(err)
	}
	got := Search(a, state())
	moved, seen := 0, false
	for _, m := range got.Moves {
		moved += m.Points
		seen = seen || m.Key == pair.Key && m.Other != nil
	}
	if len(got.Actions) == 0 || !seen || moved != got.Score-got.Now {
		t.Errorf("moves give %d of %d points: %+v", moved, got.Score-got.Now, got.Moves)
	}
}
