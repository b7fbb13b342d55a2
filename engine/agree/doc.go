// Package agree tells how far two people who judged the same things agree, and draws the things that a second person judges again.
//
// Measure gives the share that both judged alike, with Wilson's interval, and Cohen's kappa (Cohen, A Coefficient of Agreement for Nominal
// Scales, Educational and Psychological Measurement 20, 1960), which takes off what two people who judge without looking would agree on by
// chance, with the standard error of Fleiss, Cohen and Everitt (1969).
//
// 2026-11-26: a sample is shared out by highest averages after one for each group, not by equal parts: the agreement of the whole sample is
// then nearly that of all that was decided, without weights. What it costs: a person who decided little has few items, and their own row says
// little. Below Fewest items no figure should be read as a judgement about anybody.
package agree
