package models

import "candor/engine/watch"

// MerchantDay is the counts of one merchant on one UTC day. They are derived from events,
// grow by addition only, and so may be added to by any replica in any order.
type MerchantDay struct {
	Merchant  string `gorm:"primaryKey" class:"C1"`
	Day       int64  `gorm:"primaryKey;autoIncrement:false" class:"C1"` // since 1970
	Count     int64  `class:"C1"`
	SumFen    int64  `class:"C1"`
	Refunds   int64  `class:"C1"`
	RefundFen int64  `class:"C1"`
	Round     int64  `class:"C1"`
	Newcomers int64  `class:"C1"`
	Flagged   int64  `class:"C1"`
	Bad       int64  `class:"C1"`
}

// MerchantColumns is the columns that are added up.
func MerchantColumns() []string {
	return []string{"count", "sum_fen", "refunds", "refund_fen", "round", "newcomers", "flagged", "bad"}
}

// Stats is the day as engine/watch counts it.
func (d *MerchantDay) Stats() watch.DayStats {
	return watch.DayStats{
		Count: d.Count, SumFen: d.SumFen, Refunds: d.Refunds, RefundFen: d.RefundFen, Round: d.Round, New: d.Newcomers,
		Flagged: d.Flagged, Bad: d.Bad,
	}
}

// MerchantDayOf is the row of a day's counts.
func MerchantDayOf(merchant string, day int64, s watch.DayStats) MerchantDay {
	return MerchantDay{
		Merchant: merchant, Day: day, Count: s.Count, SumFen: s.SumFen, Refunds: s.Refunds, RefundFen: s.RefundFen,
		Round: s.Round, Newcomers: s.New, Flagged: s.Flagged, Bad: s.Bad,
	}
}
