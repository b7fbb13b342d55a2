// Package engine is the map of Candor's pure engine. It holds no code of its own.
//
// The parts, each importing only those above it:
//
//   - plain is the exponential function and the logarithm, the same to the bit on any processor.
//   - score evaluates a scorecard: points per factor, the lines that sum to the score, and the reasons.
//   - factor turns the facts about an account into the vector of numbers that a scorecard reads.
//   - watch keeps the streaming state of an account and of a merchant, and turns an event into the numbers that rules read.
//   - learn trains a scorecard on labelled history and measures it out of fold.
//   - validate measures a trained card as a model-risk team would: intervals, calibration, drift, fairness, and the champion.
//   - effect compares shares before and after a change: difference with interval, p-value, guards.
//   - agree tells how far two people who judged the same things agree, and draws those that are judged again.
//   - contrast says what would be different if another scorecard decided.
//   - rules compiles event rules, which are data, to closures over numbered features, and says which of them fire and why.
//   - decide puts card or rules together with a policy: scores with bands and flags, and outcomes of events.
//   - misjudge weighs what speaks for a measure being wrong, one line a reason, and what it costs the customer.
//   - drift tells how far the accounts of a week are from those a scorecard was trained on.
//   - cohort tells where an account stands among others that have something in common: quartiles and ranks.
//   - backtest plays past events through the rest as they would have been decided at the time.
//   - graph places the nodes of a small network so that it can be read.
//
// Everything below this folder is a function of its arguments: it reads no clock, draws no random number that does not come
// from a seed it was given, does no input or output, and never lets the order of a map reach a result. The same facts, the
// same scorecard and the same policy therefore give the same decision, to the bit, on any machine and in any year. Some
// processors multiply and add in one step and round once: a test compiles for one of them and wants no such step.
package engine
