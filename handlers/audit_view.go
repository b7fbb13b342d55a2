package handlers

import (
	"encoding/hex"
	"net/url"
	"strconv"
	"strings"
	"time"

	"candor/models"
	"candor/views"
	"candor/views/ui"
)

// objectTypes is what an entry can be about, in the order of the filter.
func objectTypes() []string {
	return []string{
		"account", "line", "case", "flag", "limit", "override", "dispute", "aside", "sanction", "appeal", "evidence", "policy", "model", "run",
		"user", "role", "key", "session", "message", "import", "audit", "vault",
		"batch", "event", "challenge", "list", "request", "training", "promotion", "outcomes", "radar", "drift", "stop", "backtest", "list_change", "rules", "opinion", "file", "delivery", "bulk", "link", "link_kinds", "sample", "export", "job", "view", "policy_cuts", "factor",
	}
}

// objectHref is the page of what an entry is about, "" for what has none.
func objectHref(v *Visitor, kind, id string) string {
	page, has := objectPages()[kind]
	if id == "" || !has || !v.Can(page.needs) {
		return ""
	}
	if page.list {
		return page.path
	}
	return page.path + "/" + url.PathEscape(id)
}

// recordHref is an object's own entries in the record, "" for who may not read it; of what a second person answers, with what the
// answer did.
func recordHref(v *Visitor, kind, id string) string {
	if !v.Can(models.PermAuditRead) {
		return ""
	}
	if _, asks := models.ApprovalKinds()[kind]; asks {
		return togetherHref(id)
	}
	return "/audit?" + url.Values{"type": {kind}, "object": {id}}.Encode()
}

// objectPage is where a kind of object is shown, and what a reader needs for that.
type objectPage struct {
	path  string
	needs models.Permission
	list  bool // the objects have no page of their own
}

func objectPages() map[string]objectPage {
	return map[string]objectPage{
		"account":     {path: "/accounts", needs: models.PermAccountRead},
		"case":        {path: "/cases", needs: models.PermCaseRead},
		"limit":       {path: "/limits", needs: models.PermAccountRead},
		"override":    {path: "/overrides", needs: models.PermScoreRead},
		"dispute":     {path: "/disputes", needs: models.PermScoreRead},
		"aside":       {path: "/asides", needs: models.PermScoreRead},
		"sanction":    {path: "/sanctions", needs: models.PermAccountRead},
		"appeal":      {path: "/appeals", needs: models.PermAppealRead},
		"message":     {path: "/messages", needs: models.PermAccountRead},
		"delivery":    {path: "/outbox", needs: models.PermAccountRead},
		"model":       {path: "/models", needs: models.PermModelRead},
		"user":        {path: "/users", needs: models.PermUserRead},
		"role":        {path: "/roles", needs: models.PermUserRead},
		"policy":      {path: "/policy", needs: models.PermPolicyRead},
		"key":         {path: "/keys", needs: models.PermKeyManage, list: true},
		"event":       {path: "/decisions", needs: models.PermScoreRead},
		"challenge":   {path: "/challenges", needs: models.PermCaseRead},
		"list":        {path: "/lists", needs: models.PermMonitorRead},
		"radar":       {path: "/radar", needs: models.PermRadarRead},
		"promotion":   {path: "/promotions", needs: models.PermModelRead},
		"drift":       {path: "/drift", needs: models.PermModelRead, list: true},
		"stop":        {path: "/policy/stop", needs: models.PermPolicyRead, list: true},
		"backtest":    {path: "/backtests", needs: models.PermPolicyRead},
		"rules":       {path: "/rules", needs: models.PermPolicyRead, list: true},
		"bulk":        {path: "/batches", needs: models.PermCaseRead},
		"export":      {path: "/exports", needs: models.SignedIn, list: true},
		"sample":      {path: "/samples", needs: models.PermCaseAssign},
		"list_change": {path: "/lists/changes", needs: models.PermMonitorRead},
		"file":        {path: "/files", needs: models.PermFileRead},
	}
}

// auditRows puts entries into words, for the log and for the history of one thing. The
// entry's own page is linked only for who may read the record.
func auditRows(p views.Page, v *Visitor, entries []models.AuditEntry) []views.AuditRow {
	rows := make([]views.AuditRow, len(entries))
	for i := range entries {
		rows[i] = auditRow(p, v, &entries[i])
	}
	return rows
}

func auditRow(p views.Page, v *Visitor, e *models.AuditEntry) views.AuditRow {
	t := labels{p}
	r := views.AuditRow{
		Seq: e.Seq, At: p.Moment(e.At), Actor: orDash(actorText(p, e)), Role: auditRoles(t, e.Role), Person: e.ActorKind == models.ActorUser,
		ActorHref: "/audit?actor=" + url.QueryEscape(e.ActorID),
		Action:    t.word("action.", e.Action), Code: e.Action, Reason: t.recordedReason(e.Reason), Source: t.word("audit.source.", e.Source), IP: e.IP,
		Result: t.word("audit.result.", string(e.Result())), Undone: e.Result() != models.ResultDone,
		Object: t.word("audit.type.", e.ObjectType), ObjectID: e.ObjectID, ObjHref: objectHref(v, e.ObjectType, e.ObjectID),
	}
	if e.AccountID != 0 {
		r.Account = e.AccountID.Public(models.PrefixAccount)
	}
	if e.ObjectType == "bulk" && e.ObjectID != "" {
		r.Items = "/audit?bulk=" + url.QueryEscape(e.ObjectID)
	}
	if v.Can(models.PermAuditRead) {
		r.Href = "/audit/" + strconv.FormatInt(e.Seq, 10)
	}
	r.Icon, r.Tone = auditLook(e.Action)
	return r
}

// auditRoles names the roles held at the time.
func auditRoles(t labels, keys string) string {
	if keys == "" {
		return ""
	}
	names := strings.Split(keys, ",")
	for i, k := range names {
		names[i] = t.word("role.", k)
	}
	return strings.Join(names, t.p.T("common.list_separator"))
}

// auditLook is the icon and colour of an action, by its noun and how it ended.
func auditLook(action string) (icon string, tone ui.Tone) {
	noun, verb, _ := strings.Cut(action, ".")
	icon = map[string]string{
		"session": "key", "user": "user", "role": "user", "key": "key", "account": "accounts", "personal": "eye", "note": "note",
		"book": "refresh", "override": "settings", "dispute": "alert", "aside": "flag", "hardship": "info", "model": "model", "case": "queue", "flag": "flag", "limit": "limit", "sanction": "snow",
		"appeal": "appeal", "policy": "policy", "message": "message",
	}[noun]
	switch verb {
	case "approved", "published", "restored", "lifted", "executed":
		tone = ui.Green
	case "rejected", "failed", "sign_in_failed", "revoked", "overdue":
		tone = ui.Red
	case "proposed", "submitted", "revealed", "searched":
		tone = ui.Amber
	}
	return icon, tone
}

// auditEntry is one entry with everything it holds.
func auditEntry(p views.Page, v *Visitor, place *models.AuditPlace) (views.AuditEntryPage, error) {
	e := &place.Entry
	row := auditRow(p, v, e)
	d := views.AuditEntryPage{Page: p, Row: row, Holds: place.Links, Verdict: p.T("audit.holds")}
	if !place.Links {
		d.Verdict = p.T("audit.holds_not")
	}
	link := func(href, text string) ui.Pair { return ui.Pair{Body: views.TextLink(href, text)} }
	with := func(key string, pair ui.Pair) ui.Pair { pair.Key = key; return pair }
	code := func(key, value string) ui.Pair { return ui.Pair{Key: key, Body: views.CodeOrDash(p, value)} }
	d.Facts = []ui.Pair{
		{Key: p.T("common.time"), Value: views.DateTimeZone(e.At, p.Zone)},
		with(p.T("audit.actor"), link(row.ActorHref, row.Actor)),
		{Key: p.T("audit.role"), Value: orDash(row.Role)},
		code(p.T("audit.actor_id"), e.ActorID),
		with(p.T("audit.object"), link(row.ObjHref, strings.TrimSpace(row.Object+" "+row.ObjectID))),
		with(p.T("audit.account"), link(accountHref(row.Account), orDash(row.Account))),
		{Key: p.T("common.reason"), Value: orDash(labels{p}.recordedReason(e.Reason))},
		{Key: p.T("audit.source"), Value: row.Source},
		code(p.T("audit.code"), e.Action),
		code(p.T("audit.request"), e.RequestID),
		code(p.T("audit.ip"), e.IP),
		{Key: p.T("audit.result"), Value: row.Result},
	}
	if e.Action == models.ActionPolicyPublished && row.ObjHref != "" {
		d.Facts = append(d.Facts, with(p.T("effect.report"), link(row.ObjHref+"/impact", p.T("effect.see_report"))))
	}
	d.Facts = append(d.Facts, auditLinked(p, v, e)...)
	d.Chain = []ui.Pair{
		code(p.T("audit.hash"), hex.EncodeToString(e.Hash)), code(p.T("audit.prev_hash"), hex.EncodeToString(e.PrevHash)),
		code(p.T("audit.seal"), hex.EncodeToString(e.Seal)),
	}
	if err := auditSaid(p, e, &d); err != nil {
		return d, err
	}
	seq := func(n int64) string {
		if n == 0 {
			return ""
		}
		return "/audit/" + strconv.FormatInt(n, 10)
	}
	d.Older, d.Newer = seq(place.Older), seq(place.Newer)
	if e.ObjectID != "" {
		d.All = "/audit?" + url.Values{"type": {e.ObjectType}, "object": {e.ObjectID}}.Encode()
	}
	return d, nil
}

// auditSaid is what an entry says was, and became, and that it carries marks.
func auditSaid(p views.Page, e *models.AuditEntry, d *views.AuditEntryPage) error {
	after, marks := e.Unmarked()
	if marks > 0 {
		d.Chain = append(d.Chain, ui.Pair{Key: p.T("audit.marks"), Value: p.N("audit.marks_of", marks)})
	}
	changes, err := models.Compare(e.Before, after)
	for _, c := range changes {
		d.Diff = append(d.Diff, ui.DiffRow{Field: orDash(strings.ReplaceAll(c.Path, "/", " · ")), Before: orDash(c.Before), After: orDash(c.After), Same: c.Same})
	}
	return err
}

func accountHref(public string) string {
	if public == "" {
		return ""
	}
	return "/accounts/" + public
}

// auditVerify is what a verification found, in words.
func auditVerify(p views.Page, c models.Chain, began time.Time, took time.Duration) views.AuditVerifyPage {
	d := views.AuditVerifyPage{Page: p, OK: c.OK, Verdict: p.T("audit.intact"), Text: p.T("audit.intact_text")}
	if !c.OK {
		problem := strings.NewReplacer(" ", "_", ":", "", "'", "").Replace(c.Problem)
		d.Verdict = p.T("audit.broken", "seq", c.FirstBad)
		d.Text = labels{p}.word("audit.problem.", problem)
		d.BadHref = "/audit/" + strconv.FormatInt(c.FirstBad, 10)
	}
	d.Facts = []ui.Pair{
		{Key: p.T("audit.entries"), Value: views.Number(c.Entries), Numeric: true},
		{Key: p.T("audit.checkpoints"), Value: views.Number(int64(c.Checkpoints)), Numeric: true},
		{Key: p.T("audit.head"), Body: views.CodeOrDash(p, c.Head)},
		{Key: p.T("audit.began"), Value: views.DateTimeZone(began, p.Zone)},
		{Key: p.T("audit.took"), Value: p.T("audit.seconds", "n", strconv.FormatFloat(took.Seconds(), 'f', 2, 64))},
	}
	return d
}
