package handlers

import (
	"strconv"

	"candor/models"
	"candor/views"
)

// sideFact is a fact about one side of a comparison. One that is not known is never the same as
// another, nor different.
type sideFact struct {
	key, value, note string
	known            bool
}

func (f sideFact) cell() views.Cell { return views.Cell{Text: f.value, Sub: f.note, Wrap: true} }

// sideFacts are a side's facts in words, in one order for both sides.
func (l labels) sideFacts(s *models.CompareSide) []sideFact {
	none := l.p.T("common.none")
	say := func(key, value string) sideFact { return sideFact{key: l.p.T(key), value: value, known: true} }
	scored, band, policy := none, none, none
	if d := s.Decision; d != nil {
		scored, band, policy = strconv.Itoa(d.Score), l.band(d.Band).Label, strconv.Itoa(d.PolicyVersion)
	}
	kinds := none
	for i := range s.Sanctions {
		kind := l.word("sanction.kind.", string(s.Sanctions[i].Kind))
		if i > 0 {
			kind = kinds + l.p.T("common.list_separator") + kind
		}
		kinds = kind
	}
	facts := []sideFact{say("score.score", scored), say("account.band", band), say("score.policy", policy), say("account.sanctions", kinds)}
	facts = append(facts, l.thenFacts(&s.Then)...)
	return append(facts, say("account.opened", l.datePtr(s.Account.OpenedAt)),
		say("account.cases", strconv.Itoa(s.Cases)), say("account.appeals", strconv.Itoa(s.Appeals)))
}

// thenFacts are how the account stood. What is not known says so and why.
func (l labels) thenFacts(t *models.AccountThen) []sideFact {
	why := "account_compare.unknown_freed"
	if !t.Recorded {
		why = "account_compare.unknown_before"
	}
	status := fact(l, why, "account.status", t.Status, func(s models.AccountStatus) string { return l.word("status.", string(s)) })
	limit := fact(l, why, "account.limit_in_force", t.LimitFen, views.Money)
	used := fact(l, why, "account.used", t.UsedFen, views.Money)
	late := fact(l, why, "account.dpd", t.DaysPastDue, strconv.Itoa)
	var share *string
	if t.LimitFen != nil && t.UsedFen != nil {
		text, _, _ := utilisation(*t.UsedFen, *t.LimitFen)
		share = &text
	}
	use := fact(l, why, "account_compare.use", share, func(s string) string { return s })
	bill := sideFact{key: l.p.T("account_compare.bill"), value: l.p.T("common.none"), known: true}
	if s := t.Statement; s != nil {
		bill.value = l.p.T("account_compare.bill_of", "month", monthName(s.Month), "bill", views.Money(s.BillFen))
		bill.note = l.standing(s.Standing)
	}
	return []sideFact{status, limit, used, use, late, bill}
}

// fact is a value in words, or that it is not known.
func fact[T any](l labels, why, key string, value *T, words func(T) string) sideFact {
	if value == nil {
		return sideFact{key: l.p.T(key), value: l.p.T("account.not_known"), note: l.p.T(why)}
	}
	return sideFact{key: l.p.T(key), value: words(*value), known: true}
}
