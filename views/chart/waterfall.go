package chart

// WaterfallArgs describes how parts add up from a start to an end.
type WaterfallArgs struct {
	Frame
	Start Total
	Items []Item
	End   Total
	Min   float64 // of the axis; with Max equal to Min the axis fits the values
	Max   float64
	Marks []Mark // cut-offs on the axis
}

// Total is the first or last bar.
type Total struct {
	Label string
	Value float64
}

// Item is one part; its value is added to the running total.
type Item struct {
	Label string
	Note  string // second line: the observed value
	Value float64
	Href  string
	Plain bool // a line of its own kind (floor, cap, override): drawn grey
}

// waterRow is one drawn line of the picture.
type waterRow struct {
	Item
	from, to float64
	total    bool
	text     string
}

func (a WaterfallArgs) rows() []waterRow {
	rows := []waterRow{{Item: Item{Label: a.Start.Label}, to: a.Start.Value, total: true, text: label(a.Start.Value)}}
	at := a.Start.Value
	for _, it := range a.Items {
		rows = append(rows, waterRow{Item: it, from: at, to: at + it.Value, text: signed(it.Value)})
		at += it.Value
	}
	return append(rows, waterRow{Item: Item{Label: a.End.Label}, from: at, to: a.End.Value, total: true, text: label(a.End.Value)})
}

func (a WaterfallArgs) scale() scale {
	if a.Max > a.Min {
		return scale{a.Min, a.Max}
	}
	values := []float64{a.Start.Value, a.End.Value}
	for _, r := range a.rows() {
		values = append(values, r.to)
	}
	for _, m := range a.Marks {
		values = append(values, m.Value)
	}
	lo, hi := extent(.08, values...)
	return scale{lo, hi}
}

func (r waterRow) barClass() string {
	switch {
	case r.total:
		return "bar-total"
	case r.Plain || r.Value == 0:
		return "bar-plain"
	case r.Value < 0:
		return "bar-minus"
	}
	return "bar-plus"
}

// start is where the bar of the row begins: totals stand on the axis.
func (r waterRow) start(s scale) float64 {
	if r.total {
		return s.lo
	}
	return r.from
}

// spoken is the row in words, the accessible name of its bar.
func (r waterRow) spoken() string {
	if r.total {
		return r.Label + ": " + r.text
	}
	return r.Label + ": " + r.text + " → " + label(r.to)
}

// numbers fills the table below the picture when the page gave none.
func (a WaterfallArgs) frame() Frame {
	f := a.Frame
	if len(f.Table.Rows) == 0 {
		if len(f.Table.Head) == 0 {
			f.Table.Head = []string{"", "+/−", "="}
		}
		for _, r := range a.rows() {
			change := r.text
			if r.total {
				change = ""
			}
			f.Table.Rows = append(f.Table.Rows, []string{r.Label, change, label(r.to)})
		}
	}
	return f
}
