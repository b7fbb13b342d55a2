package watch

import (
	"math"

	"candor/engine/plain"
)

// Microseconds in a second and in a minute.
const (
	second = 1_000_000
	minute = 60 * second
)

// The values of an event that a state knows by their token. Each is also the index of a table.
const (
	tMerchant = iota
	tDevice
	tIP
	tNetwork
	tCity
	tPayee
	tables
)

// note is an Event as a state keeps it. tok holds 0 for what was not given or has no meaning for the kind.
type note struct {
	at, id   int64
	amount   int64 // 0..MaxAmountFen
	tok      [tables]uint32
	lat, lon int32 // in 2^-23 of 180 degrees: 2.4 m
	kind     Kind
	placed   bool
}

// noteOf returns the note of an event. A time out of range is brought into it.
func noteOf(e *Event) note {
	n := note{at: min(max(e.At, 1), MaxAt), id: e.ID, kind: e.Kind}
	if e.Kind.Money() {
		n.amount = min(max(e.AmountFen, 0), MaxAmountFen)
	}
	if e.Kind == Purchase || e.Kind == Refund {
		n.tok[tMerchant] = short(e.Merchant)
	}
	if e.Kind == Draw || e.Kind == TransferOut {
		n.tok[tPayee] = short(e.Payee)
	}
	n.tok[tDevice], n.tok[tIP] = short(e.Device), short(e.IP)
	n.tok[tNetwork], n.tok[tCity] = short(e.Network), short(e.City)
	if e.HasPlace && e.Lat >= -90 && e.Lat <= 90 && e.Lon >= -180 && e.Lon <= 180 { // NaN fails too
		n.placed, n.lat, n.lon = true, quantise(e.Lat), quantise(e.Lon)
	}
	return n
}

// short returns 32 well mixed bits of a token, 0 for 0 only. The factor is 2^64 / the golden ratio (Knuth, The Art of Computer
// Programming 3, 6.4): callers may give small numbers as tokens.
func short(t uint64) uint32 {
	if t == 0 {
		return 0
	}
	return max(uint32(t*0x9e3779b97f4a7c15>>32), 1)
}

// placeScale is how many steps of a place one degree has; placeMost is the largest place, which 24 bits can hold.
const (
	placeScale = 1 << 23 / 180.0
	placeMost  = 1<<23 - 1
)

// quantise returns degrees in steps of a place.
func quantise(degrees float32) int32 {
	return int32(min(math.Round(float64(degrees)*placeScale), placeMost))
}

// before reports whether n comes before o: by time, then by ID.
func (n *note) before(o *note) bool {
	return n.at < o.at || n.at == o.at && n.id < o.id
}

// earthRadiusKm is the mean radius R1 of the Earth (Moritz, Geodetic Reference System 1980, J. Geodesy 74, 2000, 128-133).
const earthRadiusKm = 6371.0088

// distanceKm returns the great-circle distance between two places, in km, by the haversine formula.
//
// Source: R. W. Sinnott, "Virtues of the Haversine", Sky and Telescope 68(2), 1984, 159. The Earth is taken as a sphere, which
// errs by at most 0.6 %.
func distanceKm(lat1, lon1, lat2, lon2 int32) float64 {
	if lat1 == lat2 && lon1 == lon2 {
		return 0
	}
	const radians = math.Pi / 180 / placeScale
	a, b := float64(float64(lat1)*radians), float64(float64(lat2)*radians) // rounded, so that no machine fuses them
	sinLat := plain.Sin((b - a) / 2)
	sinLon := plain.Sin(float64(lon2-lon1) * radians / 2)
	h := float64(sinLat*sinLat) + float64(plain.Cos(a)*plain.Cos(b)*float64(sinLon*sinLon))
	return 2 * earthRadiusKm * plain.Asin(math.Sqrt(min(h, 1)))
}
