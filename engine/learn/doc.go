// Package learn trains a scorecard inside the product and says honestly how good it is.
//
// The method is the weight-of-evidence logistic scorecard of the credit trade (Siddiqi, Credit Risk Scorecards, 2006, chapters
// 5 and 6). Each factor is cut into few bins by an exact search for the most information value among all binnings whose bad rate
// only rises or only falls; a logistic regression weighs the factors; the result is rounded to whole points and is the scorecard
// itself, not an approximation of something else. A factor whose points would run against its own bad rate is dropped.
//
// The report's measures come from accounts that the measured card has never seen: binning, selection and fit are repeated
// inside each training fold, and the left-out fold is scored with that fold's whole points, as a decision would.
//
// Training is a function of the data and the options. The folds are dealt by a seeded generator written out here, so that the
// same data and seed give the same bytes on any number of cores; gonum's optimiser does the fit.
//
// # Decision, 2026-11-25: cards of events are boosted, one shape a factor
//
// Bins of a twentieth of the rows cannot see what is bad in one event of a hundred and shows in the last thousandth of a
// factor, and shapes of each factor alone count twice what overlapping factors share. TrainAdditive grows all shapes together
// in small steps and rounds them to the same kind of scorecard. Pairs of factors were not needed: on real transactions the
// whole points of fourteen factors rank as well as a random forest of fifteen does. It costs a shape that need not be monotone
// where no side is named safe, and no weight of evidence that explains the points: they come from all factors together.
// Settings and factors were chosen on weeks before those that the test holds it to.
package learn
