package simulate

import (
	"math/rand/v2"
	"strconv"
	"time"

	"candor/data/demo"
	"candor/models"
)

// cast is who can play which part.
type cast struct {
	personas map[string]demo.Customer
	ordinary []*demo.Customer // in good standing: their life is told
	victims  []*demo.Customer // as they are, but kept for attacks
	late     []*demo.Customer // do not pay
	next     int              // of the victims
	nextLate int
}

// A customer in good standing is not late and has this much of the line left, in fen and as
// a share; of those, one in victimEvery is kept for attacks.
const (
	leastFree   = 100_000
	leastShare  = 0.4
	victimEvery = 10
)

func newCast(customers []demo.Customer, personas map[string]demo.Customer) *cast {
	c := &cast{personas: personas}
	for i := range customers {
		one := &customers[i]
		good := one.FreeFen() >= leastFree && float64(one.FreeFen()) >= leastShare*float64(one.LimitFen)
		switch {
		case one.Late > 0:
			c.late = append(c.late, one)
		case good && i%victimEvery == victimEvery-1:
			c.victims = append(c.victims, one)
		case good:
			c.ordinary = append(c.ordinary, one)
		}
	}
	return c
}

// victim is the next ordinary customer for an attack who has so much of the line left, nil
// when there is none.
func (c *cast) victim(free int64) *demo.Customer {
	for range c.victims {
		one := c.victims[c.next%len(c.victims)]
		c.next++
		if one.FreeFen() >= free {
			return one
		}
	}
	return nil
}

// lateOne is the next customer who does not pay, nil when there is none.
func (c *cast) lateOne() *demo.Customer {
	if len(c.late) == 0 {
		return nil
	}
	c.nextLate++
	return c.late[(c.nextLate-1)%len(c.late)]
}

// persona is a named customer.
func (c *cast) persona(id string) *demo.Customer {
	one, ok := c.personas[id]
	if !ok {
		return nil
	}
	return &one
}

// group is the named people of a name with a number.
func (c *cast) group(name string, size int) []*demo.Customer {
	var out []*demo.Customer
	for i := range size {
		if one := c.persona(name + strconv.Itoa(i+1)); one != nil {
			out = append(out, one)
		}
	}
	return out
}

// play is one run of a script while it is written down.
type play struct {
	r      *rand.Rand
	cast   *cast
	number int // of this attack's runs so far
	attack string
	run    string
	at     time.Duration
	pace   float64
	good   bool // what follows is the customer's own doing
	steps  []Event
}

// name is the external id of a step.
func (p *play) name(step int) string { return p.run + strconv.Itoa(step) }

// wait lets about so many minutes pass, as long as they would be in life.
func (p *play) wait(minutes float64) {
	real := minutes * (0.7 + 0.6*p.r.Float64()) * float64(time.Minute)
	p.at += time.Duration(real / p.pace)
}

// add takes a step and returns its number.
func (p *play) add(who *demo.Customer, with gear, kind models.EventKind, b body) int {
	with.set(&b, kind)
	p.steps = append(p.steps, Event{Offset: p.at, AccountID: who.ExternalID, Kind: kind, Attack: p.attack, Bad: !p.good, body: b})
	return len(p.steps) - 1
}

// door is something at the account's door: a login, a try, a change of password.
func (p *play) door(who *demo.Customer, with gear, kind models.EventKind) {
	p.add(who, with, kind, body{})
}

func (p *play) buy(who *demo.Customer, with gear, shop string, fen int64) int {
	return p.add(who, with, models.EventPurchase, body{Product: string(models.ProductPayLater), Merchant: shop, AmountFen: max(fen, 100)})
}

// refund takes a purchase back that went through.
func (p *play) refund(bought int) {
	was := p.steps[bought]
	b := body{Product: was.body.Product, Merchant: was.body.Merchant, AmountFen: was.body.AmountFen, OriginalID: p.name(bought)}
	b.City, b.Device, b.IP, b.Network, b.Lat, b.Lon = was.body.City, was.body.Device, was.body.IP, was.body.Network, was.body.Lat, was.body.Lon
	p.steps = append(p.steps, Event{
		Offset: p.at, AccountID: was.AccountID, Kind: models.EventRefund, Attack: p.attack, Bad: !p.good, Needs: p.name(bought), body: b,
	})
}

func (p *play) draw(who *demo.Customer, with gear, fen int64) int {
	return p.add(who, with, models.EventDraw, body{Product: string(models.ProductCashLoan), AmountFen: max(fen, 100)})
}

// pass sends money on, of a draw that went through where one is named, -1 for none.
func (p *play) pass(who *demo.Customer, with gear, payee string, fen int64, drawn int) {
	i := p.add(who, with, models.EventTransferOut, body{Payee: payee, AmountFen: max(fen, 100)})
	if drawn >= 0 {
		p.steps[i].Needs, p.steps[i].body.Product = p.name(drawn), string(models.ProductCashLoan)
	}
}

// repay pays back what the customer owes on the pay-later line.
func (p *play) repay(who *demo.Customer, fen int64) {
	if fen > 0 {
		p.add(who, own(who), models.EventRepayment, body{Product: string(models.ProductPayLater), Card: who.Card, AmountFen: fen})
	}
}

func (p *play) check(who *demo.Customer, with gear, check string, passed bool) {
	kind := models.EventIdentityFailed
	if passed {
		kind = models.EventIdentityPassed
	}
	p.add(who, with, kind, body{Check: check})
}

// yuan rounds down to whole hundreds of yuan, the amounts that cash-out likes.
func yuan(fen int64) int64 { return fen / 10_000 * 10_000 }

// odd makes an amount look like a price.
func (p *play) odd(fen int64) int64 { return max(fen/1_000*1_000+10*p.r.Int64N(97), 1_000) }
