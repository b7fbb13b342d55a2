package data

import (
	"cmp"
	"context"
	"fmt"
	"slices"

	"gorm.io/gorm"

	"candor/models"
)

// Bounds of one rule's page.
const (
	ruleHitsShown   = 20
	ruleJudgedShown = 20
	ruleNearShown   = 10
)

// RuleDetail returns one rule with its days, whom it caught last, what appeals said, what
// else catches the same, and how its text changed. models.ErrNotFound for a key that no
// published version has.
func (s *Store) RuleDetail(ctx context.Context, key string, days int) (*models.RuleDetail, error) {
	d := &models.RuleDetail{}
	err := s.read(ctx, func(db *gorm.DB) error {
		*d = models.RuleDetail{Board: models.RuleBoard{Days: days, From: models.DayOf(s.Now()) - int64(days) + 1}}
		live, err := livePolicyRow(db)
		if err != nil {
			return err
		}
		d.Board.Version = live.Version
		if err := ruleTexts(db, d, live, key); err != nil {
			return err
		}
		d.Board.Rules = []models.RuleQuality{{Rule: d.Texts[0].Rule, OverturnBP: live.Document.GuardBounds().OverturnBP}}
		if err := s.fillBoard(db, &d.Board); err != nil {
			return err
		}
		d.Quality = d.Board.Rules[0]
		d.Quality.Changed = d.Texts[0]
		if d.Series, err = ruleSeries(db, key, d.Board.From, models.DayOf(s.Now())); err != nil {
			return err
		}
		if err := db.Where("rule = ?", key).Order("at DESC, appeal_id DESC").Limit(ruleJudgedShown).Find(&d.Judged).Error; err != nil {
			return err
		}
		if d.Latest, err = s.ruleHits(db, key, d.Board.From); err != nil {
			return err
		}
		if d.Asides, err = s.asidesOfRule(db, key); err != nil {
			return err
		}
		return ruleOverlaps(db, d, key)
	})
	if err != nil {
		return nil, fmt.Errorf("rule %q: %w", key, err)
	}
	return d, nil
}

// ruleTexts walks the published versions and keeps each text that the rule had.
func ruleTexts(db *gorm.DB, d *models.RuleDetail, live *models.Policy, key string) error {
	d.Live = live.Rule(key) != nil
	gone := true // in the version that was looked at last
	look := func(p *models.Policy) bool {
		r := p.Rule(key)
		if r == nil {
			gone = true
			return true
		}
		n := len(d.Texts)
		switch {
		case n > 0 && !gone && sameRule(d.Texts[n-1].Rule, *r):
			d.Texts[n-1] = changeOf(p, *r) // it was so earlier already
		default:
			d.Texts = append(d.Texts, changeOf(p, *r))
		}
		gone = false
		return true
	}
	look(live)
	err := eachPublished(db, live, look)
	if err == nil && len(d.Texts) == 0 {
		return models.ErrNotFound
	}
	return err
}

// ruleSeries is every day of the window, those without a hit too.
func ruleSeries(db *gorm.DB, key string, from, to int64) ([]models.RuleDay, error) {
	var rows []models.RuleDay
	if err := db.Where("rule = ? AND day >= ?", key, from).Find(&rows).Error; err != nil {
		return nil, err
	}
	out := make([]models.RuleDay, 0, to-from+1)
	for day := from; day <= to; day++ {
		d := models.RuleDay{Rule: key, Day: day}
		if i := slices.IndexFunc(rows, func(r models.RuleDay) bool { return r.Day == day }); i >= 0 {
			d = rows[i]
		}
		out = append(out, d)
	}
	return out, nil
}

// ruleHits is the accounts that the rule caught last, each day's last event of them.
func (s *Store) ruleHits(db *gorm.DB, key string, from int64) ([]models.RuleHit, error) {
	var caught []models.RuleAccount
	if err := db.Where("rule = ? AND day >= ?", key, from).Order("day DESC, event_id DESC").Limit(ruleHitsShown).Find(&caught).Error; err != nil || len(caught) == 0 {
		return nil, err
	}
	events, accounts := make([]models.ID, len(caught)), make([]models.ID, len(caught))
	for i, c := range caught {
		events[i], accounts[i] = c.EventID, c.AccountID
	}
	var found []models.Event
	if err := db.Omit("input", "result").Where("id IN ?", events).Find(&found).Error; err != nil {
		return nil, err
	}
	_, names, err := s.accountsByID(db, accounts)
	if err != nil {
		return nil, err
	}
	var out []models.RuleHit
	for _, c := range caught {
		if i := slices.IndexFunc(found, func(e models.Event) bool { return e.ID == c.EventID }); i >= 0 {
			out = append(out, models.RuleHit{Event: found[i], Masked: names[c.AccountID], Hits: c.Hits})
		}
	}
	return out, nil
}

// ruleOverlaps is which rules catch the same events and the same accounts.
func ruleOverlaps(db *gorm.DB, d *models.RuleDetail, key string) error {
	by := map[string]*models.RuleOverlap{}
	of := func(rule string) *models.RuleOverlap {
		if by[rule] == nil {
			by[rule] = &models.RuleOverlap{Rule: rule}
		}
		return by[rule]
	}
	for _, set := range d.Board.Sets {
		for _, other := range set.Keys() {
			if other != key {
				of(other).Events += set.Hits
			}
		}
	}
	var shared []struct {
		Rule     string
		Accounts int64
	}
	err := db.Table("rule_accounts a").Joins("JOIN rule_accounts b ON b.account_id = a.account_id AND b.rule <> a.rule").
		Select("b.rule, COUNT(DISTINCT a.account_id) AS accounts").Where("a.rule = ? AND a.day >= ? AND b.day >= ?", key, d.Board.From, d.Board.From).
		Group("b.rule").Scan(&shared).Error
	for _, r := range shared {
		of(r.Rule).Accounts = r.Accounts
	}
	for _, o := range by {
		d.Overlaps = append(d.Overlaps, *o)
	}
	slices.SortFunc(d.Overlaps, func(a, b models.RuleOverlap) int {
		return cmp.Or(cmp.Compare(b.Events, a.Events), cmp.Compare(b.Accounts, a.Accounts), cmp.Compare(a.Rule, b.Rule))
	})
	d.Overlaps = d.Overlaps[:min(len(d.Overlaps), ruleNearShown)]
	return err
}
