// Package cohort tells where one account stands among others that have something in common: median, middle half and rank, of the score and of
// the points that each factor gave.
//
// Quartiles are definition 7 of Hyndman and Fan (Sample Quantiles in Statistical Packages, The American Statistician 50, 1996): of n sorted
// values the one at place 1 + (n − 1)p, and between two places on the straight line between their values. Of whole numbers a quartile is then
// a whole number of quarters, so the arithmetic is exact. A rank is a count, never a percentage that was rounded up.
//
// 2026-11-28: points are compared as points, not in standard deviations of their factor. They all are of one scale, a difference of ten means
// the same in every row, and a factor that gives all the cohort the same points would have no deviation to divide by.
package cohort
