package data

import (
	"time"

	"gorm.io/gorm"

	"candor/models"
)

// gatherFlags reads the flags of the accounts: those of the measure's own case held when it
// was made, open ones from after it hold today, and some a person has found groundless since.
func gatherFlags(db *gorm.DB, ids []models.ID, subjects []radarSubject) error {
	var rows []struct {
		AccountID models.ID
		CaseID    models.ID
		Code      string
		State     models.FlagState
		RaisedAt  time.Time
		ClosedAt  *time.Time
	}
	err := db.Table("flags f").Joins("JOIN cases c ON c.id = f.case_id").
		Select("f.account_id, f.case_id, f.code, f.state, f.raised_at, c.closed_at").
		Where("f.account_id IN ? AND f.code NOT IN ?", ids, []string{codeReview, codeMisjudged, scoreDrop}).Order("f.id").Scan(&rows).Error
	if err != nil {
		return err
	}
	for i := range subjects {
		subject := &subjects[i]
		e := &subject.evidence
		for _, f := range rows {
			if f.AccountID != subject.account {
				continue
			}
			if subject.caseID != 0 && f.CaseID == subject.caseID && !f.RaisedAt.After(subject.since) {
				e.FlagsThen = addOnce(e.FlagsThen, f.Code)
			}
			if f.State == models.FlagOpen && f.RaisedAt.After(subject.since) {
				e.FlagsNow = addOnce(e.FlagsNow, f.Code)
			}
			groundless := f.State == models.FlagCleared || f.State == models.FlagOverturned
			if groundless && f.ClosedAt != nil && f.ClosedAt.After(subject.since) {
				e.Cleared++
			}
		}
	}
	return nil
}

// gatherChallenges reads what the customers were asked for since.
func gatherChallenges(db *gorm.DB, ids []models.ID, subjects []radarSubject) error {
	var rows []models.Challenge
	err := db.Select("account_id", "kind", "state", "resolved_at").Where("account_id IN ? AND state IN ?", ids,
		[]models.ChallengeState{models.ChallengePassed, models.ChallengeFailed, models.ChallengeExpired}).Order("id").Find(&rows).Error
	if err != nil {
		return err
	}
	for i := range subjects {
		e := &subjects[i].evidence
		for _, c := range rows {
			if c.AccountID != subjects[i].account || c.ResolvedAt == nil || !c.ResolvedAt.After(subjects[i].since) {
				continue
			}
			if c.State == models.ChallengePassed {
				e.Passed = addOnce(e.Passed, string(c.Kind))
			} else {
				e.Failed++
			}
		}
	}
	return nil
}

// gatherAppeals reads what customers brought since, whether an appeal is open, and how appeals
// against the very measure ended.
func gatherAppeals(db *gorm.DB, ids []models.ID, subjects []radarSubject) error {
	var appeals []models.Appeal
	err := db.Select("id", "account_id", "sanction_id", "stage", "outcome", "executed_at").Where("account_id IN ?", ids).Order("id").Find(&appeals).Error
	if err != nil {
		return err
	}
	filed := make([]models.ID, len(appeals))
	for i := range appeals {
		filed[i] = appeals[i].ID
	}
	var received []struct {
		AppealID   models.ID
		ReceivedAt time.Time
	}
	err = db.Model(&models.Evidence{}).Select("appeal_id, received_at").Where("appeal_id IN ? AND received_at IS NOT NULL", filed).Scan(&received).Error
	if err != nil {
		return err
	}
	for i := range subjects {
		subject := &subjects[i]
		for _, a := range appeals {
			if a.SanctionID != subject.id {
				continue
			}
			subject.appealed = subject.appealed || !a.Stage.Ended()
			if a.Outcome == models.OutcomeUphold && a.ExecutedAt != nil {
				subject.evidence.Upheld++
			}
			for _, r := range received {
				if r.AppealID == a.ID && r.ReceivedAt.After(subject.since) {
					subject.evidence.Brought++
				}
			}
		}
	}
	return nil
}

// gatherLinks counts the linked accounts of today and how many of them are in trouble.
func gatherLinks(db *gorm.DB, ids []models.ID, subjects []radarSubject) error {
	var rows []struct {
		AccountID   models.ID
		OtherID     models.ID
		Kind        string
		Status      models.AccountStatus
		DaysPastDue int
	}
	err := db.Table("relationships r").Joins("JOIN accounts a ON a.id = r.other_id").
		Select("r.account_id, r.other_id, r.kind, a.status, a.days_past_due").Where("r.account_id IN ?", ids).Scan(&rows).Error
	if err != nil {
		return err
	}
	links := map[models.ID][]neighbour{}
	for _, row := range rows {
		links[row.AccountID] = append(links[row.AccountID], neighbour{row.OtherID, row.Kind, row.Status, row.DaysPastDue})
	}
	for i := range subjects {
		r := countLinks(links[subjects[i].account], 0)
		e := &subjects[i].evidence
		e.Links, e.BadLinks = int(r.Neighbours), int(r.Sanctioned+r.Defaulted)
	}
	return nil
}

// gatherLabels reads what events turned out to be.
func gatherLabels(db *gorm.DB, _ []models.ID, subjects []radarSubject) error {
	if !subjects[0].event {
		return nil
	}
	ids := make([]models.ID, len(subjects))
	for i := range subjects {
		ids[i] = subjects[i].id
	}
	var labels []models.EventLabel
	if err := db.Where("event_id IN ?", ids).Find(&labels).Error; err != nil {
		return err
	}
	for i := range subjects {
		for _, l := range labels {
			if l.EventID == subjects[i].id {
				subjects[i].evidence.ConfirmedGood, subjects[i].evidence.ConfirmedBad = !l.Bad, l.Bad
			}
		}
	}
	return nil
}
