package data

import "candor/models"

// openAppeals are the appeals that are not at their end, in the words of their index; see models.EndedStages.
const openAppeals = "appeals.stage NOT IN ('closed','withdrawn','duplicate')"

// appealConditions are those on the appeals of an account.
func appealConditions(f models.CaseFilter, c *conditions) {
	const had = "EXISTS (SELECT 1 FROM appeals WHERE appeals.account_id = cases.account_id"
	switch not := f.Not.Appeal; {
	case f.Appeal == "":
	case f.Appeal == models.AppealOpen && not:
		c.add("NOT " + had + " AND " + openAppeals + ")")
	case f.Appeal == models.AppealOpen: // by their ids, which stand in the index of every order: no other case's row is read
		c.add("cases.id IN (SELECT own.id FROM appeals JOIN cases AS own ON own.account_id = appeals.account_id WHERE " + openAppeals + ")")
	case f.Appeal == models.AppealEver && not:
		c.add("NOT " + had + ")")
	case f.Appeal == models.AppealEver:
		c.add(had + ")")
	default:
		c.add("1 = 0")
	}
}
