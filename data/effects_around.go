package data

import (
	"database/sql"
	"time"

	"gorm.io/gorm"

	"candor/models"
)

// around counts what happened in a window beside the accounts: sanctions with their appeals, decisions about events, and reviewers' time.
func (c *effectCount) around(db *gorm.DB, side *models.EffectSide) error {
	if err := c.sanctions(db, side); err != nil {
		return err
	}
	if err := c.outcomes(db, side); err != nil {
		return err
	}
	if err := c.declines(db, side); err != nil {
		return err
	}
	return reviews(db, side)
}

// sanctions counts the sanctions that began in a window.
func (c *effectCount) sanctions(db *gorm.DB, side *models.EffectSide) error {
	var begun []models.Sanction
	err := startedIn(db, side.EffectWindow).Select("id", "account_id", "starts_at").Order("id").Find(&begun).Error
	if err != nil || len(begun) == 0 {
		return err
	}
	var appeals []models.Appeal
	err = db.Select("sanction_id", "received_at", "decided_at", "outcome").
		Where("sanction_id IN (?)", startedIn(db.Model(&models.Sanction{}), side.EffectWindow).Select("id")).Order("id").Find(&appeals).Error
	if err != nil {
		return err
	}
	bySanction := map[models.ID][]models.EffectAppeal{}
	for _, a := range appeals {
		e := models.EffectAppeal{Received: a.ReceivedAt, Overturned: a.Outcome == models.OutcomeOverturn}
		if a.DecidedAt != nil {
			e.Decided = *a.DecidedAt
		}
		bySanction[a.SanctionID] = append(bySanction[a.SanctionID], e)
	}
	for _, sn := range begun {
		side.AddSanction(*sn.StartsAt, bySanction[sn.ID], c.follow, c.now)
	}
	return nil
}

// startedIn is the measures that began in a window. Payments that were not made are counted as declines.
func startedIn(db *gorm.DB, w models.EffectWindow) *gorm.DB {
	return db.Where("starts_at >= ? AND starts_at < ? AND kind <> ?", w.From, w.To, models.SanctionDecline)
}

// outcomes counts decisions about events by outcome; history was decided by nobody.
func (c *effectCount) outcomes(db *gorm.DB, side *models.EffectSide) error {
	var rows []struct {
		Outcome string
		N       int
	}
	err := eventsIn(db, side.EffectWindow).Where("outcome <> ''").Select("outcome, COUNT(*) AS n").Group("outcome").Scan(&rows).Error
	for _, r := range rows {
		side.Outcomes[r.Outcome] = r.N
	}
	return err
}

func eventsIn(db *gorm.DB, w models.EffectWindow) *gorm.DB {
	return db.Model(&models.Event{}).Where("events.id >= ? AND events.id < ?", models.FirstID(w.From), models.FirstID(w.To))
}

// declines counts declined events and which of them turned out to be good. The outcomes stand in the text of the statement, because a database
// takes a partial index for nothing else.
func (c *effectCount) declines(db *gorm.DB, side *models.EffectSide) error {
	rows, err := eventsIn(db, side.EffectWindow).Where("events.outcome NOT IN ('','allow') AND events.outcome = 'decline'").
		Joins("LEFT JOIN event_labels l ON l.event_id = events.id AND NOT l.bad").Select("events.id, l.at").Rows()
	if err != nil {
		return err
	}
	defer rows.Close()
	for rows.Next() {
		var id models.ID
		var good sql.NullTime
		if err := rows.Scan(&id, &good); err != nil {
			return err
		}
		at := time.Time{}
		if good.Valid {
			at = good.Time
		}
		side.AddDecline(id.Time(), at, c.follow, c.now)
	}
	return rows.Err()
}

// reviewPage is how many entries of the record are read at once.
const reviewPage = 5000

// reviews adds up reviewers' time from the record of claims.
func reviews(db *gorm.DB, side *models.EffectSide) error {
	var clock models.ReviewClock
	actions := []string{models.ActionCaseClaimed, models.ActionCaseReleased, models.ActionCaseAssigned, models.ActionCaseDecided}
	for after := int64(0); ; {
		var entries []models.AuditEntry
		err := db.Select("seq", "at", "action", "object_id", "actor_id").Where("action IN ? AND seq > ? AND at >= ? AND at < ?", actions, after, side.From, side.To).
			Order("seq").Limit(reviewPage).Find(&entries).Error
		if err != nil {
			return err
		}
		for _, e := range entries {
			clock.Add(e.Action, e.ObjectID, e.ActorID, e.At)
			after = e.Seq
		}
		if len(entries) < reviewPage {
			break
		}
	}
	side.Cases, side.ReviewSecs = clock.Cases, int64(clock.Held/time.Second)
	return nil
}
