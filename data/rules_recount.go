package data

import (
	"context"
	"fmt"
	"strconv"
	"time"

	"candor/models"
)

// RecountRules counts stored decisions and labels anew, for the days from the first to the
// last (days since 1970, UTC), puts the counts in place of those that were added up, and
// counts the appeals of all time. It is one unit: on SQLite nothing else is written
// meanwhile, and on PostgreSQL whoever counts waits. What another process has decided within
// the last second and not written yet would be counted twice; the nightly recount, which
// looks at days that are over, puts that right.
func (s *Store) RecountRules(ctx context.Context, actor models.Actor, first, last int64) (models.RulesRecounted, error) {
	if err := s.flushRules(ctx); err != nil {
		return models.RulesRecounted{}, err
	}
	var done models.RulesRecounted
	err := s.write(ctx, actor, func(tx *writeTx) (err error) {
		done, err = tx.recountRules(first, last)
		return err
	})
	if err != nil {
		return done, fmt.Errorf("recount rules: %w", err)
	}
	return done, nil
}

func (tx *writeTx) recountRules(first, last int64) (models.RulesRecounted, error) {
	var done models.RulesRecounted
	if tx.store.dialect == postgresql {
		if err := tx.db.Exec("LOCK TABLE rule_days, rule_accounts, rule_sets, rule_judgements IN EXCLUSIVE MODE").Error; err != nil {
			return done, err
		}
	}
	is, err := tx.tallyEvents(first, last, &done)
	if err != nil {
		return done, err
	}
	was, err := tx.storedTally(first, last)
	if err != nil {
		return done, err
	}
	done.Rows, done.Changed = len(is.days)+len(is.accounts)+len(is.sets), is.differs(was)
	for _, row := range []any{&models.RuleDay{}, &models.RuleAccount{}, &models.RuleSet{}} {
		if err := tx.db.Where("day BETWEEN ? AND ?", first, last).Delete(row).Error; err != nil {
			return done, err
		}
	}
	if err := addRules(tx.db, is.rows()); err != nil {
		return done, err
	}
	if err := tx.rejudge(); err != nil {
		return done, err
	}
	return done, tx.audit(models.ActionRulesRecounted, target{kind: "rules"}, nil, map[string]any{"first": first, "last": last, "found": done}, "")
}

// tallyEvents goes through the decided events of some days with their labels.
func (tx *writeTx) tallyEvents(first, last int64, done *models.RulesRecounted) (*ruleTally, error) {
	t := newRuleTally()
	end := models.FirstID(models.DayStart(last + 1))
	for after := models.FirstID(models.DayStart(first)) - 1; ; {
		page, err := find[models.Event](tx.db, "id, account_id, amount_fen, result",
			"WHERE id > ? AND id < ? AND outcome <> '' ORDER BY id LIMIT "+strconv.Itoa(rebuildRows), int64(after), int64(end))
		if err != nil {
			return nil, err
		}
		if len(page) == 0 {
			return t, nil
		}
		var labels []models.EventLabel
		if err := tx.db.Where("event_id BETWEEN ? AND ?", page[0].ID, page[len(page)-1].ID).Find(&labels).Error; err != nil {
			return nil, err
		}
		bad := make(map[models.ID]bool, len(labels))
		for _, l := range labels {
			bad[l.EventID] = l.Bad
		}
		for i := range page {
			e := &page[i]
			r, err := e.Decided()
			if err != nil {
				return nil, fmt.Errorf("decision %s: %w", e.PublicID(), err)
			}
			t.add(e.ID, e.AccountID, e.AmountFen, r.Fired)
			if b, known := bad[e.ID]; known {
				t.label(e.ID, b, r.Fired)
			}
		}
		done.Events += len(page)
		after = page[len(page)-1].ID
	}
}

// storedTally is what was added up of some days.
func (tx *writeTx) storedTally(first, last int64) (*ruleTally, error) {
	t, q := newRuleTally(), tx.db.Where("day BETWEEN ? AND ?", first, last)
	var days []models.RuleDay
	if err := q.Find(&days).Error; err != nil {
		return nil, err
	}
	var accounts []models.RuleAccount
	if err := tx.db.Where("day BETWEEN ? AND ?", first, last).Find(&accounts).Error; err != nil {
		return nil, err
	}
	var sets []models.RuleSet
	if err := tx.db.Where("day BETWEEN ? AND ?", first, last).Find(&sets).Error; err != nil {
		return nil, err
	}
	for _, d := range days {
		t.addDay(d)
	}
	for _, a := range accounts {
		t.addAccount(a)
	}
	for _, s := range sets {
		t.sets[ruleDayKey{s.Rules, s.Day}] += s.Hits
	}
	return t, nil
}

// differs counts the rows that are not the same in both.
func (t *ruleTally) differs(o *ruleTally) int {
	return differ(t.days, o.days) + differ(t.accounts, o.accounts) + differ(t.sets, o.sets)
}

func differ[K, V comparable](a, b map[K]V) int {
	n := 0
	for k, v := range a {
		if b[k] != v {
			n++
		}
	}
	for k := range b {
		if _, there := a[k]; !there {
			n++
		}
	}
	return n
}

// ruleRecountAt is when in the day (UTC) yesterday is counted anew.
const ruleRecountAt = 20 * time.Minute

// runRulesRecount counts yesterday anew, and comes again tomorrow.
func (tx *writeTx) runRulesRecount(models.Job) error {
	today := models.DayOf(tx.now)
	if _, err := tx.recountRules(today-1, today-1); err != nil {
		return err
	}
	next := models.DayStart(today + 1).Add(ruleRecountAt)
	return tx.enqueue(models.JobRules, models.JobRules+":"+next.Format(time.DateOnly), 0, next)
}

// rejudge counts all appeals anew.
func (tx *writeTx) rejudge() error {
	if err := tx.db.Where("1 = 1").Delete(&models.RuleJudgement{}).Error; err != nil {
		return err
	}
	for after := models.ID(0); ; {
		var page []models.Appeal
		q := tx.db.Select("id", "sanction_id", "outcome", "decided_at").Where("id > ? AND outcome <> '' AND decided_at IS NOT NULL", after)
		if err := q.Order("id").Limit(rebuildRows).Find(&page).Error; err != nil || len(page) == 0 {
			return err
		}
		ids := make([]models.ID, len(page))
		for i := range page {
			ids[i] = page[i].SanctionID
		}
		var sanctions []models.Sanction
		if err := tx.db.Where("id IN ?", ids).Find(&sanctions).Error; err != nil {
			return err
		}
		by := make(map[models.ID]*models.Sanction, len(sanctions))
		for i := range sanctions {
			by[sanctions[i].ID] = &sanctions[i]
		}
		for i := range page {
			if sn := by[page[i].SanctionID]; sn != nil {
				if err := tx.judgeRules(&page[i], sn); err != nil {
					return err
				}
			}
		}
		after = page[len(page)-1].ID
	}
}
