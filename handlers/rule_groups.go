package handlers

import (
	"slices"

	"github.com/labstack/echo/v4"

	"candor/engine/rules"
)

// ruleGroups are the rules by whose groups the queue is narrowed.
type ruleGroups []rules.Rule

// ruleGroups reads the rules of the policy in force, each with the group that it has there, and the shipped ones that are not among
// them: they may have flagged what still waits.
func (s *Site) ruleGroups(c echo.Context) (ruleGroups, error) {
	shipped := ruleGroups(rules.Shipped())
	if s.Rules == nil {
		return shipped, nil
	}
	live, err := s.Rules(c.Request().Context())
	if err != nil {
		return nil, err
	}
	g := ruleGroups(slices.Clone(live))
	for _, r := range shipped {
		if !slices.ContainsFunc(live, func(l rules.Rule) bool { return l.Key == r.Key }) {
			g = append(g, r)
		}
	}
	return g, nil
}

// groupsFor is ruleGroups for a form that asks for some; nothing is read for any other.
func (s *Site) groupsFor(c echo.Context, f *form) (ruleGroups, error) {
	if f.text("group") == "" {
		return nil, nil
	}
	return s.ruleGroups(c)
}

// names are the groups, the shipped ones first in their order, then others by name.
func (g ruleGroups) names() []string {
	var more []string
	for _, r := range g {
		if r.Family != "" && !slices.Contains(rules.Families, r.Family) && !slices.Contains(more, r.Family) {
			more = append(more, r.Family)
		}
	}
	slices.Sort(more)
	return append(slices.Clone(rules.Families), more...)
}

// codes are the flags that the rules of some groups raise, each once.
func (g ruleGroups) codes(groups ...string) []string {
	var codes []string
	for _, r := range g {
		if slices.Contains(groups, r.Family) && !slices.Contains(codes, r.Reason) {
			codes = append(codes, r.Reason)
		}
	}
	return codes
}

// count counts cases by the groups of their top flags' rules.
func (g ruleGroups) count(codes map[string]int) map[string]int {
	counts := map[string]int{}
	for _, group := range g.names() {
		for _, code := range g.codes(group) {
			counts[group] += codes[code]
		}
	}
	return counts
}
