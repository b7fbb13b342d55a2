package data

import (
	"cmp"
	"context"
	"slices"

	"gorm.io/gorm"

	"candor/models"
)

// How far a profile's changes are read back: the page shows the newest, and an account has events by the thousand.
const (
	profileShown = 20
	profileRead  = 500 // entries and events
)

// profileBefore is what a put compares with: the profile, and the identity where one was sent.
type profileBefore struct {
	change   accountChange
	profile  map[string]string
	personal *models.Personal
}

// before reads an account before a put writes on it.
func (tx *writeTx) before(a *models.Account, p *models.PutAccount) (profileBefore, error) {
	was := profileBefore{
		change:  accountChange{LimitFen: a.LimitFen, UsedFen: a.UsedFen, DaysPastDue: a.DaysPastDue, Content: a.ContentHash},
		profile: a.Profile(),
	}
	if p.Personal == nil || a.ErasedAt != nil {
		return was, nil
	}
	personal, err := tx.store.openPersonal(tx.db, a)
	was.personal = &personal
	return was, err
}

// audit records a put of an account that was there, with what changed of its profile on both sides.
func (was profileBefore) audit(tx *writeTx, a *models.Account, p *models.PutAccount, after accountChange) error {
	was.change.Profile, after.Profile = models.ProfileDiff(was.profile, a.Profile())
	after.Identity = was.identity(p)
	return tx.audit(models.ActionAccountPut, accountTarget(a), was.change, after, "")
}

// identity is the fields of the identity that were sent otherwise than they were.
func (was profileBefore) identity(p *models.PutAccount) (changed []models.PersonalField) {
	if was.personal == nil {
		return nil
	}
	for _, f := range models.PersonalFields() {
		old, _ := was.personal.Get(f)
		if is, _ := p.Personal.Get(f); is != old && old != models.Unreadable {
			changed = append(changed, f)
		}
	}
	return changed
}

// ProfileChanges returns the newest changes of what is known of an account's customer: what was sent, and what the customer did.
func (s *Store) ProfileChanges(ctx context.Context, account models.ID) ([]models.ProfileChange, error) {
	var list []models.ProfileChange
	err := s.read(ctx, func(db *gorm.DB) error {
		var entries []models.AuditEntry
		read := db.Model(&models.AuditEntry{}).Select("seq").Where("account_id <> 0 AND account_id = ?", account).Order("seq DESC").Limit(profileRead)
		err := db.Where("seq IN (?) AND action = ?", read, models.ActionAccountPut).Order("seq DESC").Limit(profileShown).Find(&entries).Error
		if err != nil {
			return err
		}
		list = models.ProfileChanges(entries)
		newest := db.Model(&models.Event{}).Select("id", "kind", "at", "source").Where("account_id = ?", account).Order("id DESC").Limit(profileRead)
		var events []models.Event
		err = db.Table("(?) AS newest", newest).Where("kind IN ?", models.ProfileEvents()).Order("id DESC").Limit(profileShown).Find(&events).Error
		for _, e := range events {
			list = append(list, models.ProfileChange{At: e.At, Event: e.Kind, EventID: e.ID, Source: e.Source})
		}
		return err
	})
	slices.SortStableFunc(list, func(a, b models.ProfileChange) int { return cmp.Compare(b.At.UnixMicro(), a.At.UnixMicro()) })
	return list[:min(len(list), profileShown)], err
}
