// Package score defines a scorecard and evaluates it.
//
// A scorecard is one JSON document: a base, and for each factor a list of bins that partition every value the factor can take,
// each with a whole number of points. The score is the base plus the points of the bin that each factor's value falls in, held
// within the scale by lines of their own, so that what a person reads on the page is the model and not an account of it: the
// base and the lines always sum to the score exactly.
//
// The same artefact is evaluated in two ways. Evaluator.Evaluate is the fast path for a whole book: it touches no heap and
// takes no data-dependent branch while it searches for bins. Evaluator.Explain is the readable path for one account. Both read
// the bins from one compiled table, and tests hold them to a slow and obvious third reading of the document.
//
// The package knows nothing of where a vector comes from: the order of the factors is an argument of Compile.
//
// # Decision, 2026-11-25: reasons are net within their code
//
// Reasons count points lost against a reference, which is policy: the best bin of each factor, or the mean points of the accounts
// that the card was trained on. Before the mean could be chosen no factor could gain, so that net and gross were the same. Now a
// factor above its mean is set against one below it when both share a code, and never when they do not. Factors that share a code
// measure one thing, and an additive card spreads what it is worth over them as the fit happens to fall: counting the losers alone
// would tell customers that they use much of their limit, for one of three measures of it, while the three together speak for
// them. It costs that a code that is even or ahead is no reason although a factor of it lost; the lines still show that factor.
package score
