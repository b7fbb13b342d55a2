package handlers

import (
	"net/url"
	"strings"

	"github.com/labstack/echo/v4"

	"candor/models"
)

// exportIDs is what names chosen cases behind the view of an export.
const exportIDs = "ids"

// takeIDs takes the chosen cases off a view, none when all of it is meant.
func takeIDs(view *string) ([]string, error) {
	query, err := url.ParseQuery(*view)
	if err != nil {
		return nil, errBadForm
	}
	if !query.Has(exportIDs) {
		return nil, nil
	}
	ids := strings.Split(query.Get(exportIDs), ",")
	if len(ids) > queueLimit {
		return nil, errBadForm
	}
	*view = without(query, exportIDs)
	return ids, nil
}

// askQueue reads which view of the queue, or which cases of it.
func (h *Exports) askQueue(c echo.Context, ask models.AskExport, view string) (models.AskExport, error) {
	ids, err := takeIDs(&view)
	if err != nil {
		return ask, err
	}
	query, filter, err := h.view(view, c)
	if err != nil {
		return ask, err
	}
	if filter.IDs, err = idList(ids, models.PrefixCase); err != nil {
		return ask, err
	}
	if len(ids) > 0 {
		query.Set(exportIDs, strings.Join(ids, ","))
	}
	columns, _ := queueColumns.seen(bitColumns(query.Get("cols")), CurrentVisitor(c)) // the view was read: they are known
	for _, column := range columns {
		ask.Columns = append(ask.Columns, column.key)
	}
	filter.After, filter.Before = nil, nil
	ask.Filter.Queue, ask.Query, ask.Scores = &filter, query.Encode(), false // who sees cases sees their scores
	return ask, nil
}
