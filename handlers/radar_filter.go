package handlers

import (
	"net/url"
	"slices"
	"strings"
	"time"

	"candor/engine/misjudge"
	"candor/models"
)

// radarFields are the radar's filters and place, as its address holds them.
var radarFields = []string{"kind", "min", "who", "state", "after", "before"}

// radarLimit is how many rows a page of the radar has.
const radarLimit = 50

// radarFilter reads the radar's address. What cannot be read is on the form. Without a word
// on the least probability it is models.RadarMinBP; of what is closed everything is shown.
func radarFilter(f *form, user models.ID, now time.Time) models.RadarFilter {
	q := models.RadarFilter{State: models.RadarOpen, Limit: radarLimit, Now: now}
	var kind, who string
	kind, q.Not.Kind = f.is("kind")
	who, q.Not.Who = f.is("who")
	q.Kind = misjudge.Kind(kind)
	if q.Kind != "" && !slices.Contains(misjudge.Kinds(), q.Kind) {
		f.bad.Add("kind", "choice")
	}
	if state := models.RadarState(f.text("state")); state != "" {
		if q.State = state; !slices.Contains(models.RadarStates(), state) {
			f.bad.Add("state", "choice")
		}
	}
	switch percent := f.number("min", false); {
	case percent < 0 || percent > 100:
		f.bad.Add("min", "range_between", "min", "0", "max", "100")
	case f.text("min") != "":
		q.MinBP = percent * 100
	case q.State == models.RadarOpen:
		q.MinBP = models.RadarMinBP
	}
	switch who {
	case "":
	case "mine":
		q.Assignee = user
	case "free":
		q.Unassigned = true
	default:
		f.bad.Add("who", "choice")
	}
	q.After, q.Before = f.placeOf("after", models.PrefixRadar), f.placeOf("before", models.PrefixRadar)
	return q
}

// radarQueryOf is a view of the radar as a query: what narrows it, not the page.
func radarQueryOf(values url.Values) url.Values {
	view := url.Values{}
	for _, name := range radarFields {
		if v := strings.TrimSpace(values.Get(name)); v != "" && name != "after" && name != "before" {
			view.Set(name, v)
		}
	}
	return view
}
