package data

import (
	"slices"
	"strconv"

	"gorm.io/gorm"

	"candor/models"
)

// caseItemColumns is what a dry run reads of a case.
const caseItemColumns = "id, account_id, state, exposure_fen, assignee_id, lease_until, queue, place, waiting_since, version"

// caseItems finds the cases of a dry run, in the order of the queue, and judges each.
func (s *Store) caseItems(db *gorm.DB, b *models.Batch, cmd models.MakeBatch) ([]models.BatchItem, error) {
	var cases []models.Case
	if cmd.Cases != nil {
		f := *cmd.Cases
		f.After, f.Before = nil, nil
		c := caseConditions(f)
		var err error
		cases, err = find[models.Case](db, caseItemColumns, "WHERE "+c.sql()+" ORDER BY "+caseOrder(f.Sort, false)+" LIMIT "+strconv.Itoa(models.BatchItemsMax+1), c.args...)
		if err != nil {
			return nil, err
		}
	} else {
		for ids := range slices.Chunk(cmd.IDs, touchChunk) {
			var found []models.Case
			if err := db.Select(caseItemColumns).Where("id IN ?", ids).Order("id").Find(&found).Error; err != nil {
				return nil, err
			}
			cases = append(cases, found...)
		}
	}
	items := make([]models.BatchItem, len(cases))
	for i := range cases {
		c, it := &cases[i], &items[i]
		*it = models.BatchItem{ObjectID: c.ID, AccountID: c.AccountID, State: models.ItemEligible, Seen: c.Version, FromFen: c.ExposureFen, ToFen: c.ExposureFen}
		if b.Kind.Closes() {
			it.ToFen = 0 // nothing is under review any more
		}
		if code := b.JudgeCase(c, s.Now()); code != "" {
			it.Exclude(code)
		} else if b.Kind == models.BatchConfirm && len(cases) <= models.BatchAdverseMax { // more are refused
			if err := nameReasons(db, it); err != nil {
				return nil, err
			}
		}
	}
	if b.Kind.Tags() {
		return items, judgeTags(db, b, items)
	}
	return items, nil
}

// nameReasons puts the engine's own principal reasons to a case whose flags a batch confirms. Where there are none that a customer can be
// told, a person names them at the case.
func nameReasons(db *gorm.DB, it *models.BatchItem) error {
	at, err := reasonsAtHand(db, it.AccountID, it.ObjectID)
	if err != nil {
		return err
	}
	if it.Principal = models.PrincipalOf(at); len(it.Principal) == 0 {
		it.Exclude(models.CodeNoReason)
	}
	return nil
}

// doCase does a batch's act to one case, if nobody changed it since the dry run.
func (tx *writeTx) doCase(b *models.Batch, it *models.BatchItem) (string, error) {
	var c models.Case
	if err := tx.take(&c, it.ObjectID); err != nil {
		return "", err
	}
	if code := b.JudgeCase(&c, tx.now); code != "" {
		return code, nil
	}
	if b.Kind.Tags() {
		return tx.doTag(b, &c, it)
	}
	if c.Version != it.Seen {
		return models.CodeChanged, nil
	}
	before := hold(&c)
	if err := b.WorkCase(&c, it, tx.now); err != nil {
		return "", err
	}
	if err := tx.unpause(&c); err != nil {
		return "", err
	}
	if c.State == models.CaseClosed {
		if err := tx.closeFlags(&c, it); err != nil {
			return "", err
		}
	} else if err := tx.keepCase(b, &c, it, before); err != nil {
		return "", err
	}
	it.Bring(c.Version, tx.now)
	return "", nil
}

// keepCase stores a case that stays open, and records what was done to it in the words of the same act on one case.
func (tx *writeTx) keepCase(b *models.Batch, c *models.Case, it *models.BatchItem, before any) error {
	if err := tx.update(c, &c.Version, deskColumns...); err != nil {
		return err
	}
	switch b.Kind {
	case models.BatchSnooze:
		if err := tx.enqueueWake(c, *c.SnoozedUntil); err != nil {
			return err
		}
		return tx.audit(models.ActionCaseSnoozed, aboutCase(c), nil, map[string]any{"until": *c.SnoozedUntil}, b.Reason)
	case models.BatchEscalate:
		was := map[string]any{"queue": it.Was.Desk.Queue.Key()}
		return tx.audit(models.ActionCaseEscalated, aboutCase(c), was, map[string]any{"queue": c.Queue.Key()}, b.Reason)
	case models.BatchMove:
		was := map[string]any{"queue": it.Was.Desk.Queue.Key()}
		return tx.audit(models.ActionCaseMoved, aboutCase(c), was, map[string]any{"queue": c.Queue.Key()}, "")
	case models.BatchRelease:
		return tx.audit(models.ActionCaseReleased, aboutCase(c), before, hold(c), "")
	}
	return tx.audit(models.ActionCaseAssigned, aboutCase(c), before, hold(c), "")
}

// undoOpen stores a case that a batch left open and that is as it was again.
func (tx *writeTx) undoOpen(b *models.Batch, c *models.Case, before any) error {
	if err := tx.update(c, &c.Version, deskColumns...); err != nil {
		return err
	}
	switch b.Kind {
	case models.BatchSnooze:
		return tx.audit(models.ActionCaseReturned, aboutCase(c), map[string]any{"until": *b.SnoozeUntil}, map[string]any{"until": c.SnoozedUntil}, "")
	case models.BatchEscalate, models.BatchMove:
		return tx.audit(models.ActionCaseMoved, aboutCase(c), map[string]any{"queue": b.ToQueue.Key()}, map[string]any{"queue": c.Queue.Key()}, "")
	}
	return tx.audit(models.ActionCaseReleased, aboutCase(c), before, hold(c), "")
}

// closeFlags stores a decided case with its flags, which the item remembers.
func (tx *writeTx) closeFlags(c *models.Case, it *models.BatchItem) error {
	columns := append([]string{"state", "outcome", "reason", "principal", "closed_at", "closed_by", "closed_name", "lease_until", "assignee_id", "assignee_name", "place"}, waitColumns...)
	err := tx.update(c, &c.Version, columns...)
	if err != nil {
		return err
	}
	flags, err := tx.turnFlags(models.FlagOpen, c.Outcome.FlagState(), "case_id = ?", c.ID)
	if err != nil {
		return err
	}
	it.Was.Flags = nil
	for i := range flags {
		it.Was.Flags = append(it.Was.Flags, flags[i].ID)
	}
	before := map[string]any{"state": models.CaseOpen}
	if err := tx.audit(models.ActionCaseDecided, aboutCase(c), before, decidedFacts(c, len(it.Was.Flags)), c.Reason); err != nil {
		return err
	}
	return tx.decidedWithout(c)
}

// undoCase gives a case back what it was: who held it, or that it was open with its flags. It
// stays when somebody changed it or a flag of it since, or when the account has a new case.
func (tx *writeTx) undoCase(b *models.Batch, it *models.BatchItem) (string, error) {
	var c models.Case
	if err := tx.take(&c, it.ObjectID); err != nil {
		return "", err
	}
	if b.Kind.Tags() {
		return tx.undoTag(b, it)
	}
	was, outcome := c.State, c.Outcome
	before := hold(&c)
	if code := b.UndoCase(&c, it, tx.now); code != "" {
		return code, nil
	}
	if was == models.CaseOpen {
		it.State = models.ItemUndone
		return "", tx.undoOpen(b, &c, before)
	}
	var others int64
	err := tx.db.Model(&models.Case{}).Where("account_id = ? AND state = 'open'", c.AccountID).Count(&others).Error
	if err != nil {
		return "", err
	}
	if others > 0 {
		return models.CodeOpenAgain, nil
	}
	flags, err := tx.turnFlags(outcome.FlagState(), models.FlagOpen, "id IN ?", it.Was.Flags)
	if err != nil {
		return "", err
	}
	if len(flags) != len(it.Was.Flags) {
		return "", &models.Refused{Code: models.CodeChanged} // an error, so that no flag stays moved
	}
	err = tx.update(&c, &c.Version, "state", "outcome", "reason", "principal", "closed_at", "closed_by", "closed_name", "lease_until", "assignee_id", "assignee_name")
	if err != nil {
		return "", err
	}
	it.State = models.ItemUndone
	after := map[string]any{"state": c.State, "flags": len(it.Was.Flags)}
	return "", tx.audit(models.ActionCaseReopened, aboutCase(&c), map[string]any{"state": was, "outcome": outcome}, after, b.Reason)
}
