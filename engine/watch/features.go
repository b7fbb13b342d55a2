package watch

import "strings"

// Units of a feature's value.
const (
	UnitFen   = "fen"
	UnitCount = "count"
	UnitShare = "share" // 0..1, or above where the doc says so
	UnitFlag  = "flag"  // 0 or 1
	UnitRatio = "ratio"
	UnitHour  = "hour" // of the local day, 0..23
	UnitHours = "hours"
	UnitDays  = "days"
	UnitKm    = "km"
	UnitKmh   = "km/h"
	UnitLog   = "ln fen"
	UnitScore = "score"
)

// Groups of features, for a list that people read.
const (
	GroupEvent    = "event"
	GroupWindow   = "window"
	GroupDistinct = "distinct"
	GroupPattern  = "pattern"
	GroupHabit    = "habit"
	GroupPlace    = "place"
	GroupSince    = "since"
	GroupLine     = "line"
	GroupFact     = "fact"
	GroupMerchant = "merchant"
)

// Feature describes one number of a Vector.
type Feature struct {
	Name  string // as rules write it; part of stored decisions, never changed
	Unit  string
	Group string
	Doc   string // the formula
	// Includes is true when the event itself counts, false when only what came before it does.
	Includes bool
}

// Shared reports whether the feature counts what other accounts did. A server counts much of that from memory, its own events at once
// and what others saw when it reads anew: the docs of these features say how old they may be.
func (f Feature) Shared() bool { return strings.HasSuffix(f.Doc, behind) }

// behind ends the doc of a feature that is Shared.
const behind = "; may be up to about a minute old"

// table is filled once; the index of each entry is its slot.
var table = build()

// Features returns every feature in the order of the vector. The list only ever grows at its end. The slice is the caller's.
func Features() []Feature {
	return append([]Feature(nil), table[:]...)
}

// Lookup returns the slot of a feature's name; ok is false when there is none.
func Lookup(name string) (slot int, ok bool) {
	for i := range table {
		if table[i].Name == name {
			return i, true
		}
	}
	return 0, false
}

// build joins the groups.
func build() (t [N]Feature) {
	eventFeatures(&t)
	windowFeatures(&t)
	patternFeatures(&t)
	habitFeatures(&t)
	placeFeatures(&t)
	sinceFeatures(&t)
	lineFeatures(&t)
	factFeatures(&t)
	merchantFeatures(&t)
	return t
}

// windowNames are the windows as names end in them, windowDocs as sentences do.
var (
	windowNames = [windows]string{"5m", "1h", "24h", "7d", "30d"}
	windowDocs  = [windows]string{
		"5 minutes (to 1 minute)", "1 hour (to 10 minutes)", "24 hours (to 2 hours)", "7 days (to 1 day)", "30 days (to 1 day)",
	}
)

// windowFeatures describes what is counted in each window.
func windowFeatures(t *[N]Feature) {
	for w := range windowNames {
		name, in := windowNames[w], " in the last "+windowDocs[w]
		out := " of purchases, draws and transfers out" + in
		t[count+w] = Feature{"count_" + name, UnitCount, GroupWindow, "number" + out, true}
		t[sum+w] = Feature{"sum_" + name + "_fen", UnitFen, GroupWindow, "sum" + out, true}
		t[most+w] = Feature{"max_" + name + "_fen", UnitFen, GroupWindow,
			"largest amount" + out + "; exact while at most 8 in 30 days are each above all later ones, then a lower bound", true}
		distinct := func(slot int, prefix, what, exact string) {
			doc := "distinct " + what + in + "; exact up to " + exact + ", then a lower bound"
			t[slot+w] = Feature{prefix + name, UnitCount, GroupDistinct, doc, true}
		}
		distinct(merchants, "merchants_", "merchants bought from", "16")
		distinct(devices, "devices_", "devices used, not by failed attempts", "8")
		distinct(ips, "ips_", "IP addresses used, not by failed attempts", "8")
		distinct(cities, "cities_", "cities seen, not of failed attempts", "8")
		distinct(payees, "payees_", "payees of draws and transfers out", "8")
	}
}
