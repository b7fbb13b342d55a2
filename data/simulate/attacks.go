package simulate

import (
	"fmt"

	"candor/data/demo"
	"candor/models"
)

// The attacks, named for flags and labels.
const (
	SuddenSpending   = "sudden-spending"
	CashOut          = "cash-out"
	AccountTakeover  = "account-takeover"
	FalseIdentity    = "false-identity"
	BustOut          = "bust-out"
	MaliciousOverdue = "malicious-overdue"
	Ring             = "ring"
	Mule             = "mule"
	CardTesting      = "card-testing"
)

// Attacks is every attack there is a script for.
func Attacks() []string {
	return []string{SuddenSpending, CashOut, AccountTakeover, FalseIdentity, BustOut, MaliciousOverdue, Ring, Mule, CardTesting}
}

// scripts is what happens in each. It is read only.
var scripts = map[string]func(*play){
	SuddenSpending: suddenSpending, CashOut: cashOut, AccountTakeover: takeover, FalseIdentity: falseIdentity,
	BustOut: bustOut, MaliciousOverdue: overdue, Ring: ring, Mule: mule, CardTesting: cardTesting,
}

// Known reports whether there is a script of a name.
func Known(attack string) bool {
	_, ok := scripts[attack]
	return ok
}

// thief is the gear of somebody far from the customer's home, unlike that of any other run.
func (p *play) thief(home string) gear {
	city := "Harbin"
	if home == city {
		city = "Kunming"
	}
	lat, lon := demo.PlaceOf(city)
	return gear{
		device: fmt.Sprintf("dev-%s%d", p.run, len(p.steps)), ip: fmt.Sprintf("203.0.113.%d", 1+p.r.IntN(254)), network: "AS64505",
		city: city, lat: lat, lon: lon,
	}
}

// suddenSpending: far more than ever before, within an hour, on the customer's own phone.
// In the first run it is the spender, who pays off what was owed before, and beside them
// somebody whom nobody knows of.
func suddenSpending(p *play) {
	if who := p.cast.persona(demo.Spender); who != nil && p.number == 0 {
		p.good = true
		p.repay(who, 3_400_000)
		p.good = false
		p.wait(20)
		p.splurge(who, 1_100_000)
	}
	if who := p.cast.victim(800_000); who != nil {
		p.splurge(who, who.FreeFen()*9/10)
	}
}

func (p *play) splurge(who *demo.Customer, budget int64) {
	for i, share := range []int64{17, 19, 20, 22, 21} {
		p.buy(who, own(who), fmt.Sprintf("Electronics store %d, %s", 1+i%3, who.City), p.odd(budget*share/100))
		p.wait(7)
	}
}

// cashOut: a ring on one phone buys round amounts at one merchant, which sends part of the
// money back, and then takes what is left of the lines. The first run is the demo's ring,
// which pays its lines off first: that is how it keeps them.
func cashOut(p *play) {
	members, shop, phone := p.ring()
	if len(members) == 0 {
		return
	}
	budget := make([]int64, len(members))
	bought := make([][]int, len(members))
	for i, who := range members {
		if budget[i] = who.FreeFen(); p.number == 0 {
			budget[i] = who.LimitFen
			p.repay(who, who.UsedFen)
			p.wait(1)
		}
	}
	p.wait(10)
	with := func(who *demo.Customer) gear {
		g := own(who)
		g.device = phone
		return g
	}
	for round := range 4 {
		for i, who := range members {
			bought[i] = append(bought[i], p.buy(who, with(who), shop, yuan(budget[i]/9)+10_000))
			p.wait(1.5)
		}
		for i := range members {
			if round == 1 || round == 2 {
				p.refund(bought[i][round-1])
				p.wait(1)
			}
		}
		p.wait(5)
	}
	for i, who := range members {
		p.buy(who, with(who), shop, yuan(budget[i]*62/100))
		p.wait(1.5)
	}
}

// ring is who cashes out together, where, and on which phone.
func (p *play) ring() (members []*demo.Customer, shop, phone string) {
	if p.number == 0 {
		members = p.cast.group(demo.Ring, demo.RingSize)
	}
	if len(members) > 0 {
		return members, demo.PrepaidShop, demo.RingDevice
	}
	for range 4 {
		if who := p.cast.victim(400_000); who != nil {
			members = append(members, who)
		}
	}
	return members, fmt.Sprintf("Prepaid cards %d", 20+p.number), "dev-" + p.run + "phone"
}

// takeover: tries at the door from far away, then in, a new password and phone number, and
// what is left goes for gift cards and to a stranger. The first run is the one whose phone
// was stolen, still restricted by the staff, and beside it somebody whom nobody knows of.
func takeover(p *play) {
	var victims []*demo.Customer
	if who := p.cast.persona(demo.Stolen); who != nil && p.number == 0 {
		victims = append(victims, who)
	}
	if who := p.cast.victim(600_000); who != nil {
		victims = append(victims, who)
	}
	for _, who := range victims {
		p.good = true
		p.door(who, own(who), models.EventLogin)
		p.good = false
		p.wait(25)
		p.takeOver(who)
		p.wait(10)
	}
}

func (p *play) takeOver(who *demo.Customer) {
	with := p.thief(who.City)
	for range 6 {
		p.door(who, with, models.EventLoginFailed)
		p.wait(0.7)
	}
	p.door(who, with, models.EventLogin)
	p.wait(2)
	p.door(who, with, models.EventPasswordChange)
	p.wait(2)
	p.door(who, with, models.EventPhoneChange)
	p.wait(6)
	free := min(who.FreeFen(), 1_200_000)
	for range 3 {
		p.buy(who, with, "Gift cards online", yuan(free*28/100))
		p.wait(4)
	}
	p.pass(who, with, "payee-"+p.run+"fence", yuan(free*12/100), -1)
}

// falseIdentity: accounts of some days, opened on one phone with borrowed documents, fail
// checks and spend at once. They are the same people in every run.
func falseIdentity(p *play) {
	for _, who := range p.cast.group(demo.Newcomer, demo.NewcomerCount) {
		with := own(who)
		with.device = demo.NewcomerDevice
		for _, check := range []string{"face", "document", "face"} {
			p.check(who, with, check, false)
			p.wait(3)
		}
		p.check(who, with, "face", true)
		p.wait(4)
		p.door(who, with, models.EventLogin)
		for range 4 {
			p.wait(4)
			p.buy(who, with, "Phones and tablets 3, "+who.City, p.odd(who.LimitFen*22/100))
		}
		p.wait(2)
	}
}

// bustOut: years of good standing, then everything within hours, as cash and as goods.
func bustOut(p *play) {
	who, limit, loan := p.cast.persona(demo.Steady), int64(0), int64(0)
	if p.number > 0 || who == nil {
		if who = p.cast.victim(900_000); who == nil {
			return
		}
		limit, loan = who.FreeFen(), who.LoanFen-who.DrawnFen
	} else {
		limit, loan = who.LimitFen, who.LoanFen
		p.good = true
		p.repay(who, who.UsedFen)
		p.good = false
	}
	p.wait(60)
	if loan > 0 {
		drawn := p.draw(who, own(who), yuan(loan*95/100))
		p.wait(20)
		p.pass(who, own(who), "payee-"+p.run+"away", yuan(loan*94/100), drawn)
		p.wait(30)
	}
	for i, share := range []int64{28, 29, 22, 14} {
		shops := []string{"Gold and jewellery 2", "Electronics store 4", "Gold and jewellery 5"}
		p.buy(who, own(who), shops[i%len(shops)]+", "+who.City, p.odd(limit*share/100))
		p.wait(35)
	}
}

// overdue: nothing was ever paid, and more is spent while there is anything left.
func overdue(p *play) {
	var all []*demo.Customer
	if p.number == 0 {
		for _, id := range []string{demo.Late, demo.Defaulter} {
			if who := p.cast.persona(id); who != nil {
				all = append(all, who)
			}
		}
	}
	if who := p.cast.lateOne(); who != nil {
		all = append(all, who)
	}
	for _, who := range all {
		left := max(who.FreeFen(), 40_000)
		for _, share := range []int64{30, 40, 29} {
			p.buy(who, own(who), "Electronics store 9, "+who.City, p.odd(left*share/100))
			p.wait(15)
		}
	}
}

// ring: accounts on one phone draw on their loans, piece by piece, and all of it goes to one
// account at once.
func ring(p *play) {
	members, _, phone := p.ring()
	for range 3 {
		for _, who := range members {
			with := own(who)
			with.device = phone
			free := who.LoanFen - who.DrawnFen
			if free < 60_000 {
				continue
			}
			drawn := p.draw(who, with, yuan(free*29/100))
			p.wait(2)
			p.pass(who, with, "payee-"+p.run+"head", yuan(free*28/100), drawn)
			p.wait(2)
		}
		p.wait(8)
	}
}

// mule: a loan is drawn and goes out again in pieces to people the mule never paid before,
// the same ones from each mule.
func mule(p *play) {
	var mules []*demo.Customer
	if p.number == 0 {
		mules = p.cast.group(demo.Mule, demo.MuleCount)
	}
	for try := 0; len(mules) == 0 && try < len(p.cast.victims); try++ {
		if who := p.cast.victim(0); who != nil && who.LoanFen-who.DrawnFen >= 200_000 {
			mules = append(mules, who)
		}
	}
	for _, who := range mules {
		free := who.LoanFen - who.DrawnFen
		p.draw(who, own(who), p.odd(free*19/100))
		p.wait(15)
		drawn := p.draw(who, own(who), p.odd(free*18/100))
		p.wait(12)
		for i := range 4 {
			p.pass(who, own(who), fmt.Sprintf("payee-%sboss-%d", p.run, i), p.odd(free*9/100), drawn)
			p.wait(3)
		}
	}
}
