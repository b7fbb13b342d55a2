package data

import (
	"slices"

	"gorm.io/gorm"

	"candor/models"
)

// liftItems finds the sanctions in force of the accounts that a filter meets, and judges each.
func (s *Store) liftItems(db *gorm.DB, b *models.Batch, cmd models.MakeBatch) ([]models.BatchItem, error) {
	if cmd.Accounts == nil {
		return nil, nil
	}
	q, err := filterAccounts(db, db, *cmd.Accounts)
	if err != nil {
		return nil, err
	}
	var found []models.Sanction
	err = db.Where("state = 'active' AND account_id IN (?)", q.Model(&models.Account{}).Select("id")).
		Omit("snapshot").Order("id").Limit(models.BatchItemsMax + 1).Find(&found).Error
	if err != nil || len(found) > models.BatchItemsMax {
		return make([]models.BatchItem, len(found)), err
	}
	tx := &writeTx{db: db, store: s, actor: models.Actor{Kind: models.ActorUser, UserID: b.MadeBy, Role: b.MadeRole}, now: s.Now()}
	may, err := tx.may()
	if err != nil {
		return nil, err
	}
	items := make([]models.BatchItem, len(found))
	for from := 0; from < len(found); from += touchChunk {
		part := found[from:min(from+touchChunk, len(found))]
		limits, appealed, err := liftFacts(db, part)
		if err != nil {
			return nil, err
		}
		for i := range part {
			sn, it := &part[i], &items[from+i]
			*it = models.BatchItem{
				ObjectID: sn.ID, AccountID: sn.AccountID, State: models.ItemEligible, Seen: sn.Version, FromFen: limits[sn.AccountID], ToFen: limits[sn.AccountID], ReasonCode: sn.ReasonCode,
			}
			if code := b.JudgeLift(sn, may, appealed[sn.ID]); code != "" {
				it.Exclude(code)
			}
		}
	}
	b.BindLifts(items)
	return items, nil
}

// liftFacts reads the limits in force of sanctioned accounts, and which sanctions an open
// appeal is about.
func liftFacts(db *gorm.DB, part []models.Sanction) (limits map[models.ID]int64, appealed map[models.ID]bool, err error) {
	accounts, sanctions := make([]models.ID, len(part)), make([]models.ID, len(part))
	for i := range part {
		accounts[i], sanctions[i] = part[i].AccountID, part[i].ID
	}
	var rows []models.Account
	if err := db.Select("id", "limit_fen").Where("id IN ?", accounts).Find(&rows).Error; err != nil {
		return nil, nil, err
	}
	limits, appealed = map[models.ID]int64{}, map[models.ID]bool{}
	for _, a := range rows {
		limits[a.ID] = a.LimitFen
	}
	var under []models.ID
	err = db.Model(&models.Appeal{}).Where("sanction_id IN ? AND stage NOT IN ('closed','withdrawn')", sanctions).Pluck("sanction_id", &under).Error
	for _, id := range under {
		appealed[id] = true
	}
	return limits, appealed, err
}

// doLift ends one sanction, if nobody changed it since the dry run.
func (tx *writeTx) doLift(b *models.Batch, it *models.BatchItem) (string, error) {
	h, sn, err := tx.takeSanction(it.ObjectID)
	if err != nil {
		return "", err
	}
	_, appealed, err := liftFacts(tx.db, []models.Sanction{*sn})
	if err != nil {
		return "", err
	}
	may, err := tx.may()
	if err != nil {
		return "", err
	}
	if code := b.JudgeLift(sn, may, appealed[sn.ID]); code != "" {
		return code, nil
	}
	if sn.Version != it.Seen {
		return models.CodeChanged, nil
	}
	if err := sn.Lift(b.MadeBy, b.MadeName, b.Reason, tx.now); err != nil {
		return "", err
	}
	if err := tx.release(h, sn, models.ActionSanctionLifted, b.Reason); err != nil {
		return "", err
	}
	it.Bring(sn.Version, tx.now)
	return "", nil
}

// undoLift puts a sanction back into force that nobody changed since, unless its time is over
// or another of its kind took its place.
func (tx *writeTx) undoLift(b *models.Batch, it *models.BatchItem) (string, error) {
	h, sn, err := tx.takeSanction(it.ObjectID)
	if err != nil {
		return "", err
	}
	switch {
	case h.Status == models.StatusClosed:
		return models.CodeAccount, nil
	case sn.Version != it.Left:
		return models.CodeChanged, nil
	case sn.EndsAt != nil && !sn.EndsAt.After(tx.now):
		return models.CodeOver, nil
	}
	waiting := []models.SanctionState{models.SanctionProposed, models.SanctionActive}
	var same []models.ID
	err = tx.db.Model(&models.Sanction{}).Where("account_id = ? AND kind = ? AND state IN ?", sn.AccountID, sn.Kind, waiting).Limit(1).Pluck("id", &same).Error
	if err != nil {
		return "", err
	}
	if slices.ContainsFunc(same, func(id models.ID) bool { return id != sn.ID }) {
		return models.CodeSameKind, nil
	}
	if err := sn.Return(); err != nil {
		return "", err
	}
	if err := tx.update(sn, &sn.Version, endColumns()...); err != nil {
		return "", err
	}
	if err := tx.reapply(h); err != nil {
		return "", err
	}
	if err := tx.audit(models.ActionSanctionReturned, sanctionTarget(sn), h.state, h.now(), b.Reason); err != nil {
		return "", err
	}
	it.State = models.ItemUndone
	recalled, err := tx.recallAbout(h.ID, sn.PublicID())
	if err != nil || recalled {
		return "", err
	}
	return "", tx.message(&h.Account, models.TemplateSanctionStarted, sn.Telling(), sn.PublicID())
}
