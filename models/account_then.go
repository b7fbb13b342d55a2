package models

import "time"

// AccountThen is how an account stood at a time. A nil field is not known for it.
type AccountThen struct {
	Recorded    bool // the account was on record by then; before that nothing is known but statements
	Status      *AccountStatus
	LimitFen    *int64 // the sum of the limits in force
	UsedFen     *int64
	DaysPastDue *int
	Statement   *Statement // the newest whose month was over by then
}

// AccountBefore is what a change, or the decision about an event, recorded of an account as it
// was just before. A field that it did not look at is nil.
type AccountBefore struct {
	At          time.Time      `json:"-"`
	Status      *AccountStatus `json:"status"`
	LimitFen    *int64         `json:"limit_fen"`
	UsedFen     *int64         `json:"used_fen"`
	DaysPastDue *int           `json:"days_past_due"`
}

// Then is how the account stood at a time, from what was recorded after it, in any order: what
// the first record after a time says of just before holds for that time, and what nobody changed
// since is as it is now. freed is when an amount that an event had reserved became free the first
// time after, nil for never: only its event knows the amount, so that what was used before that
// is not known, unless a record lies between.
func (a *Account) Then(at time.Time, later []AccountBefore, freed *time.Time) AccountThen {
	if a.RecordedAt().After(at) {
		return AccountThen{}
	}
	t := AccountThen{Recorded: true, Status: &a.Status, LimitFen: &a.LimitFen, UsedFen: &a.UsedFen, DaysPastDue: &a.DaysPastDue}
	var first struct{ status, limit, used, late *time.Time }
	for i := range later {
		b := &later[i]
		sooner(&first.status, b.At, &t.Status, b.Status)
		sooner(&first.limit, b.At, &t.LimitFen, b.LimitFen)
		sooner(&first.used, b.At, &t.UsedFen, b.UsedFen)
		sooner(&first.late, b.At, &t.DaysPastDue, b.DaysPastDue)
	}
	if freed != nil && (first.used == nil || !first.used.Before(*freed)) {
		t.UsedFen = nil
	}
	return t
}

// sooner takes a value that was recorded before the one that is held.
func sooner[T any](first **time.Time, at time.Time, held **T, value *T) {
	if value != nil && (*first == nil || at.Before(**first)) {
		*first, *held = &at, value
	}
}

// RecordedAt is since when the account is on record here. An import may say that an account was
// made long before; what it was then nobody recorded.
func (a *Account) RecordedAt() time.Time {
	if made := a.ID.Time(); made.After(a.CreatedAt) {
		return made
	}
	return a.CreatedAt
}

// StatementAt is the newest statement whose month was over at a time, in UTC, nil for none.
func StatementAt(list []Statement, at time.Time) *Statement {
	var newest *Statement
	for i := range list {
		if s := &list[i]; !s.Since().After(at) && (newest == nil || s.Month > newest.Month) {
			newest = s
		}
	}
	return newest
}
