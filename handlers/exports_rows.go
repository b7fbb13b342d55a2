package handlers

import (
	"encoding/hex"
	"strconv"
	"strings"
	"time"

	"candor/models"
)

// ExportText puts lists into the cells of a file: names of columns and codes are the same in every language, so that programs read
// them; what is said above them is in the words of whoever asked.
type ExportText struct{ *Site }

// ExportHead is what stands above the rows: who took what when, by which filter; then what is withheld; then the names of the columns.
func (t ExportText) ExportHead(e *models.Export, withheld []models.SampleItem) [][]string {
	words := t.Texts.For(e.Lang)
	who := e.AskedName
	if e.AskedLogin != "" {
		who += " (" + e.AskedLogin + ")"
	}
	note := words.T("export.note", "of", words.T("export.of_"+string(e.Kind)), "who", who, "time", e.AskedAt.UTC().Format(time.RFC3339),
		"filter", orDash(e.Query))
	if e.Kind == models.ExportLists { // which an import reads back: it knows its note by these words
		note = listNote(who, e.AskedAt, e.Query, false, 0)
	}
	head := [][]string{{note}}
	if len(withheld) > 0 {
		cases := make([]string, len(withheld))
		for i := range withheld {
			cases[i] = withheld[i].CaseID.Public(models.PrefixCase)
		}
		head = append(head, []string{words.T("dossier.withheld", "cases", strings.Join(cases, words.T("common.list_separator")))})
	}
	return harmless(append(head, t.columns(e)))
}

// columns are the names of an export's columns.
func (ExportText) columns(e *models.Export) []string {
	switch e.Kind {
	case models.ExportQueue:
		names := []string{"id"}
		for _, key := range e.Columns {
			names = append(names, caseCells[key].names...)
		}
		return names
	case models.ExportAccounts:
		names := []string{"id", "external_id", "name", "phone", "id_number", "email", "status", "status_until", "limit_fen", "used_fen", "days_past_due", "updated_at"}
		if e.Scores {
			names = append(names, "score", "band")
		}
		return names
	case models.ExportAppeals:
		names := []string{
			"id", "account", "name", "sanction", "kind", "stage", "channel", "lang", "received_at", "due_at", "paused_at", "assignee", "earlier",
			"evidence_asked", "evidence_received", "outcome", "decided_by", "decided_at",
		}
		if e.Scores {
			names = append(names, "reason_code", "band")
		}
		return names
	case models.ExportAudit:
		return []string{
			"seq", "at", "actor_kind", "actor_id", "actor_name", "role", "action", "object_type", "object_id", "account",
			"reason", "before", "after", "source", "request_id", "ip", "hash", "result",
		}
	case models.ExportDecisions:
		return []string{"id", "account", "at", "kind", "score", "band", "outcome", "model", "policy_version", "run"}
	case models.ExportRadar, models.ExportOutbox, models.ExportChallenges:
		return workColumns[e.Kind]
	case models.ExportApprovals:
		return pendingColumns()
	case models.ExportUsers, models.ExportBatches:
		return staffColumns[e.Kind]
	case models.ExportItems:
		return []string{
			"place", "line", "object", "account", "external_id", "name", "product", "state", "code", "from_fen", "to_fen", "reason_codes", "bound", "at",
		}
	}
	return listColumns()
}

// ExportCells is the rows, a line each.
func (ExportText) ExportCells(e *models.Export, rows *models.ExportRows) [][]string {
	lines := make([][]string, 0, rows.Len())
	page := models.CasePage{Items: rows.Cases}
	if q := e.Filter.Queue; q != nil && (q.State == models.CaseClosed || q.WithEarlier) {
		page.BlindCases(rows.Withheld)
	}
	for i := range page.Items {
		line := []string{page.Items[i].PublicID()}
		for _, key := range e.Columns {
			line = append(line, caseCells[key].cells(&page.Items[i], e.Filter.Queue.Now)...)
		}
		lines = append(lines, line)
	}
	for i := range rows.Accounts {
		lines = append(lines, accountCells(&rows.Accounts[i], e.Scores))
	}
	for i := range rows.Appeals {
		lines = append(lines, appealCells(&rows.Appeals[i], e.Scores))
	}
	if e.Filter.Audit != nil {
		entries := models.BlindEntries(rows.Entries, rows.Withheld, *e.Filter.Audit)
		for i := range entries {
			lines = append(lines, auditCells(&entries[i]))
		}
	}
	for i := range rows.Listed {
		lines = append(lines, listCells(&rows.Listed[i]))
	}
	for i := range rows.Items {
		lines = append(lines, itemCells(&rows.Batch, &rows.Items[i]))
	}
	for i := range rows.Decided {
		lines = append(lines, decisionCells(&rows.Decided[i]))
	}
	for i := range rows.Radar {
		lines = append(lines, radarCells(&rows.Radar[i]))
	}
	for i := range rows.Sent {
		lines = append(lines, sentCells(&rows.Sent[i]))
	}
	for i := range rows.Asked {
		lines = append(lines, challengeCells(&rows.Asked[i]))
	}
	lines = append(lines, pendingCells(e.Filter.Approvals, rows.Pending)...)
	return harmless(append(lines, staffCells(rows)...))
}

// harmless keeps a spreadsheet from reading any cell as a formula.
func harmless(lines [][]string) [][]string {
	for _, line := range lines {
		for i := range line {
			line[i] = safeCell(line[i])
		}
	}
	return lines
}

// decisionCells is one decision about an account; the run is that of the rescoring that made it, "" for one of the account alone.
func decisionCells(d *models.Decision) []string {
	run := ""
	if d.RunID != 0 {
		run = d.RunID.Public(models.PrefixRun)
	}
	return []string{
		d.PublicID(), d.AccountID.Public(models.PrefixAccount), fileTime(d.At), d.Kind, strconv.Itoa(d.Score), d.Band, d.Outcome,
		d.ModelID.Public(models.PrefixModel), strconv.Itoa(d.PolicyVersion), run,
	}
}

// caseCells are the columns of the queue by their keys, as an export writes them that was asked for at a time.
var caseCells = map[string]struct {
	names []string
	cells func(c *models.CaseItem, at time.Time) []string
}{
	"severity": {[]string{"severity"}, func(c *models.CaseItem, _ time.Time) []string { return []string{strconv.Itoa(int(c.Severity))} }},
	"account": {[]string{"account", "external_id", "name"}, func(c *models.CaseItem, _ time.Time) []string {
		return []string{c.AccountID.Public(models.PrefixAccount), c.Account.ExternalID, c.Masked.Name}
	}},
	"code":  {[]string{"flag", "flags"}, func(c *models.CaseItem, _ time.Time) []string { return []string{c.TopCode, strconv.Itoa(c.FlagCount)} }},
	"score": {[]string{"score", "band"}, func(c *models.CaseItem, _ time.Time) []string { return []string{strconv.Itoa(c.Score), c.Band} }},
	// The score of now, not how far it moved: what begins with a minus a spreadsheet takes for a formula.
	"change": {[]string{"score_now"}, func(c *models.CaseItem, _ time.Time) []string {
		if c.Now.Score == 0 {
			return []string{""}
		}
		return []string{strconv.Itoa(c.Now.Score)}
	}},
	"due":      {[]string{"due_at", "outcome"}, func(c *models.CaseItem, _ time.Time) []string { return []string{fileTime(c.DueAt), string(c.Outcome)} }},
	"exposure": {[]string{"exposure_fen"}, func(c *models.CaseItem, _ time.Time) []string { return []string{fen(c.ExposureFen)} }},
	"used":     {[]string{"used_fen"}, func(c *models.CaseItem, _ time.Time) []string { return []string{fen(c.Account.UsedFen)} }},
	"limit":    {[]string{"limit_fen"}, func(c *models.CaseItem, _ time.Time) []string { return []string{fen(c.Account.LimitFen)} }},
	"dpd":      {[]string{"days_past_due"}, func(c *models.CaseItem, _ time.Time) []string { return []string{strconv.Itoa(c.Account.DaysPastDue)} }},
	"flagged":  {[]string{"flagged_at"}, func(c *models.CaseItem, _ time.Time) []string { return []string{fileTime(c.OpenedAt)} }},
	"source":   {[]string{"source"}, func(c *models.CaseItem, _ time.Time) []string { return []string{c.Source} }},
	"queue":    {[]string{"queue"}, func(c *models.CaseItem, _ time.Time) []string { return []string{c.Queue.Key()} }},
	"tags":     {[]string{"tags"}, func(c *models.CaseItem, _ time.Time) []string { return []string{strings.Join(c.Tags, " ")} }},
	"status":   {[]string{"status"}, func(c *models.CaseItem, at time.Time) []string { return []string{string(c.Status(at))} }},
	"earlier": {[]string{"earlier_flags_90d", "overturned_90d"}, func(c *models.CaseItem, _ time.Time) []string {
		if c.Earlier.Withheld {
			return []string{strconv.Itoa(c.Earlier.Flags), ""}
		}
		return []string{strconv.Itoa(c.Earlier.Flags), strconv.Itoa(c.Earlier.Overturned)}
	}},
	"people": {[]string{"contributors"}, func(c *models.CaseItem, _ time.Time) []string { return []string{strings.Join(c.People, ", ")} }},
	"amount": {[]string{"amount_fen"}, func(c *models.CaseItem, _ time.Time) []string { return []string{shownOf(c).fen} }},
	"device": {[]string{"device"}, func(c *models.CaseItem, _ time.Time) []string { return []string{shownOf(c).device} }},
	"card":   {[]string{"card"}, func(c *models.CaseItem, _ time.Time) []string { return []string{shownOf(c).card} }},
	"ip":     {[]string{"ip"}, func(c *models.CaseItem, _ time.Time) []string { return []string{shownOf(c).ip} }},
	"who": {[]string{"assignee", "snoozed_until"}, func(c *models.CaseItem, _ time.Time) []string {
		return []string{c.AssigneeName, fileTimePtr(c.SnoozedUntil)}
	}},
}

func accountCells(a *models.AccountItem, scores bool) []string {
	line := []string{
		a.PublicID(), a.ExternalID, a.Masked.Name, a.Masked.Phone, a.Masked.IDNumber, a.Masked.Email, string(a.Status), fileTimePtr(a.StatusUntil),
		fen(a.LimitFen), fen(a.UsedFen), strconv.Itoa(a.DaysPastDue), fileTime(a.UpdatedAt),
	}
	if scores {
		score := ""
		if a.Score != nil {
			score = strconv.Itoa(*a.Score)
		}
		line = append(line, score, a.Band)
	}
	return line
}

// itemCells is an item of a batch: what it is about, what became of it and why.
func itemCells(b *models.Batch, r *models.BatchRow) []string {
	reasons := r.Principal
	if len(reasons) == 0 && r.ReasonCode != "" {
		reasons = []string{r.ReasonCode}
	}
	line, from, to := "", "", ""
	if r.Line > 0 {
		line = strconv.Itoa(r.Line)
	}
	if b.Kind == models.BatchLimit {
		from, to = fen(r.FromFen), fen(r.ToFen)
	}
	return []string{
		strconv.Itoa(r.N), line, r.ObjectID.Public(b.Kind.Object()), r.AccountID.Public(models.PrefixAccount), r.ExternalID, r.Name, string(r.Product),
		string(r.State), r.Code, from, to, strings.Join(reasons, " "), r.Bound, fileTimePtr(r.At),
	}
}

func appealCells(r *models.AppealRow, scores bool) []string {
	a := &r.Appeal
	line := []string{
		a.PublicID(), a.AccountID.Public(models.PrefixAccount), r.Name, a.SanctionID.Public(models.PrefixSanction), string(a.Kind), string(a.Stage), a.Channel, a.Lang,
		fileTime(a.ReceivedAt), fileTime(a.DueAt), fileTimePtr(a.PausedAt), a.AssigneeName, strconv.Itoa(a.Earlier), strconv.Itoa(r.Asked), strconv.Itoa(r.Received),
		string(a.Outcome), a.DecidedName, fileTimePtr(a.DecidedAt),
	}
	if scores {
		line = append(line, a.ReasonCode, a.Band)
	}
	return line
}

func auditCells(e *models.AuditEntry) []string {
	account := ""
	if e.AccountID != 0 {
		account = e.AccountID.Public(models.PrefixAccount)
	}
	return []string{
		strconv.FormatInt(e.Seq, 10), e.At.UTC().Format(time.RFC3339Nano), string(e.ActorKind), e.ActorID, e.ActorName, e.Role,
		e.Action, e.ObjectType, e.ObjectID, account, e.Reason, e.Before, e.After, e.Source, e.RequestID, e.IP, hex.EncodeToString(e.Hash), string(e.Result()),
	}
}
