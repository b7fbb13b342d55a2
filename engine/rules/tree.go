package rules

import (
	"slices"
	"strconv"
	"strings"

	"github.com/expr-lang/expr/ast"
)

// op is what a node of the own tree does.
type op uint8

const (
	opNumber       op = iota // a constant, in num
	opText                   // a constant, in text
	opTruth                  // a constant, num 0 or 1
	opSlot                   // a number feature
	opTextSlot               // a text feature
	opNegate                 // -a
	opAdd                    // a + b, and so on
	opSubtract               //
	opMultiply               //
	opDivide                 //
	opRemainder              // of truncated division, with the sign of the dividend
	opChoose                 // a ? b : c, of numbers or of truths
	opAnd                    // of all kids
	opOr                     //
	opNot                    //
	opEqual                  // of numbers or of texts
	opNotEqual               //
	opLess                   //
	opLessEqual              //
	opGreater                //
	opGreaterEqual           //
	opIn                     // kid in nums or texts
	opNotIn                  //
	opKnown                  // of a slot
)

var symbols = [...]string{
	opNegate: "-", opAdd: "+", opSubtract: "-", opMultiply: "*", opDivide: "/", opRemainder: "%", opAnd: "and", opOr: "or",
	opNot: "not", opEqual: "==", opNotEqual: "!=", opLess: "<", opLessEqual: "<=", opGreater: ">", opGreaterEqual: ">=",
	opIn: "in", opNotIn: "not in", opKnown: "known",
}

// kind is what a node yields.
type kind uint8

const (
	numbers kind = iota
	texts
	truths
)

// node is a condition, or a part of one, reduced to what closures are made of.
type node struct {
	op    op
	kind  kind
	slot  int
	num   float64
	text  string
	kids  []*node
	nums  []float64 // the list of in
	texts []string  // the same for texts
	ids   []uint32  // numbers in the dict of the slot, of the list or of the other side
	at    int       // character of the source
}

// reducer turns expr's checked tree into the own one.
type reducer struct {
	src   *source
	fault *Fault // the first
}

// reduce returns the own tree of a checked condition.
func reduce(src *source, root ast.Node) (*node, *Fault) {
	r := &reducer{src: src}
	n := r.node(root)
	if r.fault == nil && n.kind != truths {
		r.refuse(n.at, FaultNotCondition, "the whole must be a condition: something true or false")
	}
	return n, r.fault
}

func (r *reducer) refuse(at int, code, message string) {
	if r.fault == nil {
		r.fault = r.src.fault(at, code, "%s", message)
	}
}

// want refuses a node of another kind. expr lets some through that rules do not have: texts in order, sums of texts, equal truths.
func (r *reducer) want(n *node, k kind) {
	if n.kind != k {
		r.refuse(n.at, FaultType, "expected "+[]string{"a number", "a text", "a condition"}[k]+" here")
	}
}

func (r *reducer) node(from ast.Node) *node {
	n := &node{at: from.Location().From}
	switch f := from.(type) {
	case *ast.BoolNode:
		n.op, n.kind = opTruth, truths
		if f.Value {
			n.num = 1
		}
	case *ast.FloatNode:
		n.op, n.num = opNumber, f.Value
	case *ast.StringNode:
		n.op, n.kind, n.text = opText, texts, f.Value
	case *ast.IdentifierNode:
		r.slot(n, f.Value)
	case *ast.UnaryNode:
		r.unary(n, f)
	case *ast.BinaryNode:
		r.binary(n, f)
	case *ast.ConditionalNode:
		r.choice(n, f)
	case *ast.CallNode:
		if len(f.Arguments) == 2 {
			r.arithmetic(n, opRemainder, f.Arguments[0], f.Arguments[1])
			break
		}
		n.op, n.kind, n.kids = opKnown, truths, []*node{r.node(f.Arguments[0])}
	}
	return n
}

func (r *reducer) slot(n *node, name string) {
	n.text = name
	if n.slot = slices.Index(r.src.env.Numbers, name); n.slot >= 0 {
		n.op = opSlot
		return
	}
	n.op, n.kind, n.slot = opTextSlot, texts, slices.Index(r.src.env.Texts, name)
}

func (r *reducer) unary(n *node, f *ast.UnaryNode) {
	kid := r.node(f.Node)
	if f.Operator == "-" {
		r.want(kid, numbers)
		if kid.op == opNumber {
			n.op, n.num = opNumber, -kid.num
			return
		}
		n.op, n.kids = opNegate, []*node{kid}
		return
	}
	r.want(kid, truths)
	// expr reads x not in […] as not (x in […]) with both at the word in. As a comparison it must be false for a missing x.
	if kid.op == opIn && kid.at == n.at {
		*n = *kid
		n.op = opNotIn
		return
	}
	n.op, n.kind, n.kids = opNot, truths, []*node{kid}
}

var binary = map[string]op{
	"and": opAnd, "&&": opAnd, "or": opOr, "||": opOr, "==": opEqual, "!=": opNotEqual, "<": opLess, "<=": opLessEqual,
	">": opGreater, ">=": opGreaterEqual, "in": opIn, "+": opAdd, "-": opSubtract, "*": opMultiply, "/": opDivide,
}

func (r *reducer) binary(n *node, f *ast.BinaryNode) {
	o := binary[f.Operator]
	switch {
	case o == opAnd || o == opOr:
		n.op, n.kind = o, truths
		for _, side := range []ast.Node{f.Left, f.Right} {
			kid := r.node(side)
			r.want(kid, truths)
			if kid.op == o {
				n.kids = append(n.kids, kid.kids...) // one level instead of a ladder
			} else {
				n.kids = append(n.kids, kid)
			}
		}
	case o == opIn:
		r.list(n, f)
	case o >= opEqual && o <= opGreaterEqual:
		n.op, n.kind = o, truths
		n.kids = []*node{r.node(f.Left), r.node(f.Right)}
		if k := n.kids[0].kind; k != texts || o > opNotEqual {
			r.want(n.kids[0], numbers)
		}
		r.want(n.kids[1], n.kids[0].kind)
	default:
		r.arithmetic(n, o, f.Left, f.Right)
	}
}

func (r *reducer) arithmetic(n *node, o op, left, right ast.Node) {
	n.op, n.kids = o, []*node{r.node(left), r.node(right)}
	r.want(n.kids[0], numbers)
	r.want(n.kids[1], numbers)
}

func (r *reducer) list(n *node, f *ast.BinaryNode) {
	n.op, n.kind, n.kids = opIn, truths, []*node{r.node(f.Left)}
	for _, item := range f.Right.(*ast.ArrayNode).Nodes {
		switch v := item.(type) {
		case *ast.FloatNode:
			n.nums = append(n.nums, v.Value)
		case *ast.StringNode:
			n.texts = append(n.texts, v.Value)
		}
	}
	if n.texts != nil {
		r.want(n.kids[0], texts)
	} else {
		r.want(n.kids[0], numbers)
	}
}

// choice reduces a ? b : c. Texts cannot be chosen: what closures compare are slots and constants.
func (r *reducer) choice(n *node, f *ast.ConditionalNode) {
	n.op, n.kids = opChoose, []*node{r.node(f.Cond), r.node(f.Exp1), r.node(f.Exp2)}
	n.at = n.kids[0].at
	r.want(n.kids[0], truths)
	n.kind = n.kids[1].kind
	if n.kind == texts {
		r.want(n.kids[1], numbers)
	}
	r.want(n.kids[2], n.kind)
}

// write renders the node the way a person would type it, with more parentheses.
func (n *node) write(b *strings.Builder) {
	inner := func(kid *node) {
		if kid.op <= opTextSlot || kid.op == opKnown {
			kid.write(b)
			return
		}
		b.WriteByte('(')
		kid.write(b)
		b.WriteByte(')')
	}
	switch n.op {
	case opNumber:
		b.WriteString(strconv.FormatFloat(n.num, 'g', -1, 64))
	case opTruth:
		b.WriteString(strconv.FormatBool(n.num != 0))
	case opText:
		b.WriteString(strconv.Quote(n.text))
	case opSlot, opTextSlot:
		b.WriteString(n.text)
	case opKnown:
		b.WriteString("known(" + n.kids[0].text + ")")
	case opNegate:
		b.WriteByte('-')
		inner(n.kids[0])
	case opNot:
		b.WriteString("not ")
		inner(n.kids[0])
	case opChoose:
		inner(n.kids[0])
		b.WriteString(" ? ")
		inner(n.kids[1])
		b.WriteString(" : ")
		inner(n.kids[2])
	case opIn, opNotIn:
		inner(n.kids[0])
		b.WriteString(" " + symbols[n.op] + " " + n.listing())
	default:
		for i, kid := range n.kids {
			if i > 0 {
				b.WriteString(" " + symbols[n.op] + " ")
			}
			inner(kid)
		}
	}
}

// listing renders the list of in.
func (n *node) listing() string {
	items := make([]string, 0, len(n.nums)+len(n.texts))
	for _, v := range n.nums {
		items = append(items, strconv.FormatFloat(v, 'g', -1, 64))
	}
	for _, t := range n.texts {
		items = append(items, strconv.Quote(t))
	}
	return "[" + strings.Join(items, ", ") + "]"
}

// String is the text of the node, for pages and messages.
func (n *node) String() string {
	var b strings.Builder
	n.write(&b)
	return b.String()
}
