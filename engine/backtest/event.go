package backtest

import (
	"time"

	"candor/engine/decide"
	"candor/engine/rules"
	"candor/engine/watch"
)

// Event is one event of the past with what became known of it.
type Event struct {
	watch.Event
	Account      int64              // whose it is; also orders accounts of equal risk
	Product      string             // as rules name it
	Category     string             // of the merchant
	Jurisdiction string             // of the account, where a policy may switch links off; "" where none does
	Labelled     bool               // whether it was bad became known
	Bad          bool               // it was
	LabelAt      int64              // when that became known, Unix microseconds
	Scenario     uint8              // what kind of bad, for the report alone; 0 for none
	Input        *decide.EventInput // what it was decided on in its time, nil for history
	Stored       []byte             // the same, still encoded, for a comparison; the reader keeps it
	Was          rules.Outcome      // what was decided in its time, "" for history
}

// Source gives events in the order of (At, ID), each of them valid until each returns. An error of each ends it.
type Source func(each func(*Event) error) error

// day is a day in microseconds.
const day = int64(24 * time.Hour / time.Microsecond)

// Clock says where local days begin.
type Clock struct{ OffsetSeconds int32 }

// Day returns the local day of a time, in days since 1970.
func (c Clock) Day(at int64) int64 { return (at + int64(c.OffsetSeconds)*1_000_000) / day }

// Start returns the moment a local day begins, Unix microseconds.
func (c Clock) Start(d int64) int64 { return d*day - int64(c.OffsetSeconds)*1_000_000 }

// Days is a span of local days, both ends included; 0 is open.
type Days struct{ From, To int64 }

// Has reports whether a day is within the span.
func (d Days) Has(day int64) bool {
	return (d.From == 0 || day >= d.From) && (d.To == 0 || day <= d.To)
}
