package decide

import (
	"bytes"
	"encoding/binary"
	"encoding/json"
	"errors"
	"fmt"

	"candor/engine/factor"
)

// inputVersion is the first byte of an encoded input.
const inputVersion = 1

// ErrInput is an encoded input that does not hold together.
var ErrInput = errors.New("decide: broken input")

// Encode writes the input as bytes that Decode reads back exactly: a version, the
// previous score and the override as 16-bit numbers, then the vector.
func (in Input) Encode() []byte {
	vector := factor.Encode(in.Vector)
	out := make([]byte, 5, 5+len(vector))
	out[0] = inputVersion
	binary.LittleEndian.PutUint16(out[1:], uint16(in.Previous))
	binary.LittleEndian.PutUint16(out[3:], uint16(in.Override))
	return append(out, vector...)
}

// DecodeInput reads what Encode wrote; anything else is ErrInput.
func DecodeInput(b []byte) (Input, error) {
	if len(b) < 5 || b[0] != inputVersion {
		return Input{}, ErrInput
	}
	vector, err := factor.Decode(b[5:])
	if err != nil {
		return Input{}, fmt.Errorf("%w: %w", ErrInput, err)
	}
	return Input{
		Vector:   vector,
		Previous: int(binary.LittleEndian.Uint16(b[1:])),
		Override: int(binary.LittleEndian.Uint16(b[3:])),
	}, nil
}

// Encode writes the result as JSON, always the same bytes for the same result.
func (r Result) Encode() ([]byte, error) {
	b, err := json.Marshal(r)
	if err != nil {
		return nil, fmt.Errorf("encode result: %w", err)
	}
	return b, nil
}

// DecodeResult reads what Encode wrote and refuses fields it does not know.
func DecodeResult(b []byte) (Result, error) {
	var r Result
	d := json.NewDecoder(bytes.NewReader(b))
	d.DisallowUnknownFields()
	if err := d.Decode(&r); err != nil {
		return Result{}, fmt.Errorf("decode result: %w", err)
	}
	return r, nil
}

// Replay recomputes a stored input and reports whether the stored result comes out again
// to the bit, with what comes out.
func (a *Assessor) Replay(input, result []byte) (identical bool, again Result, err error) {
	in, err := DecodeInput(input)
	if err != nil {
		return false, Result{}, err
	}
	again = a.Assess(in)
	b, err := again.Encode()
	if err != nil {
		return false, Result{}, err
	}
	return bytes.Equal(b, result), again, nil
}
