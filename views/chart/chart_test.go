package chart

import (
	"bytes"
	"context"
	"math"
	"strings"
	"testing"

	"github.com/a-h/templ"
	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"
)

func draw(t interface{ Fatal(...any) }, c templ.Component) string {
	var b bytes.Buffer
	if err := c.Render(context.Background(), &b); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

func TestTicksAreRound(t *testing.T) {
	for _, c := range []struct {
		name   string
		lo, hi float64
		n      int
		want   []float64
	}{
		{"score range", 350, 950, 4, []float64{400, 600, 800}},
		{"small shares", 0, .2, 4, []float64{0, .05, .1, .15000000000000002, .2}},
		{"across zero", -30, 40, 4, []float64{-20, 0, 20, 40}},
		{"no width", 5, 5, 4, nil},
		{"not a number", math.NaN(), 1, 4, nil},
		{"without end", 0, math.Inf(1), 4, nil},
	} {
		t.Run(c.name, func(t *testing.T) {
			if d := cmp.Diff(c.want, ticks(c.lo, c.hi, c.n)); d != "" {
				t.Error(d)
			}
		})
	}
}

func TestTicksStayInsideAndFew(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		lo := rapid.Float64Range(-1e9, 1e9).Draw(t, "lo")
		hi := lo + rapid.Float64Range(1e-3, 1e9).Draw(t, "width")
		got := ticks(lo, hi, 5)
		if len(got) > 7 {
			t.Fatalf("%d ticks", len(got))
		}
		for _, v := range got {
			if v < lo-(hi-lo)*1e-6 || v > hi+(hi-lo)*1e-6 {
				t.Fatalf("%g lies outside %g…%g", v, lo, hi)
			}
		}
	})
}

func TestWaterfallTableAddsUp(t *testing.T) {
	a := WaterfallArgs{
		Start: Total{"base", 500}, End: Total{"score", 530},
		Items: []Item{{Label: "a", Value: 50}, {Label: "b", Value: -20}},
	}
	want := [][]string{{"base", "", "500"}, {"a", "+50", "550"}, {"b", "−20", "530"}, {"score", "", "530"}}
	if d := cmp.Diff(want, a.frame().Table.Rows); d != "" {
		t.Error(d)
	}
}

func TestLabelsUseATrueMinusAndNoNoise(t *testing.T) {
	got := []string{label(0.1 + 0.2), label(-3), label(-0.001), signed(5), signed(0), signed(-5)}
	if d := cmp.Diff([]string{"0.3", "−3", "0", "+5", "0", "−5"}, got); d != "" {
		t.Error(d)
	}
}

// empties are charts without numbers; each must say so and draw no plot.
func TestChartsWithoutNumbersSayIt(t *testing.T) {
	f := Frame{Title: "Which?", EmptyText: "nothing yet"}
	for name, c := range map[string]templ.Component{
		"waterfall": Waterfall(WaterfallArgs{Frame: f}), "histogram": Histogram(HistogramArgs{Frame: f}), "step": StepLine(StepArgs{Frame: f}),
		"stacked": StackedBar(StackedArgs{Frame: f}), "calendar": Calendar(CalendarArgs{Frame: f}), "scale": Scale(ScaleArgs{Frame: f}),
		"calibration": Calibration(CalibrationArgs{Frame: f}), "curves": Curves(CurvesArgs{Frame: f}), "shape": Shape(ShapeArgs{Frame: f}),
		"curve of nothing": Curves(CurvesArgs{Frame: f, Curves: []Curve{{}}}), "dots": Dots(DotsArgs{Frame: f}),
		"dots of nothing": Dots(DotsArgs{Frame: f, Dots: []Dot{{Label: "a"}}}),
		"heat":            Heat(HeatArgs{Frame: f}),
	} {
		t.Run(name, func(t *testing.T) {
			got := draw(t, c)
			if !strings.Contains(got, "nothing yet") || strings.Contains(got, "<svg") {
				t.Errorf("got %s", got)
			}
		})
	}
	if draw(t, Sparkline(SparkArgs{Values: []float64{1}})) != "" {
		t.Error("a sparkline of one value draws something")
	}
}

func TestDegenerateNumbersStillDraw(t *testing.T) {
	for name, c := range map[string]templ.Component{
		"one point":       StepLine(StepArgs{Points: []Point{{Value: 5, When: "now"}}}),
		"same values":     Sparkline(SparkArgs{Values: []float64{3, 3, 3}}),
		"zeros":           Sparkline(SparkArgs{Values: []float64{0, 0}}),
		"over the limit":  StackedBar(StackedArgs{Parts: []Part{{Value: 30}}, Limit: 20}),
		"no range":        RangeBar(RangeArgs{Min: 2, Max: 2, Value: 2}),
		"outside scale":   Scale(ScaleArgs{Bands: []Band{{From: 0, To: 10}}, Value: 99, Text: "99"}),
		"range outside":   Scale(ScaleArgs{Bands: []Band{{From: 0, To: 10}}, Value: 9, Low: -5, High: 40}),
		"all predictions": Calibration(CalibrationArgs{Points: []Calibrated{{}}}),
		"one place":       Curves(CurvesArgs{Curves: []Curve{{At: []Place{{}}}}}),
		"one empty bin":   Shape(ShapeArgs{Bins: []ShapeBin{{Label: "1"}}}),
		"one dot":         Dots(DotsArgs{Dots: []Dot{{Value: 1, Low: 1, High: 1, Known: true}}}),
		"zero items":      Waterfall(WaterfallArgs{Items: []Item{{Label: "a"}}}),
	} {
		t.Run(name, func(t *testing.T) {
			got := draw(t, c)
			if strings.Contains(got, "NaN") || strings.Contains(got, "Inf") || !strings.Contains(got, "<svg") {
				t.Errorf("got %s", got)
			}
		})
	}
}

func TestAScaleDrawsTheRangeOfItsValueOrNone(t *testing.T) {
	a := ScaleArgs{Bands: []Band{{From: 0, To: 100}}, Value: 50, Text: "50"}
	if got := draw(t, Scale(a)); strings.Contains(got, "whisker") {
		t.Errorf("a range without ends: %s", got)
	}
	a.Low, a.High = 40, 60
	if got := draw(t, Scale(a)); strings.Count(got, `class="whisker"`) != 3 || !strings.Contains(got, `x1="40.00%" x2="60.00%"`) {
		t.Errorf("got %s", got)
	}
}

func TestPicturesHaveNamesAndLinksStayReachable(t *testing.T) {
	f := Frame{Title: "Question?", Caption: "n = 3"}
	plain := draw(t, Histogram(HistogramArgs{Frame: f, Bins: []Bin{{0, 1, 3, 1, ""}}}))
	if !strings.Contains(plain, `role="img"`) || !strings.Contains(plain, "<title>Question?</title><desc>n = 3</desc>") {
		t.Errorf("the picture has no name: %s", plain)
	}
	linked := draw(t, Histogram(HistogramArgs{Frame: f, Bins: []Bin{{0, 1, 3, 1, "/x"}}}))
	if !strings.Contains(linked, `role="group"`) || !strings.Contains(linked, `href="/x"`) {
		t.Errorf("the picture hides its link: %s", linked)
	}
}

func TestCalendarMarksEachStateWithASign(t *testing.T) {
	seen := map[string]string{}
	for _, m := range []Month{{State: "none"}, {State: "full"}, {State: "revolving"}, {State: "late", Late: 12}, {State: "late"}, {State: "open"}} {
		if other, ok := seen[m.sign()]; ok {
			t.Errorf("%s and %s share the sign %q", other, m.State, m.sign())
		}
		seen[m.sign()] = m.State
	}
}

func TestShapesJoinOnlyWhatHasAnOrder(t *testing.T) {
	a := ShapeArgs{Bins: []ShapeBin{
		{Label: "1", Points: 10, Count: 5}, {Label: "2", Points: -10, Count: 10, Low: -14, High: -6, Broken: true}, {Label: "3", Points: 2, Apart: true},
		{Label: "4", Points: 3, Apart: true},
	}}
	if got := strings.Count(a.path(), "M"); got != 3 {
		t.Errorf("the line %s has %d parts, want 3", a.path(), got)
	}
	got := draw(t, Shape(a))
	if strings.Count(got, `class="whisker"`) != 1 || strings.Count(got, "✗") != 1 || strings.Count(got, `class="support"`) != 4 {
		t.Errorf("got %s", got)
	}
	if a.support(10) != shapeBars || a.support(5) != shapeBars/2 || a.y(-14) != shapeBottom {
		t.Errorf("support %v and %v, lowest at %v", a.support(10), a.support(5), a.y(-14))
	}
}

func TestShapesOfManyBinsLabelAFew(t *testing.T) {
	for n, want := range map[int]int{1: 1, 12: 12, 13: 7, 40: 10} {
		a, got := ShapeArgs{Bins: make([]ShapeBin, n)}, 0
		for i := range a.Bins {
			if a.labelled(i) {
				got++
			}
		}
		if got != want {
			t.Errorf("%d of %d bins are labelled, want %d", got, n, want)
		}
	}
}

func TestDotsMarkWhatIsBeyondAndExplainWhatIsNot(t *testing.T) {
	got := draw(t, Dots(DotsArgs{Marks: []Mark{{Label: "line", Value: .8}}, Dots: []Dot{
		{Label: "a", Text: "0.7", Value: .7, Low: .6, High: .8, Known: true, Bad: true}, {Label: "b", Note: "too few"},
	}}))
	if strings.Count(got, "dot-bad") != 1 || strings.Count(got, "<circle") != 1 || !strings.Contains(got, "too few") || !strings.Contains(got, ">line<") {
		t.Errorf("got %s", got)
	}
}

func TestCurvesStayInsideTheirSquare(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		c := Curve{Label: "x"}
		for range rapid.IntRange(1, 20).Draw(t, "places") {
			c.At = append(c.At, Place{rapid.Float64Range(-1, 2).Draw(t, "x"), rapid.Float64Range(-1, 2).Draw(t, "y")})
		}
		for _, p := range c.At {
			if y := p.y(p.Y); y < curveTop || y > curveBottom {
				t.Fatalf("%v lies at %v", p, y)
			}
		}
		if strings.Contains(c.path(), "NaN") || strings.Count(c.path(), "M") != 1 {
			t.Fatal(c.path())
		}
	})
}

// TestHeatNeverSpeaksByColourAlone: a level has a class and, where it matters, a mark; one that is
// unknown is none.
func TestHeatNeverSpeaksByColourAlone(t *testing.T) {
	got := draw(t, Heat(HeatArgs{Frame: Frame{Title: "Which?"}, Corner: "Factor", Columns: []string{"W1"}, Rows: []HeatRow{
		{Label: "a", Href: "/a", Cells: []HeatCell{{Text: "0.01", Level: 1, Title: "a, W1: 0.01"}}},
		{Label: "b", Cells: []HeatCell{{Text: "0.31", Level: 3, Title: "b, W1: 0.31", Href: "/b"}}},
		{Label: "<c>", Cells: []HeatCell{{Text: "—", Level: 9}}},
	}, Legend: []HeatCell{{Text: "far off", Level: 3}}}))
	for _, want := range []string{`class="heat heat-1 num"`, `class="heat heat-3 num"`, `class="heat heat-0 num"`, "▲", `scope="row"`, "&lt;c&gt;", `aria-label="b, W1: 0.31"`, "far off"} {
		if !strings.Contains(got, want) {
			t.Errorf("no %s in %s", want, got)
		}
	}
}
