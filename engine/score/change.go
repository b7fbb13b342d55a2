package score

// Change is what one line gives in a breakdown and gave in an earlier one. Over all lines of both the differences sum to the
// difference of the two scores.
type Change struct {
	Kind   LineKind
	Key    string
	Aspect Aspect // factor lines only
	Before int    // points, 0 where the earlier breakdown lacks the line
	After  int    // points, 0 where the later one lacks it
	New    bool   // the earlier breakdown lacks the line
	Gone   bool   // the later one lacks it
}

// Points is what the line gives more than it gave.
func (c Change) Points() int { return c.After - c.Before }

// Changes sets a breakdown against an earlier one, line by line: the lines of the later one in its order, then those that only
// the earlier one has. The two may come from different cards.
func Changes(before, after *Breakdown) []Change {
	type name struct {
		kind LineKind
		key  string
	}
	var list []Change
	at := map[name]int{}
	for _, l := range after.Lines {
		n := name{l.Kind, l.Key}
		i, seen := at[n]
		if !seen {
			i = len(list)
			at[n] = i
			list = append(list, Change{Kind: l.Kind, Key: l.Key, Aspect: l.Aspect, New: true})
		}
		list[i].After += l.Points
	}
	for _, l := range before.Lines {
		n := name{l.Kind, l.Key}
		i, seen := at[n]
		if !seen {
			i = len(list)
			at[n] = i
			list = append(list, Change{Kind: l.Kind, Key: l.Key, Aspect: l.Aspect, Gone: true})
		}
		list[i].Before += l.Points
		list[i].New = false
	}
	return list
}
