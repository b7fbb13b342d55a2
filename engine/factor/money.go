package factor

import "math"

// fillUse computes the factors of how much of the limit is used. With b(i) the bills, newest first, over the newest six
// statements:
//
//	credit_limit          the limit in fen
//	headroom              limit - owed now, in fen
//	utilisation_now       owed now / limit
//	utilisation_avg_6m    mean b(i) / limit
//	utilisation_max_6m    max b(i) / limit
//	utilisation_step      (b(0) - b(1)) / limit
//	utilisation_trend_6m  (b(0) - b(oldest)) / limit, from two statements
//	bill_volatility_6m    standard deviation of b(i) (over n) / limit, from two statements
func fillUse(v Vector, f Facts, six []Statement) {
	limit, n := f.limit(), float64(len(six))
	v[creditLimit] = limit
	v[headroom] = limit - float64(f.UsedFen)
	v[utilisationNow] = float64(f.UsedFen) / limit
	if n == 0 {
		return
	}
	newest, oldest := float64(six[0].BillFen), float64(six[len(six)-1].BillFen)
	sum, most := 0.0, newest
	for _, m := range six {
		sum += float64(m.BillFen)
		most = max(most, float64(m.BillFen))
	}
	v[utilisationAvg] = sum / n / limit
	v[utilisationMax] = most / limit
	if n < 2 {
		return
	}
	squares := 0.0
	for _, m := range six {
		d := float64(m.BillFen) - sum/n
		squares += float64(d * d) // the conversion keeps a machine with fused multiplication from giving another last bit
	}
	v[utilisationStep] = (newest - float64(six[1].BillFen)) / limit
	v[utilisationTrend] = (newest - oldest) / limit
	v[billVolatility] = math.Sqrt(squares/n) / limit
}

// fillSpent computes the factors of what was spent. With b(i) the bills and p(i) the payments, newest first, what was spent in a
// month is b(i) - b(i+1) + p(i), known for all but the oldest of the newest six statements:
//
//	spend_last             spent in the newest month, in fen
//	spend_max_6m           the most spent in one of the months, in fen
//	spend_to_limit_avg_6m  mean spent / limit
func fillSpent(v Vector, f Facts, six []Statement) {
	if len(six) < 2 {
		return
	}
	sum, most := 0.0, math.Inf(-1)
	for i, m := range six[:len(six)-1] {
		spent := float64(m.BillFen) - float64(six[i+1].BillFen) + float64(m.PaidFen)
		if i == 0 {
			v[spendLast] = spent
		}
		sum += spent
		most = max(most, spent)
	}
	v[spendMost] = most
	v[spendToLimit] = sum / float64(len(six)-1) / f.limit()
}

// fillPaid computes the factors of what was paid. p(i) pays towards b(i+1), so a month counts for a ratio only when the
// statement before it is known; a ratio is -1 when there was no bill above 0 to pay.
//
//	payment_ratio_last    p(0) / b(1), within 0..10
//	payment_ratio_avg_6m  Σ p(i) / Σ b(i+1) over the months with b(i+1) > 0, within 0..10
//	payment_ratio_min_6m  min p(i) / b(i+1) over the same months, within 0..10
//	months_unpaid_6m      how many of the same months have p(i) = 0
//	paid_to_limit_avg_6m  mean p(i) / limit
//	paid_last             p(0) in fen
//	paid_avg_3m           mean p(0..2) in fen
//	paid_min_6m           min p(i) in fen
func fillPaid(v Vector, f Facts, six []Statement) {
	if len(six) == 0 {
		return
	}
	sum, sumNear, least := 0.0, 0.0, math.Inf(1)
	for i, m := range six {
		p := float64(m.PaidFen)
		sum += p
		least = min(least, p)
		if i < near {
			sumNear += p
		}
	}
	v[paidLast], v[paidLeast] = float64(six[0].PaidFen), least
	v[paidAvg3m] = sumNear / float64(min(len(six), near))
	v[paidToLimit] = sum / float64(len(six)) / f.limit()
	if len(six) >= 2 {
		fillRatios(v, six)
	}
}

// fillRatios computes the factors that compare payments with the bills they pay towards.
func fillRatios(v Vector, six []Statement) {
	var paid, billed, unpaid float64
	least := maxRatio
	for i, m := range six[:len(six)-1] {
		p, b := float64(m.PaidFen), float64(six[i+1].BillFen)
		if b <= 0 {
			continue
		}
		paid, billed, least = paid+p, billed+b, min(least, ratio(p, b))
		unpaid += count(p == 0)
	}
	v[monthsUnpaid] = unpaid
	v[paymentRatioLast] = ratio(float64(six[0].PaidFen), float64(six[1].BillFen))
	v[paymentRatioAvg] = ratio(paid, billed)
	v[paymentRatioMin] = nothingDue
	if billed > 0 {
		v[paymentRatioMin] = least
	}
}

// maxRatio bounds a payment ratio: paying ten times a bill says no more than paying it five times.
const maxRatio = 10.0

// ratio returns paid/billed within 0..maxRatio, nothingDue when nothing was billed.
func ratio(paid, billed float64) float64 {
	if billed <= 0 {
		return nothingDue
	}
	return min(max(paid/billed, 0), maxRatio)
}
