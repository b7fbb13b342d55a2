package chart

import (
	"math"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

func somePlaces(t *rapid.T) PlacesArgs {
	a := PlacesArgs{DegreeKm: 111.2, Km: "km"}
	round := rapid.SampledFrom([]float64{1, 40, 200}).Draw(t, "within")
	lat, lon := rapid.Float64Range(-90, 90).Draw(t, "lat"), rapid.Float64Range(-180, 180).Draw(t, "lon")
	for range rapid.IntRange(2, 24).Draw(t, "places") {
		a.Places = append(a.Places, GeoPlace{
			Label: rapid.SampledFrom([]string{"", "Chengdu", "乌鲁木齐", "A city with a name that is longer than the plot is wide"}).Draw(t, "label"), Text: "x",
			Lat: min(90, max(-90, lat+rapid.Float64Range(-round, round).Draw(t, "off"))),
			Lon: math.Remainder(lon+rapid.Float64Range(-round, round).Draw(t, "off"), 360), N: rapid.IntRange(1, 500).Draw(t, "n"), Here: rapid.Bool().Draw(t, "here"),
		})
	}
	return a
}

// TestPlacesLieWithinThePlot draws any places: every dot is whole within the frame, no label leaves it or lies on a dot or a label, and
// the scale bar fits.
func TestPlacesLieWithinThePlot(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		a := somePlaces(t)
		g := a.geo()
		dots := a.dots(g)
		for i, d := range dots {
			if ring := d.R + 3; d.X-ring < 0 || d.X+ring > geoWidth || d.Y-ring < 0 || d.Y+ring > geoHeight || math.IsNaN(d.X+d.Y+d.R) {
				t.Fatalf("%v, %v is drawn at %v, %v", d.Lat, d.Lon, d.X, d.Y)
			}
			if d.Side == "" {
				continue
			}
			if !d.box.inside() {
				t.Fatalf("the label %q leaves the plot: %+v", d.Label, d.box)
			}
			for j, o := range dots {
				if o.Side != "" && i != j && d.box.meets(o.box) || d.box.meets(geoBox{o.X - o.R, o.Y - o.R, o.X + o.R, o.Y + o.R}) {
					t.Fatalf("the label %q at %+v lies on %+v", d.Label, d.box, o)
				}
			}
		}
		if km, wide := a.bar(g); !(km > 0) || wide > geoWidth/3+1e-9 || wide < geoWidth/8 {
			t.Fatalf("a scale bar of %v km is %v wide", km, wide)
		}
		if len(g.meridians()) > 9 || len(g.parallels()) > 9 {
			t.Fatalf("%d and %d lines", len(g.meridians()), len(g.parallels()))
		}
		if s := draw(t, Places(a)); strings.Contains(s, "NaN") || strings.Contains(s, "Inf") || strings.Count(s, `class="geo-dot"`) != len(a.Places) {
			t.Fatal(s)
		}
	})
}

// TestPlacesKeepTheirProportions: at the middle latitude, as far east as north is as wide as high, and by the bar's kilometres.
func TestPlacesKeepTheirProportions(t *testing.T) {
	a := PlacesArgs{DegreeKm: 100, Places: []GeoPlace{{Lat: 59, Lon: 10, N: 1}, {Lat: 61, Lon: 14, N: 1}}}
	g := a.geo()
	high, wide := g.y(59)-g.y(61), g.x(14)-g.x(10)
	if math.Abs(high-wide) > 1e-9 { // the cosine of 60 degrees is a half
		t.Errorf("%v high, %v wide", high, wide)
	}
	if km, bar := a.bar(g); math.Abs(bar/km-high/200) > 1e-9 {
		t.Errorf("the bar has %v to a kilometre, the plot %v", bar/km, high/200)
	}
}

// TestPlacesAcrossTheDateLineAreNear draws Fiji and Samoa, which are near each other and at the two ends of the numbers.
func TestPlacesAcrossTheDateLineAreNear(t *testing.T) {
	a := PlacesArgs{DegreeKm: 111.2, Places: []GeoPlace{{Label: "Suva", Lat: -18.1, Lon: 178.4, N: 1}, {Label: "Apia", Lat: -13.8, Lon: -171.8, N: 1}}}
	if west, east := a.span(); west != 178.4 || math.Abs(east-188.2) > 1e-9 {
		t.Errorf("from %v to %v", west, east)
	}
	s := draw(t, Places(a))
	for _, want := range []string{">180°<", "175°W", ">15°S<", ">Suva<", ">Apia<"} {
		if !strings.Contains(s, want) {
			t.Errorf("no %s in %s", want, s)
		}
	}
}

// TestOnePlaceIsNoPicture, nor is none; a way to nowhere is not drawn; what has no room for its label keeps its title.
func TestOnePlaceIsNoPicture(t *testing.T) {
	f := Frame{Title: "Where?", EmptyText: "one place only"}
	for _, places := range [][]GeoPlace{nil, {{Lat: 1, Lon: 1, N: 1}}} {
		if s := draw(t, Places(PlacesArgs{Frame: f, Places: places})); !strings.Contains(s, "one place only") || strings.Contains(s, "<svg") {
			t.Error(s)
		}
	}
	same := []GeoPlace{{Label: "A", Text: "A, 3", Lat: 30, Lon: 104, N: 3, Here: true, Hollow: true}, {Label: "B", Text: "B, 1", Lat: 30, Lon: 104, N: 1}}
	s := draw(t, Places(PlacesArgs{Places: same, Ways: []GeoWay{{0, 0, "self"}, {0, 7, "nowhere"}, {1, 0, "B to A"}}, DegreeKm: 111}))
	if strings.Count(s, "geo-way") != 1 || !strings.Contains(s, "<title>B, 1</title>") || !strings.Contains(s, "geo-here") || strings.Contains(s, "NaN") {
		t.Error(s)
	}
}
