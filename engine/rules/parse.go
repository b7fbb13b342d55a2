package rules

import (
	"errors"
	"fmt"
	"math"
	"reflect"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/expr-lang/expr/ast"
	"github.com/expr-lang/expr/builtin"
	"github.com/expr-lang/expr/checker"
	"github.com/expr-lang/expr/conf"
	"github.com/expr-lang/expr/file"
	"github.com/expr-lang/expr/parser"
)

// typed is expr's configuration for the catalogue: its names with their types, no builtins, and two functions. "known" is the
// one that a rule may call; "%" stands in for the operator, which expr has for whole numbers only, and cannot be called because
// no identifier is spelt so.
func typed(env *Env) *conf.Config {
	names := make(map[string]any, len(env.Numbers)+len(env.Texts))
	for _, name := range env.Numbers {
		names[name] = 0.0
	}
	for _, name := range env.Texts {
		names[name] = ""
	}
	config := conf.New(names)
	config.MaxNodes = MaxNodes
	for name := range config.Builtins {
		config.Disabled[name] = true
	}
	clear(config.Builtins)
	declared := func(name string, types ...any) {
		fn := &builtin.Function{Name: name, Func: func(...any) (any, error) { return nil, errors.ErrUnsupported }}
		for _, t := range types {
			fn.Types = append(fn.Types, reflect.TypeOf(t))
		}
		config.Functions[name] = fn
	}
	declared("known", (func(float64) bool)(nil), (func(string) bool)(nil))
	declared("%", (func(float64, float64) float64)(nil))
	return config
}

// source is one condition on its way through the checks.
type source struct {
	text   string
	env    *Env
	visits int
}

// parse returns the checked syntax tree of a condition. Every number in it is a FloatNode and every % a call of "%".
func parse(text string, env *Env, config *conf.Config) (tree *parser.Tree, fault *Fault) {
	src := &source{text: text, env: env}
	switch {
	case len(text) > MaxText:
		return nil, src.fault(0, FaultTooLong, "%d bytes, at most %d", len(text), MaxText)
	case !utf8.ValidString(text):
		return nil, src.fault(0, FaultEncoding, "not valid UTF-8")
	case strings.TrimSpace(text) == "":
		return nil, src.fault(0, FaultEmpty, "the condition is empty")
	}
	defer func() { // hostile text must not take the editor down, whatever the parser thinks of it
		if r := recover(); r != nil {
			tree, fault = nil, src.fault(0, FaultSyntax, "cannot be parsed")
		}
	}()
	tree, err := parser.ParseWithConfig(text, config)
	if err != nil {
		return nil, src.refused(err, FaultSyntax)
	}
	if fault := src.admit(&tree.Node); fault != nil {
		return nil, fault
	}
	if _, err := checker.Check(tree, config); err != nil {
		return nil, src.refused(err, FaultType)
	}
	return tree, nil
}

// refused turns an error of expr into a fault.
func (s *source) refused(err error, code string) *Fault {
	var at *file.Error
	if !errors.As(err, &at) {
		return s.fault(0, code, "%v", err)
	}
	if strings.Contains(at.Message, "maximum allowed nodes") {
		return s.tooComplex(at.From)
	}
	if strings.Contains(at.Message, "to call %") {
		return s.fault(at.From, code, "operator %% wants numbers")
	}
	if strings.Contains(at.Message, "token EOF") { // expr points at the last word: what is missing comes after it
		return s.fault(utf8.RuneCountInString(strings.TrimRight(s.text, " \t\r\n")), code, "the condition ends too early")
	}
	return s.fault(at.From, code, "%s", at.Message)
}

func (s *source) tooComplex(at int) *Fault {
	return s.fault(at, FaultTooComplex, "more than %d parts", MaxNodes)
}

// fault makes a fault at the character with that number.
func (s *source) fault(at int, code, format string, args ...any) *Fault {
	line, column := 1, 1
	for _, r := range s.text {
		if at--; at < 0 {
			break
		}
		column++
		if r == '\n' {
			line, column = line+1, 1
		}
	}
	return &Fault{Field: "when", Code: code, Line: line, Column: column, Near: s.near(line, column), Message: fmt.Sprintf(format, args...)}
}

// nearMost is how many characters of a word a fault repeats.
const nearMost = 40

// near returns the word or sign at a place of the condition, "" past its end: what the fault is about, as it was typed.
func (s *source) near(line, column int) string {
	rest := strings.Split(s.text, "\n")[line-1]
	if !utf8.ValidString(rest) {
		return ""
	}
	runes := []rune(rest)
	if column > len(runes) {
		return ""
	}
	runes = runes[column-1:]
	wordy := func(r rune) bool { return r == '_' || r == '.' || unicode.IsLetter(r) || unicode.IsDigit(r) }
	end := 1
	for wordy(runes[0]) && end < len(runes) && end < nearMost && wordy(runes[end]) {
		end++
	}
	if !wordy(runes[0]) && end < len(runes) && strings.ContainsRune("=&|*?", runes[end]) {
		end++ // == && || ** ??
	}
	return strings.TrimSpace(string(runes[:end]))
}

// allowed are the binary operators, with expr's other spellings.
var allowed = []string{"and", "&&", "or", "||", "==", "!=", "<", "<=", ">", ">=", "in", "+", "-", "*", "/", "%"}

// admit lets through what the language of the package documentation has, node by node, and nothing else. It counts visits, not
// nodes: expr reads a < b < c as a < b and b < c with one b in both, and nesting that doubles the walk at every level.
func (s *source) admit(node *ast.Node) *Fault {
	at := (*node).Location().From
	if s.visits++; s.visits > MaxNodes {
		return s.tooComplex(at)
	}
	switch n := (*node).(type) {
	case *ast.BoolNode, *ast.FloatNode:
		return nil
	case *ast.IntegerNode:
		if n.Value > 1<<53 {
			return s.fault(at, FaultNumber, "%d is too large to hold exactly", n.Value)
		}
		ast.Patch(node, &ast.FloatNode{Value: float64(n.Value)})
		return nil
	case *ast.StringNode:
		if n.Value == "" {
			return s.fault(at, FaultEmptyText, `compare with "" is never true: use known(…)`)
		}
		return nil
	case *ast.IdentifierNode:
		return s.admitName(n)
	case *ast.UnaryNode:
		if !slices.Contains([]string{"-", "not", "!"}, n.Operator) {
			return s.fault(at, FaultOperator, "operator %s is not available in rules", n.Operator)
		}
		return s.admit(&n.Node)
	case *ast.BinaryNode:
		return s.admitBinary(node, n)
	case *ast.ConditionalNode:
		if !n.Ternary {
			return s.fault(n.Cond.Location().From, FaultConstruct, "if … else is not available in rules: use a ? b : c")
		}
		return s.first(&n.Cond, &n.Exp1, &n.Exp2)
	case *ast.CallNode:
		return s.admitCall(n)
	case *ast.BuiltinNode:
		return s.fault(at, FaultFunction, "function %s is not available in rules", n.Name)
	case *ast.ArrayNode:
		return s.fault(at, FaultList, "a list may only stand on the right of in")
	}
	name := strings.TrimSuffix(strings.TrimPrefix(fmt.Sprintf("%T", *node), "*ast."), "Node")
	return s.fault(at, FaultConstruct, "%s is not available in rules", strings.ToLower(name))
}

func (s *source) first(nodes ...*ast.Node) *Fault {
	for _, n := range nodes {
		if fault := s.admit(n); fault != nil {
			return fault
		}
	}
	return nil
}

func (s *source) admitName(n *ast.IdentifierNode) *Fault {
	if slices.Contains(s.env.Numbers, n.Value) || slices.Contains(s.env.Texts, n.Value) {
		return nil
	}
	return s.fault(n.Location().From, FaultUnknownName, "there is no feature %q", n.Value)
}

func (s *source) admitBinary(node *ast.Node, n *ast.BinaryNode) *Fault {
	at := n.Location().From
	if !slices.Contains(allowed, n.Operator) {
		return s.fault(at, FaultOperator, "operator %s is not available in rules", n.Operator)
	}
	if n.Operator == "in" {
		if fault := s.admit(&n.Left); fault != nil {
			return fault
		}
		return s.admitList(n)
	}
	if fault := s.first(&n.Left, &n.Right); fault != nil {
		return fault
	}
	if n.Operator == "%" {
		callee := &ast.IdentifierNode{Value: "%"}
		callee.SetLocation(n.Location())
		ast.Patch(node, &ast.CallNode{Callee: callee, Arguments: []ast.Node{n.Left, n.Right}})
	}
	return nil
}

// admitList wants literals of one type on the right of in; minus signs are folded into the numbers.
func (s *source) admitList(n *ast.BinaryNode) *Fault {
	list, ok := n.Right.(*ast.ArrayNode)
	if !ok || len(list.Nodes) == 0 {
		return s.fault(n.Right.Location().From, FaultList, "in wants a list with at least one literal on its right")
	}
	texts := 0
	for i := range list.Nodes {
		item := &list.Nodes[i]
		if fault := s.admit(item); fault != nil {
			return fault
		}
		if u, ok := (*item).(*ast.UnaryNode); ok && u.Operator == "-" {
			if f, ok := u.Node.(*ast.FloatNode); ok {
				ast.Patch(item, &ast.FloatNode{Value: -f.Value})
			}
		}
		switch v := (*item).(type) {
		case *ast.StringNode:
			texts++
		case *ast.FloatNode:
			if math.IsInf(v.Value, 0) {
				return s.fault(v.Location().From, FaultNumber, "not a finite number")
			}
		default:
			return s.fault((*item).Location().From, FaultList, "a list holds literals only")
		}
	}
	if texts != 0 && texts != len(list.Nodes) {
		return s.fault(list.Location().From, FaultList, "a list holds numbers or texts, not both")
	}
	return nil
}

// admitCall lets known(feature) through, and the stand-in for % where two comparisons share it.
func (s *source) admitCall(n *ast.CallNode) *Fault {
	at := n.Location().From
	callee, ok := n.Callee.(*ast.IdentifierNode)
	switch {
	case ok && callee.Value == "%":
		return s.first(&n.Arguments[0], &n.Arguments[1])
	case !ok || callee.Value != "known":
		return s.fault(at, FaultFunction, "the only function is known(feature)")
	case len(n.Arguments) != 1:
		return s.fault(at, FaultFunction, "known takes one feature")
	}
	if _, ok := n.Arguments[0].(*ast.IdentifierNode); !ok {
		return s.fault(n.Arguments[0].Location().From, FaultFunction, "known takes the name of a feature, not an expression")
	}
	return s.admit(&n.Arguments[0])
}
