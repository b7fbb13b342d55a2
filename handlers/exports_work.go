package handlers

import (
	"net/url"
	"strconv"

	"github.com/labstack/echo/v4"

	"candor/models"
)

// askRadar reads which part of the radar.
func (h *Exports) askRadar(c echo.Context, ask models.AskExport, query url.Values) (models.AskExport, error) {
	list, err := h.formOf(c, query, radarFields)
	if err != nil {
		return ask, err
	}
	filter := radarFilter(list, CurrentVisitor(c).UserID(), h.Now().UTC())
	filter.After, filter.Before = nil, nil
	ask.Filter.Radar, ask.Query = &filter, radarQueryOf(list.Values).Encode()
	return ask, list.err()
}

// askOutbox reads which part of what leaves for customers.
func (h *Exports) askOutbox(c echo.Context, ask models.AskExport, query url.Values) (models.AskExport, error) {
	list, err := h.formOf(c, query, outboxFields)
	if err != nil {
		return ask, err
	}
	filter, err := outboxFilter(list)
	filter.Before, filter.After = 0, 0
	ask.Filter.Outbox, ask.Query = &filter, without(query, "before", "after")
	return ask, err
}

// askChallenges reads which challenges.
func (h *Exports) askChallenges(c echo.Context, ask models.AskExport, query url.Values) (models.AskExport, error) {
	list, err := h.formOf(c, query, challengeFields)
	if err != nil {
		return ask, err
	}
	filter, err := challengeFilter(list)
	filter.Before, filter.After = nil, nil
	ask.Filter.Challenges, ask.Query = &filter, without(query, "before", "after")
	return ask, err
}

// workColumns are the names of the columns of lists that are worked off.
var workColumns = map[models.ExportKind][]string{
	models.ExportRadar: {
		"id", "account", "external_id", "name", "kind", "subject", "state", "wrong_bp", "harm", "taken_fen", "functions", "days", "found_at", "assignee",
		"outcome", "closed_by", "closed_at",
	},
	models.ExportOutbox: {
		"id", "message", "account", "external_id", "name", "template", "lang", "about", "channel", "to", "state", "attempts", "code", "waits", "next_at", "made_at", "done_at",
	},
	models.ExportChallenges: {
		"id", "account", "external_id", "name", "event", "kind", "state", "amount_fen", "made_at", "due_at", "resolved_at", "resolved_by", "escalation",
	},
}

// radarCells is an item of the radar: how likely a measure is wrong, what it takes, and how that ended.
func radarCells(r *models.RadarEntry) []string {
	subject, taken := r.SubjectID.Public(models.PrefixSanction), r.Evidence.Harm
	if r.Event() {
		subject = r.SubjectID.Public(models.PrefixDecision)
	}
	return []string{
		r.PublicID(), r.AccountID.Public(models.PrefixAccount), r.Account.ExternalID, r.Masked.Name, string(r.Kind), subject, string(r.State), strconv.Itoa(r.WrongBP),
		strconv.FormatInt(r.Harm, 10), fen(taken.Fen), strconv.Itoa(taken.Functions), strconv.Itoa(taken.Days), fileTime(r.FoundAt), r.AssigneeName,
		string(r.Outcome), r.ClosedName, fileTimePtr(r.ClosedAt),
	}
}

// sentCells is a message on its way, without what it says. One that is held has no delivery yet.
func sentCells(o *models.OutboxItem) []string {
	d, m := &o.Delivery, &o.Message
	line := []string{
		"", m.PublicID(), m.AccountID.Public(models.PrefixAccount), o.External, o.Name, m.Template, m.Lang, m.ObjectID, "", "", string(m.State), "0", "", "", "",
		fileTime(m.CreatedAt), "",
	}
	if d.ID != 0 {
		line[0], line[8], line[9], line[10] = d.PublicID(), string(d.Channel), o.To, string(d.State)
		line[11], line[12], line[13], line[14], line[16] = strconv.Itoa(d.Attempts), d.Code, string(d.Waits), fileTime(d.NextAt), fileTimePtr(d.DoneAt)
	}
	return line
}

// challengeCells is a challenge, without what was found.
func challengeCells(i *models.ChallengeItem) []string {
	event, amount := "", ""
	if !i.Proof() {
		event, amount = i.EventID.Public(models.PrefixDecision), fen(i.Event.AmountFen)
	}
	return []string{
		i.PublicID(), i.AccountID.Public(models.PrefixAccount), i.Account.ExternalID, i.Masked.Name, event, string(i.Kind),
		string(i.State), amount, fileTime(i.MadeAt), fileTime(i.DueAt), fileTimePtr(i.ResolvedAt), i.ResolvedBy, i.Escalation,
	}
}
