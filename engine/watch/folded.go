package watch

import (
	"math"

	"candor/engine/plain"
)

// Moments that a state remembers, in Unix seconds; 0 stands for never.
const (
	mFirst = iota
	mPassword
	mPhone
	mBind
	mNewDevice
	mLogin
	mIdentityFailed
	mRepayment
	mOutgoing // the last money that the baseline took
	mPlace
	moments
)

// folded is the part of a state into which events have gone for good, in the order of (at, id).
type folded struct {
	at, id     int64 // of the last event folded
	clock      clock // where at falls
	moment     [moments]uint32
	lat, lon   int32 // at moment[mPlace]
	repayments uint16
	base       baseline
	hours      [24]uint8 // purchases, draws, transfers out and logins by UTC hour; all halve when one is full
	bound      int       // at least what lists and buckets take when encoded; says when fit must look, and nothing else

	out              flow
	draws, transfers lane
	failures         tries
	peaks            peaks
	recent           recent
	known            known
}

// fold takes in an event that comes after every one folded before.
func (p *folded) fold(e *note) {
	now := seconds(e.at)
	if e.kind.Outgoing() && e.amount > 0 {
		p.base.add(e.amount, now-p.moment[mOutgoing])
		p.moment[mOutgoing] = now
	}
	if e.kind.Outgoing() || e.kind == Login {
		p.countHour(now)
	}
	p.take(e, now)
}

// take is fold without the habits, which features compare with the past only.
func (p *folded) take(e *note, now uint32) {
	p.advance(e.at)
	p.at, p.id = e.at, e.id
	if p.moment[mFirst] == 0 {
		p.moment[mFirst] = now
	}
	switch e.kind {
	case Purchase, Draw, TransferOut:
		p.spend(e)
	case Refund:
		p.recent.refunded(e.tok[tMerchant], e.amount)
	case Repayment:
		p.moment[mRepayment] = now
		p.repayments = min(p.repayments+1, maxTimes)
	case Login:
		p.moment[mLogin] = now
	case LoginFailed:
		p.failures.add(&p.clock)
		p.bound += 2
	case PasswordChange:
		p.moment[mPassword] = now
	case PhoneChange:
		p.moment[mPhone] = now
	case DeviceBind:
		p.moment[mBind] = now
	case IdentityFailed:
		p.moment[mIdentityFailed] = now
	}
	if e.kind.known() {
		p.learn(e, now)
	}
}

// seconds returns the Unix second of a time, at least 1 because 0 stands for never.
func seconds(at int64) uint32 { return uint32(max(at/second, 1)) }

// advance moves the clock to a time, and drops what no window can see any more.
func (p *folded) advance(at int64) {
	c := clockAt(uint32(at / minute))
	var by [spans]uint32
	for i := range by {
		by[i] = c.bucket[i] - p.clock.bucket[i]
	}
	p.out.advance(&p.clock, &c)
	p.draws.mask = shift(p.draws.mask, by[perTwoHours], twoBuckets)
	p.transfers.mask = shift(p.transfers.mask, by[perTwoHours], twoBuckets)
	p.failures.ten = shift(p.failures.ten, by[perTen], tenBuckets)
	p.failures.two = shift(p.failures.two, by[perTwoHours], twoBuckets)
	p.bound += (tables + 3) * length(uint64(by[perMinute])) // the first time of each list grows, that of recent twice so
	p.clock = c
	if by[perDay] > 0 {
		start := c.starts()[w30d]
		p.recent.prune(start)
		p.peaks.prune(start)
	}
}

// spend takes in money that leaves.
func (p *folded) spend(e *note) {
	p.out.add(&p.clock, e.amount)
	switch e.kind {
	case Draw:
		p.draws.add(&p.clock, e.amount)
	case TransferOut:
		p.transfers.add(&p.clock, e.amount)
		p.recent.movedOn(p.clock.bucket[perMinute], e.amount)
	}
	p.peaks.push(p.clock.bucket[perMinute], uint32(e.amount))
	p.recent.push(spent{amount: uint32(e.amount), tok: e.tok[tMerchant], at: p.clock.bucket[perMinute], kind: e.kind})
	p.bound += boundSpend + boundSpends*length(uint64(e.amount))
}

// countHour counts an act of the customer in its hour of the day.
func (p *folded) countHour(now uint32) {
	h := now / 3600 % 24
	if p.hours[h] == math.MaxUint8 {
		for i := range p.hours {
			p.hours[i] /= 2
		}
	}
	p.hours[h]++
}

// learn makes the values of an event known, and its place the last one.
func (p *folded) learn(e *note, now uint32) {
	for t, tok := range e.tok {
		if tok == 0 {
			continue
		}
		first := p.known.n[t] == 0
		p.bound += boundTouch
		if !p.known.touch(t, tok, p.clock.bucket[perMinute]) {
			continue
		}
		p.bound += boundValue
		if t == tDevice && !first {
			p.moment[mNewDevice] = now
		}
	}
	if e.placed {
		p.moment[mPlace], p.lat, p.lon = now, e.lat, e.lon
	}
}

// halfLife is how long it takes until an amount counts half in the baseline, in seconds.
const halfLife = 30 * 86400

// baseline is the account's own level of amounts. It is kept in single precision, of which amounts need less than half.
type baseline struct {
	weight   float32 // sum of the weights, as of the last amount
	mean     float32 // of amounts, in fen
	logMean  float32 // of ln amounts
	variance float32 // of ln amounts
	n        uint16  // amounts ever taken, up to maxTimes
}

// add takes in an amount above 0 that comes seconds after the one before.
//
// The weight of an amount is 2^(-age/halfLife). With W the weights before, decayed to now, each moment is updated as
//
//	mean' = mean + (x - mean)/(W+1)
//	variance' = W·variance/(W+1) + (x - mean)·(x - mean')/(W+1)
//
// Source: D. H. D. West, "Updating mean and variance estimates: an improved method", Comm. ACM 22(9), 1979, 532-535, whose
// weighted form this is. Products are rounded before they are added so that no machine fuses the two.
func (b *baseline) add(amount int64, after uint32) {
	x, l := float64(amount), plain.Ln(float64(amount))
	past := b.decayed(after)
	w := past + 1
	b.mean = float32(float64(b.mean) + (x-float64(b.mean))/w)
	before := l - float64(b.logMean)
	mean := float64(b.logMean) + before/w
	spread := float64(past*float64(b.variance)) + float64(before*(l-mean))
	b.logMean, b.variance, b.weight = float32(mean), float32(max(spread/w, 0)), float32(w)
	b.n = min(b.n+1, maxTimes)
}

// decayed returns the weight of the baseline some seconds after its last amount.
func (b *baseline) decayed(after uint32) float64 {
	if b.n == 0 {
		return 0
	}
	return float64(float64(b.weight) * plain.Exp2(-float64(after)/halfLife)) // rounded: see add
}
