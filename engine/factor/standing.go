package factor

// late returns how many months past due a standing is, 0 when it is not.
func late(standing int8) float64 { return float64(max(standing, 0)) }

// worst returns the highest standing of the statements, which must not be empty.
func worst(s []Statement) float64 {
	w := s[0].Standing
	for _, m := range s[1:] {
		w = max(w, m.Standing)
	}
	return float64(w)
}

// fillStanding computes the factors of payment standing. All are missing without a statement. With s(i) the standing of the
// i-th statement, newest first, and over the newest six where the key ends in 6m:
//
//	standing_last        s(0)
//	standing_before      s(1)
//	worst_standing_3m    max s(0..2)
//	worst_standing_6m    max s(0..5)
//	months_late_6m       how many s(i) ≥ 1
//	months_deep_late_6m  how many s(i) ≥ 2
//	months_since_late    the smallest i with s(i) ≥ 1 among all statements, -1 when there is none
//	late_recency         Σ max(s(i), 0) / 2^i: months past due, each month counting half of the next
//	months_paid_full_6m  how many s(i) = -1
//	months_revolving_6m  how many s(i) = 0: in use and paid on time, if not in full
//	months_unused_6m     how many s(i) = -2
//	history_months       how many statements there are, at most 24
func fillStanding(v Vector, all, six []Statement) {
	v[historyMonths] = float64(len(all))
	if len(six) == 0 {
		return
	}
	v[standingLast] = float64(six[0].Standing)
	if len(six) > 1 {
		v[standingBefore] = float64(six[1].Standing)
	}
	v[worstStanding3m] = worst(six[:min(len(six), near)])
	v[worstStanding6m] = worst(six)
	var lateMonths, deep, full, revolving, unused, recency float64
	weight := 1.0
	for _, m := range six {
		lateMonths += count(m.Standing >= 1)
		deep += count(m.Standing >= 2)
		full += count(m.Standing == StandingPaidFull)
		revolving += count(m.Standing == StandingRevolving)
		unused += count(m.Standing == StandingUnused)
		recency += float64(weight * late(m.Standing))
		weight /= 2
	}
	v[monthsLate6m], v[monthsDeepLate6m], v[lateRecency] = lateMonths, deep, recency
	v[monthsPaidFull], v[monthsRevolving], v[monthsUnused] = full, revolving, unused
	v[monthsSinceLate] = sinceLate(all)
}

// count is 1 for true.
func count(is bool) float64 {
	if is {
		return 1
	}
	return 0
}

// sinceLate returns the number of statements before the newest late one, neverLate when there is none.
func sinceLate(all []Statement) float64 {
	for i, m := range all {
		if m.Standing >= 1 {
			return float64(i)
		}
	}
	return neverLate
}
