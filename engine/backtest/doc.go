// Package backtest plays past events through the event engine as they would have been decided at the time: each event meets the
// state that its account and its merchant had just before it, and a label counts from the moment it became known, never from the
// moment of its event. It measures the decisions against the labels, and trains and measures a card of points on the same
// factors out of time.
//
// What happens in which order is fixed by the order of the events. The work on accounts is divided among workers, the counts of
// merchants are kept by one, and everything is added up in the order of the events, so that the report is the same for any number
// of workers.
//
// An event is decided without the lender's own knowledge of the account (limits, score, days past due, lists, links) unless it
// was decided in its time and brings that knowledge with it: what is not known is not known, and fires no rule.
//
// A card learns from labels that were all known before the first day it is measured on; Train refuses other days. The measures
// leave out what has no label, and the kind of bad is counted in the report and never read before it.
//
// Compare decides the same events by two policies and reports how they differ, CompareAccounts assesses the same accounts by two.
// Where every event brings what it was decided on, nothing is built again: the events may come in any order, so that a store can
// give them by id, and the report is still the same.
package backtest
