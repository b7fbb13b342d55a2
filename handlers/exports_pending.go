package handlers

import (
	"net/url"
	"slices"
	"strconv"
	"time"

	"github.com/labstack/echo/v4"

	"candor/models"
)

// askApprovals reads which pending actions, as the visitor reads them on the page.
func (h *Exports) askApprovals(c echo.Context, ask models.AskExport, query url.Values) (models.AskExport, error) {
	list, err := h.formOf(c, query, []string{"show"})
	if err != nil {
		return ask, err
	}
	v, show := CurrentVisitor(c), list.text("show")
	if !slices.Contains([]string{"", "yours", "asked"}, show) {
		return ask, errBadForm
	}
	ask.Filter.Approvals, ask.Query = &models.ApprovalFilter{Show: show, By: judgeOf(v), May: v.Permissions()}, with(nil, "show", show)
	return ask, nil
}

// pendingColumns are the names of the columns of pending actions.
func pendingColumns() []string {
	return []string{"kind", "id", "account", "external_id", "name", "asks", "reason", "asked_at", "asked_by", "lapses_at", "yours"}
}

// pendingCells are the rows of these.
func pendingCells(f *models.ApprovalFilter, rows []models.Approval) (lines [][]string) {
	for i := range rows {
		w := &rows[i]
		_, name, at := w.Asked()
		kind, id, reason := pendingObject(w)
		account, external := "", ""
		if w.Account != nil {
			account, external = w.Account.PublicID(), w.Account.ExternalID
		}
		lines = append(lines, []string{
			kind, id, account, external, w.Name, pendingAsks(w), reason, at.UTC().Format(time.RFC3339), name, w.ExpiresAt().UTC().Format(time.RFC3339), strconv.FormatBool(f.Answers(w)),
		})
	}
	return lines
}

// pendingObject is what waits: its kind as the record names it, its id or version, and the reason that was given.
func pendingObject(w *models.Approval) (kind, id, reason string) {
	switch {
	case w.Limit != nil:
		return "limit", w.Limit.PublicID(), w.Limit.Reason
	case w.Sanction != nil:
		return "sanction", w.Sanction.PublicID(), w.Sanction.Reason
	case w.Override != nil:
		return "override", w.Override.PublicID(), w.Override.Reason
	case w.Aside != nil:
		return "aside", w.Aside.PublicID(), w.Aside.Reason
	case w.Dispute != nil:
		return "dispute", w.Dispute.PublicID(), w.Dispute.Claim
	case w.Promotion != nil:
		return "promotion", w.Promotion.PublicID(), w.Promotion.Reason
	case w.ListChange != nil:
		return "list_change", w.ListChange.PublicID(), w.ListChange.Reason
	case w.Batch != nil:
		return "bulk", w.Batch.PublicID(), w.Batch.Reason
	case w.Opinion != nil:
		return "opinion", w.Appeal.PublicID(), w.Opinion.Question
	}
	return "policy", strconv.Itoa(w.Policy.Version), w.Policy.Note
}

// pendingAsks is what is asked for, in names and numbers that a program reads: the row of the page says it in words.
func pendingAsks(w *models.Approval) string {
	until := func(at time.Time) string { return " ends_at=" + at.UTC().Format(time.RFC3339) }
	number := func(n int64) string { return strconv.FormatInt(n, 10) }
	switch {
	case w.Limit != nil:
		return "product=" + string(w.Limit.Product) + " from_fen=" + number(w.Limit.FromFen) + " to_fen=" + number(w.Limit.ToFen)
	case w.Sanction != nil:
		return "sanction=" + string(w.Sanction.Kind)
	case w.Override != nil:
		return "score=" + strconv.Itoa(w.Override.Score) + until(w.Override.EndsAt)
	case w.Aside != nil:
		return "rule=" + w.Aside.Rule + until(w.Aside.EndsAt)
	case w.Dispute != nil:
		return "factor=" + w.Dispute.Factor
	case w.Promotion != nil:
		return "model=" + w.Promotion.ModelID.Public(models.PrefixModel)
	case w.ListChange != nil:
		return "blocked=" + number(w.ListChange.Reach.Blocked) + " allowed=" + number(w.ListChange.Reach.Allowed)
	case w.Batch != nil:
		return "batch=" + string(w.Batch.Kind) + " items=" + strconv.Itoa(w.Batch.Eligible)
	case w.Opinion != nil:
		return "about=" + string(w.Opinion.Reason)
	}
	return "version=" + strconv.Itoa(w.Policy.Version)
}
