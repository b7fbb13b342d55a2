package watch

import (
	"math"

	"candor/engine/plain"
)

// unknown is a vector in which nothing is known.
var unknown = func() (v Vector) {
	for i := range v {
		v[i] = math.NaN()
	}
	return v
}()

// Features fills v with the features of e, which need not have been added, among the events before it in s. Facts that are not
// known are NaN in f. It changes neither s, e nor f. An event that is too late to be added is taken as if it came right after
// the last one folded.
func (s *State) Features(e *Event, f *Facts, v *Vector) {
	*v = unknown
	n := noteOf(e)
	p := s.past
	s.catchUp(&n, &p)
	n.at = max(n.at, p.at)
	fillEvent(e, f, v)
	p.fillHabits(&n, v)
	p.fillSeen(&n, v)
	p.fillPlace(&n, v)
	p.fillSince(&n, v)
	p.take(&n, seconds(n.at))
	starts := p.clock.starts()
	p.fillWindows(&starts, v)
	p.fillPatterns(&n, &starts, v)
	if at := p.moment[mNewDevice]; at != 0 {
		v[sinceNewDevice] = hoursBetween(at, seconds(n.at))
	}
	fillLine(e, f, v)
	fillFacts(e, f, v)
	fillMerchant(&f.Merchant, v)
}

// yes returns 1 for true, 0 for false.
func yes(ok bool) float64 {
	if ok {
		return 1
	}
	return 0
}

// roundFen is 100 yuan: amounts that are a multiple of it are round.
const roundFen = 100_00

// isRound reports whether an amount is a multiple of 100 yuan.
func isRound(amount int64) bool { return amount > 0 && amount%roundFen == 0 }

// fillEvent fills what the event says of itself. The hour and the day of the week are local: UTC plus f.ZoneOffsetSeconds.
// 1970-01-01 was a Thursday.
func fillEvent(e *Event, f *Facts, v *Vector) {
	v[amountFen] = 0
	if e.Kind.Money() {
		v[amountFen] = float64(e.AmountFen)
	}
	v[isPurchase], v[isDraw], v[isTransferOut] = yes(e.Kind == Purchase), yes(e.Kind == Draw), yes(e.Kind == TransferOut)
	v[isRefund], v[isRepayment], v[isLogin] = yes(e.Kind == Refund), yes(e.Kind == Repayment), yes(e.Kind == Login)
	v[roundAmount] = yes(e.Kind.Money() && isRound(e.AmountFen))
	const day = 86400
	local := min(max(e.At, 0), MaxAt)/second + int64(f.ZoneOffsetSeconds) + 7*day*1000 // stays positive for any offset
	h, weekday := local%day/3600, (local/day+4)%7                                      // 0 is Sunday
	v[hour], v[night] = float64(h), yes(h < 6)
	v[weekend] = yes(weekday == 0 || weekday == 6)
}

// sdFloor is the least spread of ln amounts that a z-value is measured in: a customer who always pays the same is not alarmed
// by a quarter more.
const sdFloor = 0.25

// fillHabits fills how the event compares with the account's own past: see baseline.add for the weights.
func (p *folded) fillHabits(n *note, v *Vector) {
	v[baselineCount] = 0
	if b := &p.base; b.n > 0 {
		v[baselineCount] = b.decayed(seconds(n.at) - p.moment[mOutgoing])
		v[amountMean], v[amountLogMean] = float64(b.mean), float64(b.logMean)
		spread := sdFloor
		if b.n > 1 {
			v[amountLogSD] = math.Sqrt(float64(b.variance))
			spread = max(spread, v[amountLogSD])
		}
		if n.kind.Outgoing() && n.amount > 0 {
			v[amountZ] = (plain.Ln(float64(n.amount)) - float64(b.logMean)) / spread
			v[amountRatio] = float64(n.amount) / float64(b.mean)
		}
	}
	all := 0
	for _, h := range p.hours {
		all += int(h)
	}
	if all > 0 {
		h := seconds(n.at) / 3600 % 24
		near := int(p.hours[h]) + int(p.hours[(h+1)%24]) + int(p.hours[(h+23)%24])
		v[hourShare] = float64(near) / float64(all)
	}
}

// seenSlots are the features that count past uses of a value.
var seenSlots = [tables]int{merchantSeen, deviceSeen, ipSeen, networkSeen, citySeen, payeeSeen}

// fillSeen fills how often the values of the event were used before. What was not given is not known.
func (p *folded) fillSeen(n *note, v *Vector) {
	for t, tok := range n.tok {
		if tok == 0 {
			continue
		}
		v[seenSlots[t]] = 0
		if i := p.known.find(t, tok); i >= 0 {
			v[seenSlots[t]] = float64(p.known.of(t)[i].times)
		}
	}
	if n.tok[tCity] != 0 && p.known.n[tCity] > 0 {
		v[cityChanged] = yes(p.known.of(tCity)[0].tok != n.tok[tCity])
	}
}

// fillPlace fills the way from the last place.
func (p *folded) fillPlace(n *note, v *Vector) {
	at := p.moment[mPlace]
	if !n.placed || at == 0 {
		return
	}
	v[travelKm] = distanceKm(p.lat, p.lon, n.lat, n.lon)
	v[travelKmh] = v[travelKm] / wayHours(at, seconds(n.at))
}

// hoursBetween returns the hours from one second to another.
func hoursBetween(from, to uint32) float64 { return float64(to-from) / 3600 }

// sinceSlots pairs features in hours with the moments they count from.
var sinceSlots = [...]struct{ slot, moment int }{
	{sincePassword, mPassword}, {sincePhone, mPhone}, {sinceBind, mBind}, {sinceLogin, mLogin},
	{sinceIdentityFailed, mIdentityFailed},
}

// fillSince fills the time since past moments.
func (p *folded) fillSince(n *note, v *Vector) {
	now := seconds(n.at)
	for _, s := range sinceSlots {
		if at := p.moment[s.moment]; at != 0 {
			v[s.slot] = hoursBetween(at, now)
		}
	}
	v[sinceFirst] = 0
	if at := p.moment[mFirst]; at != 0 {
		v[sinceFirst] = hoursBetween(at, now) / 24
	}
	if at := p.moment[mRepayment]; at != 0 {
		v[sinceRepayment] = hoursBetween(at, now) / 24
	}
	v[repaymentCount], v[neverPaid] = float64(p.repayments), yes(p.repayments == 0)
}
