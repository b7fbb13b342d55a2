package demo

import (
	"fmt"
	"math"
	"math/rand/v2"
)

// Habits is how a customer lives with the account from day to day. They follow from the
// seed and the customer's place in the book alone, not from the date, so that events which
// are made up later fit the history that the lender was seeded with.
type Habits struct {
	City        string
	Lat, Lon    float64  // of the city, degrees
	Device      string   // the own phone
	Card        string   // the bank card that repayments come from
	IP          string   // at home
	Network     string   // of the carrier
	Shops       []string // where they buy, the usual one first
	Payees      []string // to whom they send money
	MedianFen   float64  // of a purchase
	Spread      float64  // standard deviation of ln amount
	Rises, Goes int      // local hours of the first and the last purchase of a day
}

// placed is a city with where it lies, in degrees.
type placed struct {
	name     string
	lat, lon float64
}

var cities = []placed{
	{"Hangzhou", 30.27, 120.16}, {"Chengdu", 30.57, 104.07}, {"Wuhan", 30.59, 114.31}, {"Xi'an", 34.34, 108.94},
	{"Nanjing", 32.06, 118.80}, {"Qingdao", 36.07, 120.38}, {"Changsha", 28.23, 112.94}, {"Kunming", 25.04, 102.71},
	{"Harbin", 45.80, 126.53}, {"Shenzhen", 22.54, 114.06},
}

// PlaceOf is where a city of the demo lender's country lies.
func PlaceOf(city string) (lat, lon float64) {
	for _, c := range cities {
		if c.name == city {
			return c.lat, c.lon
		}
	}
	return 0, 0
}

// habitStream keeps the habits' random numbers apart from those of the book.
const habitStream = 1 << 40

// shopsPerKind is how many shops of a kind a city has.
const shopsPerKind = 12

// habitsOf makes up the habits of customer n. Addresses are of the range that RFC 3849 sets
// aside for documents, networks of that of RFC 5398.
func habitsOf(seed uint64, n int, externalID string) Habits {
	r := rand.New(rand.NewPCG(seed, habitStream+uint64(n)))
	city := pick(r, cities)
	h := Habits{
		City: city.name, Lat: city.lat + 0.1*(r.Float64()-0.5), Lon: city.lon + 0.1*(r.Float64()-0.5),
		Device: DeviceOf(externalID, 0), Card: "card-" + externalID,
		IP:      fmt.Sprintf("2001:db8:%x:%x::1", n>>16, n&0xffff),
		Network: fmt.Sprintf("AS%d", 64496+r.IntN(4)),
	}
	h.Lat, h.Lon = math.Round(h.Lat*100)/100, math.Round(h.Lon*100)/100
	for range 5 {
		h.Shops = append(h.Shops, fmt.Sprintf("%s %d, %s", pick(r, merchants), 1+r.IntN(shopsPerKind), h.City))
	}
	for i := range 2 {
		h.Payees = append(h.Payees, fmt.Sprintf("payee-%s-%d", externalID, i+1))
	}
	h.MedianFen = min(max(7_000*math.Exp(0.4*r.NormFloat64()), 3_000), 25_000)
	h.Spread = 0.3 + 0.2*r.Float64()
	h.Rises, h.Goes = 6+r.IntN(4), 19+r.IntN(4)
	return h
}

// Amount is what a purchase costs, in fen.
func (h *Habits) Amount(r *rand.Rand) int64 {
	return max(round(int64(h.MedianFen*math.Exp(h.Spread*r.NormFloat64())), 10), 500)
}

// Shop is where the next purchase is made: the usual shop most of the time.
func (h *Habits) Shop(r *rand.Rand) string {
	if r.IntN(2) == 0 {
		return h.Shops[0]
	}
	return pick(r, h.Shops)
}
