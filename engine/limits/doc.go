// Package limits judges a change of a credit limit: what the policy's matrix allows for a
// band, when a second person must agree, and what the change would do to exposure and
// expected loss. Everything is a pure function of its arguments; money is int64 fen,
// rates are basis points (1/10,000).
package limits
