// Package drift tells how far the accounts that are assessed today are from those that a scorecard was trained on: week by week, of the
// score and of each factor.
//
// The measure is the population stability index (learn.PSI; of a factor it is called the characteristic stability index) between the bins of
// the training rows and those of a week's assessments, with the usual levels of 0.1 and 0.25 (Siddiqi, Credit Risk Scorecards, 2006, chapter
// 8). By chance alone the index of B bins over n and m accounts is about (B-1)(1/n+1/m) (Yurdakul, Statistical Properties of Population
// Stability Index, Western Michigan University, 2018), so a week of fewer than Needed assessments is shown as too few and judged by nobody. A pair of
// factors has many bins and needs many accounts.
//
// Weeks are ISO 8601 weeks in UTC, numbered year·100 + week.
//
// 2026-11-25: the score is counted in buckets of ScoreStep points and put together to about ten groups of equal training share when it is shown,
// rather than counted in deciles. A few more counts are kept, and the groups can be chosen for each model without counting again.
package drift
