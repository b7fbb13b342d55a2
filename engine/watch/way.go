package watch

// Way is what lies between an event and the place that its account was at before.
type Way struct {
	From  int // index of the event that was at that place
	Km    float64
	Hours float64 // at least a minute
}

// WayTo returns the way to an event from the last place among others, as a state into which those had been folded measures it: what
// comes after the event, has no place, failed or is a refund says nothing of where the account was. ok is false where no place is known.
func WayTo(e *Event, others []Event) (w Way, ok bool) {
	to := noteOf(e)
	if !to.placed {
		return w, false
	}
	var last note
	for i := range others {
		n := noteOf(&others[i])
		if n.placed && n.kind.known() && n.before(&to) && (!ok || last.before(&n)) {
			last, w.From, ok = n, i, true
		}
	}
	if !ok {
		return w, false
	}
	w.Km, w.Hours = distanceKm(last.lat, last.lon, to.lat, to.lon), wayHours(seconds(last.at), seconds(to.at))
	return w, true
}

// wayHours is the time of a way. Less than a minute counts as one: two points of sale a street apart must not look like flight.
func wayHours(from, to uint32) float64 { return max(hoursBetween(from, to), 1.0/60) }

// DistanceKm returns the great-circle distance between two places in degrees, in km, by the function that travel_km is made with.
func DistanceKm(lat1, lon1, lat2, lon2 float64) float64 {
	return distanceKm(quantise(float32(lat1)), quantise(float32(lon1)), quantise(float32(lat2)), quantise(float32(lon2)))
}
