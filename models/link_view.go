package models

import "slices"

// LinkView is which kinds of shared things the links of an account show first, and which they leave out until somebody asks for them.
// It is how a page looks: rules, groups and scores see every kind.
type LinkView struct {
	First   []string
	Hidden  []string
	Version int64
}

// Validate refuses kinds that nothing has, one that is both, and a view of nothing.
func (v LinkView) Validate() error {
	var bad Invalid
	for field, kinds := range map[string][]string{"first": v.First, "hidden": v.Hidden} {
		if slices.ContainsFunc(kinds, func(kind string) bool { return !slices.Contains(LinkKinds(), kind) }) {
			bad.Add(field, "choice")
		}
	}
	if slices.ContainsFunc(v.Hidden, func(kind string) bool { return slices.Contains(v.First, kind) }) {
		bad.Add("hidden", "link_both")
	}
	if len(v.Hidden) >= len(LinkKinds()) {
		bad.Add("hidden", "link_all")
	}
	return bad.OrNil()
}

// Hides reports whether a kind is left out of a page that is narrowed to another, or to none.
func (v LinkView) Hides(kind, asked string) bool {
	return kind != asked && slices.Contains(v.Hidden, kind)
}

// Kinds is every kind in the order in which it is shown: those named first, the rest, and last those that are left out.
func (v LinkView) Kinds() []string {
	kinds := LinkKinds()
	slices.SortStableFunc(kinds, func(a, b string) int { return v.rank(a) - v.rank(b) })
	return kinds
}

func (v LinkView) rank(kind string) int {
	switch {
	case slices.Contains(v.First, kind):
		return 0
	case slices.Contains(v.Hidden, kind):
		return 2
	}
	return 1
}

// Before orders two kinds as they are shown.
func (v LinkView) Before(a, b string) int { return v.rank(a) - v.rank(b) }
