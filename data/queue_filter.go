package data

import (
	"strconv"
	"strings"
	"time"

	"gorm.io/gorm"

	"candor/models"
)

// conditions is what rows must meet, all of it.
type conditions struct {
	list []string
	args []any
}

func (c *conditions) add(condition string, args ...any) {
	c.list = append(c.list, condition)
	c.args = append(c.args, args...)
}

func (c *conditions) sql() string { return strings.Join(c.list, " AND ") }

// filterCases puts a filter's conditions on a query.
func filterCases(db *gorm.DB, f models.CaseFilter) *gorm.DB {
	c := caseConditions(f)
	return db.Where(c.sql(), c.args...)
}

// caseConditions puts a filter into conditions. The state always leads, as it does in every index.
func caseConditions(f models.CaseFilter) (c conditions) {
	// Words, not parameters: indexes over a part of the cases are used only where the statement says which part.
	switch {
	case f.State == models.CaseClosed:
		c.add("state = 'closed'")
	case f.Snoozed:
		c.add("state = 'open' AND place = -1")
	default:
		c.add("state = 'open' AND place IN (0, 1)")
	}
	if len(f.IDs) > 0 {
		ids := make([]any, len(f.IDs))
		for i, id := range f.IDs {
			ids[i] = int64(id)
		}
		c.anyOf("cases.id", ids, false)
	}
	enumConditions(f, &c)
	linkedConditions(f, &c)
	if f.Assignee != 0 {
		c.add("assignee_id <> 0 AND assignee_id = ? AND lease_until > ?", int64(f.Assignee), f.Now)
	}
	if f.Unassigned {
		c.add("(assignee_id = 0 OR lease_until <= ?)", f.Now)
	}
	if f.Overdue {
		c.add("due_at < ?", f.Now)
	}
	if f.DueSoon {
		c.add("due_at < ?", f.Now.Add(models.DueSoonWithin))
	}
	deskConditions(f, &c)
	if f.MinScore != 0 {
		c.add("cases.score >= ?", f.MinScore)
	}
	if f.MaxScore != 0 {
		c.add("cases.score <= ?", f.MaxScore)
	}
	if f.MinFen != 0 {
		c.add("exposure_fen >= ?", f.MinFen)
	}
	if f.MaxFen != 0 {
		c.add("exposure_fen <= ?", f.MaxFen)
	}
	spanConditions(f, &c)
	return c
}

// idSlack is how long after the moment of a change a row of it may get its id.
const idSlack = 24 * time.Hour

// spanConditions are those on the days when a case is due and was flagged, and on how many days its account is late. An id is made when
// its case is flagged or soon after, and stands in the index of every order: it leaves out most of the others without their rows.
func spanConditions(f models.CaseFilter, c *conditions) {
	c.during("cases.due_at", f.Due)
	c.during("cases.opened_at", f.Flagged)
	if f.Flagged.From != nil {
		c.add("cases.id >= ?", int64(models.FirstID(*f.Flagged.From)))
	}
	if f.Flagged.Until != nil {
		c.add("cases.id < ?", int64(models.FirstID(f.Flagged.Until.Add(idSlack))))
	}
	if !f.Late.Open() {
		late := conditions{list: []string{"late.id = cases.account_id"}}
		late.within("late.days_past_due", f.Late)
		c.add("EXISTS (SELECT 1 FROM accounts AS late WHERE "+late.sql()+")", late.args...)
	}
}

// anyOf adds that a column has one of several values, or with not none of them.
func (c *conditions) anyOf(column string, values []any, not bool) {
	word := " IN ("
	switch {
	case not:
		word = " NOT IN ("
	case len(values) == 0:
		word, values = " IN (", []any{nil} // what is none of them is no row's
	}
	c.add(column+word+strings.TrimSuffix(strings.Repeat("?,", len(values)), ",")+")", values...)
}

// within adds that a column lies in a span.
func (c *conditions) within(column string, s models.Span) {
	if s.From != nil {
		c.add(column+" >= ?", *s.From)
	}
	if s.To != nil {
		c.add(column+" <= ?", *s.To)
	}
}

// inOrder is caseConditions for the first rows of an order. SQLite would look for the rows of a span by the index that leads with it, and
// sort all of them to give out fifty; so only the order whose index that is may use it. PostgreSQL knows how many rows a span has, and
// reads the condition as it is without the second half.
func inOrder(f models.CaseFilter) conditions {
	c := caseConditions(f)
	base, _ := f.Sort.Base()
	for i, condition := range c.list {
		due, id := strings.HasPrefix(condition, "cases.due_at "), strings.HasPrefix(condition, "cases.id ")
		if due && base != models.SortDue || id && base != models.SortNewest {
			c.list[i] = "(" + condition + " OR 1 = 0)"
		}
	}
	return c
}

// during adds that a moment lies in a span of days.
func (c *conditions) during(column string, d models.Days) {
	if d.From != nil {
		c.add(column+" >= ?", *d.From)
	}
	if d.Until != nil {
		c.add(column+" < ?", *d.Until)
	}
}

// several are the values of a field that may name several.
func several(field string) []any {
	var values []any
	for _, v := range models.Several(field) {
		values = append(values, v)
	}
	return values
}

// has adds that a row of another table, which a case has several of, has one of several values, or with not that none has.
func (c *conditions) has(from, column string, values []any, not bool) {
	var inner conditions
	inner.anyOf(column, values, false)
	word := ""
	if not {
		word = "NOT "
	}
	c.add(word+"EXISTS (SELECT 1 FROM "+from+" AND "+inner.sql()+")", inner.args...)
}

// enumConditions are those on fields with a fixed set of values, which can be turned round.
func enumConditions(f models.CaseFilter, c *conditions) {
	severityConditions(f, c)
	if f.Code != "" {
		c.has("flags WHERE flags.case_id = cases.id", "flags.code", several(f.Code), f.Not.Code)
	}
	if f.Tag != "" {
		c.has("account_tags WHERE account_tags.account_id = cases.account_id", "account_tags.tag", []any{f.Tag}, f.Not.Tag)
	}
	if f.Product != "" {
		c.has("credit_lines WHERE credit_lines.account_id = cases.account_id", "credit_lines.product", several(f.Product), f.Not.Product)
	}
	appealConditions(f, c)
	hardshipConditions(f, c)
	paymentConditions(f, c)
	outcomeConditions(f, c)
	if f.Codes != "" {
		c.has("flags WHERE flags.case_id = cases.id", "flags.code", several(f.Codes), f.Not.Codes)
	}
	if f.Source != "" {
		c.anyOf("cases.source", several(f.Source), f.Not.Source)
	}
	if f.Band != "" {
		c.anyOf("cases.band", several(f.Band), f.Not.Band)
	}
}

// severityConditions are those on one severity or several. The risk holds the severity in its thousands, which lets its index skip
// the others.
func severityConditions(f models.CaseFilter, c *conditions) {
	switch {
	case f.Severities != "":
		var values []any
		for _, digit := range models.Several(f.Severities) {
			n, _ := strconv.Atoi(digit) // what is no number is no severity, 0
			values = append(values, n)
		}
		c.anyOf("severity", values, f.Not.Severity)
	case f.Severity == 0:
	case f.Not.Severity:
		c.add("severity <> ?", int(f.Severity))
	default:
		c.add("severity = ? AND risk >= ? AND risk < ?", int(f.Severity), models.RiskOf(f.Severity, 950), models.RiskOf(f.Severity+1, 950))
	}
}

// deskConditions are those on which queue holds a case and who had it.
func deskConditions(f models.CaseFilter, c *conditions) {
	switch q, ok := models.QueueOf(f.Queue); {
	case f.Queue == "":
	case strings.Contains(f.Queue, ","):
		var queues []any
		for _, key := range models.Several(f.Queue) {
			if q, ok := models.QueueOf(key); ok {
				queues = append(queues, string(q))
			}
		}
		c.anyOf("cases.queue", queues, f.Not.Queue)
	case !ok:
		c.add("1 = 0")
	case f.Not.Queue:
		c.add("cases.queue <> ?", string(q))
	case q == models.QueueFirst:
		c.add("cases.queue = ''")
	default:
		c.add("cases.queue <> '' AND cases.queue = ?", string(q))
	}
	if f.Apart != 0 {
		c.add("escalated_by <> ?", int64(f.Apart))
	}
	if f.Changed {
		c.add(changedSince)
	}
}

// changedSince is models.Case.Changes in SQL.
const changedSince = "assignee_id <> 0 AND seen_status <> '' AND (flag_count <> seen_flags OR EXISTS (SELECT 1 FROM accounts a " +
	"WHERE a.id = cases.account_id AND (COALESCE(a.score, 0) <> seen_score OR a.status <> seen_status)))"

// atPlace narrows conditions to one place, which is then the whole of what an order's index needs before the order itself.
func (c *conditions) atPlace(f models.CaseFilter, place models.CasePlace) {
	state := models.CaseOpen
	if f.State == models.CaseClosed {
		state = models.CaseClosed
	}
	c.list[0] = "state = '" + string(state) + "' AND place = " + strconv.Itoa(int(place))
	if fewAccounts(f) {
		c.list[0] = "(" + c.list[0] + " OR 1 = 0)"
	}
}
