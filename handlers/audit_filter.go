package handlers

import (
	"net/url"
	"slices"
	"strconv"
	"time"

	"github.com/labstack/echo/v4"

	"candor/models"
)

// auditFields is what the log's address may hold.
func auditFields() []string {
	return []string{"actor", "action", "type", "object", "account", "from", "to", "personal", "bulk", "role", "result", "ip", "key", "approval", "before", "after"}
}

// auditQuery is a filter as it stands in the address.
type auditQuery struct {
	filter models.AuditFilter
	values url.Values      // without the place in the list
	keys   []models.APIKey // that can be asked for
}

// readAudit reads the filter. What cannot be read is refused: the form sends nothing such.
func (h *Audit) readAudit(c echo.Context) (auditQuery, *form, error) {
	f, err := h.readQuery(c, auditFields()...)
	if err != nil {
		return auditQuery{}, nil, err
	}
	return h.auditQueryOf(f), f, nil
}

// auditKeys bounds how many keys the form offers, the newest.
const auditKeys = 40

// withKeys reads the keys that can be asked for.
func (h *Audit) withKeys(c echo.Context, q *auditQuery) (err error) {
	q.keys, err = h.Store.Keys(c.Request().Context(), auditKeys)
	return err
}

// auditQueryOf reads the filter of a form; what cannot be read is on it.
func (h *Audit) auditQueryOf(f *form) auditQuery {
	q := auditQuery{values: url.Values{}}
	q.filter = models.AuditFilter{
		ActorID: f.text("actor"), Action: f.text("action"), ObjectType: f.text("type"), ObjectID: f.text("object"),
		AccountID: f.id("account", models.PrefixAccount), Reveals: f.checked("personal"),
		Key: f.text("key"), Approval: f.text("approval"),
		Role: f.text("role"), Result: models.AuditResult(f.text("result")), IP: f.text("ip"),
		Before: place(f, "before"), After: place(f, "after"),
	}
	if q.filter.Result != "" && !slices.Contains(models.AuditResults(), q.filter.Result) {
		f.bad.Add("result", "choice")
	}
	f.id("key", models.PrefixKey)
	if _, ok := models.ApprovalObject(q.filter.Approval); q.filter.Approval != "" && !ok {
		f.bad.Add("approval", "choice")
	}
	if bulk := f.id("bulk", models.PrefixBulk); bulk != 0 {
		q.filter.Bulk = f.text("bulk")
	}
	// Whoever looks for acts or objects sees those of batches too; the log itself shows a batch as one row.
	q.filter.Folded = q.filter.Bulk == "" && q.filter.Action == "" && q.filter.ObjectType == "" && q.filter.ObjectID == "" && q.filter.AccountID == 0 &&
		q.filter.Approval == ""
	if from := f.date("from", false); from != nil {
		q.filter.From = *from
	}
	if to := f.date("to", true); to != nil {
		q.filter.To = to.Add(time.Second)
	}
	for _, name := range auditFields() {
		if name == "before" || name == "after" {
			continue
		}
		if v := f.text(name); v != "" {
			q.values.Set(name, v)
		}
	}
	return q
}

// place reads a sequence number, 0 for none.
func place(f *form, name string) int64 {
	typed := f.text(name)
	if typed == "" {
		return 0
	}
	v, err := strconv.ParseInt(typed, 10, 64)
	if err != nil || v < 1 {
		f.bad.Add(name, "number")
	}
	return v
}

// with is the log's address with one more value.
func (q auditQuery) with(name, value string) string {
	values := url.Values{}
	for k, v := range q.values {
		values[k] = v
	}
	if name != "" {
		values.Set(name, value)
	}
	return auditHref(values)
}

// without is the log's address less one value.
func (q auditQuery) without(name string) string {
	values := url.Values{}
	for k, v := range q.values {
		if k != name {
			values[k] = v
		}
	}
	return auditHref(values)
}

func auditHref(values url.Values) string {
	if len(values) == 0 {
		return "/audit"
	}
	return "/audit?" + values.Encode()
}
