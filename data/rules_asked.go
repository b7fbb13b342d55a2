package data

import (
	"strings"

	"candor/engine/decide"
	"candor/models"
)

// askedBy finds the rules that asked for a sanction, each with the event on which it fired:
// those of the event that the engine names as its reason, as far as they ask for this kind;
// and those whose flags stood on the case by which a person decided it.
func (tx *writeTx) askedBy(sn *models.Sanction) (map[string]models.ID, error) {
	asked := map[string]models.ID{}
	if sn.Kind == models.SanctionDecline {
		return asked, tx.firedOn([]models.ID{sn.EventID}, func(e *models.Event, p *decide.Events, key string) {
			for i := range p.Rules {
				if r := &p.Rules[i]; r.Key == key && r.Outcome.Rank() >= e.Outcome.Rank() {
					asked[key] = e.ID
				}
			}
		})
	}
	if id := engineEvent(sn); id != 0 {
		err := tx.firedOn([]models.ID{id}, func(e *models.Event, p *decide.Events, key string) {
			for i := range p.Rules {
				if r := &p.Rules[i]; r.Key == key && r.Sanction == string(sn.Kind) {
					asked[key] = e.ID
				}
			}
		})
		return asked, err
	}
	if sn.CaseID == 0 {
		return asked, nil
	}
	var flags []models.Flag
	err := tx.db.Select("code", "decision_id").Where("case_id = ? AND raised_at <= ? AND state IN ?", sn.CaseID, sn.MadeAt,
		[]models.FlagState{models.FlagConfirmed, models.FlagOverturned}).Order("id").Limit(rebuildRows).Find(&flags).Error
	if err != nil || len(flags) == 0 {
		return asked, err
	}
	codes, ids := map[models.ID]string{}, make([]models.ID, 0, len(flags))
	for _, f := range flags {
		codes[f.DecisionID] += f.Code + ","
		ids = append(ids, f.DecisionID)
	}
	err = tx.firedOn(ids, func(e *models.Event, p *decide.Events, key string) {
		for i := range p.Rules {
			r := &p.Rules[i]
			if r.Key == key && r.Severity > 0 && strings.Contains(","+codes[e.ID], ","+r.Reason+",") {
				asked[key] = e.ID
			}
		}
	})
	return asked, err
}

// engineEvent is the event that the engine sanctioned for, 0 when a person did it.
func engineEvent(sn *models.Sanction) models.ID {
	if sn.MadeBy != 0 {
		return 0
	}
	_, name, _ := strings.Cut(sn.Reason, " · ")
	id, err := models.ParseID(models.PrefixDecision, name)
	if err != nil {
		return 0
	}
	return id
}

// firedOn goes through the rules that fired on events, each with the policy of its decision.
// Ids of what are no events are passed over: flags have assessments behind them too.
func (tx *writeTx) firedOn(ids []models.ID, each func(e *models.Event, p *decide.Events, key string)) error {
	var events []models.Event
	if err := tx.db.Select("id", "policy_version", "outcome", "result").Where("id IN ? AND outcome <> ''", ids).Order("id").Find(&events).Error; err != nil {
		return err
	}
	policies := map[int]*decide.Events{}
	for i := range events {
		e := &events[i]
		p, known := policies[e.PolicyVersion]
		if !known {
			var row models.Policy
			if err := tx.db.Where("version = ?", e.PolicyVersion).Take(&row).Error; err != nil {
				return err
			}
			p = row.Document.Events
			policies[e.PolicyVersion] = p
		}
		r, err := e.Decided()
		if err != nil {
			return err
		}
		for _, f := range r.Fired {
			if p != nil {
				each(e, p, f.Rule)
			}
		}
	}
	return nil
}
