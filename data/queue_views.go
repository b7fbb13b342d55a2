package data

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"sync"
	"time"

	"gorm.io/gorm"
	"gorm.io/gorm/clause"

	"candor/models"
)

// QueueViews returns the views that a person keeps, and those shared with one of the person's roles or with everyone, by age.
func (s *Store) QueueViews(ctx context.Context, user models.ID, roles []string) ([]models.QueueView, error) {
	return s.savedViews(ctx, models.ViewOfQueue, user, roles)
}

// AuditViews returns such views of the audit log.
func (s *Store) AuditViews(ctx context.Context, user models.ID, roles []string) ([]models.QueueView, error) {
	return s.savedViews(ctx, models.ViewOfAudit, user, roles)
}

func (s *Store) savedViews(ctx context.Context, of models.ViewList, user models.ID, roles []string) ([]models.QueueView, error) {
	var list []models.QueueView
	err := s.read(ctx, func(db *gorm.DB) error {
		own, err := find[models.QueueView](db, "", fmt.Sprintf("WHERE owner_id = ? AND list = ? ORDER BY id LIMIT %d", models.QueueViewsMost), int64(user), string(of))
		if err != nil {
			return err
		}
		args := []any{string(of), int64(user)}
		for _, r := range roles {
			args = append(args, r)
		}
		team := ""
		if len(roles) > 0 {
			team = " OR (scope = 'team' AND team IN " + places(len(roles)) + ")"
		}
		shared, err := find[models.QueueView](db, "", fmt.Sprintf("WHERE scope <> 'mine' AND list = ? AND owner_id <> ? AND (scope = 'all'%s) ORDER BY id LIMIT %d", team, models.QueueViewsMost), args...)
		list = append(own, shared...)
		return err
	})
	return list, err
}

// QueueSetting returns how a person works through the queue; nobody set anything is the zero setting.
func (s *Store) QueueSetting(ctx context.Context, user models.ID) (models.QueueSetting, error) {
	var rows []models.QueueSetting
	err := s.read(ctx, func(db *gorm.DB) (err error) {
		rows, err = find[models.QueueSetting](db, "", "WHERE user_id = ?", int64(user))
		return err
	})
	if err != nil || len(rows) == 0 {
		return models.QueueSetting{UserID: user}, err
	}
	return rows[0], nil
}

// SetQueue changes how the actor works through the queue: what is nil stays.
func (s *Store) SetQueue(ctx context.Context, actor models.Actor, first *string, stay *bool) error {
	return s.write(ctx, actor, func(tx *writeTx) error {
		return tx.setQueue(func(row *models.QueueSetting) {
			if first != nil {
				row.FirstView = *first
			}
			if stay != nil {
				row.Stay = *stay
			}
		})
	})
}

// setQueue changes the actor's setting.
func (tx *writeTx) setQueue(change func(*models.QueueSetting)) error {
	row := models.QueueSetting{UserID: tx.actor.UserID}
	if err := tx.db.Where("user_id = ?", row.UserID).Limit(1).Find(&row).Error; err != nil {
		return err
	}
	before := queueSet(&row)
	change(&row)
	row.UserID = tx.actor.UserID
	row.Version++
	if err := tx.db.Clauses(clause.OnConflict{UpdateAll: true}).Create(&row).Error; err != nil {
		return err
	}
	return tx.audit(models.ActionQueueSet, target{kind: "user", id: tx.actor.ID}, before, queueSet(&row), "")
}

// queueSet is how the record writes a setting.
func queueSet(row *models.QueueSetting) map[string]any {
	return map[string]any{"first_view": row.FirstView, "stay": row.Stay, "starred": row.Starred}
}

// SaveView keeps a view under a name. One of the same name and scope that the actor keeps already takes over what this one holds.
func (s *Store) SaveView(ctx context.Context, actor models.Actor, cmd models.SaveView) (*models.QueueView, error) {
	var v models.QueueView
	err := s.write(ctx, actor, func(tx *writeTx) error {
		may, err := tx.may()
		if err != nil {
			return err
		}
		roles := strings.FieldsFunc(actor.Role, func(r rune) bool { return r == ',' || r == ' ' })
		if err := cmd.Validate(roles, slices.Contains(may, models.PermCaseAssign)); err != nil {
			return err
		}
		if v, err = tx.putView(cmd); err != nil {
			return err
		}
		if cmd.First {
			first := v.PublicID()
			if err := tx.setQueue(func(row *models.QueueSetting) { row.FirstView = first }); err != nil {
				return err
			}
		}
		after := map[string]any{"name": v.Name, "scope": v.Scope, "team": v.Team, "query": v.Query, "of": v.List}
		return tx.audit(models.ActionViewSaved, target{kind: "view", id: v.PublicID()}, nil, after, "")
	})
	if err != nil {
		return nil, fmt.Errorf("save view: %w", err)
	}
	return &v, nil
}

// putView writes a view: over the actor's one of that name, or as another.
func (tx *writeTx) putView(cmd models.SaveView) (models.QueueView, error) {
	var own []models.QueueView
	if err := tx.db.Where("owner_id = ? AND list = ?", tx.actor.UserID, cmd.List).Order("id").Find(&own).Error; err != nil {
		return models.QueueView{}, err
	}
	for _, v := range own {
		if v.Name == cmd.Name && v.Scope == cmd.Scope && v.Team == cmd.Team {
			v.Query = cmd.Query
			return v, tx.update(&v, &v.Version, "query")
		}
	}
	if len(own) >= models.QueueViewsMost {
		var bad models.Invalid
		bad.Add("", "views_most", "max", fmt.Sprint(models.QueueViewsMost))
		return models.QueueView{}, bad.OrNil()
	}
	id, err := tx.id()
	if err != nil {
		return models.QueueView{}, err
	}
	v := models.QueueView{
		ID: id, OwnerID: tx.actor.UserID, OwnerName: tx.actor.Name, Scope: cmd.Scope, Team: cmd.Team, Name: cmd.Name, Query: cmd.Query, List: cmd.List, CreatedAt: tx.now, Version: 1,
	}
	return v, tx.insert(&v)
}

// RemoveView removes a view. Whoever began the queue with it begins without any filter again.
func (s *Store) RemoveView(ctx context.Context, actor models.Actor, id models.ID) error {
	return s.write(ctx, actor, func(tx *writeTx) error {
		var v models.QueueView
		if err := tx.take(&v, id); err != nil {
			return err
		}
		may, err := tx.may()
		if err != nil {
			return err
		}
		if !v.MayRemove(actor.UserID, slices.Contains(may, models.PermCaseAssign)) {
			return &models.Refused{Code: "not_yours"}
		}
		first, err := beganWith(tx.db, &v)
		if err != nil {
			return err
		}
		if err := tx.db.Delete(&v).Error; err != nil {
			return err
		}
		err = tx.db.Model(&models.QueueSetting{}).Where("first_view = ?", v.PublicID()).Update("first_view", "").Error
		if err != nil {
			return err
		}
		before := models.RemovedView{
			Name: v.Name, Scope: v.Scope, Team: v.Team, Query: v.Query, List: v.List, Owner: v.OwnerID.Public(models.PrefixUser), OwnerName: v.OwnerName, First: first,
		}
		return tx.audit(models.ActionViewRemoved, target{kind: "view", id: v.PublicID()}, before, nil, "")
	})
}

// viewCountFor is how old the count of a saved view may be: unlike a shipped one it may have to look at many cases.
const viewCountFor = 30 * time.Second

// viewCounts keeps the counts of views by what they count.
type viewCounts struct {
	mu   sync.Mutex
	seen map[string]viewCount
	one  sync.Mutex // held while slow ones are counted: whoever comes meanwhile takes the same counts
}

type viewCount struct {
	at     time.Time
	writes int64 // of the store when it was counted
	n      int
}

// CountViews counts the cases of views, each to models.CountCap, in one reading. A count is kept as long as those beside the navigation
// are (see waitingFor), that of a slow view for viewCountFor. No more than models.FacetRows cases are looked at for any of them.
func (s *Store) CountViews(ctx context.Context, views []models.ViewCount) error {
	now, writes := s.Now(), s.writes.Load()
	if s.counted.fill(views, now, writes) {
		return nil
	}
	asked, slow := unknownViews(views)
	if len(asked) == 0 {
		return nil
	}
	if slow {
		s.counted.one.Lock()
		defer s.counted.one.Unlock()
		if s.counted.fill(views, now, writes) {
			return nil
		}
	}
	return s.read(ctx, func(db *gorm.DB) (err error) {
		for _, a := range asked {
			if a.view.Known { // since, by somebody else
				continue
			}
			if a.view.N, err = bounded(db, a.filter); err != nil {
				return err
			}
			a.view.Known = true
			s.counted.put(a.view.Key, viewCount{now, writes, a.view.N})
		}
		return nil
	})
}

// unknownView is a view to count, and what it asks for.
type unknownView struct {
	view   *models.ViewCount
	filter models.CaseFilter
}

// unknownViews are those views that are not counted and can be read, and whether one of them is slow.
func unknownViews(views []models.ViewCount) (asked []unknownView, slow bool) {
	for i := range views {
		v := &views[i]
		if v.Known {
			continue
		}
		if f, ok := v.Filter(); ok {
			asked, slow = append(asked, unknownView{v, f}), slow || v.Slow
		}
	}
	return asked, slow
}

// fill sets the counts that are kept, and reports whether those are all.
func (v *viewCounts) fill(views []models.ViewCount, now time.Time, writes int64) bool {
	v.mu.Lock()
	defer v.mu.Unlock()
	all := true
	for i := range views {
		c, ok := v.seen[views[i].Key]
		age := now.Sub(c.at)
		good := ok && age >= 0 && (age < waitingFor && c.writes == writes || views[i].Slow && age < viewCountFor)
		views[i].N, views[i].Known = c.n, good
		all = all && good
	}
	return all
}

func (v *viewCounts) put(key string, c viewCount) {
	v.mu.Lock()
	defer v.mu.Unlock()
	if v.seen == nil || len(v.seen) > 1000 { // whoever is here is counted again
		v.seen = map[string]viewCount{}
	}
	v.seen[key] = c
}

// bounded counts the cases of a view. A narrow one that no index knows is counted among the first models.FacetRows of its state.
func bounded(db *gorm.DB, f models.CaseFilter) (int, error) {
	c := caseConditions(f)
	if !residual(f) {
		return capped(db, db.Model(&models.Case{}).Where(c.sql(), c.args...))
	}
	among := db.Table("cases").Where(c.list[0]).Limit(models.FacetRows)
	rest := conditions{list: c.list[1:], args: c.args}
	return capped(db, db.Table("(?) AS cases", among).Where(rest.sql(), rest.args...))
}

// residual reports whether a filter has a condition that no index of the queue leads with.
func residual(f models.CaseFilter) bool {
	return f.Code != "" || f.Severities != "" || strings.Contains(f.Queue, ",") || f.Source != "" || f.Product != "" || f.Appeal == models.AppealEver || f.Hardship == models.HardshipNo || f.Payment != "" || f.Band != "" || f.MinScore != 0 || f.MaxScore != 0 || !f.Late.Open() || f.Not != (models.CaseNot{})
}
