package models

import "time"

// PastDue is how much of the bills whose payment is late has not been paid. A statement has no
// least payment, so a customer who owes no more than that is shown the whole rest of the bill.
type PastDue struct {
	Known   bool
	Fen     int64 // not below 0
	Bill    int   // the month whose bill was due last, yyyymm; 0 when nothing is late
	BillFen int64 // what it asked for, with everything unpaid before it
	PaidFen int64 // towards it, until now
}

// PastDueOf works out what is past due from the statements, the newest first, and from what was
// paid back after the newest one's month, in fen. Bills carry what is unpaid over, and a
// statement says what was paid during its month towards the bill before: what is late when it is
// made is the bill of the month before, less that. It is not known when the account is late and
// that bill is not on record, or when the statements say that it was paid: then they and the days
// past due contradict each other.
func PastDueOf(a *Account, statements []Statement, paidSince int64) PastDue {
	if a.DaysPastDue <= 0 {
		return PastDue{Known: true}
	}
	if len(statements) < 2 || statements[0].DaysPastDue <= 0 {
		return PastDue{}
	}
	now, before := &statements[0], &statements[1]
	begins, _ := monthOf(now.Month)
	if _, ends := monthOf(before.Month); !ends.Equal(begins) || before.BillFen <= now.PaidFen {
		return PastDue{}
	}
	paid := now.PaidFen + paidSince
	return PastDue{Known: true, Fen: max(0, before.BillFen-paid), Bill: before.Month, BillFen: before.BillFen, PaidFen: paid}
}

// Since is the moment from which on repayments are in no statement yet: the end of the
// statement's month, in UTC.
func (s *Statement) Since() time.Time {
	_, ends := monthOf(s.Month)
	return ends
}
