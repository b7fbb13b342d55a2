package decide

import (
	"slices"

	"candor/engine/rules"
)

// RuleAt returns the place of the rule with a key in the policy's part on events, -1 for none.
func (p *Policy) RuleAt(key string) int {
	if p.Events == nil {
		return -1
	}
	return slices.IndexFunc(p.Events.Rules, func(r rules.Rule) bool { return r.Key == key })
}

// WithRules returns the policy with other rules on events. The policy it is called on keeps its
// own: nothing that is written to one shows in the other's list. A policy that says nothing
// about events is returned as it is.
func (p Policy) WithRules(list []rules.Rule) Policy {
	if p.Events == nil {
		return p
	}
	e := *p.Events
	e.Rules = list
	p.Events = &e
	return p
}

// PutRule returns the policy with a rule in the place of the one with a key, or at the end when
// there is none. All other rules stay as they are, and where they are.
func (p Policy) PutRule(key string, r rules.Rule) Policy {
	if p.Events == nil {
		return p
	}
	list := slices.Clone(p.Events.Rules)
	if at := p.RuleAt(key); at >= 0 {
		list[at] = r
	} else {
		list = append(list, r)
	}
	return p.WithRules(list)
}

// DropRule returns the policy without the rule with a key.
func (p Policy) DropRule(key string) Policy {
	if p.Events == nil {
		return p
	}
	return p.WithRules(slices.DeleteFunc(slices.Clone(p.Events.Rules), func(r rules.Rule) bool { return r.Key == key }))
}

// MoveRule returns the policy with a rule so many places further down, up for a negative number,
// and no further than the ends. The order of rules decides nothing but the order of pages and of
// reasons that weigh the same.
func (p Policy) MoveRule(key string, by int) Policy {
	at := p.RuleAt(key)
	if at < 0 {
		return p
	}
	list := slices.Clone(p.Events.Rules)
	r := list[at]
	list = slices.Delete(list, at, at+1)
	to := min(max(at+by, 0), len(list))
	return p.WithRules(slices.Insert(list, to, r))
}

// Allows reports whether a rule of the allow lane is among those that fired.
func (e *Events) Allows(r *EventResult) bool {
	return slices.ContainsFunc(r.Fired, func(f Fired) bool {
		return slices.ContainsFunc(e.Rules, func(own rules.Rule) bool { return own.Key == f.Rule && own.Allows() })
	})
}

// Families returns the families of the policy's rules, the shipped ones first, none twice.
func (e *Events) Families() []string {
	list := slices.Clone(rules.Families)
	for i := range e.Rules {
		if f := e.Rules[i].Family; f != "" && !slices.Contains(list, f) {
			list = append(list, f)
		}
	}
	return list
}
