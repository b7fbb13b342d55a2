package data

import (
	"slices"
	"testing"

	"gorm.io/gorm"

	"candor/engine/decide"
	"candor/engine/rules"
	"candor/models"
)

// TestACaseKnowsWhatRaisedItsFlags: the decisions behind its flags are read in two statements, however many flags there are, with what the
// rules asked for.
func TestACaseKnowsWhatRaisedItsFlags(t *testing.T) {
	forEachDB(t, func(t *testing.T, s *Store, c *clock) {
		a := newFixture(t, s).account(1)
		hold, freeze := eventRule("held", "amount_fen >= 20000", rules.Hold), eventRule("frozen", "amount_fen >= 30000", rules.Decline)
		hold.Severity, freeze.Severity, freeze.Sanction = 2, 3, "freeze"
		version := govern(t, s, c, nil, hold, freeze)
		decideNow(t, s, spend(&a, c, "E-1", 20_000))
		strong := decideNow(t, s, spend(&a, c, "E-2", 30_000)).Event
		open := must[*models.AccountDetail](t)(s.AccountDetail(ctx, a.ID)).OpenCase
		d := must[*models.CaseDetail](t)(s.CaseDetail(ctx, open.ID))
		by := d.Decided[strong.ID]
		if !by.Event || by.PolicyVersion != version || by.Sanction != models.SanctionFreeze || by.Outcome != models.OutcomeDecline || len(by.Fired) != 2 {
			t.Errorf("%d flags, by %+v", len(d.Flags), d.Decided)
		}
		if p, ok := d.Proposal(); !ok || p.Sanction != models.SanctionFreeze || p.Decision != strong.ID {
			t.Errorf("proposes %+v, %v", p, ok)
		}
		for i := range d.Flags {
			if f := &d.Flags[i]; d.Rules[f.ID] != f.Code {
				t.Errorf("%s was raised by %q", f.Code, d.Rules[f.ID])
			}
		}
		queries := queriesOf(t, s)
		many := slices.Repeat(d.Flags, 20)
		ok(t, s.read(ctx, func(db *gorm.DB) error {
			_, err := flagDecisions(db, many)
			return err
		}))
		if *queries != 2 {
			t.Errorf("%d statements for %d flags", *queries, len(many))
		}
	})
}

// TestAnOpenCaseHasTheUsualReasonsOfThePolicyInForce: those of a draft are none of it, and a closed case needs none.
func TestAnOpenCaseHasTheUsualReasonsOfThePolicyInForce(t *testing.T) {
	forEachDB(t, func(t *testing.T, s *Store, c *clock) {
		a := newFixture(t, s).account(1)
		held := eventRule("held", "amount_fen >= 20000", rules.Hold)
		held.Severity = 2
		govern(t, s, c, nil, held)
		decideNow(t, s, spend(&a, c, "E-1", 20_000))
		open := must[*models.AccountDetail](t)(s.AccountDetail(ctx, a.ID)).OpenCase
		own := []decide.QuickReason{
			{Key: "one", Outcome: decide.QuickCleared, Chinese: "没有任何异常。", English: "Nothing was wrong."},
			{Key: "two", Outcome: decide.QuickConfirmed, Chinese: "账户为他人所用。", English: "Others use the account."},
		}
		got := func() []decide.QuickReason { return must[*models.CaseDetail](t)(s.CaseDetail(ctx, open.ID)).Quick }
		if list := got(); !slices.Equal(list, decide.DefaultQuickReasons()) {
			t.Errorf("shipped: %+v", list)
		}
		live := must[*models.Policy](t)(s.LivePolicy(ctx))
		live.Document.Quick = own
		f := newFixture(t, s)
		f.must(func(tx *writeTx) error { return tx.db.Model(live).Select("document").Updates(live).Error })
		if list := got(); !slices.Equal(list, own) {
			t.Errorf("own: %+v", list)
		}
		f.must(func(tx *writeTx) error {
			return tx.db.Model(&models.Case{}).Where("id = ?", open.ID).Update("state", models.CaseClosed).Error
		})
		if list := got(); list != nil {
			t.Errorf("a closed case has %+v", list)
		}
	})
}
