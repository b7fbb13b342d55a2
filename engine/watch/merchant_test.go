package watch

import (
	"math"
	"testing"

	"pgregory.net/rapid"
)

func TestMerchantFacts(t *testing.T) {
	const now = 1_700_000_000 * second
	today := DayOf(now)
	var m MerchantStats
	m.Add(today, DayStats{Count: 4, SumFen: 1000, Round: 1, New: 2})
	m.Add(today-1, DayStats{Count: 1, SumFen: 500, Refunds: 1, RefundFen: 300, Flagged: 1})
	m.Add(today-7, DayStats{Count: 5, SumFen: 500, Bad: 2, New: 5})
	m.Add(today-8, DayStats{Count: 5, SumFen: 0, Bad: 1})
	m.Add(today-37, DayStats{Count: 30, Bad: 30})
	m.Add(today-38, DayStats{Count: 100, Bad: 100})
	f := m.Facts(now, 7)
	want := map[string][2]float64{
		"count 1d":  {f.Count1d, 5},
		"count 7d":  {f.Count7d, 10},
		"count 30d": {f.Count30d, 15},
		"accounts":  {f.Accounts30d, 7},
		"flagged":   {f.FlaggedShare, 1.0 / 15},
		"refund":    {f.RefundShare, 300.0 / 2000},
		"round":     {f.RoundShare, 1.0 / 15},
		"repeat":    {f.RepeatShare, 8.0 / 15},
		"bad 1d":    {f.BadShare1d, .3},
		"bad 7d":    {f.BadShare7d, .3},
		"bad 30d":   {f.BadShare30d, 33.0 / 40},
		"bad run":   {f.BadRun, 3}, // two of today less the delay, one of the day before, which had good ones too
		"first bad": {f.BadFirstDays, 30},
		"last bad":  {f.BadLastDays, 0},
	}
	for name, x := range want {
		if x[0] != x[1] {
			t.Errorf("%s = %v, want %v", name, x[0], x[1])
		}
	}
	var none MerchantStats
	if f := none.Facts(now, 7); f.Count30d != 0 || !math.IsNaN(f.BadShare7d) || !math.IsNaN(f.RefundShare) {
		t.Errorf("nothing known: %+v", f)
	}
}

func TestMerchantDelta(t *testing.T) {
	buy := Event{Kind: Purchase, Merchant: 1, AmountFen: 300_00}
	tests := map[string]struct {
		e              Event
		first, flagged bool
		want           DayStats
	}{
		"purchase":        {buy, true, true, DayStats{Count: 1, SumFen: 300_00, Round: 1, New: 1, Flagged: 1}},
		"refund":          {Event{Kind: Refund, Merchant: 1, AmountFen: 5}, true, false, DayStats{Refunds: 1, RefundFen: 5}},
		"login":           {Event{Kind: Login, Merchant: 1}, true, true, DayStats{}},
		"no merchant":     {Event{Kind: Purchase, AmountFen: 5}, true, true, DayStats{}},
		"negative amount": {Event{Kind: Purchase, Merchant: 1, AmountFen: -5}, true, true, DayStats{}},
	}
	for name, tt := range tests {
		if got := MerchantDelta(&tt.e, tt.first, tt.flagged); got != tt.want {
			t.Errorf("%s: %+v, want %+v", name, got, tt.want)
		}
	}
}

// TestMerchantStatsAreASum checks any order of deltas, and replicas merged, against sums by day.
func TestMerchantStatsAreASum(t *testing.T) {
	type row struct {
		day int64
		d   DayStats
	}
	rapid.Check(t, func(t *rapid.T) {
		rows := rapid.SliceOfN(rapid.Custom(func(t *rapid.T) row {
			n := rapid.Int64Range(0, 9)
			return row{rapid.Int64Range(-20, 100).Draw(t, "day"), DayStats{
				Count: n.Draw(t, "n"), SumFen: n.Draw(t, "sum"), Refunds: n.Draw(t, "refunds"), RefundFen: n.Draw(t, "back"),
				Round: n.Draw(t, "round"), New: n.Draw(t, "new"), Flagged: n.Draw(t, "flagged"), Bad: n.Draw(t, "bad"),
			}}
		}), 1, 60).Draw(t, "rows")
		newest := rows[0].day
		want := map[int64]DayStats{}
		for _, r := range rows {
			newest = max(newest, r.day)
			want[r.day] = want[r.day].Plus(r.d)
		}
		shuffled := rapid.Permutation(rows).Draw(t, "order")
		var one, two, merged MerchantStats
		for i, r := range shuffled {
			one.Add(r.day, r.d)
			if i%2 == 0 {
				two.Add(r.day, r.d)
			} else {
				merged.Add(r.day, r.d)
			}
		}
		merged.Merge(&two)
		for day := newest - MerchantDays + 1; day <= newest; day++ {
			if one.Day(day) != want[day] || merged.Day(day) != want[day] {
				t.Fatalf("day %d: %+v, merged %+v, want %+v", day, one.Day(day), merged.Day(day), want[day])
			}
		}
	})
}

// The row of bad purchases goes on over days without any and ends at the first whole day with a good one.
func TestMerchantBadRun(t *testing.T) {
	const now = 1_700_000_000 * second
	then := DayOf(now) - 7
	days := func(counts ...DayStats) MerchantFacts {
		var m MerchantStats
		for ago, d := range counts {
			m.Add(then-int64(ago), d)
		}
		return m.Facts(now, 7)
	}
	both := DayStats{Count: 3, Bad: 3}
	f := days(DayStats{Count: 4, Bad: 1}, both, DayStats{}, both, DayStats{Count: 2, Bad: 1}, both)
	if f.BadRun != 8 || f.BadFirstDays != 5 || f.BadLastDays != 0 {
		t.Errorf("an outbreak: %v bad in a row, first %v, last %v", f.BadRun, f.BadFirstDays, f.BadLastDays)
	}
	f = days(DayStats{Count: 4}, DayStats{Count: 1}, both, both)
	if f.BadRun != 0 || f.BadFirstDays != 3 || f.BadLastDays != 2 {
		t.Errorf("one that is over: %v bad in a row, first %v, last %v", f.BadRun, f.BadFirstDays, f.BadLastDays)
	}
	f = days(DayStats{Count: 4})
	if f.BadRun != 0 || !math.IsNaN(f.BadFirstDays) || !math.IsNaN(f.BadLastDays) {
		t.Errorf("none: %+v", f)
	}
}

func TestSetMerchantIsWhatFeaturesSays(t *testing.T) {
	e := Event{ID: 1, Kind: Purchase, At: 1_700_000_000 * second, AmountFen: 100_00, Merchant: 7}
	var s State
	var m MerchantStats
	m.Add(DayOf(e.At), DayStats{Count: 5, SumFen: 500, New: 1})
	m.Add(DayOf(e.At)-8, DayStats{Count: 5, SumFen: 500, Bad: 2})
	facts := UnknownFacts()
	var before, whole Vector
	s.Features(&e, &facts, &before)
	facts.Merchant = m.Facts(e.At, 7)
	s.Features(&e, &facts, &whole)
	before.SetMerchant(&facts.Merchant)
	for i := range whole {
		if whole[i] != before[i] && !(math.IsNaN(whole[i]) && math.IsNaN(before[i])) {
			t.Errorf("%s: %v, want %v", Features()[i].Name, before[i], whole[i])
		}
	}
}
