package data

import (
	"context"
	"strings"
	"time"

	"gorm.io/gorm"

	"candor/models"
)

// HomeCounts returns what needs a person now and what the last days brought.
func (s *Store) HomeCounts(ctx context.Context, q models.HomeQuery) (models.Home, error) {
	var h models.Home
	err := s.read(ctx, func(db *gorm.DB) error {
		mine := models.CaseFilter{Assignee: q.UserID, Now: q.Now}
		var err error
		if h.Mine, err = s.casesBy(db, caseConditions(mine), caseOrder(models.SortDue, false), 10); err != nil {
			return err
		}
		if err := countWork(db, q, &h); err != nil {
			return err
		}
		if err := s.fillWork(db, q, &h); err != nil {
			return err
		}
		if err := s.fillMentions(db, q, &h); err != nil {
			return err
		}
		if err := countGuards(db, &h); err != nil {
			return err
		}
		return countDays(db, q.Days, &h)
	})
	return h, err
}

// fillWork lists what a person may begin with, and counts what an auditor looks at first.
func (s *Store) fillWork(db *gorm.DB, q models.HomeQuery, h *models.Home) (err error) {
	if q.Cases && q.Accounts {
		free := models.CaseFilter{State: models.CaseOpen, Unassigned: true, Apart: q.UserID, Sort: models.SortRisk, Now: q.Now, Limit: models.HomeRows}
		if h.Next, err = s.casesOf(db, free, false); err != nil {
			return err
		}
		h.Next = h.Next[:min(len(h.Next), models.HomeRows)]
	}
	if q.Appeals && q.Accounts {
		var due []models.Appeal
		if err := appealQuery(db, models.AppealFilter{Open: true, Now: q.Now}).Order("due_at, id").Limit(models.HomeRows).Find(&due).Error; err != nil {
			return err
		}
		if h.Due, err = s.appealRows(db, due); err != nil {
			return err
		}
	}
	if q.Record && len(q.Days) > 0 {
		h.Reveals, err = revealsSince(db, q.Days[len(q.Days)-1])
	}
	return err
}

// revealsSince counts looks at personal data since a time. It reads the newest of each kind and no more than are counted, so that
// its cost does not grow with the record.
func revealsSince(db *gorm.DB, since time.Time) (int, error) {
	sum := 0
	for _, action := range revealActions {
		newest := db.Model(&models.AuditEntry{}).Select("at").Where("action = ?", action).Order("seq DESC").Limit(models.CountCap)
		var n int64
		if err := db.Table("(?) AS few", newest).Where("at >= ?", stamp(since)).Count(&n).Error; err != nil {
			return 0, err
		}
		sum += int(n)
	}
	return min(sum, models.CountCap), nil
}

// endedAppeals are the stages after which nothing waits any more.
var endedAppeals = append(models.EndedStages(), models.AppealExecuted)

// countWork fills the counts of open work.
func countWork(db *gorm.DB, q models.HomeQuery, h *models.Home) error {
	open := func(f models.CaseFilter) *gorm.DB {
		f.Now = q.Now
		return filterCases(db.Model(&models.Case{}), f)
	}
	appeals := func() *gorm.DB { return db.Model(&models.Appeal{}).Where("stage NOT IN ?", endedAppeals) }
	type count struct {
		into *int
		rows *gorm.DB
	}
	counts := []count{
		{&h.Unassigned, open(models.CaseFilter{Unassigned: true})},
		{&h.DueSoon, open(models.CaseFilter{Unassigned: true}).Where("due_at < ?", q.Now.Add(models.DueSoonWithin))},
		{&h.Overdue, open(models.CaseFilter{Overdue: true})},
		{&h.Appeals, appeals()},
		{&h.AppealsOverdue, appeals().Where("paused_at IS NULL AND due_at < ?", q.Now)},
		{&h.AppealsCalled, appealQuery(db.Model(&models.Appeal{}), models.AppealFilter{Due: "called", Now: q.Now})},
		{&h.Radar, radarWaiting(db, q.Now)},
		{&h.Drift, driftAlerts(db)},
	}
	for _, c := range counts {
		var err error
		if *c.into, err = capped(db, c.rows); err != nil {
			return err
		}
	}
	var err error
	if h.Approvals, err = approvalsFor(db, q.UserID); err != nil {
		return err
	}
	if len(q.Days) > 0 {
		h.DoneToday, err = doneSince(db, q.UserID, q.Days[len(q.Days)-1])
	}
	return err
}

// approvalsFor counts what others proposed and a second person must decide, by the permission that decides it.
func approvalsFor(db *gorm.DB, user models.ID) (models.ApprovalCounts, error) {
	counts := models.ApprovalCounts{}
	for _, kind := range []struct {
		needs models.Permission
		rows  *gorm.DB
	}{
		{models.PermLimitApprove, db.Model(&models.LimitChange{}).Where("state IN ('proposed','scheduled') AND state = 'proposed' AND made_by <> ?", user)},
		{models.PermSanctionApprove, db.Model(&models.Sanction{}).Where("state = 'proposed' AND made_by <> ?", user)},
		{models.PermScoreOverride, db.Model(&models.Override{}).Where("state = 'proposed' AND made_by <> ?", user)},
		{models.PermScoreOverride, db.Model(&models.RuleAside{}).Where("state = 'proposed' AND made_by <> ?", user)},
		{models.PermScoreOverride, db.Model(&models.Dispute{}).Where("state = 'open' AND made_by <> ?", user)},
		{models.PermPolicyApprove, db.Model(&models.Policy{}).Where("state = 'submitted' AND made_by <> ?", user)},
		{models.PermModelPromote, db.Model(&models.Promotion{}).Where("state = 'proposed' AND made_by <> ?", user)},
		{models.PermBulkApprove, db.Model(&models.Batch{}).Where("state = 'waiting' AND made_by <> ?", user)},
		{models.PermAppealDecide, opinionsFor(db, user).Where("opinions.reason NOT IN ?", models.Desks())},
		{models.PermAppealAnswer, opinionsFor(db, user).Where("opinions.reason IN ?", models.Desks())},
		{models.PermListManage, db.Model(&models.ListChange{}).Where("state IN ('read','proposed') AND state = 'proposed' AND made_by <> ?", user)},
	} {
		n, err := capped(db, kind.rows)
		if err != nil {
			return nil, err
		}
		if n > 0 {
			counts[kind.needs] += n
		}
	}
	return counts, nil
}

// opinionsFor is the opinions that are waited for and that nothing keeps a user from giving but the right to.
func opinionsFor(db *gorm.DB, user models.ID) *gorm.DB {
	return db.Table("opinions").Joins("JOIN appeals ON appeals.id = opinions.appeal_id JOIN sanctions ON sanctions.id = appeals.sanction_id").
		Where("opinions.given_at IS NULL AND appeals.stage = 'second_opinion' AND ? NOT IN (opinions.asked_by, appeals.assignee_id, sanctions.made_by, sanctions.approved_by, sanctions.ended_by)", int64(user))
}

// countDays counts flags raised and cases decided on each day, in one statement each.
func countDays(db *gorm.DB, days []time.Time, h *models.Home) error {
	if len(days) == 0 {
		return nil
	}
	h.Days = make([]models.DayCount, len(days))
	for i, d := range days {
		h.Days[i].Day = d
	}
	flags, err := countByDay(db.Model(&models.Flag{}), "raised_at", days)
	if err != nil {
		return err
	}
	decided, err := countByDay(db.Model(&models.Case{}).Where("state = 'closed'"), "closed_at", days)
	if err != nil {
		return err
	}
	for i := range h.Days {
		h.Days[i].Flags, h.Days[i].Decided = flags[i], decided[i]
	}
	return nil
}

// countByDay counts rows by the day a column of theirs falls on. The column is a constant
// of the caller. Days may have any length, so a change of clocks is no trouble.
func countByDay(rows *gorm.DB, column string, days []time.Time) ([]int, error) {
	var arms strings.Builder
	var args []any
	for i := len(days) - 1; i > 0; i-- {
		arms.WriteString("WHEN " + column + " >= ? THEN ? ")
		args = append(args, days[i], i)
	}
	pick := "0"
	if arms.Len() > 0 {
		pick = "CASE " + arms.String() + "ELSE 0 END"
	}
	var found []struct{ Day, Rows int }
	err := rows.Select(pick+` AS day, COUNT(*) AS "rows"`, args...).Where(column+" >= ?", days[0]).Group("day").Find(&found).Error
	counts := make([]int, len(days))
	for _, f := range found {
		counts[f.Day] = f.Rows
	}
	return counts, err
}
