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
// # Decision, 2026-11-25: one boosting for accounts and events
//
// Bins of a twentieth of the rows cannot see what is bad in one event of a hundred, and shapes of each factor alone count twice
// what overlapping factors share. The boosted additive card (MethodBoosted for accounts, TrainAdditive for events) grows all
// shapes together in small steps: cyclic gradient boosting of one shape a factor on quantile bins (Lou, Caruana and Gehrke,
// Intelligible models for classification and regression, KDD 2012; Nori, Jenkins, Koch and Caruana, InterpretML, arXiv 1909.09223,
// 2019), each step a stump with Newton leaves and a ridge (Friedman, Hastie and Tibshirani, Additive logistic regression, Annals
// of Statistics 28, 2000; Chen and Guestrin, XGBoost, KDD 2016, equations 6 and 7). Where a factor says which way is safer, only
// cuts of that direction are made; missing, each special code and each category have a value of their own. Sixteen bags of rows
// drawn with replacement grow side by side (Breiman, Bagging predictors, Machine Learning 24, 1996) and stop when the rows that
// each left out say so. Their mean is joined to few bins and rounded: that is the card, and nothing of the model is outside it.
// Factors that say less than their bags disagree about are left out and the rest grown anew.
//
// Log odds, gradients and losses are whole numbers, so that sums do not depend on their order: the same data and seed give the
// same bytes on any machine. Pairs of factors are grown only when asked for (Options.Pairs), and only those that the residuals of
// the rows left out test above what chance reaches anywhere: of six public files of credit, two have pairs worth having. What it
// costs: sixteen models to fit, about eight seconds for eighteen thousand accounts with five folds, and no weight of evidence that
// explains the points, since they come from all factors together.
//
// # Decision, 2026-11-26: pairs keep to the safe side of their factors
//
// Cells of a pair used to grow freely, so that along a factor with a safe side the score could fall for some values of the other. Now
// the points of a pair are moved to the nearest cells, by rows, that with the factor's own line never go against it (keepOrder):
// cells may give back what the line gains between two of their bins, and pairs of one factor share that. What it costs: a true
// effect that turns is told as flat where it does.
//
// The settings are the same for every file. Some were compared on the six files that the tests read; small changes of any of them
// move the mean AUC over those files by less than 0.0005.
package learn
