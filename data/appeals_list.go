package data

import (
	"context"
	"sync"
	"time"

	"gorm.io/gorm"

	"candor/models"
)

func appealQuery(db *gorm.DB, f models.AppealFilter) *gorm.DB {
	q := db
	if f.Open {
		q = q.Where("stage IN ?", openStages())
	}
	var c conditions
	for _, one := range []struct {
		column, values string
		not            bool
	}{
		{"stage", string(f.Stage), f.Not.Stage}, {"kind", string(f.Kind), f.Not.Kind}, {"outcome", string(f.Outcome), f.Not.Outcome}, {"reason_code", f.Reason, f.Not.Reason},
	} {
		if one.values != "" {
			c.anyOf(one.column, several(one.values), one.not)
		}
	}
	if len(c.list) > 0 {
		q = q.Where(c.sql(), c.args...)
	}
	if f.Assignee != 0 {
		q = q.Where("assignee_id = ?", f.Assignee)
	}
	if f.Overdue {
		q = q.Where("due_at < ? AND paused_at IS NULL AND stage IN ?", stamp(f.Now), models.UndecidedStages())
	}
	q = dueQuery(q, f)
	if f.Decider != 0 {
		q = whereOr(q, f.Not.Decider, "made_by = ?", f.Decider)
	}
	if f.Lang != "" {
		q = whereOr(q, f.Not.Lang, "lang = ?", f.Lang)
	}
	if f.Repeat {
		q = q.Where("earlier > 0")
	}
	if f.Band != "" {
		q = whereOr(q, f.Not.Band, "band = ?", f.Band)
	}
	q = deskQuery(causeQuery(q, f), f)
	if f.After != nil {
		at := time.UnixMicro(f.After.Key).UTC()
		q = q.Where("(due_at > ? OR (due_at = ? AND id > ?))", at, at, f.After.ID)
	}
	return q
}

// causeQuery narrows by what stood behind the measure.
func causeQuery(q *gorm.DB, f models.AppealFilter) *gorm.DB {
	const caused = "id IN (SELECT appeal_id FROM appeal_causes WHERE kind = ? AND code = ?)"
	if f.Rule != "" {
		q = whereOr(q, f.Not.Rule, caused, models.CauseRule, f.Rule)
	}
	if f.Flag != "" {
		q = whereOr(q, f.Not.Flag, caused, models.CauseFlag, f.Flag)
	}
	return q
}

// dueQuery narrows by the clock, or to all that it does not hold of. What is not one of AppealDues narrows nothing.
func dueQuery(q *gorm.DB, f models.AppealFilter) *gorm.DB {
	where := func(condition string, args ...any) *gorm.DB { return whereOr(q, f.Not.Due, condition, args...) }
	now, undecided := stamp(f.Now), models.UndecidedStages()
	switch f.Due {
	case "late":
		return where("stage IN ? AND paused_at IS NULL AND due_at <= ?", undecided, now)
	case "soon":
		return where("stage IN ? AND paused_at IS NULL AND due_at > ? AND due_at <= ?", undecided, now, stamp(f.Now.Add(models.AppealSoon)))
	case "called":
		return where("escalated_at IS NOT NULL AND decided_at IS NULL AND stage IN ?", undecided)
	case "waiting":
		return where("stage IN ? AND paused_at IS NOT NULL", undecided)
	}
	return q
}

// alikeCounts counts, in one query, what came of appeals against measures of the kinds and reasons of a page.
func alikeCounts(db *gorm.DB, rows []models.AppealRow, since time.Time) error {
	reasons := map[string]bool{}
	var codes []string
	for i := range rows {
		if code := rows[i].Appeal.ReasonCode; !reasons[code] {
			reasons[code] = true
			codes = append(codes, code)
		}
	}
	if len(codes) == 0 {
		return nil
	}
	var counts []struct {
		ReasonCode string
		Kind       models.SanctionKind
		N, Wrong   int
	}
	err := db.Model(&models.Appeal{}).Select("reason_code, kind, COUNT(*) AS n, SUM(CASE WHEN outcome = ? THEN 1 ELSE 0 END) AS wrong", models.OutcomeOverturn).
		Where("reason_code IN ? AND kind <> '' AND decided_at >= ?", codes, since).Group("reason_code, kind").Find(&counts).Error
	if err != nil {
		return err
	}
	for i := range rows {
		for _, c := range counts {
			if a := &rows[i].Appeal; a.ReasonCode == c.ReasonCode && a.Kind == c.Kind {
				rows[i].AlikeDecided, rows[i].AlikeOverturned = c.N, c.Wrong
			}
		}
	}
	return nil
}

// metricsFor is how long measures of the desk may be old on the list.
const metricsFor = time.Minute

// metricsCache keeps the measures that the list shows last.
type metricsCache struct {
	mu   sync.Mutex
	at   time.Time
	days int
	seen models.AppealMetrics
}

// AppealMetrics measures the appeals decided in the last days, the newest AppealMetricsMost of them. The
// figures may be a minute old.
func (s *Store) AppealMetrics(ctx context.Context, days int) (models.AppealMetrics, error) {
	now := s.Now()
	c := &s.appealMetrics
	c.mu.Lock()
	defer c.mu.Unlock() // one counts, the others wait for the same figures
	if age := now.Sub(c.at); c.days == days && age >= 0 && age < metricsFor {
		return c.seen, nil
	}
	var m models.AppealMetrics
	err := s.read(ctx, func(db *gorm.DB) (err error) {
		m, err = measureAppeals(db, stamp(now.AddDate(0, 0, -days)))
		return err
	})
	if err != nil {
		return models.AppealMetrics{}, err
	}
	c.at, c.days, c.seen = now, days, m
	return m, nil
}

// measureAppeals reads what was decided since a time, with what stood behind each measure.
func measureAppeals(db *gorm.DB, since time.Time) (models.AppealMetrics, error) {
	newest := func() *gorm.DB {
		return db.Model(&models.Appeal{}).Where("decided_at >= ?", since).Order("decided_at DESC, id DESC").Limit(models.AppealMetricsMost + 1)
	}
	var decided []models.Appeal
	err := newest().Select("id", "outcome", "received_at", "decided_at", "due_at", "waited_secs", "reason_code", "kind", "lang", "channel", "decided_by", "decided_name", "band").Find(&decided).Error
	if err != nil {
		return models.AppealMetrics{}, err
	}
	var rows []models.AppealCause
	if err := db.Where("appeal_id IN (?)", newest().Select("id")).Order("kind, code").Find(&rows).Error; err != nil {
		return models.AppealMetrics{}, err
	}
	causes := make(map[models.ID][]models.AppealCause, len(decided))
	for _, c := range rows {
		causes[c.AppealID] = append(causes[c.AppealID], c)
	}
	m := models.MeasureAppeals(decided[:min(len(decided), models.AppealMetricsMost)], causes, since)
	m.Cut = len(decided) > models.AppealMetricsMost
	if err := db.Model(&models.AppealCause{}).Select("kind, code").Group("kind, code").Order("kind, code").Find(&m.Known).Error; err != nil {
		return m, err
	}
	err = db.Model(&models.User{}).Select("id, name").Where("id IN (SELECT DISTINCT made_by FROM appeals)").Order("name, id").Limit(models.AppealDecidersMost).Find(&m.Deciders).Error
	if err != nil {
		return m, err
	}
	live, err := livePolicyRow(db)
	if err != nil {
		return m, err
	}
	for _, b := range live.Document.Bands {
		m.KnownBands = append(m.KnownBands, b.Name)
	}
	m.BoundBP = live.Document.GuardBounds().OverturnBP
	return m, nil
}

// RecordAppealExport records that the measures of the desk left as a file.
func (s *Store) RecordAppealExport(ctx context.Context, actor models.Actor, days int) error {
	return s.write(ctx, actor, func(tx *writeTx) error {
		return tx.audit(models.ActionAppealsExported, target{kind: "audit"}, nil, map[string]int{"days": days}, "")
	})
}
