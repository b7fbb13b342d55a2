package watch

import (
	"math"
	"math/bits"
)

// The encoding: a version, the notes of the buffer, then the folded part. Numbers are varints of 7 bits a byte, smallest first;
// times are differences to a later time already written, so that they are short; parts that are empty take no room. Masks say
// which buckets, moments and hours follow.
const (
	codecVersion = 1
	flagPast     = 0x80 // in the byte that counts the notes: a folded part follows
	flagPlaced   = 0x10 // in the byte of a kind
	flagPaired   = 0x04 // in the low 8 bits of a recent event: kind, this flag, place of the merchant in its table
	noMerchant   = 31

	// A number and a count that is mostly small are written as one: the count in the low bits, or all of these set and the count
	// after it.
	bitsCount = 3 // below the sum of a bucket
	bitsTimes = 4 // below the time of a value
)

// Append appends the state to dst, at most MaxBytes bytes. Equal states give equal bytes.
func (s *State) Append(dst []byte) []byte {
	var w writer
	s.write(&w)
	return append(dst, w.b[:w.n]...)
}

// write writes the state.
func (s *State) write(w *writer) {
	head := s.n
	if s.past.begun() {
		head |= flagPast
	}
	w.byte(codecVersion)
	w.byte(head)
	if s.n == 0 {
		return
	}
	newest := &s.buffer[s.n-1]
	w.number(uint64(newest.at))
	w.signed(newest.id)
	newest.write(w)
	for i := int(s.n) - 2; i >= 0; i-- {
		n := &s.buffer[i]
		w.number(uint64(newest.at - n.at))
		w.signed(n.id - newest.id)
		n.write(w)
	}
	if s.past.begun() {
		w.number(uint64(newest.at - s.past.at))
		w.signed(s.past.id - newest.id)
		s.past.write(w)
	}
}

// write writes what a note holds besides its time and ID.
func (n *note) write(w *writer) {
	kind, mask := byte(n.kind), byte(0)
	if n.placed {
		kind |= flagPlaced
	}
	for t, tok := range n.tok {
		if tok != 0 {
			mask |= 1 << t
		}
	}
	w.byte(kind)
	w.byte(mask)
	if n.kind.Money() {
		w.number(uint64(n.amount))
	}
	for _, tok := range n.tok {
		if tok != 0 {
			w.four(tok)
		}
	}
	if n.placed {
		w.place(n.lat, n.lon)
	}
}

// write writes the folded part, without its clock.
func (p *folded) write(w *writer) {
	p.writeMoments(w)
	w.number(uint64(p.repayments))
	p.base.write(w)
	var hours uint32
	for h, n := range p.hours {
		if n > 0 {
			hours |= 1 << h
		}
	}
	w.three(hours)
	for m := hours; m != 0; m &= m - 1 {
		w.byte(p.hours[bits.TrailingZeros32(m)])
	}
	p.writeLists(w)
	p.out.write(w, &p.clock)
	p.draws.write(w, &p.clock)
	p.transfers.write(w, &p.clock)
	w.tries(p.failures.ten, p.failures.tens[:], p.clock.slot[perTen])
	w.tries(p.failures.two, p.failures.twos[:], p.clock.slot[perTwoHours])
}

// writeMoments writes the moments that there are, and the last place.
func (p *folded) writeMoments(w *writer) {
	var mask uint64
	for i, at := range p.moment {
		if at != 0 {
			mask |= 1 << i
		}
	}
	w.number(mask)
	now := seconds(p.at)
	for _, at := range p.moment {
		if at != 0 {
			w.number(uint64(now - at))
		}
	}
	if p.moment[mPlace] != 0 {
		w.place(p.lat, p.lon)
	}
}

// write writes the baseline.
func (b *baseline) write(w *writer) {
	w.number(uint64(b.n))
	if b.n > 0 {
		for _, x := range [...]float32{b.weight, b.mean, b.logMean, b.variance} {
			w.four(math.Float32bits(x))
		}
	}
}

// writeLists writes the peaks, the known values and the recent events, each from newest to oldest.
func (p *folded) writeLists(w *writer) {
	now := p.clock.bucket[perMinute]
	w.byte(p.peaks.n)
	for i, last := int(p.peaks.n)-1, now; i >= 0; i-- {
		e := &p.peaks.e[i]
		w.number(uint64(last - e.at))
		w.number(uint64(e.amount))
		last = e.at
	}
	for _, n := range p.known.n {
		w.byte(n)
	}
	for t := range p.known.n {
		last := now
		for _, v := range p.known.of(t) {
			w.four(v.tok)
			w.pair(uint64(last-v.last), uint64(v.times), bitsTimes)
			last = v.last
		}
	}
	w.byte(p.recent.n)
	for i, last := int(p.recent.n)-1, now; i >= 0; i-- {
		e := &p.recent.e[i]
		w.number(uint64(last-e.at)<<8 | uint64(p.recentByte(e)))
		w.number(uint64(e.amount))
		last = e.at
	}
}

// recentByte packs the kind, the pairing and the merchant of a recent event.
func (p *folded) recentByte(e *spent) byte {
	b := byte(e.kind)
	if e.paired {
		b |= flagPaired
	}
	at := -1
	if e.tok != 0 {
		at = p.known.find(tMerchant, e.tok)
	}
	if at < 0 {
		at = noMerchant
	}
	return b | byte(at)<<3
}

// write writes the masks and the buckets that are in use, newest first.
func (f *flow) write(w *writer, c *clock) {
	for i, mask := range f.mask {
		w.number(uint64(mask))
		for m := mask; m != 0; m &= m - 1 {
			k := spanAt[i] + back(c.slot[i], uint32(bits.TrailingZeros32(m)), spanSize[i])
			w.pair(uint64(f.sum[k]), uint64(f.count[k]), bitsCount)
		}
	}
}

// write writes the mask and the buckets that are in use, newest first.
func (l *lane) write(w *writer, c *clock) {
	w.number(uint64(l.mask))
	for m := l.mask; m != 0; m &= m - 1 {
		k := back(c.slot[perTwoHours], uint32(bits.TrailingZeros32(m)), twoBuckets)
		w.pair(uint64(l.sum[k]), uint64(l.count[k]), bitsCount)
	}
}
