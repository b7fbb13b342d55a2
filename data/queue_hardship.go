package data

import (
	"gorm.io/gorm"

	"candor/models"
)

// hardshipStands is said of hardship flags that warn at a time, in the words of their index.
const hardshipStands = "hardships.ended_at IS NULL AND hardships.ends_at > ?"

// hardshipConditions are those on whether a hardship flag of the account stands, as models.Account.Hardship says of one.
func hardshipConditions(f models.CaseFilter, c *conditions) {
	switch f.Hardship {
	case "":
	case models.HardshipYes: // by their ids, as open appeals: flags are few
		c.add("cases.id IN (SELECT own.id FROM hardships JOIN cases AS own ON own.account_id = hardships.account_id WHERE "+hardshipStands+")", f.Now)
	case models.HardshipNo:
		c.add("NOT EXISTS (SELECT 1 FROM hardships WHERE hardships.account_id = cases.account_id AND "+hardshipStands+")", f.Now)
	default:
		c.add("1 = 0")
	}
}

// countHardships counts the cases of accounts with such a flag.
func countHardships(db *gorm.DB, f models.CaseFilter, into map[string]int) error {
	few := filterCases(db.Table("cases"), f).Limit(models.FacetRows).Select("account_id")
	var n int64
	err := db.Table("(?) AS few", few).Joins("JOIN hardships ON hardships.account_id = few.account_id").Where(hardshipStands, f.Now).Count(&n).Error
	if n > 0 {
		into[models.HardshipYes] = int(n)
	}
	return err
}
