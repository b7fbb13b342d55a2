package watch

import (
	"math"
	"testing"

	"pgregory.net/rapid"
)

// TestForgettingAfterwardsIsForgettingBefore: features of which relations are taken away are those of facts without them, so that a
// past event can be decided as it would have been.
func TestForgettingAfterwardsIsForgettingBefore(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		fact := func(name string) float64 { return rapid.SampledFrom([]float64{math.NaN(), 0, 1, 2, 7}).Draw(t, name) }
		f := UnknownFacts()
		f.LimitFen, f.UsedFen, f.TotalLimitFen, f.TotalUsedFen, f.AvailableFen = 1000, fact("used"), 3000, fact("total used"), 500
		f.DeviceAccounts, f.CardAccounts, f.IPAccounts = fact("device"), fact("card"), fact("ip")
		f.LinkedFlagged, f.SharedIdentity, f.IdentityFailed = fact("linked"), fact("shared"), fact("failed")
		f.Score, f.IncomeFen, f.AccountAgeDays = fact("score"), fact("income"), fact("age")
		var s State
		e := Event{ID: 1, Kind: Purchase, At: 1_750_000_000_000_000, AmountFen: rapid.Int64Range(1, 900).Draw(t, "amount"), Device: 3, Merchant: 4}
		var with, without Vector
		s.Features(&e, &f, &with)
		with.ForgetRelations()
		f.ForgetRelations()
		s.Features(&e, &f, &without)
		for i := range with {
			if math.Float64bits(with[i]) != math.Float64bits(without[i]) && !(math.IsNaN(with[i]) && math.IsNaN(without[i])) {
				t.Fatalf("%s is %v, and without the facts %v", Features()[i].Name, with[i], without[i])
			}
		}
	})
}
