package simulate

import (
	"math"
	"math/rand/v2"
	"time"

	"candor/data/demo"
	"candor/models"
)

// never is later than any event.
const never = time.Duration(math.MaxInt64)

// life is the ordinary life of many customers.
type life struct {
	r         *rand.Rand
	start     time.Time
	customers []living
	rate      float64 // a second
	rhythm    bool    // days and weeks have their busy hours
	length    time.Duration
	at        time.Duration
}

// living is one customer with what the simulation let them do.
type living struct {
	*demo.Customer
	spent  int64 // and not paid back, fen
	bought Event // the last purchase that was not sent back
}

func newLife(o Options, customers []*demo.Customer) *life {
	l := &life{
		r: rand.New(rand.NewPCG(o.Seed, 0)), start: o.Start, rate: o.Rate, length: o.Length, at: never,
		rhythm: o.Length >= 24*time.Hour,
	}
	if o.Rate <= 0 {
		return l
	}
	l.customers = make([]living, len(customers))
	for i, c := range customers {
		l.customers[i].Customer = c
	}
	l.at = 0
	l.wait()
	return l
}

// busy is how much happens in each local hour, 1 on average; busiest is the most of it on
// a day of the weekend. Made up: nights are quiet, evenings and weekends are not.
var busy = [24]float64{
	0.25, 0.12, 0.1, 0.1, 0.1, 0.2, 0.6, 0.9, 1.1, 1.1, 1.2, 1.4, 1.5, 1.2, 1.1, 1.1, 1.2, 1.4, 1.7, 1.9, 1.9, 1.6, 1.0, 0.5,
}

const (
	atWeekend = 1.15
	onWeekday = 0.94
	busiest   = 1.9 * atWeekend
)

// local is the time of day in China, the lender's only zone.
func (l *life) local(at time.Duration) time.Time { return l.start.Add(at).UTC().Add(8 * time.Hour) }

// wait moves on to the next event: arrivals without memory, thinned by the hour.
func (l *life) wait() {
	rate := l.rate
	if l.rhythm {
		rate *= busiest
	}
	for {
		l.at += time.Duration(l.r.ExpFloat64() / rate * float64(time.Second))
		if l.length > 0 && l.at > l.length {
			l.at = never
			return
		}
		if !l.rhythm || l.r.Float64()*busiest < weight(l.local(l.at)) {
			return
		}
	}
}

func weight(t time.Time) float64 {
	if d := t.Weekday(); d == time.Saturday || d == time.Sunday {
		return busy[t.Hour()] * atWeekend
	}
	return busy[t.Hour()] * onWeekday
}

// offset is when the next event is.
func (l *life) offset() time.Duration { return l.at }

// next returns the event at offset and moves on.
func (l *life) next() Event {
	c := l.somebody()
	e := Event{Offset: l.at, AccountID: c.ExternalID}
	l.act(c, &e)
	own(c.Customer).set(&e.body, e.Kind)
	l.wait()
	return e
}

// somebody picks a customer who is awake; at night it may take whoever there is.
func (l *life) somebody() *living {
	hour := l.local(l.at).Hour()
	c := &l.customers[l.r.IntN(len(l.customers))]
	for try := 0; try < 8 && !c.Awake(hour); try++ {
		c = &l.customers[l.r.IntN(len(l.customers))]
	}
	return c
}

// spendable is the share of what was free on their line that a customer uses before they
// pay it back.
const spendable = 0.4

// act is what the customer does: mostly buy something.
func (l *life) act(c *living, e *Event) {
	switch n := l.r.IntN(100); {
	case n < 9:
		e.Kind = models.EventLogin
	case n < 14:
		c.pay(e)
	case n < 16 && c.bought.AmountFen() > 0:
		c.sendBack(e)
	case n < 18:
		e.Kind = models.EventTransferOut
		e.body.AmountFen = 1_000 * (5 + l.r.Int64N(45))
		e.body.Payee = c.Payees[l.r.IntN(len(c.Payees))]
	case n < 19 && c.LoanFen-c.DrawnFen > 400_000:
		e.Kind, e.body.Product = models.EventDraw, string(models.ProductCashLoan)
		e.body.AmountFen = 1_000 * (20 + l.r.Int64N(60))
		c.DrawnFen += e.body.AmountFen
	default:
		l.buy(c, e)
	}
}

func (l *life) buy(c *living, e *Event) {
	fen := c.Amount(l.r)
	if float64(c.spent+fen) > spendable*float64(c.FreeFen()) {
		c.pay(e)
		return
	}
	e.Kind, e.body.Product = models.EventPurchase, string(models.ProductPayLater)
	e.body.AmountFen, e.body.Merchant = fen, c.Shop(l.r)
	c.spent += fen
	c.bought = *e
}

// pay pays back what was spent, or a little towards the bill.
func (c *living) pay(e *Event) {
	e.Kind, e.body.Product, e.body.Card = models.EventRepayment, string(models.ProductPayLater), c.Card
	e.body.AmountFen = max(c.spent, 5_000)
	c.spent = 0
}

// sendBack returns the last purchase; it did not fit.
func (c *living) sendBack(e *Event) {
	e.Kind, e.body.Product = models.EventRefund, string(models.ProductPayLater)
	e.body.AmountFen, e.body.Merchant = c.bought.body.AmountFen, c.bought.body.Merchant
	c.spent = max(c.spent-e.body.AmountFen, 0)
	c.bought = Event{}
}

// AmountFen is the event's money, 0 for none.
func (e *Event) AmountFen() int64 { return e.body.AmountFen }

// own is what a customer acts with when nothing is wrong.
func own(c *demo.Customer) gear {
	return gear{device: c.Device, ip: c.IP, network: c.Network, city: c.City, lat: c.Lat, lon: c.Lon}
}
