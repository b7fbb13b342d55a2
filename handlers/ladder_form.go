package handlers

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"candor/engine/decide"
	"candor/engine/rules"
	"candor/models"
)

// How many rows the editor reads of each list: one more than a document may have.
const (
	cutoffRows    = 21
	challengeRows = 21
	floorRows     = bandRows
)

// The fields of the ladder that stand alone carry the names that faults of the document have.
const (
	fieldReach = "events.measures.restrict_reach"
	fieldCutTo = "events.measures.cut_to_bp"
)

// measureFields is the numbers of measures and of times, in the order of the page.
func measureFields() []string {
	return []string{
		"events.measures.cut_days", "events.measures.restrict_days", "events.measures.review_days", "events.measures.restrict_after",
		"events.measures.freeze_after", "events.measures.window_days", "events.skew_seconds", "events.oldest_days", "events.hold_hours",
	}
}

// ladderInput is the ladder as it is typed.
type ladderInput struct {
	Cutoffs   []cutoffInput
	Floors    []string // an outcome for each band of the document, "" for none
	Challenge []challengeInput
	Rest      challengeInput // what is asked of all others
	Single    map[string]string
	Reach     []string
}

type cutoffInput struct{ Risk, Outcome string }

type challengeInput struct{ Family, Kind, Minutes string }

// ladderFields is every field that the editor sends.
func ladderFields() []string {
	fields := append(measureFields(), "version", "do", unsavedField, fieldCutTo, fieldReach+"*", "rest.kind", "rest.minutes")
	for i := range cutoffRows {
		fields = append(fields, cutoffField(i, "risk"), cutoffField(i, "outcome"))
	}
	for i := range floorRows {
		fields = append(fields, floorField(i))
	}
	for i := range challengeRows {
		fields = append(fields, challengeField(i, "family"), challengeField(i, "kind"), challengeField(i, "minutes"))
	}
	return fields
}

func cutoffField(i int, name string) string    { return fmt.Sprintf("events.cutoffs.%d.%s", i, name) }
func challengeField(i int, name string) string { return fmt.Sprintf("events.challenge.%d.%s", i, name) }
func floorField(i int) string                  { return fmt.Sprintf("floor.%d", i) }

// readLadder takes the typed ladder out of a form. A row without its first value is left out:
// that is how one is removed, and how the spare row stays unused. Cut-offs go to their places by
// risk.
func readLadder(f *form) ladderInput {
	in := ladderInput{Single: map[string]string{fieldCutTo: f.text(fieldCutTo)}, Reach: f.list(fieldReach), Rest: challengeInput{Kind: f.text("rest.kind"), Minutes: f.text("rest.minutes")}}
	for _, name := range measureFields() {
		in.Single[name] = f.text(name)
	}
	for i := range cutoffRows {
		if risk := f.text(cutoffField(i, "risk")); risk != "" {
			in.Cutoffs = append(in.Cutoffs, cutoffInput{risk, f.text(cutoffField(i, "outcome"))})
		}
	}
	slices.SortStableFunc(in.Cutoffs, func(a, b cutoffInput) int {
		x, errX := strconv.Atoi(a.Risk)
		y, errY := strconv.Atoi(b.Risk)
		if errX != nil || errY != nil {
			return 0
		}
		return x - y
	})
	for i := range floorRows {
		in.Floors = append(in.Floors, f.text(floorField(i)))
	}
	for i := range challengeRows {
		if family := f.text(challengeField(i, "family")); family != "" {
			in.Challenge = append(in.Challenge, challengeInput{family, f.text(challengeField(i, "kind")), f.text(challengeField(i, "minutes"))})
		}
	}
	return in
}

// ladderInputOf is a document's ladder as the editor first shows it.
func ladderInputOf(doc *decide.Policy) ladderInput {
	e := doc.Events
	m := &e.Measures
	in := ladderInput{Reach: m.RestrictReach, Single: map[string]string{fieldCutTo: percentOf(int64(m.CutBP))}}
	for i, v := range []int{m.CutDays, m.RestrictDays, m.ReviewDays, m.RestrictAfter, m.FreezeAfter, m.WindowDays, e.SkewSeconds, e.OldestDays, e.HoldHours} {
		in.Single[measureFields()[i]] = strconv.Itoa(v)
	}
	for _, c := range e.Cutoffs {
		in.Cutoffs = append(in.Cutoffs, cutoffInput{strconv.Itoa(c.Risk), string(c.Outcome)})
	}
	for _, b := range doc.Bands {
		at := slices.IndexFunc(e.Bands, func(f decide.BandFloor) bool { return f.Band == b.Name })
		floor := ""
		if at >= 0 {
			floor = string(e.Bands[at].Outcome)
		}
		in.Floors = append(in.Floors, floor)
	}
	for _, c := range e.Challenge {
		row := challengeInput{c.Family, c.Kind, strconv.Itoa(c.Minutes)}
		if c.Family == "" {
			in.Rest = row
		} else {
			in.Challenge = append(in.Challenge, row)
		}
	}
	return in
}

// document puts what was typed into a document; what cannot be read and what Check finds wrong is
// added to bad by field. Everything that the page does not show stays as it was.
func (in *ladderInput) document(doc decide.Policy, bad *models.Invalid) decide.Policy {
	e, r := *doc.Events, policyReader{bad}
	e.Cutoffs = make([]decide.Cutoff, 0, len(in.Cutoffs))
	for i, c := range in.Cutoffs {
		e.Cutoffs = append(e.Cutoffs, decide.Cutoff{Risk: r.number(cutoffField(i, "risk"), c.Risk), Outcome: rules.Outcome(c.Outcome)})
	}
	e.Bands = in.floors(&doc)
	e.Challenge = make([]decide.ChallengeRule, 0, len(in.Challenge)+1)
	for i, c := range in.Challenge {
		e.Challenge = append(e.Challenge, decide.ChallengeRule{Family: c.Family, Kind: c.Kind, Minutes: r.number(challengeField(i, "minutes"), c.Minutes)})
	}
	e.Challenge = append(e.Challenge, decide.ChallengeRule{Kind: in.Rest.Kind, Minutes: r.number("rest.minutes", in.Rest.Minutes)})
	e.Measures.CutBP, e.Measures.RestrictReach = int(r.percent(fieldCutTo, in.Single[fieldCutTo])), slices.Clone(in.Reach)
	for i, to := range []*int{
		&e.Measures.CutDays, &e.Measures.RestrictDays, &e.Measures.ReviewDays, &e.Measures.RestrictAfter,
		&e.Measures.FreezeAfter, &e.Measures.WindowDays, &e.SkewSeconds, &e.OldestDays, &e.HoldHours,
	} {
		name := measureFields()[i]
		*to = r.number(name, in.Single[name])
	}
	doc.Events = &e
	last := fmt.Sprintf("events.challenge.%d.", len(in.Challenge))
	for _, fault := range doc.Check() {
		field := fault.Field
		if name, rest := strings.CutPrefix(field, last); rest {
			field = "rest." + name
		}
		switch {
		case slices.Contains(in.names(), field):
			if _, said := bad.Fields[field]; !said { // what cannot be read is no number out of range
				bad.Add(field, fault.Code, fault.Args...)
			}
		case strings.HasPrefix(field, "events.bands."):
			bad.Add(in.floorOf(&doc, field), fault.Code, fault.Args...)
		default:
			bad.Add("", "elsewhere", "field", field)
		}
	}
	return doc
}

// names is the fields that an error can be shown beside, and the two lists as a whole.
func (in *ladderInput) names() []string {
	return append(ladderFields(), fieldReach, "events.cutoffs", "events.challenge")
}

// floors is the least outcome by band: those that the document has keep their places, and one of
// a band that is no more goes.
func (in *ladderInput) floors(doc *decide.Policy) []decide.BandFloor {
	typed := map[string]string{}
	for i, b := range doc.Bands {
		if i < len(in.Floors) && in.Floors[i] != "" {
			typed[b.Name] = in.Floors[i]
		}
	}
	floors := make([]decide.BandFloor, 0, len(typed))
	add := func(band string) {
		if outcome, ok := typed[band]; ok {
			floors = append(floors, decide.BandFloor{Band: band, Outcome: rules.Outcome(outcome)})
			delete(typed, band)
		}
	}
	for _, f := range doc.Events.Bands {
		add(f.Band)
	}
	for _, b := range doc.Bands {
		add(b.Name)
	}
	return floors
}

// floorOf is the field of the page that holds a floor of the document.
func (in *ladderInput) floorOf(doc *decide.Policy, field string) string {
	var at int
	var name string
	if n, err := fmt.Sscanf(field, "events.bands.%d.%s", &at, &name); n < 1 || err != nil || at >= len(doc.Events.Bands) {
		return ""
	}
	for i, b := range doc.Bands {
		if b.Name == doc.Events.Bands[at].Band {
			return floorField(i)
		}
	}
	return ""
}
