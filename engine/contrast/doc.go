// Package contrast says what would be different if another scorecard decided: who moves from
// band to band, who is gained and lost at the same share of approvals, how far the two
// distributions lie apart, and which one tells bad accounts from good ones better. It takes
// counts and scores and knows neither accounts nor models.
package contrast
