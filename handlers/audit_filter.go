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
	q.filter = models.AuditFilter{Reveals: f.checked("personal"), Approval: f.text("approval"), Before: place(f, "before"), After: place(f, "after")}
	q.turned(f)
	if q.filter.Result != "" && !slices.Contains(models.AuditResults(), q.filter.Result) {
		f.bad.Add("result", "choice")
	}
	if _, ok := models.ApprovalObject(q.filter.Approval); q.filter.Approval != "" && !ok {
		f.bad.Add("approval", "choice")
	}
	if bulk := f.id("bulk", models.PrefixBulk); bulk != 0 {
		q.filter.Bulk = f.text("bulk")
	}
	// Whoever looks for acts or objects sees those of batches too; the log itself shows a batch as one row.
	looked := func(field string, not bool) bool { return field != "" && !not }
	q.filter.Folded = q.filter.Bulk == "" && q.filter.Approval == "" && !looked(q.filter.Action, q.filter.Not.Action) && !looked(q.filter.ObjectType, q.filter.Not.ObjectType) &&
		!looked(q.filter.ObjectID, q.filter.Not.ObjectID) && (q.filter.AccountID == 0 || q.filter.Not.Account)
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

// auditTurned is the fields of which every other value can be asked for.
func auditTurned() []string {
	return []string{"action", "type", "object", "account", "actor", "key", "role", "result", "ip"}
}

// turned reads them.
func (q *auditQuery) turned(f *form) {
	to := &q.filter
	to.Action, to.Not.Action = f.is("action")
	to.ObjectType, to.Not.ObjectType = f.is("type")
	to.ObjectID, to.Not.ObjectID = f.is("object")
	to.AccountID, to.Not.Account = f.isID("account", models.PrefixAccount)
	to.ActorID, to.Not.Actor = f.is("actor")
	to.Key, to.Not.Key = f.is("key")
	f.isID("key", models.PrefixKey)
	to.Role, to.Not.Role = f.is("role")
	to.IP, to.Not.IP = f.is("ip")
	var result string
	result, to.Not.Result = f.is("result")
	to.Result = models.AuditResult(result)
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
