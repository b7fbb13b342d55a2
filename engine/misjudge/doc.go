// Package misjudge estimates how likely a measure that stands against a customer is wrong, and what it costs them
// while it stands. A sanction or a turned-away event comes in as Evidence: what was known when it was made and what
// is known today. Out comes a Finding: a probability as a sum of log odds, one line a reason, and the harm.
//
// It is a glass box: the probability is 1/(1+e^-x) with x the sum of the lines, and every line is one of the weights
// below. Nothing is hidden in an interaction, so a page can show the sum. The package judges nobody: it orders the
// work of people who look again.
//
// # Base rate
//
// The base is the share of executed appeals against measures of the same kind and reason that overturned them, as the
// mean of a Beta posterior, (overturned+2)/(decided+20): the prior Beta(2, 18) is 10 per cent with the weight of twenty
// appeals (Gelman et al., Bayesian Data Analysis, 3rd ed., 2013, section 2.4), so that one overturned of one gives
// 14 per cent and not 100. From EnoughAppeals decided appeals on the line is called history. Who appeals is not a random
// sample: the base is an estimate for ordering, not a finding about the measure.
//
// # Weights, in log odds
//
// They are chosen, not learnt: there are too few overturned measures to learn from. All are small beside the base of
// -2.2, so that no single fact makes an even chance, save that an event turned out to be good: it takes two or three
// independent ones. e^0.7 is about 2: 0.7 doubles the odds.
//
//	band           -1 in the lowest band of today's score … +1 in the highest, in equal steps
//	score_change   ±1 at most: half the log odds that the card's own scale gives the change since (ln 2 · points/PDO / 2);
//	               half, because the score speaks of default and not of misjudgement
//	flags          flags that hold today: none +1.0 when some held then, +0.3 when none did; one 0; two -0.8; more -1.6
//	flags_cleared  found groundless by a person since: one +0.7, more +1.0
//	challenges     passed since, each kind once: code +0.5, explanation +0.6, document +0.8, face +1.0; together at most 1.6
//	challenge_lost failed or ignored since: -1.0
//	repaid         was late, is not: +0.8, for a measure because of late payment +1.4
//	late           late today: -0.7, from 30 days on -1.4
//	evidence       each thing that the customer brought in an appeal +0.3, together at most 0.9
//	upheld         an independent person upheld the measure: -1.5 each, together at most -3
//	links_better   each linked account fewer that is sanctioned or in default +0.5, at most 1.0
//	links_clean    the measure rests on links and none of the linked accounts is sanctioned or in default today: +0.9
//	links_bad      the measure rests on links and two or more of them are: -0.6
//	identity_sure  the measure doubts who the customer is, and name, document and face match today: +0.5
//	missing_known  points that rested on missing data then and are known now: 0.03 a point, between -0.8 and +0.8
//	automatic      no person made or approved it: +0.3
//	milder         today's policy decides the same input milder: +0.8, two rungs or more +1.4
//	confirmed_good the event turned out to be good: +2.5
//	confirmed_bad  the event turned out to be bad: -4
//
// # Harm
//
// Harm is counted in points: one for each 100 yuan taken away, FunctionPoints for each function, all of it times
// (7 + days in force)/7 with days counted up to DaysMost, because the second month without an account hurts no less than the
// first. Rank is probability × harm, in points.
//
// 2026-11-25: one number for harm rather than a sort by several columns. It costs a choice of how many yuan a function is worth,
// which is written here and shown on the page.
package misjudge
