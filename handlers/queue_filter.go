package handlers

import (
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"candor/models"
)

// queueFields are the queue's filters, order and place, as its address holds them.
var queueFields = []string{
	"severity", "code", "source", "band", "queue", "tag", "product", "appeal", "hardship", "payment", "outcome", "group", "thing", "batch", "who", "due", "changed", "state", "score_min", "score_max", "exposure", "exposure_max",
	"due_from", "due_to", "late_min", "late_max", "flagged_from", "flagged_to",
	"sort", "cols", "density", "after", "before", "at",
}

// looks are the fields that hold how a view looks, and places those that hold which page of it is shown.
var (
	looks  = []string{"sort", "cols", "density"}
	places = []string{"after", "before", "at"}
)

// queueLimit is how many rows a page of the queue has.
const queueLimit = 50

// queueFilter reads the queue's address. What cannot be read is on the form.
func queueFilter(f *form, v *Visitor, now time.Time, groups ruleGroups) models.CaseFilter {
	q := models.CaseFilter{State: models.CaseOpen, Sort: models.SortRisk, Limit: queueLimit, Now: now}
	f.enums(&q)
	switch who := f.text("who"); {
	case who == "":
	case who == "mine":
		q.Assignee = v.UserID()
	case who == "free":
		q.Unassigned = true
	default:
		q.Assignee = f.id("who", models.PrefixUser)
	}
	q.Overdue, q.DueSoon = f.one("due", "overdue"), f.one("due", "soon")
	q.Changed = f.one("changed", "1")
	f.oneOf("due", "overdue", "soon")
	f.oneOf("changed", "1")
	f.oneOf("hardship", models.HardshipYes, models.HardshipNo)
	f.oneOf("payment", models.PaymentYes, models.PaymentNo)
	q.Hardship, q.Payment = f.text("hardship"), f.text("payment")
	f.oneOf("state", "open", "snoozed", "closed")
	f.oneOf("density", "compact", "regular", "roomy")
	if q.Snoozed = f.one("state", "snoozed"); f.one("state", "closed") {
		q.State = models.CaseClosed
	}
	columns, ok := queueColumnsOf(f.text("cols"))
	if !ok {
		f.bad.Add("cols", "choice")
	}
	shows := func(key string) bool {
		return slices.ContainsFunc(columns, func(c *queueColumn) bool { return c.key == key })
	}
	q.WithTags, q.WithEarlier, q.WithPeople = shows("tags"), shows("earlier"), shows("people")
	q.WithPayment = v.Can(models.PermScoreRead) && slices.ContainsFunc(columns, func(c *queueColumn) bool { return c.scored })
	q.MinScore, q.MaxScore = f.score("score_min"), f.score("score_max")
	f.bounds(&q)
	f.spans(&q)
	f.linked(&q, v, groups)
	switch sort := models.CaseSort(f.text("sort")); {
	case sort == "":
	case slices.Contains(models.CaseSorts(), sort):
		q.Sort = sort
	default:
		f.bad.Add("sort", "choice")
	}
	q.After, q.Before = f.cursor("after"), f.cursor("before")
	return q
}

// bounds reads the spans of scores and of exposures; an end that lies before its beginning is refused.
func (f *form) bounds(q *models.CaseFilter) {
	if q.MaxScore != 0 && q.MinScore > q.MaxScore {
		f.bad.Add("score_max", "reversed")
	}
	if f.text("exposure") != "" {
		q.MinFen = f.fen("exposure")
	}
	if f.text("exposure_max") == "" {
		return
	}
	switch q.MaxFen = f.fen("exposure_max"); {
	case q.MaxFen == 0:
		f.bad.Add("exposure_max", "amount")
	case q.MinFen > q.MaxFen:
		f.bad.Add("exposure_max", "reversed")
	}
}

// enums reads the fields with a fixed set of values, each of which may hold several parted by commas and can be turned round by a
// mark before them.
func (f *form) enums(q *models.CaseFilter) {
	var severity string
	severity, q.Not.Severity = f.turned("severity")
	q.Code, q.Not.Code = f.turned("code")
	q.Source, q.Not.Source = f.turned("source")
	q.Band, q.Not.Band = f.turned("band")
	q.Queue, q.Not.Queue = f.turned("queue")
	q.Tag, q.Not.Tag = f.turned("tag")
	q.Product, q.Not.Product = f.turned("product")
	q.Appeal, q.Not.Appeal = f.turned("appeal")
	for _, one := range models.Several(q.Product) {
		if !slices.Contains(lineProducts(), one) {
			f.bad.Add("product", "choice")
		}
	}
	if q.Appeal != "" && q.Appeal != models.AppealOpen && q.Appeal != models.AppealEver {
		f.bad.Add("appeal", "choice")
	}
	for _, one := range models.Several(severity) {
		n, err := strconv.Atoi(one)
		if q.Severity = models.Severity(n); err != nil || q.Severity < models.SeverityLow || q.Severity > models.SeverityCritical {
			f.bad.Add("severity", "choice")
		}
	}
	if strings.Contains(severity, ",") {
		q.Severity, q.Severities = 0, severity
	}
	for _, one := range models.Several(q.Queue) {
		if _, ok := models.QueueOf(one); !ok {
			f.bad.Add("queue", "choice")
		}
	}
}

// turned reads a field that may hold several values parted by commas, and whether a mark before them turns it round.
func (f *form) turned(name string) (value string, not bool) {
	is, not := strings.CutPrefix(f.text(name), "!")
	if values := models.Several(is); not && is == "" || len(values) > models.SeveralMost || slices.Contains(values, "") {
		f.bad.Add(name, "choice")
	}
	return is, not
}

// one reports whether a field holds a value.
func (f *form) one(name, value string) bool { return f.text(name) == value }

// oneOf refuses a field that holds something else than one of the values or nothing.
func (f *form) oneOf(name string, values ...string) {
	if typed := f.text(name); typed != "" && !slices.Contains(values, typed) {
		f.bad.Add(name, "choice")
	}
}

// score reads an optional score.
func (f *form) score(name string) int {
	n := f.number(name, false)
	if n < 0 || n > 950 {
		f.bad.Add(name, "range_between", "min", "350", "max", "950")
	}
	return n
}

// returnedMark stands before the cursor of a case that is back from being put off, and so among those before the others.
const returnedMark = "back."

// snoozedMark stands before the cursor of a case that is put off.
const snoozedMark = "off."

// cursor reads a place in the list: the sorted value and the case.
func (f *form) cursor(name string) *models.CaseCursor { return f.cursorIn(name, f.text(name)) }

func (f *form) cursorIn(name, typed string) *models.CaseCursor {
	place := models.PlaceQueued
	if rest, ok := strings.CutPrefix(typed, returnedMark); ok {
		place, typed = models.PlaceReturned, rest
	} else if rest, ok := strings.CutPrefix(typed, snoozedMark); ok {
		place, typed = models.PlaceSnoozed, rest
	}
	c := f.placeIn(name, typed, models.PrefixCase)
	if c != nil {
		c.Place = place
	}
	return c
}

// placeOf is cursor for rows of another noun.
func (f *form) placeOf(name, prefix string) *models.CaseCursor {
	return f.placeIn(name, f.text(name), prefix)
}

func (f *form) placeIn(name, typed, prefix string) *models.CaseCursor {
	if typed == "" {
		return nil
	}
	key, id, _ := strings.Cut(typed, ".")
	value, err := strconv.ParseInt(key, 10, 64)
	row, idErr := models.ParseID(prefix, id)
	if err != nil || idErr != nil {
		f.bad.Add(name, "choice")
		return nil
	}
	return &models.CaseCursor{Key: value, ID: row}
}

// cursorText writes what cursor reads.
func cursorText(c models.CaseCursor) string {
	text := placeText(c, models.PrefixCase)
	switch c.Place {
	case models.PlaceReturned:
		return returnedMark + text
	case models.PlaceSnoozed:
		return snoozedMark + text
	}
	return text
}

// placeText writes what placeOf reads.
func placeText(c models.CaseCursor, prefix string) string {
	return strconv.FormatInt(c.Key, 10) + "." + c.ID.Public(prefix)
}

// viewQuery is a view of the queue as a query: what narrows and sorts it, not the page.
func viewQuery(values url.Values) url.Values {
	view := url.Values{}
	for _, name := range queueFields {
		if v := strings.TrimSpace(values.Get(name)); v != "" && !slices.Contains(places, name) {
			view.Set(name, v)
		}
	}
	if cols := view.Get("cols"); cols != "" {
		view.Set("cols", bitColumns(cols))
	}
	if view.Get("sort") == "" {
		view.Set("sort", string(models.SortRisk))
	}
	return view
}

// with is a query with some values changed; an empty value leaves the name out.
func with(q url.Values, kv ...string) string {
	out := url.Values{}
	for k, v := range q {
		out[k] = v
	}
	for i := 0; i+1 < len(kv); i += 2 {
		if kv[i+1] == "" {
			out.Del(kv[i])
		} else {
			out.Set(kv[i], kv[i+1])
		}
	}
	return out.Encode()
}
