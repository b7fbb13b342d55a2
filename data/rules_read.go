package data

import (
	"cmp"
	"context"
	"fmt"
	"reflect"
	"slices"
	"sync"
	"time"

	"gorm.io/gorm"

	"candor/engine/rules"
	"candor/models"
)

// judgedDays is over how long appeals against what rules asked for are counted, whatever
// window is looked at: they are few, and come late.
const judgedDays = 90

// ruleSetsMost is how many sets of rules that fired together a board holds.
const ruleSetsMost = 200

// RuleBoard returns how good each event rule of the live version was on the events of the
// last days, and what became of the flags of accounts. It reads counts, never events.
func (s *Store) RuleBoard(ctx context.Context, days int) (*models.RuleBoard, error) {
	b := &models.RuleBoard{Days: days, From: models.DayOf(s.Now()) - int64(days) + 1}
	err := s.read(ctx, func(db *gorm.DB) error {
		live, err := livePolicyRow(db)
		if err != nil {
			return err
		}
		b.Version, b.Rules, b.Sets, b.Flags = live.Version, nil, nil, nil
		if live.Document.Events != nil {
			for _, r := range live.Document.Events.Rules {
				b.Rules = append(b.Rules, models.RuleQuality{Rule: r, OverturnBP: live.Document.GuardBounds().OverturnBP})
			}
		}
		if err := s.fillBoard(db, b); err != nil {
			return err
		}
		origins, err := s.ruleOrigins(db, live)
		if err != nil {
			return err
		}
		for i := range b.Rules {
			b.Rules[i].Changed = origins[b.Rules[i].Rule.Key]
		}
		b.Flags, err = flagQuality(db, live, models.DayStart(b.From))
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("rule board: %w", err)
	}
	return b, nil
}

// fillBoard fills in the counts of a board's rules.
func (s *Store) fillBoard(db *gorm.DB, b *models.RuleBoard) error {
	at := map[string]*models.RuleQuality{}
	for i := range b.Rules {
		at[b.Rules[i].Rule.Key] = &b.Rules[i]
	}
	for _, step := range []func(*gorm.DB, *models.RuleBoard, map[string]*models.RuleQuality) error{boardDays, boardAccounts, boardSets} {
		if err := step(db, b, at); err != nil {
			return err
		}
	}
	return boardJudgements(db, at, s.Now().AddDate(0, 0, -judgedDays))
}

func boardDays(db *gorm.DB, b *models.RuleBoard, at map[string]*models.RuleQuality) error {
	var sums []models.RuleDay
	err := db.Model(&models.RuleDay{}).Select("rule, SUM(hits) AS hits, SUM(fen) AS fen, SUM(labelled) AS labelled, SUM(bad) AS bad").
		Where("day >= ?", b.From).Group("rule").Scan(&sums).Error
	for _, d := range sums {
		if d.Rule == "" {
			b.All = d
		}
		if q := at[d.Rule]; q != nil {
			q.Hits, q.Fen, q.Labelled, q.Bad = d.Hits, d.Fen, d.Labelled, d.Bad
		}
	}
	return err
}

func boardAccounts(db *gorm.DB, b *models.RuleBoard, at map[string]*models.RuleQuality) error {
	var sums []struct {
		Rule               string
		Accounts, Repeated int64
	}
	keys := make([]string, 0, len(at))
	for k := range at {
		keys = append(keys, k)
	}
	slices.Sort(keys)
	each := db.Model(&models.RuleAccount{}).Select("rule, account_id, SUM(hits) AS n").Where("rule IN ? AND day >= ?", keys, b.From).Group("rule, account_id")
	err := db.Table("(?) AS each", each).Select("rule, COUNT(*) AS accounts, SUM(CASE WHEN n > 1 THEN 1 ELSE 0 END) AS repeated").Group("rule").Scan(&sums).Error
	for _, r := range sums {
		if q := at[r.Rule]; q != nil {
			q.Accounts, q.Repeated = r.Accounts, r.Repeated
		}
	}
	return err
}

func boardSets(db *gorm.DB, b *models.RuleBoard, at map[string]*models.RuleQuality) error {
	var sums []models.RuleSet
	err := db.Model(&models.RuleSet{}).Select("rules, SUM(hits) AS hits").Where("day >= ?", b.From).Group("rules").Order("SUM(hits) DESC, rules").Scan(&sums).Error
	for _, set := range sums {
		keys := set.Keys()
		if q := at[set.Rules]; q != nil && len(keys) == 1 {
			q.Alone = set.Hits
		}
		if slices.ContainsFunc(keys, func(k string) bool { return at[k] != nil }) && len(b.Sets) < ruleSetsMost {
			b.Sets = append(b.Sets, set)
		}
	}
	return err
}

func boardJudgements(db *gorm.DB, at map[string]*models.RuleQuality, since time.Time) error {
	var sums []struct {
		Rule               string
		Judged, Overturned int64
	}
	err := db.Model(&models.RuleJudgement{}).Select("rule, COUNT(*) AS judged, SUM(CASE WHEN overturned THEN 1 ELSE 0 END) AS overturned").
		Where("at >= ?", stamp(since)).Group("rule").Scan(&sums).Error
	for _, r := range sums {
		if q := at[r.Rule]; q != nil {
			q.Judged, q.Overturned = r.Judged, r.Overturned
		}
	}
	return err
}

// flagQuality counts what became of the flags of each code of the live version.
func flagQuality(db *gorm.DB, live *models.Policy, since time.Time) ([]models.FlagQuality, error) {
	var sums []struct {
		Code  string
		State models.FlagState
		N     int64
	}
	codes := make([]string, 0, len(live.Document.Flags))
	for _, f := range live.Document.Flags {
		codes = append(codes, f.Code)
	}
	raised := func() *gorm.DB {
		return db.Model(&models.Flag{}).Where("raised_at >= ? AND code IN ?", stamp(since), codes)
	}
	if err := raised().Select("code, state, COUNT(*) AS n").Group("code, state").Scan(&sums).Error; err != nil {
		return nil, err
	}
	var people []struct {
		Code string
		N    int64
	}
	if err := raised().Select("code, COUNT(DISTINCT account_id) AS n").Group("code").Scan(&people).Error; err != nil {
		return nil, err
	}
	out := make([]models.FlagQuality, 0, len(codes))
	at := map[string]*models.FlagQuality{}
	for _, f := range live.Document.Flags {
		out = append(out, models.FlagQuality{Flag: f})
		at[f.Code] = &out[len(out)-1]
	}
	for _, r := range sums {
		addFlags(at[r.Code], r.State, r.N)
	}
	for _, r := range people {
		at[r.Code].Accounts = r.N
	}
	slices.SortStableFunc(out, func(a, b models.FlagQuality) int { return cmp.Compare(b.Raised, a.Raised) })
	return out, nil
}

// addFlags counts flags of one state.
func addFlags(q *models.FlagQuality, state models.FlagState, n int64) {
	q.Raised += n
	switch state {
	case models.FlagOpen:
		q.Open = n
	case models.FlagConfirmed:
		q.Confirmed = n
	case models.FlagCleared:
		q.Cleared = n
	case models.FlagOverturned:
		q.Overturned = n
	}
}

// originCache keeps in which version each rule of the live one became what it is. Versions
// that were published never change.
type originCache struct {
	mu      sync.Mutex
	version int
	by      map[string]models.RuleChange
}

// historyPage is how many versions are read at a time, historyMost how many at all.
const (
	historyPage = 20
	historyMost = 400
)

// eachPublished goes through the versions that were in force before the live one, the last
// first, until each says stop.
func eachPublished(db *gorm.DB, live *models.Policy, each func(*models.Policy) (more bool)) error {
	for seen := 0; seen < historyMost; {
		var page []models.Policy
		q := db.Where("published_at IS NOT NULL AND version <> ?", live.Version).Order("published_at DESC, version DESC")
		if err := q.Offset(seen).Limit(historyPage).Find(&page).Error; err != nil || len(page) == 0 {
			return err
		}
		for i := range page {
			if !each(&page[i]) {
				return nil
			}
		}
		seen += len(page)
	}
	return nil
}

// ruleOrigins finds, for each rule of the live version, the version that made it what it is.
func (s *Store) ruleOrigins(db *gorm.DB, live *models.Policy) (map[string]models.RuleChange, error) {
	s.origins.mu.Lock()
	defer s.origins.mu.Unlock()
	if s.origins.version == live.Version && s.origins.by != nil {
		return s.origins.by, nil
	}
	out, open := map[string]models.RuleChange{}, map[string]bool{}
	if live.Document.Events != nil {
		for _, r := range live.Document.Events.Rules {
			out[r.Key], open[r.Key] = changeOf(live, r), true
		}
	}
	err := eachPublished(db, live, func(p *models.Policy) bool {
		for key := range open {
			if r := p.Rule(key); r != nil && sameRule(*r, out[key].Rule) {
				out[key] = changeOf(p, *r)
			} else {
				delete(open, key)
			}
		}
		return len(open) > 0
	})
	if err == nil {
		s.origins.version, s.origins.by = live.Version, out
	}
	return out, err
}

func changeOf(p *models.Policy, r rules.Rule) models.RuleChange {
	c := models.RuleChange{Version: p.Version, By: p.MadeName, At: p.MadeAt, Note: p.Note, Rule: r}
	if p.PublishedAt != nil {
		c.At = *p.PublishedAt
	}
	return c
}

// sameRule compares rules; no kinds and an empty list of them are the same.
func sameRule(a, b rules.Rule) bool {
	if len(a.Kinds) == 0 && len(b.Kinds) == 0 {
		a.Kinds, b.Kinds = nil, nil
	}
	return reflect.DeepEqual(a, b)
}
