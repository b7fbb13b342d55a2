package decide

import (
	"bytes"
	"encoding/binary"
	"encoding/json"
	"fmt"
	"math"

	"candor/engine/rules"
	"candor/engine/watch"
)

// eventInputVersion is the first byte of an encoded event input.
const eventInputVersion = 1

// Append writes the input as bytes that DecodeEventInput reads back exactly: a version,
// flags, amounts, texts and list hits, the rules set aside where there are any, then the known
// features, each as a number of its slot and its value, whole numbers short.
func (in *EventInput) Append(b []byte) []byte {
	b = append(b, eventInputVersion, flagBits(in.FunctionLost, in.Line, in.Late, in.Manual, in.Failed, len(in.Aside) > 0))
	b = binary.AppendVarint(b, in.AmountFen)
	b = binary.AppendVarint(b, in.AvailableFen)
	for _, s := range [...]string{in.Kind, in.Product, in.Category, in.Status, in.Band} {
		b = appendText(b, s)
	}
	b = binary.AppendUvarint(b, uint64(len(in.Lists)))
	for _, h := range in.Lists {
		b = appendText(appendText(b, h.Lane), h.Kind)
	}
	if len(in.Aside) > 0 { // said by a flag: what was stored before rules could be set aside has no such part
		b = binary.AppendUvarint(b, uint64(len(in.Aside)))
		for _, key := range in.Aside {
			b = appendText(b, key)
		}
	}
	last := -1
	for i, v := range in.Vector {
		if math.IsNaN(v) {
			continue
		}
		whole := math.Trunc(v) == v && math.Abs(v) < 1<<53 && !(v == 0 && math.Signbit(v))
		step := uint64(i-last) << 1
		last = i
		if whole {
			b = binary.AppendVarint(binary.AppendUvarint(b, step), int64(v))
		} else {
			b = binary.LittleEndian.AppendUint64(binary.AppendUvarint(b, step|1), math.Float64bits(v))
		}
	}
	return b
}

func flagBits(bits ...bool) byte {
	var out byte
	for i, on := range bits {
		if on {
			out |= 1 << i
		}
	}
	return out
}

func appendText(b []byte, s string) []byte {
	return append(binary.AppendUvarint(b, uint64(len(s))), s...)
}

// eventReader reads what Append wrote; after a fault it reads zeros.
type eventReader struct {
	b   []byte
	bad bool
}

func (r *eventReader) unsigned() uint64 {
	v, n := binary.Uvarint(r.b)
	if n <= 0 {
		r.bad, r.b = true, nil
		return 0
	}
	r.b = r.b[n:]
	return v
}

func (r *eventReader) signed() int64 {
	v, n := binary.Varint(r.b)
	if n <= 0 {
		r.bad, r.b = true, nil
		return 0
	}
	r.b = r.b[n:]
	return v
}

func (r *eventReader) text() string {
	n := r.unsigned()
	if n > uint64(len(r.b)) {
		r.bad, r.b = true, nil
		return ""
	}
	s := string(r.b[:n])
	r.b = r.b[n:]
	return s
}

func (r *eventReader) float() float64 {
	if len(r.b) < 8 {
		r.bad, r.b = true, nil
		return 0
	}
	v := math.Float64frombits(binary.LittleEndian.Uint64(r.b))
	r.b = r.b[8:]
	return v
}

// met reads the list hits, and the rules set aside where the flags say that there are any; false for more of them than there can be.
func (r *eventReader) met(in *EventInput, aside bool) bool {
	hits := r.unsigned()
	if hits > 64 {
		return false
	}
	for range hits {
		in.Lists = append(in.Lists, ListHit{Lane: r.text(), Kind: r.text()})
	}
	if !aside {
		return true
	}
	keys := r.unsigned()
	if keys == 0 || keys > rules.MaxRules {
		return false
	}
	for range keys {
		in.Aside = append(in.Aside, r.text())
	}
	return true
}

// DecodeEventInput reads what Append wrote; anything else is ErrInput.
func DecodeEventInput(b []byte) (*EventInput, error) {
	if len(b) < 2 || b[0] != eventInputVersion {
		return nil, ErrInput
	}
	in := &EventInput{FunctionLost: b[1]&1 != 0, Line: b[1]&2 != 0, Late: b[1]&4 != 0, Manual: b[1]&8 != 0, Failed: b[1]&16 != 0}
	r := &eventReader{b: b[2:]}
	in.AmountFen, in.AvailableFen = r.signed(), r.signed()
	for _, to := range [...]*string{&in.Kind, &in.Product, &in.Category, &in.Status, &in.Band} {
		*to = r.text()
	}
	if !r.met(in, b[1]&32 != 0) {
		return nil, ErrInput
	}
	for i := range in.Vector {
		in.Vector[i] = math.NaN()
	}
	at := -1
	for len(r.b) > 0 {
		step := r.unsigned()
		at += int(min(step>>1, watch.N+1))
		if step>>1 == 0 || at >= watch.N {
			return nil, ErrInput
		}
		if step&1 == 0 {
			in.Vector[at] = float64(r.signed())
		} else {
			in.Vector[at] = r.float()
		}
	}
	if r.bad {
		return nil, ErrInput
	}
	return in, nil
}

// quietResult is the encoding of the commonest decision, made once.
var quietResult = mustEncode(EventResult{Outcome: "allow", Lane: LaneScore, ByRules: "allow", ByScore: "allow"})

func mustEncode(r EventResult) []byte {
	b, err := json.Marshal(r)
	if err != nil {
		panic(err) // a struct of strings and numbers
	}
	return b
}

func (r *EventResult) quiet() bool {
	return r.Outcome == "allow" && r.Lane == LaneScore && r.Risk == 0 && r.ByRules == "allow" && r.ByScore == "allow" &&
		r.Fired == nil && r.Failed == nil && r.Aside == nil && r.Reasons == nil && r.Flags == nil && r.Sanction == "" && r.Challenge == ""
}

// Encode writes the result as JSON, always the same bytes for the same result.
func (r *EventResult) Encode() ([]byte, error) {
	if r.quiet() {
		return quietResult, nil
	}
	b, err := json.Marshal(r)
	if err != nil {
		return nil, fmt.Errorf("encode decision: %w", err)
	}
	return b, nil
}

// DecodeEventResult reads what Encode wrote and refuses fields it does not know.
func DecodeEventResult(b []byte) (EventResult, error) {
	var r EventResult
	d := json.NewDecoder(bytes.NewReader(b))
	d.DisallowUnknownFields()
	if err := d.Decode(&r); err != nil {
		return EventResult{}, fmt.Errorf("decode decision: %w", err)
	}
	return r, nil
}

// Replay decides a stored input again and reports whether the stored result comes out to
// the bit, with what comes out.
func (m *Monitor) Replay(input, result []byte) (identical bool, again EventResult, err error) {
	in, err := DecodeEventInput(input)
	if err != nil {
		return false, EventResult{}, err
	}
	again = m.Decide(in)
	b, err := again.Encode()
	if err != nil {
		return false, EventResult{}, err
	}
	return bytes.Equal(b, result), again, nil
}
