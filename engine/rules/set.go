package rules

import (
	"fmt"
	"slices"

	"github.com/expr-lang/expr/conf"
)

// Set is a list of rules, compiled. It is read-only and may be used by any number of goroutines, each with [Slots] of its own.
type Set struct {
	env      Env
	rules    []Rule
	trees    []*node
	programs []program
	byKind   [][]program // the programs that are on and look at that kind; the last for AnyKind
	dicts    []dict      // by text slot
}

// program is one rule ready to run: all of the gates, then all of the rest, from the left.
type program struct {
	first interval   // the first of the gates, here to save a step into memory: most rules end at it
	gates []interval // what else can be decided by intervals before anything that can fail
	ids   []gate     // the same for texts
	rest  []truthFn
	rule  int
}

// gate wants one text in a slot.
type gate struct {
	slot int
	id   uint32
}

// Compile checks and compiles rules against a catalogue. With any fault there is no set: half of a lender's rules are not a
// milder form of all of them. The faults come in the order of the rules.
func Compile(rules []Rule, env Env) (*Set, []Fault) {
	faults := env.check()
	if len(rules) > MaxRules {
		faults = append(faults, Fault{Index: -1, Field: "rules", Code: FaultTooMany,
			Message: fmt.Sprintf("%d rules, at most %d", len(rules), MaxRules)})
	}
	if faults != nil {
		return nil, faults
	}
	s := &Set{env: env, rules: slices.Clone(rules), dicts: make([]dict, len(env.Texts))}
	config, keys := typed(&env), map[string]bool{}
	for i := range rules {
		r := &rules[i]
		found := r.check(&env)
		if keys[r.Key] {
			found = append(found, Fault{Field: "key", Code: FaultDuplicate, Message: fmt.Sprintf("key %q stands twice", r.Key)})
		}
		keys[r.Key] = true
		tree, fault := condition(r.When, &env, config)
		if fault != nil {
			found = append(found, *fault)
		}
		for _, f := range found {
			f.Index, f.Rule = i, r.Key
			faults = append(faults, f)
		}
		s.trees = append(s.trees, tree)
	}
	if faults != nil {
		return nil, faults
	}
	s.build()
	return s, nil
}

// condition parses, checks and reduces one condition.
func condition(text string, env *Env, config *conf.Config) (*node, *Fault) {
	tree, fault := parse(text, env, config)
	if fault != nil {
		return nil, fault
	}
	return reduce(&source{text: text, env: env}, tree.Node)
}

// Rules returns the rules of the set in their order. The caller must not change them.
func (s *Set) Rules() []Rule { return s.rules }

// Env returns the catalogue the set was compiled against.
func (s *Set) Env() Env { return s.env }

func (s *Set) build() {
	for _, tree := range s.trees {
		s.number(tree)
	}
	s.byKind = make([][]program, len(s.env.Kinds)+1)
	for i, tree := range s.trees {
		p := compile(tree)
		p.rule = i
		s.programs = append(s.programs, p)
		r := &s.rules[i]
		if !r.On {
			continue
		}
		for k := range s.byKind {
			if s.looks(i, k) {
				s.byKind[k] = append(s.byKind[k], p)
			}
		}
	}
}

// looks reports whether rule i looks at events of kind k, where one past the last is a kind the catalogue does not have.
func (s *Set) looks(i, k int) bool {
	kinds := s.rules[i].Kinds
	return len(kinds) == 0 || (k < len(s.env.Kinds) && slices.Contains(kinds, s.env.Kinds[k]))
}

// compile splits the condition at its top-level and. The leading parts that cannot fail may run in any order without anybody
// noticing, so those that are intervals or plain texts go first. From the first part that can fail, the order is kept.
func compile(tree *node) program {
	parts := []*node{tree}
	if tree.op == opAnd {
		parts = tree.kids
	}
	var p program
	safe := true
	for _, part := range parts {
		safe = safe && !fallible(part)
		if safe {
			if in, ok := intervalOf(part); ok {
				p.gates = append(p.gates, in)
				continue
			}
			if part.op == opEqual && part.kids[0].op == opTextSlot && part.kids[1].op == opText {
				p.ids = append(p.ids, gate{part.kids[0].slot, part.ids[0]})
				continue
			}
		}
		p.rest = append(p.rest, truth(part))
	}
	p.first.slot = -1
	if len(p.gates) > 0 {
		p.first, p.gates = p.gates[0], p.gates[1:]
	}
	return p
}

// fallible reports whether evaluating the node can fail.
func fallible(n *node) bool {
	return (n.op >= opAdd && n.op <= opRemainder) || slices.ContainsFunc(n.kids, fallible)
}

// holds reports whether the condition is true. It leaves sl.failed when arithmetic failed.
func (p *program) holds(sl *Slots) bool {
	if p.first.slot >= 0 {
		if v := sl.Num[p.first.slot]; !(v >= p.first.lo && v <= p.first.hi) {
			return false
		}
	}
	for i := range p.gates {
		g := &p.gates[i]
		if v := sl.Num[g.slot]; !(v >= g.lo && v <= g.hi) {
			return false
		}
	}
	for _, g := range p.ids {
		if sl.ids[g.slot] != g.id {
			return false
		}
	}
	for _, f := range p.rest {
		if !f(sl) {
			return false
		}
	}
	return true
}
