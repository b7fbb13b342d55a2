package cohort

import (
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"
)

// TestStand holds quartiles against those of R 4.3, quantile(x, type = 7), and numpy's default.
func TestStand(t *testing.T) {
	for name, x := range map[string]struct {
		value  int
		others []int
		want   Standing
	}{
		"nobody":              {5, nil, Standing{}},
		"one":                 {5, []int{7}, Standing{1, 7, 7, 7, 0, 0, 1}},
		"two":                 {7, []int{10, 4}, Standing{2, 5.5, 7, 8.5, 1, 0, 1}},
		"at places":           {3, []int{5, 1, 4, 2, 3}, Standing{5, 2, 3, 4, 2, 1, 2}},
		"between places":      {0, []int{1, 2, 3, 4, 5, 6}, Standing{6, 2.25, 3.5, 4.75, 0, 0, 6}},
		"below nothing":       {-4, []int{-3, -1, 0, 2}, Standing{4, -1.5, -0.5, 0.5, 0, 0, 4}},
		"all alike":           {9, []int{9, 9, 9}, Standing{3, 9, 9, 9, 0, 3, 0}},
		"above all, unsorted": {99, []int{40, 10, 30, 20}, Standing{4, 17.5, 25, 32.5, 4, 0, 0}},
	} {
		before := slices.Clone(x.others)
		if d := cmp.Diff(x.want, Stand(x.value, x.others)); d != "" {
			t.Errorf("%s: %s", name, d)
		}
		if !slices.Equal(before, x.others) {
			t.Errorf("%s: the others were put in order", name)
		}
	}
}

func TestStandProperties(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		others := rapid.SliceOfN(rapid.IntRange(-950, 950), 1, 90).Draw(t, "others")
		value, shift := rapid.IntRange(-1000, 1000).Draw(t, "value"), rapid.IntRange(-400, 400).Draw(t, "shift")
		s := Stand(value, others)
		if s.Fewer+s.Same+s.More != len(others) || s.N != len(others) {
			t.Fatalf("%+v of %d", s, len(others))
		}
		if low, high := float64(slices.Min(others)), float64(slices.Max(others)); s.Low < low || s.Low > s.Median || s.Median > s.High || s.High > high {
			t.Fatalf("out of order: %+v", s)
		}
		// Half the others, at least, are no higher than the median, and half no lower.
		under, over := 0, 0
		for _, o := range others {
			if float64(o) <= s.Median {
				under++
			}
			if float64(o) >= s.Median {
				over++
			}
		}
		if 2*under < s.N || 2*over < s.N {
			t.Fatalf("median %v of %v", s.Median, others)
		}
		// Neither order nor a shift of everything changes where the value stands.
		moved := make([]int, len(others))
		for i, o := range others {
			moved[len(others)-1-i] = o + shift
		}
		m := Stand(value+shift, moved)
		if d := float64(shift); m.Low != s.Low+d || m.Median != s.Median+d || m.High != s.High+d || m.Fewer != s.Fewer || m.Same != s.Same {
			t.Fatalf("%+v moved by %d is %+v", s, shift, m)
		}
		if a, b := s.Above(), s.Below(); a < 0 || a+b > 100 || (a == 100) != (s.Fewer == s.N) || (b == 100) != (s.More == s.N) {
			t.Fatalf("%d %% above, %d %% below: %+v", a, b, s)
		}
	})
}

func TestBars(t *testing.T) {
	want := []Bar{{-20, -10, 1}, {-10, 0, 1}, {0, 10, 2}, {10, 20, 0}, {20, 30, 1}, {30, 40, 0}}
	if d := cmp.Diff(want, Bars([]int{0, 9, 20, -1, -11}, 10, 35)); d != "" {
		t.Error(d)
	}
	if got := Bars(nil, 10, 712); len(got) != 1 || got[0] != (Bar{710, 720, 0}) {
		t.Errorf("of nothing: %v", got)
	}
	if Bars([]int{1}, 0, 1) != nil {
		t.Error("steps of nothing")
	}
	rapid.Check(t, func(t *rapid.T) {
		values := rapid.SliceOf(rapid.IntRange(-300, 950)).Draw(t, "values")
		step, reach := rapid.IntRange(1, 60).Draw(t, "step"), rapid.IntRange(-300, 950).Draw(t, "reach")
		bars, left, reached := Bars(values, step, reach), len(values), false
		for i, b := range bars {
			in := 0
			for _, v := range values {
				if v >= b.From && v < b.To {
					in++
				}
			}
			if in != b.N || b.To-b.From != step || b.From%step != 0 || i > 0 && b.From != bars[i-1].To {
				t.Fatalf("bar %d of %v", i, bars)
			}
			left -= b.N
			reached = reached || reach >= b.From && reach < b.To
		}
		if left != 0 || !reached {
			t.Fatalf("%d values are in no bar, the other value in one: %v", left, reached)
		}
	})
}
