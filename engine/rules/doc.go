// Package rules holds the lender's event rules as data, and runs them.
//
// A [Rule] is a condition in a small expression language over the named features of one event, and what follows when it
// holds: an outcome, a risk, a reason code, perhaps a sanction. [Compile] checks a whole list of rules against an [Env], the
// catalogue of features, and returns a [Set] or every [Fault] with its line and column. [Set.Evaluate] runs the rules on the
// [Slots] of one event without allocating; [Set.Explain] says for every rule why it did or did not fire.
//
// # The language
//
//	amount > 500000 and new_device == 1 and not known(last_city)
//	channel in ["app", "web"] and (known(mean) ? amount / mean : 0) > 5
//
// Numbers are float64, text is compared whole. There are `and or not`, `== != < <= > >=`, `in` and `not in` over a list of
// literals, `+ - * / %`, unary minus, `a ? b : c`, parentheses and the one function `known(feature)`. Nothing else: no other
// function, no variable, no loop, no closure, no list or map but a list of literals on the right of `in`, no pattern. A rule is
// at most [MaxText] bytes and [MaxNodes] nodes, so the longest evaluation is bounded before it starts and needs no clock.
//
// # Missing is not broken
//
// A feature may be missing: there is no mean before the first purchase. A missing number is NaN in its slot, a missing text the
// empty text. Arithmetic that fails is another thing. The truth table:
//
//	known(x)                                   true when x is not missing
//	x == y, !=, <, <=, >, >=, in, not in       false when either side is missing
//	not c                                      the opposite of c: true for a comparison that is false because x is missing
//	a + b, - * / %, -a with a missing operand  missing
//	a / 0, a % 0, any result that is infinite  the rule fails, if neither operand is missing
//	c ? a : b                                  decided by c as above; the other branch is not looked at
//	a and b, a or b                            from the left; what is not needed is not looked at and cannot fail
//
// So `x != 5` and `x not in [5]` want a known x, and `not (x == 5)` does not. A rule that fails has neither fired nor not fired:
// it stands in [Hits].Failed, and [Set.Verdict] then holds the event at least, with the reason [ReasonRuleError]. A panic inside
// a rule, or slots that do not fit the set, counts the same. Nothing approves because it broke.
//
// # Decision, 2026-11-25: expr parses, closures run
//
// Context: github.com/expr-lang/expr has a mature parser and type checker, and a virtual machine that takes 2 to 4 µs and
// several allocations for twenty rules, mostly to fetch names from a map and to box numbers. Replays and back-tests run rules
// over millions of events. Choice: expr parses and type-checks; what it accepts is reduced to an own small tree, which compiles
// once to closures over numbered slots, with the leading plain comparisons of a rule kept as bare intervals. The tests hold
// expr's own machine against it on generated expressions. Price: two places know the semantics, and a construct that expr
// gains is refused here until somebody adds it.
package rules
