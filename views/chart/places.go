package chart

import (
	"cmp"
	"math"
	"slices"
	"strconv"
	"unicode/utf8"
)

// PlacesArgs describes places in degrees and ways between them. Nothing of the ground is drawn but lines of latitude and longitude.
type PlacesArgs struct {
	Frame
	Places   []GeoPlace
	Ways     []GeoWay
	DegreeKm float64 // how long a degree of latitude is
	Km       string  // the unit behind the number of the scale bar
	Legend   []GeoPlace
	WayName  string // of the dashed line in the legend; empty for none
}

// GeoPlace is one place.
type GeoPlace struct {
	Label    string // beside its dot where there is room
	Text     string // the place in words
	Lat, Lon float64
	N        int  // the area of the dot
	Hollow   bool // it is only roughly known
	Here     bool // the last one: a ring around it
}

// GeoWay joins two places by their numbers.
type GeoWay struct {
	From, To int
	Text     string
}

// The plot's own frame, for the width of a phone: style sheets keep the size of text where the plot is drawn larger.
const (
	geoWidth   = 320.0
	geoHeight  = 230.0
	geoPad     = 34.0
	geoLargest = 13.0 // radius of the largest dot
	geoLeast   = 3.5
	geoText    = 13.0 // height of a label, its letters are wide as half of it
)

// geo maps degrees to the plot: equirectangular, so that a kilometre is as long in both directions at the middle latitude.
type geo struct {
	lat, lon float64 // in the middle
	shrink   float64 // cosine of lat
	scale    float64 // of the plot's units in a degree of latitude
}

// leastDegrees is how much of the ground is seen at least, so that two places in one town do not look far apart.
const leastDegrees = .5

func (a PlacesArgs) geo() geo {
	if len(a.Places) == 0 {
		return geo{shrink: 1, scale: 1}
	}
	west, east := a.span()
	south, north := a.Places[0].Lat, a.Places[0].Lat
	for _, p := range a.Places {
		south, north = min(south, p.Lat), max(north, p.Lat)
	}
	g := geo{lat: (south + north) / 2, lon: (west + east) / 2}
	g.shrink = max(.05, math.Cos(g.lat*math.Pi/180))
	g.scale = min((geoWidth-2*geoPad)/max(leastDegrees, (east-west)*g.shrink), (geoHeight-2*geoPad)/max(leastDegrees, north-south))
	return g
}

// span is the shorter way around the globe that has every place: from west to east, which may be beyond 180.
func (a PlacesArgs) span() (west, east float64) {
	lons := make([]float64, len(a.Places))
	for i, p := range a.Places {
		lons[i] = p.Lon
	}
	slices.Sort(lons)
	west, east = lons[0], lons[len(lons)-1]
	for i, widest := 1, west+360-east; i < len(lons); i++ { // the widest gap is what is left out
		if gap := lons[i] - lons[i-1]; gap > widest {
			widest, west, east = gap, lons[i], lons[i-1]+360
		}
	}
	return west, east
}

// turned is a longitude near the plot's middle.
func (g geo) turned(lon float64) float64 { return lon - 360*math.Round((lon-g.lon)/360) }

func (g geo) x(lon float64) float64 { return geoWidth/2 + (g.turned(lon)-g.lon)*g.shrink*g.scale }

func (g geo) y(lat float64) float64 { return geoHeight/2 - (lat-g.lat)*g.scale }

// meridians are the longitudes that are drawn, parallels the latitudes.
func (g geo) meridians() []float64 {
	half := min(180, geoWidth/2/g.shrink/g.scale)
	return ticks(g.lon-half, g.lon+half, 4)
}

func (g geo) parallels() []float64 {
	half := geoHeight / 2 / g.scale
	return ticks(max(-90, g.lat-half), min(90, g.lat+half), 4)
}

// degrees writes a number of degrees with the letter of its side.
func degrees(v float64, above, below string) string {
	s := strconv.FormatFloat(math.Abs(math.Round(v*100)/100), 'f', -1, 64) + "°"
	switch {
	case s == "0°" || s == "180°": // neither side
		return s
	case v < 0:
		return s + below
	}
	return s + above
}

// Coordinates writes a place in degrees to one digit, which is about ten kilometres.
func Coordinates(lat, lon float64) string {
	return latitude(math.Round(lat*10)/10) + " " + longitude(math.Round(lon*10)/10)
}

func latitude(v float64) string { return degrees(v, "N", "S") }

func longitude(v float64) string { return degrees(v-360*math.Round(v/360), "E", "W") }

// bar is the scale bar: a round number of kilometres, at most a third of the plot.
func (a PlacesArgs) bar(g geo) (km, width float64) {
	if !(a.DegreeKm > 0) {
		return 0, 0
	}
	most := geoWidth / 3 / g.scale * a.DegreeKm
	power := math.Pow(10, math.Floor(math.Log10(most)))
	for _, m := range []float64{1, 2, 5} {
		if m*power <= most {
			km = m * power
		}
	}
	return km, km / a.DegreeKm * g.scale
}

// geoBox is a part of the plot that is taken.
type geoBox struct{ left, top, right, bottom float64 }

func (b geoBox) meets(o geoBox) bool {
	return b.left < o.right && o.left < b.right && b.top < o.bottom && o.top < b.bottom
}

func (b geoBox) inside() bool {
	return b.left >= 0 && b.top >= 0 && b.right <= geoWidth && b.bottom <= geoHeight
}

// geoDot is a place as it is drawn. Side is where its label stands, "" where it has none.
type geoDot struct {
	GeoPlace
	X, Y, R      float64
	Side         string
	TextX, TextY float64
	box          geoBox // of the label
}

// dots places every dot, the largest first, so that small ones lie on it, and labels as long as there is room.
func (a PlacesArgs) dots(g geo) []geoDot {
	most := 10 // few events are small dots
	for _, p := range a.Places {
		most = max(most, p.N)
	}
	list := make([]geoDot, len(a.Places))
	for i, p := range a.Places {
		r := max(geoLeast, geoLargest*math.Sqrt(float64(p.N)/float64(most)))
		list[i] = geoDot{GeoPlace: p, X: g.x(p.Lon), Y: g.y(p.Lat), R: r}
	}
	slices.SortStableFunc(list, func(p, q geoDot) int { return cmp.Compare(q.N, p.N) })
	a.labels(g, list)
	return list
}

// labels gives a label to each dot that has room for one beside it, over what neither dots, labels nor the edge's figures take.
func (a PlacesArgs) labels(g geo, list []geoDot) {
	taken := []geoBox{{0, geoHeight - 34, 8 + geoWidth/3, geoHeight}} // the scale bar
	for _, d := range list {
		taken = append(taken, geoBox{d.X - d.R, d.Y - d.R, d.X + d.R, d.Y + d.R})
	}
	for i := range list {
		d := &list[i]
		if d.Label == "" {
			continue
		}
		wide := labelWidth(d.Label)
		far := d.R + 4
		if d.Here {
			far += 3
		}
		for _, c := range []struct {
			side string
			x, y float64
		}{{"start", d.X + far, d.Y + 4}, {"end", d.X - far, d.Y + 4}, {"middle", d.X, d.Y - far - 2}, {"middle", d.X, d.Y + far + 10}} {
			left := c.x - wide*map[string]float64{"start": 0, "middle": .5, "end": 1}[c.side]
			box := geoBox{left, c.y - 11, left + wide, c.y + geoText - 10}
			if box.inside() && !slices.ContainsFunc(taken, box.meets) {
				d.Side, d.TextX, d.TextY, d.box = c.side, c.x, c.y, box
				taken = append(taken, box)
				break
			}
		}
	}
}

// labelWidth is how wide a label is at most: letters of Chinese are as wide as they are high.
func labelWidth(s string) float64 {
	wide := 0.0
	for _, r := range s {
		if utf8.RuneLen(r) >= 3 {
			wide += geoText
		} else {
			wide += geoText * .58
		}
	}
	return wide + 2
}

// ways leaves out what joins no two places.
func (a PlacesArgs) ways() []GeoWay {
	return slices.DeleteFunc(slices.Clone(a.Ways), func(w GeoWay) bool {
		return w.From < 0 || w.To < 0 || w.From >= len(a.Places) || w.To >= len(a.Places) || w.From == w.To
	})
}
