// Package decide puts scorecard and policy together: from an account's vector to a score
// with every line that makes it, a band, an outcome, and the flags that call a person.
//
// It does the same for events: a Monitor holds the compiled part of a policy on events and
// decides each from its features, the lists it is on, and the money that is there.
//
// Assess and Monitor.Decide are pure: the same input, card and policy give the
// same result on any machine and at any time. Inputs and results have a stable encoding, so that what was decided can be
// stored whole, recomputed later and compared byte for byte.
//
// Lanes of an event, in order: what blocks (a block list, a function taken away, money that is not
// there), the stop (people decide), allow lists, rules, score.
package decide
