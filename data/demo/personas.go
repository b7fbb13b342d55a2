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
)

// ringSize is how many accounts the cash-out ring has.
const ringSize = 5

// personaBase keeps the personas' numbers apart from any customer's.
const personaBase = 50_000_000

// personas makes up the named people; links among them count from their first place.
func personas(seed uint64, first int, until time.Time) []*customer {
	person := func(i int, id string, income int64) *customer {
		c := newCustomer(seed, personaBase+i, until)
		a := &c.entry.Account
		a.ExternalID, a.IncomeFen, c.monthly = id, income, income
		c.entry.Labels = nil
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
	steady, spender, stolen, defaulter, teacher := all[0], all[1], all[2], all[3], all[4]
	steady.history(80, 10_000_000, func(int) (float64, int) { return 0.18, -1 })
	steady.entry.Lines = append(steady.entry.Lines, models.CreditLine{Product: models.ProductCashLoan, LimitFen: 4_000_000})
	steady.entry.Account.Education, steady.entry.Account.Employer = 1, "technology company"
	spender.history(30, 3_000_000, func(i int) (float64, int) { return 0.10 + 0.01*float64(i%3), -1 })
	spender.spree()
	stolen.history(26, 4_000_000, func(i int) (float64, int) { return 0.22 + 0.02*float64(i%2), -1 })
	stolen.takeover()
	defaulter.history(14, 2_400_000, func(i int) (float64, int) { return min(1, 0.4+0.1*float64(months-i)), max(0, 7-i) })
	teacher.history(61, 3_600_000, func(i int) (float64, int) { return 0.15 + 0.01*float64(i%4), -1 })
	teacher.entry.Account.Employer, teacher.entry.Account.Education, teacher.entry.Account.Lang = "school", 2, "zh-CN"
	teacher.entry.Personal.Name = "林雨涵"
	for i := range ringSize {
		c := person(5+i, Ring+itoa(i+1), 600_000)
		c.history(5, 1_200_000, func(i int) (float64, int) { return min(0.97, 0.5+0.12*float64(6-i)), 0 })
		c.cashOut()
		all = append(all, c)
	}
	tieRing(all, first, until)
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
	for i := range ringSize {
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

// trail writes events of one kind of story, minutes apart.
func (c *customer) trail(daysAgo, hour, every int, city, merchant string, amounts ...int64) {
	at := c.until.AddDate(0, 0, -daysAgo).Truncate(24 * time.Hour).Add(time.Duration(hour) * time.Hour)
	for i, fen := range amounts {
		kind := "purchase"
		if fen < 0 {
			kind, fen = "refund", -fen
		}
		c.happened(models.EventKind(kind), fen, merchant, city, at.Add(time.Duration(i*every)*time.Minute))
	}
}

// spree is a month's income within two hours.
func (c *customer) spree() {
	c.trail(10, 12, 17, "Shenzhen", "Electronics store", 899_900, 749_900, 629_900, 499_900, 388_800)
}

// takeover is somebody else's phone, far away, at night.
func (c *customer) takeover() {
	home := c.until.AddDate(-1, -3, 0)
	c.entry.Devices = []models.Device{
		{Label: "iPhone", City: "Nanjing", FirstSeen: home, LastSeen: c.until.AddDate(0, 0, -3)},
		{Label: "Android phone", City: "Harbin", FirstSeen: c.until.AddDate(0, 0, -2), LastSeen: c.until.AddDate(0, 0, -2).Add(2 * time.Hour)},
	}
	c.trail(2, 3, 11, "Harbin", "Prepaid cards", 500_000, 500_000, 500_000)
}

// cashOut is round amounts at one merchant, some of them refunded at once.
func (c *customer) cashOut() {
	c.entry.Devices = c.entry.Devices[:1]
	c.trail(6, 21, 4, "Changsha", "Prepaid cards", 200_000, 200_000, -200_000, 300_000, 200_000, -200_000)
}
