// Package factor turns the facts about an account into the vector of numbers that a scorecard reads.
//
// Catalogue lists every factor in the order of the vector. The order is part of every stored vector, so the list only ever
// grows at its end. Compute fills the vector from Facts by the formula written beside each factor; a value that cannot be
// computed is NaN, which a scorecard scores in a bin of its own. Nothing here is learnt and nothing depends on the day it runs.
//
// Sex, marital status and age are never factors, and nothing that merely stands in for them is added: an account is judged by
// what it did. Encode and Decode keep a vector as a small exact blob so that an assessment can be repeated to the bit.
package factor
