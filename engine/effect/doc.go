// Package effect tells what a change did: it compares shares of two windows, before and after, and says how far the difference is from
// chance.
//
// Each share has Wilson's interval (validate.Wilson), their difference Newcombe's hybrid of the two, and a p-value: the pooled z test of two
// proportions or, where an expected count is below ExactBelow, Fisher's exact test. Detectable says what a comparison of this size can see
// at all, because "no difference was found" among few accounts says nothing. Holm adjusts p-values of comparisons that were made together.
//
// The comparison is observational. Nobody drew lots about which accounts come before and which after, so a difference is an association
// with the change and with all else that happened meanwhile. Drift of the scores between the windows (engine/drift) is shown beside it.
//
// 2026-11-25: the exact test takes over from the z test below an expected count of 5 (Cochran, Biometrics 10, 1954) rather than below a sample
// size; a continuity correction is not used, since it makes the z test more cautious than the interval that is shown beside it.
package effect
