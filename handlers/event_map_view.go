package handlers

import (
	"math"

	"candor/models"
	"candor/views"
	"candor/views/chart"
)

// eventMap shows how far apart the places are that an account's events came from. Which moves were found impossible says why events were
// held back, which is for those who may read scores.
func (l labels) eventMap(t *models.Travels, v *Visitor) views.EventMap {
	m := views.EventMap{Chart: l.placesChart(t, v.Can(models.PermScoreRead))}
	switch len(t.Places) {
	case 0:
		m.Alone = l.p.T("events.map_none")
		return m
	case 1:
		m.Alone = l.p.T("events.map_one", "place", l.placeName(&t.Places[0]))
	}
	m.Hints = append(m.Hints, l.p.T("events.map_hint"))
	if t.MorePlaces > 0 {
		m.Hints = append(m.Hints, l.p.N("events.map_more", t.MorePlaces))
	}
	if t.Unplaced > 0 {
		m.Hints = append(m.Hints, l.p.N("events.map_unplaced", t.Unplaced))
	}
	if v.Can(models.PermScoreRead) {
		moves := l.moveTable(t)
		m.Moves = &moves
		if t.MoreMoves > 0 {
			m.Left = append(m.Left, l.p.N("events.moves_more", t.MoreMoves))
		}
		if t.Unknown > 0 {
			m.Left = append(m.Left, l.p.N("events.moves_unknown", t.Unknown))
		}
		if t.Within > 0 {
			m.Left = append(m.Left, l.p.N("events.moves_within", t.Within))
		}
	}
	return m
}

// placesChart is the plot with its figures.
func (l labels) placesChart(t *models.Travels, moves bool) chart.PlacesArgs {
	a := chart.PlacesArgs{Frame: l.p.Frame(l.p.T("events.map"), ""), DegreeKm: models.DegreeKm(), Km: l.p.T("events.map_km")}
	a.Quiet, a.Level = true, 3
	a.Desc = l.p.N("events.map_desc", len(t.Places))
	for _, h := range []string{"events.map_place", "events.map_at", "events.map_by", "events.times", "events.first", "events.last"} {
		a.Table.Head = append(a.Table.Head, l.p.T(h))
	}
	var centre, here bool
	for i := range t.Places {
		p := &t.Places[i]
		name, by := l.placeName(p), l.p.T("events.map_sent")
		if p.Centre {
			by, centre = l.p.T("events.map_centre"), true
		}
		text := l.p.N("events.map_dot", p.N, "place", name, "by", by)
		if p.Here {
			here, text = true, l.p.N("events.map_dot_here", p.N, "place", name, "by", by)
		}
		a.Places = append(a.Places, chart.GeoPlace{Label: name, Text: text, Lat: p.Lat, Lon: p.Lon, N: p.N, Hollow: p.Centre, Here: p.Here})
		a.Table.Rows = append(a.Table.Rows, []string{name, chart.Coordinates(p.Lat, p.Lon), by, views.Number(int64(p.N)), l.p.Date(p.First), l.p.Date(p.Latest)})
	}
	a.Legend = []chart.GeoPlace{{Label: l.p.T("events.map_sent")}}
	if centre {
		a.Legend = append(a.Legend, chart.GeoPlace{Label: l.p.T("events.map_centre"), Hollow: true})
	}
	if here {
		a.Legend = append(a.Legend, chart.GeoPlace{Label: l.p.T("events.map_here"), Here: true})
	}
	if !moves || len(t.Moves) == 0 {
		return a
	}
	a.WayName, a.Desc = l.p.T("events.map_way"), l.p.N("events.map_desc_moves", len(t.Moves), "places", len(t.Places))
	for _, m := range t.Moves {
		a.Ways = append(a.Ways, chart.GeoWay{From: m.From, To: m.To, Text: l.p.T("events.move_text", "way", l.wayName(t, m), "km", l.km(m.Km), "hours", l.hours(m.Hours))})
	}
	return a
}

// moveTable lists the moves that were found impossible, each with the way to its decision.
func (l labels) moveTable(t *models.Travels) views.Records {
	r := views.Records{
		ID: "moves", Caption: l.p.T("events.moves"), Empty: l.p.T("events.moves_none"), Dense: true,
		Heads: l.heads("event.at", "events.move", "events.move_km#", "events.move_hours#", "events.move_kmh#"),
	}
	for _, m := range t.Moves {
		r.Rows = append(r.Rows, views.Record{Cells: []views.Cell{
			{Text: l.p.DateTime(m.At), Href: decisionHref(m.Event), Wide: true}, {Text: l.wayName(t, m), Wrap: true},
			views.Num(l.km(m.Km)), views.Num(l.hours(m.Hours)), views.Num(l.p.T("feature_unit.kmh", "n", views.Number(int64(m.Km/m.Hours)))),
		}})
	}
	return r
}

// placeName is the city's name; a place without one is called by where it is.
func (l labels) placeName(p *models.Place) string {
	if p.City != "" {
		return p.City
	}
	return chart.Coordinates(p.Lat, p.Lon)
}

func (l labels) wayName(t *models.Travels, m models.Move) string {
	return l.p.T("events.move_way", "from", l.placeName(&t.Places[m.From]), "to", l.placeName(&t.Places[m.To]))
}

func (l labels) km(km float64) string {
	return l.p.T("feature_unit.km", "n", views.Number(int64(km+.5)))
}

// hours writes the time of a move: minutes below an hour and seconds below a minute, so that a short one is no zero.
func (l labels) hours(h float64) string {
	seconds, minutes := math.Round(h*36_000)/10, math.Round(h*600)/10
	switch {
	case seconds < 60:
		return l.p.T("events.move_seconds", "n", exactly(seconds))
	case minutes < 60:
		return l.p.T("events.move_minutes", "n", exactly(minutes))
	}
	return l.p.T("feature_unit.hours", "n", fixed(h, 2))
}
