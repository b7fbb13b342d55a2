package demo

import (
	"time"

	"candor/models"
)

// tellLives gives the five people whose stories the staff knows their lives up to now.
func tellLives(all []*customer, until time.Time) {
	steady, spender, stolen, defaulter, teacher := all[0], all[1], all[2], all[3], all[4]
	steady.history(80, 10_000_000, func(int) (float64, int) { return 0.18, -1 })
	steady.loan(4_000_000, 0)
	steady.entry.Account.Education, steady.entry.Account.Employer = 1, "technology company"
	steady.everyMonth(10, 1_800_000)
	steady.life(20, false)
	spender.history(30, 3_000_000, func(i int) (float64, int) { return 0.10 + 0.01*float64(i%3), -1 })
	spender.everyMonth(6, 300_000)
	spender.life(40, false)
	spender.spree()
	stolen.history(26, 4_000_000, func(i int) (float64, int) { return 0.22 + 0.02*float64(i%2), -1 })
	stolen.everyMonth(6, 900_000)
	stolen.life(18, false)
	stolen.takeover()
	defaulter.history(14, 2_400_000, func(i int) (float64, int) { return min(1, 0.4+0.1*float64(months-i)), max(0, 7-i) })
	defaulter.spentAtOnce(200, 7, 300_000)
	teacher.history(61, 3_600_000, func(i int) (float64, int) { return 0.15 + 0.01*float64(i%4), -1 })
	teacher.everyMonth(10, 560_000)
	teacher.life(16, false)
	teacher.entry.Account.Employer, teacher.entry.Account.Education, teacher.entry.Account.Lang = "school", 2, "zh-CN"
	teacher.entry.Personal.Name = "林雨涵"
	for i := range teacher.entry.Events { // the phone bought second-hand
		if e := &teacher.entry.Events[i]; e.Body.Device != "" && until.Sub(e.At) < 48*24*time.Hour {
			e.Body.Device = RingDevice
		}
	}
}

// loan adds a cash loan line.
func (c *customer) loan(limit, used int64) {
	c.entry.Lines = append(c.entry.Lines[:1:1], models.CreditLine{Product: models.ProductCashLoan, LimitFen: limit, UsedFen: used})
}

// everyMonth writes one repayment a month, the oldest first.
func (c *customer) everyMonth(count int, fen int64) {
	for i := count; i > 0; i-- {
		c.happened(models.EventRepayment, fen, "", c.until.AddDate(0, -i, 3).Truncate(24*time.Hour).Add(2*time.Hour))
	}
}

// trail writes events of one kind of story, minutes apart; a refund is below 0. Hours are
// UTC.
func (c *customer) trail(daysAgo, hour, every int, merchant string, change func(*models.EventBody), amounts ...int64) {
	at := c.until.AddDate(0, 0, -daysAgo).Truncate(24 * time.Hour).Add(time.Duration(hour) * time.Hour)
	for i, fen := range amounts {
		kind := models.EventPurchase
		if fen < 0 {
			kind, fen = models.EventRefund, -fen
		}
		e := c.happened(kind, fen, merchant, at.Add(time.Duration(i*every)*time.Minute))
		if change != nil {
			change(&e.Body)
		}
	}
	c.inOrder()
}

// spree is a month's income within two hours.
func (c *customer) spree() {
	c.trail(10, 12, 17, "Electronics store 1, "+c.habits.City, nil, 899_900, 749_900, 629_900, 499_900, 388_800)
}

// takeover is somebody else's phone, far away, at night: tries, a login, a new password,
// prepaid cards.
func (c *customer) takeover() {
	home := c.until.AddDate(-1, -3, 0)
	c.entry.Devices = []models.Device{
		{Label: "iPhone", City: c.habits.City, FirstSeen: home, LastSeen: c.until.AddDate(0, 0, -3)},
		{Label: "Android phone", City: "Harbin", FirstSeen: c.until.AddDate(0, 0, -2), LastSeen: c.until.AddDate(0, 0, -2).Add(2 * time.Hour)},
	}
	thief := func(b *models.EventBody) {
		b.City, b.Device, b.IP, b.Network = "Harbin", "dev-demo-thief", "203.0.113.66", "AS64505"
	}
	at := c.until.AddDate(0, 0, -2).Truncate(24 * time.Hour).Add(3 * time.Hour)
	for i, kind := range []models.EventKind{
		models.EventLoginFailed, models.EventLoginFailed, models.EventLoginFailed, models.EventLoginFailed,
		models.EventLogin, models.EventPasswordChange,
	} {
		thief(&c.happened(kind, 0, "", at.Add(time.Duration(i-8)*time.Minute)).Body)
	}
	c.trail(2, 3, 11, PrepaidShop, thief, 500_000, 500_000, 500_000)
}

// PrepaidShop sells what is as good as cash.
const PrepaidShop = "Prepaid cards 7, Changsha"

// ringMember buys and sends back round amounts at one merchant on the ring's phone, under
// cover of ordinary purchases, and has begun on a cash loan.
func (c *customer) ringMember() {
	c.history(5, 1_200_000, func(i int) (float64, int) { return min(0.97, 0.5+0.12*float64(6-i)), 0 })
	c.loan(1_000_000, 560_000)
	c.entry.Devices = c.entry.Devices[:1]
	c.habits.Device = RingDevice
	c.everyMonth(2, 150_000)
	c.life(8, false)
	c.trail(6, 21, 4, PrepaidShop, nil, 200_000, 200_000, -200_000, 300_000, 200_000, -200_000)
}

// spentAtOnce writes purchases of a size on days in a row, with nothing paid after them.
func (c *customer) spentAtOnce(daysAgo, days int, fen int64) {
	for i := range days {
		c.happened(models.EventPurchase, fen+int64(i)*1_130, c.habits.Shop(c.r), c.moment(daysAgo-i))
	}
	c.inOrder()
}

// neverPaid used most of the line in the first weeks and has paid none of three bills.
func (c *customer) neverPaid() {
	c.history(4, 1_000_000, func(i int) (float64, int) { return 0.86 + 0.01*float64(4-i), max(0, 3-i) })
	c.late = 2
	c.spentAtOnce(100, 6, 140_000)
}

// newcomer opened the account days ago, on a phone that others opened theirs on too.
func (c *customer) newcomer(daysAgo int) {
	at := c.until.AddDate(0, 0, -daysAgo)
	none := 1
	c.entry.Account.OpenedAt, c.entry.Account.CreatedAt, c.entry.Account.EmploymentMonths = &at, at, &none
	c.entry.Statements = nil
	c.entry.Lines = []models.CreditLine{{Product: models.ProductPayLater, LimitFen: 800_000}}
	c.entry.Devices = []models.Device{{Label: "Android phone", City: c.habits.City, FirstSeen: at, LastSeen: c.until.Add(-30 * time.Hour)}}
	for i := range c.entry.Checks {
		c.entry.Checks[i].CheckedAt = at
	}
	c.habits.Device = NewcomerDevice
	c.happened(models.EventLogin, 0, "", at.Add(time.Minute))
}

// mule lives an ordinary life with a cash loan that was hardly used.
func (c *customer) mule() {
	c.history(9, 900_000, func(i int) (float64, int) { return 0.2 + 0.02*float64(i%3), -1 })
	c.loan(1_500_000, 100_000)
	c.everyMonth(4, 180_000)
	c.life(12, false)
}
