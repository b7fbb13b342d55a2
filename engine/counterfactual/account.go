package counterfactual

import (
	"slices"

	"candor/engine/factor"
)

// account is the money of an account as it moves on month by month. Amounts are fen.
type account struct {
	limit, used int64
	statements  []factor.Statement // newest first
	spend       int64              // what is spent in a month
	paid        int64              // all that was paid so far
}

// usualSpend returns what was spent in a month on average, in fen, from the newest statements: a bill less the one before plus
// what was paid. Months in which more came back than was spent count as none.
func usualSpend(s []factor.Statement) int64 {
	s = s[:min(len(s), MaxMonths)]
	if len(s) < 2 {
		return 0
	}
	sum := int64(0)
	for i := range s[:len(s)-1] {
		sum += max(0, s[i].BillFen-s[i+1].BillFen+s[i].PaidFen)
	}
	return sum / int64(len(s)-1)
}

// run moves the account on as a plan says: an amount at once, then month by month.
func (a *account) run(p plan) {
	a.used -= p.fen
	a.paid += p.fen
	for m := range p.months {
		settled := int64(0)
		if m == 0 { // what was paid since the newest statement counts towards it
			settled = max(0, a.statements[0].BillFen-(a.used+p.fen)) + p.fen
		}
		a.month(p.pay, settled)
	}
}

// month adds one statement, of a month in which some of the bill was settled already.
func (a *account) month(pay Kind, settled int64) {
	before := a.statements[0]
	due := max(before.BillFen, 0)
	target := due
	if pay == PayOnTime {
		least := (due*minimumBP + 9_999) / 10_000
		target = min(due, least*(1+max(int64(before.Standing), 0))) // the minimum, and one for each month past due
	}
	paid := max(target, settled)
	a.used -= paid - settled
	a.paid += paid - settled
	spend := min(a.spend, max(a.limit-a.used, 0))
	a.used += spend
	next := factor.Statement{Month: nextMonth(before.Month), BillFen: before.BillFen - paid + spend, PaidFen: paid}
	switch {
	case due == 0 && spend == 0 && paid == 0:
		next.Standing = factor.StandingUnused
	case paid >= due:
		next.Standing = factor.StandingPaidFull
	}
	a.statements = slices.Insert(a.statements, 0, next)
}

// nextMonth returns the month after one, both yyyymm.
func nextMonth(m int) int {
	if m%100 >= 12 {
		return m + 100 - m%100 + 1
	}
	return m + 1
}
