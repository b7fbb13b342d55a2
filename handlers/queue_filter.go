package handlers

import (
	"net/url"
	"strconv"
	"strings"
	"time"

	"candor/models"
)

// queueFields are the queue's filters, order and place, as its address holds them.
var queueFields = []string{
	"severity", "code", "source", "band", "who", "due", "state", "score_min", "score_max", "exposure", "sort", "after", "before",
}

// queueLimit is how many rows a page of the queue has.
const queueLimit = 50

// queueFilter reads the queue's address. What cannot be read is on the form.
func queueFilter(f *form, user models.ID, now time.Time) models.CaseFilter {
	q := models.CaseFilter{
		Code: f.text("code"), Source: f.text("source"), Band: f.text("band"), State: models.CaseOpen, Sort: models.SortRisk, Limit: queueLimit, Now: now,
	}
	q.Severity = models.Severity(f.number("severity", false))
	if q.Severity < 0 || q.Severity > models.SeverityCritical {
		f.bad.Add("severity", "choice")
	}
	switch f.text("who") {
	case "":
	case "mine":
		q.Assignee = user
	case "free":
		q.Unassigned = true
	default:
		f.bad.Add("who", "choice")
	}
	switch f.text("due") {
	case "":
	case "overdue":
		q.Overdue = true
	default:
		f.bad.Add("due", "choice")
	}
	switch f.text("state") {
	case "", string(models.CaseOpen):
	case string(models.CaseClosed):
		q.State = models.CaseClosed
	default:
		f.bad.Add("state", "choice")
	}
	q.MinScore, q.MaxScore = f.score("score_min"), f.score("score_max")
	if f.text("exposure") != "" {
		q.MinFen = f.fen("exposure")
	}
	switch sort := models.CaseSort(f.text("sort")); sort {
	case "":
	case models.SortRisk, models.SortDue, models.SortExposure, models.SortNewest:
		q.Sort = sort
	default:
		f.bad.Add("sort", "choice")
	}
	q.After, q.Before = f.cursor("after"), f.cursor("before")
	return q
}

// score reads an optional score.
func (f *form) score(name string) int {
	n := f.number(name, false)
	if n < 0 || n > 950 {
		f.bad.Add(name, "range_between", "min", "350", "max", "950")
	}
	return n
}

// cursor reads a place in the list: the sorted value and the case.
func (f *form) cursor(name string) *models.CaseCursor { return f.placeOf(name, models.PrefixCase) }

// placeOf is cursor for rows of another noun.
func (f *form) placeOf(name, prefix string) *models.CaseCursor {
	typed := f.text(name)
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
func cursorText(c models.CaseCursor) string { return placeText(c, models.PrefixCase) }

// placeText writes what placeOf reads.
func placeText(c models.CaseCursor, prefix string) string {
	return strconv.FormatInt(c.Key, 10) + "." + c.ID.Public(prefix)
}

// viewQuery is a view of the queue as a query: what narrows and sorts it, not the page.
func viewQuery(values url.Values) url.Values {
	view := url.Values{}
	for _, name := range queueFields {
		if v := strings.TrimSpace(values.Get(name)); v != "" && name != "after" && name != "before" {
			view.Set(name, v)
		}
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
