package factor

import (
	"bytes"
	"errors"
	"math"
	"testing"

	"pgregory.net/rapid"
)

func TestBlobKeepsEveryBit(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		v := make(Vector, size)
		for i := range v {
			v[i] = rapid.Float64().Draw(t, "value")
			if rapid.Bool().Draw(t, "missing") || math.IsInf(v[i], 0) {
				v[i] = math.NaN()
			}
		}
		got, err := Decode(Encode(v))
		if err != nil {
			t.Fatal(err)
		}
		for i := range v {
			if math.Float64bits(got[i]) != math.Float64bits(v[i]) && !math.IsNaN(v[i]) {
				t.Fatalf("value %d: %v became %v", i, v[i], got[i])
			}
		}
	})
}

func TestAnOlderBlobIsPaddedWithMissing(t *testing.T) {
	v, err := Decode(Encode(Vector{1, 2}))
	if err != nil {
		t.Fatal(err)
	}
	if len(v) != len(Catalogue) || v[0] != 1 || v[1] != 2 {
		t.Fatalf("got %v", v)
	}
	for i, x := range v[2:] {
		if !math.IsNaN(x) {
			t.Errorf("value %d = %v, want missing", i+2, x)
		}
	}
}

func TestAnInfiniteValueIsWrittenAsMissing(t *testing.T) {
	v, err := Decode(Encode(Vector{math.Inf(1), math.Inf(-1)}))
	if err != nil || !math.IsNaN(v[0]) || !math.IsNaN(v[1]) {
		t.Errorf("got %v, %v", v, err)
	}
}

func TestDecodeRefusesGarbage(t *testing.T) {
	good := Encode(Vector{1})
	change := func(at int, to byte) []byte {
		b := bytes.Clone(good)
		b[at] = to
		return b
	}
	tests := []struct {
		name string
		blob []byte
		want error
	}{
		{"nothing", nil, ErrCodecLength},
		{"half a header", good[:1], ErrCodecLength},
		{"another version", change(0, 2), ErrCodecVersion},
		{"a byte short", good[:len(good)-1], ErrCodecLength},
		{"a byte long", append(bytes.Clone(good), 0), ErrCodecLength},
		{"a count that does not fit", change(1, 2), ErrCodecLength},
		{"more values than the catalogue", Encode(make(Vector, size+1)), ErrCodecLength},
		{"an infinite value", []byte{1, 1, 0, 0, 0, 0, 0, 0, 0xf0, 0x7f}, ErrCodecValue},
		{"a NaN that means something else", []byte{1, 1, 2, 0, 0, 0, 0, 0, 0xf8, 0x7f}, ErrCodecValue},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if _, err := Decode(tt.blob); !errors.Is(err, tt.want) {
				t.Errorf("error %v, want %v", err, tt.want)
			}
		})
	}
}

func FuzzDecode(f *testing.F) {
	f.Add(Encode(Compute(Facts{LimitFen: 1})))
	f.Add([]byte{1, 0})
	f.Add([]byte{2, 255, 0})
	f.Fuzz(func(t *testing.T, blob []byte) {
		v, err := Decode(blob)
		if err != nil {
			return
		}
		// What is accepted is exactly what Encode writes for that many values.
		if again := Encode(v[:blob[1]]); !bytes.Equal(again, blob) {
			t.Errorf("%x became %x", blob, again)
		}
	})
}
