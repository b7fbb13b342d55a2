// Package counterfactual finds the fewest feasible changes by which an account reaches the next band.
//
// It moves facts and never numbers: a factor is tied to others (what is used now to the mean over six months, to what is left of
// the limit, to what was paid last), and a vector whose entries were moved one by one can describe an account that cannot exist.
// So a plan is a few named actions of the customer with bounded parameters: pay down an amount, pay the next bills in full or
// on time, have a check of their identity done. Applying one gives facts, and factor.Compute gives the vector, of an account that
// did just that. Every plan is searched, by the number of its actions and then by effort; the one that is proposed was assessed
// whole, with caps and flags, by the assessor that gave the score.
//
// What a customer cannot change stays as the score found it: links to others, the limit, education, income. Time is not an
// action, but it passes while an action of months is kept up, so that what counts months since something grows by as many, and
// statements leave the window of six months. A plan of months takes it that spending goes on as in the last statements.
//
// Efforts order plans and measure nothing: ten for each month, one for each percent of the limit that is paid meanwhile, five for
// each check.
package counterfactual
