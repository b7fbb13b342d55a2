package data

import (
	"context"
	"errors"

	"gorm.io/gorm"

	"candor/models"
)

// openStages is every stage in which an appeal is not over.
func openStages() []models.AppealStage {
	var open []models.AppealStage
	for _, stage := range models.AppealStages() {
		if !stage.Ended() {
			open = append(open, stage)
		}
	}
	return open
}

// Appeals returns a page of appeals, the soonest due first.
func (s *Store) Appeals(ctx context.Context, f models.AppealFilter) ([]models.AppealRow, error) {
	var rows []models.AppealRow
	err := s.read(ctx, func(db *gorm.DB) error {
		var appeals []models.Appeal
		if err := appealQuery(db, f).Order("due_at, id").Limit(f.Limit).Find(&appeals).Error; err != nil {
			return err
		}
		var err error
		rows, err = s.appealRows(db, appeals)
		return err
	})
	return rows, err
}

// NextAppeal returns the undecided appeal that is due soonest after another, among those that nobody
// else reviews, that the customer is not waited for, and whose measure the user did not make; the
// search starts over at the soonest due. models.ErrNotFound says that there is none. after may be 0.
func (s *Store) NextAppeal(ctx context.Context, user, after models.ID) (models.ID, error) {
	var next models.Appeal
	err := s.read(ctx, func(db *gorm.DB) error {
		free := func() *gorm.DB {
			return db.Model(&models.Appeal{}).Select("id").Where("id <> ? AND made_by <> ? AND paused_at IS NULL AND assignee_id IN ?", after, user, []models.ID{0, user}).
				Where("stage IN ?", []models.AppealStage{models.AppealReceived, models.AppealAcknowledged, models.AppealInReview}).Order("due_at, id").Limit(1)
		}
		if after != 0 {
			var from models.Appeal
			if err := db.Select("id", "due_at").Where("id = ?", after).Take(&from).Error; err != nil {
				return err
			}
			err := free().Where("(due_at > ? OR (due_at = ? AND id > ?))", from.DueAt, from.DueAt, from.ID).Take(&next).Error
			if !errors.Is(err, gorm.ErrRecordNotFound) {
				return err
			}
		}
		return free().Take(&next).Error
	})
	return next.ID, err
}

// appealRows joins appeals with sanction, account and evidence, one query for each.
func (s *Store) appealRows(db *gorm.DB, appeals []models.Appeal) ([]models.AppealRow, error) {
	if len(appeals) == 0 {
		return nil, nil
	}
	var ids, accountIDs, sanctionIDs []models.ID
	for _, a := range appeals {
		ids, accountIDs, sanctionIDs = append(ids, a.ID), append(accountIDs, a.AccountID), append(sanctionIDs, a.SanctionID)
	}
	accounts, names, err := s.accountsByID(db, accountIDs)
	if err != nil {
		return nil, err
	}
	var sanctions []models.Sanction
	if err := db.Where("id IN ?", sanctionIDs).Find(&sanctions).Error; err != nil {
		return nil, err
	}
	byID := map[models.ID]models.Sanction{}
	for _, sn := range sanctions {
		byID[sn.ID] = sn
	}
	var counts []struct {
		AppealID        models.ID
		Asked, Received int
	}
	err = db.Model(&models.Evidence{}).Select("appeal_id, count(*) AS asked, count(received_at) AS received").
		Where("appeal_id IN ?", ids).Group("appeal_id").Find(&counts).Error
	if err != nil {
		return nil, err
	}
	rows := make([]models.AppealRow, len(appeals))
	for i, a := range appeals {
		rows[i] = models.AppealRow{Appeal: a, Sanction: byID[a.SanctionID], Account: accounts[a.AccountID], Name: names[a.AccountID]}
		for _, c := range counts {
			if c.AppealID == a.ID {
				rows[i].Asked, rows[i].Received = c.Asked, c.Received
			}
		}
	}
	if err := referrals(db, rows); err != nil {
		return nil, err
	}
	return rows, alikeCounts(db, rows, stamp(s.Now()).AddDate(0, 0, -models.AlikeDays))
}

// Appeal returns all that a person needs to judge an appeal.
func (s *Store) Appeal(ctx context.Context, id models.ID) (*models.AppealDetail, error) {
	d := &models.AppealDetail{}
	var known *facts
	var override *models.Override
	err := s.read(ctx, func(db *gorm.DB) error {
		if err := db.Where("id = ?", id).Take(&d.Appeal).Error; err != nil {
			return err
		}
		if err := db.Where("id = ?", d.Appeal.SanctionID).Take(&d.Sanction).Error; err != nil {
			return err
		}
		if err := db.Where("id = ?", d.Appeal.AccountID).Take(&d.Account).Error; err != nil {
			return err
		}
		for _, part := range []func(*gorm.DB, *models.AppealDetail) error{appealAround, s.appealEvidence, appealJudges} {
			if err := part(db, d); err != nil {
				return err
			}
		}
		var err error
		if d.Policy, err = livePolicyRow(db); err != nil {
			return err
		}
		if d.Words, err = s.openValue(db, d.Appeal.Words, wordsPlace(id), d.Account.ID); err != nil {
			return err
		}
		if d.Name, err = s.maskedName(db, &d.Account); err != nil || d.Now == nil {
			return err
		}
		if override, err = overrideInForce(db, d.Account.ID, s.Now()); err != nil {
			return err
		}
		known, err = s.factsOf(db, &d.Account)
		return err
	})
	if err != nil {
		return nil, err
	}
	if d.Now == nil {
		return d, nil
	}
	if d.Next, err = s.next(ctx, known, d.Now, 0, override); err != nil {
		return nil, err
	}
	d.Since, err = s.sinceMeasure(ctx, d)
	return d, err
}

// appealAround reads what surrounds the appeal: then and now.
func appealAround(db *gorm.DB, d *models.AppealDetail) error {
	own := func() *gorm.DB { return db.Where("account_id = ?", d.Account.ID) }
	if err := own().Order("id").Find(&d.Lines).Error; err != nil {
		return err
	}
	err := own().Where("state = 'active' AND id <> ?", d.Sanction.ID).Order("id").Find(&d.Others).Error
	if err != nil {
		return err
	}
	if d.Sanction.CaseID != 0 {
		if err := db.Where("case_id = ?", d.Sanction.CaseID).Order("id").Limit(listMax).Find(&d.Flags).Error; err != nil {
			return err
		}
	}
	if d.Then, err = lastDecision(own().Where("at <= ?", d.Sanction.MadeAt)); err != nil {
		return err
	}
	if d.Now, err = lastDecision(own()); err != nil {
		return err
	}
	if err := own().Where("id <> ?", d.Appeal.ID).Order("id DESC").Limit(10).Find(&d.Earlier).Error; err != nil {
		return err
	}
	if err := own().Where("object_id = ?", d.Appeal.PublicID()).Order("id DESC").Limit(listMax).Find(&d.Messages).Error; err != nil {
		return err
	}
	if d.Sanction.Snapshot != nil {
		if d.Wanted, err = wanted(db, d.Account.ID, d.Sanction.Snapshot.At); err != nil {
			return err
		}
	}
	d.Policy, err = livePolicyRow(db)
	return err
}

// lastDecision returns the newest decision of a query, nil when there is none.
func lastDecision(q *gorm.DB) (*models.Decision, error) {
	var found []models.Decision
	if err := q.Order("id DESC").Limit(1).Find(&found).Error; err != nil || len(found) == 0 {
		return nil, err
	}
	return &found[0], nil
}

func (s *Store) appealEvidence(db *gorm.DB, d *models.AppealDetail) error {
	var rows []models.Evidence
	if err := db.Where("appeal_id = ?", d.Appeal.ID).Order("id").Limit(listMax).Find(&rows).Error; err != nil {
		return err
	}
	for _, e := range rows {
		text, err := s.openValue(db, e.Finding, findingPlace(e.ID), d.Account.ID)
		if err != nil {
			return err
		}
		d.Evidence = append(d.Evidence, models.EvidenceItem{Evidence: e, FindingText: text})
	}
	return nil
}
