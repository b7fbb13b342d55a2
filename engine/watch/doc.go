// Package watch keeps the streaming state of one account and of one merchant, and turns an event into the vector of numbers
// that rules read: how much in the last hour, how far from the customer's own habits, how long since the password changed.
//
// # State
//
// A State is a function of the set of events given to it, as long as none comes more than Lateness after a newer one: it has a
// folded part, into which events went in the order of (At, ID), and a small sorted buffer of the newest events, which a late
// arrival may still join. The buffer holds up to Buffered events; when it is full, or the state would grow past MaxBytes, its
// oldest event is folded early, and events at or before that one are from then on too late. Features are those of an event
// among the events before it: the buffered events with a smaller (At, ID) are folded on a copy, so a late event sees no future.
//
// # Exactness
//
// A window covers every event since the start of the bucket that holds the moment one window before the event, in UTC. Buckets
// are 1 minute for 5m, 10 minutes for 1h, 2 hours for 24h and 1 day for 7d and 30d: "24h" is thus the last 24 to 26 hours.
// Within that, counts and sums of money are exact integers; the point where each saturates is said at its constant. Distinct
// values and times seen are exact up to a number of values that is said at each table, and a lower bound beyond it. Features
// that follow single purchases (refunds, loops, sums at one merchant) look at the newest Recent money events.
//
// An Append of any state has at most MaxBytes bytes. An account that would need more (every bucket in use, every table full)
// keeps fewer of its oldest table entries, never fewer than 2 of each table and 4 recent money events, and folds its buffer early.
// Typical are 280 bytes after 10 events and 570 after 60; decoded, a State takes 2.5 kB.
//
// Values are known by 32 bits of their Token inside a state: one value in 4 billion is taken for another.
//
// # Decision, 2026-11-26: a city stands for its centre
//
// Context: many senders name a city and send no coordinates, so that no distance was known. Choice: CityPlace knows China's larger cities
// to a tenth of a degree, and whoever takes an event in keeps the centre with the event where nothing better was sent. The state does not
// know the difference, and events of before keep what they had, so that states and decisions come out again as they were. Price: a
// distance is off by as much as a city is wide, far below what the shipped rule calls far; cities wider than that are left out.
//
// Nothing here reads a clock, draws a random number or does input or output, and the hot path allocates nothing.
package watch
