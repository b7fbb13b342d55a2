package factor

import (
	"encoding/binary"
	"errors"
	"fmt"
	"math"
)

// The blob of a vector: one byte of codec version, one byte of count, then that many values as little-endian float64 bits. It
// keeps every value to the bit, so that an assessment can be repeated from what was stored.
const (
	codecVersion = 1
	codecHeader  = 2
	maxCount     = math.MaxUint8
	canonicalNaN = 0x7ff8000000000001 // bits of math.NaN(), the one NaN that a blob may hold
)

// Errors of Decode.
var (
	ErrCodecVersion = errors.New("vector blob: unknown codec version")
	ErrCodecLength  = errors.New("vector blob: length does not fit its count")
	ErrCodecValue   = errors.New("vector blob: value is infinite or an unusual NaN")
)

// Encode returns the blob of a vector, 2+8·len bytes. Every NaN is written as the same one, and so is an infinite value, which
// Compute never gives. A vector has at most 255 values; further ones would be left out.
func Encode(v Vector) []byte {
	return AppendEncode(make([]byte, 0, codecHeader+8*len(v)), v)
}

// AppendEncode appends what Encode returns to dst, for writing a whole book with one buffer.
func AppendEncode(dst []byte, v Vector) []byte {
	v = v[:min(len(v), maxCount)]
	dst = append(dst, codecVersion, byte(len(v)))
	for _, x := range v {
		bits := math.Float64bits(x)
		if math.IsNaN(x) || math.IsInf(x, 0) {
			bits = canonicalNaN
		}
		dst = binary.LittleEndian.AppendUint64(dst, bits)
	}
	return dst
}

// Decode returns the vector of a blob, as long as Catalogue. A blob written before the catalogue grew is padded with NaN; one
// with more values than the catalogue comes from a newer version and is refused, as is anything that Encode would not write.
func Decode(blob []byte) (Vector, error) {
	v := make(Vector, size)
	if err := DecodeInto(v, blob); err != nil {
		return nil, err
	}
	return v, nil
}

// DecodeInto is Decode into a vector that the caller keeps, which must be as long as Catalogue. After an error v holds no
// meaning.
func DecodeInto(v Vector, blob []byte) error {
	if len(blob) < codecHeader {
		return fmt.Errorf("%w: %d bytes", ErrCodecLength, len(blob))
	}
	if blob[0] != codecVersion {
		return fmt.Errorf("%w: %d", ErrCodecVersion, blob[0])
	}
	n := int(blob[1])
	if n > len(v) || len(blob) != codecHeader+8*n {
		return fmt.Errorf("%w: %d values of at most %d in %d bytes", ErrCodecLength, n, len(v), len(blob))
	}
	for i := range n {
		bits := binary.LittleEndian.Uint64(blob[codecHeader+8*i:])
		x := math.Float64frombits(bits)
		if math.IsInf(x, 0) || (math.IsNaN(x) && bits != canonicalNaN) {
			return fmt.Errorf("%w: value %d", ErrCodecValue, i)
		}
		v[i] = x
	}
	for i := n; i < len(v); i++ {
		v[i] = math.NaN()
	}
	return nil
}
