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

	maxBucket = 2 + 5     // count, sum
	maxLane   = 1 + 5     // count, sum
	maxPeak   = 3 + 5     // minutes within 31 days, amount
	maxSpent  = 1 + 3 + 5 // kind and merchant, minutes within 31 days, amount
	maxValue  = 4 + 4 + 2 // token, minutes, times

	maxRings = maxMasks + maxBucket*allBuckets + 2*maxLane*twoBuckets + tenBuckets + twoBuckets

	// Room of the folded part: with it, one note alone always fits.
	maxPast = MaxBytes - maxHead - maxBody

	// What fit never takes away.
	leastSpent  = 4
	leastValues = 2

	_ = uint(maxPast - maxFixed - maxRings - maxPeak*peakRoom - maxSpent*leastSpent - maxValue*leastValues*tables)
)

// scratch has room for any state before it is cut down.
const scratch = 2048

// atMost returns a bound of what the folded part takes, from the number of its parts alone.
func (p *folded) atMost() int {
	buckets := 0
	for _, m := range p.out.mask {
		buckets += bits.OnesCount32(m)
	}
	lanes := bits.OnesCount32(p.draws.mask) + bits.OnesCount32(p.transfers.mask)
	fails := bits.OnesCount32(p.failures.ten) + bits.OnesCount32(p.failures.two)
	values := 0
	for _, n := range p.known.n {
		values += int(n)
	}
	return maxFixed + maxMasks + maxBucket*buckets + maxLane*lanes + fails +
		maxPeak*int(p.peaks.n) + maxSpent*int(p.recent.n) + maxValue*values
}

// fit takes away the oldest events and values of the longest lists until the folded part fits its room. What it does depends
// on the folded part alone, so the order in which events arrived does not show.
func (p *folded) fit() {
	if p.atMost() <= maxPast {
		return
	}
	var b [scratch]byte
	for len(p.append(b[:0])) > maxPast {
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
	if maxHead+maxBody+maxNote*(int(s.n)-1)+s.past.atMost() <= MaxBytes {
		return false
	}
	var b [scratch]byte
	return len(s.Append(b[:0])) > MaxBytes
}
