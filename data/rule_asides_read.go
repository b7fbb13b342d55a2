package data

import (
	"context"
	"slices"
	"time"

	"gorm.io/gorm"

	"candor/models"
)

// aside is a rule that is set aside for an account, as events meet it.
type aside struct {
	rule string
	ends time.Time
}

// asidesMax bounds how many of them a process keeps at hand.
const asidesMax = 200_000

// liveAsides reads what is set aside for which account, in the words of the index rule_asides_active.
func (s *Store) liveAsides(ctx context.Context) (map[models.ID][]aside, error) {
	var rows []models.RuleAside
	err := s.read(ctx, func(db *gorm.DB) error {
		return db.Select("account_id", "rule", "ends_at").Where("state = 'active'").Order("id").Limit(asidesMax).Find(&rows).Error
	})
	if err != nil || len(rows) == 0 {
		return nil, err
	}
	out := make(map[models.ID][]aside, len(rows))
	for i := range rows {
		out[rows[i].AccountID] = append(out[rows[i].AccountID], aside{rows[i].Rule, rows[i].EndsAt})
	}
	return out, nil
}

// asideFor is the keys of the rules that are set aside for an account at a time.
func (l *liveMonitor) asideFor(account models.ID, now time.Time) []string {
	var keys []string
	for _, a := range l.asides[account] {
		if now.Before(a.ends) {
			keys = append(keys, a.rule)
		}
	}
	return keys
}

// RuleAside returns one rule set aside, with its account.
func (s *Store) RuleAside(ctx context.Context, id models.ID) (*models.RuleAsideDetail, error) {
	var d models.RuleAsideDetail
	err := s.read(ctx, func(db *gorm.DB) error {
		d = models.RuleAsideDetail{}
		if err := db.Where("id = ?", id).Take(&d.RuleAside).Error; err != nil {
			return err
		}
		accounts, names, err := s.accountsByID(db, []models.ID{d.AccountID})
		d.Account, d.Name = accounts[d.AccountID], names[d.AccountID]
		return err
	})
	return &d, err
}

// openAsides are the rules set aside for an account, and those that wait to be, the oldest first.
func (s *Store) openAsides(db *gorm.DB, account models.ID) ([]models.RuleAside, error) {
	rows, err := find[models.RuleAside](db, "", "WHERE account_id = ? AND state IN ('proposed','active') ORDER BY id", int64(account))
	return slices.DeleteFunc(rows, func(a models.RuleAside) bool { return !a.Open(s.Now()) }), err
}

// ruleAsidesShown is how many accounts a rule's page names.
const ruleAsidesShown = 50

// asidesOfRule are the accounts for which a rule is set aside, the one that ends first first.
func (s *Store) asidesOfRule(db *gorm.DB, key string) ([]models.RuleAsideDetail, error) {
	var rows []models.RuleAside
	err := db.Where("state = 'active' AND rule = ? AND ends_at > ?", key, s.Now()).Order("ends_at, id").Limit(ruleAsidesShown).Find(&rows).Error
	if err != nil || len(rows) == 0 {
		return nil, err
	}
	ids := make([]models.ID, len(rows))
	for i := range rows {
		ids[i] = rows[i].AccountID
	}
	accounts, names, err := s.accountsByID(db, ids)
	out := make([]models.RuleAsideDetail, len(rows))
	for i := range rows {
		out[i] = models.RuleAsideDetail{RuleAside: rows[i], Account: accounts[rows[i].AccountID], Name: names[rows[i].AccountID]}
	}
	return out, err
}

// fillAsides reads what set the rules aside that would have fired on an event, the last agreed to by then for each.
func fillAsides(db *gorm.DB, d *models.EventDetail) error {
	r, err := d.Event.Decided()
	if err != nil || len(r.Aside) == 0 {
		return nil // what cannot be read is found where the decision is taken apart
	}
	var rows []models.RuleAside
	err = db.Where("account_id = ? AND rule IN ? AND state IN ('active','ended')", d.Event.AccountID, r.Aside).Order("id").Find(&rows).Error
	for _, a := range rows {
		if a.DecidedAt.After(d.Event.ID.Time()) {
			continue
		}
		d.Asides = slices.DeleteFunc(d.Asides, func(o models.RuleAside) bool { return o.Rule == a.Rule })
		d.Asides = append(d.Asides, a)
	}
	return err
}

// addAsides adds those that wait for a second person, in the words of the index rule_asides_waiting.
func addAsides(db *gorm.DB, waiting []models.Approval, since time.Time, limit int) ([]models.Approval, error) {
	var list []models.RuleAside
	err := db.Where("state = 'proposed' AND made_at >= ?", since).Order("id").Limit(limit).Find(&list).Error
	for i := range list {
		waiting = append(waiting, models.Approval{Aside: &list[i]})
	}
	return waiting, err
}
