package data

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"gorm.io/gorm"

	"candor/engine/decide"
	"candor/models"
)

// flagDecisions reads what raised flags, by the flags' decisions: one statement for those about events and one for assessments, however
// many flags there are.
func flagDecisions(db *gorm.DB, flags []models.Flag) (map[models.ID]models.FlagDecision, error) {
	by := map[models.ID]models.FlagDecision{}
	var ids []models.ID
	for i := range flags {
		if id := flags[i].DecisionID; id != 0 {
			ids = append(ids, id)
		}
	}
	if len(ids) == 0 {
		return by, nil
	}
	var decisions []models.Decision
	if err := db.Select("id, model_id, policy_version").Where("id IN ?", ids).Find(&decisions).Error; err != nil {
		return nil, err
	}
	for i := range decisions {
		by[decisions[i].ID] = models.FlagDecision{ModelID: decisions[i].ModelID, PolicyVersion: decisions[i].PolicyVersion}
	}
	var events []models.Event
	if err := db.Select("id, outcome, policy_version, model_id, result").Where("id IN ?", ids).Find(&events).Error; err != nil {
		return nil, err
	}
	for i := range events {
		e := &events[i]
		r, err := decide.DecodeEventResult(e.Result)
		if err != nil {
			return nil, fmt.Errorf("event %s: %w", e.PublicID(), err)
		}
		by[e.ID] = models.FlagDecision{
			Event: true, ModelID: e.ModelID, PolicyVersion: e.PolicyVersion, Outcome: e.Outcome, Sanction: models.SanctionKind(r.Sanction), Fired: r.Fired,
		}
	}
	return by, nil
}

// nameRules finds the rule behind each flag of an event: of the rules that fired, the most severe that gives the flag's code. Versions stay
// compiled, so most pages read none.
func (s *Store) nameRules(ctx context.Context, d *models.CaseDetail) error {
	d.Rules = map[models.ID]string{}
	for i := range d.Flags {
		f := &d.Flags[i]
		by := d.Decided[f.DecisionID]
		if !by.Event {
			continue
		}
		monitor, err := s.Monitor(ctx, by.PolicyVersion)
		if err != nil {
			return err
		}
		severity := 0
		for _, r := range monitor.Events().Rules {
			fired := slices.ContainsFunc(by.Fired, func(one decide.Fired) bool { return one.Rule == r.Key })
			if fired && r.Reason == f.Code && r.Severity > severity {
				severity, d.Rules[f.ID] = r.Severity, r.Key
			}
		}
	}
	return nil
}

// quickReasons reads the usual reasons for deciding an open case; none where no policy is in force, or the one that is names none.
func quickReasons(db *gorm.DB, c *models.Case) ([]decide.QuickReason, error) {
	if c.State != models.CaseOpen {
		return nil, nil
	}
	live, err := livePolicyRow(db)
	if errors.Is(err, gorm.ErrRecordNotFound) {
		return nil, nil
	}
	return live.Document.Quick, err
}
