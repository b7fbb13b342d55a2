package watch

import (
	"encoding/binary"
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
	flagPaired   = 0x04 // in the byte of a recent event: kind, this flag, and above it the place of the merchant in its table
	noMerchant   = 31
)

// Append appends the state to dst, at most MaxBytes bytes. Equal states give equal bytes.
func (s *State) Append(dst []byte) []byte {
	head := s.n
	if s.past.begun() {
		head |= flagPast
	}
	dst = append(dst, codecVersion, head)
	if s.n == 0 {
		return dst
	}
	newest := &s.buffer[s.n-1]
	dst = binary.AppendUvarint(dst, uint64(newest.at))
	dst = binary.AppendVarint(dst, newest.id)
	dst = newest.append(dst)
	for i := int(s.n) - 2; i >= 0; i-- {
		n := &s.buffer[i]
		dst = binary.AppendUvarint(dst, uint64(newest.at-n.at))
		dst = binary.AppendVarint(dst, n.id-newest.id)
		dst = n.append(dst)
	}
	if s.past.begun() {
		dst = binary.AppendUvarint(dst, uint64(newest.at-s.past.at))
		dst = binary.AppendVarint(dst, s.past.id-newest.id)
		dst = s.past.append(dst)
	}
	return dst
}

// append appends what a note holds besides its time and ID.
func (n *note) append(dst []byte) []byte {
	kind, mask := byte(n.kind), byte(0)
	if n.placed {
		kind |= flagPlaced
	}
	for t, tok := range n.tok {
		if tok != 0 {
			mask |= 1 << t
		}
	}
	dst = append(dst, kind, mask)
	if n.kind.Money() {
		dst = binary.AppendUvarint(dst, uint64(n.amount))
	}
	for _, tok := range n.tok {
		if tok != 0 {
			dst = binary.LittleEndian.AppendUint32(dst, tok)
		}
	}
	if n.placed {
		dst = appendPlace(dst, n.lat, n.lon)
	}
	return dst
}

// appendPlace appends a place as two numbers of 24 bits.
func appendPlace(dst []byte, lat, lon int32) []byte {
	return append(dst, byte(lat), byte(lat>>8), byte(lat>>16), byte(lon), byte(lon>>8), byte(lon>>16))
}

// append appends the folded part, without its clock.
func (p *folded) append(dst []byte) []byte {
	dst = p.appendMoments(dst)
	dst = binary.AppendUvarint(dst, uint64(p.repayments))
	dst = p.base.append(dst)
	var hours uint32
	for h, n := range p.hours {
		if n > 0 {
			hours |= 1 << h
		}
	}
	dst = append(dst, byte(hours), byte(hours>>8), byte(hours>>16))
	for _, n := range p.hours {
		if n > 0 {
			dst = append(dst, n)
		}
	}
	dst = p.appendLists(dst)
	dst = p.out.append(dst, &p.clock)
	dst = p.draws.append(dst, &p.clock)
	dst = p.transfers.append(dst, &p.clock)
	dst = appendTries(dst, p.failures.ten, p.failures.tens[:], p.clock.slot[perTen])
	return appendTries(dst, p.failures.two, p.failures.twos[:], p.clock.slot[perTwoHours])
}

// appendMoments appends the moments that there are, and the last place.
func (p *folded) appendMoments(dst []byte) []byte {
	var mask uint64
	for i, at := range p.moment {
		if at != 0 {
			mask |= 1 << i
		}
	}
	dst = binary.AppendUvarint(dst, mask)
	now := seconds(p.at)
	for _, at := range p.moment {
		if at != 0 {
			dst = binary.AppendUvarint(dst, uint64(now-at))
		}
	}
	if p.moment[mPlace] != 0 {
		dst = appendPlace(dst, p.lat, p.lon)
	}
	return dst
}

// append appends the baseline.
func (b *baseline) append(dst []byte) []byte {
	dst = binary.AppendUvarint(dst, uint64(b.n))
	if b.n > 0 {
		for _, x := range [...]float32{b.weight, b.mean, b.logMean, b.variance} {
			dst = binary.LittleEndian.AppendUint32(dst, math.Float32bits(x))
		}
	}
	return dst
}

// appendLists appends the peaks, the recent events and the known values, each from newest to oldest.
func (p *folded) appendLists(dst []byte) []byte {
	dst = append(dst, p.peaks.n)
	last := p.clock.bucket[perMinute]
	for i := int(p.peaks.n) - 1; i >= 0; i-- {
		e := &p.peaks.e[i]
		dst = binary.AppendUvarint(dst, uint64(last-e.at))
		dst = binary.AppendUvarint(dst, uint64(e.amount))
		last = e.at
	}
	for _, n := range p.known.n {
		dst = append(dst, n)
	}
	for t := range p.known.n {
		last = p.clock.bucket[perMinute]
		for _, v := range p.known.of(t) {
			dst = binary.LittleEndian.AppendUint32(dst, v.tok)
			dst = binary.AppendUvarint(dst, uint64(last-v.last))
			dst = binary.AppendUvarint(dst, uint64(v.times))
			last = v.last
		}
	}
	dst = append(dst, p.recent.n)
	last = p.clock.bucket[perMinute]
	for i := int(p.recent.n) - 1; i >= 0; i-- {
		e := &p.recent.e[i]
		dst = append(dst, p.recentByte(e))
		dst = binary.AppendUvarint(dst, uint64(last-e.at))
		dst = binary.AppendUvarint(dst, uint64(e.amount))
		last = e.at
	}
	return dst
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

// append appends the masks and the buckets that are in use, newest first.
func (f *flow) append(dst []byte, c *clock) []byte {
	for i, mask := range f.mask {
		dst = binary.AppendUvarint(dst, uint64(mask))
		for m := mask; m != 0; m &= m - 1 {
			k := spanAt[i] + back(c.slot[i], uint32(bits.TrailingZeros32(m)), spanSize[i])
			dst = binary.AppendUvarint(dst, uint64(f.count[k]))
			dst = binary.AppendUvarint(dst, uint64(f.sum[k]))
		}
	}
	return dst
}

// append appends the mask and the buckets that are in use, newest first.
func (l *lane) append(dst []byte, c *clock) []byte {
	dst = binary.AppendUvarint(dst, uint64(l.mask))
	for m := l.mask; m != 0; m &= m - 1 {
		k := back(c.slot[perTwoHours], uint32(bits.TrailingZeros32(m)), twoBuckets)
		dst = append(dst, l.count[k])
		dst = binary.AppendUvarint(dst, uint64(l.sum[k]))
	}
	return dst
}

// appendTries appends a mask of failed logins and the buckets that are in use, newest first.
func appendTries(dst []byte, mask uint32, n []uint8, slot uint32) []byte {
	dst = binary.AppendUvarint(dst, uint64(mask))
	for m := mask; m != 0; m &= m - 1 {
		dst = append(dst, n[back(slot, uint32(bits.TrailingZeros32(m)), uint32(len(n)))])
	}
	return dst
}
