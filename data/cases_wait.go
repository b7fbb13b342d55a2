package data

import (
	"context"
	"fmt"
	"strings"

	"gorm.io/gorm"

	"candor/models"
)

// AskCustomer asks the customer of a case for things that are not asked for yet. The case leaves the queue and its clock stands until
// all of it is here or done without, or until the days are over that the customer is given.
func (s *Store) AskCustomer(ctx context.Context, actor models.Actor, cmd models.AskCustomer) (*models.Case, error) {
	if err := models.ValidateEvidence(cmd.Kinds); err != nil {
		return nil, err
	}
	var c models.Case
	err := s.write(ctx, actor, func(tx *writeTx) error {
		c = models.Case{}
		found, err := findOne[models.Case](tx.db, "account_id", "WHERE id = ?", int64(cmd.CaseID))
		if err != nil {
			return err
		}
		h, err := tx.hold(found.AccountID) // before the case, as whoever raises flags does
		if err != nil {
			return err
		}
		if err := tx.take(&c, cmd.CaseID); err != nil {
			return err
		}
		return tx.askCustomer(h, &c, cmd)
	})
	if err != nil {
		return nil, fmt.Errorf("case %s: %w", cmd.CaseID.Public(models.PrefixCase), err)
	}
	return &c, nil
}

func (tx *writeTx) askCustomer(h *holding, c *models.Case, cmd models.AskCustomer) error {
	if err := expect(c.Version, cmd.Version); err != nil {
		return err
	}
	if err := tx.mayWork(c.Queue); err != nil {
		return err
	}
	policy, err := tx.policyNow()
	if err != nil {
		return err
	}
	if err := models.CheckAskText(cmd.Text, policy); err != nil {
		return err
	}
	until, err := models.EvidenceUntil(cmd.Days, policy, tx.now)
	if err != nil {
		return err
	}
	before := hold(c)
	if err := c.Wait(tx.actor.UserID, tx.actor.Name, until, tx.now); err != nil {
		return err
	}
	asked, err := tx.askFor(models.Evidence{CaseID: c.ID}, cmd.Kinds, until)
	if err != nil {
		return err
	}
	if err := tx.update(c, &c.Version, deskColumns...); err != nil {
		return err
	}
	if err := tx.enqueueWake(c, until); err != nil {
		return err
	}
	m := models.AskMessage(&h.Account, asked, cmd.Text, until)
	if err := tx.message(&h.Account, m.Template, m.Values, c.PublicID()); err != nil {
		return err
	}
	after := hold(c)
	after["evidence"] = strings.Join(asked, ",")
	return tx.audit(models.ActionCaseAsked, aboutCase(c), before, after, "")
}

// waitColumns are what changes when a case begins or ends to wait for the customer.
var waitColumns = []string{"due_at", "waiting_since", "waited_secs", "came_back"}

// unpause starts the clock of a case again that waited for the customer and is not put off any more.
func (tx *writeTx) unpause(c *models.Case) error {
	if c.WaitingSince == nil || c.Place == models.PlaceSnoozed {
		return nil
	}
	policy, err := tx.policyNow()
	if err != nil {
		return err
	}
	c.Resume(policy.SLA.Business, tx.now)
	return nil
}

// returned brings a case back that was put off, on record. False when it was back already.
func (tx *writeTx) returned(c *models.Case, why models.CaseBack) (bool, error) {
	until := c.SnoozedUntil
	if !c.Return(why) {
		return false, nil
	}
	if err := tx.unpause(c); err != nil {
		return false, err
	}
	if err := tx.update(c, &c.Version, append([]string{"place"}, waitColumns...)...); err != nil {
		return false, err
	}
	after := map[string]any{"until": until}
	if c.CameBack != models.BackNone {
		after["why"], after["due"] = c.CameBack, c.DueAt
	}
	return true, tx.audit(models.ActionCaseReturned, aboutCase(c), nil, after, "")
}

// lapse ends the waiting for what was asked for a case and had not come by now. It returns how much that was.
func (tx *writeTx) lapse(c *models.Case) (int, error) {
	var over []models.Evidence
	err := tx.db.Where("case_id = ? AND due_at <= ? AND "+stillAsked, c.ID, tx.now).Order("id").Find(&over).Error
	if err != nil || len(over) == 0 {
		return 0, err
	}
	var ids []models.ID
	var kinds []string
	for _, e := range over {
		ids, kinds = append(ids, e.ID), append(kinds, e.Kind)
	}
	if err := tx.db.Model(&models.Evidence{}).Where("id IN ?", ids).Update("lapsed_at", tx.now).Error; err != nil {
		return 0, err
	}
	return len(over), tx.audit(models.ActionCaseLapsed, aboutCase(c), nil, map[string]string{"evidence": strings.Join(kinds, ",")}, "")
}

// caseEvidence returns what the customer of a case was asked for, oldest first, with what they said to it.
func (s *Store) caseEvidence(db *gorm.DB, c *models.Case) ([]models.EvidenceItem, error) {
	var rows []models.Evidence
	if err := db.Where("case_id = ?", c.ID).Order("id").Limit(listMax).Find(&rows).Error; err != nil {
		return nil, err
	}
	items := make([]models.EvidenceItem, len(rows))
	for i, e := range rows {
		items[i].Evidence = e
		var err error
		if items[i].FindingText, err = s.openValue(db, e.Finding, findingPlace(e.ID), c.AccountID); err != nil {
			return nil, err
		}
	}
	return items, nil
}
