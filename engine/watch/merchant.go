package watch

import "time"

// MerchantDays is how many days MerchantStats keeps: 30 and a label delay of at most 15.
const MerchantDays = 46

// DayStats are the counts of one merchant on one UTC day. They only ever grow by addition, so the deltas of several writers
// may be added in any order, in memory or as `column = column + delta` in a row keyed by merchant and day.
type DayStats struct {
	Count     int64 // purchases
	SumFen    int64
	Refunds   int64
	RefundFen int64
	Round     int64 // purchases of a multiple of 100 yuan
	New       int64 // purchases that are their account's first at the merchant
	Flagged   int64 // purchases by an account that is flagged
	Bad       int64 // purchases of this day labelled bad since
}

// Plus returns the sum of two days' counts, each held at the largest int64.
func (d DayStats) Plus(o DayStats) DayStats { return d }

// MerchantStats are the days of one merchant. The zero value knows nothing.
type MerchantStats struct{ newest int64 }

// DayOf returns the UTC day of a time in Unix microseconds, in days since 1970.
func DayOf(at int64) int64 { return at / int64(24*time.Hour/time.Microsecond) }

// MerchantDelta returns what an event adds to its merchant's day: firstUse says that the account has not bought there before,
// flagged that the account is flagged. It is zero for a kind that merchants do not count.
func MerchantDelta(e *Event, firstUse, flagged bool) DayStats { return DayStats{} }

// Add adds a delta to a day. It returns false, and changes nothing, for a day that is no longer kept.
func (m *MerchantStats) Add(day int64, d DayStats) bool { return true }

// Facts returns what the days say at time now (Unix microseconds), with labels known delay days late.
func (m *MerchantStats) Facts(now int64, delay int) MerchantFacts { return UnknownMerchant() }
