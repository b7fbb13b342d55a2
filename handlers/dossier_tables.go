package handlers

import (
	"encoding/hex"
	"slices"
	"strconv"
	"strings"
	"time"

	"candor/models"
	"candor/views"
)

// dossierColumn is a column of a table of a dossier. Kind says how a page writes its values: a
// word with a prefix of texts, money in fen, or as they are.
type dossierColumn struct{ key, kind, prefix string }

// dossierTable is how one list of a dossier is written, with the values as files carry them: codes, times in
// UTC, money in fen.
type dossierTable struct {
	list    models.DossierList
	columns []dossierColumn
	rows    func(*models.DossierRows) [][]string
}

func plainColumn(key string) dossierColumn { return dossierColumn{key: key} }
func wordColumn(key, prefix string) dossierColumn {
	return dossierColumn{key: key, kind: "word", prefix: prefix}
}

// reasonsColumn holds the principal reasons of measures of an area, the weightiest first, with a space between codes.
func reasonsColumn(area string) dossierColumn {
	return dossierColumn{key: "reason_code", kind: "reasons", prefix: area}
}
func moneyColumn(key string) dossierColumn { return dossierColumn{key: key, kind: "money"} }
func timeColumn(key string) dossierColumn  { return dossierColumn{key: key, kind: "time"} }

// filePublic is the id of a file that something rests on, "" for none.
func filePublic(id models.ID) string {
	if id == 0 {
		return ""
	}
	return id.Public(models.PrefixFile)
}

func fileTime(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return t.UTC().Format(time.RFC3339)
}

func fileTimePtr(t *time.Time) string {
	if t == nil {
		return ""
	}
	return fileTime(*t)
}

func fen(n int64) string { return strconv.FormatInt(n, 10) }

// tableOf makes a table with one row for each value.
func tableOf[T any](list models.DossierList, of func(*models.DossierRows) []T, row func(*T) []string, columns ...dossierColumn) dossierTable {
	return dossierTable{list: list, columns: columns, rows: func(r *models.DossierRows) [][]string {
		values := of(r)
		rows := make([][]string, len(values))
		for i := range values {
			rows[i] = row(&values[i])
		}
		return rows
	}}
}

// dossierTables are the lists of a dossier, in the order in which it shows them.
func dossierTables() []dossierTable {
	return slices.Concat(dossierMoney(), dossierDecided(), dossierHappened())
}

func dossierMoney() []dossierTable {
	return []dossierTable{
		tableOf(models.DossierLines, func(r *models.DossierRows) []models.CreditLine { return r.Lines }, func(l *models.CreditLine) []string {
			return []string{string(l.Product), fen(l.LimitFen), fen(l.InForceFen()), fen(l.UsedFen), fen(l.AvailableFen())}
		}, wordColumn("product", "product."), moneyColumn("granted_fen"), moneyColumn("in_force_fen"), moneyColumn("used_fen"), moneyColumn("available_fen")),
		tableOf(models.DossierStatements, func(r *models.DossierRows) []models.Statement { return r.Statements }, func(s *models.Statement) []string {
			return []string{monthName(s.Month), fen(s.BillFen), fen(s.PaidFen), fileTimePtr(s.DueAt), strconv.Itoa(s.Standing), strconv.Itoa(s.DaysPastDue)}
		}, plainColumn("month"), moneyColumn("bill_fen"), moneyColumn("paid_fen"), timeColumn("due_at"), plainColumn("standing"), plainColumn("days_past_due")),
		tableOf(models.DossierLimits, func(r *models.DossierRows) []models.LimitChange { return r.Limits }, func(c *models.LimitChange) []string {
			return []string{c.PublicID(), fileTime(c.MadeAt), string(c.Product), fen(c.FromFen), fen(c.ToFen), string(c.Stands()), strings.Join(c.Reasons(), " "), c.Reason, c.MadeName, c.ApprovedName, filePublic(c.FileID), fileTimePtr(c.ReviewAt)}
		}, plainColumn("id"), timeColumn("at"), wordColumn("product", "product."), moneyColumn("from_fen"), moneyColumn("to_fen"), wordColumn("state", "limit.state."),
			reasonsColumn("limit"), plainColumn("reason"), plainColumn("made_by"), plainColumn("approved_by"), plainColumn("file"), timeColumn("review_at")),
	}
}

func dossierDecided() []dossierTable {
	return []dossierTable{
		tableOf(models.DossierScores, func(r *models.DossierRows) []models.Decision { return r.Decisions }, func(x *models.Decision) []string {
			return []string{x.PublicID(), fileTime(x.At), strconv.Itoa(x.Score), x.Band, x.Outcome, strconv.Itoa(x.PolicyVersion), x.ModelID.Public(models.PrefixModel)}
		}, plainColumn("id"), timeColumn("at"), plainColumn("score"), wordColumn("band", "band."), plainColumn("outcome"), plainColumn("policy"), plainColumn("model")),
		tableOf(models.DossierOverrides, func(r *models.DossierRows) []models.Override { return r.Overrides }, func(o *models.Override) []string {
			return []string{fileTime(o.MadeAt), strconv.Itoa(o.Score), o.Reason, o.MadeName, string(o.State), o.ApprovedName, fileTimePtr(o.DecidedAt), o.DecideReason, fileTime(o.EndsAt), fileTimePtr(o.EndedAt)}
		}, timeColumn("at"), plainColumn("score"), plainColumn("reason"), plainColumn("made_by"), wordColumn("state", "override.state."), plainColumn("approved_by"),
			timeColumn("decided_at"), plainColumn("decide_reason"), timeColumn("ends_at"), timeColumn("ended_at")),
		tableOf(models.DossierDisputes, func(r *models.DossierRows) []models.Dispute { return r.Disputes }, func(d *models.Dispute) []string {
			return []string{fileTime(d.MadeAt), d.Factor, d.Claim, d.MadeName, string(d.State), d.AnsweredName, fileTimePtr(d.AnsweredAt), d.Finding}
		}, timeColumn("at"), wordColumn("factor", "factor."), plainColumn("reason"), plainColumn("made_by"), wordColumn("state", "dispute.state."), plainColumn("approved_by"),
			timeColumn("decided_at"), plainColumn("finding")),
		tableOf(models.DossierAsides, func(r *models.DossierRows) []models.RuleAside { return r.Asides }, func(a *models.RuleAside) []string {
			return []string{fileTime(a.MadeAt), a.Rule, a.Reason, a.MadeName, string(a.State), a.ApprovedName, fileTimePtr(a.DecidedAt), a.DecideReason, fileTime(a.EndsAt), fileTimePtr(a.EndedAt)}
		}, timeColumn("at"), plainColumn("rule"), plainColumn("reason"), plainColumn("made_by"), wordColumn("state", "override.state."), plainColumn("approved_by"),
			timeColumn("decided_at"), plainColumn("decide_reason"), timeColumn("ends_at"), timeColumn("ended_at")),
		tableOf(models.DossierFlags, func(r *models.DossierRows) []models.Flag { return r.Flags }, func(f *models.Flag) []string {
			return []string{f.ID.Public(models.PrefixFlag), fileTime(f.RaisedAt), f.Code, strconv.Itoa(int(f.Severity)), f.Source, string(f.State)}
		}, plainColumn("id"), timeColumn("at"), plainColumn("code"), wordColumn("severity", "severity."), wordColumn("source", "source."), wordColumn("state", "flag_state.")),
		tableOf(models.DossierCases, func(r *models.DossierRows) []models.Case { return r.Cases }, func(c *models.Case) []string {
			return []string{c.PublicID(), fileTime(c.OpenedAt), string(c.State), string(c.Outcome), strings.Join(c.Principal, " "), c.Reason, c.ClosedName, fileTimePtr(c.ClosedAt)}
		}, plainColumn("id"), timeColumn("at"), plainColumn("state"), plainColumn("outcome"), reasonsColumn("sanction"), plainColumn("reason"), plainColumn("made_by"), timeColumn("ended_at")),
		tableOf(models.DossierSanctions, func(r *models.DossierRows) []models.Sanction { return r.Sanctions }, func(s *models.Sanction) []string {
			return []string{s.PublicID(), fileTime(s.MadeAt), string(s.Kind), string(s.State), strings.Join(s.Reasons(), " "), s.Reason, s.MadeName, s.ApprovedName, fileTimePtr(s.EndsAt), fileTimePtr(s.EndedAt), s.EndReason}
		}, plainColumn("id"), timeColumn("at"), wordColumn("kind", "sanction.kind."), wordColumn("state", "sanction.state."), reasonsColumn("sanction"), plainColumn("reason"),
			plainColumn("made_by"), plainColumn("approved_by"), timeColumn("ends_at"), timeColumn("ended_at"), plainColumn("end_reason")),
		tableOf(models.DossierAppeals, func(r *models.DossierRows) []models.Appeal { return r.Appeals }, func(a *models.Appeal) []string {
			return []string{a.PublicID(), fileTime(a.ReceivedAt), string(a.Stage), string(a.Outcome), a.Reason, a.CustomerText, a.DecidedName, fileTimePtr(a.DecidedAt)}
		}, plainColumn("id"), timeColumn("at"), wordColumn("stage", "appeal.stage."), wordColumn("outcome", "appeal.outcome."), plainColumn("reason"), plainColumn("customer_text"),
			plainColumn("made_by"), timeColumn("decided_at")),
	}
}

func dossierHappened() []dossierTable {
	return []dossierTable{
		tableOf(models.DossierChecks, func(r *models.DossierRows) []models.IdentityCheck { return r.Checks }, func(c *models.IdentityCheck) []string {
			return []string{c.Kind, strconv.FormatBool(c.Passed), strconv.FormatFloat(c.Strength, 'f', -1, 64), fileTime(c.CheckedAt), c.Source}
		}, wordColumn("kind", "check."), plainColumn("passed"), plainColumn("strength"), timeColumn("at"), plainColumn("source")),
		tableOf(models.DossierDevices, func(r *models.DossierRows) []models.Device { return r.Devices }, func(x *models.Device) []string {
			return []string{x.Label, x.City, fileTime(x.FirstSeen), fileTime(x.LastSeen)}
		}, plainColumn("device"), plainColumn("city"), timeColumn("first_seen"), timeColumn("last_seen")),
		tableOf(models.DossierLinks, func(r *models.DossierRows) []models.Relationship { return r.Links }, func(r *models.Relationship) []string {
			return []string{r.OtherID.Public(models.PrefixAccount), r.Kind, fileTime(r.Since)}
		}, plainColumn("account"), wordColumn("shares", "shared."), timeColumn("since")),
		tableOf(models.DossierChallenges, func(r *models.DossierRows) []models.Challenge { return r.Challenges }, func(c *models.Challenge) []string {
			return []string{c.PublicID(), fileTime(c.MadeAt), string(c.Kind), string(c.State), fileTimePtr(c.ResolvedAt), c.ResolvedBy}
		}, plainColumn("id"), timeColumn("at"), plainColumn("kind"), plainColumn("state"), timeColumn("ended_at"), plainColumn("made_by")),
		tableOf(models.DossierMessages, func(r *models.DossierRows) []models.Message { return r.Messages }, func(m *models.Message) []string {
			return []string{m.PublicID(), fileTime(m.CreatedAt), m.Template, m.Lang, string(m.State), fileTimePtr(m.ReleasedAt), m.ObjectID}
		}, plainColumn("id"), timeColumn("at"), wordColumn("template", "wording.name."), plainColumn("lang"), plainColumn("state"), timeColumn("released_at"), plainColumn("about")),
		tableOf(models.DossierNotes, func(r *models.DossierRows) []models.NoteText { return r.Notes }, func(n *models.NoteText) []string {
			replaced := ""
			if n.Replaced != nil {
				replaced = fileTime(*n.Replaced)
			}
			return []string{fileTime(n.At), n.AuthorName, n.Words, n.Channel, string(n.Direction), string(n.Outcome), replaced}
		}, timeColumn("at"), plainColumn("made_by"), plainColumn("text"), wordColumn("channel", "contact_log.channel."), wordColumn("direction", "contact_log.direction."),
			wordColumn("result", "contact_log.outcome."), timeColumn("replaced_at")),
		tableOf(models.DossierTags, func(r *models.DossierRows) []models.AccountTag { return r.Tags }, func(t *models.AccountTag) []string {
			return []string{t.Tag, t.ByName, fileTime(t.At), t.Reason, fileTimePtr(t.EndsAt)}
		}, plainColumn("tag"), plainColumn("made_by"), timeColumn("at"), plainColumn("reason"), timeColumn("ends_at")),
		tableOf(models.DossierHardships, func(r *models.DossierRows) []models.HardshipText { return r.Hardships }, func(h *models.HardshipText) []string {
			return []string{string(h.About), h.Words, fileTime(h.Since), fileTime(h.EndsAt), h.MadeName, fileTime(h.MadeAt), fileTimePtr(h.EndedAt), h.EndedName, h.EndReason}
		}, wordColumn("kind", "hardship.kind."), plainColumn("text"), timeColumn("since"), timeColumn("ends_at"), plainColumn("made_by"), timeColumn("at"),
			timeColumn("ended_at"), plainColumn("ended_by"), plainColumn("end_reason")),
		tableOf(models.DossierEvents, func(r *models.DossierRows) []models.Event { return r.Events }, func(e *models.Event) []string {
			return []string{e.PublicID(), fileTime(e.At), string(e.Kind), fen(e.AmountFen), string(e.Outcome), e.Body.Merchant, e.Body.City, e.Body.Network}
		}, plainColumn("id"), timeColumn("at"), wordColumn("kind", "event_kind."), moneyColumn("amount_fen"), plainColumn("outcome"), plainColumn("merchant"), plainColumn("city"), plainColumn("network")),
		tableOf(models.DossierRecord, func(r *models.DossierRows) []models.AuditEntry { return r.Entries }, func(e *models.AuditEntry) []string {
			return []string{strconv.FormatInt(e.Seq, 10), fileTime(e.At), e.ActorName, e.Action, e.ObjectType, e.ObjectID, e.Reason, hex.EncodeToString(e.PrevHash), hex.EncodeToString(e.Hash)}
		}, plainColumn("seq"), timeColumn("at"), plainColumn("made_by"), wordColumn("action", "event."), plainColumn("object"), plainColumn("id"), plainColumn("reason"),
			plainColumn("previous_hash"), plainColumn("hash")),
	}
}

// shown is a value as a page of the dossier writes it.
func (l labels) shown(c dossierColumn, value string) string {
	switch c.kind {
	case "word":
		return said(l.p, l.word(c.prefix, value))
	case "reasons":
		return l.reasonNames(c.prefix, strings.Fields(value))
	case "money":
		n, err := strconv.ParseInt(value, 10, 64)
		if err != nil {
			return value
		}
		return views.Money(n)
	case "time":
		t, err := time.Parse(time.RFC3339, value)
		if err != nil {
			return views.Dash
		}
		return l.p.DateTime(t)
	}
	return orDash(said(l.p, value))
}
