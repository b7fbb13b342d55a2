package limits_test

import (
	"testing"

	"candor/engine/limits"
	"pgregory.net/rapid"
)

var rows = []limits.Row{
	{Band: "poor", CapFen: 500_000, IncomeBP: 10_000, RaiseBP: 0},
	{Band: "good", CapFen: 5_000_000, IncomeBP: 30_000, RaiseBP: 5_000},
}

var approval = limits.Approval{RaiseFen: 2_000_000, CutBP: 5_000}

func TestCheckFindsTheBoundThatIsCrossed(t *testing.T) {
	tests := map[string]struct {
		request limits.Request
		want    limits.Bound
	}{
		"small raise within the band":    {limits.Request{Band: "good", FromFen: 1_000_000, ToFen: 1_400_000}, limits.BoundNone},
		"half cut is still one person's": {limits.Request{Band: "good", FromFen: 1_000_000, ToFen: 500_000}, limits.BoundNone},
		"more than half is not":          {limits.Request{Band: "good", FromFen: 1_000_000, ToFen: 499_999}, limits.BoundCut},
		"over the band's cap":            {limits.Request{Band: "good", FromFen: 4_900_000, ToFen: 5_000_001}, limits.BoundCap},
		"other lines count to the cap":   {limits.Request{Band: "good", FromFen: 1_000_000, ToFen: 1_100_000, OtherFen: 4_000_000}, limits.BoundCap},
		"over three months' income":      {limits.Request{Band: "good", FromFen: 1_000_000, ToFen: 1_200_000, IncomeFen: 300_000}, limits.BoundIncome},
		"unknown income does not bind":   {limits.Request{Band: "good", FromFen: 1_000_000, ToFen: 1_200_000}, limits.BoundNone},
		"too large a step by share":      {limits.Request{Band: "good", FromFen: 1_000_000, ToFen: 1_500_001}, limits.BoundRaise},
		"too large a step by amount":     {limits.Request{Band: "good", FromFen: 4_100_000, ToFen: 4_100_000 + 2_000_001, OtherFen: -2_000_000}, limits.BoundRaise},
		"first limit wants two people":   {limits.Request{Band: "good", ToFen: 100_000}, limits.BoundRaise},
		"band without a row":             {limits.Request{Band: "new", FromFen: 1, ToFen: 2}, limits.BoundBand},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			if got := limits.Check(rows, approval, tt.request); got != tt.want {
				t.Errorf("bound = %q, want %q", got, tt.want)
			}
		})
	}
}

func TestSimulateMovesWithTheLimit(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		amount := rapid.Int64Range(0, 1_000_000_000)
		from, to, used := amount.Draw(t, "from"), amount.Draw(t, "to"), amount.Draw(t, "used")
		pd := rapid.Float64Range(0, 1).Draw(t, "pd")
		e := limits.Simulate(from, to, used, pd, limits.Loss{LGDBP: 6_000, CCFBP: 5_000})
		if to >= from && (e.ExposureAfter < e.ExposureBefore || e.LossAfter < e.LossBefore) {
			t.Fatalf("a raise lowers exposure or loss: %+v", e)
		}
		if e.ExposureBefore < used || e.LossAfter > e.ExposureAfter {
			t.Fatalf("out of bounds: %+v", e)
		}
	})
}

// The cap is the largest total that Check lets one person grant.
func TestCapIsWhereCheckBegins(t *testing.T) {
	rows := []limits.Row{{Band: "fair", CapFen: 2_000_000, IncomeBP: 10_000, RaiseBP: 1_000_000}}
	for _, tt := range []struct{ income, want int64 }{{0, 2_000_000}, {1_234_567, 1_234_567}, {9_000_000, 2_000_000}, {7, 7}} {
		got, ok := limits.Cap(rows, "fair", tt.income)
		if !ok || got != tt.want {
			t.Errorf("income %d: cap %d %v, want %d", tt.income, got, ok, tt.want)
		}
		at := limits.Request{Band: "fair", FromFen: 1, ToFen: got, IncomeFen: tt.income}
		over := at
		over.ToFen++
		loose := limits.Approval{RaiseFen: 1 << 40}
		if b := limits.Check(rows, loose, over); b != limits.BoundCap && b != limits.BoundIncome {
			t.Errorf("income %d: one fen more crosses %q", tt.income, b)
		}
		if b := limits.Check(rows, loose, at); b == limits.BoundCap || b == limits.BoundIncome {
			t.Errorf("income %d: the cap itself crosses %q", tt.income, b)
		}
	}
	if _, ok := limits.Cap(rows, "none", 0); ok {
		t.Error("a band without a row has a cap")
	}
}
