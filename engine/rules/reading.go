package rules

import "slices"

// Reading is a condition, or a part of one, as a tree for people who read it: pages put it into the words of their language.
// What it says is what the program does, in the order in which it does it.
type Reading struct {
	// Op is "and", "or" and "not" of Parts; "?:" of three of them; a comparison == != < <= > >= of Left and Right; "in" and
	// "not in" of Left and List; "known" of Left; or "true" and "false".
	Op          string
	Parts       []Reading
	Left, Right *Term
	List        []Term // constants
}

// Term is one side of a comparison.
type Term struct {
	// Op is "number", "text" and "feature"; + - * / % of Parts; "-" of one part for a negative; "?:" of If and two parts.
	Op     string
	Number float64
	Text   string // the text, or the feature's name
	Parts  []Term
	If     *Reading
}

// Read parses and checks a condition against a catalogue and returns it as a tree. The fault is the one that [Compile] finds.
func Read(text string, env Env) (*Reading, *Fault) {
	if faults := env.check(); faults != nil {
		return nil, &faults[0]
	}
	tree, fault := condition(text, &env, typed(&env))
	if fault != nil {
		return nil, fault
	}
	r := tree.reading()
	return &r, nil
}

func (n *node) reading() Reading {
	r := Reading{Op: symbols[n.op]}
	switch n.op {
	case opTruth:
		r.Op = n.String()
	case opChoose, opAnd, opOr, opNot:
		if n.op == opChoose {
			r.Op = "?:"
		}
		for _, kid := range n.kids {
			r.Parts = append(r.Parts, kid.reading())
		}
	case opIn, opNotIn:
		r.Left = n.kids[0].term()
		for _, v := range n.nums {
			r.List = append(r.List, Term{Op: "number", Number: v})
		}
		for _, v := range n.texts {
			r.List = append(r.List, Term{Op: "text", Text: v})
		}
	case opKnown:
		r.Left = n.kids[0].term()
	default:
		r.Left, r.Right = n.kids[0].term(), n.kids[1].term()
	}
	return r
}

func (n *node) term() *Term {
	switch n.op {
	case opNumber:
		return &Term{Op: "number", Number: n.num}
	case opText:
		return &Term{Op: "text", Text: n.text}
	case opSlot, opTextSlot:
		return &Term{Op: "feature", Text: n.text}
	case opChoose:
		when := n.kids[0].reading()
		return &Term{Op: "?:", If: &when, Parts: []Term{*n.kids[1].term(), *n.kids[2].term()}}
	}
	t := &Term{Op: symbols[n.op]}
	for _, kid := range n.kids {
		t.Parts = append(t.Parts, *kid.term())
	}
	return t
}

// Names returns the features that the condition names, in the order of their first mention.
func (r *Reading) Names() []string {
	var names []string
	add := func(name string) {
		if !slices.Contains(names, name) {
			names = append(names, name)
		}
	}
	r.walk(add)
	return names
}

func (r *Reading) walk(name func(string)) {
	for i := range r.Parts {
		r.Parts[i].walk(name)
	}
	r.Left.walk(name)
	r.Right.walk(name)
}

func (t *Term) walk(name func(string)) {
	if t == nil {
		return
	}
	if t.Op == "feature" {
		name(t.Text)
	}
	if t.If != nil {
		t.If.walk(name)
	}
	for i := range t.Parts {
		t.Parts[i].walk(name)
	}
}
