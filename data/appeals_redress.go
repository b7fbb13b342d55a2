package data

import (
	"slices"
	"time"

	"candor/engine/decide"
	"candor/models"
)

// redressOf is the account of an appeal ready to be put right.
func (tx *writeTx) redressOf(at *appealTx) (*models.Redress, error) {
	others, err := tx.inForce(at.h.ID)
	if err != nil {
		return nil, err
	}
	others = slices.DeleteFunc(others, func(s models.Sanction) bool { return s.ID == at.sanction.ID })
	r := &models.Redress{Account: at.h.Account, Lines: at.h.lines, Others: others, Sanction: at.sanction, Now: tx.now}
	if at.sanction.Snapshot != nil {
		r.Wanted, err = wanted(tx.db, at.h.ID, at.sanction.Snapshot.At)
	}
	return r, err
}

// checkVerdict tries a verdict that changes the measure on a copy of the account, as of the moment
// when it will be carried out at the latest, so that what was decided can be carried out.
func (tx *writeTx) checkVerdict(at *appealTx, j models.Judge, p *decide.Policy) error {
	if at.Outcome != models.OutcomePartly && at.Outcome != models.OutcomeReplace {
		return nil
	}
	if at.sanction.State != models.SanctionActive {
		return &models.Refused{Code: "sanction_not_active"}
	}
	if at.Outcome == models.OutcomeReplace {
		may, err := tx.may()
		if err != nil {
			return err
		}
		if err := models.MayReplace(at.Replacement.Kind, may); err != nil {
			return err
		}
		if err := tx.noneOfKind(at.h.ID, at.Replacement.Kind); err != nil {
			return err
		}
	}
	r, err := tx.redressOf(at)
	if err != nil {
		return err
	}
	trial := *at.sanction
	trial.Spared = slices.Clone(trial.Spared)
	r.Sanction, r.Lines = &trial, slices.Clone(r.Lines)
	r.Now = tx.now.Add(time.Duration(p.Appeals.ExecuteMinutes) * time.Minute)
	_, _, err = r.Carry(verdictOf(&at.Appeal), j)
	return err
}

// verdictOf is what was decided, to be carried out.
func verdictOf(a *models.Appeal) models.Verdict {
	return models.Verdict{Outcome: a.Outcome, Reason: a.Reason, CustomerText: a.CustomerText, Parts: a.Parts, Replacement: a.Replacement}
}

func (tx *writeTx) execute(at *appealTx) error {
	if at.Stage != models.AppealDecided {
		return models.ErrState
	}
	values := map[string]string{"kind": string(at.sanction.Kind), "text": at.CustomerText}
	at.sanction.TellSubject(values)
	restored := []models.RestoredField{}
	if at.Outcome != models.OutcomeUphold {
		var err error
		if restored, err = tx.redress(at, values); err != nil {
			return err
		}
		models.TellRestored(values, restored)
	}
	if err := at.Execute(tx.actor.UserID, tx.now, restored); err != nil {
		return err
	}
	if err := tx.update(&at.Appeal, &at.Version, "stage", "executed_by", "executed_at", "restored", "replaced_by"); err != nil {
		return err
	}
	err := tx.audit(models.ActionAppealExecuted, appealTarget(&at.Appeal), at.h.state, at.h.now(), at.Reason)
	if err != nil {
		return err
	}
	return tx.tell(at, models.VerdictTemplate(at.Outcome), values)
}

// tell queues a letter about the appeal, in the language that it is answered in.
func (tx *writeTx) tell(at *appealTx, template string, values map[string]string) error {
	to := at.h.Account
	to.Lang = at.Lang
	return tx.message(&to, template, values, at.PublicID())
}

// redress puts right what was decided and returns the proof, field by field.
func (tx *writeTx) redress(at *appealTx, values map[string]string) ([]models.RestoredField, error) {
	if at.sanction.Kind == models.SanctionDecline {
		return tx.redressDecline(at)
	}
	r, err := tx.redressOf(at)
	if err != nil {
		return nil, err
	}
	r.Decided = true
	proof, made, err := r.Carry(verdictOf(&at.Appeal), models.Judge{ID: at.DecidedBy, Name: at.DecidedName})
	if err != nil {
		return nil, err
	}
	at.h.Account, at.h.lines = r.Account, r.Lines
	if err := tx.recordRaises(at); err != nil {
		return nil, err
	}
	if err := tx.keep(at.h); err != nil {
		return nil, err
	}
	switch at.Outcome {
	case models.OutcomeOverturn:
		err = tx.endOverturned(at)
	case models.OutcomePartly:
		err = tx.spare(at)
	case models.OutcomeReplace:
		err = tx.replace(at, made, values)
	}
	return proof, err
}

// endOverturned ends the sanction as wrong. One that ended by itself in the meantime stays as it is.
func (tx *writeTx) endOverturned(at *appealTx) error {
	if s := at.sanction.State; s == models.SanctionActive || s == models.SanctionStands {
		reason := "appeal " + at.PublicID()
		if err := at.sanction.Overturn(tx.actor.UserID, tx.actor.Name, reason, tx.now); err != nil {
			return err
		}
		if err := tx.endBy(at, models.ActionSanctionEnded, s, reason); err != nil {
			return err
		}
	}
	return tx.falsePositive(at)
}

// endBy writes the end of the sanction that the appeal brought.
func (tx *writeTx) endBy(at *appealTx, action string, was models.SanctionState, reason string) error {
	if err := tx.update(at.sanction, &at.sanction.Version, endColumns()...); err != nil {
		return err
	}
	if err := tx.leaveRadar(at.sanction); err != nil {
		return err
	}
	return tx.audit(action, sanctionTarget(at.sanction), was, at.sanction.State, reason)
}

// spare writes what the sanction does not take any more.
func (tx *writeTx) spare(at *appealTx) error {
	if at.sanction.State != models.SanctionActive {
		return nil
	}
	if err := tx.update(at.sanction, &at.sanction.Version, "spared"); err != nil {
		return err
	}
	return tx.audit(models.ActionSanctionSpared, sanctionTarget(at.sanction), nil, map[string]any{"spared": at.Parts}, "appeal "+at.PublicID())
}

// replace ends the sanction and puts the milder one in force, with the looks that it needs. Nothing is
// made where the old one ended by itself in the meantime.
func (tx *writeTx) replace(at *appealTx, made *models.Sanction, values map[string]string) error {
	if made == nil {
		return nil
	}
	reason := "appeal " + at.PublicID()
	if err := at.sanction.Lift(tx.actor.UserID, tx.actor.Name, reason, tx.now); err != nil {
		return err
	}
	if err := tx.endBy(at, models.ActionSanctionReplaced, models.SanctionActive, reason); err != nil {
		return err
	}
	var err error
	if made.ID, err = tx.id(); err != nil {
		return err
	}
	if err := tx.insert(made); err != nil {
		return err
	}
	at.ReplacedBy = made.ID
	made.TellNew(values)
	if err := tx.planSanction(made); err != nil {
		return err
	}
	return tx.audit(models.ActionSanctionApplied, sanctionTarget(made), at.h.state, at.h.applied(made), made.Reason)
}
