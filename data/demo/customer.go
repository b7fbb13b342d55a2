package demo

import (
	"fmt"
	"math"
	"math/rand/v2"
	"time"

	"candor/data"
	"candor/models"
)

// Label is the outcome that the demo lender knows of its customers.
const Label = "default_next_month"

// months is how many statements a customer has at most.
const months = 12

// Source names the lender's own core system: accounts are known by its numbers, so the key
// that sends their events bears its name.
const Source = "core"

// customer is one made-up person before the rows are written.
type customer struct {
	r        *rand.Rand
	until    time.Time
	careful  float64 // how they handle money, standard normal: the cause behind most of it
	late     int     // months past due at the end
	use      float64 // share of the limit used at the end
	monthly  int64   // income in fen
	habits   Habits
	entry    data.Entry
	lateSum  int
	linkedTo int // accounts in default or sanctioned around them
}

// newCustomer makes up customer n of the book.
func newCustomer(seed uint64, n int, until time.Time) *customer {
	c := startCustomer(seed, n, until)
	c.checks()
	c.traces()
	return c
}

// startCustomer makes up who customer n is, their lines and their statements.
func startCustomer(seed uint64, n int, until time.Time) *customer {
	c := &customer{r: rand.New(rand.NewPCG(seed, uint64(n)+1)), until: until}
	c.careful = c.r.NormFloat64()
	c.habits = habitsOf(seed, n, ExternalID(n))
	c.person(n)
	c.money()
	return c
}

func (c *customer) person(n int) {
	r := c.r
	a := &c.entry.Account
	chinese := r.IntN(10) < 7
	a.Source, a.ExternalID = Source, ExternalID(n)
	a.Lang = "en"
	if chinese {
		a.Lang = "zh-CN"
	}
	age := 20 + int(math.Abs(r.NormFloat64())*11) + r.IntN(12)
	a.Declared = map[string]string{
		"sex": []string{"female", "male"}[r.IntN(2)], "marital_status": []string{"single", "married", "other"}[r.IntN(3)],
		"age": itoa(min(age, 78)),
	}
	a.Education = []int{1, 2, 2, 2, 3, 3, 3, 4, 0}[r.IntN(9)]
	e := pick(r, employers)
	a.Employer = e.kind
	tenure := int(math.Abs(r.NormFloat64())*45) + r.IntN(6)
	a.EmploymentMonths = &tenure
	more := 1 + 0.12*float64(3-min(max(a.Education, 1), 4))
	c.monthly = round(int64(e.income*more*math.Exp(0.35*r.NormFloat64())), 10_000)
	if r.IntN(12) > 0 { // the rest did not say
		a.IncomeFen = c.monthly
	}
	opened := c.until.AddDate(0, -(2 + int(math.Abs(r.NormFloat64())*30)), -r.IntN(28))
	a.OpenedAt, a.CreatedAt = &opened, opened
	c.entry.Personal = identity(r, n, chinese)
}

// money makes up lines and statements.
func (c *customer) money() {
	r := c.r
	a := &c.entry.Account
	limit := float64(c.monthly) * (0.6 + 1.2*logistic(0.8*c.careful+0.5*r.NormFloat64()))
	granted := round(int64(limit), 50_000)
	use := logistic(-1.1 - 1.0*c.careful + 0.7*r.NormFloat64())
	known := min(months, int(c.until.Sub(*a.OpenedAt).Hours()/24/30))
	standing, billBefore := 0, int64(0)
	for i := known; i > 0; i-- {
		use = min(max(use+0.07*r.NormFloat64()-0.02*c.careful*use, 0.005), 1.15)
		bill := round(int64(use*float64(granted)), 100)
		paid := int64(0)
		standing, paid = c.month(standing, use, billBefore)
		if r.IntN(60) == 0 { // hardly used this month
			standing, bill = min(standing, -2), 0
		}
		c.lateSum += max(standing, 0)
		c.statement(i, bill, paid, standing)
		billBefore = bill
	}
	c.late, c.use = max(standing, 0), use
	used := min(max(billBefore, 0), granted*6/5)
	c.entry.Lines = []models.CreditLine{{Product: models.ProductPayLater, LimitFen: granted, UsedFen: used}}
	if r.IntN(3) == 0 {
		loan := round(int64(float64(granted)*(0.5+r.Float64())), 50_000)
		c.entry.Lines = append(c.entry.Lines, models.CreditLine{
			Product: models.ProductCashLoan, LimitFen: loan, UsedFen: round(int64(float64(loan)*use*r.Float64()), 100),
		})
	}
}

// month moves the payment standing on by one month and says what was paid towards the bill
// before. Late customers mostly catch up; the others fall behind the sooner the less
// careful they are and the more they use.
func (c *customer) month(standing int, use float64, bill int64) (next int, paid int64) {
	r := c.r
	switch {
	case standing >= 1 && r.Float64() > logistic(0.6+0.5*c.careful):
		return min(standing+1, 8), 0
	case standing >= 1:
		return 0, bill
	case r.Float64() < logistic(-4.4-1.1*c.careful+2.2*(use-0.4)):
		return 1, round(int64(float64(bill)*0.04*r.Float64()), 100)
	case use < 0.01:
		return -2, bill
	case r.Float64() < logistic(0.6+0.9*c.careful-1.6*use):
		return -1, bill
	}
	return 0, round(int64(float64(bill)*(0.06+0.4*r.Float64()*logistic(c.careful))), 100)
}

// statement adds the bill of the month that lies i−1 whole months before the last.
func (c *customer) statement(i int, bill, paid int64, standing int) {
	first := time.Date(c.until.Year(), c.until.Month(), 1, 0, 0, 0, 0, time.UTC).AddDate(0, -i, 0)
	due := first.AddDate(0, 1, 8)
	c.entry.Statements = append(c.entry.Statements, models.Statement{
		Month: first.Year()*100 + int(first.Month()), BillFen: bill, PaidFen: paid, DueAt: &due,
		Standing: standing, DaysPastDue: 30 * max(standing, 0),
	})
}

// checks makes up who the customer was shown to be.
func (c *customer) checks() {
	r := c.r
	at := *c.entry.Account.OpenedAt
	add := func(kind string, passed bool, strength float64) {
		c.entry.Checks = append(c.entry.Checks, models.IdentityCheck{
			Kind: kind, Passed: passed, Strength: strength, CheckedAt: at, Source: Source,
		})
	}
	one := func(passed bool) (bool, float64) {
		if passed {
			return true, 1
		}
		return false, 0
	}
	passed, strength := one(r.IntN(400) > 0)
	add("name_match", passed, strength)
	passed, strength = one(r.IntN(120) > 0)
	add("document", passed, strength)
	face := min(99.9, 93+3.5*r.NormFloat64())
	if r.IntN(90) == 0 {
		face = 52 + 12*r.Float64()
	}
	add("face", face >= 70, math.Round(face*10)/10)
	add("phone", true, float64(int(math.Abs(r.NormFloat64()+0.3*c.careful)*40)))
	if r.IntN(20) > 0 {
		passed, strength = one(r.IntN(150) > 0)
		add("card", passed, strength)
	}
}

// DeviceOf is the name by which the demo lender's systems know a customer's n-th device.
func DeviceOf(externalID string, n int) string { return fmt.Sprintf("dev-%s-%d", externalID, n) }

// outcome decides what became of the customer: the logit rises with arrears, use and bad
// company, falls with care, tenure and education, and half of it is chance.
func (c *customer) outcome() {
	a := &c.entry.Account
	x := baseline + 0.75*math.Min(float64(c.late), 3) + 0.15*math.Min(float64(c.lateSum), 6) + 1.6*(c.use-0.35) -
		0.45*c.careful + 0.8*float64(c.linkedTo) - 0.006*float64(*a.EmploymentMonths) + 0.12*float64(a.Education-2) + 0.7*c.r.NormFloat64()
	c.entry.Labels = []models.Label{{
		Name: Label, Bad: c.r.Float64() < logistic(x), Source: Source, At: c.until.AddDate(0, 0, -1),
	}}
}

// baseline sets the share of defaults near one in twenty.
const baseline = -3.75

func logistic(x float64) float64 { return 1 / (1 + math.Exp(-x)) }

func round(fen, to int64) int64 { return fen / to * to }
