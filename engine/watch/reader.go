package watch

import (
	"encoding/binary"
	"math"
	"math/bits"
)

// reader takes numbers off the front of bytes. After the first that is missing or out of range it is bad, and gives zeros.
type reader struct {
	b   []byte
	bad bool
}

// must makes the reader bad unless ok.
func (r *reader) must(ok bool) { r.bad = r.bad || !ok }

// upTo reads a number of at most most.
func (r *reader) upTo(most uint64) uint64 {
	if len(r.b) > 0 && r.b[0] < 0x80 && uint64(r.b[0]) <= most { // most numbers are one byte
		x := r.b[0]
		r.b = r.b[1:]
		return uint64(x)
	}
	x, n := binary.Uvarint(r.b)
	if n <= 0 || x > most {
		r.bad, r.b = true, nil
		return 0
	}
	r.b = r.b[n:]
	return x
}

// room reads a length of at most most. A bad length is 0, so that nothing is read past an end.
func (r *reader) room(most uint64) uint64 {
	n := r.upTo(most)
	if r.bad {
		return 0
	}
	return n
}

// signed reads a number of either sign.
func (r *reader) signed() int64 {
	x, n := binary.Varint(r.b)
	if n <= 0 {
		r.bad, r.b = true, nil
		return 0
	}
	r.b = r.b[n:]
	return x
}

// byte reads one byte.
func (r *reader) byte() byte {
	if len(r.b) == 0 {
		r.bad = true
		return 0
	}
	x := r.b[0]
	r.b = r.b[1:]
	return x
}

// token reads four bytes that are not 0.
func (r *reader) token() uint32 {
	x := r.four()
	r.must(x != 0)
	return x
}

// four reads four bytes.
func (r *reader) four() uint32 {
	if len(r.b) < 4 {
		r.bad, r.b = true, nil
		return 0
	}
	x := binary.LittleEndian.Uint32(r.b)
	r.b = r.b[4:]
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
	var b [6]byte
	r.must(copy(b[:], r.b) == len(b))
	r.b = r.b[min(len(b), len(r.b)):]
	part := func(i int) int32 { return int32(uint32(b[i])<<8|uint32(b[i+1])<<16|uint32(b[i+2])<<24) >> 8 }
	return part(0), part(3)
}

// tries reads a mask of failed logins and its buckets.
func (r *reader) tries(n []uint8, slot uint32) uint32 {
	mask := uint32(r.upTo(1<<len(n) - 1))
	for m := mask; m != 0; m &= m - 1 {
		n[back(slot, uint32(bits.TrailingZeros32(m)), uint32(len(n)))] = uint8(r.upTo(maxTries))
	}
	return mask
}
