// Package decide puts scorecard and policy together: from an account's vector to a score
// with every line that makes it, a band, an outcome, and the flags that call a person.
//
// Assess is pure: the same input, card and policy give the same result on any machine and
// at any time. Input and Result have a stable encoding, so that what was decided can be
// stored whole, recomputed later and compared byte for byte.
package decide
