package watch

import (
	"math"
	"testing"
)

// TestCityPlaces looks cities up by the names in use, and wants each within China and by one spelling alone.
func TestCityPlaces(t *testing.T) {
	for _, name := range []string{"Xi'an", "XIAN", "xi an", "西安", "西安市", "xi’an"} {
		if lat, lon, ok := CityPlace(name); !ok || lat != 34.3 || lon != 108.9 {
			t.Errorf("%q lies at %v, %v, %t", name, lat, lon, ok)
		}
	}
	for _, name := range []string{"", "-", "市", "Suzhou", "Chongqing", "Springfield", "x"} {
		if lat, lon, ok := CityPlace(name); ok {
			t.Errorf("%q lies at %v, %v", name, lat, lon)
		}
	}
	if len(cityPlaces) < 200 {
		t.Errorf("%d names", len(cityPlaces))
	}
	for name, at := range cityPlaces {
		if at[0] < 18 || at[0] > 54 || at[1] < 73 || at[1] > 135 || math.Round(10*at[0]) != 10*at[0] {
			t.Errorf("%s lies at %v", name, at)
		}
	}
}

// TestNoCityStandsTwice counts the lines against the names that came of them.
func TestNoCityStandsTwice(t *testing.T) {
	names, twice := 0, map[string]bool{}
	for _, f := range cityFields() {
		for _, name := range f[:2] {
			if name == "-" {
				continue
			}
			names++
			if twice[name] {
				t.Errorf("%s stands twice", name)
			}
			twice[name] = true
		}
	}
	if names != len(cityPlaces) {
		t.Errorf("%d names, %d places", names, len(cityPlaces))
	}
}
