package views

import "candor/views/chart"

// Fixtures of the charts of a model's validation.

func (p Page) galleryCurves() chart.CurvesArgs {
	better := []chart.Place{{}, {X: .02, Y: .2}, {X: .1, Y: .48}, {X: .25, Y: .72}, {X: .5, Y: .9}, {X: 1, Y: 1}}
	other := []chart.Place{{}, {X: .05, Y: .2}, {X: .2, Y: .45}, {X: .5, Y: .75}, {X: 1, Y: 1}}
	return chart.CurvesArgs{
		Frame: p.Frame(p.T("validation.roc"), p.T("ui.c_calib_cap")), X: p.T("validation.roc_good"), Y: p.T("validation.roc_bad"),
		Curves: []chart.Curve{
			{Label: p.T("validation.this_card"), At: better, Mark: &chart.Place{X: .25, Y: .72}, Name: p.T("validation.roc_ks", "ks", "0.470", "score", 640)},
			{Label: p.T("validation.champion"), At: other},
		},
	}
}

func (p Page) galleryShape() chart.ShapeArgs {
	a := chart.ShapeArgs{Frame: p.Frame(p.T("ui.c_f1"), p.N("validation.shape.broken_down", 1, "bins", "3"))}
	for i, b := range []struct{ points, off, count int }{{42, 3, 3100}, {20, 4, 2200}, {24, 9, 240}, {-18, 5, 900}, {-51, 8, 400}} {
		a.Bins = append(a.Bins, chart.ShapeBin{
			Label: Number(int64(i + 1)), Text: Signed(int64(b.points)), Points: float64(b.points), Low: float64(b.points - b.off),
			High: float64(b.points + b.off), Count: b.count, Broken: i == 2, Apart: i == 4,
		})
	}
	return a
}

func (p Page) galleryDots() chart.DotsArgs {
	return chart.DotsArgs{
		Frame: p.Frame(p.T("validation.ratio"), p.T("ui.c_hist_cap")), Marks: []chart.Mark{{Label: p.T("validation.ratio_line"), Value: .8, Draft: true}},
		Dots: []chart.Dot{
			{Label: p.T("declared.age.25_34"), Note: p.T("validation.ratio_base", "n", "4,020"), Text: "1.000", Value: 1, Low: 1, High: 1, Known: true},
			{Label: p.T("declared.age.under_25"), Note: p.T("validation.ratio_row", "interval", "0.71–0.82", "n", "733"), Text: "0.765", Value: .765, Low: .71, High: .82, Known: true, Bad: true},
			{Label: p.T("declared.age.60_over"), Note: p.T("validation.ratio_small", "n", "41")},
		},
	}
}

func (p Page) galleryPlaces() chart.PlacesArgs {
	a := chart.PlacesArgs{
		Frame: p.Frame(p.T("ui.c_places"), p.T("ui.c_places_cap")), DegreeKm: 111.2, Km: p.T("events.map_km"), WayName: p.T("events.map_way"),
		Legend: []chart.GeoPlace{
			{Label: p.T("events.map_sent")}, {Label: p.T("events.map_centre"), Hollow: true}, {Label: p.T("events.map_here"), Here: true},
		},
		Ways: []chart.GeoWay{{From: 0, To: 1, Text: p.T("ui.c_f1")}, {From: 1, To: 2, Text: p.T("ui.c_f2")}},
	}
	for i, at := range []struct {
		name     string
		lat, lon float64
		n        int
	}{{"成都", 30.66, 104.07, 180}, {"Harbin", 45.8, 126.5, 2}, {"广州", 23.1, 113.3, 40}, {"佛山", 23, 113.1, 12}, {"Foshan", 23.02, 113.12, 1}, {"乌鲁木齐", 43.8, 87.6, 5}} {
		a.Places = append(a.Places, chart.GeoPlace{Label: at.name, Text: at.name + ", " + Number(int64(at.n)), Lat: at.lat, Lon: at.lon, N: at.n, Hollow: i%2 == 1, Here: i == 2})
		a.Table.Rows = append(a.Table.Rows, []string{at.name, chart.Coordinates(at.lat, at.lon), Number(int64(at.n))})
	}
	a.Table.Head = []string{p.T("events.map_place"), p.T("events.map_at"), p.T("events.times")}
	return a
}

// galleryNear is two places in one town, and both at one spot: nothing is drawn apart that is not.
func (p Page) galleryNear() chart.PlacesArgs {
	return chart.PlacesArgs{
		Frame: p.Frame(p.T("ui.c_places_near"), p.T("ui.c_places_cap")), DegreeKm: 111.2, Km: p.T("events.map_km"),
		Places: []chart.GeoPlace{
			{Label: "A", Text: "A", Lat: 30.66, Lon: 104.07, N: 9}, {Label: "B", Text: "B", Lat: 30.7, Lon: 104.15, N: 3}, {Label: "C", Text: "C", Lat: 30.66, Lon: 104.07, N: 1},
		},
	}
}
