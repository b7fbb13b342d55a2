package demo

import (
	"cmp"
	"slices"
	"time"

	"candor/models"
)

// traceDays is how far back a customer's own events go.
const traceDays = 60

// traces makes up devices and recent events.
func (c *customer) traces() {
	r := c.r
	for range 1 + r.IntN(2) {
		first := c.until.AddDate(0, 0, -20-r.IntN(600))
		c.entry.Devices = append(c.entry.Devices, models.Device{
			Label: pick(r, devices), City: c.habits.City, FirstSeen: first, LastSeen: c.until.Add(-time.Duration(r.IntN(20*24)) * time.Hour),
		})
	}
	c.life(4+r.IntN(8), c.late == 0)
}

// life writes so many ordinary purchases of the last two months, at the customer's own
// shops and hours, and for who pays, what was paid each month. The last hours before the
// end are left free, so that what comes next is never older than what is there.
func (c *customer) life(purchases int, pays bool) {
	r := c.r
	for range purchases {
		c.happened(models.EventPurchase, c.habits.Amount(r), c.habits.Shop(r), c.moment(r.IntN(traceDays)))
	}
	if pays {
		for month := range 2 {
			c.happened(models.EventRepayment, max(round(int64(4*c.habits.MedianFen), 100), 5_000), "", c.moment(4+30*month+r.IntN(5)))
		}
	}
	if len(c.entry.Lines) > 1 && r.IntN(3) == 0 {
		draw := round(int64(0.1*float64(c.entry.Lines[1].LimitFen)*r.Float64()), 1_000)
		c.happened(models.EventDraw, max(draw, 20_000), "", c.moment(r.IntN(traceDays)))
	}
	c.inOrder()
}

// moment is a time on a day before the end, in the hours in which the customer is awake.
func (c *customer) moment(daysAgo int) time.Time {
	hours := c.habits.Rises + c.r.IntN(c.habits.Goes-c.habits.Rises+1)
	// Local midnight is 16:00 UTC of the day before.
	day := c.until.AddDate(0, 0, -1-daysAgo).Truncate(24 * time.Hour).Add(-8 * time.Hour)
	return day.Add(time.Duration(hours)*time.Hour + time.Duration(c.r.IntN(3600))*time.Second)
}

// inOrder sorts the events by time; those of the same second stay as they were written.
func (c *customer) inOrder() {
	slices.SortStableFunc(c.entry.Events, func(a, b models.Event) int { return cmp.Compare(a.At.UnixMicro(), b.At.UnixMicro()) })
}

// happened adds an event to the customer's history, at home and on the own phone.
func (c *customer) happened(kind models.EventKind, fen int64, merchant string, at time.Time) *models.Event {
	h := &c.habits
	e := models.Event{Kind: kind, AmountFen: fen, At: at}
	e.Body = models.EventBody{City: h.City, Device: h.Device, IP: h.IP, Network: h.Network}
	if kind.Money() {
		e.Body.Product = models.ProductPayLater
	}
	switch kind {
	case models.EventPurchase, models.EventRefund:
		e.Body.Merchant = merchant
	case models.EventDraw, models.EventTransferOut:
		e.Body.Product = models.ProductCashLoan
	case models.EventRepayment:
		e.Body = models.EventBody{Product: models.ProductPayLater, Card: h.Card}
	}
	c.entry.Events = append(c.entry.Events, e)
	return &c.entry.Events[len(c.entry.Events)-1]
}

// Customer is what a simulation knows of one customer.
type Customer struct {
	ExternalID string
	Habits
	LimitFen, UsedFen int64 // pay later, at the time of seeding
	LoanFen, DrawnFen int64 // cash loan; no limit, no line
	Late              int   // months past due
}

// FreeFen is how much of the pay-later line was left.
func (c *Customer) FreeFen() int64 { return max(c.LimitFen-c.UsedFen, 0) }

func (c *customer) told() Customer {
	out := Customer{ExternalID: c.entry.Account.ExternalID, Habits: c.habits, Late: c.late}
	for _, l := range c.entry.Lines {
		if l.Product == models.ProductPayLater {
			out.LimitFen, out.UsedFen = l.LimitFen, l.UsedFen
		} else {
			out.LoanFen, out.DrawnFen = l.LimitFen, l.UsedFen
		}
	}
	return out
}

// Customers makes up the first n customers of a lender again, as Seed did, without a store.
func Customers(seed uint64, n int, until time.Time) []Customer {
	out := make([]Customer, n)
	for i := range out {
		out[i] = newCustomer(seed, i, until).told()
	}
	return out
}

// Personas makes up the named people again, by external id.
func Personas(seed uint64, until time.Time) map[string]Customer {
	out := map[string]Customer{}
	for _, c := range personas(seed, 0, until) {
		out[c.entry.Account.ExternalID] = c.told()
	}
	return out
}

// Awake reports whether the customer is usually up at a local hour.
func (h *Habits) Awake(hour int) bool { return hour >= h.Rises && hour <= h.Goes }
