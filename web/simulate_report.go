package main

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"candor/data/simulate"
)

// simulateSummary is what --json prints.
type simulateSummary struct {
	Events     int                     `json:"events"`
	Refused    int                     `json:"refused"`    // by the server, as no event that it can take
	Skipped    int                     `json:"skipped"`    // made no sense without an event that did not go through
	Challenges int                     `json:"challenges"` // that were opened
	Answered   int                     `json:"answered"`
	Labels     int                     `json:"labels"`
	Seconds    float64                 `json:"seconds"`
	PerSecond  float64                 `json:"per_second"`
	Ordinary   simulatePart            `json:"ordinary"`
	Attacks    map[string]simulatePart `json:"attacks"`
}

// simulatePart is what became of the events of ordinary life, or of one attack.
type simulatePart struct {
	Events   int            `json:"events"`
	Outcomes map[string]int `json:"outcomes"`
	Rules    map[string]int `json:"rules"` // that fired
}

func newSummary() simulateSummary {
	return simulateSummary{Ordinary: newPart(), Attacks: map[string]simulatePart{}}
}

func newPart() simulatePart { return simulatePart{Outcomes: map[string]int{}, Rules: map[string]int{}} }

// count adds an event with its decision, if there is one.
func (s *simulateSummary) count(e *simulate.Event, d *simulateDecision) {
	s.Events++
	part, ok := s.Attacks[e.Attack]
	switch {
	case e.Attack == "":
		part = s.Ordinary
	case !ok:
		part = newPart()
	}
	part.Events++
	if d != nil {
		part.Outcomes[d.Outcome]++
		for _, r := range d.Rules {
			part.Rules[r.Rule]++
		}
	}
	if e.Attack == "" {
		s.Ordinary = part
		return
	}
	s.Attacks[e.Attack] = part
}

// took writes down how long it was.
func (s *simulateSummary) took(sec float64) {
	s.Seconds = seconds(sec)
	if sec > 0 {
		s.PerSecond = seconds(float64(s.Events) / sec)
	}
}

func (c *simulateCmd) print(env *Env, s *simulateSummary) error {
	if c.JSON {
		return printJSON(env, s)
	}
	var b strings.Builder
	fmt.Fprintf(&b, "%d events, %d refused, %d skipped, %d labels; %.1f s\n", s.Events, s.Refused, s.Skipped, s.Labels, s.Seconds)
	line := func(name string, p simulatePart) {
		fmt.Fprintf(&b, "  %-18s %6d events", name, p.Events)
		for _, o := range slices.Sorted(maps.Keys(p.Outcomes)) {
			fmt.Fprintf(&b, ", %d %s", p.Outcomes[o], o)
		}
		b.WriteString("\n")
	}
	line("ordinary life", s.Ordinary)
	for _, name := range slices.Sorted(maps.Keys(s.Attacks)) {
		line(name, s.Attacks[name])
	}
	if c.To != "" {
		fmt.Fprintf(&b, "%d challenges, %d answered\n", s.Challenges, s.Answered)
	}
	to := env.Stdout
	if c.Out == "-" {
		to = env.Stderr
	}
	_, err := fmt.Fprint(to, b.String())
	return err
}
