package watch

// Empty returns what each feature is while there is nothing to count: on the first event of an account of which no fact is
// known, an event that carries nothing but its time. A feature that has no value then is NaN, as in every Vector. The features
// of GroupEvent say something of the event itself, so what stands there means nothing.
func Empty() (v Vector) {
	var s State
	facts := UnknownFacts()
	s.Features(&Event{ID: 1, Kind: Login}, &facts, &v)
	return v
}
