package watch

import (
	"encoding/binary"
	"math"
	"math/bits"
)

// reader takes numbers off the front of an encoded state. After the first that is missing or out of range it is bad; what it
// gives from then on is in range, so that nothing is read past the end of a list, but means nothing.
type reader struct {
	b   [MaxBytes + slack + binary.MaxVarintLen64]byte
	at  int
	end int
	bad bool
}

// must makes the reader bad unless ok.
func (r *reader) must(ok bool) { r.bad = r.bad || !ok }

// take moves on by size bytes and returns where they begin, of which slack bytes may be read.
func (r *reader) take(size int) int {
	at := r.at
	if at+size > r.end {
		r.bad = true
		return r.end
	}
	r.at = at + size
	return at
}

// upTo reads a number of at most most, below 2^56.
func (r *reader) upTo(most uint64) uint64 {
	x := binary.LittleEndian.Uint64(r.b[r.at:])
	last := bits.TrailingZeros64(^x & 0x8080808080808080) // the high bit of the last byte, 64 when there is none
	r.take(last/8 + 1)
	x &= (2<<last - 1) & 0x7f7f7f7f7f7f7f7f
	x = x&0x7f007f007f007f | x>>1&0x3f803f803f803f80 // gather bytes, quarters and halves
	x = x&0x3fff00003fff | x>>2&0xfffc0000fffc000
	x = x&0xfffffff | x>>4&0xfffffff0000000
	if x > most || last == 64 {
		r.bad = true
		return 0
	}
	return x
}

// pair reads a number and a count of at most these.
func (r *reader) pair(most, mostCount uint64, low int) (x, count uint64) {
	full := uint64(1)<<low - 1
	both := r.upTo(most<<low | full)
	if count = both & full; count == full {
		count = r.upTo(mostCount)
	}
	return both >> low, count
}

// signed reads any number.
func (r *reader) signed() int64 {
	x, n := binary.Varint(r.b[r.at:])
	if n <= 0 {
		r.bad = true
		return 0
	}
	r.take(n)
	return x
}

// byte reads one byte.
func (r *reader) byte() byte { return r.b[r.take(1)] }

// three reads three bytes.
func (r *reader) three() uint32 { return binary.LittleEndian.Uint32(r.b[r.take(3):]) & 0xffffff }

// four reads four bytes.
func (r *reader) four() uint32 { return binary.LittleEndian.Uint32(r.b[r.take(4):]) }

// token reads four bytes that are not 0.
func (r *reader) token() uint32 {
	x := r.four()
	r.must(x != 0)
	return x
}

// float reads a single that is finite.
func (r *reader) float() float32 {
	x := math.Float32frombits(r.four())
	r.must(!math.IsNaN(float64(x)) && !math.IsInf(float64(x), 0))
	return x
}

// place reads two numbers of 24 bits.
func (r *reader) place() (lat, lon int32) {
	lat = int32(r.three()<<8) >> 8
	return lat, int32(r.three()<<8) >> 8
}

// tries reads a mask of failed logins and its buckets.
func (r *reader) tries(n []uint8, slot uint32) uint32 {
	mask := uint32(r.upTo(1<<len(n) - 1))
	for m := mask; m != 0; m &= m - 1 {
		n[back(slot, uint32(bits.TrailingZeros32(m)), uint32(len(n)))] = uint8(r.upTo(maxTries))
	}
	return mask
}
