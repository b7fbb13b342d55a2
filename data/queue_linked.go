package data

import (
	"slices"
	"strings"

	"candor/models"
)

// outcomeConditions are those on how a case ended. What the reader is to judge again is left out, whatever it was: that it is found would
// tell it.
func outcomeConditions(f models.CaseFilter, c *conditions) {
	if f.Outcome == "" {
		return
	}
	all := models.CaseOutcomes()
	wanted := slices.DeleteFunc(all, func(o models.CaseOutcome) bool {
		return slices.Contains(models.Several(f.Outcome), string(o)) == f.Not.Outcome
	})
	values := make([]any, len(wanted))
	for i, o := range wanted {
		values[i] = string(o)
	}
	c.anyOf("cases.outcome", values, false)
	c.add("cases.id NOT IN (SELECT i.case_id FROM sample_items AS i JOIN samples AS s ON s.id = i.sample_id WHERE i.second = '' AND s.made_by = ?)", int64(f.Reader))
}

// fewAccounts reports whether a filter names the accounts whose cases are looked for, or a batch of cases. They are few, so they are found
// by what names them and sorted; SQLite would rather read every case of the state in order.
func fewAccounts(f models.CaseFilter) bool { return f.Thing != "" || f.Accounts != nil || f.Batch != 0 }

// linkedConditions are those on which accounts the cases are of.
func linkedConditions(f models.CaseFilter, c *conditions) {
	if !fewAccounts(f) {
		return
	}
	c.list[0] = "(" + c.list[0] + " OR 1 = 0)"
	if kind, token, ok := strings.Cut(f.Thing, "."); f.Thing != "" && ok {
		c.add("cases.account_id IN (SELECT sightings.account_id FROM sightings WHERE sightings.kind = ? AND sightings.token = ?)", kind, token)
	}
	if f.Batch != 0 {
		const of = " FROM batch_items WHERE batch_items.batch_id = ?)"
		c.add("cases.account_id IN (SELECT batch_items.account_id"+of+" AND cases.id IN (SELECT batch_items.object_id"+of, int64(f.Batch), int64(f.Batch))
	}
	if f.Accounts != nil {
		c.anyOf("cases.account_id", idArgs(f.Accounts), false)
	}
}
