package watch

import (
	"encoding/binary"
	"math/bits"
)

// slack is how many bytes numbers are read and written at a time. Most of a state is numbers of one to five bytes in no order
// that a processor could guess, so one load or store without branches is twice as fast as a loop.
const slack = 8

// writer gathers an encoded state.
type writer struct {
	b [scratch]byte
	n int
}

// byte writes one byte.
func (w *writer) byte(x byte) {
	w.b[w.n] = x
	w.n++
}

// number writes a number below 2^56 as the varint of encoding/binary.
func (w *writer) number(x uint64) {
	size := length(x)
	x = x&0xfffffff | x<<4&0xfffffff00000000 // spread into halves, quarters and bytes
	x = x&0x3fff00003fff | x<<2&0x3fff00003fff0000
	x = x&0x7f007f007f007f | x<<1&0x7f007f007f007f00
	x |= 0x8080808080808080 & (1<<(8*(size-1)&63) - 1) // every byte but the last goes on
	binary.LittleEndian.PutUint64(w.b[w.n:], x)
	w.n += size
}

// pair writes a number and a count, the count in so many low bits when it is smaller than all of them set.
func (w *writer) pair(x, count uint64, low int) {
	full := uint64(1)<<low - 1
	w.number(x<<low | min(count, full))
	if count >= full {
		w.number(count)
	}
}

// signed writes any number as the signed varint of encoding/binary.
func (w *writer) signed(x int64) {
	w.n += binary.PutVarint(w.b[w.n:], x)
}

// three writes three bytes.
func (w *writer) three(x uint32) {
	binary.LittleEndian.PutUint32(w.b[w.n:], x)
	w.n += 3
}

// four writes four bytes.
func (w *writer) four(x uint32) {
	binary.LittleEndian.PutUint32(w.b[w.n:], x)
	w.n += 4
}

// place writes two numbers of 24 bits.
func (w *writer) place(lat, lon int32) {
	w.three(uint32(lat))
	w.three(uint32(lon))
}

// tries writes a mask of failed logins and the buckets that are in use, newest first.
func (w *writer) tries(mask uint32, n []uint8, slot uint32) {
	w.number(uint64(mask))
	for m := mask; m != 0; m &= m - 1 {
		w.byte(n[back(slot, uint32(bits.TrailingZeros32(m)), uint32(len(n)))])
	}
}
