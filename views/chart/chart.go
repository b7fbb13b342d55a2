package chart

import (
	"math"
	"strconv"

	"github.com/a-h/templ"
)

// Mark is a value that is drawn as a line across the plot, for example a cut-off.
type Mark struct {
	Label string
	Value float64
	Draft bool // a proposed value: dashed
}

// Band is a range of the axis with a name. Shade is 1 (worst) to 5 (best); 0 is plain.
type Band struct {
	Label string
	From  float64
	To    float64
	Shade int
}

// scale maps values from lo…hi to percent of the width.
type scale struct{ lo, hi float64 }

// at returns the percentage of v, kept inside 0…100; the middle when the scale has no width.
func (s scale) at(v float64) float64 {
	if !(s.hi > s.lo) {
		return 50
	}
	return min(100, max(0, 100*(v-s.lo)/(s.hi-s.lo)))
}

// x formats at(v) for an SVG attribute.
func (s scale) x(v float64) string { return pct(s.at(v)) }

// span formats the width between two values; never below 0.25 %, so that a small step stays visible.
func (s scale) span(a, b float64) string {
	return pct(max(.25, math.Abs(s.at(b)-s.at(a))))
}

// left formats the smaller of two positions.
func (s scale) left(a, b float64) string { return s.x(min(a, b)) }

func pct(v float64) string { return strconv.FormatFloat(v, 'f', 2, 64) + "%" }

func px(v float64) string { return strconv.FormatFloat(v, 'f', 1, 64) }

// label formats a number for an axis: at most two decimals, a true minus sign, no grouping.
func label(v float64) string {
	s := strconv.FormatFloat(math.Abs(math.Round(v*100)/100), 'f', -1, 64)
	if v < 0 && s != "0" {
		return "−" + s
	}
	return s
}

// signed is label with a sign for positive numbers.
func signed(v float64) string {
	if v > 0 {
		return "+" + label(v)
	}
	return label(v)
}

// ticks returns round values inside lo…hi, about n of them, with steps of 1, 2 or 5 times a power of ten
// (Heckbert, "Nice numbers for graph labels", Graphics Gems, 1990, p. 61).
func ticks(lo, hi float64, n int) []float64 {
	if !(hi > lo) || n < 1 || math.IsInf(hi-lo, 0) {
		return nil
	}
	raw := (hi - lo) / float64(n)
	power := math.Pow(10, math.Floor(math.Log10(raw)))
	step := 10 * power
	for _, m := range []float64{1, 2, 5} {
		if raw <= m*power {
			step = m * power
			break
		}
	}
	var out []float64
	for i := math.Ceil(lo / step); i*step <= hi+step*1e-9; i++ {
		out = append(out, i*step)
	}
	return out
}

// anchor keeps the text of an axis inside the picture at its ends.
func anchor(at float64) string {
	switch {
	case at < 4:
		return "start"
	case at > 96:
		return "end"
	}
	return "middle"
}

// shade returns the class of a band, always one of the known ones.
func shade(n int) string {
	if n < 1 || n > 5 {
		return "band-0"
	}
	return "band-" + strconv.Itoa(n)
}

// role is img for a picture; a picture with links is a group, because links inside an image are out of reach.
func role(links bool) string {
	if links {
		return "group"
	}
	return "img"
}

// extent returns the smallest and largest value, widened by share on both sides; 0, 1 for no values.
func extent(share float64, values ...float64) (lo, hi float64) {
	if len(values) == 0 {
		return 0, 1
	}
	lo, hi = values[0], values[0]
	for _, v := range values {
		lo, hi = min(lo, v), max(hi, v)
	}
	pad := (hi - lo) * share
	if pad == 0 {
		pad = max(1, math.Abs(hi)*share)
	}
	return lo - pad, hi + pad
}

func class(base string, on bool, extra string) string {
	if on {
		return base + " " + extra
	}
	return base
}

// classAttr is a class attribute, written past templ's component styles; see ui.Class.
type classAttr string

// Items gives templ the attribute, or none for an empty list.
func (c classAttr) Items() []templ.KeyValue[string, any] {
	if c == "" {
		return nil
	}
	return []templ.KeyValue[string, any]{{Key: "class", Value: string(c)}}
}
