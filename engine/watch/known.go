package watch

// Room of the tables of known values. A table keeps the values used last.
const (
	merchantRoom = 16
	otherRoom    = 8
	knownRoom    = merchantRoom + 5*otherRoom
	maxTimes     = 1<<14 - 1 // times seen stop here
)

var (
	knownSize = [tables]int{merchantRoom, otherRoom, otherRoom, otherRoom, otherRoom, otherRoom}
	knownAt   = [tables]int{0, merchantRoom, 24, 32, 40, 48}
)

// value is one known merchant, device, IP address, network, city or payee.
type value struct {
	tok   uint32
	last  uint32 // minute it was last used
	times uint16
}

// known are the tables of known values, each with the value used last in front.
type known struct {
	n    [tables]uint8
	rows [knownRoom]value
}

// of returns the values of a table.
func (k *known) of(t int) []value {
	return k.rows[knownAt[t] : knownAt[t]+int(k.n[t])]
}

// find returns the place of a value in its table, -1 when it is not there.
func (k *known) find(t int, tok uint32) int {
	for i, v := range k.of(t) {
		if v.tok == tok {
			return i
		}
	}
	return -1
}

// touch counts a use of a value and moves it to the front; the last one falls out of a full table. fresh is true when the value
// was not known.
func (k *known) touch(t int, tok, at uint32) (fresh bool) {
	i, v := k.find(t, tok), value{tok: tok}
	if i >= 0 {
		v = k.of(t)[i]
	} else {
		fresh = true
		if int(k.n[t]) < knownSize[t] {
			k.n[t]++
		}
		i = int(k.n[t]) - 1
	}
	rows := k.of(t)
	copy(rows[1:i+1], rows[:i])
	v.last, v.times = at, min(v.times+1, maxTimes)
	rows[0] = v
	return fresh
}

// distinct counts the values of a table used since the start of each window. Rows go from newest to oldest and windows from
// short to long, so one pass is enough.
func (k *known) distinct(t int, starts *[windows]uint32, out []float64) {
	rows, i := k.of(t), 0
	for w, start := range starts {
		for i < len(rows) && rows[i].last >= start {
			i++
		}
		out[w] = float64(i)
	}
}
