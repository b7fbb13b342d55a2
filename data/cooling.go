package data

import (
	"context"
	"slices"
	"time"

	"gorm.io/gorm"

	"candor/models"
)

// Cooling returns what is settled and takes effect by itself, the next first: batches that are at work or whose letters can still be
// recalled, messages that can be, appeals that can still be carried out by hand, limit changes of a later date, versions
// of the policy that become live by themselves. After them come the versions that were approved, are not in force and have no time. limit bounds the whole list.
func (s *Store) Cooling(ctx context.Context, limit int) ([]models.Cooling, error) {
	var list []models.Cooling
	err := s.read(ctx, func(db *gorm.DB) (err error) {
		if list, err = coolingBatches(db, s.Now(), limit); err != nil {
			return err
		}
		jobs, err := s.coolingJobs(db, limit)
		if err != nil {
			return err
		}
		list = append(list, jobs...)
		timed, asked, err := coolingVersions(db, s.Now(), limit)
		if err != nil {
			return err
		}
		list = append(list, timed...)
		slices.SortStableFunc(list, func(a, b models.Cooling) int { return a.At.Compare(b.At) })
		list = append(list, asked...)
		list = list[:min(len(list), limit)]
		return nil
	})
	return list, err
}

// coolingBatches are those at work, and those whose last letters are still held.
func coolingBatches(db *gorm.DB, now time.Time, limit int) ([]models.Cooling, error) {
	var batches []models.Batch
	err := db.Omit("refused").Where("state IN ? OR (state IN ? AND kind IN ? AND ended_at > ?)",
		[]models.BatchState{models.BatchConfirmed, models.BatchRunning, models.BatchUndoing}, []models.BatchState{models.BatchDone, models.BatchCancelled},
		[]models.BatchKind{models.BatchLimit, models.BatchLift}, now.Add(-models.MessageHold)).Order("id").Limit(limit).Find(&batches).Error
	list := make([]models.Cooling, len(batches))
	for i := range batches {
		list[i] = models.Cooling{Batch: &batches[i], At: now}
		if b := &batches[i]; !b.Open() {
			list[i].At = b.EndedAt.Add(models.MessageHold)
		}
	}
	return list, err
}

// coolingVersions are the versions of the policy between approval and force, the oldest first: those that become live at a moment, and
// those that wait for a person. An approval that lapsed starts nothing, unless a moment was set before.
func coolingVersions(db *gorm.DB, now time.Time, limit int) (timed, asked []models.Cooling, err error) {
	var policies []models.Policy
	err = db.Omit("document").Where("state IN ? OR (state = ? AND (approved_at >= ? OR publish_at IS NOT NULL))",
		models.CandidateStates(), models.PolicyApproved, now.Add(-models.ApprovalTTL)).Order("version").Limit(limit).Find(&policies).Error
	for i := range policies {
		if p := &policies[i]; p.Scheduled() {
			timed = append(timed, models.Cooling{Policy: p, At: *p.PublishAt})
		} else {
			asked = append(asked, models.Cooling{Policy: p})
		}
	}
	return timed, asked, err
}

// coolingJobs are the messages, appeals and limit changes that a job waits for, with the accounts they are about.
func (s *Store) coolingJobs(db *gorm.DB, limit int) ([]models.Cooling, error) {
	var jobs []models.Job
	// The words of the index jobs_cooling, so that it is used.
	err := db.Where("state = 'ready' AND kind IN ('message.release','appeal.execute','limit.apply')").
		Order("run_at, id").Limit(limit).Find(&jobs).Error
	if err != nil || len(jobs) == 0 {
		return nil, err
	}
	byKind := map[string][]models.ID{}
	for _, j := range jobs {
		byKind[j.Kind] = append(byKind[j.Kind], j.ObjectID)
	}
	messages, err := rowsByID(db, byKind[models.JobMessageRelease], func(m *models.Message) models.ID { return m.ID })
	if err != nil {
		return nil, err
	}
	appeals, err := rowsByID(db, byKind[models.JobAppealExecute], func(a *models.Appeal) models.ID { return a.ID })
	if err != nil {
		return nil, err
	}
	limits, err := rowsByID(db, byKind[models.JobLimitApply], func(l *models.LimitChange) models.ID { return l.ID })
	if err != nil {
		return nil, err
	}
	var list []models.Cooling
	for _, j := range jobs {
		c := models.Cooling{At: j.RunAt, Message: messages[j.ObjectID], Appeal: appeals[j.ObjectID], Limit: limits[j.ObjectID]}
		if pending(&c) {
			list = append(list, c)
		}
	}
	return list, s.nameCooling(db, list)
}

// pending keeps one object of a job and reports whether its time still counts: a message that was
// recalled, an appeal carried out by hand and a change taken back leave an idle job behind.
func pending(c *models.Cooling) bool {
	switch {
	case c.Message != nil:
		c.Account.ID = c.Message.AccountID
		return c.Message.State == models.MessageHeld
	case c.Appeal != nil:
		c.Account.ID = c.Appeal.AccountID
		return c.Appeal.Stage == models.AppealDecided
	case c.Limit != nil:
		c.Account.ID = c.Limit.AccountID
		return c.Limit.State == models.LimitScheduled
	}
	return false
}

// rowsByID reads rows of one table by their ids, in one statement.
func rowsByID[T any](db *gorm.DB, ids []models.ID, id func(*T) models.ID) (map[models.ID]*T, error) {
	if len(ids) == 0 {
		return nil, nil
	}
	var rows []T
	if err := db.Where("id IN ?", ids).Find(&rows).Error; err != nil {
		return nil, err
	}
	found := make(map[models.ID]*T, len(rows))
	for i := range rows {
		found[id(&rows[i])] = &rows[i]
	}
	return found, nil
}

func (s *Store) nameCooling(db *gorm.DB, list []models.Cooling) error {
	ids := make([]models.ID, len(list))
	for i := range list {
		ids[i] = list[i].Account.ID
	}
	accounts, names, err := s.accountsByID(db, ids)
	for i := range list {
		list[i].Account, list[i].Name = accounts[ids[i]], names[ids[i]]
	}
	return err
}
