package watch

import (
	"math"
	"time"
)

// MerchantDays is how many days MerchantStats keeps: 30 and a label delay of at most MaxDelay.
const (
	MerchantDays = 46
	MaxDelay     = MerchantDays - 31
)

// DayStats are the counts of one merchant on one UTC day. They only ever change by addition, so the deltas of several writers
// may be added in any order, in memory or as `column = column + delta` in a row keyed by merchant and day. A correction (a
// label taken back) is a delta below 0.
type DayStats struct {
	Count     int64 // purchases
	SumFen    int64
	Refunds   int64
	RefundFen int64 // counted on the day of the refund
	Round     int64 // purchases of a multiple of 100 yuan
	New       int64 // purchases that are their account's first at the merchant
	Flagged   int64 // purchases by an account that was flagged at that time
	Bad       int64 // purchases of this day that were labelled bad since
}

// Plus returns the sum of two days' counts.
func (d DayStats) Plus(o DayStats) DayStats {
	return DayStats{
		Count: d.Count + o.Count, SumFen: d.SumFen + o.SumFen,
		Refunds: d.Refunds + o.Refunds, RefundFen: d.RefundFen + o.RefundFen,
		Round: d.Round + o.Round, New: d.New + o.New, Flagged: d.Flagged + o.Flagged, Bad: d.Bad + o.Bad,
	}
}

// DayOf returns the UTC day of a time in Unix microseconds, in days since 1970.
func DayOf(at int64) int64 {
	const day = int64(24 * time.Hour / time.Microsecond)
	if at < 0 {
		return (at+1)/day - 1
	}
	return at / day
}

// MerchantDelta returns what an event adds to its merchant on DayOf(e.At): firstUse says that the account had not bought there
// before, flagged that the account is flagged. It is zero for an event that is no purchase or refund at a merchant.
func MerchantDelta(e *Event, firstUse, flagged bool) (d DayStats) {
	if e.Merchant == 0 || e.AmountFen < 0 {
		return d
	}
	switch e.Kind {
	case Refund:
		d.Refunds, d.RefundFen = 1, min(e.AmountFen, MaxAmountFen)
	case Purchase:
		d.Count, d.SumFen = 1, min(e.AmountFen, MaxAmountFen)
		d.Round, d.New, d.Flagged = one(isRound(e.AmountFen)), one(firstUse), one(flagged)
	}
	return d
}

// LabelDelta returns what a verdict adds to the day on which the purchase was made: 1 when it turned out bad, and the opposite
// when that is taken back.
func LabelDelta(bad bool) DayStats {
	if bad {
		return DayStats{Bad: 1}
	}
	return DayStats{Bad: -1}
}

// MerchantStats are the latest MerchantDays days of one merchant. The zero value knows nothing. Adding is commutative: the same
// deltas give the same stats in any order, apart from those for days that had already been dropped.
type MerchantStats struct {
	newest int64 // day; meaningful once known
	known  bool
	days   [MerchantDays]DayStats // day d at d modulo MerchantDays
}

// slotOf returns the place of a day.
func slotOf(day int64) int64 { return (day%MerchantDays + MerchantDays) % MerchantDays }

// Add adds a delta to a day, or a row that was loaded. It returns false, and changes nothing, for a day MerchantDays or more
// before the newest, which is no longer kept.
func (m *MerchantStats) Add(day int64, d DayStats) bool {
	if !m.known {
		m.newest, m.known = day, true
	}
	if day <= m.newest-MerchantDays {
		return false
	}
	if day-m.newest >= MerchantDays {
		m.days, m.newest = [MerchantDays]DayStats{}, day
	}
	for m.newest < day {
		m.newest++
		m.days[slotOf(m.newest)] = DayStats{}
	}
	at := &m.days[slotOf(day)]
	*at = at.Plus(d)
	return true
}

// Merge adds every day of o, as a replica's deltas.
func (m *MerchantStats) Merge(o *MerchantStats) {
	if !o.known {
		return
	}
	for day := o.newest - MerchantDays + 1; day <= o.newest; day++ {
		if d := o.days[slotOf(day)]; d != (DayStats{}) {
			m.Add(day, d)
		}
	}
}

// Day returns what is kept of a day.
func (m *MerchantStats) Day(day int64) DayStats {
	if !m.known || day > m.newest || day <= m.newest-MerchantDays {
		return DayStats{}
	}
	return m.days[slotOf(day)]
}

// Sum returns the sum of the days that end with last.
func (m *MerchantStats) Sum(last int64, days int) (t DayStats) {
	for day := last - int64(days) + 1; day <= last; day++ {
		t = t.Plus(m.Day(day))
	}
	return t
}

// Facts returns what the days say at time now (Unix microseconds). A window of n days is the UTC day of now, which is not over,
// and the n before it. The bad shares are of n whole days and their part-day likewise, ending delay days (0 to MaxDelay)
// before, because whether a purchase was bad is only known after so long; a share of no purchases is NaN.
//
// Source: the terminal features of Le Borgne, Siblini, Lebichot and Bontempi, "Reproducible Machine Learning for Credit Card
// Fraud Detection - Practical Handbook", Université Libre de Bruxelles 2022, "Baseline feature transformation": number of
// transactions of a terminal in 1, 7 and 30 days, and the share of frauds among them, the window shifted by a delay of 7 days.
func (m *MerchantStats) Facts(now int64, delay int) MerchantFacts {
	day := DayOf(now)
	then := day - int64(min(max(delay, 0), MaxDelay))
	month := m.Sum(day, 31)
	count := float64(month.Count)
	f := MerchantFacts{
		Accounts30d: float64(max(month.New, 0)), Count30d: count,
		Count1d: float64(m.Sum(day, 2).Count), Count7d: float64(m.Sum(day, 8).Count),
		FlaggedShare: shareOf(month.Flagged, month.Count), RoundShare: shareOf(month.Round, month.Count),
		RefundShare: math.NaN(), RepeatShare: shareOf(month.Count-month.New, month.Count),
	}
	if month.SumFen > 0 {
		f.RefundShare = float64(month.RefundFen) / float64(month.SumFen)
	}
	for _, w := range [...]struct {
		days  int
		share *float64
	}{{1, &f.BadShare1d}, {7, &f.BadShare7d}, {30, &f.BadShare30d}} {
		t := m.Sum(then, w.days+1)
		*w.share = shareOf(t.Bad, t.Count)
	}
	m.outbreak(then, &f)
	return f
}

// outbreak tells a merchant that is bad now from one that was: how many purchases in a row were bad up to the end of the day
// then, going back to the first whole day with a good one, and how many days before it the first and the last bad one was. The
// day then itself is not yet labelled to its end, so that its purchases without a label do not end the row.
func (m *MerchantStats) outbreak(then int64, f *MerchantFacts) {
	f.BadRun, f.BadFirstDays, f.BadLastDays = 0, math.NaN(), math.NaN()
	running := true
	for ago := range int64(31) {
		d := m.Day(then - ago)
		bad := max(d.Bad, 0)
		if bad > 0 {
			f.BadFirstDays = float64(ago)
			if math.IsNaN(f.BadLastDays) {
				f.BadLastDays = float64(ago)
			}
		}
		if running {
			f.BadRun += float64(bad)
			running = ago == 0 || bad >= d.Count
		}
	}
}

// shareOf returns part / whole within 0..1, NaN of nothing. Deltas below 0 may arrive before what they take back.
func shareOf(part, whole int64) float64 {
	if whole <= 0 {
		return math.NaN()
	}
	return min(max(float64(part)/float64(whole), 0), 1)
}
