package watch

import (
	"math"
	"testing"
)

// TestEmptySaysWhatThereIsWithoutRows: counts and sums are 0, means and shares missing.
func TestEmptySaysWhatThereIsWithoutRows(t *testing.T) {
	v := Empty()
	for name, want := range map[string]float64{
		"count_5m": 0, "sum_30d_fen": 0, "merchants_7d": 0, "failed_logins_24h": 0, "repayment_count": 0, "baseline_count": 0, "never_paid": 1,
		"amount_mean_fen": math.NaN(), "refund_share_30d": math.NaN(), "travel_km": math.NaN(), "limit_fen": math.NaN(), "merchant_seen": math.NaN(),
	} {
		slot, ok := Lookup(name)
		if !ok {
			t.Fatalf("no feature %s", name)
		}
		if got := v[slot]; got != want && !(math.IsNaN(got) && math.IsNaN(want)) {
			t.Errorf("%s = %v, want %v", name, got, want)
		}
	}
	for i, f := range Features() {
		if f.Group != GroupEvent && !math.IsNaN(v[i]) && v[i] != 0 && f.Name != "never_paid" {
			t.Errorf("%s = %v with nothing to count", f.Name, v[i])
		}
	}
}
