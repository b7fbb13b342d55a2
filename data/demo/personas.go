package demo

import (
	"time"

	"candor/models"
)

// External ids of the people whose stories can be clicked through.
const (
	Steady    = "demo-steady"    // pays in full, high limit
	Spender   = "demo-spender"   // spent far over the limit at once; limit cut
	Ring      = "demo-ring-"     // 1 to 5: cash-out over shared phones and cards
	Stolen    = "demo-stolen"    // taken over from another city; restricted
	Defaulter = "demo-defaulter" // never paid; deactivated, appeal upheld
	Teacher   = "demo-teacher"   // wrongly deactivated; the appeal waits
	Late      = "demo-late"      // never paid, nearly all used, still open
	Newcomer  = "demo-new-"      // 1 to 5: accounts of some days on one phone
	Mule      = "demo-mule-"     // 1 to 3: have a cash loan and pass money on
)

// How many accounts the cash-out ring, the newcomers and the mules are.
const (
	RingSize      = 5
	NewcomerCount = 5
	MuleCount     = 3
)

// Devices that several of the named people use.
const (
	RingDevice     = "dev-demo-ring"
	NewcomerDevice = "dev-demo-new"
)

// personaBase keeps the personas' numbers apart from any customer's.
const personaBase = 50_000_000

// personas makes up the named people; links among them count from their first place.
func personas(seed uint64, first int, until time.Time) []*customer {
	person := func(i int, id string, income int64) *customer {
		c := newCustomer(seed, personaBase+i, until)
		a := &c.entry.Account
		a.ExternalID, a.IncomeFen, c.monthly = id, income, income
		c.habits, c.late = habitsOf(seed, personaBase+i, id), 0
		c.entry.Labels, c.entry.Events = nil, nil
		for j := range c.entry.Checks { // who they are is not in doubt
			k := &c.entry.Checks[j]
			k.Passed = true
			k.Strength = map[string]float64{"face": 96.4, "phone": 41}[k.Kind]
			if k.Strength == 0 {
				k.Strength = 1
			}
		}
		return c
	}
	all := []*customer{
		person(0, Steady, 4_200_000), person(1, Spender, 1_100_000), person(2, Stolen, 1_300_000),
		person(3, Defaulter, 800_000), person(4, Teacher, 980_000),
	}
	tellLives(all, until)
	for i := range RingSize {
		c := person(5+i, Ring+itoa(i+1), 600_000)
		c.ringMember()
		all = append(all, c)
	}
	tieRing(all, first, until)
	late := person(10, Late, 560_000)
	late.neverPaid()
	all = append(all, late)
	for i := range NewcomerCount {
		c := person(11+i, Newcomer+itoa(i+1), 500_000)
		c.newcomer(9 + i%2)
		all = append(all, c)
	}
	for i := range MuleCount {
		c := person(16+i, Mule+itoa(i+1), 540_000)
		c.mule()
		all = append(all, c)
	}
	return all
}

// tieRing links the ring's members to each other, and the teacher to three of them: she
// bought the phone second-hand from one who had shared it.
func tieRing(all []*customer, first int, until time.Time) {
	add := func(a, b int, kind string, days int) {
		since := until.AddDate(0, 0, -days)
		for _, x := range [][2]int{{a, b}, {b, a}} {
			e := &all[x[0]].entry
			e.Relationships = append(e.Relationships, models.Relationship{OtherID: models.ID(first + x[1]), Kind: kind, Since: since})
		}
	}
	const ring, teacher = 5, 4
	for i := range RingSize {
		for j := range i {
			add(ring+i, ring+j, "device", 70-5*i)
			if i-j == 1 {
				add(ring+i, ring+j, "card", 60-5*i)
			}
		}
	}
	for i := range 3 {
		add(teacher, ring+i, "device", 48)
	}
}

// history writes a plain history: how long the account is open, its limit, and use and
// standing of each month, which counts down to 1, the newest.
func (c *customer) history(opened int, limit int64, month func(i int) (use float64, standing int)) {
	a, e := &c.entry.Account, &c.entry
	at := c.until.AddDate(0, -opened, -3)
	a.OpenedAt, a.CreatedAt = &at, at
	tenure := opened + 14
	a.EmploymentMonths = &tenure
	e.Statements, e.Lines = nil, nil
	before := int64(0)
	for i := min(months, opened); i > 0; i-- {
		use, standing := month(i)
		bill, paid := round(int64(use*float64(limit)), 100), int64(0)
		switch {
		case standing < 0:
			paid = before
		case standing == 0:
			paid = before / 8
		}
		c.statement(i, bill, paid, standing)
		before = bill
	}
	e.Lines = []models.CreditLine{{Product: models.ProductPayLater, LimitFen: limit, UsedFen: before}}
}
