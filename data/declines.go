package data

import (
	"errors"
	"time"

	"candor/engine/decide"
	"candor/models"
)

// tellDeclined tells the customer of an event that did not go through, where the policy says so: a measure of its own, which their
// link shows and which they can appeal against. by is what ended an event that waited first, nil for one that was declined at once; a
// person who ends it chooses the reasons.
func (tx *writeTx) tellDeclined(p *decide.Policy, m *decide.Monitor, a *models.Account, e *models.Event, r *decide.EventResult, by *models.SettleEvent) error {
	held := by != nil
	rule := p.DeclinedRules()
	if !rule.Tells(string(e.Kind), r, held) || a.Status == models.StatusClosed {
		return nil
	}
	var told int64
	err := tx.db.Model(&models.Sanction{}).Where("account_id = ? AND kind = ? AND made_at > ?", a.ID, models.SanctionDecline,
		stamp(tx.now.Add(-24*time.Hour))).Count(&told).Error
	if err != nil || told >= int64(rule.DayMost) {
		return err
	}
	if held && tx.actor.UserID != 0 {
		if err := by.WantsTold(); err != nil {
			return err
		}
	}
	made := models.NewDecline(e, r, rule, held, m.Typology(r), tx.now)
	if held {
		made.Tell(by.Told)
	}
	made.MadeBy, made.MadeName = tx.actor.UserID, tx.actor.Name
	if made.ID, err = tx.id(); err != nil {
		return err
	}
	if err := tx.insert(made); err != nil {
		return err
	}
	facts := sanctionFacts(made)
	facts["event"] = e.PublicID()
	if err := tx.audit(models.ActionDeclineTold, sanctionTarget(made), nil, facts, made.Reason); err != nil {
		return err
	}
	return tx.message(a, models.TemplateSanctionStarted, made.Telling(), made.PublicID())
}

// tellCancelled tells of an event that was held and that nobody let through. How it was decided is its own version's; whether it is
// told is for the one in force.
func (tx *writeTx) tellCancelled(h *holding, e *models.Event, cmd models.SettleEvent) error {
	if e.Outcome != models.OutcomeHold {
		return nil
	}
	policy, err := tx.policyNow()
	if err != nil {
		return err
	}
	r, err := e.Decided()
	if err != nil {
		return err
	}
	by, err := tx.store.Monitor(tx.ctx, e.PolicyVersion)
	if err != nil {
		return err
	}
	return tx.tellDeclined(policy, by, &h.Account, e, &r, &cmd)
}

// redressDecline puts a payment right that should have been made: the measure ends as wrong, the event is labelled as an honest one,
// which rules and models answer for, and the same payment goes through for a while.
func (tx *writeTx) redressDecline(at *appealTx) ([]models.RestoredField, error) {
	back := at.sanction.DeclineRedress(tx.now)
	if err := tx.endOverturned(at); err != nil {
		return nil, err
	}
	var e models.Event
	if err := tx.take(&e, at.sanction.EventID); err != nil {
		return nil, err
	}
	_, err := tx.putLabel(&e, models.LabelEvent{Bad: false, Source: "appeal:" + at.PublicID(), At: tx.now})
	if err != nil && !errors.Is(err, errIdle) {
		return nil, err
	}
	if back.Restored {
		err = tx.allowAgain(at, &e, back.After)
	} else {
		err = nil
	}
	return []models.RestoredField{back}, err
}

// allowAgain puts the payment that an appeal is about on the allow list until a time in RFC 3339.
func (tx *writeTx) allowAgain(at *appealTx, e *models.Event, until string) error {
	ends, err := time.Parse(time.RFC3339, until)
	if err != nil {
		return err
	}
	if err := tx.lockLists(); err != nil {
		return err
	}
	lines := []models.ListLine{{
		Lane: models.ListAllow, Kind: models.ListPayment, Token: models.SamePayment(e),
		Reason: "appeal " + at.PublicID(), EndsAt: &ends,
	}}
	if err := tx.markThere(lines); err != nil || lines[0].There { // by another appeal, about a second try
		return err
	}
	_, err = tx.addEntries(lines, models.ListByStaff, 0)
	return err
}
