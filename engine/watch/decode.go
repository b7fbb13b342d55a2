package watch

import (
	"fmt"
	"math/bits"
)

// Decode replaces s by the state that Append wrote as b; no bytes stand for an account without events. Damaged bytes give an
// error that wraps ErrState, and s then holds the state of an account without events.
func (s *State) Decode(b []byte) error {
	*s = State{}
	if len(b) == 0 {
		return nil
	}
	if len(b) > MaxBytes || b[0] != codecVersion {
		return fmt.Errorf("%w: version %d in %d bytes", ErrState, b[0], len(b))
	}
	r := reader{at: 1, end: len(b)}
	copy(r.b[:], b)
	s.read(&r)
	if r.bad || r.at != r.end {
		*s = State{}
		return fmt.Errorf("%w: damaged before byte %d of %d", ErrState, r.at, len(b))
	}
	return nil
}

// read reads what follows the version.
func (s *State) read(r *reader) {
	head := r.byte()
	n := int(head &^ flagPast)
	if n > Buffered || n == 0 && head != 0 {
		r.bad = true
	}
	if r.bad || n == 0 {
		return
	}
	s.n = uint8(n)
	newest := &s.buffer[n-1]
	newest.at, newest.id = int64(r.upTo(MaxAt)), r.signed()
	r.must(newest.at > 0)
	newest.read(r)
	for i := n - 2; i >= 0; i-- {
		o := &s.buffer[i]
		o.at, o.id = newest.at-int64(r.upTo(uint64(min(lateness, newest.at)))), newest.id+r.signed()
		r.must(o.at > 0 && o.before(&s.buffer[i+1]))
		o.read(r)
	}
	if head&flagPast == 0 {
		return
	}
	s.past.at, s.past.id = newest.at-int64(r.upTo(uint64(newest.at))), newest.id+r.signed()
	first, last := &s.buffer[0], note{at: s.past.at, id: s.past.id}
	r.must(s.past.at > 0 && last.before(first))
	s.past.clock = clockAt(uint32(s.past.at / minute))
	s.past.read(r)
	r.must(s.past.begun())
}

// read reads what a note holds besides its time and ID.
func (n *note) read(r *reader) {
	kind, mask := r.byte(), r.byte()
	n.kind, n.placed = Kind(kind&^flagPlaced), kind&flagPlaced != 0
	const both = 1<<tMerchant | 1<<tPayee
	r.must(n.kind.Valid() && mask < 1<<tables && mask&both != both)
	if n.kind.Money() {
		n.amount = int64(r.upTo(MaxAmountFen))
	}
	for t := range n.tok {
		if mask&(1<<t) != 0 {
			n.tok[t] = r.token()
		}
	}
	if n.placed {
		n.lat, n.lon = r.place()
	}
}

// read reads the folded part, whose clock is set.
func (p *folded) read(r *reader) {
	p.readMoments(r)
	p.repayments = uint16(r.upTo(maxTimes))
	p.base.read(r)
	hours := r.three()
	for m := hours; m != 0; m &= m - 1 {
		p.hours[bits.TrailingZeros32(m)] = r.byte()
	}
	from := r.at
	p.readLists(r)
	for i := range p.out.mask {
		p.out.mask[i] = uint32(r.upTo(1<<spanSize[i] - 1))
		for m := p.out.mask[i]; m != 0; m &= m - 1 {
			k := spanAt[i] + back(p.clock.slot[i], uint32(bits.TrailingZeros32(m)), spanSize[i])
			total, n := r.pair(maxSum, maxCount, bitsCount)
			p.out.sum[k], p.out.count[k] = uint32(total), uint16(n)
		}
	}
	for _, l := range [...]*lane{&p.draws, &p.transfers} {
		l.mask = uint32(r.upTo(1<<twoBuckets - 1))
		for m := l.mask; m != 0; m &= m - 1 {
			k := back(p.clock.slot[perTwoHours], uint32(bits.TrailingZeros32(m)), twoBuckets)
			total, n := r.pair(maxSum, maxTries, bitsCount)
			l.sum[k], l.count[k] = uint32(total), uint8(n)
		}
	}
	p.failures.ten = r.tries(p.failures.tens[:], p.clock.slot[perTen])
	p.failures.two = r.tries(p.failures.twos[:], p.clock.slot[perTwoHours])
	p.bound = r.at - from // masks and numbers of entries too
}

// readMoments reads the moments and the last place.
func (p *folded) readMoments(r *reader) {
	mask, now := r.upTo(1<<moments-1), seconds(p.at)
	for i := range p.moment {
		if mask&(1<<i) != 0 {
			p.moment[i] = now - uint32(r.upTo(uint64(now-1)))
		}
	}
	if mask&(1<<mPlace) != 0 {
		p.lat, p.lon = r.place()
	}
}

// read reads the baseline.
func (b *baseline) read(r *reader) {
	if b.n = uint16(r.upTo(maxTimes)); b.n > 0 {
		b.weight, b.mean, b.logMean, b.variance = r.float(), r.float(), r.float(), r.float()
	}
}

// readLists reads the peaks, the known values and the recent events.
func (p *folded) readLists(r *reader) {
	now := p.clock.bucket[perMinute]
	p.peaks.n = uint8(r.upTo(peakRoom))
	for i, last := int(p.peaks.n)-1, now; i >= 0; i-- {
		last -= uint32(r.upTo(uint64(last)))
		p.peaks.e[i] = peak{uint32(r.upTo(MaxAmountFen)), last}
	}
	for t := range p.known.n {
		p.known.n[t] = uint8(r.upTo(uint64(knownSize[t])))
	}
	for t := range p.known.n {
		last := now
		for i := range p.known.of(t) {
			tok := r.token()
			ago, times := r.pair(uint64(last), maxTimes, bitsTimes)
			last -= uint32(ago)
			p.known.rows[knownAt[t]+i] = value{tok, last, uint16(times)}
		}
	}
	p.recent.n = uint8(r.upTo(Recent))
	for i, last := int(p.recent.n)-1, now; i >= 0; i-- {
		both := r.upTo(uint64(last)<<8 | 0xff)
		b := byte(both)
		last -= uint32(both >> 8)
		e := spent{amount: uint32(r.upTo(MaxAmountFen)), at: last, kind: Kind(b & 3), paired: b&flagPaired != 0}
		merchant := int(b >> 3)
		r.must(e.kind.Outgoing() && (merchant == noMerchant || merchant < int(p.known.n[tMerchant])))
		if merchant < int(p.known.n[tMerchant]) {
			e.tok = p.known.rows[merchant].tok
		}
		p.recent.e[i] = e
	}
}
