package watch

import "math/bits"

// What the parts of an encoded state take at most, in bytes. The constant at the end does not compile when the least that a
// state keeps could pass MaxBytes.
const (
	maxHead  = 1 + 1 + 8 + 10 + 8 + 10 // version, notes, time and ID of the newest note and of the last event folded
	maxBody  = 1 + 1 + 5 + 4*5 + 6     // kind, mask, amount, five tokens (merchant and payee exclude each other), place
	maxNote  = 5 + 10 + maxBody        // time and ID before the newest, body
	maxFixed = 2 + 5*moments + 6 + 2 + 2 + 4*4 + 3 + 24 + 1 + 1 + tables
	maxMasks = 1 + 1 + 2 + 5 + 2 + 2 + 1 + 2

	maxBucket = 5 + 2     // sum with count, more count
	maxLane   = 5 + 1     // sum with count, more count
	maxPeak   = 3 + 5     // minutes within 31 days, amount
	maxSpent  = 4 + 5     // minutes within 31 days with kind and merchant, amount
	maxValue  = 4 + 5 + 2 // token, minutes with times, more times

	maxRings = maxMasks + maxBucket*allBuckets + 2*maxLane*twoBuckets + tenBuckets + twoBuckets

	// Room of the folded part: with it, one note alone always fits.
	maxPast = MaxBytes - maxHead - maxBody

	// What fit never takes away.
	leastSpent  = 4
	leastValues = 2

	_ = uint(maxPast - maxFixed - maxRings - maxPeak*peakRoom - maxSpent*leastSpent - maxValue*leastValues*tables)
)

// scratch has room for a state that is about to be cut down: one event more than fits, and what is written past its end at a
// time.
const scratch = MaxBytes + maxNote*Buffered + maxPast/4 + slack

// How much longer lists and buckets get at most by one event, in bytes, besides the first time of each list. Two times that
// become one difference when what stood between them moves away take no more room than before.
const (
	boundSpend  = 2*5 + 2 + 2 // counts in 4 spans and a lane; time of a peak; kind and time of a recent event
	boundSpends = 5 + 1 + 1   // and so many amounts
	boundTouch  = 3           // time and one more use of a value
	boundValue  = 4           // token of a new one
)

// length returns how many bytes a varint takes: one for each 7 bits.
func length(x uint64) int { return (9*bits.Len64(x|1) + 64) / 64 }

// pairLength returns how many bytes writer.pair takes.
func pairLength(x, count uint64, low int) int {
	full := uint64(1)<<low - 1
	if count < full {
		return length(x<<low | count)
	}
	return length(x<<low|full) + length(count)
}

// fit takes away the oldest events and values of the longest lists until the folded part fits its room. What it does depends
// on the folded part alone, so the order in which events arrived does not show.
func (p *folded) fit() {
	const most = maxPast - maxFixed - maxMasks
	if p.bound <= most {
		return
	}
	if p.bound = p.measure(); p.bound <= most {
		return
	}
	for {
		var w writer
		if p.write(&w); w.n <= maxPast {
			return
		}
		p.shorten()
	}
}

// shorten takes one entry from the list that is furthest above what it always keeps.
func (p *folded) shorten() {
	longest, most := -1, int(p.recent.n)-leastSpent
	for t, n := range p.known.n {
		if int(n)-leastValues > most {
			longest, most = t, int(n)-leastValues
		}
	}
	if longest < 0 {
		p.recent.n--
		copy(p.recent.e[:], p.recent.e[1:])
		return
	}
	p.known.n[longest]--
	if longest != tMerchant {
		return
	}
	gone := p.known.rows[knownAt[tMerchant]+int(p.known.n[tMerchant])].tok
	for i := range p.recent.list() {
		if p.recent.e[i].tok == gone {
			p.recent.e[i].tok = 0
		}
	}
}

// tooLong reports whether Append would pass MaxBytes.
func (s *State) tooLong() bool {
	if maxHead+maxBody+maxNote*(int(s.n)-1)+maxFixed+maxMasks+s.past.bound <= MaxBytes {
		return false
	}
	var w writer
	s.write(&w)
	return w.n > MaxBytes
}

// measure returns what lists and buckets take when encoded, without their masks.
func (p *folded) measure() int {
	n, last := 0, p.clock.bucket[perMinute]
	for i := int(p.peaks.n) - 1; i >= 0; i-- {
		e := &p.peaks.e[i]
		n += length(uint64(last-e.at)) + length(uint64(e.amount))
		last = e.at
	}
	for t := range p.known.n {
		last = p.clock.bucket[perMinute]
		for _, v := range p.known.of(t) {
			n += 4 + pairLength(uint64(last-v.last), uint64(v.times), bitsTimes)
			last = v.last
		}
	}
	last = p.clock.bucket[perMinute]
	for i := int(p.recent.n) - 1; i >= 0; i-- {
		e := &p.recent.e[i]
		n += length(uint64(last-e.at)<<8|1) + length(uint64(e.amount))
		last = e.at
	}
	for i, mask := range p.out.mask {
		for m := mask; m != 0; m &= m - 1 {
			k := spanAt[i] + back(p.clock.slot[i], uint32(bits.TrailingZeros32(m)), spanSize[i])
			n += pairLength(uint64(p.out.sum[k]), uint64(p.out.count[k]), bitsCount)
		}
	}
	n += p.draws.measure(&p.clock) + p.transfers.measure(&p.clock)
	return n + bits.OnesCount32(p.failures.ten) + bits.OnesCount32(p.failures.two)
}

// measure returns what the buckets of a lane take when encoded.
func (l *lane) measure(c *clock) (n int) {
	for m := l.mask; m != 0; m &= m - 1 {
		k := back(c.slot[perTwoHours], uint32(bits.TrailingZeros32(m)), twoBuckets)
		n += pairLength(uint64(l.sum[k]), uint64(l.count[k]), bitsCount)
	}
	return n
}
