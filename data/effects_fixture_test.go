package data

import (
	"fmt"
	"testing"
	"time"

	"candor/models"
)

const oneDay = 24 * time.Hour

// effectBook is a book around the publication of version 2, of which everything is counted by hand below.
type effectBook struct {
	*fixture
	c         *clock
	model     models.ID
	accounts  []models.Account
	published time.Time
}

// newEffectBook makes 110 accounts and a champion that is trained on "default". Even accounts went to university, the others to high school;
// the first twenty have a pay-later line and the first ten a cash loan besides.
func newEffectBook(t *testing.T, s *Store, c *clock) *effectBook {
	b := &effectBook{fixture: newFixture(t, s), c: c, accounts: make([]models.Account, 110)}
	b.must(func(tx *writeTx) (err error) {
		if b.model, err = tx.id(); err != nil {
			return err
		}
		m := models.Model{ID: b.model, Name: "card", Method: "woe_logistic", Label: "default", State: models.ModelChampion, Artefact: tinyCard(t), Report: []byte("{}"), CreatedAt: tx.now, Version: 1}
		if err := tx.insert(&m); err != nil {
			return err
		}
		for i := range b.accounts {
			id, err := tx.id()
			if err != nil {
				return err
			}
			b.accounts[i] = models.Account{ID: id, Source: "test", ExternalID: fmt.Sprint(i), Status: models.StatusActive, Lang: "en", Reach: []models.Function{},
				Declared: map[string]string{}, Education: 2 + i%2, ContentHash: "x", CreatedAt: tx.now, UpdatedAt: tx.now, Version: 1}
		}
		if err := tx.insertMany(&b.accounts, 40); err != nil {
			return err
		}
		for i := range 20 {
			for _, p := range []models.Product{models.ProductPayLater, models.ProductCashLoan}[:2-i/10] {
				id, err := tx.id()
				if err != nil {
					return err
				}
				if err := tx.insert(&models.CreditLine{ID: id, AccountID: b.accounts[i].ID, Product: p, Version: 1}); err != nil {
					return err
				}
			}
		}
		return nil
	})
	return b
}

// assess assesses accounts from one number up to another now.
func (b *effectBook) assess(from, to, score int, flagged bool) {
	b.Helper()
	outcome := map[bool]string{true: "flag", false: "pass"}[flagged]
	b.must(func(tx *writeTx) error {
		var rows []models.Decision
		for i := from; i < to; i++ {
			id, err := tx.id()
			if err != nil {
				return err
			}
			rows = append(rows, models.Decision{ID: id, AccountID: b.accounts[i].ID, Kind: "assessment", At: tx.now, ModelID: b.model, PolicyVersion: 1,
				Score: score, Band: "good", Outcome: outcome, Input: []byte{}, Result: []byte{}})
		}
		return tx.insertMany(&rows, 12)
	})
}

// bad says that the champion's outcome of an account became known at a time.
func (b *effectBook) bad(account int, at time.Time) {
	b.Helper()
	b.must(func(tx *writeTx) error {
		return tx.insert(&models.Label{AccountID: b.accounts[account].ID, Name: "default", Bad: true, Source: "test", At: stamp(at)})
	})
}

// confirmed says that a reviewer confirmed a flag that was raised an hour from now, at a time.
func (b *effectBook) confirmed(account int, at time.Time) {
	b.Helper()
	b.must(func(tx *writeTx) error {
		caseID, err := tx.id()
		if err != nil {
			return err
		}
		raised, closed := tx.now.Add(time.Hour), stamp(at)
		err = tx.insert(&models.Case{ID: caseID, AccountID: b.accounts[account].ID, State: models.CaseClosed, OpenedAt: raised, DueAt: closed, ClosedAt: &closed, Version: 1})
		if err != nil {
			return err
		}
		id, err := tx.id()
		if err != nil {
			return err
		}
		return tx.insert(&models.Flag{ID: id, CaseID: caseID, AccountID: b.accounts[account].ID, Source: "rule", Code: "identity_failed", RaisedAt: raised, State: models.FlagConfirmed})
	})
}

// event decides an event now; label, if any, is what it turned out to be at a time.
func (b *effectBook) event(account int, outcome models.Outcome, label *models.EventLabel) {
	b.Helper()
	b.must(func(tx *writeTx) error {
		id, err := tx.id()
		if err != nil {
			return err
		}
		e := models.Event{ID: id, AccountID: b.accounts[account].ID, Kind: models.EventPurchase, Source: "test", ExternalID: fmt.Sprint(id), EventKey: fmt.Append(nil, id),
			At: tx.now, BodyHash: []byte{1}, Outcome: outcome, Input: []byte{}, Result: []byte{}}
		if err := tx.insert(&e); err != nil || label == nil {
			return err
		}
		l := *label
		l.EventID, l.Source, l.At = id, "test", stamp(l.At)
		return tx.insert(&l)
	})
}

// sanction puts a sanction into force now; outcome is how the appeal against it was decided three days later, "" for no appeal.
func (b *effectBook) sanction(account int, outcome models.AppealOutcome) {
	b.Helper()
	b.must(func(tx *writeTx) error {
		id, err := tx.id()
		if err != nil {
			return err
		}
		sn := models.Sanction{ID: id, AccountID: b.accounts[account].ID, Kind: models.SanctionRestrict, Reach: []models.Function{}, State: models.SanctionActive,
			StartsAt: &tx.now, MadeAt: tx.now, MadeBy: 7, Version: 1}
		if err := tx.insert(&sn); err != nil || outcome == "" {
			return err
		}
		if id, err = tx.id(); err != nil {
			return err
		}
		decided := tx.now.Add(3 * oneDay)
		words, err := tx.seal("not me", wordsPlace(id), 0)
		if err != nil {
			return err
		}
		return tx.insert(&models.Appeal{ID: id, AccountID: sn.AccountID, SanctionID: sn.ID, Stage: models.AppealClosed, Channel: "phone", Lang: "en", Words: words,
			ReceivedAt: tx.now.Add(oneDay), DueAt: decided, Outcome: outcome, DecidedAt: &decided, Restored: []models.RestoredField{}, Version: 1})
	})
}

// work records what a reviewer did with a case, minutes after one another.
func (b *effectBook) work(object string, actions ...string) {
	b.Helper()
	for i, a := range actions {
		if i > 0 {
			b.c.advance(10 * time.Minute)
		}
		b.must(func(tx *writeTx) error { return tx.audit(a, target{kind: "case", id: object}, nil, nil, "seen") })
	}
}

// publish makes version 2 the one in force now.
func (b *effectBook) publish() {
	b.Helper()
	b.must(func(tx *writeTx) error {
		was, err := livePolicyRow(tx.db)
		if err != nil {
			return err
		}
		p := models.Policy{Version: was.Version + 1, Base: was.Version, State: models.PolicyLive, Document: was.Document, MadeAt: tx.now, PublishedAt: &tx.now, Revision: 1}
		if err := tx.db.Model(was).Updates(map[string]any{"state": models.PolicyArchived, "archived_at": tx.now}).Error; err != nil {
			return err
		}
		if err := tx.insert(&p); err != nil {
			return err
		}
		b.published = tx.now
		return tx.audit(models.ActionPolicyPublished, policyTarget(&p), nil, map[string]int{"live": p.Version}, "test")
	})
}

// live plays the ten days before the publication and the nine after it. Of the sixty accounts after it, bads default and the appeals of overturned
// of twelve sanctions are won.
func (b *effectBook) live(bads, overturned int) {
	b.Helper()
	good := func(after time.Duration) *models.EventLabel { return &models.EventLabel{At: b.c.now().Add(after)} }
	b.c.advance(4 * oneDay) // the window before is the seven days up to day 10
	at := b.c.now()
	b.assess(0, 60, 605, false)
	b.event(6, models.OutcomeAllow, &models.EventLabel{Bad: true, At: at.Add(2 * oneDay)})
	for range 2 {
		b.event(20, models.OutcomeAllow, nil)
	}
	b.event(21, models.OutcomeDecline, good(6*oneDay))
	b.event(22, models.OutcomeDecline, good(8*oneDay)) // known too late to count
	b.event(23, "", nil)                               // history
	b.confirmed(7, at.Add(4*oneDay))
	b.sanction(1, models.OutcomeUphold)
	b.sanction(30, "")
	b.work("cas_1", models.ActionCaseClaimed, models.ActionCaseDecided)
	b.c.advance(oneDay)
	b.assess(0, 2, 405, true) // their second assessment of the window does not count
	for _, i := range []int{1, 2, 3} {
		b.bad(i, at.Add(5*oneDay))
	}
	b.bad(4, at.Add(8*oneDay)) // after the following
	b.bad(5, at.Add(-oneDay))  // known before: not at risk
	b.bad(6, at.Add(3*oneDay)) // its event spoke first
	b.c.advance(5*oneDay - 10*time.Minute)
	b.publish()
	b.c.advance(oneDay)
	at = b.c.now()
	b.assess(50, 109, 555, true)
	for i := range bads {
		b.bad(60+i, at.Add(3*oneDay))
	}
	b.event(70, models.OutcomeDecline, good(oneDay))
	b.event(70, models.OutcomeDecline, nil)
	b.event(70, models.OutcomeHold, nil)
	for i := range 12 {
		outcome := models.OutcomeUphold
		if i < overturned {
			outcome = models.OutcomeOverturn
		}
		b.sanction(60+i, outcome)
	}
	b.work("cas_2", models.ActionCaseClaimed, models.ActionCaseClaimed, models.ActionCaseDecided)
	b.work("cas_3", models.ActionCaseClaimed)
	b.c.advance(2*oneDay - 20*time.Minute)
	b.assess(109, 110, 605, false) // not followed for seven days by day 9
	b.sanction(109, "")
	b.c.advance(6 * oneDay)
}
