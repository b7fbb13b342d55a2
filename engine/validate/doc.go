// Package validate measures a trained scorecard as a model-risk team would before it lets the card decide: how well it ranks, how
// honest its probabilities are, how steady it is, what it leans on, whom it treats how, and whether it beats the card that decides
// now. The answer is one Report, kept with the model as JSON.
//
// Whatever says how good the card is comes from out-of-fold scores: each account is judged by a card that has not seen it. What
// says how the card behaves, such as its shapes and what a missing factor does to it, comes from the final card itself. Folds are
// pooled, so the AUC here may differ in the third decimal from the training report's mean over folds.
//
// All intervals hold 95 %. Accounts with equal scores are never told apart by their order: groups are cut between scores only, so
// that a report depends on no order of rows. A number that cannot be had, such as the AUC of a month without a bad account, is NaN
// and null in JSON.
//
// Sources: DeLong, DeLong and Clarke-Pearson, Biometrics 44, 1988, and Sun and Xu, IEEE Signal Processing Letters 21, 2014, for
// AUC; Murphy, Journal of Applied Meteorology 12, 1973, and Stephenson, Coelho and Jolliffe, Weather and Forecasting 23, 2008, for
// the parts of the Brier score; Cox, Biometrika 45, 1958, for the slope of calibration; Wilson, Journal of the American Statistical
// Association 22, 1927, for shares; Katz, Baptista, Azen and Pike, Biometrics 34, 1978, for ratios; Siddiqi, Credit Risk Scorecards,
// 2006, for PSI and gains tables; and 29 CFR 1607.4(D), 1978, for the four-fifths line.
package validate
