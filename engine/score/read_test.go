package score

import (
	"bytes"
	"encoding/json"
	"math"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestACardIsReadBackAsWritten(t *testing.T) {
	document, err := Write(small())
	if err != nil {
		t.Fatal(err)
	}
	got, err := Read(document)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(small(), got); diff != "" {
		t.Errorf("(-written +read):\n%s", diff)
	}
}

func TestValidateNamesTheFactorAndTheFault(t *testing.T) {
	late := func(change func(f *Factor)) func(*Scorecard) {
		return func(c *Scorecard) { change(&c.Factors[0]) }
	}
	bin := func(i int, change func(b *Bin)) func(*Scorecard) {
		return late(func(f *Factor) { change(&f.Bins[i]) })
	}
	tests := []struct {
		name   string
		change func(*Scorecard)
		want   string
	}{
		{"another schema", func(c *Scorecard) { c.Schema = 2 }, "schema 2"},
		{"no id", func(c *Scorecard) { c.ID = "" }, "no id"},
		{"odds of nothing", func(c *Scorecard) { c.Scale.Odds = 0 }, "odds 0"},
		{"odds not a number", func(c *Scorecard) { c.Scale.Odds = math.NaN() }, "odds NaN"},
		{"no doubling", func(c *Scorecard) { c.Scale.PDO = 0 }, "pdo 0"},
		{"an absurd base", func(c *Scorecard) { c.Base = 1 << 40 }, "a score beyond"},
		{"an empty scale", func(c *Scorecard) { c.Min = 950 }, "min 950 is not below"},
		{"a measure not finite", func(c *Scorecard) { c.Training.AUC = math.Inf(1) }, "training"},
		{"no factors", func(c *Scorecard) { c.Factors = nil }, "0 factors"},
		{"too many factors", func(c *Scorecard) { c.Factors = make([]Factor, MaxFactors+1) }, "65 factors"},
		{"a factor twice", func(c *Scorecard) { c.Factors[1].Key = "late" }, `"late": listed twice`},
		{"no key", late(func(f *Factor) { f.Key = "" }), "no key"},
		{"no such aspect", late(func(f *Factor) { f.Aspect = "stars" }), `aspect "stars"`},
		{"no reason", late(func(f *Factor) { f.Reason = "" }), `"late": no reason code`},
		{"too many bins", late(func(f *Factor) { f.Bins = make([]Bin, MaxBins+1) }), "65 bins"},
		{"no bin for missing", late(func(f *Factor) { f.Bins = f.Bins[:4] }), `"late": no bin for missing`},
		{"missing twice", late(func(f *Factor) { f.Bins = append(f.Bins, Bin{Kind: BinMissing}) }), "second bin for missing"},
		{"an unknown kind", bin(0, func(b *Bin) { b.Kind = "other"; b.UpTo = nil }), `kind "other"`},
		{"a bound that is not a number", bin(0, func(b *Bin) { b.UpTo = ptr(math.NaN()) }), "not finite"},
		{"an empty range", bin(1, func(b *Bin) { b.UpTo = ptr(0) }), "is empty"},
		{"a gap below", bin(0, func(b *Bin) { b.Over = ptr(-9) }), "up to -9 are in no range"},
		{"a gap between", bin(1, func(b *Bin) { b.Over = ptr(1) }), "over 0 up to 1 are in no range"},
		{"an overlap", bin(1, func(b *Bin) { b.Over = ptr(-1) }), "overlaps the range up to 0"},
		{"a second start", bin(1, func(b *Bin) { b.Over = nil }), "overlaps the range up to 0"},
		{"a range after the end", bin(0, func(b *Bin) { b.UpTo = nil }), "without an upper bound"},
		{"a gap above", bin(2, func(b *Bin) { b.UpTo = ptr(9) }), "over 9 are in no range"},
		{"no codes in a bin of codes", bin(3, func(b *Bin) { b.Codes = nil }), "0 codes"},
		{"a code twice", bin(3, func(b *Bin) { b.Codes = []float64{1, 1} }), "code 1 is in two bins"},
		{"a code not finite", bin(3, func(b *Bin) { b.Codes = []float64{math.Inf(1)} }), "not finite"},
		{"codes in a range", bin(0, func(b *Bin) { b.Codes = []float64{1} }), "has codes"},
		{"bounds on missing", bin(4, func(b *Bin) { b.UpTo = ptr(1) }), "has bounds"},
		{"absurd points", bin(0, func(b *Bin) { b.Points = -MaxPoints - 1 }), "bin 0: points"},
		{"more bad than all", bin(0, func(b *Bin) { b.Bad = 1 }), "impossible"},
		{"neither ranges nor codes", late(func(f *Factor) { f.Bins = f.Bins[4:] }), "1 bins"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			card := small()
			tt.change(&card)
			err := card.Validate()
			if err == nil || !strings.Contains(err.Error(), tt.want) {
				t.Errorf("error %v, want one that says %q", err, tt.want)
			}
		})
	}
}

func TestReadRefusesWhatJSONWouldLetPass(t *testing.T) {
	document, err := Write(small())
	if err != nil {
		t.Fatal(err)
	}
	text := string(document)
	tests := []struct{ name, document, want string }{
		{"nothing", "", "EOF"},
		{"not an object", "[]", "cannot unmarshal"},
		{"an unknown field", strings.Replace(text, `"method"`, `"methods"`, 1), "unknown field"},
		{"a field twice", strings.Replace(text, `"base"`, `"base": 1, "base"`, 1), "listed twice"},
		{"a field in capitals", strings.Replace(text, `"base"`, `"Base"`, 1), "lower case"},
		{"a broken end", text[:len(text)-5], "unexpected"},
		{"something after the end", text + "{}", "something follows"},
		{"a fraction of a point", strings.Replace(text, `"points": 40`, `"points": 40.5`, 1), "cannot unmarshal"},
		{"a very long document", text + strings.Repeat(" ", maxDocument), "bytes, above"},
		{"an invalid card", strings.Replace(text, `"schema": 1`, `"schema": 9`, 1), "schema 9"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if _, err := Read([]byte(tt.document)); err == nil || !strings.Contains(err.Error(), tt.want) {
				t.Errorf("error %v, want one that says %q", err, tt.want)
			}
		})
	}
}

func TestWriteRefusesAnInvalidCard(t *testing.T) {
	if _, err := Write(Scorecard{}); err == nil {
		t.Error("an empty card was written")
	}
}

// FuzzRead holds that whatever is accepted can be scored with, stays within its scale, and is written as it was read.
func FuzzRead(f *testing.F) {
	document, err := Write(small())
	if err != nil {
		f.Fatal(err)
	}
	f.Add(document, 0.5)
	crossed, err := Write(paired())
	if err != nil {
		f.Fatal(err)
	}
	f.Add(crossed, 1.0)
	f.Add([]byte(`{"schema":1,"id":"x","scale":{"odds":1,"pdo":1},"max":1,"factors":[]}`), math.NaN())
	f.Fuzz(func(t *testing.T, document []byte, x float64) {
		card, err := Read(document)
		if err != nil {
			return
		}
		var keys []string
		vec := make([]float64, len(card.Factors))
		for i, f := range card.Factors {
			keys = append(keys, f.Key)
			vec[i] = x
		}
		e, err := Compile(card, keys)
		if err != nil {
			t.Fatalf("read but not compiled: %v", err)
		}
		b := e.Explain(vec, nil)
		if b.Score < card.Min || b.Score > card.Max || math.IsNaN(b.PD) {
			t.Errorf("score %d, probability %v", b.Score, b.PD)
		}
		if _, err := json.Marshal(b); err != nil {
			t.Errorf("breakdown cannot be written: %v", err)
		}
		again, err := Write(card)
		if err != nil {
			t.Fatal(err)
		}
		back, err := Read(again)
		if err != nil {
			t.Fatalf("written but not read again: %v", err)
		}
		if twice, err := Write(back); err != nil || !bytes.Equal(again, twice) {
			t.Errorf("written again as something else: %v", err)
		}
	})
}
