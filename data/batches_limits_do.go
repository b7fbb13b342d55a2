package data

import (
	"errors"

	"candor/models"
)

// doLimit changes one line's limit as an agreed change of its own, if nothing moved since the
// dry run. What has come beyond a bound meanwhile is left out.
func (tx *writeTx) doLimit(b *models.Batch, it *models.BatchItem) (string, error) {
	h, err := tx.hold(it.AccountID)
	if err != nil {
		return "", err
	}
	line, err := h.line(it.ObjectID)
	if err != nil {
		return "", err
	}
	if line.Version != it.Seen {
		return models.CodeChanged, nil
	}
	facts, err := lineFacts(tx.db, []models.ID{h.ID})
	if err != nil {
		return "", err
	}
	policy, err := tx.policyNow()
	if err != nil {
		return "", err
	}
	f := models.LineFacts{Account: h.Account, Lines: h.lines, Sanctioned: facts[h.ID].sanctioned, Waiting: facts[h.ID].waiting[line.ID]}
	code, bound := b.JudgeLine(&f, it, policy)
	if code == "" && bound != "" && b.DecidedBy == 0 {
		code = models.CodeOverBound
	}
	if code != "" {
		return code, nil
	}
	c, err := tx.batchChange(b, it, line, bound)
	if err != nil {
		return "", err
	}
	if err := tx.applyLimit(h, line, c); err != nil {
		return "", err
	}
	it.ChangeID = c.ID
	it.Bring(line.Version, tx.now)
	return "", nil
}

// batchChange stores the change that an item of a batch is, agreed to by whoever answered the batch.
func (tx *writeTx) batchChange(b *models.Batch, it *models.BatchItem, line *models.CreditLine, bound string) (*models.LimitChange, error) {
	id, err := tx.id()
	if err != nil {
		return nil, err
	}
	c := &models.LimitChange{
		ID: id, AccountID: it.AccountID, LineID: line.ID, Product: line.Product, FromFen: line.LimitFen, ToFen: it.ToFen,
		ReasonCode: it.ReasonCode, Principal: it.Reasons(), Reason: b.Reason, EffectiveAt: tx.now, State: models.LimitScheduled, Bound: bound,
		MadeBy: b.MadeBy, MadeName: b.MadeName, MadeAt: tx.now, ApprovedBy: b.DecidedBy, ApprovedName: b.DecidedName, DecidedAt: b.DecidedAt, Version: 1,
	}
	if err := c.Validate(line, tx.now); err != nil {
		return nil, err
	}
	if err := tx.insert(c); err != nil {
		return nil, err
	}
	return c, tx.audit(models.ActionLimitProposed, limitTarget(c), nil, limitFacts(c), c.Reason)
}

// undoLimit gives a line its limit from before, unless somebody changed the line since. A
// message that is still held is recalled; where it has left, the customer is told again.
func (tx *writeTx) undoLimit(b *models.Batch, it *models.BatchItem) (string, error) {
	h, c, err := tx.takeLimit(it.ChangeID)
	if err != nil {
		return "", err
	}
	line, err := h.line(it.ObjectID)
	if err != nil {
		return "", err
	}
	if h.Status == models.StatusClosed {
		return models.CodeAccount, nil
	}
	if line.Version != it.Left {
		return models.CodeChanged, nil
	}
	before := line.InForceFen()
	if err := c.Undo(line, tx.now); err != nil {
		return "", err
	}
	if err := tx.update(c, &c.Version, "state", "ended_at"); err != nil {
		return "", err
	}
	if err := tx.reinstate(c); err != nil {
		return "", err
	}
	if err := tx.keep(h); err != nil {
		return "", err
	}
	if err := tx.audit(models.ActionLimitRestored, limitTarget(c), h.state, h.now(), b.Reason); err != nil {
		return "", err
	}
	it.State = models.ItemUndone
	recalled, err := tx.recallAbout(h.ID, c.PublicID())
	if err != nil || recalled {
		return "", err
	}
	return "", tx.message(&h.Account, models.TemplateLimitRestored, map[string]string{
		"product": string(c.Product), "from": amount(before), "to": amount(line.InForceFen()),
	}, c.PublicID())
}

// recallAbout recalls the message about a thing that is still held, and reports whether there
// was one: then the customer never heard of it.
func (tx *writeTx) recallAbout(account models.ID, object string) (bool, error) {
	var held []models.Message
	err := tx.db.Where("account_id = ? AND object_id = ? AND state = 'held'", account, object).Order("id DESC").Limit(1).Find(&held).Error
	if err != nil || len(held) == 0 {
		return false, err
	}
	return tx.recallHeld(&held[0])
}

// recallHeld recalls a held message; false when its time is over.
func (tx *writeTx) recallHeld(m *models.Message) (bool, error) {
	if err := m.Recall(tx.now); errors.Is(err, models.ErrState) {
		return false, nil // its time is over: it is about to leave
	} else if err != nil {
		return false, err
	}
	if err := tx.moveMessage(m); err != nil {
		return false, err
	}
	return true, tx.audit(models.ActionMessageRecalled, messageTarget(m), models.MessageHeld, m.State, "")
}
