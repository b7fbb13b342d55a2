package data

import (
	"slices"
	"time"

	"gorm.io/gorm"

	"candor/models"
)

// addBeside puts to the rows of a page what the columns of its view ask for of other tables, for all of them at once.
func addBeside(db *gorm.DB, f models.CaseFilter, items []models.CaseItem) error {
	if len(items) == 0 {
		return nil
	}
	if f.WithTags {
		if err := addTags(db, items); err != nil {
			return err
		}
	}
	if f.WithEarlier {
		if err := addEarlier(db, items, f.Now); err != nil {
			return err
		}
	}
	if f.WithPayment {
		if err := addPayments(db, items); err != nil {
			return err
		}
	}
	if f.WithPeople {
		return addPeople(db, items)
	}
	return nil
}

// earlierRow is how many flags of one case were raised, and how many an appeal showed wrong.
type earlierRow struct {
	AccountID  models.ID
	CaseID     models.ID
	Flags      int
	Overturned int
}

// addEarlier counts the flags of earlier cases of the accounts of a page, in one statement. An id is made when its flag is raised or
// soon after, and stands in the index of an account's flags: it leaves out the older ones without their rows.
func addEarlier(db *gorm.DB, items []models.CaseItem, now time.Time) error {
	accounts, since := make([]models.ID, len(items)), now.Add(-models.EarlierFor)
	for i := range items {
		accounts[i] = items[i].AccountID
	}
	var rows []earlierRow
	err := db.Table("flags").Select("account_id, case_id, COUNT(*) AS flags, SUM(CASE WHEN state = 'overturned' THEN 1 ELSE 0 END) AS overturned").
		Where("account_id IN ? AND id >= ? AND raised_at >= ?", accounts, models.FirstID(since), since).Group("account_id, case_id").Find(&rows).Error
	by := map[models.ID][]earlierRow{}
	for _, r := range rows {
		by[r.AccountID] = append(by[r.AccountID], r)
	}
	for i := range items {
		for _, r := range by[items[i].AccountID] {
			if r.CaseID < items[i].ID {
				items[i].Earlier.Flags += r.Flags
				items[i].Earlier.Overturned += r.Overturned
			}
		}
	}
	return err
}

// addPeople names who acted on the cases of a page or wrote a note while they were open, in two statements.
func addPeople(db *gorm.DB, items []models.CaseItem) error {
	at, ids, objects := map[string]int{}, make([]models.ID, len(items)), make([]string, len(items))
	for i := range items {
		ids[i], objects[i] = items[i].ID, items[i].PublicID()
		at[objects[i]] = i
	}
	var acted []struct{ ObjectID, Name string }
	err := db.Table("audit_entries").Select("object_id, actor_name AS name").
		Where("object_type = 'case' AND object_id IN ? AND actor_kind = ?", objects, models.ActorUser).
		Group("object_id, actor_id, actor_name").Order("MIN(seq)").Find(&acted).Error
	if err != nil {
		return err
	}
	var wrote []struct {
		ID   models.ID
		Name string
	}
	err = db.Table("cases").Select("cases.id, notes.author_name AS name").Joins("JOIN notes ON notes.account_id = cases.account_id").
		Where("cases.id IN ? AND notes.at >= cases.opened_at AND (cases.closed_at IS NULL OR notes.at <= cases.closed_at)", ids).
		Group("cases.id, notes.author_id, notes.author_name").Order("MIN(notes.id)").Find(&wrote).Error
	if err != nil {
		return err
	}
	add := func(i int, name string) {
		if name != "" && !slices.Contains(items[i].People, name) {
			items[i].People = append(items[i].People, name)
		}
	}
	for _, r := range acted {
		add(at[r.ObjectID], r.Name)
	}
	for _, r := range wrote {
		add(at[r.ID.Public(models.PrefixCase)], r.Name)
	}
	return nil
}
