package handlers

import (
	"net/url"
	"slices"
	"strconv"
	"strings"

	"github.com/labstack/echo/v4"

	"candor/models"
)

// askStaff reads which users, or which batches.
func (h *Exports) askStaff(c echo.Context, ask models.AskExport, query url.Values) (models.AskExport, error) {
	switch ask.Kind {
	case models.ExportUsers:
		list, err := h.formOf(c, query, userFields)
		if err != nil {
			return ask, err
		}
		filter, err := userFilter(list)
		filter.After = ""
		ask.Filter.Users, ask.Query = &filter, without(query, "after")
		return ask, err
	case models.ExportBatches:
		list, err := h.formOf(c, query, batchFields)
		if err != nil {
			return ask, err
		}
		filter, err := batchFilter(list)
		filter.After = 0
		ask.Filter.Batches, ask.Query = &filter, without(query, "before")
		return ask, err
	}
	return ask, errBadForm
}

// staffColumns are the names of the columns of lists of what the staff is and does.
var staffColumns = map[models.ExportKind][]string{
	models.ExportUsers: {"id", "login", "name", "roles", "disabled", "created_at"},
	models.ExportBatches: {
		"id", "kind", "state", "file", "reason_code", "reason", "total", "eligible", "excluded", "done", "failed", "undone", "kept", "made_at", "made_by", "decided_at",
		"decided_by", "ended_at", "undone_at", "undone_by",
	},
}

// staffCells are the rows of these.
func staffCells(rows *models.ExportRows) (lines [][]string) {
	for i := range rows.Users {
		u := &rows.Users[i]
		lines = append(lines, []string{u.PublicID(), u.Login, u.Name, strings.Join(u.Roles, ","), strconv.FormatBool(u.Disabled), fileTime(u.CreatedAt)})
	}
	for i := range rows.Batches {
		b := &rows.Batches[i]
		line := []string{b.PublicID(), string(b.Kind), string(b.State), b.File, b.ReasonCode, b.Reason}
		for _, n := range []int{b.Total, b.Eligible, b.Excluded, b.Done, b.Failed, b.Undone, b.Kept} {
			line = append(line, strconv.Itoa(n))
		}
		lines = append(lines, slices.Concat(line, []string{
			fileTime(b.MadeAt), b.MadeName, fileTimePtr(b.DecidedAt), b.DecidedName, fileTimePtr(b.EndedAt), fileTimePtr(b.UndoneAt), b.UndoneName,
		}))
	}
	return lines
}
