package watch

import "math"

// above0 returns x when it is above 0 and finite, else NaN: what a share may be taken of.
func above0(x float64) float64 {
	if x > 0 && x <= math.MaxFloat64 {
		return x
	}
	return math.NaN()
}

// fillLine fills the use of credit, in fen and as shares of a limit. Money that only moves (a transfer out) uses no line.
func fillLine(e *Event, f *Facts, v *Vector) {
	v[limitFen], v[availableFen], v[usedFen] = f.LimitFen, f.AvailableFen, f.UsedFen
	v[totalLimitFen], v[totalUsedFen] = f.TotalLimitFen, f.TotalUsedFen
	limit, amount := above0(f.LimitFen), float64(e.AmountFen)
	v[utilisationBefore] = f.UsedFen / limit
	after := f.UsedFen
	switch e.Kind {
	case Purchase, Draw:
		after += amount
		v[nearLimit] = amount / max(f.AvailableFen, 1) // NaN when it is not known
	case Refund, Repayment:
		after = max(after-amount, 0)
	}
	v[utilisationAfter] = after / limit
	v[utilisationJump24h] = (v[sum+w24h] - v[transferSum24h]) / above0(f.TotalLimitFen)
	v[totalUtilisation] = f.TotalUsedFen / above0(f.TotalLimitFen)
}

// fillFacts passes on what the caller knows.
func fillFacts(e *Event, f *Facts, v *Vector) {
	v[score], v[daysPastDue], v[maxDaysPastDue] = f.Score, f.DaysPastDue, f.MaxDaysPastDue
	v[accountAgeDays], v[incomeFen] = f.AccountAgeDays, f.IncomeFen
	if e.Kind.Money() {
		v[amountToIncome] = float64(e.AmountFen) / above0(f.IncomeFen)
	}
	v[deviceAccounts], v[cardAccounts], v[ipAccounts] = f.DeviceAccounts, f.CardAccounts, f.IPAccounts
	v[linkedFlagged], v[identityFailed], v[sharedIdentity] = f.LinkedFlagged, f.IdentityFailed, f.SharedIdentity
}

// fillMerchant passes on what is known of the merchant.
func fillMerchant(m *MerchantFacts, v *Vector) {
	v[merchantAccounts30d], v[merchantFlaggedShare] = m.Accounts30d, m.FlaggedShare
	v[merchantRefundShare], v[merchantRoundShare], v[merchantRepeatShare] = m.RefundShare, m.RoundShare, m.RepeatShare
	v[merchantCount1d], v[merchantCount7d], v[merchantCount30d] = m.Count1d, m.Count7d, m.Count30d
	v[merchantBadShare1d], v[merchantBadShare7d], v[merchantBadShare30d] = m.BadShare1d, m.BadShare7d, m.BadShare30d
	v[merchantBadRun], v[merchantBadFirstDays], v[merchantBadLastDays] = m.BadRun, m.BadFirstDays, m.BadLastDays
}

// SetMerchant replaces what a vector says of the merchant. It gives the same vector as Features with these facts, for a caller
// that knows the merchant only after the account.
func (v *Vector) SetMerchant(m *MerchantFacts) { fillMerchant(m, v) }
